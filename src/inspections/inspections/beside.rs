//! What lies beside an inspection: its plan, the answers to its checklist, its report, and the recommendations that it carries.

use crate::inspections::inspections::rules;
use crate::inspections::inspections::store::Row;
use crate::inspections::plans::model::InspectionPlanState;
use crate::inspections::{answers, carried, checklists, plans, reports};
use crate::kernel::db::Tx;
use crate::kernel::id::Id;
use crate::kernel::policy::Authority;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::AnyConnection;

/// Holds the plan as it is until the commit.
pub fn hold_plan(connection: &mut AnyConnection, plan: Id) -> Result<(), Problem> {
    plans::store::held_state(connection, plan).map(drop)
}

/// Whether a plan is approved and was not closed.
pub fn plan_runs(connection: &mut AnyConnection, plan: Id) -> Result<bool, Problem> {
    Ok(plans::store::state(connection, plan)? == InspectionPlanState::Approved)
}

/// The number of a plan; none before it is approved.
pub fn plan_number(connection: &mut AnyConnection, plan: Id) -> Result<Option<String>, Problem> {
    plans::store::number(connection, plan)
}

/// The version of the planned checklist that is in force, held: what a visit asks that begins now.
pub fn in_force(connection: &mut AnyConnection, planned: Id) -> Result<Id, Problem> {
    let planned = checklists::store::of_id(connection, planned)?;
    let found = checklists::store::in_force(connection, &planned)?;
    rules::asking(found.map(|it| it.id))
}

/// The required items that nobody has rated, by their codes.
pub fn unrated(connection: &mut AnyConnection, row: &Row) -> Result<Vec<String>, Problem> {
    let Some(checklist) = row.checklist_id else { return Ok(Vec::new()) };
    let items = checklists::store::items_of(connection, checklist)?;
    answers::store::unrated(connection, row.id, &items)
}

/// Everything that was answered, as the hash of a receipt covers it.
pub fn answers(connection: &mut AnyConnection, inspection: Id) -> Result<serde_json::Value, Problem> {
    serde_json::to_value(answers::store::all(connection, inspection)?).map_err(|error| {
        tracing::error!(%error, "answers could not be written as JSON");
        Problem::of(Code::Internal)
    })
}

/// Keeps what statistics count of the answers of an inspection: nothing while these may change.
pub fn count_ratings(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    answers::ratings::keep(connection, row.id, row.rated_by())
}

/// Those of some people who answered any item.
pub fn who_answered(connection: &mut AnyConnection, inspection: Id, people: &[Id]) -> Result<Vec<Id>, Problem> {
    answers::store::authors(connection, inspection, people)
}

/// The recommendations that a visit carries and nobody has judged, by their numbers.
pub fn unjudged(connection: &mut AnyConnection, visit: Id) -> Result<Vec<String>, Problem> {
    carried::store::unjudged(connection, visit)
}

/// A visit that begins carries what is open of earlier ones.
pub fn carry(tx: &mut Tx<'_>, visit: &Row, authority: Authority) -> Result<(), Problem> {
    carried::store::carry(tx, visit.id, visit.owner_id, visit.agency_id, authority)
}

/// Whether a report of a visit has left its draft.
pub fn report_was_sent(connection: &mut AnyConnection, visit: Id) -> Result<bool, Problem> {
    reports::store::has_left_draft(connection, visit)
}

/// The draft of the report of a visit that is called off goes with it.
pub fn discard_draft(tx: &mut Tx<'_>, visit: Id, authority: Authority) -> Result<(), Problem> {
    reports::making::discard_draft_of(tx, visit, authority)
}
