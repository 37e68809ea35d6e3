//! Reads what the head of a request says.

use std::future::{Future, Ready, ready};
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderName};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};

use crate::kernel::call::{Bearer, Call, IdempotencyKey};
use crate::kernel::db::Db;
use crate::kernel::http::newcomers;
use crate::kernel::http::request_id;
use crate::kernel::http::root_span::record_caller;
use crate::kernel::http::sender::Sender;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::token::Tokens;

/// The header that makes a request repeatable.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

fn of_head(request: &HttpRequest) -> Result<Call, Problem> {
    Ok(Call { key: key_of(request.headers())?, ..without_key(request)? })
}

fn without_key(request: &HttpRequest) -> Result<Call, Problem> {
    let db = request.app_data::<Data<Db>>().ok_or_else(|| Problem::of(Code::Internal))?;
    Ok(Call {
        bearer: None,
        request_id: request_id::of(request),
        arrived: Sender::of(request).arrived.unwrap_or_else(|| db.clock().now()),
        network: Sender::of(request).network,
        target: format!("{} {}", request.method(), request.path()),
        is_open_to_newcomers: newcomers::may(request),
        key: None,
        body_digest: [0; 32],
        weighs: false,
    })
}

/// The key in a request's head, if there is one.
fn key_of(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, Problem> {
    given_once(headers, &IDEMPOTENCY_KEY, "Idempotency-Key")?;
    let Some(value) = headers.get(&IDEMPOTENCY_KEY) else { return Ok(None) };
    let key = value.to_str().ok().and_then(IdempotencyKey::parse);
    key.map(Some).ok_or_else(|| Problem::of(Code::BadParameter).at("Idempotency-Key", Code::ValueInvalid))
}

/// What the token of a request says, if it shows a good one.
pub(super) async fn good_bearer(request: &HttpRequest) -> Option<Bearer> {
    let tokens = request.app_data::<Data<Tokens>>()?.clone();
    let token = bearer_token(request.headers()).ok()?;
    tokens.verify(&token).await.ok()
}

/// Who asks, whatever else is wrong with the request.
pub(super) async fn who_asks(request: &HttpRequest) -> Result<Call, Problem> {
    let bearer = match Sender::of(request).bearer {
        Some(bearer) => bearer,
        None => {
            let tokens = request.app_data::<Data<Tokens>>().ok_or_else(|| Problem::of(Code::Internal))?;
            tokens.verify(&bearer_token(request.headers())?).await?
        }
    };
    Ok(Call { bearer: Some(bearer), ..without_key(request)? })
}

impl FromRequest for Call {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        // Everything that the time matters to is taken before the first await.
        let call = of_head(request);
        let token = bearer_token(request.headers());
        let tokens = request.app_data::<Data<Tokens>>().cloned();
        let known = Sender::of(request).bearer;
        let request = request.clone();
        Box::pin(async move {
            let bearer = match known {
                Some(bearer) => bearer,
                None => tokens.ok_or_else(|| Problem::of(Code::Internal))?.verify(&token?).await?,
            };
            record_caller(&request, bearer.user);
            Ok(Call { bearer: Some(bearer), ..call? })
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
        ready(of_head(request).map(|call| Self(call.unrepeatable())))
    }
}

/// 400 for a header that is given twice and stands for one thing: which of them another on the way reads, nobody knows.
pub(super) fn given_once(headers: &HeaderMap, header: &HeaderName, name: &str) -> Result<(), Problem> {
    let is_repeated = headers.get_all(header).nth(1).is_some();
    if is_repeated { Err(Problem::of(Code::BadParameter).at(name, Code::FieldRepeated)) } else { Ok(()) }
}

fn bearer_token(headers: &HeaderMap) -> Result<String, Problem> {
    given_once(headers, &AUTHORIZATION, "Authorization")?;
    let header = headers.get(AUTHORIZATION).ok_or_else(|| Problem::of(Code::Unauthenticated))?;
    let text = header.to_str().map_err(|_| Problem::of(Code::InvalidToken))?;
    match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(token.trim().to_owned()),
        _ => Err(Problem::of(Code::Unauthenticated)),
    }
}
