//! Obligations: what each agency owes, and who is let off.

use crate::kernel::http::history::HistoryEntry;
use crate::kernel::http::{Answer, Browsing, NoFilter, PathId, Showing, Stepping};
use crate::kernel::id::Id;
use crate::kernel::page::Page;
use crate::reports::obligations::model::{Obligation, ObligationAction, ObligationFilter};
use crate::reports::obligations::store::{self, Names};
use crate::reports::obligations::work;
use crate::reports::obligations::workflow::TRANSITIONS;

/// Lists obligations across periods.
///
/// Obligations are listed for the agency that owes, for the agency that it reports to, and for the chair and the standing
/// agency of the committee.
#[utoipa::path(get, path = "/obligations", operation_id = "list_obligations", tag = "obligations", params(ObligationFilter),
    responses((status = 200, description = "One page of obligations", body = Page<Obligation>)))]
pub async fn list(browsing: Browsing<ObligationFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Reads an obligation, with what the caller may do next.
///
/// The agency that owes, the agency that it reports to, and the chair and the standing agency of the committee. Its state, its
/// timeliness and its content are three facts that are never mixed; all follow from its submissions.
#[utoipa::path(get, path = "/obligations/{id}", operation_id = "read_obligation", tag = "obligations",
    params(("id" = Id, Path, description = "The obligation")),
    responses((status = 200, description = "The obligation", body = Obligation)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let stored = store::find(view, id)?;
            let (newest, authors) = store::versions_of(view.connection, &[id])?.remove(&id).unwrap_or_default();
            let facts = stored.facts(&view.caller, authors, view.now);
            let actions = work::next(&view.caller, &stored, &facts, newest, view.now);
            let names = Names::of(view.connection, std::slice::from_ref(&stored))?;
            let directory = &view.caller.directory;
            let answer = store::seen_by(&view.caller, stored.answer(directory, view.now));
            let told = names.told(&stored, directory, answer);
            Ok(Obligation { actions: Some(actions), ..told })
        })
        .await
}

/// Lets an agency off, or takes that back.
///
/// Who may is in the table "obligations" of the description. Nobody lets off whose report he drafted or signed himself.
#[utoipa::path(post, path = "/obligations/{id}/transitions", operation_id = "transition_obligation", tag = "obligations", request_body = ObligationAction,
    params(("id" = Id, Path, description = "The obligation")),
    responses((status = 200, description = "The obligation as it is now", body = Obligation)))]
pub async fn transition(stepping: Stepping<ObligationAction>) -> Answer {
    stepping
        .answer(|tx, asked| {
            let before = store::lock(&mut tx.view()?, asked.id)?;
            let facts = store::facts(&mut tx.view()?, &before)?;
            let step = asked.judged(tx, &TRANSITIONS, &facts, before.row.version)?;
            let after = before.decided(&asked.action, step.to, &store::heads(tx.connection, asked.id)?, tx.now);
            store::keep(tx.connection, &before, &after, tx.now)?;
            let directory = tx.caller()?.directory.clone();
            let (old, new) = (before.answer(&directory, tx.now), after.answer(&directory, tx.now));
            tx.record(asked.change(&step, &old, &new)?)
        })
        .await
}

/// Lists what happened to an obligation, oldest first.
///
/// Whoever may read it.
#[utoipa::path(get, path = "/obligations/{id}/transitions", operation_id = "list_obligation_transitions", tag = "obligations",
    params(("id" = Id, Path, description = "The obligation")),
    responses((status = 200, description = "One page of its history", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing.history(TRANSITIONS.resource, *id, store::find).await
}
