//! The one place that answers without problem+json: where machines ask for tokens, errors have the form of OAuth 2 (RFC 6749 §5.2), which
//! is all that its clients read.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderValue, PRAGMA, WWW_AUTHENTICATE};
use serde::Serialize;

use crate::kernel::problem::{Code, Language, Problem};

/// Where machines ask for tokens.
pub const TOKEN_PATH: &str = "/api/v1/auth/token";

/// What an error is called.
pub const ERRORS: [&str; 7] = [
    "invalid_request",
    "invalid_client",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
    "server_error",
    "temporarily_unavailable",
];

/// The longest description, in characters.
pub const LONGEST_DESCRIPTION: usize = 1_000;

/// An error as clients of OAuth 2 read it.
#[derive(Debug, Serialize)]
pub struct OAuthError {
    error: &'static str,
    error_description: String,
}

impl OAuthError {
    /// A problem in that form.
    pub fn of(problem: &Problem) -> Self {
        Self { error: error_of(problem), error_description: described(problem) }
    }
}

/// The status of a problem: what is wrong with a request is 400 for whatever it is, a client that is not known 401.
pub fn status_of(problem: &Problem) -> StatusCode {
    match problem.status() {
        StatusCode::UNSUPPORTED_MEDIA_TYPE | StatusCode::UNPROCESSABLE_ENTITY => StatusCode::BAD_REQUEST,
        status => status,
    }
}

/// The headers of an error: nobody keeps it, and whoever is not known is told how to say who he is.
pub fn describe(headers: &mut HeaderMap, status: StatusCode) {
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(r#"Basic realm="tienbo", charset="UTF-8""#));
    }
}

/// A grant that is not served and a scope that is not held are wrong values at their places; both have names of their own here.
fn error_of(problem: &Problem) -> &'static str {
    let is_at = |place: &str| problem.places().any(|(pointer, code)| pointer == place && code == Code::ValueInvalid);
    match problem.status() {
        StatusCode::UNAUTHORIZED => "invalid_client",
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => "temporarily_unavailable",
        status if status.is_server_error() => "server_error",
        _ if is_at("/grant_type") => "unsupported_grant_type",
        _ if is_at("/scope") => "invalid_scope",
        _ => "invalid_request",
    }
}

/// In the few characters that a description may have, for the programmer of a client.
fn described(problem: &Problem) -> String {
    let fits = |character: char| matches!(character, ' '..='~') && !matches!(character, '"' | '\\');
    let text = problem.told(Language::English);
    text.chars().map(|character| if fits(character) { character } else { '?' }).take(LONGEST_DESCRIPTION).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_has_the_name_and_the_status_that_clients_know() {
        for (problem, status, error) in [
            (Problem::of(Code::InvalidCredentials), 401, "invalid_client"),
            (Problem::of_place("/grant_type", Code::ValueInvalid), 400, "unsupported_grant_type"),
            (Problem::of(Code::Schema).at("/scope", Code::ValueInvalid), 400, "invalid_scope"),
            (Problem::of(Code::Schema).at("/grant_type", Code::FieldMissing), 400, "invalid_request"),
            (Problem::of(Code::Schema).at("/scope", Code::FieldRepeated), 400, "invalid_request"),
            (Problem::of(Code::UnsupportedMediaType), 400, "invalid_request"),
            (Problem::of(Code::MethodNotAllowed), 405, "invalid_request"),
            (Problem::of(Code::TooManyRequests), 429, "temporarily_unavailable"),
            (Problem::of(Code::Internal), 500, "server_error"),
            (Problem::of(Code::Overloaded), 503, "temporarily_unavailable"),
        ] {
            let told = OAuthError::of(&problem);
            assert_eq!((status_of(&problem).as_u16(), told.error), (status, error), "{problem}");
            assert!(ERRORS.contains(&told.error));
        }
        let wrong = Problem::of(Code::Schema).at_because("/scope", Code::ValueInvalid, "sai", "no \"đ\" \\ here");
        let told = OAuthError::of(&wrong).error_description;
        assert_eq!(told, "The body does not have the shape that this operation takes; /scope: no ??? ? here");
    }
}
