//! Inviting somebody, asking for a link, and setting a password by one.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::accounts::password_links::inviting::Fresh;
use crate::accounts::password_links::model::{ForgottenPassword, LinkedPassword, PasswordSet, Purpose};
use crate::accounts::password_links::rules;
use crate::accounts::password_links::store::{self as links, PASSWORD_LINKS, Row};
use crate::accounts::password_links::url::Linking;
use crate::accounts::passwords::Hasher;
use crate::accounts::policy;
use crate::accounts::rules::passwords;
use crate::accounts::sessions::families::hash_of;
use crate::accounts::sessions::store::{self as tokens_store, attempts};
use crate::accounts::sessions::throttle;
use crate::accounts::users::model::{AccountKind, Invitation};
use crate::accounts::users::store as users;
use crate::kernel::call::Call;
use crate::kernel::crypto;
use crate::kernel::db::{Db, Done, Tx};
use crate::kernel::http::no_store;
use crate::kernel::http::{Answer, Json, PathId, Visit};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Change;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::kernel::text;
use crate::kernel::token::Tokens;

/// Whoever asks for a link waits so long, whether there is such a login or not.
const LEAST_TIME: Duration = Duration::from_millis(250);

/// Gives a person a link to set a password by, once and within seven days.
///
/// Administrators of the agency may whose reach covers every role of the person, and of whoever delegated to the person. Every other
/// link of the person is void from then on; the password and the tokens stay until the link is used. Where letters leave and the
/// person has an address, a letter takes the link there; otherwise the answer shows it, this once, to be handed over.
/// `Idempotency-Key` is ignored: no record may hold the secret.
#[utoipa::path(post, path = "/users/{id}/invitations", operation_id = "invite_user", tag = "users",
    params(("id" = Id, Path, description = "The person")),
    responses((status = 200, description = "Where the link went, or the link itself", body = Invitation)))]
pub async fn invite(db: Data<Db>, linking: Data<Linking>, call: Call, id: PathId<Id>) -> Answer {
    let fresh = Fresh::new()?;
    let (making, call) = (fresh.clone(), call.unrepeatable());
    let written = db.write(&call, move |tx| {
        let caller = tx.caller()?;
        let user = users::lock(&mut tx.view()?, AccountKind::Person, *id)?;
        let authority = policy::INVITE.permit(&caller, &user.agency_id)?;
        policy::covers_account(&caller, user.id)?;
        rules::invitable(user.state)?;
        making.make(tx, &user)?;
        let told = user.answer();
        tx.record(Change::changed("invite", &told, &told)?.by(authority))
    });
    let written = written.await?;
    Ok(no_store(HttpResponse::Ok().json(fresh.told(&db, &linking, &written)?)))
}

/// Asks for a letter with a link to set a password by, for whoever has forgotten it.
///
/// Anybody may. The answer is the same, and takes as long, whether there is such a login or not: a letter goes to a person who may use
/// the account, where an address is on record and letters leave at all. The link is good once and for an hour; the password holds
/// until it is used. Within fifteen minutes three letters go out for a login, and thirty that are asked for from one network: whoever
/// asks for more has the same answer, and no letter.
#[utoipa::path(post, path = "/auth/password-links", operation_id = "ask_for_password_link", tag = "auth",
    request_body = ForgottenPassword, security(()),
    responses((status = 202, description = "If there is such a person, a letter is on its way")))]
pub async fn ask(
    db: Data<Db>,
    tokens: Data<Tokens>,
    Visit(call): Visit,
    Json(body, _): Json<ForgottenPassword>,
) -> Answer {
    let login = text::fold(&body.login);
    let network = call.network.map(|it| tokens.keyed("forgotten from network", it.to_string().as_bytes()));
    let asking = db.write_as_system(&call, move |tx| asked(tx, &login, network.as_ref()));
    let (asked, ()) = tokio::join!(asking, tokio::time::sleep(LEAST_TIME));
    asked?;
    Ok(no_store(HttpResponse::Accepted().finish()))
}

