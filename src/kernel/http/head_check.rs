//! Headers that any operation may carry keep to the shape that the document gives them; others are 400 like any wrong
//! parameter. Of a preference among languages only the length counts: one that cannot be read is no reason to refuse anything
//! (RFC 9110 §12.5.4).

use actix_web::Error;
use actix_web::ResponseError;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, HeaderName, IF_NONE_MATCH};
use actix_web::middleware::Next;

use crate::kernel::http::call::given_once;
use crate::kernel::problem::{Code, Problem};

/// A header, its name in problems, its longest value and its characters.
struct Shape {
    header: HeaderName,
    name: &'static str,
    longest: usize,
    may_be_empty: bool,
    fits: fn(u8) -> bool,
}

const SHAPES: [Shape; 2] = [
    Shape { header: ACCEPT_LANGUAGE, name: "Accept-Language", longest: 10_000, may_be_empty: true, fits: |_| true },
    Shape {
        header: IF_NONE_MATCH,
        name: "If-None-Match",
        longest: 1_000,
        may_be_empty: false,
        fits: |byte| byte.is_ascii_graphic() || byte == b' ',
    },
];

/// The middleware.
pub async fn head_check(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if let Err(problem) = given_once(request.headers(), &AUTHORIZATION, "Authorization") {
        return Ok(request.into_response(problem.error_response()));
    }
    for shape in &SHAPES {
        let Some(value) = request.headers().get(&shape.header) else { continue };
        let bytes = value.as_bytes();
        let is_missing = bytes.is_empty() && !shape.may_be_empty;
        if is_missing || bytes.len() > shape.longest || !bytes.iter().all(|byte| (shape.fits)(*byte)) {
            let problem = Problem::of(Code::BadParameter).at(shape.name, Code::ValueInvalid);
            return Ok(request.into_response(problem.error_response()));
        }
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}
