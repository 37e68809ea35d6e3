//! Names every request, so that a complaint, a log line and an upstream trace can be laid side by side.

use crate::kernel::id::Id;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest};

use crate::kernel::crypto;

/// The header that carries the id in and out.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The header of the W3C Trace Context.
pub const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// The id of a request; empty outside the middleware.
pub fn of(request: &HttpRequest) -> String {
    request.extensions().get::<RequestId>().map(|it| it.0.clone()).unwrap_or_default()
}

/// Longest id taken over from a caller, in characters.
const LONGEST_ID: usize = 128;

/// The id of the request, the caller's own where they gave a decent one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(pub String);

/// The trace that the request belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceContext {
    /// The whole trace, 32 hexadecimal digits.
    pub trace_id: String,
    /// This request within it, 16 hexadecimal digits.
    pub span_id: String,
    flags: String,
}

impl TraceContext {
    /// Continues the caller's trace, or begins one.
    fn continued(header: Option<&str>, random: &[u8; 24]) -> TraceContext {
        let (trace, span) = random.split_at(16);
        let begun = || (crypto::hex(trace), "01".to_owned());
        let (trace_id, flags) = header.and_then(read_traceparent).unwrap_or_else(begun);
        TraceContext { trace_id, span_id: crypto::hex(span), flags }
    }

    fn header(&self) -> String {
        format!("00-{}-{}-{}", self.trace_id, self.span_id, self.flags)
    }
}

/// The middleware.
pub async fn request_id(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let id = header(X_REQUEST_ID).filter(|id| is_decent(id)).map_or_else(|| Id::fresh().to_string(), str::to_owned);
    let mut random = [0_u8; 24];
    // An id of zeros is the worst that a failing random source can do here.
    let _ = aws_lc_rs::rand::fill(&mut random);
    let trace = TraceContext::continued(header(TRACEPARENT), &random);
    let headers = [(X_REQUEST_ID, id.clone()), (TRACEPARENT, trace.header())];
    request.extensions_mut().insert(RequestId(id));
    request.extensions_mut().insert(trace);
    let mut response = next.call(request).await?;
    for (name, text) in headers {
        if let Ok(value) = HeaderValue::from_str(&text) {
            response.headers_mut().insert(name, value);
        }
    }
    Ok(response)
}

fn is_decent(id: &str) -> bool {
    (1..=LONGEST_ID).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
}

/// Trace id and flags of `00-<trace id>-<parent id>-<flags>`.
fn read_traceparent(header: &str) -> Option<(String, String)> {
    let hex = |text: &str, length: usize| {
        text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    };
    let mut parts = header.trim().split('-');
    let (version, trace_id, parent_id, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    // Later versions may add parts behind these four; `ff` is forbidden.
    let shape = hex(version, 2) && version != "ff" && (version != "00" || parts.next().is_none());
    let ids = hex(trace_id, 32)
        && hex(parent_id, 16)
        && [trace_id, parent_id].iter().all(|id| id.bytes().any(|byte| byte != b'0'));
    (shape && ids && hex(flags, 2)).then(|| (trace_id.to_owned(), flags.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_is_continued_and_a_broken_one_begins_anew() {
        let given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
        let trace = TraceContext::continued(Some(given), &[7; 24]);
        assert_eq!(trace.trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_ne!(trace.span_id, "00f067aa0ba902b7");
        assert!(read_traceparent(&trace.header()).is_some());
        for broken in [
            "",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        ] {
            assert_eq!(read_traceparent(broken), None, "{broken}");
        }
    }

    #[test]
    fn a_callers_id_is_taken_over_when_it_can_go_into_a_log() {
        for (id, decent) in [("abc-1.2_3:4", true), ("", false), ("a b", false), ("a\"b", false)] {
            assert_eq!(is_decent(id), decent, "{id}");
        }
        assert!(!is_decent(&"x".repeat(129)));
    }
}
