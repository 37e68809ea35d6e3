//! Signing in and out. Nobody is signed in yet, so these take no token; their answers are kept by nobody on the way, and
//! `Idempotency-Key` is accepted and ignored.

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderValue, PRAGMA};
use actix_web::web::Data;
use aws_lc_rs::constant_time::verify_slices_are_equal;

use crate::accounts::passwords::Hasher;
use crate::accounts::sessions::families::{self as sessions, Session};
use crate::accounts::sessions::model::{
    ClientCredentials, ClientToken, GrantType, Login, RefreshRequest, SignedIn, TokenType,
};
use crate::accounts::sessions::rules;
use crate::accounts::sessions::signing::{Signed, secret, session_of, sign, signed_in};
use crate::accounts::sessions::store::TOKEN_FAMILIES;
use crate::accounts::sessions::throttle::{self, Counted, Tried};
use crate::accounts::sign_ins::store::notices::NOTICES;
use crate::accounts::sign_ins::telling;
use crate::accounts::users::model::{AccountKind, AccountState};
use crate::accounts::users::store as users;
use crate::kernel::call::{Call, Credentials};
use crate::kernel::crypto;
use crate::kernel::db::{Db, Written};
use crate::kernel::http::no_store;
use crate::kernel::http::{Answer, Basic, Form, Json, Visit};
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::text;
use crate::kernel::token::Tokens;

/// Signs a person in.
///
/// Anybody may try. Within fifteen minutes ten attempts at a login may fail from each network that it signed in from in the last
/// 90 days, and ten from all others together. A person who holds roles at several agencies names the one to act for; who does not
/// is told which there are. The refresh token is good for 30 days and for one use. A sign-in is on the record.
#[utoipa::path(post, path = "/auth/login", operation_id = "sign_in", tag = "auth", request_body = Login, security(()),
    responses((status = 200, description = "Tokens", body = SignedIn),
        (status = 401, description = "The login or the password is wrong, or the account may not be used")))]
pub async fn login(
    db: Data<Db>,
    tokens: Data<Tokens>,
    hasher: Data<Hasher>,
    Visit(call): Visit,
    Json(body, _): Json<Login>,
) -> Answer {
    let tried = Tried::to_sign_in(&tokens, &body.login, call.network);
    let (counted, turn) = throttle::admit(&db, &call, &tried, &hasher).await?;
    let login = text::fold(&body.login);
    let found = db.read_as_system(move |connection| users::find_by_login(connection, &login)).await?;
    let kept = found.as_ref().and_then(|row| row.password_hash.clone());
    let right = turn.verify(&body.password, kept).await?;
    let refresh_token = secret()?;
    let entered = match found.filter(|row| right && row.kind == AccountKind::Person) {
        Some(row) => {
            let first = sessions::hash_of(&refresh_token);
            enter(&db, &call, (tried.clone(), counted), row, body.agency_id, first).await
        }
        None => Err(Problem::of(Code::InvalidCredentials)),
    };
    match entered {
        Ok(written) => signed_in(&db, &tokens, session_of(&written)?, refresh_token).await,
        Err(problem) if problem.code() == Code::InvalidCredentials => {
            throttle::refused(&db, &call, &tried).await?;
            Err(problem)
        }
        Err(problem) => Err(problem),
    }
}

/// Begins a sign-in of somebody whose password was right.
async fn enter(
    db: &Db,
    call: &Call,
    (tried, counted): (Tried, Counted),
    found: users::Row,
    agency: Option<Id>,
    first: [u8; 32],
) -> Result<Written, Problem> {
    db.write_as_system(call, move |tx| {
        let user = users::lock_any(tx.connection, found.id)?;
        let directory = tx.directory()?;
        let agencies = sessions::agencies_of(&directory, user.id, tx.now);
        let unchanged = user.generation == found.generation && user.state == AccountState::Active;
        if !unchanged {
            return Err(Problem::of(Code::InvalidCredentials));
        }
        throttle::forgive(tx, &tried, counted)?;
        match rules::choose(&directory, &agencies, agency) {
            Ok(agency) => {
                throttle::remember(tx, &tried)?;
                let session = Session { user: user.id, agency, generation: user.generation, scope: None };
                sessions::open(tx, &session, &first)?;
                telling::of_person(tx, &user, agency, tried.network())?;
                tx.technical(&TOKEN_FAMILIES, &session)
            }
            // The password was right: the attempt does not count, and is on record as one that was not let in.
            Err(problem) => {
                let told =
                    telling::of_attempts(tx, telling::Event::Refused, &tried.name(), Some(&user), tried.network())?;
                tx.refuse(problem, told.change())
            }
        }
    })
    .await
}

/// Gives new tokens for a refresh token.
///
/// Anybody who holds one may. Each is used once. One used again within 30 seconds whose successor was never used gives the same
/// successor, since answers get lost and two windows renew at once; any other second use ends the sign-in, and is on the person's
/// record.
#[utoipa::path(post, path = "/auth/refresh", operation_id = "refresh_tokens", tag = "auth", request_body = RefreshRequest, security(()),
    responses((status = 200, description = "Tokens", body = SignedIn),
        (status = 401, description = "The token is unknown, expired, used or revoked, or the account may not be used")))]
