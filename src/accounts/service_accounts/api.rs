//! Machines.

use actix_web::web::Data;

use crate::accounts::grants::model::{GrantState, NewGrant};
use crate::accounts::grants::store as grants;
use crate::accounts::service_accounts::model::{
    NewServiceAccount, ServiceAccount, ServiceAccountFilter, ServiceAccountSecret,
};
use crate::accounts::users::api::{judged, subject};
use crate::accounts::users::model::{AccountAction, AccountKind, UserFilter};
use crate::accounts::users::store as users;
use crate::accounts::users::workflow::SERVICE_ACCOUNTS;
use crate::accounts::{policy, rules};
use crate::kernel::call::Call;
use crate::kernel::conflict::conflict_first;
use crate::kernel::crypto;
use crate::kernel::db::{Db, Written};
use crate::kernel::http::history::HistoryEntry;
use crate::kernel::http::no_store;
use crate::kernel::http::{Answer, Browsing, Creating, NoFilter, PathId, Showing, Stepping};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::page::Page;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::workflow::NextAction;

/// Lists service accounts.
///
/// Administrators and auditors see those of the agencies within their reach, a service account sees itself.
#[utoipa::path(get, path = "/service-accounts", tag = "service-accounts", params(ServiceAccountFilter),
    responses((status = 200, description = "One page of service accounts", body = Page<ServiceAccount>)))]
pub async fn list(browsing: Browsing<ServiceAccountFilter>) -> Answer {
    browsing
        .answer(|view, filter, page| {
            let ServiceAccountFilter { agency_id, state, sort } = filter.clone();
            let filter = UserFilter { agency_id, state, mail_undeliverable: None, q: None, sort };
            Ok(users::list(view, AccountKind::Service, &filter, page)?.map(|row| row.service_answer()))
        })
        .await
}

/// Enters a service account with its first role, and shows its secret this once.
///
/// Administrators of the agency may whose own reach covers the role's: the agency alone, or all below it too. `Idempotency-Key` is
/// ignored: no record may hold the secret. Who lost it asks for a new one.
#[utoipa::path(post, path = "/service-accounts", tag = "service-accounts", request_body = NewServiceAccount,
    responses((status = 201, description = "The account on record, and its secret", body = ServiceAccountSecret)))]
pub async fn create(Creating { db, call, body }: Creating<NewServiceAccount>) -> Answer {
    let (secret, id) = (fresh_secret()?, body.id.unwrap_or_else(Id::fresh));
    let hash = crypto::sha256(secret.as_bytes());
    let call = call.unrepeatable();
    let written = db.write(&call, move |tx| {
        let caller = tx.caller()?;
        let authority = policy::permit_at(&policy::CREATE_SERVICE_ACCOUNT, &caller, body.agency_id)?;
        policy::covered(&caller, body.role, body.reach(), body.agency_id)?;
        rules::room_for_account(&*tx.counting("accounts")?, body.agency_id)?;
        let fitting = rules::suits(AccountKind::Service, body.role)
            .and_then(|()| rules::fits(&caller.directory, body.role, body.agency_id));
        conflict_first(fitting, || users::free(tx.connection, body.id))?;
        let row = users::Row::service(&body, id, &hash, tx.now);
        users::insert(tx.connection, &row)?;
        let grant = NewGrant {
            id: None,
            user_id: id,
            agency_id: body.agency_id,
            role: body.role,
            scope: body.reach(),
            valid_from: tx.now.date(),
            valid_to: None,
        };
        let grant = grants::Row::new(&grant, tx.now);
        grants::insert(tx.connection, &grant)?;
        tx.note(Change::created(&grant.answer())?.beginning(GrantState::Active).by(authority));
        tx.record(Change::created(&row.service_answer())?.beginning(row.state).by(authority))
    });
    with_secret(written.await?, secret)
}

/// Reads a service account.
///
/// Administrators and auditors with reach to its agency may, and the account.
#[utoipa::path(get, path = "/service-accounts/{id}", tag = "service-accounts",
    params(("id" = Id, Path, description = "The service account")),
    responses((status = 200, description = "The service account", body = ServiceAccount)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let row = users::find(view, AccountKind::Service, id)?;
            let caller = &view.caller;
            let reach = policy::covers_account(caller, row.id);
            let mut actions = SERVICE_ACCOUNTS.actions(caller, &subject(&row, caller), view.now);
            actions.push(NextAction::of(caller, &policy::RENEW_SECRET, &row.agency_id, reach));
            Ok(ServiceAccount { actions: Some(actions), ..row.service_answer() })
        })
        .await
}

/// Bars a service account, or lets it in again.
///
/// Administrators of its agency may whose reach covers every role of the account. All its tokens are void from then on.
#[utoipa::path(post, path = "/service-accounts/{id}/transitions", operation_id = "transition_service_account", tag = "service-accounts", request_body = AccountAction,
    params(("id" = Id, Path, description = "The service account")),
    responses((status = 200, description = "The service account as it is now", body = ServiceAccount)))]
pub async fn transition(stepping: Stepping<AccountAction>) -> Answer {
    stepping
        .answer(|tx, asked| {
            let (before, step) = judged(tx, asked, AccountKind::Service, &SERVICE_ACCOUNTS)?;
            let after = before.in_state(step.to, tx.now);
            users::save(tx.connection, &after)?;
            tx.record(asked.change(&step, &before.service_answer(), &after.service_answer())?)
        })
        .await
}

/// Lists what was done to a service account.
///
/// Whoever reads the account may.
#[utoipa::path(get, path = "/service-accounts/{id}/transitions", operation_id = "list_service_account_transitions", tag = "service-accounts",
    params(("id" = Id, Path, description = "The service account")),
    responses((status = 200, description = "One page of the history, oldest first", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing.history(SERVICE_ACCOUNTS.resource, *id, |view, id| users::find(view, AccountKind::Service, id)).await
}

/// Gives a service account a new secret, and shows it this once.
///
/// Administrators of its agency may whose reach covers every role of the account. The old secret and all tokens are void
/// from then on. `Idempotency-Key` is ignored: no record may hold the secret.
#[utoipa::path(post, path = "/service-accounts/{id}/secret", operation_id = "renew_service_account_secret", tag = "service-accounts",
    params(("id" = Id, Path, description = "The service account")),
    responses((status = 200, description = "The account as it is now, and its secret", body = ServiceAccountSecret)))]
pub async fn secret(db: Data<Db>, call: Call, id: PathId<Id>) -> Answer {
    let secret = fresh_secret()?;
    let hash = crypto::sha256(secret.as_bytes());
    let call = call.unrepeatable();
    let written = db.write(&call, move |tx| {
        let caller = tx.caller()?;
        let before = users::lock(&mut tx.view()?, AccountKind::Service, *id)?;
        let authority = policy::RENEW_SECRET.permit(&caller, &before.agency_id)?;
        policy::covers_account(&caller, before.id)?;
        let after = before.with_secret(&hash, tx.now);
        users::save(tx.connection, &after)?;
        tx.record(Change::changed("renew_secret", &before.service_answer(), &after.service_answer())?.by(authority))
    });
    with_secret(written.await?, secret)
}

fn fresh_secret() -> Result<String, Problem> {
    crypto::random_secret().map_err(|error| internal(&error))
}

/// The answer on record, with the secret that no record holds.
fn with_secret(written: Written, secret: String) -> Answer {
    Ok(no_store(written.with("client_secret", secret)?.into()))
}

fn internal(error: &dyn std::fmt::Display) -> Problem {
    tracing::error!(%error, "a secret could not be given");
    Problem::of(Code::Internal)
}
