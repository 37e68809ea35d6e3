//! Recommendations. Order of locks: the visits that they belong to and that carry them, then the report while it is written, then the
//! recommendation.

mod held;
mod listed;
pub mod row;

pub use held::held;
pub use listed::list;
pub use row::Row;

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;

use crate::inspections::inspections::access::{Reading, of_teams};
use crate::inspections::inspections::model::InspectionState;
use crate::inspections::recommendations::access;
use crate::inspections::recommendations::model::{Recommendation, RecommendationState};
use crate::inspections::reports::access::{opens_drafts, writes_drafts};
use crate::inspections::reports::store as reports;
use crate::kernel::chapter::{Left, Told, found};
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::journal::{self, Acts, Record as _};
use crate::kernel::policy::Member;
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::{AnyConnection, insert_row, lock_row, on_engine, rewrite_row, share_rows};
use crate::schema::recommendations::{self, table};
use crate::schema::{carried_recommendations, inspection_members, inspections};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "recommendations_pkey", columns: "recommendations.id", code: Code::IdTaken },
    Constraint::Unique {
        name: "recommendations_number",
        columns: "recommendations.inspection_id, recommendations.number",
        code: Code::NumberTaken,
    },
    Constraint::ForeignKey(Code::UnknownReference),
];

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

/// 404 where the caller may not read it: by his roles, by being of the team of its visit, or of one that carries it. As long as it is
/// proposed alone nobody reads it who acts for the agency that it was written about.
pub fn readable(view: &mut View<'_>, row: Row) -> Result<Row, Problem> {
    let report_is_shown = row.is_open() || reports::is_shown(view.connection, row.report_id)?;
    let opened = access::opens(&Reading::of(&view.caller), &view.caller, &row, report_is_shown);
    let is_hidden = !row.is_open() && view.caller.acts_for(row.inspected_id);
    if opened || !is_hidden && is_of_a_team(view, &row)? { Ok(row) } else { Err(Problem::of(Code::NotFound)) }
}

fn is_of_a_team(view: &mut View<'_>, row: &Row) -> Result<bool, Problem> {
    let Some(me) = view.caller.teams_as() else { return Ok(false) };
    let carrying = carried_recommendations::table
        .filter(carried_recommendations::recommendation_id.eq(row.id))
        .select(carried_recommendations::inspection_id);
    let own = of_teams!(me).filter(
        inspection_members::inspection_id.eq(row.inspection_id).or(inspection_members::inspection_id.eq_any(carrying)),
    );
    Ok(diesel::select(exists(own)).get_result(view.connection)?)
}

/// What the record tells of one to a caller who reads it: how it was written to those alone who read the drafts of its report.
pub fn told_of(view: &mut View<'_>, row: &Row) -> Result<Told, Problem> {
    let by_roles = opens_drafts(&Reading::of(&view.caller), &view.caller, row.owner_id, row.inspected_id);
    let reads_drafts = by_roles || writes_drafts(view, row.inspection_id, row.inspected_id)?;
    Ok(if reads_drafts { Told::Everything } else { Told::Since { first: &["conclude", "reassign"], without: &[] } })
}

/// The same of one by its id.
pub fn told(view: &mut View<'_>, id: Id) -> Result<Told, Problem> {
    let row = of_id(view.connection, id)?;
    told_of(view, &row)
}

/// One recommendation; 404 where the caller may not read it.
pub fn find(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let row: Row = table.find(id).first(view.connection)?;
    readable(view, row)
}

/// One recommendation as it is, whoever may read it.
pub fn of_id(connection: &mut AnyConnection, id: Id) -> Result<Row, Problem> {
    Ok(table.find(id).first(connection)?)
}

/// The same, locked.
pub fn locked(connection: &mut AnyConnection, id: Id) -> Result<Row, Problem> {
    let row: QueryResult<Row> = lock_row!(connection, table.find(id));
    Ok(row?)
}

/// Whether the caller may read one.
pub fn may_read(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    found(find(view, id))
}

/// What a report proposes, by number.
pub fn proposed_of(connection: &mut AnyConnection, report: Id) -> Result<Vec<Row>, Problem> {
    Ok(table
        .filter(recommendations::report_id.eq(report))
        .filter(recommendations::state.eq(RecommendationState::Proposed))
        .order(recommendations::number)
        .load(connection)?)
}

/// The recommendations of a visit, in the order of their ids.
pub fn of_visit(connection: &mut AnyConnection, visit: Id) -> Result<Vec<Id>, Problem> {
    Ok(table
        .filter(recommendations::inspection_id.eq(visit))
        .order(recommendations::id)
        .select(recommendations::id)
        .load(connection)?)
}

/// The recommendation to another agency that took the place of one, where there is one.
pub fn successor_of(connection: &mut AnyConnection, id: Id) -> Result<Option<Id>, Problem> {
    let after = table.filter(recommendations::predecessor_id.eq(id)).select(recommendations::id);
    Ok(after.first(connection).optional()?)
}

