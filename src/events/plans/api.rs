//! Event plans: drawn up, sent up, acknowledged or returned.

use crate::agencies;
use crate::events::access::Reading;
use crate::events::action_months::store as action_months;
use crate::events::plans::model::{EventPlan, EventPlanAction, EventPlanFilter, EventPlanPatch, NewEventPlan};
use crate::events::plans::store::listed;
use crate::events::plans::workflow::TRANSITIONS;
use crate::events::plans::{rules, store, told};
use crate::events::policy;
use crate::events::rules::organiser;
use crate::kernel::conflict::conflict_first;
use crate::kernel::db::Tx;
use crate::kernel::http::history::{HistoryEntry, history_from};
use crate::kernel::http::{Answer, Browsing, Changing, Creating, NoFilter, PathId, Removing, Showing, Stepping};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::page::Page;
use crate::kernel::problem::Problem;
use crate::kernel::workflow::NextAction;
use crate::programmes;
use crate::reports;

/// Lists event plans.
///
/// One that was never submitted is listed for its own agency alone; once it was, also for the agency that receives it, and for
/// the chair and the standing agency of the committee.
#[utoipa::path(get, path = "/event-plans", operation_id = "list_event_plans", tag = "event-plans", params(EventPlanFilter),
    responses((status = 200, description = "One page of event plans", body = Page<EventPlan>)))]
pub async fn list(browsing: Browsing<EventPlanFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Begins an agency's plan for an Action Month.
///
/// Officers and leads of the agency. It holds the agency's events of the Month and its launches of that year, whether they were
/// entered before or after: a plan stands in the way of no event.
#[utoipa::path(post, path = "/event-plans", operation_id = "create_event_plan", tag = "event-plans", request_body = NewEventPlan,
    responses((status = 201, description = "The draft", body = EventPlan),
        (status = 409, description = "The agency has a plan for that Month, or has ended")))]
pub async fn create(creating: Creating<NewEventPlan>) -> Answer {
    creating
        .answer(|tx, body| {
            let caller = tx.caller()?;
            if !caller.directory.agencies.contains_key(&body.agency_id) {
                return Err(Problem::unknown("/agency_id"));
            }
            let authority = policy::CREATE_PLAN.permit(&caller, &body.agency_id)?;
            let alive = agencies::held_alive(tx.connection, &[body.agency_id], caller.today)?;
            rules::agency_is_alive(alive.contains(&body.agency_id))?;
            let month = conflict_first(month_of(tx, body), || store::free(tx.connection, body))?;
            let recipient = reports::recipient_of(tx.connection, &caller.directory, body.agency_id, caller.today)?;
            let row = store::Row::new(body, &month, recipient, &caller.people(authority), tx.now)?;
            store::insert(tx.connection, &row)?;
            tx.record(Change::created(&row.answer()?)?.beginning(row.state).by(authority))
        })
        .await
}

/// Reads an event plan, with what it holds now and what the caller may do next.
///
/// One that was never submitted is shown to its own agency alone; once it was, also to the agency that receives it, and to the
/// chair and the standing agency of the committee.
#[utoipa::path(get, path = "/event-plans/{id}", operation_id = "read_event_plan", tag = "event-plans",
    params(("id" = Id, Path, description = "The event plan")),
    responses((status = 200, description = "The event plan", body = EventPlan)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let row = store::find(view, id)?;
            let totals = rules::totals(&listed::of(view.connection, row.action_month_id, row.agency_id)?);
            let facts = row.facts(&view.caller, totals.events > 0)?;
            let mut actions = vec![
                NextAction::of(&view.caller, &policy::UPDATE_PLAN, &facts, rules::is_editable(row.state)),
                NextAction::of(&view.caller, &policy::DELETE_PLAN, &facts, rules::removable(row.was_submitted())),
            ];
            actions.extend(TRANSITIONS.actions(&view.caller, &facts, view.now));
            Ok(EventPlan { totals: Some(totals), actions: Some(actions), ..row.answer()? })
        })
        .await
}

/// Edits an event plan.
///
/// Officers and leads of its agency, while it is a draft or was returned.
#[utoipa::path(patch, path = "/event-plans/{id}", operation_id = "update_event_plan", tag = "event-plans", request_body = EventPlanPatch,
    params(("id" = Id, Path, description = "The event plan")),
    responses((status = 200, description = "The event plan as it is now", body = EventPlan)))]
