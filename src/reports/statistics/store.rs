//! The figures of what is owed, from the spells: those that run are what is so now, and those that ran at an instant are what
//! was on record then. One statement counts them all, after one that names the periods; branches out of which agencies have ended are
//! counted once more, agency by agency, where it is asked to whom their figures count by now.

use std::collections::{HashMap, HashSet};

use diesel::dsl::count;
use diesel::prelude::*;

use crate::agencies::AgencyKind;
use crate::kernel::db::View;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::kernel::roll_up::RollingUp;
use crate::kernel::sql::{among, any_of, on_engine};
use crate::reports::access::Reading;
use crate::reports::obligations::model::{Content, ObligationState};
use crate::reports::statistics::model::{Compliance, ComplianceFilter};
use crate::schema::{obligation_spells as spells, report_periods};

/// The figures of some obligations of one kind of agency in one branch.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// The committee that they are owed under.
    pub committee: Id,
    /// The kind.
    pub level: AgencyKind,
    /// The agency right below the committee.
    pub branch: Id,
    /// The figures; their rate is not worked out yet.
    pub figures: Compliance,
}

/// What is counted.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Everything, by the branches as they were. A kind in a branch comes in several parts, to be added up.
    pub parts: Vec<Counted>,
    /// The branches that are told agency by agency instead, since some of it counts to others: by committee.
    moved: HashMap<Id, Vec<Id>>,
    /// What is told so: the committee, the agency, and its figures in several parts.
    of_agencies: Vec<(Id, Id, Compliance)>,
}

impl Figures {
    /// By the branch to which it counts, in several parts.
    pub fn by_branch(&self, rolling: RollingUp<'_>) -> impl Iterator<Item = (Id, Compliance)> {
        let known = &self.moved;
        let stays = move |it: &&Counted| known.get(&it.committee).is_none_or(|some| !some.contains(&it.branch));
        let stayed = self.parts.iter().filter(stays).map(|it| (it.branch, it.figures));
        let moved = self.of_agencies.iter().map(move |(committee, agency, figures)| {
            let branch = rolling.branch(*agency, *committee);
            (branch, *figures)
        });
        stayed.chain(moved)
    }
}

/// What a group has in common: period, level, branch, state, content, and whether the next version is awaited.
type Group = (Id, AgencyKind, Id, ObligationState, Content, bool);
/// The same of one agency, whatever the period.
type AgencyGroup = (Id, ObligationState, Content, bool);
/// All of a group, received before the due instant, received at all, not received past it, first accepted at it or later.
type Counts = (i64, i64, i64, i64, i64);

/// What is asked for.
struct Asked {
    /// As it was on record at an instant; what runs now where none is named.
    as_of: Option<Instant>,
    judged_at: Instant,
    /// The periods, with their committees.
    periods: Vec<(Id, Id)>,
    /// Those of them that the caller does not read whole are read as far as these owe or receive.
    owing: Option<(Vec<Id>, Vec<Id>)>,
    within: Option<Within>,
}

/// The counts of a group. A column that is never null is counted for the rows.
macro_rules! counts {
    ($judged_at:expr) => {{
        let (due, came) = (spells::effective_due_at, spells::received_at.is_not_null());
        let (received, accepted) = (spells::received_at.assume_not_null(), spells::accepted_at.assume_not_null());
        (
            count(spells::state),
            count(spells::state).aggregate_filter(came.and(received.lt(due))),
            count(spells::received_at),
            count(spells::state).aggregate_filter(spells::received_at.is_null().and(due.le($judged_at))),
            count(spells::state).aggregate_filter(spells::accepted_at.is_not_null().and(accepted.ge(due))),
        )
    }};
}

/// Of a boxed query over spells those that are counted, of some periods.
macro_rules! of_those_asked {
    ($query:expr, $asked:expr, $periods:expr) => {{
        let asked: &Asked = $asked;
        let mut query = $query.filter(spells::state.ne(ObligationState::Cancelled));
        query = match asked.as_of {
            None => query.filter(spells::ended_at.eq(Instant::FOREVER)),
            Some(at) => query.filter(spells::ended_at.gt(at)).filter(spells::began_at.le(at)),
        };
        query = match &asked.owing {
            Some((whole, agencies)) => query.filter(
                spells::period_id
                    .eq_any(whole.clone())
                    .or(among(spells::agency_id, agencies))
                    .or(among(spells::recipient_id, agencies)),
            ),
            None => query,
        };
        query = match &asked.within {
            None => query,
            Some(Within::Branch(top)) => query.filter(spells::branch_id.eq(*top)),
            Some(Within::Agencies(some)) => query.filter(spells::agency_id.eq_any(some.clone())),
        };
        query.filter(spells::period_id.eq_any($periods))
    }};
}

