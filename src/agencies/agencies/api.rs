//! The tree of agencies.

use actix_web::web::Data;

use crate::agencies::agencies::ending::Ending;
use crate::agencies::agencies::model::{Agency, AgencyFilter, AgencyPatch, NewAgency};
use crate::agencies::agencies::store::AgencyRow;
use crate::agencies::agencies::{rules, store};
use crate::agencies::{enter, policy};
use crate::kernel::conflict::conflict_first;
use crate::kernel::db::Tx;
use crate::kernel::http::{Answer, Browsing, Changing, Creating, Showing};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::page::Page;
use crate::kernel::problem::Problem;
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
            let of_a_committee = rules::of_a_committee(agency.kind);
            let designate = NextAction::of(&view.caller, &policy::DESIGNATE, &agency.id, of_a_committee);
            let actions = vec![
                NextAction::of(&view.caller, &policy::UPDATE, &agency.id, Ok(())),
                NextAction { action: "designate".to_owned(), ..designate },
            ];
            Ok(Agency { actions: Some(actions), ..agency })
        })
        .await
}

/// Renames an agency, or ends it on a date.
///
/// Administrators of the agency may. It ends when nothing is left of it: no living agency below it, no programme, assignment or
/// report under way, nobody for whom it stands; 422 says what there is. From the day after its last one nobody acts for it and nothing
/// is given to it. Mergers and splits are not made here.
#[utoipa::path(patch, path = "/agencies/{id}", tag = "agencies", request_body = AgencyPatch,
    params(("id" = Id, Path, description = "The agency")),
    responses((status = 200, description = "The agency as it is now", body = Agency)))]
pub async fn update(ending: Data<Ending>, changing: Changing<AgencyPatch>) -> Answer {
    changing
        .answer(move |tx, edit| {
            let before = store::lock(tx.connection, edit.id)?;
            let authority = policy::UPDATE.permit(&*tx.caller()?, &before.id)?;
            edit.fits(before.version)?;
            let after = before.patched(&edit.body, tx.now);
            let may_end = may_last(tx, **ending, &before, &after);
            conflict_first(may_end, || store::code_is_free(tx.connection, &after))?;
            store::save(tx.connection, &after)?;
            tx.record(Change::updated(&before.answer(), &after.answer())?.by(authority))
        })
        .await
}

/// Whether an agency may last as a change has it: it ends when nothing is left of it, and not after the agency above, which is held.
fn may_last(tx: &mut Tx<'_>, ending: Ending, before: &AgencyRow, after: &AgencyRow) -> Result<(), Problem> {
    after.time().ordered()?;
    if let Some(last_day) = rules::ends_sooner(before.valid_to, after.valid_to) {
        return rules::nothing_is_left(&ending.left(&mut tx.view()?, after.id, last_day)?);
    }
    match after.parent_id {
        Some(parent) if after.valid_to != before.valid_to => {
            rules::not_longer_than(store::hold(tx.connection, parent)?.time(), after.time())
        }
        _ => Ok(()),
    }
}
