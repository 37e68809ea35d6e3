//! Legal documents over HTTP.

use super::model::{LegalDocument, LegalDocumentFilter, LegalDocumentPatch, NewLegalDocument};
use super::{policy, rules, store};
use crate::kernel::http::{Answer, Browsing, Changing, Creating, Removing, Showing};
use crate::kernel::id::Id;
use crate::kernel::journal::{self, Change, Record as _};
use crate::kernel::page::Page;
use crate::kernel::workflow::NextAction;

/// Lists legal documents.
///
/// Everybody who is signed in may.
#[utoipa::path(get, path = "/legal-documents", tag = "legal-documents", params(LegalDocumentFilter),
    responses((status = 200, description = "One page of legal documents", body = Page<LegalDocument>)))]
pub async fn list(browsing: Browsing<LegalDocumentFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Enters a legal document.
///
/// Administrators and the standing agency may.
#[utoipa::path(post, path = "/legal-documents", tag = "legal-documents", request_body = NewLegalDocument,
    responses((status = 201, description = "The document on record", body = LegalDocument)))]
pub async fn create(creating: Creating<NewLegalDocument>) -> Answer {
    creating
        .answer(|tx, body| {
            let authority = policy::CREATE.permit(&*tx.caller()?, &tx.caller()?.root())?;
            tx.counting("legal documents")?;
            let user = tx.caller()?.user;
            let of_caller = journal::made_by(tx.connection, user, LegalDocument::RESOURCE)?;
            rules::room_for_one(store::how_many(tx.connection)?, of_caller)?;
            let row = store::Row::new(body, tx.now);
            store::insert(tx.connection, &row)?;
            tx.record(Change::created(&row.answer())?.by(authority))
        })
        .await
}

/// Reads a legal document.
///
/// Everybody who is signed in may.
#[utoipa::path(get, path = "/legal-documents/{id}", tag = "legal-documents", params(("id" = Id, Path, description = "The document")),
    responses((status = 200, description = "The document", body = LegalDocument)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let document = store::find(view.connection, id)?.answer();
            let unreferenced = rules::unreferenced(store::is_referenced(view.connection, id)?);
            let here = view.caller.root();
            let actions = vec![
                NextAction::of(&view.caller, &policy::UPDATE, &here, Ok(())),
                NextAction::of(&view.caller, &policy::DELETE, &here, unreferenced),
            ];
            Ok(LegalDocument { actions: Some(actions), ..document })
        })
        .await
}

/// Corrects a legal document.
///
/// Administrators and the standing agency may. What an issued programme rests on keeps its number, kind, issuer, date and
/// title; only its link can change.
#[utoipa::path(patch, path = "/legal-documents/{id}", tag = "legal-documents", request_body = LegalDocumentPatch,
    params(("id" = Id, Path, description = "The document")),
    responses((status = 200, description = "The document as it is now", body = LegalDocument)))]
pub async fn update(changing: Changing<LegalDocumentPatch>) -> Answer {
    changing
        .answer(|tx, edit| {
            let before = store::lock(tx.connection, edit.id)?;
            let authority = policy::UPDATE.permit(&*tx.caller()?, &tx.caller()?.root())?;
            edit.fits(before.version)?;
            let after = before.patched(&edit.body, tx.now);
            let changes_what_is_cited =
                !after.answer().is_known_as(&before.answer()) && store::is_cited_in_force(tx.connection, edit.id)?;
            rules::unreferenced(changes_what_is_cited)?;
            store::save(tx.connection, &after)?;
            tx.record(Change::updated(&before.answer(), &after.answer())?.by(authority))
        })
        .await
}

/// Removes a legal document that nothing refers to.
///
/// Administrators and the standing agency may.
#[utoipa::path(delete, path = "/legal-documents/{id}", tag = "legal-documents", params(("id" = Id, Path, description = "The document")),
    responses((status = 204, description = "It is gone")))]
pub async fn delete(removing: Removing) -> Answer {
    removing
        .answer(|tx, edit| {
            let before = store::lock(tx.connection, edit.id)?;
            let authority = policy::DELETE.permit(&*tx.caller()?, &tx.caller()?.root())?;
            edit.fits(before.version)?;
            store::delete(tx.connection, edit.id)?;
            tx.record(Change::deleted(&before.answer())?.by(authority))
        })
        .await
}
