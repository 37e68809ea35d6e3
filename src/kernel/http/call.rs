//! What the head of a request says: who, which request, when it arrived, what it expects and which key makes it repeatable.

use std::future::{Future, Ready, ready};
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};

use crate::kernel::clock::{CivilClock, Instant};
use crate::kernel::db::Db;
use crate::kernel::http::idempotency::IdempotencyKey;
use crate::kernel::http::request_id;
use crate::kernel::http::root_span::record_caller;
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::token::Tokens;

/// What a verified token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// The person or service account.
    pub user: Id,
    /// The active agency.
    pub agency: Id,
    /// The generation of the account's credentials.
    pub generation: i32,
    /// The key that signed it.
    pub kid: String,
    /// Signed by the configured OpenID Connect issuer rather than by us.
    pub foreign: bool,
}

/// A request by somebody whose token is good: extracting it is the 401 of every operation.
#[derive(Clone, Debug)]
pub struct Call {
    pub(crate) bearer: Option<Bearer>,
    /// Names the request in logs and in the journal.
    pub request_id: String,
    /// Civil time at which the head arrived; a receipt's time.
    pub arrived: Instant,
    /// The method and path, to which an idempotency key is bound.
    pub target: String,
    pub(crate) key: Option<IdempotencyKey>,
    pub(crate) body_digest: [u8; 32],
}

impl Call {
    fn of_head(request: &HttpRequest) -> Result<Self, Problem> {
        Ok(Self { key: IdempotencyKey::of(request.headers())?, ..Self::without_key(request)? })
    }

    fn without_key(request: &HttpRequest) -> Result<Self, Problem> {
        let db = request.app_data::<Data<Db>>().ok_or_else(|| Problem::of(Code::Internal))?;
        Ok(Self {
            bearer: None,
            request_id: request_id::of(request),
            arrived: db.clock().now(),
            target: format!("{} {}", request.method(), request.path()),
            key: None,
            body_digest: [0; 32],
        })
    }

    /// Who asks, whatever else is wrong with the request.
    pub(super) async fn who_asks(request: &HttpRequest) -> Result<Self, Problem> {
        let tokens = request.app_data::<Data<Tokens>>().ok_or_else(|| Problem::of(Code::Internal))?;
        let bearer = tokens.verify(&bearer_token(request.headers())?).await?;
        Ok(Self { bearer: Some(bearer), ..Self::without_key(request)? })
    }

    /// What a command of the operator does, in place of a request.
    pub fn of_command(name: &str, now: Instant) -> Self {
        Self {
            bearer: None,
            request_id: format!("command {name}"),
            arrived: now,
            target: name.to_owned(),
            key: None,
            body_digest: [0; 32],
        }
    }

    /// The verified token.
    pub fn bearer(&self) -> Result<&Bearer, Problem> {
        self.bearer.as_ref().ok_or_else(|| Problem::of(Code::Unauthenticated))
    }

    /// Binds the idempotency key to this body.
    #[must_use]
    pub fn with_body(mut self, digest: [u8; 32]) -> Self {
        self.body_digest = digest;
        self
    }

    /// The same request with its key ignored: it answers with a secret, which no record may hold.
    #[must_use]
    pub fn unrepeatable(mut self) -> Self {
        self.key = None;
        self
    }

    /// The id of the entry that will tell of this request. Where the clock stands, as it does while a demo is replayed, it
    /// follows from the request: the examples of the API description name an entry too.
    pub(crate) fn entry_id(&self, clock: &CivilClock) -> Id {
        match (&self.key, &self.bearer) {
            (Some(key), Some(bearer)) if clock.stands() => {
                Id::named(self.arrived, &format!("entry {} {} {key}", bearer.user, self.target))
            }
            _ => Id::fresh(),
        }
    }

    pub(crate) fn anonymous(&self) -> Self {
        Self { bearer: None, key: None, ..self.clone() }
    }
}

impl FromRequest for Call {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        // Everything that the time matters to is taken before the first await.
        let call = Self::of_head(request);
        let token = bearer_token(request.headers());
        let tokens = request.app_data::<Data<Tokens>>().cloned();
        let request = request.clone();
        Box::pin(async move {
            let tokens = tokens.ok_or_else(|| Problem::of(Code::Internal))?;
            let bearer = tokens.verify(&token?).await?;
            record_caller(&request, bearer.user);
            Ok(Self { bearer: Some(bearer), ..call? })
        })
    }
}

/// A request by anybody: signing in.
#[derive(Clone, Debug)]
pub struct Visit(pub Call);

impl FromRequest for Visit {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(Call::of_head(request).map(|call| Self(call.unrepeatable())))
    }
}

fn bearer_token(headers: &HeaderMap) -> Result<String, Problem> {
    let header = headers.get(AUTHORIZATION).ok_or_else(|| Problem::of(Code::Unauthenticated))?;
    let text = header.to_str().map_err(|_| Problem::of(Code::InvalidToken))?;
    match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(token.trim().to_owned()),
        _ => Err(Problem::of(Code::Unauthenticated)),
    }
}
