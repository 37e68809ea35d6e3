//! The caller.

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::accounts::delegations::store as delegations;
use crate::accounts::grants::store as grants;
use crate::accounts::me::model::{ActiveAgency, Me, PasswordChange};
use crate::accounts::passwords::Hasher;
use crate::accounts::rules::{self, passwords};
use crate::accounts::sessions::store::{self as tokens, attempts};
use crate::accounts::sessions::throttle::{self, Account};
use crate::accounts::users::model::AccountKind;
use crate::accounts::users::store as users;
use crate::kernel::call::Call;
use crate::kernel::db::Db;
use crate::kernel::http::{Answer, Creating, IfNoneMatch, detail};
use crate::kernel::journal::Change;
use crate::kernel::problem::{Code, Problem};

/// Tells who the caller is, and by what right.
///
/// Everybody who is signed in may.
#[utoipa::path(get, path = "/me", operation_id = "read_me", tag = "me", responses((status = 200, description = "The caller", body = Me)))]
pub async fn read(db: Data<Db>, call: Call, known: IfNoneMatch) -> Answer {
    let (me, version) = db
        .read(&call, |view| {
            let caller = view.caller.clone();
            let row = users::find_any(view.connection, caller.user)?;
            let agency = ActiveAgency { id: caller.agency, name: caller.directory.agency_name(caller.agency) };
            let grants = grants::active_of(view.connection, row.id)?;
            let delegations = delegations::active_of(view.connection, row.id)?;
            let me = Me {
                id: row.id,
                login: row.login,
                full_name: row.full_name,
                agency,
                roles: caller.roles(),
                grants: grants.iter().map(grants::Row::answer).collect(),
                delegations: delegations.iter().map(delegations::Row::answer).collect::<Result<_, _>>()?,
            };
            Ok((me, row.version))
        })
        .await?;
    detail(&known, &me, i64::from(version))
}

/// Sets a new password for the caller.
///
/// Every person who is signed in may; the present password takes the place of `If-Match`. All tokens of the person are void
/// from then on, this one too. Wrong attempts count like those to sign in.
#[utoipa::path(put, path = "/me/password", operation_id = "change_own_password", tag = "me", request_body = PasswordChange,
    responses((status = 204, description = "The new password holds")))]
pub async fn password(hasher: Data<Hasher>, Creating { db, call, body }: Creating<PasswordChange>) -> Answer {
    let own = db.read(&call, |view| users::find_any(view.connection, view.caller.user)).await?;
    rules::only_people(own.kind)?;
    passwords::accept(&body.new_password, &own.login, "/new_password")?;
    passwords::another(&body.new_password, &body.current_password)?;
    let account = Account::of_login(&own.login);
    let turn = hasher.turn().await?;
    throttle::count(&db, &call, &account).await?;
    passwords::known(turn.verify(&body.current_password, own.password_hash.clone()).await?)?;
    let hash = hasher.hash(&body.new_password).await?;
    let call = call.unrepeatable();
    let written = db.write(&call, move |tx| {
        let before = users::lock(&mut tx.view()?, AccountKind::Person, own.id)?;
        if before.generation != own.generation {
            return Err(Problem::of(Code::InvalidToken));
        }
        let after = before.with_password(&hash, tx.now);
        users::save(tx.connection, &after)?;
        tokens::revoke_all_of(tx.connection, after.id, tx.machine_now)?;
        attempts::forget(tx.connection, account.key())?;
        tx.record(Change::changed("change_password", &before.answer(), &after.answer())?)
    });
    written.await?;
    Ok(HttpResponse::NoContent().finish())
}
