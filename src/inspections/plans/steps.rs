//! What comes with each step of a plan.

use std::sync::Arc;

use crate::accounts;
use crate::inspections::inspections::making as inspections;
use crate::inspections::plans::making;
use crate::inspections::plans::model::bodies::InspectionPlanAction;
use crate::inspections::plans::model::{InspectionPlanState, PlannedVisit};
use crate::inspections::plans::rules::{self, Addition, Place};
use crate::inspections::plans::store::{self, Row};
use crate::inspections::plans::workflow::{InspectionPlanFacts, TRANSITIONS};
use crate::inspections::rules::at_number;
use crate::kernel::db::Tx;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::policy::Authority;
use crate::kernel::problem::Problem;
use crate::kernel::workflow::Step;

/// Takes a step that was allowed: the plan as it stands after it, which is saved. `facts` are what it was judged by, `inspecting` the
/// agencies that inspect themselves by a plan that is approved. Whoever approves it in somebody else's name does so by that person's
/// right: `step` says so afterwards.
pub fn take(
    tx: &mut Tx<'_>,
    action: &InspectionPlanAction,
    after: Row,
    (facts, inspecting): (&InspectionPlanFacts, &[Id]),
    step: &mut Step<InspectionPlanState>,
) -> Result<Row, Problem> {
    let authority = step.authority;
    match action {
        InspectionPlanAction::Approve { number, approved_on, signatory } => {
            let in_time = rules::approved_in_time(*approved_on, after.year, tx.caller()?.today);
            let signatory = accounts::sign(tx, &TRANSITIONS, facts, step, signatory.as_ref(), in_time)?;
            let after = saved(tx, after.approved(number, *approved_on, &signatory)?).map_err(at_number)?;
            making::all_of(tx, &after, inspecting, step.authority)?;
            Ok(after)
        }
        InspectionPlanAction::Add { visit, self_agency_id, .. } => {
            match rules::one_addition(visit.as_ref(), *self_agency_id)? {
                Addition::Visit(visit) => add_visit(tx, &after, visit, authority),
                Addition::SelfInspection(agency) => add_self_inspection(tx, &after, agency, authority),
            }
        }
        InspectionPlanAction::Drop { agency_id, cancel_cause, reason } => {
            let there = making::there(tx.connection, &after, *agency_id)?;
            let (mut visits, mut planned) = (after.visits()?, after.self_inspections()?);
            let is_planned = visits.iter().any(|it| it.agency_id == *agency_id);
            rules::something_to_drop(is_planned, there)?;
            visits.retain(|it| it.agency_id != *agency_id);
            if let (Some(planned), true) = (&mut planned, there.self_inspection == Some(Place::Open)) {
                rules::room_to_exclude(planned.excluded.len())?;
                planned.excluded.push(*agency_id);
            }
            let after = saved(tx, after.revised(&visits, planned.as_ref())?)?;
            inspections::drop_agency(tx, after.id, *agency_id, *cancel_cause, reason, authority)?;
            Ok(after)
        }
        InspectionPlanAction::Close {} => {
            let after = saved(tx, after)?;
            inspections::close_of_plan(tx, after.id, authority)?;
            Ok(after)
        }
        InspectionPlanAction::Submit {} | InspectionPlanAction::Return { .. } | InspectionPlanAction::Cancel { .. } => {
            saved(tx, after)
        }
    }
}

fn saved(tx: &mut Tx<'_>, row: Row) -> Result<Row, Problem> {
    store::save(tx.connection, &row)?;
    Ok(row)
}

fn directory(tx: &mut Tx<'_>) -> Result<Arc<Directory>, Problem> {
    Ok(tx.caller()?.directory.clone())
}

/// One visit more. Where an earlier one of the agency was cancelled, it takes the place of that one.
fn add_visit(tx: &mut Tx<'_>, plan: &Row, visit: &PlannedVisit, authority: Authority) -> Result<Row, Problem> {
    store::held_kind(tx, visit.agency_id)?;
    let there = making::there(tx.connection, plan, visit.agency_id)?;
    let (directory, today) = (directory(tx)?, tx.caller()?.today);
    rules::added_visit(plan.frame(&directory, today), visit, there, today)?;
    let mut visits = plan.visits()?;
    visits.retain(|it| it.agency_id != visit.agency_id);
    rules::room_for_visit(visits.len())?;
    visits.push(visit.clone());
    let after = saved(tx, plan.clone().revised(&visits, plan.self_inspections()?.as_ref())?)?;
    making::visit(tx, &after, visit, authority)?;
    Ok(after)
}

/// One agency more that inspects itself, by the version of the checklist that is in force today.
fn add_self_inspection(tx: &mut Tx<'_>, plan: &Row, agency: Id, authority: Authority) -> Result<Row, Problem> {
    let kind = store::held_kind(tx, agency)?;
    let there = making::there(tx.connection, plan, agency)?;
    let (directory, today) = (directory(tx)?, tx.caller()?.today);
    let planned = plan.self_inspections()?;
    let mut planned = rules::added_self_inspection(plan.frame(&directory, today), planned, agency, kind, there)?;
    rules::room_for_self_inspection(making::self_inspections(tx.connection, plan)?)?;
    let checklist = rules::checklist_is_there(store::checklist_in_force(tx.connection, plan)?)?;
    planned.excluded.retain(|it| *it != agency);
    let after = saved(tx, plan.clone().revised(&plan.visits()?, Some(&planned))?)?;
    making::self_inspection(tx, &after, agency, planned.due_on, checklist, authority)?;
    Ok(after)
}
