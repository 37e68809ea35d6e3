//! Inspections and their teams. Order of locks: the plan, which an inspection holds as it is and the plan's own steps lock, then the
//! inspection; its team changes under the lock of the inspection alone.

mod held;
mod listed;
pub mod row;
mod team;

pub use held::held;
pub use listed::list;
pub use row::{Known, Row};
pub use team::{MemberRow, join, leave, led_by, team, teams};

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::inspections::inspections::access::Sides;
use crate::inspections::inspections::model::{Inspection, InspectionKind, InspectionState};
use crate::inspections::inspections::workflow::Seats;
use crate::inspections::plans::store as plans;
use crate::kernel::chapter::{Left, found};
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::policy::Caller;
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::{AnyConnection, insert_many, lock_row, on_engine, rewrite_row};
use crate::schema::{inspection_members, inspections};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "inspections_pkey", columns: "inspections.id", code: Code::IdTaken },
    Constraint::Unique {
        name: "inspections_live",
        columns: "inspections.plan_id, inspections.kind, inspections.agency_id",
        code: Code::AgencyRepeated,
    },
    Constraint::ForeignKey(Code::UnknownReference),
];

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

/// As what the caller reads an inspection; 404 where he may not. What belongs to an inspection is opened to some of these at other times.
fn seen(view: &mut View<'_>, row: Row) -> Result<(Row, Sides), Problem> {
    let sides = Sides::of(view, &row)?;
    if sides.read(row.kind, row.known()) { Ok((row, sides)) } else { Err(Problem::of(Code::NotFound)) }
}

/// One inspection, and as what the caller reads it; 404 where he may not.
pub fn find_seen(view: &mut View<'_>, id: Id) -> Result<(Row, Sides), Problem> {
    let row: Row = inspections::table.find(id).first(view.connection)?;
    seen(view, row)
}

/// The same, locked.
pub fn lock_seen(view: &mut View<'_>, id: Id) -> Result<(Row, Sides), Problem> {
    let row = locked(view.connection, id)?;
    seen(view, row)
}

/// One inspection; 404 where the caller may not read it.
pub fn find(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    Ok(find_seen(view, id)?.0)
}

/// The same, locked. Its plan is held too, so that it cannot be closed meanwhile; inspections of one plan do not wait for each other.
pub fn lock(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    Ok(lock_seen(view, id)?.0)
}

/// The same, whoever may read it: for what the plan or the report does to it.
pub fn locked(connection: &mut AnyConnection, id: Id) -> Result<Row, Problem> {
    let plan: Id = inspections::table.find(id).select(inspections::plan_id).first(connection)?;
    plans::held_state(connection, plan)?;
    let row: QueryResult<Row> = lock_row!(connection, inspections::table.find(id));
    Ok(row?)
}

/// Whether the caller may read one.
pub fn may_read(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    found(find(view, id))
}

/// Who has to do with it: what everything that belongs to an inspection is judged by.
pub fn seats(view: &mut View<'_>, row: &Row) -> Result<Seats, Problem> {
    let team = team(view.connection, row.id)?;
    Ok(seated(&view.caller, row, &team))
}

/// The same, where the times of its team are known.
pub(super) fn seated(caller: &Caller, row: &Row, team: &[MemberRow]) -> Seats {
    let team = team.iter().filter(|it| it.left_at.is_none()).map(|it| (it.member(), it.part)).collect();
    Seats::of(&caller.directory, [row.owner_id, row.agency_id], team, caller.today)
}

/// Some, by their ids, whoever may read them.
pub fn of_ids(connection: &mut AnyConnection, ids: &[Id]) -> Result<Vec<Row>, Problem> {
    Ok(inspections::table.filter(inspections::id.eq_any(ids)).load(connection)?)
}

/// What callers see of one.
pub fn answer(connection: &mut AnyConnection, row: &Row) -> Result<Inspection, Problem> {
    Ok(row.answer(&team(connection, row.id)?))
}