pub async fn refresh(
    db: Data<Db>,
    tokens: Data<Tokens>,
    Visit(call): Visit,
    Json(body, _): Json<RefreshRequest>,
) -> Answer {
    let refresh_token = tokens.successor(&body.refresh_token);
    let (shown, next) = (sessions::hash_of(&body.refresh_token), sessions::hash_of(&refresh_token));
    let written = db.write_as_system(&call, move |tx| sessions::renew(tx, &shown, &next)).await?;
    signed_in(&db, &tokens, session_of(&written)?, refresh_token).await
}

/// Ends a sign-in.
///
/// Anybody who holds its refresh token may, and one that is unknown or ended already is no error. Access tokens are good
/// until they expire, 15 minutes at most.
#[utoipa::path(post, path = "/auth/logout", operation_id = "sign_out", tag = "auth", request_body = RefreshRequest, security(()),
    responses((status = 204, description = "It is ended")))]
pub async fn logout(db: Data<Db>, Visit(call): Visit, Json(body, _): Json<RefreshRequest>) -> Answer {
    let shown = sessions::hash_of(&body.refresh_token);
    db.write_as_system(&call, move |tx| sessions::close(tx, &shown)).await?;
    Ok(no_store(HttpResponse::NoContent().finish()))
}

/// Gives a service account a token.
///
/// Anybody may try: nobody guesses a secret of 256 bits, so attempts are not counted, and nobody keeps a service out. The
/// client-credentials grant of OAuth 2 (RFC 6749 §4.4): there is no refresh token, the secret gives the next one. The account says who
/// it is by HTTP Basic, identifier and secret form-encoded inside, or by `client_id` and `client_secret` in the body, and not by both. `scope`
/// narrows the token to some of its roles. Errors have the form of OAuth 2 (RFC 6749 §5.2) here and nowhere else.
#[utoipa::path(post, path = "/auth/token", operation_id = "issue_token", tag = "auth", security((), ("client" = [])),
    request_body(content = ClientCredentials, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "A token", body = ClientToken),
        (status = 400, description = "`invalid_request`, `unsupported_grant_type` or `invalid_scope`"),
        (status = 401, description = "`invalid_client`: the account or the secret is wrong, or the account may not be used")))]
pub async fn token(
    db: Data<Db>,
    tokens: Data<Tokens>,
    Visit(call): Visit,
    Basic(basic): Basic,
    Form(body): Form<ClientCredentials>,
) -> Answer {
    // The only grant there is; any other was refused as a wrong value.
    let GrantType::ClientCredentials = body.grant_type;
    let Credentials { id, secret } = rules::client(basic, &body)?;
    let client = id.parse::<Id>().ok();
    let shown = crypto::sha256(secret.as_bytes());
    let Some(admitted) = admit(&db, &call, (client, shown), body.scope).await? else {
        let tried = Tried::as_client(&tokens, client, call.network);
        throttle::refused(&db, &call, &tried).await?;
        return Err(Problem::of(Code::InvalidCredentials));
    };
    let Signed { access_token, expires_in, session, roles } = sign(&db, &tokens, admitted).await?;
    let (token_type, agency_id) = (TokenType::Bearer, session.agency);
    let scope = roles.iter().map(ToString::to_string).collect::<Vec<String>>().join(" ");
    let mut answer = no_store(HttpResponse::Ok().json(ClientToken {
        access_token,
        token_type,
        expires_in,
        agency_id,
        scope,
        roles,
    }));
    answer.headers_mut().insert(PRAGMA, HeaderValue::from_static("no-cache"));
    Ok(answer)
}

/// Lets a machine in whose secret is right, with its roles or some of them; none where it is not, or where the account may not be used.
async fn admit(
    db: &Db,
    call: &Call,
    (client, shown): (Option<Id>, [u8; 32]),
    scope: Option<String>,
) -> Result<Option<Session>, Problem> {
    let Some(client) = client else { return Ok(None) };
    let network = call.network;
    let refused = || Problem::of(Code::InvalidCredentials);
    let written = db.write_as_system(call, move |tx| {
        let row = users::find_any(tx.connection, client).map_err(|problem| problem.or_else_not_found(refused))?;
        let kept = row.secret_hash.as_deref().unwrap_or_default();
        let right = row.kind == AccountKind::Service && verify_slices_are_equal(kept, &shown).is_ok();
        let directory = tx.directory()?;
        let held = sessions::roles_at(&directory, row.id, row.agency_id, tx.now);
        if !right || row.state != AccountState::Active || held.is_empty() {
            return Err(refused());
        }
        let scope = rules::scope(scope.as_deref(), &held)?;
        telling::of_machine(tx, &row, network)?;
        let session = Session { user: row.id, agency: row.agency_id, generation: row.generation, scope };
        tx.technical(&NOTICES, &session)
    });
    match written.await {
        Ok(written) => session_of(&written).map(Some),
        Err(problem) if problem.code() == Code::InvalidCredentials => Ok(None),
        Err(problem) => Err(problem),
    }
}
