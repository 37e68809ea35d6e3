//! The bytes of a body, within size and time and the budget of all of them, and of the media type that the operation takes.

use std::future::Future;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::{self, Bytes, Data};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt as _;
use tokio::time::{Instant, timeout_at};

use super::budget::Budget;
use super::sender::Sender;
use crate::kernel::problem::{Code, Problem};

/// No body is larger, in bytes.
pub const LARGEST_BODY: usize = 1024 * 1024;

/// A body that has not arrived by then is given up.
pub const BODY_TIME: Duration = Duration::from_secs(10);

/// A part of a file that has not arrived by then is given up, however steadily it comes.
pub const PART_TIME: Duration = Duration::from_secs(60);

/// A part of a file arrives at so many bytes a second, counted from its beginning.
const PART_RATE: u32 = 4 * 1024;

/// So long a part may be slower: the line has to wake up.
const PART_GRACE: Duration = Duration::from_secs(5);

/// So much of a body is its connection's own business: whoever signs in is not kept out by what others of his network send.
const FREE: usize = 4 * 1024;

/// How long a body may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Patience {
    /// [`BODY_TIME`], whatever has come.
    ForAll,
    /// As long as it comes at a rate: what a phone sends over a poor line.
    ForItsRate,
}

impl Patience {
    /// How long after its beginning the next bytes have to be there, given how many came.
    fn with(self, received: usize) -> Duration {
        match self {
            Self::ForAll => BODY_TIME,
            Self::ForItsRate => {
                let due = Duration::from_secs(1) * u32::try_from(received).unwrap_or(u32::MAX) / PART_RATE;
                due.clamp(PART_GRACE, PART_TIME)
            }
        }
    }
}

/// Keeps what a body holds of the budget until its request has been answered.
struct Kept(#[allow(dead_code, reason = "it is there to be dropped")] super::budget::Held);

/// Reads a body to its end. Its bytes are held from the budget as they arrive, for the account or the network that sends them,
/// whatever it says of its length; 503 where there is no room.
pub(super) fn read(
    request: &HttpRequest,
    payload: &mut Payload,
    media_type: &str,
    patience: Patience,
) -> impl Future<Output = Result<Bytes, Problem>> + use<> {
    let refused = refused_by_its_head(request, media_type);
    let payload = web::Payload::from_request(request, payload).into_inner();
    let budget = request.app_data::<Data<Budget>>().map(|it| it.as_ref().clone()).unwrap_or_default();
    let mut held = budget.open(Sender::of(request).party());
    let request = request.clone();
    async move {
        if let Some(problem) = refused {
            return Err(problem);
        }
        let mut payload = payload.map_err(|_| Problem::of(Code::MalformedRequest))?;
        let (began, mut bytes) = (Instant::now(), Vec::new());
        loop {
            let chunk = match timeout_at(began + patience.with(bytes.len()), payload.next()).await {
                Err(_elapsed) => return Err(Problem::of(Code::RequestTimeout)),
                Ok(None) => break,
                Ok(Some(Err(_broken))) => return Err(Problem::of(Code::MalformedRequest)),
                Ok(Some(Ok(chunk))) => chunk,
            };
            let length = bytes.len() + chunk.len();
            if length > LARGEST_BODY {
                return Err(Problem::of(Code::BodyTooLarge));
            }
            if length > bytes.capacity() {
                let room = (bytes.capacity() * 2).clamp(length.max(FREE), LARGEST_BODY);
                held.grow(room.saturating_sub(FREE.max(bytes.capacity())))?;
                bytes.reserve_exact(room - bytes.len());
            }
            bytes.extend_from_slice(&chunk);
        }
        request.extensions_mut().insert(Kept(held));
        Ok(bytes.into())
    }
}

/// Why a body need not be read at all: too large by its own word (413), or not the media type (415).
fn refused_by_its_head(request: &HttpRequest, media_type: &str) -> Option<Problem> {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let length = header(CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    if length.is_some_and(|length| length > LARGEST_BODY as u64) {
        return Some(Problem::of(Code::BodyTooLarge));
    }
    let essence = header(CONTENT_TYPE).and_then(|value| value.split(';').next()).unwrap_or_default();
    let encoded = header(CONTENT_ENCODING).is_some_and(|encoding| !encoding.eq_ignore_ascii_case("identity"));
    if encoded || !essence.trim().eq_ignore_ascii_case(media_type) {
        let plain = Problem::of(Code::UnsupportedMediaType);
        return Some(plain.detail(
            format!("Cần gửi: {media_type}, không mã hóa nội dung"),
            format!("Send {media_type}, without a content coding"),
        ));
    }
    None
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[actix_web::test]
    async fn the_head_is_judged_before_the_body() {
        let request = |media_type: &str, length: &str| {
            TestRequest::post()
                .insert_header(("content-type", media_type))
                .insert_header(("content-length", length))
                .to_http_request()
        };
        let code =
            |request: &HttpRequest| refused_by_its_head(request, "application/json").map(|problem| problem.code());
        assert_eq!(code(&request("application/json; charset=utf-8", "10")), None);
        assert_eq!(code(&request("text/plain", "10")), Some(Code::UnsupportedMediaType));
        assert_eq!(code(&request("application/json", "1048577")), Some(Code::BodyTooLarge));
    }

    #[actix_web::test]
    async fn a_body_beyond_the_limit_is_413() {
        let sent = |length: usize| {
            TestRequest::post()
                .insert_header(("content-type", "application/json"))
                .set_payload(vec![b' '; length])
                .to_http_parts()
        };
        let (request, mut payload) = sent(LARGEST_BODY + 1);
        let problem = read(&request, &mut payload, "application/json", Patience::ForAll).await.expect_err("too large");
        assert_eq!(problem.code(), Code::BodyTooLarge);
        let (request, mut payload) = sent(LARGEST_BODY);
        assert_eq!(
            read(&request, &mut payload, "application/json", Patience::ForAll).await.expect("read").len(),
            LARGEST_BODY
        );
    }

    #[test]
    fn a_part_is_slow_by_its_rate_and_not_by_its_age() {
        let seconds = |received| Patience::ForItsRate.with(received).as_secs();
        assert_eq!([0, 4_096, 20_480, 40_960, 262_144].map(seconds), [5, 5, 5, 10, 60]);
        assert_eq!(Patience::ForAll.with(900_000), BODY_TIME);
    }
}
