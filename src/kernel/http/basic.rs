//! HTTP Basic (RFC 7617) as clients of OAuth 2 authenticate by it: identifier and secret are form-encoded inside (RFC 6749 §2.3.1).

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use super::call::given_once;
use super::surface::decoded_once;
use crate::kernel::call::Credentials;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::text::is_clean;

/// Some clients leave the padding out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Who a request says it is from, by `Authorization: Basic …`; nobody where there is no such header. 401 for any other scheme, and for
/// what cannot be read.
#[derive(Clone, Debug)]
pub struct Basic(pub Option<Credentials>);

impl FromRequest for Basic {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(of_head(request).map(Self))
    }
}

fn of_head(request: &HttpRequest) -> Result<Option<Credentials>, Problem> {
    given_once(request.headers(), &AUTHORIZATION, "Authorization")?;
    let Some(value) = request.headers().get(AUTHORIZATION) else { return Ok(None) };
    let credentials = value.to_str().ok().and_then(read);
    credentials.map(Some).ok_or_else(|| Problem::of(Code::InvalidCredentials))
}

fn read(text: &str) -> Option<Credentials> {
    let (scheme, encoded) = text.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let plain = String::from_utf8(BASE64.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = plain.split_once(':')?;
    let form_decoded = |text: &str| decoded_once(&text.replace('+', " "));
    let (id, secret) = (form_decoded(id), form_decoded(secret));
    (is_clean(&id) && is_clean(&secret)).then_some(Credentials { id, secret })
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn basic(plain: &str) -> String {
        format!("Basic {}", BASE64.encode(plain))
    }

    fn of(value: &str) -> Result<Option<Credentials>, Problem> {
        of_head(&TestRequest::default().insert_header((AUTHORIZATION, value)).to_http_request())
    }

    #[test]
    fn identifier_and_secret_are_form_encoded_inside() {
        for (written, id, secret) in [
            (basic("a:b"), "a", "b"),
            (basic("a:b").replace("Basic", "basic "), "a", "b"),
            (basic("a:b").trim_end_matches('=').to_owned(), "a", "b"),
            (basic("a%3Ab+c:d%2Be:f"), "a:b c", "d+e:f"),
            (basic("%C4%91:%e1%ba%bf"), "đ", "ế"),
            (basic("a:"), "a", ""),
            (basic(":b"), "", "b"),
        ] {
            let found = of(&written).expect(&written).expect("somebody");
            assert_eq!((found.id.as_str(), found.secret.as_str()), (id, secret), "{written}");
        }
        assert!(of_head(&TestRequest::default().to_http_request()).expect("nobody").is_none());
    }

    #[test]
    fn what_cannot_be_read_is_nobody() {
        for written in ["Basic", "Basic !!!", "Bearer abc", "", &basic("ab"), &basic("a\u{0}:b"), "Basic /w=="] {
            assert_eq!(of(written).expect_err(written).code(), Code::InvalidCredentials, "{written}");
        }
    }
}
