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
use chrono::NaiveDate;

use crate::kernel::problem::{Code, Problem};

/// What holds a secret is kept by nobody on the way.
fn no_store(mut answer: HttpResponse) -> HttpResponse {
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// The last day does not come before the first.
fn ordered(from: NaiveDate, to: Option<NaiveDate>) -> Result<(), Problem> {
    if to.is_some_and(|to| to < from) {
        return Err(Problem::of(Code::WindowReversed).at("/valid_to", Code::WindowReversed));
    }
    Ok(())
}

/// What a body refers to is unknown, or unknown to the caller.
fn unknown(pointer: &str) -> Problem {
    Problem::of(Code::UnknownReference).at(pointer, Code::UnknownReference)
}
