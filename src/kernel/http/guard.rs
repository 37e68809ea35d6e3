//! Around every handler: a limit of time, and a panic that harms nobody else.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError};

use super::query;
use crate::kernel::problem::{Code, Problem};

/// No handler takes longer, its body included; one that takes parts of files has the time of a part besides.
pub const HANDLER_TIME: Duration = Duration::from_secs(15);

/// The middleware. It belongs on resources, not on the application: there the request may be kept for the answer. `time` is that of
/// the handler with its body.
pub async fn guard(
    time: Duration,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let kept = request.request().clone();
    let mut answer = pin!(next.call(request));
    let caught = poll_fn(|context| {
        // Safe to go on after a panic: the future is dropped, and what it shared lives behind the database or atomics.
        match catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(context))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(answer)) => Poll::Ready(Ok(answer)),
            Err(_panic) => Poll::Ready(Err(Problem::of(Code::Internal))),
        }
    });
    let problem = match tokio::time::timeout(time, caught).await {
        Ok(Ok(answer)) => return answer.map(ServiceResponse::map_into_boxed_body),
        Ok(Err(problem)) => {
            tracing::error!("a handler panicked");
            problem
        }
        Err(_elapsed) => {
            tracing::warn!("a handler took too long");
            let reads = kept.method().is_safe();
            Problem::of(if reads { Code::Overloaded } else { Code::OutcomeUnknown })
        }
    };
    Ok(ServiceResponse::new(kept, problem.error_response()))
}

/// Around a handler that reads no query string: a request with one is refused.
pub async fn no_query(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if request.query_string().is_empty() {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    }
    let name = query::first_name(request.query_string());
    let problem = Problem::of(Code::BadParameter).at(name, Code::FieldUnknown);
    Ok(request.into_response(problem.error_response()))
}
