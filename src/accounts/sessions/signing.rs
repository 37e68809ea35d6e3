//! The tokens that a sign-in is answered with.

use actix_web::HttpResponse;

use crate::accounts::sessions::families::{self as sessions, Session};
use crate::accounts::sessions::model::{SignedIn, TokenType};
use crate::kernel::crypto::{self, CryptoError};
use crate::kernel::db::{Db, Written};
use crate::kernel::http::Answer;
use crate::kernel::http::no_store;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::role::Role;
use crate::kernel::token::Tokens;

/// An access token that was signed, and what it says.
pub struct Signed {
    /// The token.
    pub access_token: String,
    /// Seconds until it expires.
    pub expires_in: i64,
    /// Whose it is.
    pub session: Session,
    /// The roles held at the agency today.
    pub roles: Vec<Role>,
}

/// The session that a write answered with.
pub fn session_of(written: &Written) -> Result<Session, Problem> {
    serde_json::from_str(&written.body).map_err(|error| {
        tracing::error!(%error, "a session could not be read");
        Problem::of(Code::Internal)
    })
}

/// Signs the access token of a session.
pub async fn sign(db: &Db, tokens: &Tokens, session: Session) -> Result<Signed, Problem> {
    let directory = db.refresh_directory().await?;
    let mut roles = sessions::roles_at(&directory, session.user, session.agency, db.clock().now());
    roles.retain(|role| session.scope.as_ref().is_none_or(|scope| scope.contains(role)));
    let names = roles.iter().map(ToString::to_string).collect();
    let scope = session.scope.as_deref();
    let signed = tokens.sign_for(&directory, (session.user, session.generation), session.agency, (names, scope))?;
    Ok(Signed { access_token: signed.token, expires_in: signed.expires_in, session, roles })
}

/// The answer to whoever has signed in.
pub async fn signed_in(db: &Db, tokens: &Tokens, session: Session, refresh_token: String) -> Answer {
    let Signed { access_token, expires_in, session, roles } = sign(db, tokens, session).await?;
    let (token_type, agency_id) = (TokenType::Bearer, session.agency);
    let answer = SignedIn { access_token, token_type, expires_in, refresh_token, agency_id, roles };
    Ok(no_store(HttpResponse::Ok().json(answer)))
}

/// A refresh token that begins a family.
pub fn secret() -> Result<String, Problem> {
    crypto::random_secret().map_err(|error: CryptoError| {
        tracing::error!(%error, "a secret could not be made");
        Problem::of(Code::Internal)
    })
}
