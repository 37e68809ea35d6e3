//! What the log says of a request: no query string (it can hold names), no header, no body.

use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::{Error, HttpMessage};
use tracing::field::Empty;
use tracing::{Span, info, info_span};
use tracing_actix_web::RootSpanBuilder;

use super::request_id::{RequestId, TraceContext};

/// When the head of the request had arrived, by the machine's clock.
#[derive(Debug, Clone, Copy)]
pub struct Arrival(pub Instant);

/// Builds the span that all log lines of a request belong to; `caller` is filled in once the caller is known.
#[derive(Debug)]
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        request.extensions_mut().insert(Arrival(Instant::now()));
        let extensions = request.extensions();
        info_span!(
            "request",
            method = %request.method(),
            route = request.match_pattern().unwrap_or_default(),
            path = request.path(),
            request_id = extensions.get::<RequestId>().map_or("", |id| id.0.as_str()),
            trace_id = extensions.get::<TraceContext>().map_or("", |trace| trace.trace_id.as_str()),
            caller = Empty,
            status = Empty,
        )
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        match outcome {
            Ok(response) => {
                span.record("status", response.status().as_u16());
                let arrival = response.request().extensions().get::<Arrival>().copied();
                let milliseconds = arrival.map_or(0.0, |Arrival(instant)| instant.elapsed().as_secs_f64() * 1000.0);
                info!(parent: &span, milliseconds, "answered");
            }
            Err(error) => {
                span.record("status", error.as_response_error().status_code().as_u16());
            }
        }
    }
}

/// Writes who is calling into the request's span. An id, never a name or a login.
pub fn record_caller(id: impl std::fmt::Display) {
    Span::current().record("caller", tracing::field::display(id));
}