/// Counts that somebody asks, for logins that nobody has too, and enters a letter where there is somebody to write to.
fn asked(tx: &mut Tx<'_>, login: &str, network: Option<&[u8; 32]>) -> Result<Done, Problem> {
    let of_login = crypto::sha256(format!("forgotten:{login}").as_bytes());
    let from_network = network.map_or(Ok(0), |key| counted(tx, key))?;
    if !rules::has_room(counted(tx, &of_login)?, from_network) {
        return tx.technical(&attempts::ATTEMPTS, &());
    }
    for key in network.into_iter().chain([&of_login]) {
        attempts::insert(tx.connection, Id::fresh(), key, None, tx.machine_now)?;
    }
    let found = users::find_by_login(tx.connection, login)?.filter(rules::may_forget);
    if let Some(user) = found.filter(|_| tx.mails()) {
        let times = (tx.machine_now, rules::expiry(Purpose::Forgotten, tx.machine_now));
        let link = Row::of(&user, None, None, times);
        // Whoever entered the address may reach less by now than the account.
        if rules::is_vouched_for(&link, &user, &tx.directory()?, tx.now.date()) {
            links::insert(tx.connection, &link)?;
            tx.mail_link(link.id, user.email.as_deref().unwrap_or_default())?;
        }
    }
    tx.technical(&PASSWORD_LINKS, &())
}

/// How often it was asked for lately under one key; nobody else counts under it until the commit.
fn counted(tx: &mut Tx<'_>, key: &[u8]) -> Result<usize, Problem> {
    let now = tx.machine_now;
    attempts::lock(tx.connection, key)?;
    Ok(attempts::within(tx.connection, key, None, throttle::window(now))?.len())
}

/// Sets a password by a link.
///
/// Anybody may who holds its secret: an invitation, or a link that was asked for. It is good once; every other link and all tokens of
/// the person are void from then on, and attempts to sign in that failed count no more. Which of these a link is that is good for
/// nothing, wrong, used, expired or void, is not told.
#[utoipa::path(post, path = "/auth/passwords", operation_id = "set_password_by_link", tag = "auth",
    request_body = LinkedPassword, security(()),
    responses((status = 200, description = "The password holds: whose it is", body = PasswordSet)))]
pub async fn set(
    db: Data<Db>,
    hasher: Data<Hasher>,
    Visit(call): Visit,
    Json(body, _): Json<LinkedPassword>,
) -> Answer {
    let shown = hash_of(&body.secret);
    // Only who holds a link makes the service hash.
    let found = db.read_as_system(move |connection| held(connection, &shown, Instant::of_machine()));
    let login = found.await?.1.login;
    passwords::accept(&body.new_password, &login, "/new_password")?;
    let hash = hasher.hash(&body.new_password).await?;
    let written = db.write_as_system(&call, move |tx| {
        if let Some(link) = links::find_by_secret(tx.connection, &shown)? {
            users::lock_any(tx.connection, link.user_id)?;
        }
        // Again, now that nobody else changes it.
        let (link, before) = held(tx.connection, &shown, tx.machine_now)?;
        if !rules::is_vouched_for(&link, &before, &tx.directory()?, tx.now.date()) {
            return Err(rules::void());
        }
        let after = before.with_password(&hash, tx.now);
        // Whoever has read a letter has shown that the address is his.
        let after = if link.by_mail { after.whose_address_is_his_word() } else { after };
        users::save(tx.connection, &after)?;
        links::forget_of(tx.connection, after.id)?;
        tokens_store::revoke_all_of(tx.connection, after.id, tx.machine_now)?;
        throttle::forget_all(tx.connection, &after.login)?;
        tx.is_shown_to_be(after.id, after.agency_id)?;
        tx.record(Change::changed("set_password_by_link", &before.answer(), &after.answer())?)
    });
    written.await?;
    Ok(no_store(HttpResponse::Ok().json(PasswordSet { login })))
}

/// Whose password a secret sets, by what is on record; 422 where it sets nobody's.
fn held(connection: &mut AnyConnection, shown: &[u8], now: Instant) -> Result<(Row, users::Row), Problem> {
    let found = match links::find_by_secret(connection, shown)? {
        Some(link) => {
            let user = users::find_any(connection, link.user_id)?;
            Some((link, user))
        }
        None => None,
    };
    rules::redeemed(found, now)
}
