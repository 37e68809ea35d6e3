//! The figures of what is owed, from the spells: those that run are what is so now, and those that ran at an instant are what
//! was on record then. One statement counts them all, after one that names the periods.

use diesel::dsl::count;
use diesel::prelude::*;

use crate::agencies::AgencyKind;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::kernel::sql::{among, any_of, on_engine};
use crate::reports::access::Reading;
use crate::reports::obligations::model::{Content, ObligationState};
use crate::reports::statistics::model::{Compliance, ComplianceFilter};
use crate::schema::{obligation_spells as spells, report_periods};

/// The figures of some obligations of one kind of agency in one branch.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// The kind.
    pub level: AgencyKind,
    /// The agency right below the committee.
    pub branch: Id,
    /// The figures; their rate is not worked out yet.
    pub figures: Compliance,
}

/// What a group has in common: period, level, branch, state, content, and whether the next version is awaited.
type Group = (Id, AgencyKind, Id, ObligationState, Content, bool);
/// All of a group, received before the due instant, received at all, not received past it, first accepted at it or later.
type Counts = (i64, i64, i64, i64, i64);

/// Counts what the caller may read, as it was on record at an instant; what runs now where none is named. A kind in a branch
/// comes in several groups, to be added up.
pub fn counted(view: &mut View<'_>, filter: &ComplianceFilter) -> Result<Vec<Counted>, Problem> {
    let (reading, directory) = (Reading::of(&view.caller), view.caller.directory.clone());
    let judged_at = filter.as_of.unwrap_or(view.now);
    let within = filter.agency_id.map(|top| Within::of(&directory, top));
    let periods = periods(view, filter)?;
    // Periods of a committee that the caller reads are read whole.
    let whole: Vec<Id> =
        periods.iter().filter(|(_, committee)| reading.committees.contains(*committee)).map(|(id, _)| *id).collect();
    let all: Vec<Id> = periods.into_iter().map(|(id, _)| id).collect();
    let rows: Vec<(Group, Counts)> = on_engine!(&mut *view.connection, native => {
        let group = (
            spells::period_id,
            spells::level,
            spells::branch_id,
            spells::state,
            spells::content,
            spells::awaiting,
        );
        let received = spells::received_at.assume_not_null();
        let accepted = spells::accepted_at.assume_not_null();
        let due = spells::effective_due_at;
        let came = spells::received_at.is_not_null();
        // In the order of the index that covers all of this: nothing has to be sorted to be grouped. A column that is never null
        // is counted for the rows.
        let mut query = spells::table
            .group_by(group)
            .select((
                group,
                (
                    count(spells::state),
                    count(spells::state).aggregate_filter(came.and(received.lt(due))),
                    count(spells::received_at),
                    count(spells::state).aggregate_filter(spells::received_at.is_null().and(due.le(judged_at))),
                    count(spells::state).aggregate_filter(spells::accepted_at.is_not_null().and(accepted.ge(due))),
                ),
            ))
            .filter(spells::state.ne(ObligationState::Cancelled))
            .into_boxed();
        query = match filter.as_of {
            None => query.filter(spells::ended_at.eq(Instant::FOREVER)),
            Some(at) => query.filter(spells::ended_at.gt(at)).filter(spells::began_at.le(at)),
        };
        query = match reading.owing.listed() {
            Some(agencies) if whole.len() < all.len() => query.filter(
                spells::period_id
                    .eq_any(whole)
                    .or(among(spells::agency_id, agencies))
                    .or(among(spells::recipient_id, agencies)),
            ),
            _ => query,
        };
        query = match within {
            None => query,
            Some(Within::Branch(top)) => query.filter(spells::branch_id.eq(top)),
            Some(Within::Agencies(some)) => query.filter(spells::agency_id.eq_any(some)),
        };
        query.filter(spells::period_id.eq_any(all)).load(native)?
    });
    let counted = |((_, level, branch, state, content, awaiting), counts): (Group, Counts)| Counted {
        level,
        branch,
        figures: figures(state, content, awaiting, counts),
    };
    Ok(rows.into_iter().map(counted).collect())
}

/// The periods that a filter names, with their committees. Asked first: SQLite then goes through the index period by period, in
/// its order.
fn periods(view: &mut View<'_>, filter: &ComplianceFilter) -> Result<Vec<(Id, Id)>, Problem> {
    let mut query = report_periods::table.select((report_periods::id, report_periods::committee_id)).into_boxed();
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

/// The figures of one group. What is exempt is expected and nothing else; of the others, what neither came nor is overdue is
/// pending.
fn figures(state: ObligationState, content: Content, awaiting: bool, counts: Counts) -> Compliance {
    let (expected, on_time, received, overdue, accepted_late) = counts;
    if state == ObligationState::Exempt {
        return Compliance { expected, exempt: expected, ..Compliance::default() };
    }
    let with = |fits: bool| if fits { expected } else { 0 };
    Compliance {
        expected,
        exempt: 0,
        on_time,
        late: received - on_time,
        overdue,
        pending: expected - received - overdue,
        reported: with(content == Content::Reported),
        nil: with(content == Content::ConfirmedNil),
        missing: with(content == Content::Missing),
        rate: None,
        accepted_late,
        awaiting_resubmission: with(awaiting),
    }
}
