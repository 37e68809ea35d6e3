//! Accounts over HTTP.

pub mod auth;
pub mod delegations;
pub mod grants;
pub mod jwks;
pub mod me;
pub mod service_accounts;
pub mod users;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};

/// What holds a secret is kept by nobody on the way.
fn no_store(mut answer: HttpResponse) -> HttpResponse {
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}
