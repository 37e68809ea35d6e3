//! HEAD on whatever answers GET (RFC 9110 §9.3.2): the same answer, without its body. And an answer that is not encoded says nothing
//! of an encoding.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::Error;
use actix_web::body::{BodySize, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::CONTENT_ENCODING;
use actix_web::middleware::Next;
use actix_web::web::Bytes;

/// A body that says how long it would be, and is not sent.
pub struct Unsent(BodySize);

impl MessageBody for Unsent {
    type Error = Error;

    fn size(&self) -> BodySize {
        self.0
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        Poll::Ready(None)
    }
}

/// The middleware that answers HEAD as GET. What surrounds it still sees which of the two it was.
pub async fn head_as_get<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, Unsent>>, Error> {
    if request.method() != Method::HEAD {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    request.head_mut().method = Method::GET;
    let answer = next.call(request).await?;
    Ok(answer.map_body(|_, body| EitherBody::right(Unsent(body.size()))))
}

/// The middleware that takes away what kept the one that compresses from a body that is not to be: to clients an encoding by that
/// name is one they may not know (RFC 9110 §8.4).
pub async fn without_identity(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let mut answer = next.call(request).await?;
    let headers = answer.headers_mut();
    if headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding.as_bytes() == b"identity") {
        headers.remove(CONTENT_ENCODING);
    }
    Ok(answer)
}
