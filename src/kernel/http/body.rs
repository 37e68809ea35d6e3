//! The bytes of a body, within size and time, and of the media type that the operation takes.

use std::future::Future;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::{self, Bytes};
use actix_web::{FromRequest, HttpRequest};

use crate::kernel::problem::{Code, Problem};

/// No body is larger, in bytes.
pub const LARGEST_BODY: usize = 1024 * 1024;

/// A body that has not arrived by then is given up.
pub const BODY_TIME: Duration = Duration::from_secs(10);

/// Reads a body to its end.
pub(super) fn read(
    request: &HttpRequest,
    payload: &mut Payload,
    media_type: &str,
) -> impl Future<Output = Result<Bytes, Problem>> + use<> {
    let refused = refused_by_its_head(request, media_type);
    let payload = web::Payload::from_request(request, payload).into_inner();
    async move {
        if let Some(problem) = refused {
            return Err(problem);
        }
        let payload = payload.map_err(|_| Problem::of(Code::MalformedRequest))?;
        match tokio::time::timeout(BODY_TIME, payload.to_bytes_limited(LARGEST_BODY)).await {
            Err(_elapsed) => Err(Problem::of(Code::RequestTimeout)),
            Ok(Err(_too_large)) => Err(Problem::of(Code::BodyTooLarge)),
            Ok(Ok(Err(_broken))) => Err(Problem::of(Code::MalformedRequest)),
            Ok(Ok(Ok(bytes))) => Ok(bytes),
        }
    }
}

/// Why a body need not be read at all: too large by its own word (413), or not the media type (415).
fn refused_by_its_head(request: &HttpRequest, media_type: &str) -> Option<Problem> {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let length = header(CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    if length.is_some_and(|length| length > LARGEST_BODY as u64) {
        return Some(Problem::of(Code::BodyTooLarge));
    }
    let essence = header(CONTENT_TYPE).and_then(|value| value.split(';').next()).unwrap_or_default();
    let encoded = header(CONTENT_ENCODING).is_some_and(|encoding| !encoding.eq_ignore_ascii_case("identity"));
    if encoded || !essence.trim().eq_ignore_ascii_case(media_type) {
        return Some(Problem::of(Code::UnsupportedMediaType));
    }
    None
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[actix_web::test]
    async fn the_head_is_judged_before_the_body() {
        let request = |media_type: &str, length: &str| {
            TestRequest::post()
                .insert_header(("content-type", media_type))
                .insert_header(("content-length", length))
                .to_http_request()
        };
        let code =
            |request: &HttpRequest| refused_by_its_head(request, "application/json").map(|problem| problem.code());
        assert_eq!(code(&request("application/json; charset=utf-8", "10")), None);
        assert_eq!(code(&request("text/plain", "10")), Some(Code::UnsupportedMediaType));
        assert_eq!(code(&request("application/json", "1048577")), Some(Code::BodyTooLarge));
    }

    #[actix_web::test]
    async fn a_body_beyond_the_limit_is_413() {
        let sent = |length: usize| {
            TestRequest::post()
                .insert_header(("content-type", "application/json"))
                .set_payload(vec![b' '; length])
                .to_http_parts()
        };
        let (request, mut payload) = sent(LARGEST_BODY + 1);
        let problem = read(&request, &mut payload, "application/json").await.expect_err("too large");
        assert_eq!(problem.code(), Code::BodyTooLarge);
        let (request, mut payload) = sent(LARGEST_BODY);
        assert_eq!(read(&request, &mut payload, "application/json").await.expect("read").len(), LARGEST_BODY);
    }
}
