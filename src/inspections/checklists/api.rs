//! Checklists: drafted, published, revised.

use crate::agencies::{living_owner, permit_owner};
use crate::inspections::access::Reading;
use crate::inspections::checklists::model::{
    Checklist, ChecklistAction, ChecklistFilter, ChecklistItem, ChecklistPatch, ChecklistState, ChecklistTopic,
    NewChecklist,
};
use crate::inspections::checklists::workflow::TRANSITIONS;
use crate::inspections::checklists::{rules, store};
use crate::inspections::policy;
use crate::kernel::column::from_column;
use crate::kernel::conflict::conflict_first;
use crate::kernel::db::{Done, Tx};
use crate::kernel::http::history::{HistoryEntry, history_from};
use crate::kernel::http::{Answer, Asked, Browsing, Changing, Creating, NoFilter, PathId, Showing, Stepping};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::page::Page;
use crate::kernel::problem::Problem;
use crate::kernel::workflow::{NextAction, Step};

/// Lists versions of checklists.
///
/// A draft is listed for its own agency alone (for the committee's: its chair and its standing agency), what was
/// published for every agency under its owner, and what a visit asks by for its team. Auditors see all in scope; the portal and
/// administrators see none.
#[utoipa::path(get, path = "/checklists", operation_id = "list_checklists", tag = "checklists", params(ChecklistFilter),
    responses((status = 200, description = "One page of versions of checklists", body = Page<Checklist>)))]
pub async fn list(browsing: Browsing<ChecklistFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Begins a checklist as a draft, its first version.
///
/// The committee's: officers of its standing agency. An agency's own, by which it inspects those below it: its
/// officers. A code names one checklist of an agency for good; further versions of it are opened by `revise`.
#[utoipa::path(post, path = "/checklists", operation_id = "create_checklist", tag = "checklists", request_body = NewChecklist,
    responses((status = 201, description = "The draft", body = Checklist),
        (status = 409, description = "The agency has a checklist of that code, or has ended")))]
pub async fn create(creating: Creating<NewChecklist>) -> Answer {
    creating
        .answer(|tx, body| {
            let authority = permit_owner(tx, &policy::CREATE_CHECKLIST, body.agency_id)?;
            living_owner(tx, body.agency_id)?;
            let fitting = fitting(tx, &body.topics, &body.items, &[]);
            conflict_first(fitting, || store::free(tx.connection, body))?;
            let row = store::Row::new(body, tx.now)?;
            store::insert(tx.connection, &row)?;
            tx.record(Change::created(&row.answer()?)?.beginning(row.state).by(authority))
        })
        .await
}

/// Reads a version of a checklist, with what the caller may do next.
///
/// A draft is shown to its own agency alone, what was published to every agency under its owner, and what a visit asks by to its team.
#[utoipa::path(get, path = "/checklists/{id}", operation_id = "read_checklist", tag = "checklists",
    params(("id" = Id, Path, description = "The version")),
    responses((status = 200, description = "The version", body = Checklist)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let row = store::find(view, id)?;
            let facts = store::facts(view, &row)?;
            let editable = rules::is_draft(facts.state);
            let mut actions = vec![NextAction::of(&view.caller, &policy::UPDATE_CHECKLIST, &facts, editable)];
            actions.extend(TRANSITIONS.actions(&view.caller, &facts, view.now));
            Ok(Checklist { actions: Some(actions), ..row.answer()? })
        })
        .await
}

/// Edits a draft.
///
/// Those who may begin one. Lists are replaced as a whole. An item that the version in force asks keeps its code, and
/// may be put better; a code that an earlier version dropped is 422 `code_dropped`.
#[utoipa::path(patch, path = "/checklists/{id}", operation_id = "update_checklist", tag = "checklists", request_body = ChecklistPatch,
    params(("id" = Id, Path, description = "The version")),
    responses((status = 200, description = "The draft as it is now", body = Checklist)))]
pub async fn update(changing: Changing<ChecklistPatch>) -> Answer {
    changing
        .answer(|tx, edit| {
            let before = store::lock(&mut tx.view()?, edit.id)?;
            let authority = permit_owner(tx, &policy::UPDATE_CHECKLIST, before.agency_id)?;
            edit.fits(before.version)?;
            rules::is_draft(before.state)?;
            let (told, after) = (before.answer()?, before.patched(&edit.body, tx.now)?);
            let answer = after.answer()?;
            fitting(tx, &answer.topics, &answer.items, &answer.dropped_codes)?;
            store::save(tx.connection, &after)?;
            tx.record(Change::updated(&told, &answer)?.by(authority))
        })
        .await
}

