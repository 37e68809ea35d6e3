//! What lies beside an inspection: its plan, the answers to its checklist, its report, and the recommendations that it carries.

use std::collections::{HashMap, HashSet};

use crate::inspections::answers::{ratings, store as answers};
use crate::inspections::carried::store as carried;
use crate::inspections::checklists::store as checklists;
use crate::inspections::inspections::rules;
use crate::inspections::inspections::store::Row;
use crate::inspections::plans::model::InspectionPlanState;
use crate::inspections::plans::store as plans;
use crate::inspections::reports::{making, store as reports};
use crate::kernel::db::Tx;
use crate::kernel::id::Id;
use crate::kernel::policy::Authority;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::AnyConnection;

/// Of some plans those that are approved and were not closed.
pub fn running(connection: &mut AnyConnection, plans: &[Id]) -> Result<HashSet<Id>, Problem> {
    let states = plans::states_of(connection, plans)?;
    Ok(states.into_iter().filter(|(_, state)| *state == InspectionPlanState::Approved).map(|(id, _)| id).collect())
}

/// The number of a plan; none before it is approved.
pub fn plan_number(connection: &mut AnyConnection, plan: Id) -> Result<Option<String>, Problem> {
    plans::number(connection, plan)
}

/// The version of the planned checklist that is in force, held: what a visit asks that begins now.
pub fn in_force(connection: &mut AnyConnection, planned: Id) -> Result<Id, Problem> {
    let planned = checklists::of_id(connection, planned)?;
    let found = checklists::in_force(connection, &planned)?;
    rules::asking(found.map(|it| it.id))
}

/// The required items that nobody has rated, by their codes.
pub fn unrated(connection: &mut AnyConnection, row: &Row) -> Result<Vec<String>, Problem> {
    let Some(checklist) = row.checklist_id else { return Ok(Vec::new()) };
    let items = checklists::items_of(connection, checklist)?;
    answers::unrated(connection, row.id, &items)
}

/// Everything that was answered, as the hash of a receipt covers it.
pub fn answers(connection: &mut AnyConnection, inspection: Id) -> Result<serde_json::Value, Problem> {
    serde_json::to_value(answers::all(connection, inspection)?).map_err(|error| {
        tracing::error!(%error, "answers could not be written as JSON");
        Problem::of(Code::Internal)
    })
}

/// Keeps what statistics count of the answers of an inspection: nothing while these may change.
pub fn count_ratings(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    ratings::keep(connection, row.id, row.rated_by())
}

/// Those of some people who answered any item of some inspections, by inspection.
pub fn who_answered(
    connection: &mut AnyConnection,
    inspections: &[Id],
    people: &[Id],
) -> Result<HashMap<Id, Vec<Id>>, Problem> {
    answers::authors(connection, inspections, people)
}

/// The recommendations that a visit carries and nobody has judged.
pub fn unjudged(connection: &mut AnyConnection, visit: Id) -> Result<Vec<Id>, Problem> {
    carried::unjudged(connection, visit)
}

/// A visit that begins carries what is open of earlier ones.
pub fn carry(tx: &mut Tx<'_>, visit: &Row, authority: Authority) -> Result<(), Problem> {
    carried::carry(tx, visit.id, visit.owner_id, visit.agency_id, authority)
}

/// Of some visits those of which a report has left its draft.
pub fn reported(connection: &mut AnyConnection, visits: &[Id]) -> Result<HashSet<Id>, Problem> {
    reports::having_left_draft(connection, visits)
}

/// The draft of the report of a visit that is called off goes with it.
pub fn discard_draft(tx: &mut Tx<'_>, visit: Id, authority: Authority) -> Result<(), Problem> {
    making::discard_draft_of(tx, visit, authority)
}
