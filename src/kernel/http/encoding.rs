//! Which coding an answer comes in (RFC 9110 §12.5.3), around the middleware that compresses: it is told nothing but `gzip` or `identity`, so
//! nobody is refused for what he wishes, and an answer that is not encoded says nothing of an encoding.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, HeaderValue};
use actix_web::middleware::Next;

use crate::kernel::lists::{self, thousandths};

/// The middleware.
pub async fn encoding(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if let Some(said) = lists::whole(request.headers(), &ACCEPT_ENCODING) {
        let coding = HeaderValue::from_static(if wants_gzip(&said) { "gzip" } else { "identity" });
        request.headers_mut().insert(ACCEPT_ENCODING, coding);
    }
    let mut answer = next.call(request).await?;
    let headers = answer.headers_mut();
    // It kept the other middleware from a body that is not to be compressed. To clients it is a coding that they may not know (§8.4).
    if headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding.as_bytes() == b"identity") {
        headers.remove(CONTENT_ENCODING);
    }
    Ok(answer)
}

/// Whether a list wants it, and nothing plain more than that. What wants neither is answered in plain: there is nothing else.
fn wants_gzip(said: &str) -> bool {
    let all: Vec<(String, u16)> = said.split(',').filter_map(coding).collect();
    let weight =
        |names: &[&str]| all.iter().filter(|(name, _)| names.contains(&name.as_str())).map(|(_, it)| *it).max();
    let gzip = weight(&["gzip", "x-gzip"]).or_else(|| weight(&["*"])).unwrap_or_default();
    gzip > 0 && gzip >= weight(&["identity"]).unwrap_or_default()
}

/// A coding, and how much it is wanted; none that cannot be read.
fn coding(text: &str) -> Option<(String, u16)> {
    let (name, weight) = match text.split_once(';') {
        None => (text, 1_000),
        Some((name, weight)) => {
            let (q, weight) = weight.split_once('=')?;
            (name, thousandths(weight.trim()).filter(|_| q.trim().eq_ignore_ascii_case("q"))?)
        }
    };
    Some((name.trim().to_ascii_lowercase(), weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_compressed_for_whoever_wants_that() {
        for said in [
            "gzip",
            "GZIP",
            "x-gzip",
            "deflate, gzip;q=0.1",
            "*",
            "br, *;q=0.1",
            "gzip, identity",
            "gzip ; Q=0.5,*;q=0",
        ] {
            assert!(wants_gzip(said), "{said}");
        }
        for said in [
            "",
            "br",
            "identity",
            "gzip;q=0",
            "gzip;q=0, *",
            "identity;q=0",
            "*;q=0",
            "gzip;q=2",
            "gzip;x=1",
            "identity, gzip;q=0.5",
        ] {
            assert!(!wants_gzip(said), "{said}");
        }
    }
}
