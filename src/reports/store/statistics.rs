//! The figures of what is owed, from the spells: those that run are what is so now, and those that ran at an instant are what
//! was on record then. One statement counts them all, after one that names the periods.

use diesel::dsl::count;
use diesel::prelude::*;

use crate::agencies::AgencyKind;
use crate::kernel::clock::Instant;
use crate::kernel::db::{View, any_of, natively};
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::reports::access::{Reading, readable};
use crate::reports::model::obligation::{Content, ObligationState};
use crate::reports::model::statistics::{Compliance, ComplianceFilter};
use crate::schema::{obligation_spells as spells, report_periods};

/// The figures of one kind of agency in one branch, in one period.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// The kind.
    pub level: AgencyKind,
    /// The agency right below the committee.
    pub branch: Id,
    /// The figures; their rate is not worked out yet.
    pub figures: Compliance,
}

/// Expected, exempt, on time, late, overdue, reported, nil, accepted late, awaiting. What remains of those that owe is pending,
/// and missing: two sums less over every row.
type Counts = (i64, i64, i64, i64, i64, i64, i64, i64, i64);

/// Counts what the caller may read, as it was on record at an instant; what runs now where none is named. A kind in a branch
/// comes once per period.
pub fn counted(view: &mut View<'_>, filter: &ComplianceFilter) -> Result<Vec<Counted>, Problem> {
    let (reading, directory) = (Reading::of(&view.caller), view.caller.directory.clone());
    let judged_at = filter.as_of.unwrap_or(view.now);
    let within = filter.agency_id.map(|top| Within::of(&directory, top));
    let periods = periods(view, filter)?;
    let rows: Vec<(Id, AgencyKind, Id, Counts)> = natively!(&mut *view.connection, native => {
        // Everything is counted as it stands at one instant, so that the parts add up to the whole.
        let owes = || spells::state.ne(ObligationState::Exempt);
        let received = spells::received_at.assume_not_null();
        let accepted = spells::accepted_at.assume_not_null();
        let came = || owes().and(spells::received_at.is_not_null());
        let due = spells::effective_due_at;
        // In the order of the index that covers all of this: nothing has to be sorted to be grouped.
        let mut query = spells::table
            .inner_join(report_periods::table.on(report_periods::id.eq(spells::period_id)))
            .group_by((spells::period_id, spells::level, spells::branch_id))
            .select((
                spells::period_id,
                spells::level,
                spells::branch_id,
                (
                    count(spells::state),
                    count(spells::state).aggregate_filter(spells::state.eq(ObligationState::Exempt)),
                    count(spells::state).aggregate_filter(came().and(received.lt(due))),
                    count(spells::state).aggregate_filter(came().and(received.ge(due))),
                    count(spells::state).aggregate_filter(owes().and(spells::received_at.is_null()).and(due.le(judged_at))),
                    count(spells::state).aggregate_filter(owes().and(spells::content.eq(Content::Reported))),
                    count(spells::state).aggregate_filter(owes().and(spells::content.eq(Content::ConfirmedNil))),
                    count(spells::state).aggregate_filter(owes().and(spells::accepted_at.is_not_null()).and(accepted.ge(due))),
                    count(spells::state).aggregate_filter(owes().and(spells::awaiting)),
                ),
            ))
            .filter(spells::state.ne(ObligationState::Cancelled))
            .filter(spells::period_id.eq_any(periods))
            .into_boxed();
        query = match filter.as_of {
            None => query.filter(spells::ended_at.eq(Instant::FOREVER)),
            Some(at) => query.filter(spells::ended_at.gt(at)).filter(spells::began_at.le(at)),
        };
        query = readable!(query, &reading, report_periods::committee_id, spells::agency_id, spells::recipient_id);
        query = match within {
            None => query,
            Some(Within::Branch(top)) => query.filter(spells::branch_id.eq(top)),
            Some(Within::Agencies(some)) => query.filter(spells::agency_id.eq_any(some)),
        };
        query.load(native)?
    });
    Ok(rows.into_iter().map(|(_, level, branch, counts)| Counted { level, branch, figures: figures(counts) }).collect())
}

/// The periods that a filter names. Asked first: SQLite then goes through the index period by period, in its order.
fn periods(view: &mut View<'_>, filter: &ComplianceFilter) -> Result<Vec<Id>, Problem> {
    let mut query = report_periods::table.select(report_periods::id).into_boxed();
    query = any_of(query, report_periods::id, &filter.period_id);
    query = any_of(query, report_periods::year, &filter.year);
    query = any_of(query, report_periods::regime, &filter.regime);
    Ok(query.load(view.connection)?)
}

/// Which agencies are counted.
enum Within {
    /// A branch as it was when the obligations were made.
    Branch(Id),
    /// An agency and those below it now.
    Agencies(Vec<Id>),
}

impl Within {
    fn of(directory: &crate::kernel::directory::Directory, top: Id) -> Self {
        let parent = directory.agencies.get(&top).and_then(|seat| seat.parent);
        let under_committee = parent.is_some_and(|id| directory.agencies.get(&id).is_some_and(|it| it.is_committee));
        if under_committee { Self::Branch(top) } else { Self::Agencies(directory.subtree(top)) }
    }
}

fn figures(counts: Counts) -> Compliance {
    let (expected, exempt, on_time, late, overdue, reported, nil, accepted_late, awaiting) = counts;
    let owed = expected - exempt;
    Compliance {
        expected,
        exempt,
        on_time,
        late,
        overdue,
        pending: owed - on_time - late - overdue,
        reported,
        nil,
        missing: owed - reported - nil,
        rate: None,
        accepted_late,
        awaiting_resubmission: awaiting,
    }
}
