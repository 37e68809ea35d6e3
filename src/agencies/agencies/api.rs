//! The tree of agencies.

use crate::agencies::agencies::model::{Agency, AgencyFilter, AgencyPatch, NewAgency};
use crate::agencies::agencies::{rules, store};
use crate::agencies::{enter, policy};
use crate::kernel::http::{Answer, Browsing, Changing, Creating, Showing};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::page::Page;
use crate::kernel::workflow::NextAction;

/// Lists agencies.
///
/// Everybody who is signed in may.
#[utoipa::path(get, path = "/agencies", tag = "agencies", params(AgencyFilter),
    responses((status = 200, description = "One page of agencies", body = Page<Agency>)))]
pub async fn list(browsing: Browsing<AgencyFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Enters an agency below another.
///
/// Administrators of the agency above may.
#[utoipa::path(post, path = "/agencies", tag = "agencies", request_body = NewAgency,
    responses((status = 201, description = "The agency on record", body = Agency)))]
pub async fn create(creating: Creating<NewAgency>) -> Answer {
    creating
        .answer(|tx, body| {
            let entered = enter(tx, body)?;
            tx.record(entered)
        })
        .await
}

/// Reads an agency.
///
/// Everybody who is signed in may.
#[utoipa::path(get, path = "/agencies/{id}", tag = "agencies", params(("id" = Id, Path, description = "The agency")),
    responses((status = 200, description = "The agency", body = Agency)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let agency = store::find(view.connection, id)?.answer();
            let corrects = view.caller.corrects(agency.id);
            let of_a_committee = rules::of_a_committee(agency.kind);
            let designate = NextAction::of(&view.caller, &policy::DESIGNATE, &agency.id, of_a_committee);
            let actions = vec![
                NextAction::of(&view.caller, &policy::UPDATE, &agency.id, corrects),
                NextAction { action: "designate".to_owned(), ..designate },
            ];
            Ok(Agency { actions: Some(actions), ..agency })
        })
        .await
}

/// Corrects how an agency is written.
///
/// Administrators of the agency may; once it has ended those above it, and not those of its heir. What it is called from a day on, who
/// takes over from it and when it ends is an agency change.
#[utoipa::path(patch, path = "/agencies/{id}", tag = "agencies", request_body = AgencyPatch,
    params(("id" = Id, Path, description = "The agency")),
    responses((status = 200, description = "The agency as it is now", body = Agency)))]
pub async fn update(changing: Changing<AgencyPatch>) -> Answer {
    changing
        .answer(|tx, edit| {
            let before = store::lock(tx.connection, edit.id)?;
            let authority = policy::UPDATE.permit(&*tx.caller()?, &before.id)?;
            tx.caller()?.corrects(before.id)?;
            edit.fits(before.version)?;
            let after = before.patched(&edit.body, tx.now);
            store::save(tx.connection, &after)?;
            tx.record(Change::updated(&before.answer(), &after.answer())?.by(authority))
        })
        .await
}
