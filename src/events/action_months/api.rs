//! Action Months: prepared, announced, retracted.

use crate::agencies;
use crate::documents;
use crate::events::action_months::model::{
    ActionMonth, ActionMonthAction, ActionMonthFilter, ActionMonthPatch, ActionMonthState, NewActionMonth,
};
use crate::events::action_months::workflow::TRANSITIONS;
use crate::events::action_months::{rules, store};
use crate::events::policy;
use crate::kernel::conflict::conflict_first;
use crate::kernel::db::Tx;
use crate::kernel::http::history::HistoryEntry;
use crate::kernel::http::{Answer, Browsing, Changing, Creating, NoFilter, PathId, Removing, Showing, Stepping};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::page::Page;
use crate::kernel::policy::Rule;
use crate::kernel::problem::Problem;
use crate::kernel::workflow::NextAction;

/// Lists Action Months.
///
/// Those of a committee are listed for whoever stands under it, planned ones too, and for those who reach it.
#[utoipa::path(get, path = "/action-months", operation_id = "list_action_months", tag = "action-months", params(ActionMonthFilter),
    responses((status = 200, description = "One page of Action Months", body = Page<ActionMonth>)))]
pub async fn list(browsing: Browsing<ActionMonthFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Enters the Action Month of a year.
///
/// Officers and leads of the committee's standing agency may. A committee has one for each year; its window follows from the
/// year. The theme may come later.
#[utoipa::path(post, path = "/action-months", operation_id = "create_action_month", tag = "action-months", request_body = NewActionMonth,
    responses((status = 201, description = "The Action Month on record", body = ActionMonth),
        (status = 409, description = "The committee has one of that year, or has ended")))]
pub async fn create(creating: Creating<NewActionMonth>) -> Answer {
    creating
        .answer(|tx, body| {
            let caller = tx.caller()?;
            let Some(seat) = caller.directory.agencies.get(&body.committee_id) else {
                return Err(Problem::unknown("/committee_id"));
            };
            let authority = policy::CREATE_MONTH.permit(&caller, &body.committee_id)?;
            let alive = agencies::held_alive(tx.connection, &[body.committee_id], caller.today)?;
            rules::committee_is_alive(alive.contains(&body.committee_id))?;
            let known =
                rules::of_a_committee(seat.is_committee).and_then(|()| known_documents(tx, &body.legal_document_ids));
            conflict_first(known, || store::free(tx.connection, body))?;
            let stored = store::Stored::new(body, tx.now)?;
            store::insert(tx.connection, &stored)?;
            tx.record(Change::created(&stored.answer()?)?.beginning(stored.row.state).by(authority))
        })
        .await
}

/// Reads an Action Month, with what the caller may do next.
///
/// Whoever stands under its committee, and those who reach it.
#[utoipa::path(get, path = "/action-months/{id}", operation_id = "read_action_month", tag = "action-months",
    params(("id" = Id, Path, description = "The Action Month")),
    responses((status = 200, description = "The Action Month", body = ActionMonth)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let stored = store::find(view, id)?;
            let facts = stored.facts(&view.caller.directory);
            let removable = rules::removable(facts.state, store::is_referenced(view.connection, id)?);
            let mut actions = vec![
                NextAction::of(&view.caller, editing(facts.state), &facts, Ok(())),
                NextAction::of(&view.caller, &policy::DELETE_MONTH, &facts, removable),
            ];
            actions.extend(TRANSITIONS.actions(&view.caller, &facts, view.now));
            Ok(ActionMonth { actions: Some(actions), ..stored.answer()? })
        })
        .await
}

/// Edits an Action Month.
///
/// Officers and leads of the committee's standing agency while it is planned, its leads alone once it was announced: it keeps a
/// theme then.
#[utoipa::path(patch, path = "/action-months/{id}", operation_id = "update_action_month", tag = "action-months", request_body = ActionMonthPatch,
    params(("id" = Id, Path, description = "The Action Month")),
    responses((status = 200, description = "The Action Month as it is now", body = ActionMonth)))]
