//! Which agency is a committee's standing agency.

use crate::agencies::agencies::rules::of_a_committee;
use crate::agencies::agencies::store as agencies;
use crate::agencies::designations::model::{Designation, NewDesignation};
use crate::agencies::designations::{rules, store};
use crate::agencies::policy;
use crate::kernel::conflict::conflict_first;
use crate::kernel::http::{Answer, Browsing, Creating, NoFilter, PathId};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::page::Page;

/// Lists the standing agencies of a committee, earliest first.
///
/// Everybody who is signed in may.
#[utoipa::path(get, path = "/agencies/{id}/designations", operation_id = "list_designations", tag = "agencies",
    params(("id" = Id, Path, description = "The committee")),
    responses((status = 200, description = "One page of designations", body = Page<Designation>)))]
pub async fn list(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing
        .answer(move |view, _, page| {
            agencies::find(view.connection, *id)?;
            store::list(view.connection, *id, page)
        })
        .await
}

/// Designates the standing agency of a committee; the designation that runs ends the day before.
///
/// Administrators of the committee and its chair may. The agency stands below the committee.
#[utoipa::path(post, path = "/agencies/{id}/designations", operation_id = "create_designation", tag = "agencies", request_body = NewDesignation,
    params(("id" = Id, Path, description = "The committee")),
    responses((status = 201, description = "The designation on record", body = Designation)))]
pub async fn create(id: PathId<Id>, creating: Creating<NewDesignation>) -> Answer {
    creating
        .answer(move |tx, body| {
            let committee = agencies::lock(tx.connection, *id)?;
            let authority = policy::DESIGNATE.permit(&*tx.caller()?, &committee.id)?;
            let directory = tx.directory()?;
            of_a_committee(committee.kind)?;
            let designations = store::of_committee(tx.connection, *id)?;
            rules::room_for_one(&designations)?;
            let ending = rules::ended_by(&designations, body)?;
            rules::lasting(body, *id, &directory)?;
            let fitting = rules::fitting(body, *id, &directory);
            conflict_first(fitting, || store::free(tx.connection, body.id))?;
            for (row, eve) in ending {
                let ended = row.ended(eve, tx.now);
                store::save(tx.connection, &ended)?;
                tx.note(Change::updated(&row.answer(), &ended.answer())?.by(authority));
            }
            let row = store::Row::new(body, *id, tx.now);
            store::insert(tx.connection, &row)?;
            tx.record(Change::created(&row.answer())?.by(authority))
        })
        .await
}