/// Enters inspections with their teams.
pub fn insert(connection: &mut AnyConnection, rows: Vec<Row>, members: Vec<MemberRow>) -> Result<(), Problem> {
    insert_many!(connection, inspections::table, rows).map_err(broken)?;
    team::enter(connection, members)
}

/// Stores a changed one.
pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, inspections::table, row.id, row).map(drop).map_err(broken)
}

/// The inspections of a plan that stand in one of some states, those of one agency where it is named, in the order of their ids. The
/// plan's own lock is held.
pub fn of_plan(
    connection: &mut AnyConnection,
    plan: Id,
    agency: Option<Id>,
    states: &[InspectionState],
) -> Result<Vec<Row>, Problem> {
    let mut query = inspections::table
        .filter(inspections::plan_id.eq(plan))
        .filter(inspections::state.eq_any(states))
        .order(inspections::id)
        .into_boxed();
    if let Some(agency) = agency {
        query = query.filter(inspections::agency_id.eq(agency));
    }
    Ok(query.load(connection)?)
}

/// The inspections of a kind that a plan has in one of some states, in the order of their ids.
pub fn ids(
    connection: &mut AnyConnection,
    plan: Id,
    kind: InspectionKind,
    states: &[InspectionState],
) -> Result<Vec<Id>, Problem> {
    let of_kind = inspections::table.filter(inspections::plan_id.eq(plan)).filter(inspections::kind.eq(kind));
    let standing = of_kind.filter(inspections::state.eq_any(states));
    Ok(standing.order(inspections::id).select(inspections::id).load(connection)?)
}

/// How many inspections of a kind a plan has that stand in one of some states.
pub fn count(
    connection: &mut AnyConnection,
    plan: Id,
    kind: InspectionKind,
    states: &[InspectionState],
) -> Result<usize, Problem> {
    let of_kind = inspections::table.filter(inspections::plan_id.eq(plan)).filter(inspections::kind.eq(kind));
    let count: i64 = of_kind.filter(inspections::state.eq_any(states)).count().get_result(connection)?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// Visits and self-inspections under way that agencies that end have, or plan; and those of whose team somebody is for one of them.
pub fn left(view: &mut View<'_>, ending: &[Id], _: NaiveDate) -> Result<Vec<Left>, Problem> {
    type Columns = (Id, InspectionKind, Id, Id);
    let rows: Vec<Columns> = on_engine!(&mut *view.connection, native => {
        inspections::table
            .filter(inspections::agency_id.eq_any(ending).or(inspections::owner_id.eq_any(ending)))
            .filter(inspections::state.eq_any(InspectionState::OPEN))
            .order(inspections::id)
            .select((inspections::id, inspections::kind, inspections::agency_id, inspections::owner_id))
            .load(native)?
    });
    let of_kind = |kind: InspectionKind| {
        let rows = rows.iter().filter(|it| it.1 == kind).map(|it| (it.0, it.2, it.3));
        rows.collect::<Vec<(Id, Id, Id)>>()
    };
    let mut left = Left::of_either("visits", ending, of_kind(InspectionKind::Visit));
    left.extend(Left::of_either("self-inspections", ending, of_kind(InspectionKind::SelfInspection)));
    let mut teams: Vec<(Id, Id)> = on_engine!(&mut *view.connection, native => {
        inspection_members::table
            .inner_join(inspections::table)
            .filter(inspection_members::agency_id.eq_any(ending))
            .filter(inspection_members::left_at.is_null())
            .filter(inspections::state.eq_any(InspectionState::OPEN))
            .order((inspection_members::inspection_id, inspection_members::number))
            .select((inspection_members::inspection_id, inspection_members::agency_id))
            .load(native)?
    });
    teams.dedup_by_key(|it| it.0);
    left.extend(Left::of_each("teams", teams));
    Ok(left)
}
