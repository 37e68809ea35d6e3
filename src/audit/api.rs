//! The record over HTTP.

use actix_web::web::Data;

use super::model::{AuditEntry, AuditFilter, AuditHead};
use super::objects::Objects;
use super::{policy, rules, store};
use crate::kernel::call::Call;
use crate::kernel::db::Db;
use crate::kernel::http::{Answer, Browsing, IfNoneMatch, PathId, detail};
use crate::kernel::id::Id;
use crate::kernel::page::Page;
use crate::kernel::seal;

/// Lists what was done, the newest first.
///
/// Auditors and administrators may, as far as their grants reach: what agencies in reach own, and what was done for them.
/// What belongs to no agency, such as legal documents, is read with a grant at the top of the tree. A list leaves the object
/// itself to the entry's page, and gives the reason only where the reader may read the object.
#[utoipa::path(get, path = "/audit-entries", tag = "audit-entries", params(AuditFilter),
    responses((status = 200, description = "One page of the record", body = Page<AuditEntry>)))]
pub async fn list(objects: Data<Objects>, browsing: Browsing<AuditFilter>) -> Answer {
    let objects = **objects;
    browsing
        .answer(move |view, filter, page| {
            rules::of_known_resources(&filter.resource, &(objects.names)())?;
            let reach = policy::reach(&view.caller)?;
            store::list(view, objects, &reach, filter, page)
        })
        .await
}

/// Reads one entry of the record.
///
/// Auditors and administrators may, as far as their grants reach. `reason`, `before` and `after` are shown to those who may read
/// the object now, and of an object that was deleted, to those who may read whatever its agency has of that kind.
#[utoipa::path(get, path = "/audit-entries/{id}", tag = "audit-entries",
    params(("id" = Id, Path, description = "The entry")),
    responses((status = 200, description = "The entry", body = AuditEntry)))]
pub async fn read(objects: Data<Objects>, db: Data<Db>, call: Call, id: PathId<Id>, known: IfNoneMatch) -> Answer {
    let objects = **objects;
    let entry = db.read(&call, move |view| {
        let reach = policy::reach(&view.caller)?;
        store::find(view, objects, &reach, *id)
    });
    detail(&known, &entry.await?, 1)
}

/// Tells the head of the sealed chain.
///
/// Auditors and administrators may. Whoever keeps it elsewhere can prove later that nothing before it was changed, removed
/// or added: `tienbo audit verify --head <position>:<hash>`.
#[utoipa::path(get, path = "/audit-head", operation_id = "read_audit_head", tag = "audit-entries",
    responses((status = 200, description = "The head of the chain", body = AuditHead)))]
pub async fn head(db: Data<Db>, call: Call, known: IfNoneMatch) -> Answer {
    let head = db.read(&call, move |view| {
        policy::reach(&view.caller)?;
        Ok(seal::head(view.connection)?)
    });
    let head = head.await?;
    detail(&known, &AuditHead { position: head.position, hash: head.hash }, head.position)
}
