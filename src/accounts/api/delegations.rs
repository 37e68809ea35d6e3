//! Actions delegated.

use actix_web::HttpRequest;
use actix_web::web::Data;

use super::{ordered, unknown};
use crate::accounts::model::{
    AccountKind, AccountState, Delegation, DelegationAction, DelegationFilter, DelegationState, KnownActions,
    NewDelegation,
};
use crate::accounts::policy;
use crate::accounts::store::{delegations, users};
use crate::accounts::workflow::{DELEGATIONS, DelegationSubject};
use crate::kernel::db::{Db, View};
use crate::kernel::http::history::{HistoryEntry, history as history_of};
use crate::kernel::http::{Answer, Call, Changing, Creating, IfNoneMatch, Listing, NoFilter, Page, PathId, detail};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::policy::Caller;
use crate::kernel::problem::{Code, Problem};

/// The longest delegation, both ends included.
const LONGEST_DAYS: i64 = 366;

/// Lists delegations.
///
/// Administrators and auditors see those at the agencies within their reach, everybody sees those to and by themselves.
#[utoipa::path(get, path = "/delegations", tag = "delegations", params(DelegationFilter),
    responses((status = 200, description = "One page of delegations", body = Page<Delegation>)))]
pub async fn list(db: Data<Db>, call: Call, request: HttpRequest, listing: Listing<DelegationFilter>) -> Answer {
    let page = db.read(&call, move |view| {
        let agencies = policy::readable_agencies(&view.caller);
        delegations::list(view.connection, (&agencies, view.caller.user), &listing.filter, &listing.page)
    });
    Ok(page.await?.answer(&request))
}

/// Lets somebody else do named actions for the caller.
///
/// Every person may, for what they may do themselves at their active agency, for 366 days at most. The other person belongs
/// to that agency or to one below it, or holds a role there.
#[utoipa::path(post, path = "/delegations", tag = "delegations", request_body = NewDelegation,
    responses((status = 201, description = "The delegation on record", body = Delegation)))]
pub async fn create(
    db: Data<Db>,
    actions: Data<KnownActions>,
    Creating { call, body }: Creating<NewDelegation>,
) -> Answer {
    let written = db.write(&call, move |tx| {
        let caller = tx.caller()?;
        let own = users::find_any(tx.connection, caller.user)?;
        if own.kind != AccountKind::Person {
            return Err(Problem::of(Code::RoleMayNot));
        }
        let authority = policy::CREATE_DELEGATION.permit(&caller, &caller.agency)?;
        if body.agency_id != caller.agency {
            let known = caller.directory.agencies.contains_key(&body.agency_id);
            return Err(if known { Problem::of(Code::RoleMayNot) } else { unknown("/agency_id") });
        }
        if body.delegate_id == caller.user {
            return Err(Problem::of(Code::DelegateIsSelf).at("/delegate_id", Code::DelegateIsSelf));
        }
        let nobody = |problem: Problem| problem.or_else_not_found(|| unknown("/delegate_id"));
        let delegate = users::find(tx.connection, AccountKind::Person, body.delegate_id).map_err(nobody)?;
        if delegate.state != AccountState::Active || !is_at_hand(&caller, &delegate) {
            return Err(unknown("/delegate_id"));
        }
        own_actions(&actions, &caller, &body.actions)?;
        ordered(body.valid_from, Some(body.valid_to))?;
        if (body.valid_to - body.valid_from).num_days() >= LONGEST_DAYS {
            return Err(Problem::of(Code::DelegationTooLong).at("/valid_to", Code::DelegationTooLong));
        }
        let row = delegations::Row::new(&body, caller.user, tx.now);
        delegations::insert(tx.connection, &row)?;
        tx.record(Change::created(&row.answer())?.beginning(DelegationState::Active).by(authority))
    });
    Ok(written.await?.into())
}

