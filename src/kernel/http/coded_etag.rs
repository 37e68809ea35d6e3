//! A strong ETag names bytes as they are sent (RFC 9110 §8.8.1), and what is compressed is other bytes. Where caches that are nobody's
//! own keep answers, below `/public/` and `/calendar/`, each coding has an ETag of its own: `"0-digest"` as `"0-digest-gzip"`. What a
//! caller has already is compared without it (`tags.rs`), since the one follows from the other; and an answer says that it depends on
//! `Accept-Encoding`, compressed or not.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_ENCODING, ETAG, HeaderValue, IF_NONE_MATCH};
use actix_web::middleware::Next;

use super::open_surface::also_varies_by;
use super::surface::Surface;
use crate::kernel::lists;

/// The codings that the middleware within may choose.
const CODINGS: [&str; 4] = ["br", "deflate", "gzip", "zstd"];

/// The middleware around the one that compresses.
pub async fn coded_etag(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if Surface::of(request.path()) == Surface::House {
        return next.call(request).await;
    }
    let known = lists::whole(request.headers(), &IF_NONE_MATCH);
    let mut response = next.call(request).await?;
    let status = response.status();
    let headers = response.headers_mut();
    if !matches!(status, StatusCode::OK | StatusCode::NOT_MODIFIED) {
        return Ok(response);
    }
    also_varies_by(headers, "Accept-Encoding");
    let text = |value: &HeaderValue| value.to_str().ok().map(str::to_owned);
    let Some(plain) = headers.get(ETAG).and_then(text) else { return Ok(response) };
    let coded = match headers.get(CONTENT_ENCODING).and_then(text) {
        Some(coding) if CODINGS.contains(&coding.as_str()) => Some(with_coding(&plain, &coding)),
        // The one that the caller has.
        _ if status == StatusCode::NOT_MODIFIED => known.and_then(|known| {
            CODINGS.iter().map(|coding| with_coding(&plain, coding)).find(|coded| known.contains(coded.as_str()))
        }),
        _ => None,
    };
    if let Some(Ok(value)) = coded.map(|coded| coded.parse()) {
        headers.insert(ETAG, value);
    }
    Ok(response)
}

fn with_coding(etag: &str, coding: &str) -> String {
    etag.strip_suffix('"').map_or_else(|| etag.to_owned(), |open| format!("{open}-{coding}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_coding_has_an_etag_of_its_own() {
        assert_eq!(with_coding("\"0-q1w2e3r4t5z6u7i8\"", "gzip"), "\"0-q1w2e3r4t5z6u7i8-gzip\"");
        assert_eq!(with_coding("*", "gzip"), "*");
    }
}