/// Counts what the caller may read, as it was on record at an instant; what runs now where none is named.
pub fn counted(view: &mut View<'_>, filter: &ComplianceFilter, rolling: RollingUp<'_>) -> Result<Figures, Problem> {
    let (reading, directory) = (Reading::of(&view.caller), view.caller.directory.clone());
    let periods = periods(view, filter)?;
    // Periods of a committee that the caller reads are read whole.
    let whole: Vec<Id> =
        periods.iter().filter(|(_, committee)| reading.committees.contains(*committee)).map(|(id, _)| *id).collect();
    let owing = match reading.owing.listed() {
        Some(agencies) if whole.len() < periods.len() => Some((whole, agencies.to_vec())),
        _ => None,
    };
    let within = filter.agency_id.map(|top| Within::of(&directory, top, rolling));
    let asked = Asked { as_of: filter.as_of, judged_at: filter.as_of.unwrap_or(view.now), periods, owing, within };
    let mut figures = Figures { parts: parts(view, &asked)?, ..Figures::default() };
    if rolling.is_by_heirs() {
        let committees: HashSet<Id> = asked.periods.iter().map(|(_, committee)| *committee).collect();
        for committee in committees {
            let moved = rolling.moved(committee);
            if !moved.is_empty() {
                figures.of_agencies.extend(of_agencies(view, &asked, committee, &moved)?);
                figures.moved.insert(committee, moved);
            }
        }
    }
    Ok(figures)
}

fn parts(view: &mut View<'_>, asked: &Asked) -> Result<Vec<Counted>, Problem> {
    let all: Vec<Id> = asked.periods.iter().map(|(id, _)| *id).collect();
    let rows: Vec<(Group, Counts)> = on_engine!(&mut *view.connection, native => {
        let group = (
            spells::period_id,
            spells::level,
            spells::branch_id,
            spells::state,
            spells::content,
            spells::awaiting,
        );
        // In the order of the index that covers all of this: nothing has to be sorted to be grouped.
        let query = spells::table.group_by(group).select((group, counts!(asked.judged_at))).into_boxed();
        of_those_asked!(query, asked, all).load(native)?
    });
    let committees: HashMap<Id, Id> = asked.periods.iter().copied().collect();
    let counted = |((period, level, branch, state, content, awaiting), counts): (Group, Counts)| {
        let figures = figures(state, content, awaiting, counts);
        Some(Counted { committee: *committees.get(&period)?, level, branch, figures })
    };
    Ok(rows.into_iter().filter_map(counted).collect())
}

/// What is owed under a committee in some branches, agency by agency.
fn of_agencies(
    view: &mut View<'_>,
    asked: &Asked,
    committee: Id,
    branches: &[Id],
) -> Result<Vec<(Id, Id, Compliance)>, Problem> {
    let periods: Vec<Id> = asked.periods.iter().filter(|(_, it)| *it == committee).map(|(id, _)| *id).collect();
    let rows: Vec<(AgencyGroup, Counts)> = on_engine!(&mut *view.connection, native => {
        let group = (spells::agency_id, spells::state, spells::content, spells::awaiting);
        let query = spells::table.group_by(group).select((group, counts!(asked.judged_at))).into_boxed();
        of_those_asked!(query.filter(among(spells::branch_id, branches)), asked, periods).load(native)?
    });
    let of_one = |((agency, state, content, awaiting), counts): (AgencyGroup, Counts)| {
        (committee, agency, figures(state, content, awaiting, counts))
    };
    Ok(rows.into_iter().map(of_one).collect())
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
    /// An agency and those below it now, or those whose figures count there.
    Agencies(Vec<Id>),
}

impl Within {
    fn of(directory: &Directory, top: Id, rolling: RollingUp<'_>) -> Self {
        if rolling.is_by_heirs() {
            return Self::Agencies(rolling.within(top));
        }
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
