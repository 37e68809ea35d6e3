//! The tree of agencies.

use actix_web::HttpRequest;
use actix_web::web::Data;

use crate::agencies::model::{Agency, AgencyFilter, AgencyKind, AgencyPatch, NewAgency};
use crate::agencies::{policy, store};
use crate::kernel::conflict::conflict_first;
use crate::kernel::db::Db;
use crate::kernel::http::{Answer, Call, Changing, Creating, IfNoneMatch, Listing, Page, PathId, detail};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::problem::{Blocker, Code, Problem};
use crate::kernel::workflow::NextAction;

/// Lists agencies.
///
/// Everybody who is signed in may.
#[utoipa::path(get, path = "/agencies", tag = "agencies", params(AgencyFilter),
    responses((status = 200, description = "One page of agencies", body = Page<Agency>)))]
pub async fn list(db: Data<Db>, call: Call, request: HttpRequest, listing: Listing<AgencyFilter>) -> Answer {
    let page = db.read(&call, move |view| store::list(view.connection, &listing.filter, &listing.page)).await?;
    Ok(page.answer(&request))
}

/// Enters an agency below another.
///
/// Administrators of the agency above may.
#[utoipa::path(post, path = "/agencies", tag = "agencies", request_body = NewAgency,
    responses((status = 201, description = "The agency on record", body = Agency)))]
pub async fn create(db: Data<Db>, Creating { call, body }: Creating<NewAgency>) -> Answer {
    let written = db.write(&call, move |tx| {
        let unknown = || Problem::of(Code::UnknownReference).at("/parent_id", Code::UnknownReference);
        let parent =
            store::lock(tx.connection, body.parent_id).map_err(|problem| problem.or_else_not_found(unknown))?;
        let authority = policy::CREATE.permit(&*tx.caller()?, &parent.id)?;
        let row = store::AgencyRow::new(&body, &parent, tx.now);
        conflict_first(ordered(body.valid_from, body.valid_to), || store::free(tx.connection, &row))?;
        store::insert(tx.connection, &row)?;
        tx.record(Change::created(&row.answer())?.by(authority))
    });
    Ok(written.await?.into())
}

/// Reads an agency.
///
/// Everybody who is signed in may.
#[utoipa::path(get, path = "/agencies/{id}", tag = "agencies", params(("id" = Id, Path, description = "The agency")),
    responses((status = 200, description = "The agency", body = Agency)))]
pub async fn read(db: Data<Db>, call: Call, id: PathId<Id>, known: IfNoneMatch) -> Answer {
    let agency = db.read(&call, move |view| {
        let agency = store::find(view.connection, *id)?.answer();
        let of_committee = agency.kind == AgencyKind::CityCommittee;
        let blockers = if of_committee { Vec::new() } else { vec![Blocker::of(Code::NotACommittee)] };
        let actions = vec![
            NextAction::of_rule(&view.caller, &policy::UPDATE, &agency.id, Vec::new()),
            NextAction {
                action: "designate".to_owned(),
                ..NextAction::of_rule(&view.caller, &policy::DESIGNATE, &agency.id, blockers)
            },
        ];
        Ok(Agency { actions: Some(actions), ..agency })
    });
    let agency = agency.await?;
    detail(&known, &agency, i64::from(agency.version))
}

/// Renames an agency, or ends it on a date.
///
/// Administrators of the agency may. Mergers and splits are not made here.
#[utoipa::path(patch, path = "/agencies/{id}", tag = "agencies", request_body = AgencyPatch,
    params(("id" = Id, Path, description = "The agency")),
    responses((status = 200, description = "The agency as it is now", body = Agency)))]
pub async fn update(db: Data<Db>, id: PathId<Id>, changing: Changing<AgencyPatch>) -> Answer {
    let Changing { call, body, expected } = changing;
    let written = db.write(&call, move |tx| {
        let before = store::lock(tx.connection, *id)?;
        let authority = policy::UPDATE.permit(&*tx.caller()?, &before.id)?;
        expected.check(i64::from(before.version))?;
        let after = before.patched(&body, tx.now);
        ordered(after.valid_from, after.valid_to)?;
        store::save(tx.connection, &after)?;
        tx.record(Change::updated(&before.answer(), &after.answer())?.by(authority))
    });
    Ok(written.await?.into())
}

/// The last day does not come before the first.
pub(super) fn ordered(from: chrono::NaiveDate, to: Option<chrono::NaiveDate>) -> Result<(), Problem> {
    if to.is_some_and(|to| to < from) {
        return Err(Problem::of(Code::WindowReversed).at("/valid_to", Code::WindowReversed));
    }
    Ok(())
}
