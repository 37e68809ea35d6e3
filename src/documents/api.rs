//! Legal documents over HTTP.

use actix_web::web::Data;

use super::model::{LegalDocument, LegalDocumentFilter, LegalDocumentPatch, NewLegalDocument};
use super::{policy, store};
use crate::kernel::db::Db;
use crate::kernel::http::{Answer, Browsing, Changing, Creating, PathId, Removing, Showing};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::page::Page;
use crate::kernel::problem::{Blocker, Code, Problem};
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
pub async fn create(db: Data<Db>, Creating { call, body }: Creating<NewLegalDocument>) -> Answer {
    let written = db.write(&call, move |tx| {
        let authority = policy::CREATE.permit(&*tx.caller()?, &tx.caller()?.root())?;
        let row = store::Row::new(&body, tx.now);
        store::insert(tx.connection, &row)?;
        tx.record(Change::created(&row.answer())?.by(authority))
    });
    Ok(written.await?.into())
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
            let referenced = store::is_referenced(view.connection, id)?;
            let blockers = if referenced { vec![Blocker::of(Code::Referenced)] } else { Vec::new() };
            let here = view.caller.root();
            let actions = vec![
                NextAction::of_rule(&view.caller, &policy::UPDATE, &here, Vec::new()),
                NextAction::of_rule(&view.caller, &policy::DELETE, &here, blockers),
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
pub async fn update(db: Data<Db>, id: PathId<Id>, changing: Changing<LegalDocumentPatch>) -> Answer {
    let Changing { call, body, expected } = changing;
    let written = db.write(&call, move |tx| {
        let before = store::lock(tx.connection, *id)?;
        let authority = policy::UPDATE.permit(&*tx.caller()?, &tx.caller()?.root())?;
        expected.check(i64::from(before.version))?;
        if body.changes_its_identity() && store::is_cited_in_force(tx.connection, *id)? {
            return Err(Problem::of(Code::Referenced));
        }
        let after = before.patched(&body, tx.now);
        store::save(tx.connection, &after)?;
        tx.record(Change::updated(&before.answer(), &after.answer())?.by(authority))
    });
    Ok(written.await?.into())
}

/// Removes a legal document that nothing refers to.
///
/// Administrators and the standing agency may.
#[utoipa::path(delete, path = "/legal-documents/{id}", tag = "legal-documents", params(("id" = Id, Path, description = "The document")),
    responses((status = 204, description = "It is gone")))]
pub async fn delete(db: Data<Db>, id: PathId<Id>, Removing { call, expected }: Removing) -> Answer {
    let written = db.write(&call, move |tx| {
        let before = store::lock(tx.connection, *id)?;
        let authority = policy::DELETE.permit(&*tx.caller()?, &tx.caller()?.root())?;
        expected.check(i64::from(before.version))?;
        store::delete(tx.connection, *id)?;
        tx.record(Change::deleted(&before.answer())?.by(authority))
    });
    Ok(written.await?.into())
}
