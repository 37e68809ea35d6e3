//! What the log says of a request: one line when it is answered, and a span that joins to it whatever else is said meanwhile.
//! No query string (it can hold names), no header, no body, and no address that is a secret (`surface.rs`).

use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::{Error, HttpMessage, HttpRequest};
use tracing::{Span, error, info, info_span};
use tracing_actix_web::RootSpanBuilder;

use super::request_id::{RequestId, TraceContext};
use super::surface;
use crate::kernel::http::route_pattern::RoutePattern;
use crate::kernel::id::Id;

/// When the head of the request had arrived, by the machine's clock.
#[derive(Debug, Clone, Copy)]
struct Arrival(Instant);

/// Whose request it is, once that is known.
#[derive(Debug, Clone, Copy)]
struct CalledBy(Id);

/// Builds the span that all log lines of a request belong to.
#[derive(Debug)]
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        request.extensions_mut().insert(Arrival(Instant::now()));
        let extensions = request.extensions();
        info_span!(
            "request",
            request_id = extensions.get::<RequestId>().map_or("", |id| id.0.as_str()),
            trace_id = extensions.get::<TraceContext>().map_or("", |trace| trace.trace_id.as_str()),
        )
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        match outcome {
            // What the line tells is written once, here: a field added to the span later has it written all over again.
            Ok(response) => {
                let request = response.request();
                let extensions = request.extensions();
                let arrival = extensions.get::<Arrival>();
                info!(
                    parent: &span,
                    method = request.method().as_str(),
                    route = &*RoutePattern::of(request),
                    path = surface::shown(request.path()),
                    caller = extensions.get::<CalledBy>().map(|CalledBy(id)| tracing::field::display(id)),
                    status = response.status().as_u16(),
                    milliseconds = arrival.map_or(0.0, |Arrival(instant)| instant.elapsed().as_secs_f64() * 1000.0),
                    "answered"
                );
            }
            Err(error) => {
                let status = error.as_response_error().status_code().as_u16();
                error!(parent: &span, status, "not answered");
            }
        }
    }
}

/// Notes who is calling, for the line in the log. An id, never a name or a login.
pub fn record_caller(request: &HttpRequest, id: Id) {
    request.extensions_mut().insert(CalledBy(id));
}
