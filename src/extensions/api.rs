//! Extensions: more time, asked for and decided. The due date on paper stays.

use actix_web::web::Data;

use super::extendable::Extending;
use super::model::{Extension, ExtensionAction, ExtensionFilter, NewExtension};
use super::workflow::TRANSITIONS;
use super::{policy, rules, store, told};
use crate::attachments::{self, Subject};
use crate::kernel::conflict::conflict_first;
use crate::kernel::http::history::HistoryEntry;
use crate::kernel::http::{Answer, Browsing, Creating, NoFilter, PathId, Showing, Stepping};
use crate::kernel::id::Id;
use crate::kernel::journal::{Change, Record as _};
use crate::kernel::page::Page;

/// Lists extensions.
///
/// Extensions are listed for the agency that asks, and for those who keep the programme or receive the report.
#[utoipa::path(get, path = "/extensions", tag = "extensions", params(ExtensionFilter),
    responses((status = 200, description = "One page of extensions", body = Page<Extension>)))]
pub async fn list(browsing: Browsing<ExtensionFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Asks for more time, also after the due date: for assignments of one agency, or for reports that it owes.
///
/// Leads of the agency that carries them out, or that owes; of what the standing agency owes itself, its leads. The body names
/// either `assignment_ids` or `obligation_ids`.
#[utoipa::path(post, path = "/extensions", tag = "extensions", request_body = NewExtension,
    responses((status = 201, description = "The request", body = Extension),
        (status = 409, description = "One of them awaits a decision already")))]
pub async fn create(creating: Creating<NewExtension>, extending: Data<Extending>) -> Answer {
    creating
        .answer(move |tx, body| {
            let about = rules::of_one_kind(body)?;
            let kind = extending.kind(&about.resource)?;
            let papers =
                (kind.lock)(&mut tx.view()?, &about.ids).map_err(|problem| problem.or_unknown(kind.pointer))?;
            let authority = policy::ASK.permit(&*tx.caller()?, &papers)?;
            rules::may_be_asked_now(&papers)?;
            store::not_asked_yet(tx.connection, &about)?;
            let may_be_asked = rules::may_be_asked(&papers, kind.pointer, body.until);
            conflict_first(may_be_asked, || store::free(tx.connection, body.id))?;
            let askers = tx.caller()?.people(authority);
            let stored = store::Stored::asked(body, about, &papers, &askers, tx.now)?;
            store::insert(tx.connection, &stored)?;
            let subject = Subject { resource: Extension::RESOURCE, id: stored.row.id };
            attachments::attach(tx, &body.attachment_ids, &[papers.agency], subject, authority, "/attachment_ids")?;
            let change = Change::created(&stored.answer())?.beginning(stored.row.state);
            tx.record(change.because(Some(&body.reason)).by(authority))
        })
        .await
}

/// Reads an extension, with what the caller may do next.
///
/// The agency that asks, and those who keep the programme or receive the report.
#[utoipa::path(get, path = "/extensions/{id}", tag = "extensions", params(("id" = Id, Path, description = "The extension")),
    responses((status = 200, description = "The extension", body = Extension)))]
pub async fn read(showing: Showing, extending: Data<Extending>) -> Answer {
    showing
        .answer(move |view, id| {
            let stored = store::find(view, id)?;
            let papers = (extending.kind(&stored.about.resource)?.look)(view, &stored.about.ids)?;
            let actions = TRANSITIONS.actions(&view.caller, &stored.facts(papers)?, view.now);
            let files = attachments::attached_to_one(view.connection, Extension::RESOURCE, id)?;
            Ok(Extension { actions: Some(actions), attachments: Some(files), ..stored.answer() })
        })
        .await
}

/// Grants, refuses or withdraws an extension.
///
/// Who may is in the table "extensions" of the description. A grant judges anew from now on; figures as of an earlier day
/// stay as they were.
#[utoipa::path(post, path = "/extensions/{id}/transitions", operation_id = "transition_extension", tag = "extensions", request_body = ExtensionAction,
    params(("id" = Id, Path, description = "The extension")),
    responses((status = 200, description = "The extension as it is now", body = Extension)))]
pub async fn transition(stepping: Stepping<ExtensionAction>, extending: Data<Extending>) -> Answer {
    stepping
        .answer(move |tx, asked| {
            // What it is for before the extension: the same order in which asking takes its locks.
            let about = store::find(&mut tx.view()?, asked.id)?.about;
            let kind = extending.kind(&about.resource)?;
            let papers =
                (kind.lock)(&mut tx.view()?, &about.ids).map_err(|problem| problem.or_unknown(kind.pointer))?;
            let before = store::lock(&mut tx.view()?, asked.id)?;
            let facts = before.facts(papers)?;
            let step = asked.judged(tx, &TRANSITIONS, &facts, before.row.version)?;
            let granted_until = match &asked.action {
                ExtensionAction::Grant { until } => Some(until.unwrap_or(before.row.until)),
                _ => None,
            };
            let after = before.decided(step.to, granted_until, tx.now);
            store::save(tx.connection, &after.row)?;
            if let Some(until) = granted_until {
                rules::later_than_due(&facts.papers, until)?;
                (kind.extend)(tx, &about.ids, until, step.authority)?;
            }
            told::tell(tx, kind, &asked.action, &facts, &after)?;
            tx.record(asked.change(&step, &before.answer(), &after.answer())?)
        })
        .await
}

/// Lists what happened to an extension, oldest first.
///
/// Whoever may read it.
#[utoipa::path(get, path = "/extensions/{id}/transitions", operation_id = "list_extension_transitions", tag = "extensions",
    params(("id" = Id, Path, description = "The extension")),
    responses((status = 200, description = "One page of its history", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing.history(TRANSITIONS.resource, *id, store::find).await
}