/// Publishes, revises or discards a version of a checklist.
///
/// Who may is in the table "checklists" of the description. `publish` retires the version that was in force until then.
/// `revise` answers the draft of the next version, which somebody else than its authors publishes; the other actions
/// answer the version itself.
#[utoipa::path(post, path = "/checklists/{id}/transitions", operation_id = "transition_checklist", tag = "checklists", request_body = ChecklistAction,
    params(("id" = Id, Path, description = "The version")),
    responses((status = 200, description = "The version as it is now, or the draft of the next", body = Checklist),
        (status = 409, description = "The state forbids it, or another version is being written")))]
pub async fn transition(stepping: Stepping<ChecklistAction>) -> Answer {
    stepping
        .answer(|tx, asked| {
            let before = store::lock(&mut tx.view()?, asked.id)?;
            let facts = store::facts(&mut tx.view()?, &before)?;
            let step = asked.judged(tx, &TRANSITIONS, &facts, before.version)?;
            match &asked.action {
                ChecklistAction::Publish { .. } => publish(tx, asked, &before, &step),
                ChecklistAction::Revise { .. } => revise(tx, asked, &before, &step),
                ChecklistAction::Discard { .. } => {
                    let after = before.in_state(step.to, tx.now);
                    store::save(tx.connection, &after)?;
                    tx.record(asked.change(&step, &before.answer()?, &after.answer()?)?)
                }
            }
        })
        .await
}

/// Lists what happened to a version of a checklist, oldest first.
///
/// Whoever may read it. How the draft came to be is shown to those who may read drafts; to others its history begins
/// with its publication.
#[utoipa::path(get, path = "/checklists/{id}/transitions", operation_id = "list_checklist_transitions", tag = "checklists",
    params(("id" = Id, Path, description = "The version")),
    responses((status = 200, description = "One page of its history", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing
        .answer(move |view, _, page| {
            let owner = store::find(view, *id)?.agency_id;
            let from: &[&'static str] =
                if Reading::of(&view.caller).drafts.contains(owner) { &[] } else { &["publish"] };
            history_from(view, TRANSITIONS.resource, *id, from, page)
        })
        .await
}

/// Judges what a checklist asks by the catalogue of indicators as it is now.
fn fitting(
    tx: &mut Tx<'_>,
    topics: &[ChecklistTopic],
    items: &[ChecklistItem],
    dropped: &[String],
) -> Result<(), Problem> {
    let known = store::known_indicators(tx.connection, items)?;
    rules::fitting(topics, items, dropped, &known)
}

/// The version in force makes room before another takes its place.
fn publish(
    tx: &mut Tx<'_>,
    asked: &Asked<ChecklistAction>,
    before: &store::Row,
    step: &Step<ChecklistState>,
) -> Result<Done, Problem> {
    let earlier = store::in_force(tx.connection, before)?;
    let items_before = earlier.as_ref().map(store::Row::items).transpose()?.unwrap_or_default();
    let dropped: Vec<String> = from_column(&before.dropped_codes)?;
    let dropped = rules::dropped_by(&dropped, &items_before, &before.items()?)?;
    if let Some(earlier) = earlier {
        let retired = earlier.in_state(ChecklistState::Retired, tx.now);
        store::save(tx.connection, &retired)?;
        let change = Change::changed("retire", &earlier.answer()?, &retired.answer()?)?;
        tx.note(change.between(earlier.state, retired.state).by(step.authority));
    }
    let after = before.in_state(step.to, tx.now).published(&dropped, tx.now)?;
    store::save(tx.connection, &after)?;
    tx.record(asked.change(step, &before.answer()?, &after.answer()?)?)
}

/// The next version begins as a draft that asks the same.
fn revise(
    tx: &mut Tx<'_>,
    asked: &Asked<ChecklistAction>,
    before: &store::Row,
    step: &Step<ChecklistState>,
) -> Result<Done, Problem> {
    let after = before.in_state(step.to, tx.now);
    store::save(tx.connection, &after)?;
    tx.note(asked.change(step, &before.answer()?, &after.answer()?)?);
    let next = before.next(store::next_number(tx.connection, before)?, tx.now);
    store::insert(tx.connection, &next)?;
    let change = Change::opened("revise", &next.answer()?)?;
    tx.record(change.beginning(next.state).by(step.authority))
}
