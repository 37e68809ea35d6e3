//! Writes every problem on its way out, in the caller's language, and turns the framework's own errors into problems.

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue, VARY,
};
use actix_web::middleware::Next;
use serde::Serialize;

use super::oauth::{self, OAuthError};
use super::open_surface::also_varies_by;
use super::surface;
use crate::kernel::problem::{Code, Language, Problem};

/// The media type of RFC 9457.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// The middleware.
pub async fn problem_details(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let language = Language::of(request.headers());
    let instance = surface::shown(request.path()).to_owned();
    let is_for_machines = request.path() == oauth::TOKEN_PATH;
    let mut response = next.call(request).await?;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return Ok(response.map_into_boxed_body());
    }
    let carried = response.response_mut().extensions_mut().remove::<Problem>();
    let problem = carried.unwrap_or_else(|| Problem::of(code_of(status)));
    if is_for_machines {
        let status = oauth::status_of(&problem);
        return Ok(response.map_body(|head, _| {
            head.status = status;
            forget_the_body(head.headers_mut());
            oauth::describe(head.headers_mut(), status);
            written(&OAuthError::of(&problem))
        }));
    }
    Ok(response.map_body(|head, _| {
        describe(head.headers_mut(), language, problem.code() == Code::NotAcceptable);
        written(&problem.document(language, &instance))
    }))
}

fn written<T: Serialize>(document: &T) -> BoxBody {
    match serde_json::to_vec(document) {
        Ok(bytes) => BoxBody::new(bytes),
        // Only texts and numbers are in it; should it fail all the same, the status still tells.
        Err(_) => BoxBody::new(()),
    }
}

/// The body is another now.
fn forget_the_body(headers: &mut HeaderMap) {
    headers.remove(CONTENT_LENGTH);
    headers.remove(CONTENT_ENCODING);
}

fn describe(headers: &mut HeaderMap, language: Language, is_about_accept: bool) {
    forget_the_body(headers);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    headers.insert(VARY, HeaderValue::from_static("Accept-Language, Authorization"));
    if is_about_accept {
        also_varies_by(headers, "Accept");
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

/// What a status of the framework's own means.
fn code_of(status: StatusCode) -> Code {
    match status.as_u16() {
        401 => Code::Unauthenticated,
        403 => Code::RoleMayNot,
        404 => Code::NotFound,
        405 => Code::MethodNotAllowed,
        406 => Code::NotAcceptable,
        408 => Code::RequestTimeout,
        413 => Code::BodyTooLarge,
        415 => Code::UnsupportedMediaType,
        416 => Code::RangeNotSatisfiable,
        503 => Code::Overloaded,
        500.. => Code::Internal,
        _ => Code::MalformedRequest,
    }
}
