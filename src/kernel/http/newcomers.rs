//! Somebody whose password another has set changes it before anything else. What is open to him meanwhile says so.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest};

/// On a request for an operation that is open to him.
struct Open;

/// Around the handler of such an operation.
pub(super) async fn open(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    request.extensions_mut().insert(Open);
    next.call(request).await.map(ServiceResponse::map_into_boxed_body)
}

/// Whether a request is for one.
pub(super) fn may(request: &HttpRequest) -> bool {
    request.extensions().contains::<Open>()
}
