//! What is read of the head of every request, whatever it asks for: one `Authorization` at most (400), and on reads `If-Match`.
//!
//! A read under `If-Match` is of a representation that the caller knows, such as the next piece of a file: 412 where there is another
//! one now. Changes are judged by its version, inside their transaction (`etag.rs`).

use actix_web::Error;
use actix_web::ResponseError;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{AUTHORIZATION, ETAG, IF_MATCH};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;

use super::etag::stale;
use super::tags::Tags;
use crate::kernel::http::call::given_once;

/// The middleware.
pub async fn head_check(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if let Err(problem) = given_once(request.headers(), &AUTHORIZATION, "Authorization") {
        return Ok(request.into_response(problem.error_response()));
    }
    let is_read = request.method() == Method::GET;
    let wanted = if is_read { Tags::of(request.headers(), &IF_MATCH) } else { None };
    let answer = next.call(request).await?.map_into_boxed_body();
    match wanted {
        Some(wanted) if !is_wanted(&wanted, &answer) => {
            Ok(answer.into_response(stale().error_response()).map_into_boxed_body())
        }
        _ => Ok(answer),
    }
}

/// Whether an answer is of what a caller wants. A problem is none of anything, and what has no ETag cannot be told apart.
fn is_wanted<B>(wanted: &Tags, answer: &ServiceResponse<B>) -> bool {
    let is_of_it = answer.status().is_success()
        || matches!(answer.status(), StatusCode::NOT_MODIFIED | StatusCode::RANGE_NOT_SATISFIABLE);
    match answer.headers().get(ETAG).and_then(|etag| etag.to_str().ok()) {
        Some(etag) if is_of_it => wanted.name(etag),
        _ => true,
    }
}
