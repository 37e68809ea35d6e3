//! The figures of what is owed, from the spells: those that run are what is so now, and those that ran at an instant are what
//! was on record then. One statement counts them all.

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

/// The figures of one kind of agency in one branch.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// The kind.
    pub level: AgencyKind,
    /// The agency right below the committee.
    pub branch: Id,
    /// The figures; their rate is not worked out yet.
    pub figures: Compliance,
}

type Counts = (i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64);

/// Counts what the caller may read, as it was on record at an instant; what runs now where none is named.
pub fn counted(view: &mut View<'_>, filter: &ComplianceFilter) -> Result<Vec<Counted>, Problem> {
    let (reading, directory) = (Reading::of(&view.caller), view.caller.directory.clone());
    let judged_at = filter.as_of.unwrap_or(view.now);
    let within = filter.agency_id.map(|top| Within::of(&directory, top));
    let rows: Vec<(AgencyKind, Id, Counts)> = natively!(&mut *view.connection, native => {
        // Everything is counted as it stands at one instant, so that the parts add up to the whole.
        let owes = || spells::state.ne(ObligationState::Exempt);
        let came = || owes().and(spells::received_at.is_not_null());
        let not_come = || owes().and(spells::received_at.is_null());
        let received = spells::received_at.assume_not_null();
        let accepted = spells::accepted_at.assume_not_null();
        let due = spells::effective_due_at;
        let mut query = spells::table
            .inner_join(report_periods::table.on(report_periods::id.eq(spells::period_id)))
            .group_by((spells::level, spells::branch_id))
            .select((
                spells::level,
                spells::branch_id,
                (
                    count(spells::id),
                    count(spells::id).aggregate_filter(spells::state.eq(ObligationState::Exempt)),
                    count(spells::id).aggregate_filter(came().and(received.lt(due))),
                    count(spells::id).aggregate_filter(came().and(received.ge(due))),
                    count(spells::id).aggregate_filter(not_come().and(due.le(judged_at))),
                    count(spells::id).aggregate_filter(not_come().and(due.gt(judged_at))),
                    count(spells::id).aggregate_filter(owes().and(spells::content.eq(Content::Reported))),
                    count(spells::id).aggregate_filter(owes().and(spells::content.eq(Content::ConfirmedNil))),
                    count(spells::id).aggregate_filter(owes().and(spells::content.eq(Content::Missing))),
                    count(spells::id)
                        .aggregate_filter(owes().and(spells::accepted_at.is_not_null()).and(accepted.ge(due))),
                    count(spells::id).aggregate_filter(owes().and(spells::awaiting)),
                ),
            ))
            .filter(spells::state.ne(ObligationState::Cancelled))
            .into_boxed();
        query = match filter.as_of {
            None => query.filter(spells::ended_at.eq(Instant::FOREVER)),
            Some(at) => query.filter(spells::ended_at.gt(at)).filter(spells::began_at.le(at)),
        };
        query = readable!(query, &reading, report_periods::committee_id, spells::agency_id, spells::recipient_id);
        query = any_of(query, spells::period_id, &filter.period_id);
        query = any_of(query, report_periods::year, &filter.year);
        query = any_of(query, report_periods::regime, &filter.regime);
        query = match within {
            None => query,
            Some(Within::Branch(top)) => query.filter(spells::branch_id.eq(top)),
            Some(Within::Agencies(some)) => query.filter(spells::agency_id.eq_any(some)),
        };
        query.load(native)?
    });
    Ok(rows.into_iter().map(|(level, branch, counts)| Counted { level, branch, figures: figures(counts) }).collect())
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
    let (expected, exempt, on_time, late, overdue, pending, reported, nil, missing, accepted_late, awaiting) = counts;
    Compliance {
        expected,
        exempt,
        on_time,
        late,
        overdue,
        pending,
        reported,
        nil,
        missing,
        rate: None,
        accepted_late,
        awaiting_resubmission: awaiting,
    }
}
