//! Roles granted.

use crate::accounts::grants::model::{Grant, GrantAction, GrantFilter, GrantState, NewGrant};
use crate::accounts::grants::rules;
use crate::accounts::grants::store as grants;
use crate::accounts::grants::workflow::{GRANTS, GrantSubject};
use crate::accounts::policy;
use crate::accounts::rules::{administration, room_for_grant};
use crate::accounts::users::store as users;
use crate::kernel::conflict::conflict_first;
use crate::kernel::http::history::HistoryEntry;
use crate::kernel::http::{Answer, Browsing, Creating, NoFilter, PathId, Showing, Stepping};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::page::Page;
use crate::kernel::policy::Caller;
use crate::kernel::sql::lock_administration;

/// Lists grants.
///
/// Administrators and auditors see those at the agencies within their reach, everybody sees their own.
#[utoipa::path(get, path = "/grants", tag = "grants", params(GrantFilter),
    responses((status = 200, description = "One page of grants", body = Page<Grant>)))]
pub async fn list(browsing: Browsing<GrantFilter>) -> Answer {
    browsing.answer(grants::list).await
}

/// Grants a role.
///
/// Administrators may whose own reach covers the role's, and nobody grants to themselves. For a standing role that is the
/// tree of the committee whose standing agency it is. A service account holds `portal` and `auditor` only, a person every
/// role but `portal`.
#[utoipa::path(post, path = "/grants", tag = "grants", request_body = NewGrant,
    responses((status = 201, description = "The grant on record", body = Grant)))]
pub async fn create(creating: Creating<NewGrant>) -> Answer {
    creating
        .answer(|tx, body| {
            let caller = tx.caller()?;
            let authority = policy::permit_at(&policy::CREATE_GRANT, &caller, body.agency_id)?;
            policy::covered(&caller, body.role, body.scope, body.agency_id)?;
            rules::to_somebody_else(body.user_id, caller.user, authority)?;
            let user =
                users::lock_named(&mut tx.view()?, body.user_id).map_err(|problem| problem.or_unknown("/user_id"))?;
            rules::held_once(body, &grants::times(tx.connection, body)?)?;
            // Whoever grants to the same person at the same moment waits for the lock above.
            room_for_grant(&*tx.directory()?, body.user_id)?;
            let fitting = rules::fitting(body, user.kind, &caller.directory);
            conflict_first(fitting, || grants::free(tx.connection, body.id))?;
            let row = grants::Row::new(body, tx.now);
            grants::insert(tx.connection, &row)?;
            tx.record(Change::created(&row.answer())?.beginning(GrantState::Active).by(authority))
        })
        .await
}

/// Reads a grant.
///
/// Administrators and auditors with reach to its agency may, and the person who holds it.
#[utoipa::path(get, path = "/grants/{id}", tag = "grants", params(("id" = Id, Path, description = "The grant")),
    responses((status = 200, description = "The grant", body = Grant)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let row = grants::find(view, id)?;
            let actions = GRANTS.actions(&view.caller, &subject(&row, &view.caller), view.now);
            Ok(Grant { actions: Some(actions), ..row.answer() })
        })
        .await
}

/// Takes a grant back.
///
/// Administrators of its agency may. It counts no longer from the next request on; an administrator of the whole
/// tree remains.
#[utoipa::path(post, path = "/grants/{id}/transitions", operation_id = "transition_grant", tag = "grants", request_body = GrantAction,
    params(("id" = Id, Path, description = "The grant")),
    responses((status = 200, description = "The grant as it is now", body = Grant)))]
pub async fn transition(stepping: Stepping<GrantAction>) -> Answer {
    stepping
        .answer(|tx, asked| {
            lock_administration(tx.connection)?;
            tx.judge_anew()?;
            let before = grants::lock(&mut tx.view()?, asked.id)?;
            let step = asked.judged(tx, &GRANTS, &subject(&before, &*tx.caller()?), before.version)?;
            let after = before.in_state(step.to, tx.now);
            grants::save(tx.connection, &after)?;
            tx.record(asked.change(&step, &before.answer(), &after.answer())?)
        })
        .await
}

/// Lists what was done to a grant.
///
/// Whoever reads the grant may.
#[utoipa::path(get, path = "/grants/{id}/transitions", operation_id = "list_grant_transitions", tag = "grants",
    params(("id" = Id, Path, description = "The grant")),
    responses((status = 200, description = "One page of the history, oldest first", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing.history(GRANTS.resource, *id, grants::find).await
}

fn subject(row: &grants::Row, caller: &Caller) -> GrantSubject {
    GrantSubject {
        agency: caller.corrects(row.agency_id).is_ok().then_some(row.agency_id),
        state: row.state,
        is_last_administrator: administration::is_last_administration(caller, row.id),
    }
}