/// The numbers of a visit's. The visit is locked.
pub fn numbers_of(connection: &mut AnyConnection, visit: Id) -> Result<Vec<i32>, Problem> {
    let numbers = table.filter(recommendations::inspection_id.eq(visit)).select(recommendations::number);
    Ok(numbers.load(connection)?)
}

/// What some agencies have to do for some owners and a visit to one of them carries that starts now: held as it is until the commit.
pub fn to_be_carried(connection: &mut AnyConnection, owners: &[Id], agencies: &[Id]) -> Result<Vec<Row>, Problem> {
    let open = table
        .filter(recommendations::owner_id.eq_any(owners.to_vec()))
        .filter(recommendations::agency_id.eq_any(agencies.to_vec()))
        .filter(recommendations::state.eq_any(RecommendationState::CARRIED))
        .order(recommendations::id);
    let rows: QueryResult<Vec<Row>> = share_rows!(connection, open);
    Ok(rows?)
}

/// Visits are under way in these states.
const UNDER_WAY: [InspectionState; 2] = [InspectionState::InProgress, InspectionState::FieldworkDone];

/// The visits that carry a recommendation and are under way.
macro_rules! carrying {
    ($id:expr) => {{
        let carried = carried_recommendations::table
            .filter(carried_recommendations::recommendation_id.eq($id))
            .select(carried_recommendations::inspection_id);
        inspections::table
            .filter(inspections::id.eq_any(carried))
            .filter(inspections::state.eq_any(UNDER_WAY))
            .select(inspections::id)
    }};
}

/// The people of the teams of those visits that carry some recommendations and are under way, by recommendation.
pub fn carriers(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, Vec<Member>>, Problem> {
    let under_way = inspections::table.filter(inspections::state.eq_any(UNDER_WAY)).select(inspections::id);
    let rows: Vec<(Id, Id, Id)> = carried_recommendations::table
        .inner_join(
            inspection_members::table.on(inspection_members::inspection_id.eq(carried_recommendations::inspection_id)),
        )
        .filter(carried_recommendations::recommendation_id.eq_any(ids))
        .filter(carried_recommendations::inspection_id.eq_any(under_way))
        .filter(inspection_members::left_at.is_null())
        .select((
            carried_recommendations::recommendation_id,
            inspection_members::user_id,
            inspection_members::agency_id,
        ))
        .distinct()
        .load(connection)?;
    let mut found: HashMap<Id, Vec<Member>> = HashMap::new();
    for (id, user, agency) in rows {
        found.entry(id).or_default().push(Member { user, agency });
    }
    Ok(found)
}

/// The same visits held until the commit: nobody of their teams leaves meanwhile.
pub fn hold_carriers(connection: &mut AnyConnection, id: Id) -> Result<(), Problem> {
    let held: QueryResult<Vec<Id>> = share_rows!(connection, carrying!(id).order(inspections::id));
    held?;
    Ok(())
}

/// Whoever takes these steps does not judge what he said.
const AUTHORING: [&str; 3] = ["record", "report_implemented", "dispute"];

/// Those of some people who said how far some are, that they are done, or that they cannot be, by recommendation.
pub fn authors(connection: &mut AnyConnection, ids: &[Id], people: &[Id]) -> Result<HashMap<Id, Vec<Id>>, Problem> {
    let acts = Acts { resources: &[Recommendation::RESOURCE], objects: ids, actions: &AUTHORING };
    Ok(journal::authors_of_each(connection, people, acts)?)
}

/// Some, by their ids, whoever may read them.
pub fn of_ids(connection: &mut AnyConnection, ids: &[Id]) -> Result<Vec<Row>, Problem> {
    Ok(table.filter(recommendations::id.eq_any(ids)).load(connection)?)
}

/// 409 where the id is in use.
pub fn free(connection: &mut AnyConnection, id: Option<Id>) -> Result<(), Problem> {
    free_id!(connection, recommendations, id)
}

/// Enters one.
pub fn insert(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    insert_row!(connection, table, row).map(drop).map_err(broken)
}

/// Stores a changed one.
pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, table, row.id, row).map(drop).map_err(broken)
}

/// Removes one.
pub fn delete(connection: &mut AnyConnection, id: Id) -> Result<(), Problem> {
    diesel::delete(table.find(id)).execute(connection).map_err(broken)?;
    Ok(())
}

/// Recommendations that agencies that end have to do, or made, and that are not settled.
pub fn left(view: &mut View<'_>, ending: &[Id], _: NaiveDate) -> Result<Vec<Left>, Problem> {
    let rows: Vec<(Id, Id, Id)> = on_engine!(&mut *view.connection, native => {
        recommendations::table
            .filter(recommendations::agency_id.eq_any(ending).or(recommendations::owner_id.eq_any(ending)))
            .filter(recommendations::state.eq_any(RecommendationState::CARRIED))
            .order(recommendations::id)
            .select((recommendations::id, recommendations::agency_id, recommendations::owner_id))
            .load(native)?
    });
    Ok(Left::of_either("recommendations", ending, rows))
}
