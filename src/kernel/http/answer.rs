//! Answers to writes: what the journal entry tells, with its ETag and its address.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, LOCATION};

use super::etag::{IfMatch, etag, with_headers};
use crate::kernel::db::Written;

/// Where everything lives.
pub const BASE: &str = "/api/v1";

/// What a handler gives back.
pub type Answer = Result<HttpResponse, crate::kernel::problem::Problem>;

/// The answer to a change of a version that the caller had read under an ETag. Where nothing changed, that one still holds.
pub(super) fn of_change(written: Written, read: &IfMatch) -> HttpResponse {
    match read.read_under(i64::from(written.version)).filter(|_| written.unchanged) {
        Some(etag) => with_headers(StatusCode::OK, &etag).content_type("application/json").body(written.body),
        None => written.into(),
    }
}

/// What holds a secret is kept by nobody on the way.
pub fn no_store(mut answer: HttpResponse) -> HttpResponse {
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

impl From<Written> for HttpResponse {
    fn from(written: Written) -> Self {
        let status = StatusCode::from_u16(written.status).unwrap_or(StatusCode::OK);
        if status == StatusCode::NO_CONTENT {
            return HttpResponse::NoContent().finish();
        }
        let tag = etag(i64::from(written.version), written.body.as_bytes());
        let mut response = with_headers(status, &tag);
        if let (StatusCode::CREATED, Some(id)) = (status, written.id) {
            response.insert_header((LOCATION, format!("{BASE}/{}/{id}", written.resource)));
        }
        response.content_type("application/json").body(written.body)
    }
}