pub async fn update(changing: Changing<ActionMonthPatch>) -> Answer {
    changing
        .answer(|tx, edit| {
            let before = store::lock(&mut tx.view()?, edit.id)?;
            let caller = tx.caller()?;
            let authority = editing(before.row.state).permit(&caller, &before.facts(&caller.directory))?;
            edit.fits(before.row.version)?;
            let after = before.patched(&edit.body, tx.now)?;
            rules::keeps_theme(after.row.state, after.row.theme.as_deref())?;
            known_documents(tx, edit.body.legal_document_ids.as_deref().unwrap_or_default())?;
            store::save_with_documents(tx.connection, &after)?;
            tx.record(Change::updated(&before.answer()?, &after.answer()?)?.by(authority))
        })
        .await
}

/// Removes an Action Month.
///
/// Officers and leads of the committee's standing agency, while it is planned and no event or plan refers to it.
#[utoipa::path(delete, path = "/action-months/{id}", operation_id = "delete_action_month", tag = "action-months",
    params(("id" = Id, Path, description = "The Action Month")),
    responses((status = 204, description = "It is gone"),
        (status = 409, description = "It was announced, or an event or a plan refers to it")))]
pub async fn delete(removing: Removing) -> Answer {
    removing
        .answer(|tx, edit| {
            let before = store::lock(&mut tx.view()?, edit.id)?;
            let caller = tx.caller()?;
            let authority = policy::DELETE_MONTH.permit(&caller, &before.facts(&caller.directory))?;
            edit.fits(before.row.version)?;
            rules::removable(before.row.state, store::is_referenced(tx.connection, edit.id)?)?;
            store::delete(tx.connection, edit.id)?;
            tx.record(Change::deleted(&before.answer()?)?.by(authority))
        })
        .await
}

/// Announces an Action Month, or takes that back.
///
/// Who may is in the table "action-months" of the description. A theme that comes late stands in the way of the announcement
/// alone: events are planned before it.
#[utoipa::path(post, path = "/action-months/{id}/transitions", operation_id = "transition_action_month", tag = "action-months", request_body = ActionMonthAction,
    params(("id" = Id, Path, description = "The Action Month")),
    responses((status = 200, description = "The Action Month as it is now", body = ActionMonth)))]
pub async fn transition(stepping: Stepping<ActionMonthAction>) -> Answer {
    stepping
        .answer(|tx, asked| {
            let before = store::lock(&mut tx.view()?, asked.id)?;
            let facts = before.facts(&tx.caller()?.directory);
            let step = asked.judged(tx, &TRANSITIONS, &facts, before.row.version)?;
            let after = before.in_state(step.to, tx.now);
            store::save(tx.connection, &after.row)?;
            tx.record(asked.change(&step, &before.answer()?, &after.answer()?)?)
        })
        .await
}

/// Lists what happened to an Action Month, oldest first.
///
/// Whoever may read it.
#[utoipa::path(get, path = "/action-months/{id}/transitions", operation_id = "list_action_month_transitions", tag = "action-months",
    params(("id" = Id, Path, description = "The Action Month")),
    responses((status = 200, description = "One page of its history", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing.history(TRANSITIONS.resource, *id, store::find).await
}

/// Who edits it follows from where it stands.
fn editing(state: ActionMonthState) -> &'static Rule {
    match state {
        ActionMonthState::Planned => &policy::UPDATE_MONTH,
        ActionMonthState::Announced => &policy::UPDATE_ANNOUNCED_MONTH,
    }
}

fn known_documents(tx: &mut Tx<'_>, ids: &[Id]) -> Result<(), Problem> {
    if documents::all_known(tx.connection, ids)? { Ok(()) } else { Err(Problem::unknown("/legal_document_ids")) }
}
