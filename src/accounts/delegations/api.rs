//! Actions delegated.

use actix_web::web::Data;

use crate::accounts::delegations::model::{
    Delegation, DelegationAction, DelegationFilter, DelegationState, KnownActions, NewDelegation,
};
use crate::accounts::delegations::rules;
use crate::accounts::delegations::store as delegations;
use crate::accounts::delegations::workflow::{DELEGATIONS, DelegationSubject};
use crate::accounts::policy;
use crate::accounts::rules::{only_people, room_for_delegation};
use crate::accounts::users::model::AccountKind;
use crate::accounts::users::store as users;
use crate::kernel::conflict::conflict_first;
use crate::kernel::http::history::HistoryEntry;
use crate::kernel::http::{Answer, Browsing, Creating, NoFilter, PathId, Showing, Stepping};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::page::Page;
use crate::kernel::policy::Caller;

/// Lists delegations.
///
/// Administrators and auditors see those at the agencies within their reach, everybody sees those to and by themselves.
#[utoipa::path(get, path = "/delegations", tag = "delegations", params(DelegationFilter),
    responses((status = 200, description = "One page of delegations", body = Page<Delegation>)))]
pub async fn list(browsing: Browsing<DelegationFilter>) -> Answer {
    browsing.answer(delegations::list).await
}

/// Lets somebody else do named actions for the caller.
///
/// Every person may, for what they may do themselves at their active agency, for 366 days at most. The other person belongs
/// to that agency or to one below it, or holds a role there, and holds a role somewhere to sign in with. Fifty that are not over
/// are as many as one person makes.
#[utoipa::path(post, path = "/delegations", tag = "delegations", request_body = NewDelegation,
    responses((status = 201, description = "The delegation on record", body = Delegation)))]
pub async fn create(actions: Data<KnownActions>, creating: Creating<NewDelegation>) -> Answer {
    creating
        .answer(move |tx, body| {
            let caller = tx.caller()?;
            let own = users::find_any(tx.connection, caller.user)?;
            only_people(own.kind)?;
            let authority = policy::CREATE_DELEGATION.permit(&caller, &caller.agency)?;
            let directory = tx.counting(&format!("delegations of {}", caller.user))?;
            room_for_delegation(&directory, caller.user, caller.today)?;
            rules::at_own_agency(&caller, body.agency_id)?;
            rules::to_somebody_else(&caller, body.delegate_id)?;
            let delegate = users::find_of(tx.connection, AccountKind::Person, body.delegate_id)
                .map_err(|problem| problem.or_unknown("/delegate_id"))?;
            rules::at_hand(&caller, &delegate)?;
            let rules = rules::own_actions(&actions, &caller, &body.actions)
                .and_then(|()| rules::lasting(body, caller.today))
                .and_then(|()| rules::can_act(&caller, &delegate, body));
            conflict_first(rules, || delegations::free(tx.connection, body.id))?;
            let row = delegations::Row::new(body, caller.user, tx.now);
            delegations::insert(tx.connection, &row)?;
            tx.record(Change::created(&row.answer()?)?.beginning(DelegationState::Active).by(authority))
        })
        .await
}

/// Reads a delegation.
///
/// Both people may, and administrators and auditors with reach to its agency.
#[utoipa::path(get, path = "/delegations/{id}", tag = "delegations",
    params(("id" = Id, Path, description = "The delegation")),
    responses((status = 200, description = "The delegation", body = Delegation)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let row = delegations::find(view, id)?;
            let actions = DELEGATIONS.actions(&view.caller, &subject(&row, &view.caller), view.now);
            Ok(Delegation { next_actions: Some(actions), ..row.answer()? })
        })
        .await
}

/// Takes a delegation back.
///
/// The person who made it may, and administrators of its agency. It counts no longer from the next request on.
#[utoipa::path(post, path = "/delegations/{id}/transitions", operation_id = "transition_delegation", tag = "delegations", request_body = DelegationAction,
    params(("id" = Id, Path, description = "The delegation")),
    responses((status = 200, description = "The delegation as it is now", body = Delegation)))]
pub async fn transition(stepping: Stepping<DelegationAction>) -> Answer {
    stepping
        .answer(|tx, asked| {
            let before = delegations::lock(&mut tx.view()?, asked.id)?;
            let step = asked.judged(tx, &DELEGATIONS, &subject(&before, &*tx.caller()?), before.version)?;
            let after = before.in_state(step.to, tx.now);
            delegations::save(tx.connection, &after)?;
            tx.record(asked.change(&step, &before.answer()?, &after.answer()?)?)
        })
        .await
}

/// Lists what was done to a delegation.
///
/// Whoever reads the delegation may.
#[utoipa::path(get, path = "/delegations/{id}/transitions", operation_id = "list_delegation_transitions", tag = "delegations",
    params(("id" = Id, Path, description = "The delegation")),
    responses((status = 200, description = "One page of the history, oldest first", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing.history(DELEGATIONS.resource, *id, delegations::find).await
}

fn subject(row: &delegations::Row, caller: &Caller) -> DelegationSubject {
    DelegationSubject {
        agency: caller.corrects(row.agency_id).is_ok().then_some(row.agency_id),
        state: row.state,
        own: (row.delegator_id == caller.user).then_some(caller.agency),
    }
}
