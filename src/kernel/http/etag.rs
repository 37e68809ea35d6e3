//! Versions over HTTP: what was read, whether it is still that, and answers to writes.
//!
//! An ETag is `"<version>-<digest of the body>"`. `If-Match` compares the version alone, because the body also holds what
//! changes without it (the caller's possible actions, timeliness); `If-None-Match` compares the whole.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ETAG, HeaderName, IF_MATCH, IF_NONE_MATCH, VARY};
use actix_web::{FromRequest, HttpRequest, HttpResponse, HttpResponseBuilder};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use crate::kernel::problem::{Code, Problem};

/// No ETag of ours is longer, in bytes.
const LONGEST_ETAG: usize = 64;

/// Bytes of the digest that go into an ETag: 96 bits tell any two bodies of one version apart.
const DIGEST_BYTES: usize = 12;

/// So many characters they are written as.
pub(super) const DIGEST_LENGTH: usize = DIGEST_BYTES * 4 / 3;

/// The version that the caller read and means to change; `None` where the header is no ETag of ours, which matches nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IfMatch(Option<i64>);

impl IfMatch {
    /// Means to change this version; for callers inside the process, which have no header.
    pub fn version(version: i64) -> IfMatch {
        IfMatch(Some(version))
    }

    /// Refuses with 412 when the record has moved on. Asked inside the transaction, after 404 and 403.
    pub fn check(self, version: i64) -> Result<(), Problem> {
        if self.0 == Some(version) { Ok(()) } else { Err(Problem::of(Code::StaleVersion)) }
    }

    fn read(text: &str) -> Option<i64> {
        let (version, digest) = text.trim().strip_prefix('"')?.strip_suffix('"')?.split_once('-')?;
        let digest_is_ours =
            !digest.is_empty() && digest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        let digits = version.bytes().all(|byte| byte.is_ascii_digit());
        if text.len() > LONGEST_ETAG || !digest_is_ours || !digits {
            return None;
        }
        version.parse().ok()
    }
}

impl IfMatch {
    /// Whether it is an ETag of ours at all; any other matches no version.
    pub fn is_ours(self) -> bool {
        self.0.is_some()
    }

    /// The version in a request's head: 428 where there is none.
    pub fn of(request: &HttpRequest) -> Result<Self, Problem> {
        match header(request, &IF_MATCH) {
            None => Err(Problem::of(Code::PreconditionRequired)),
            // `*` and weak ETags are none of ours: whoever changes a record must have read it.
            Some(text) => Ok(IfMatch(IfMatch::read(text))),
        }
    }
}

/// The ETag that a change names, as it is written.
pub(super) fn read_under(request: &HttpRequest) -> Option<String> {
    header(request, &IF_MATCH).map(|text| text.trim().to_owned())
}

/// What the caller has already, from an earlier read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IfNoneMatch(Option<String>);

impl IfNoneMatch {
    /// What a request's head says of it.
    pub(super) fn of(request: &HttpRequest) -> Self {
        Self(header(request, &IF_NONE_MATCH).map(str::to_owned))
    }

    /// Weak comparison (RFC 9110 §13.1.2).
    pub(super) fn holds(&self, etag: &str) -> bool {
        self.0.as_deref().is_some_and(|list| {
            list.split(',').map(str::trim).any(|known| known == "*" || known.trim_start_matches("W/") == etag)
        })
    }
}

impl FromRequest for IfNoneMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(IfNoneMatch::of(request)))
    }
}

/// A detail read: 200 with its ETag, or 304 when the caller has it already.
pub fn detail<T: Serialize>(known: &IfNoneMatch, body: &T, version: i64) -> Result<HttpResponse, Problem> {
    Ok(detail_of_bytes(known, write(body)?, version))
}

/// The same for a body that is written already.
pub(super) fn detail_of_bytes(known: &IfNoneMatch, bytes: Vec<u8>, version: i64) -> HttpResponse {
    let etag = etag(version, &bytes);
    if known.holds(&etag) {
        return with_headers(StatusCode::NOT_MODIFIED, &etag).finish();
    }
    with_headers(StatusCode::OK, &etag).content_type("application/json").body(bytes)
}

/// The strong ETag of a body.
pub fn etag(version: i64, body: &[u8]) -> String {
    let digest = digest(&SHA256, body);
    format!("\"{version}-{}\"", URL_SAFE_NO_PAD.encode(&digest.as_ref()[..DIGEST_BYTES]))
}

pub(super) fn write<T: Serialize>(body: &T) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(body).map_err(|error| {
        tracing::error!(%error, "an answer could not be written");
        Problem::of(Code::Internal)
    })
}

pub(super) fn with_headers(status: StatusCode, etag: &str) -> HttpResponseBuilder {
    let mut builder = HttpResponseBuilder::new(status);
    builder
        .insert_header((ETAG, etag))
        .insert_header((CACHE_CONTROL, "private, no-cache"))
        .insert_header((VARY, "Accept-Language, Authorization"));
    builder
}

/// A header as text; one that is not even text counts as unreadable, not as absent.
fn header<'a>(request: &'a HttpRequest, name: &HeaderName) -> Option<&'a str> {
    request.headers().get(name).map(|value| value.to_str().unwrap_or("unreadable"))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use serde_json::json;

    use super::*;

    async fn if_match(text: &str) -> IfMatch {
        let request = TestRequest::default().insert_header((IF_MATCH, text)).to_http_request();
        IfMatch::of(&request).expect("a header is there")
    }

    #[actix_web::test]
    async fn a_version_is_read_from_an_etag_of_ours_alone() {
        let etag = etag(7, b"{}");
        assert_eq!(if_match(&etag).await, IfMatch::version(7));
        for text in [
            "*",
            "7",
            "\"7\"",
            "W/\"7-abc\"",
            "\"x-abc\"",
            "\"+7-abc\"",
            "\"7-a\", \"8-b\"",
            "",
            "\"99999999999999999999-a\"",
        ] {
            assert_eq!(if_match(text).await, IfMatch(None), "{text}");
        }
        let bare = TestRequest::default().to_http_request();
        let missing = IfMatch::of(&bare).expect_err("required");
        assert_eq!(missing.code(), Code::PreconditionRequired);
        assert!(IfMatch::version(7).check(7).is_ok());
        assert!(IfMatch::version(7).check(8).is_err());
        assert!(IfMatch(None).check(0).is_err());
    }

    #[actix_web::test]
    async fn what_is_known_is_not_sent_again() {
        let body = json!({"id": 1});
        let first = detail(&IfNoneMatch::default(), &body, 3).expect("an answer");
        let etag = first.headers().get(ETAG).and_then(|value| value.to_str().ok()).expect("an ETag").to_owned();
        assert_eq!(first.status(), StatusCode::OK);
        for known in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}"), "*".to_owned()] {
            let again = detail(&IfNoneMatch(Some(known)), &body, 3).expect("an answer");
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
            assert!(again.headers().contains_key(ETAG));
        }
        let changed_body = json!({"id": 2});
        let other = detail(&IfNoneMatch(Some(etag)), &changed_body, 3).expect("an answer");
        assert_eq!(other.status(), StatusCode::OK);
    }
}
