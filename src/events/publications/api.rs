//! Publications: asked for, approved, refused, taken back, withdrawn.

use crate::events::events::store as events;
use crate::events::publications::model::{Publication, PublicationAction};
use crate::events::publications::workflow::TRANSITIONS;
use crate::events::publications::{steps, store, told};
use crate::kernel::http::history::HistoryEntry;
use crate::kernel::http::{Answer, Browsing, NoFilter, PathId, Showing, Stepping};
use crate::kernel::id::Id;
use crate::kernel::page::Page;

/// Reads the publication of an event, with what the caller may do next.
///
/// The agency that organises the event, the chair and the standing agency of its committee, and auditors. It has a version of its
/// own: the ETag is that of the publication, not of the event.
#[utoipa::path(get, path = "/events/{id}/publication", operation_id = "read_publication", tag = "publications",
    params(("id" = Id, Path, description = "The event")),
    responses((status = 200, description = "The publication", body = Publication)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let row = store::find(view, id)?;
            let event = events::find(view, id)?.row;
            let facts = row.facts(&view.caller.directory, &event, None)?;
            let actions = TRANSITIONS.actions(&view.caller, &facts, view.now);
            Ok(Publication { actions: Some(actions), ..row.answer()? })
        })
        .await
}

/// Moves the publication of an event along its workflow.
///
/// Who may take which action, from where to where and under which conditions, is in the table "publications" of the
/// description. `request` freezes the event's text as it stands and names the version of the event that was read; later edits of
/// the event neither hinder its approval nor become public by it. Occasion, times and status follow the event by themselves.
#[utoipa::path(post, path = "/events/{id}/publication/transitions", operation_id = "transition_publication", tag = "publications", request_body = PublicationAction,
    params(("id" = Id, Path, description = "The event")),
    responses((status = 200, description = "The publication as it is now", body = Publication),
        (status = 409, description = "The state forbids it, or the event has changed since it was read")))]
pub async fn transition(stepping: Stepping<PublicationAction>) -> Answer {
    stepping
        .answer(|tx, asked| {
            let (event, before) = store::lock(&mut tx.view()?, asked.id)?;
            let caller = tx.caller()?;
            let facts = before.facts(&caller.directory, &event, store::named_in(&asked.action))?;
            let step = asked.judged(tx, &TRANSITIONS, &facts, before.version)?;
            let text = store::text_of(&caller.directory, &event)?;
            let people = caller.people(step.authority);
            let after = steps::moved(&before, &event, &step, &asked.action, &people, text.as_ref(), tx.now)?;
            store::save(tx.connection, &after)?;
            told::tell(tx, &asked.action, &facts, &event);
            tx.record(asked.change(&step, &before.answer()?, &after.answer()?)?)
        })
        .await
}

/// Lists what happened to the publication of an event, oldest first.
///
/// Whoever may read it. `follow` is what a step of the event did to it.
#[utoipa::path(get, path = "/events/{id}/publication/transitions", operation_id = "list_publication_transitions", tag = "publications",
    params(("id" = Id, Path, description = "The event")),
    responses((status = 200, description = "One page of its history", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing.history(TRANSITIONS.resource, *id, store::find).await
}
