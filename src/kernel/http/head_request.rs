//! HEAD on whatever answers GET (RFC 9110 §9.3.2): the same answer, without its body. And a wish for another protocol is passed over.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::Error;
use actix_web::body::{BodySize, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{RANGE, UPGRADE};
use actix_web::http::{ConnectionType, Method};
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

/// The middleware that answers HEAD as GET. What surrounds it still sees which of the two it was. Ranges are of GET alone (RFC 9110
/// §14.2).
pub async fn head_as_get<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, Unsent>>, Error> {
    if request.method() != Method::HEAD {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    request.head_mut().method = Method::GET;
    request.headers_mut().remove(RANGE);
    let answer = next.call(request).await?;
    Ok(answer.map_body(|_, body| EitherBody::right(Unsent(body.size()))))
}

/// The middleware that answers whoever wishes for another protocol in the one that he wrote in (RFC 9110 §7.8). The server would say
/// `Connection: upgrade` itself, and close the connection: so it is said that it closes.
pub async fn without_upgrade(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let wishes = request.headers().contains_key(UPGRADE);
    let mut answer = next.call(request).await?;
    if wishes {
        answer.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    Ok(answer)
}
