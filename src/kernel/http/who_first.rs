//! 401 comes before 400, 413, 415 and 428, whatever found these, and so does the 403 of somebody who has to change a password
//! that another set. Only two `Authorization` headers are 400 before that: nobody knows who asks.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpRequest, ResponseError};

use crate::kernel::db::Db;
use crate::kernel::http::call::who_asks;
use crate::kernel::problem::{Code, Problem};

/// Around the handler of an operation that asks who calls. Only a request that is wrong in itself pays for it: one that is
/// right is asked inside its own job, and an account that was closed is found there.
pub async fn who_first(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let kept = request.request().clone();
    let answer = next.call(request).await?.map_into_boxed_body();
    if !is_about_the_request(answer.status()) {
        return Ok(answer);
    }
    match identify(&kept).await {
        Err(problem) if is_about_who_asks(&problem) => Ok(ServiceResponse::new(kept, problem.error_response())),
        _ => Ok(answer),
    }
}

fn is_about_who_asks(problem: &Problem) -> bool {
    problem.status() == StatusCode::UNAUTHORIZED || problem.code() == Code::PasswordChangeNeeded
}

fn is_about_the_request(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::BAD_REQUEST
            | StatusCode::PAYLOAD_TOO_LARGE
            | StatusCode::UNSUPPORTED_MEDIA_TYPE
            | StatusCode::PRECONDITION_REQUIRED
    )
}

async fn identify(request: &HttpRequest) -> Result<(), Problem> {
    let call = who_asks(request).await?;
    match request.app_data::<Data<Db>>() {
        Some(db) => db.read(&call, |_| Ok(())).await,
        None => Ok(()),
    }
}
