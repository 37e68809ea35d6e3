//! Plans of inspections: drafted, submitted, approved.

use crate::agencies::{living_owner, permit_owner};
use crate::inspections::access::Reading;
use crate::inspections::plans::making;
use crate::inspections::plans::model::bodies::{InspectionPlanAction, InspectionPlanPatch, NewInspectionPlan};
use crate::inspections::plans::model::{InspectionPlan, InspectionPlanFilter};
use crate::inspections::plans::workflow::TRANSITIONS;
use crate::inspections::plans::{rules, steps, store, told, work};
use crate::inspections::policy;
use crate::kernel::conflict::conflict_first;
use crate::kernel::db::Tx;
use crate::kernel::http::history::{HistoryEntry, history_from};
use crate::kernel::http::{Answer, Browsing, Changing, Creating, NoFilter, PathId, Showing, Stepping};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::page::Page;
use crate::kernel::problem::Problem;

/// Lists plans of inspections.
///
/// Until it is approved a plan is listed for its own agency alone (for the committee's: its chair and its standing agency),
/// from then on for every agency under its owner. Auditors see all in scope; the portal and administrators see none.
#[utoipa::path(get, path = "/inspection-plans", operation_id = "list_inspection_plans", tag = "inspection-plans", params(InspectionPlanFilter),
    responses((status = 200, description = "One page of plans", body = Page<InspectionPlan>)))]
pub async fn list(browsing: Browsing<InspectionPlanFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Begins a plan of inspections as a draft.
///
/// The committee's: officers and leads of its standing agency. An agency's own, by which it inspects those below it: its
/// officers and leads. Each visit names the agency, a window within the year, and a team: a leader and 1 to 15 members, of
/// whatever agencies below the committee (`GET /inspectors`).
#[utoipa::path(post, path = "/inspection-plans", operation_id = "create_inspection_plan", tag = "inspection-plans", request_body = NewInspectionPlan,
    responses((status = 201, description = "The draft", body = InspectionPlan),
        (status = 409, description = "The id is in use, or the agency has ended")))]
pub async fn create(creating: Creating<NewInspectionPlan>) -> Answer {
    creating
        .answer(|tx, body| {
            let authority = permit_owner(tx, &policy::CREATE_INSPECTION_PLAN, body.agency_id)?;
            living_owner(tx, body.agency_id)?;
            let row = store::Row::new(body, tx.now)?;
            let fitting = fitting(tx, &row, true);
            conflict_first(fitting, || store::free(tx.connection, body))?;
            store::insert(tx.connection, &row)?;
            tx.record(Change::created(&row.answer()?)?.beginning(row.state).by(authority))
        })
        .await
}

/// Reads a plan of inspections, with what the caller may do next.
///
/// Until it is approved it is shown to its own agency alone, from then on to every agency under its owner. What stands in
/// the way of `submit` and `approve` is told by places of the plan, such as `/visits/0/members/1`.
#[utoipa::path(get, path = "/inspection-plans/{id}", operation_id = "read_inspection_plan", tag = "inspection-plans",
    params(("id" = Id, Path, description = "The plan")),
    responses((status = 200, description = "The plan", body = InspectionPlan)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let row = store::find(view, id)?;
            let mut facts = store::facts(view, &row)?;
            facts.open_visits = making::open_visits(view.connection, &row)?;
            let actions = work::next(&view.caller, &facts, view.now);
            Ok(InspectionPlan { actions: Some(actions), ..row.answer()? })
        })
        .await
}

/// Edits a draft.
///
/// Those who may begin one. Lists are replaced as a whole.
#[utoipa::path(patch, path = "/inspection-plans/{id}", operation_id = "update_inspection_plan", tag = "inspection-plans", request_body = InspectionPlanPatch,
    params(("id" = Id, Path, description = "The plan")),
    responses((status = 200, description = "The draft as it is now", body = InspectionPlan)))]
