//! Versions over HTTP: what was read, whether it is still that, and answers to writes.
//!
//! An ETag is `"<version>-<digest of the body>"`. `If-Match` compares the version alone, because the body also holds what
//! changes without it (the caller's possible actions, timeliness); `If-None-Match` compares the whole. How both are written is read
//! in `tags.rs`.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ETAG, IF_MATCH, IF_NONE_MATCH, VARY};
use actix_web::{FromRequest, HttpRequest, HttpResponse, HttpResponseBuilder};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use super::tags::Tags;
use crate::kernel::problem::{Code, Problem};

/// Bytes of the digest that go into an ETag: 96 bits tell any two bodies of one version apart.
const DIGEST_BYTES: usize = 12;

/// The versions that the caller read and means to change, and those that he does not mean (RFC 9110 §13.2.2 has them judged in this
/// order). What is no ETag of ours matches nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IfMatch {
    meant: Tags,
    not_meant: Option<Tags>,
}

impl IfMatch {
    /// Means to change this version: for steps of many objects, whose bodies name it.
    pub fn version(version: i64) -> Self {
        Self { meant: Tags::version(version), not_meant: None }
    }

    /// Refuses with 412 when the record has moved on. Asked inside the transaction, after 404 and 403.
    pub fn check(&self, version: i64) -> Result<(), Problem> {
        let is_meant = self.meant.name_version(version);
        if is_meant && !self.not_meant.as_ref().is_some_and(|tags| tags.name_version(version)) {
            Ok(())
        } else {
            Err(stale())
        }
    }

    /// Whether there is an ETag of ours at all; any other matches no version.
    pub fn is_ours(&self) -> bool {
        self.meant.name_anything()
    }

    /// What a request's head says: 428 where it says nothing.
    pub fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let meant = Tags::of(request.headers(), &IF_MATCH).ok_or_else(|| Problem::of(Code::PreconditionRequired))?;
        Ok(Self { meant, not_meant: Tags::of(request.headers(), &IF_NONE_MATCH) })
    }

    /// The ETag under which the caller read a version, as we wrote it.
    pub(super) fn read_under(&self, version: i64) -> Option<String> {
        self.meant.of_version(version)
    }
}

/// 412 for what `If-Match` names.
pub(super) fn stale() -> Problem {
    Problem::of(Code::StaleVersion).detail(
        "Bản ghi đã thay đổi so với phiên bản nêu trong If-Match",
        "The record has changed since the version named in If-Match",
    )
}

/// What the caller has already, from an earlier read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IfNoneMatch(Option<Tags>);

impl IfNoneMatch {
    /// What a request's head says of it.
    pub(super) fn of(request: &HttpRequest) -> Self {
        Self(Tags::of(request.headers(), &IF_NONE_MATCH))
    }

    /// Weak comparison (RFC 9110 §13.1.2).
    pub(super) fn holds(&self, etag: &str) -> bool {
        self.0.as_ref().is_some_and(|tags| tags.name(etag))
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

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderName;
    use actix_web::test::TestRequest;
    use serde_json::json;

    use super::super::tags::DIGEST_LENGTHS;
    use super::*;

    fn if_match(lines: &[(HeaderName, &str)]) -> IfMatch {
        let request =
            lines.iter().fold(TestRequest::default(), |request, (name, text)| request.append_header((name, *text)));
        IfMatch::of(&request.to_http_request()).expect("a header is there")
    }

    #[actix_web::test]
    async fn a_change_is_meant_for_the_versions_that_were_read() {
        let (etag, other) = (etag(7, b"{}"), etag(8, b"{}"));
        assert!(DIGEST_LENGTHS.contains(&(etag.len() - "\"7-\"".len())), "{etag}");
        for lines in [
            vec![(IF_MATCH, etag.as_str())],
            vec![(IF_MATCH, "*")],
            vec![(IF_MATCH, "W/\"7-abc\"")],
            vec![(IF_MATCH, "\"6-a\", \"7-b\"")],
            vec![(IF_MATCH, "\"6-a\""), (IF_MATCH, etag.as_str())],
            vec![(IF_MATCH, etag.as_str()), (IF_NONE_MATCH, other.as_str())],
        ] {
            let read = if_match(&lines);
            assert!(read.check(7).is_ok() && read.is_ours(), "{lines:?}");
        }
        for lines in [
            vec![(IF_MATCH, other.as_str())],
            vec![(IF_MATCH, "7")],
            vec![(IF_MATCH, "\"7\"")],
            vec![(IF_MATCH, "")],
            vec![(IF_MATCH, etag.as_str()), (IF_NONE_MATCH, "*")],
            vec![(IF_MATCH, "*"), (IF_NONE_MATCH, etag.as_str())],
        ] {
            assert_eq!(if_match(&lines).check(7).expect_err("stale").code(), Code::StaleVersion, "{lines:?}");
        }
        assert!(!if_match(&[(IF_MATCH, "\"x-abc\"")]).is_ours());
        let missing = IfMatch::of(&TestRequest::default().to_http_request()).expect_err("required");
        assert_eq!(missing.code(), Code::PreconditionRequired);
        let weakened = format!("\"6-a\", W/{etag}");
        assert_eq!(if_match(&[(IF_MATCH, weakened.as_str())]).read_under(7), Some(etag));
        assert_eq!(if_match(&[(IF_MATCH, "*")]).read_under(7), None);
    }

    #[actix_web::test]
    async fn what_is_known_is_not_sent_again() {
        let body = json!({"id": 1});
        let first = detail(&IfNoneMatch::default(), &body, 3).expect("an answer");
        let etag = first.headers().get(ETAG).and_then(|value| value.to_str().ok()).expect("an ETag").to_owned();
        assert_eq!(first.status(), StatusCode::OK);
        let knowing = |known: &str| {
            IfNoneMatch::of(&TestRequest::default().insert_header((IF_NONE_MATCH, known)).to_http_request())
        };
        for known in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}"), "*".to_owned()] {
            let again = detail(&knowing(&known), &body, 3).expect("an answer");
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
            assert!(again.headers().contains_key(ETAG));
        }
        let changed_body = json!({"id": 2});
        let other = detail(&knowing(&etag), &changed_body, 3).expect("an answer");
        assert_eq!(other.status(), StatusCode::OK);
    }
}