pub async fn update(changing: Changing<EventPlanPatch>) -> Answer {
    changing
        .answer(|tx, edit| {
            let before = store::lock(&mut tx.view()?, edit.id)?;
            let caller = tx.caller()?;
            let authority = policy::UPDATE_PLAN.permit(&caller, &before.facts(&caller, false)?)?;
            edit.fits(before.version)?;
            rules::is_editable(before.state)?;
            known_paper(tx, edit.body.programme_id.flatten(), before.agency_id)?;
            let after = before.patched(&edit.body, tx.now).authored_by(&caller.people(authority))?;
            store::save(tx.connection, &after)?;
            tx.record(Change::updated(&before.answer()?, &after.answer()?)?.by(authority))
        })
        .await
}

/// Removes an event plan that was never submitted.
///
/// Leads of its agency. The events that it held stay.
#[utoipa::path(delete, path = "/event-plans/{id}", operation_id = "delete_event_plan", tag = "event-plans",
    params(("id" = Id, Path, description = "The event plan")),
    responses((status = 204, description = "It is gone"), (status = 409, description = "It was submitted")))]
pub async fn delete(removing: Removing) -> Answer {
    removing
        .answer(|tx, edit| {
            let before = store::lock(&mut tx.view()?, edit.id)?;
            let caller = tx.caller()?;
            let authority = policy::DELETE_PLAN.permit(&caller, &before.facts(&caller, false)?)?;
            edit.fits(before.version)?;
            rules::removable(before.was_submitted())?;
            store::delete(tx.connection, edit.id)?;
            tx.record(Change::deleted(&before.answer()?)?.by(authority))
        })
        .await
}

/// Moves an event plan along its workflow.
///
/// Who may take which action, from where to where and under which conditions, is in the table "event-plans" of the description.
/// `submit` keeps what the plan holds at that moment; events go on whatever becomes of the plan.
#[utoipa::path(post, path = "/event-plans/{id}/transitions", operation_id = "transition_event_plan", tag = "event-plans", request_body = EventPlanAction,
    params(("id" = Id, Path, description = "The event plan")),
    responses((status = 200, description = "The event plan as it is now", body = EventPlan)))]
pub async fn transition(stepping: Stepping<EventPlanAction>) -> Answer {
    stepping
        .answer(|tx, asked| {
            let before = store::lock(&mut tx.view()?, asked.id)?;
            let caller = tx.caller()?;
            // The events matter to whoever sends the plan up, and to nobody else.
            let totals = match &asked.action {
                EventPlanAction::Submit {} => {
                    Some(rules::totals(&listed::hold(tx.connection, before.action_month_id, before.agency_id)?))
                }
                _ => None,
            };
            let facts = before.facts(&caller, totals.as_ref().is_some_and(|it| it.events > 0))?;
            let step = asked.judged(tx, &TRANSITIONS, &facts, before.version)?;
            let mut after = before.in_state(step.to, tx.now);
            if let Some(totals) = &totals {
                let recipient =
                    reports::recipient_of(tx.connection, &caller.directory, before.agency_id, caller.today)?;
                after = after.submitted(recipient, totals, tx.now)?.authored_by(&caller.people(step.authority))?;
            }
            store::save(tx.connection, &after)?;
            told::tell(tx, &asked.action, &facts, &after)?;
            tx.record(asked.change(&step, &before.answer()?, &after.answer()?)?)
        })
        .await
}

/// Lists what happened to an event plan, oldest first.
///
/// Whoever may read it. How it was drawn up is shown to its own agency alone; to others the history begins with its first
/// submission.
#[utoipa::path(get, path = "/event-plans/{id}/transitions", operation_id = "list_event_plan_transitions", tag = "event-plans",
    params(("id" = Id, Path, description = "The event plan")),
    responses((status = 200, description = "One page of its history", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing
        .answer(move |view, _, page| {
            let agency = store::find(view, *id)?.agency_id;
            let own = Reading::of(&view.caller).drafts.contains(agency);
            let from: &[&'static str] = if own { &[] } else { &["submit"] };
            history_from(view, TRANSITIONS.resource, *id, from, page)
        })
        .await
}

/// The Month that a new plan is for, held until the commit, where it is that of the agency's committee and the paper is known.
fn month_of(tx: &mut Tx<'_>, new: &NewEventPlan) -> Result<action_months::Row, Problem> {
    let organiser = organiser(&tx.caller()?.directory, new.agency_id)?;
    let month = action_months::share(&mut tx.view()?, new.action_month_id);
    let month = month.map_err(|problem| problem.or_unknown("/action_month_id"))?.row;
    rules::of_its_committee(month.committee_id, organiser.committee)?;
    known_paper(tx, new.programme_id, new.agency_id)?;
    Ok(month)
}

fn known_paper(tx: &mut Tx<'_>, paper: Option<Id>, agency: Id) -> Result<(), Problem> {
    let Some(paper) = paper else { return Ok(()) };
    rules::is_its_paper(programmes::is_plan_of(&mut tx.view()?, paper, agency)?)
}