pub async fn update(changing: Changing<InspectionPlanPatch>) -> Answer {
    changing
        .answer(|tx, edit| {
            let before = store::lock(&mut tx.view()?, edit.id)?;
            let authority = permit_owner(tx, &policy::UPDATE_INSPECTION_PLAN, before.agency_id)?;
            edit.fits(before.version)?;
            rules::is_draft(before.state)?;
            let after = before.patched(&edit.body, tx.now)?;
            fitting(tx, &after, edit.body.checklist_id.is_some())?;
            store::save(tx.connection, &after)?;
            tx.record(Change::updated(&before.answer()?, &after.answer()?)?.by(authority))
        })
        .await
}

/// Moves a plan of inspections along its workflow.
///
/// Who may is in the table "inspection-plans" of the description. `submit` and `approve` judge the plan as it is that day:
/// its checklist is in force, its agencies are there, and nobody in a team has a role or a home at the inspected agency,
/// above it below the owner, or below it (422 `conflict_of_interest`, at each such member). `approve` makes the visits and
/// the self-inspections, 1,000 of these at most; it is signed by the account that takes the step, or in the name of somebody
/// who delegated it. `add` makes one more of either, judged as when a plan is approved; `drop`
/// cancels what an agency has of the plan, unless its visit has begun. Both raise the revision. `close` waits for the last
/// visit.
#[utoipa::path(post, path = "/inspection-plans/{id}/transitions", operation_id = "transition_inspection_plan", tag = "inspection-plans", request_body = InspectionPlanAction,
    params(("id" = Id, Path, description = "The plan")),
    responses((status = 200, description = "The plan as it is now", body = InspectionPlan),
        (status = 409, description = "The state forbids it, the number is in use, the checklist is not in force, an agency has ended, or a visit stands in the way")))]
pub async fn transition(stepping: Stepping<InspectionPlanAction>) -> Answer {
    stepping
        .answer(|tx, asked| {
            let before = store::lock(&mut tx.view()?, asked.id)?;
            let (mut facts, inspecting) = match &asked.action {
                InspectionPlanAction::Submit {} | InspectionPlanAction::Approve { .. } => {
                    store::facts_held(tx, &before)?
                }
                _ => (store::facts_unasked(&mut tx.view()?, &before)?, Vec::new()),
            };
            facts.open_visits = making::open_visits(tx.connection, &before)?;
            let mut step = asked.judged(tx, &TRANSITIONS, &facts, before.version)?;
            let after = before.in_state(step.to, tx.now);
            let after = steps::take(tx, &asked.action, after, (&facts, inspecting.as_slice()), &mut step)?;
            told::tell(tx, &asked.action, &facts, &after);
            tx.record(asked.change(&step, &before.answer()?, &after.answer()?)?)
        })
        .await
}

/// Lists what happened to a plan of inspections, oldest first.
///
/// Whoever may read it. How the draft came to be is shown to those who may read drafts; to others its history begins with
/// its approval.
#[utoipa::path(get, path = "/inspection-plans/{id}/transitions", operation_id = "list_inspection_plan_transitions", tag = "inspection-plans",
    params(("id" = Id, Path, description = "The plan")),
    responses((status = 200, description = "One page of its history", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing
        .answer(move |view, _, page| {
            let owner = store::find(view, *id)?.agency_id;
            let from: &[&'static str] =
                if Reading::of(&view.caller).drafts.contains(owner) { &[] } else { &["approve"] };
            history_from(view, TRANSITIONS.resource, *id, from, page)
        })
        .await
}

/// Judges what a plan holds, and its checklist where that was chosen just now.
fn fitting(tx: &mut Tx<'_>, row: &store::Row, chooses_checklist: bool) -> Result<(), Problem> {
    let (directory, today) = (tx.caller()?.directory.clone(), tx.caller()?.today);
    let checklist = if chooses_checklist {
        let of = store::checklist_owner(&mut tx.view()?, row.checklist_id)?;
        rules::checklist_fits(&directory, row.agency_id, of.map(|it| directory.holder(it, today)))
    } else {
        Ok(())
    };
    let planned = rules::fitting(row.frame(&directory, today), &row.visits()?, row.self_inspections()?.as_ref());
    Problem::of_all([checklist, planned])
}