/// The people whom somebody may name without being able to list accounts.
fn is_at_hand(caller: &Caller, delegate: &users::Row) -> bool {
    let directory = &caller.directory;
    let grants = directory.grants.get(&delegate.id).into_iter().flatten();
    directory.is_within(delegate.agency_id, caller.agency) || grants.into_iter().any(|it| it.agency == caller.agency)
}

/// Each action is known, and one that the caller's own roles may do.
fn own_actions(known: &KnownActions, caller: &Caller, actions: &[String]) -> Result<(), Problem> {
    let roles = caller.roles();
    let foreign = actions.iter().enumerate().filter(|(_, action)| !known.may(&roles, action));
    let problem = foreign.fold(Problem::of(Code::ActionNotDelegable), |problem, (index, _)| {
        problem.at(format!("/actions/{index}"), Code::ActionNotDelegable)
    });
    if problem.is_bare() { Ok(()) } else { Err(problem) }
}

/// Reads a delegation.
///
/// Both people may, and administrators and auditors with reach to its agency.
#[utoipa::path(get, path = "/delegations/{id}", tag = "delegations",
    params(("id" = Id, Path, description = "The delegation")),
    responses((status = 200, description = "The delegation", body = Delegation)))]
pub async fn read(db: Data<Db>, call: Call, id: PathId<Id>, known: IfNoneMatch) -> Answer {
    let delegation = db
        .read(&call, move |view| {
            let row = readable(view, *id)?;
            let actions = DELEGATIONS.actions(&view.caller, &subject(&row, &view.caller), view.now);
            Ok(Delegation { next_actions: Some(actions), ..row.answer() })
        })
        .await?;
    detail(&known, &delegation, i64::from(delegation.version))
}

/// Takes a delegation back.
///
/// The person who made it may, and administrators of its agency. It counts no longer from the next request on.
#[utoipa::path(post, path = "/delegations/{id}/transitions", operation_id = "transition_delegation", tag = "delegations", request_body = DelegationAction,
    params(("id" = Id, Path, description = "The delegation")),
    responses((status = 200, description = "The delegation as it is now", body = Delegation)))]
pub async fn transition(db: Data<Db>, id: PathId<Id>, changing: Changing<DelegationAction>) -> Answer {
    let Changing { call, body, expected } = changing;
    let written = db.write(&call, move |tx| {
        let caller = tx.caller()?;
        let before = delegations::lock(tx.connection, *id)?;
        policy::readable(&caller, before.agency_id, &[before.delegator_id, before.delegate_id])?;
        let fits = expected.check(i64::from(before.version));
        let step = DELEGATIONS.apply(&caller, &subject(&before, &caller), body.name(), tx.now, fits)?;
        let after = before.in_state(step.to, tx.now);
        delegations::save(tx.connection, &after)?;
        tx.record(Change::moved(&step, &before.answer(), &after.answer())?.because(body.reason()))
    });
    Ok(written.await?.into())
}

/// Lists what was done to a delegation.
///
/// Whoever reads the delegation may.
#[utoipa::path(get, path = "/delegations/{id}/transitions", operation_id = "list_delegation_transitions", tag = "delegations",
    params(("id" = Id, Path, description = "The delegation")),
    responses((status = 200, description = "One page of the history, oldest first", body = Page<HistoryEntry>)))]
pub async fn history(
    db: Data<Db>,
    call: Call,
    request: HttpRequest,
    id: PathId<Id>,
    listing: Listing<NoFilter>,
) -> Answer {
    let page = db.read(&call, move |view| {
        readable(view, *id)?;
        history_of(view, "delegations", *id, &listing.page)
    });
    Ok(page.await?.answer(&request))
}

fn readable(view: &mut View<'_>, id: Id) -> Result<delegations::Row, Problem> {
    let row = delegations::find(view.connection, id)?;
    policy::readable(&view.caller, row.agency_id, &[row.delegator_id, row.delegate_id])?;
    Ok(row)
}

fn subject(row: &delegations::Row, caller: &Caller) -> DelegationSubject {
    DelegationSubject {
        agency: row.agency_id,
        state: row.state,
        own: (row.delegator_id == caller.user).then_some(caller.agency),
    }
}
