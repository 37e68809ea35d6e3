//! The bytes of answers that are under way. A page has a limit of its own; whoever asks for many and takes them in slowly, or not at
//! all, holds so many bytes at once and no more.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, ResponseError, web};

use super::budget::{Budget, Held};
use super::sender::Sender;
use super::surface::Surface;

/// An answer of fewer bytes is not counted.
const SMALL: u64 = 64 * 1024;

/// Bytes that one party may have under way: six of the largest pages.
const SHARE: usize = 24 << 20;

/// The same where nobody is asked who he is: a quarter of what all networks have there, so that one of them, slow at taking calendars
/// in, leaves room for others.
const OPEN_SHARE: usize = 6 << 20;

/// The budgets of answers, shared by all workers: those of the API, and of what is open to everybody.
#[derive(Clone, Debug)]
pub struct Answers {
    house: Budget,
    open: Budget,
}

impl Default for Answers {
    fn default() -> Self {
        Self { house: Budget::with_share(SHARE), open: Budget::with_share(OPEN_SHARE) }
    }
}

/// An answer that holds its bytes until it is taken in, or its reader has gone.
struct Kept {
    body: BoxBody,
    _held: Held,
}

impl MessageBody for Kept {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        self.body.as_pin_mut().poll_next(context)
    }
}

/// The middleware: 503 where too much is under way already, of everybody or of this one.
pub async fn bound_answers<B: MessageBody + 'static>(
    answers: web::Data<Answers>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let response = next.call(request).await?;
    // A file is sent part by part, each read when the one before was taken in.
    let disposition = response.headers().get(CONTENT_DISPOSITION);
    let is_file = disposition.is_some_and(|it| it.as_bytes().starts_with(b"attachment"));
    let bytes = match response.response().body().size() {
        BodySize::Sized(bytes) if bytes > SMALL && !is_file => usize::try_from(bytes).unwrap_or(usize::MAX),
        _ => return Ok(response.map_into_left_body()),
    };
    let budget = match Surface::of(response.request().path()) {
        Surface::House => &answers.house,
        Surface::Public | Surface::Calendar => &answers.open,
    };
    let mut held = budget.open(Sender::of(response.request()).party());
    if let Err(problem) = held.grow(bytes) {
        let refused = problem.error_response();
        return Ok(response.into_response(refused).map_into_right_body());
    }
    Ok(response.map_body(|_, body| EitherBody::right(BoxBody::new(Kept { body: body.boxed(), _held: held }))))
}

#[cfg(test)]
mod tests {
    use actix_web::http::StatusCode;
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_service, init_service, read_body};
    use actix_web::{App, HttpResponse};

    use super::*;

    #[actix_web::test]
    async fn whoever_takes_nothing_in_holds_so_much_and_no_more() {
        let page = || async { HttpResponse::Ok().body(vec![b' '; 4 << 20]) };
        let app = App::new()
            .app_data(web::Data::new(Answers::default()))
            .wrap(from_fn(bound_answers))
            .route("/", web::get().to(page))
            .route("/public/feed", web::get().to(page))
            .route("/small", web::get().to(HttpResponse::Ok));
        let app = init_service(app).await;
        let asked = async |path: &str| call_service(&app, TestRequest::get().uri(path).to_request()).await;
        let mut pages = Vec::new();
        for _ in 0..SHARE >> 22 {
            pages.push(asked("/").await);
        }
        assert!(pages.iter().all(|it| it.status() == StatusCode::OK));
        let one = pages.pop().unwrap();
        let refused = asked("/").await;
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(refused.headers().contains_key("retry-after"));
        assert_eq!(asked("/small").await.status(), StatusCode::OK, "what is small is answered");
        let feed = asked("/public/feed").await;
        assert_eq!(feed.status(), StatusCode::OK, "what is open is counted by itself");
        assert_eq!(asked("/public/feed").await.status(), StatusCode::SERVICE_UNAVAILABLE);
        drop(feed);
        assert_eq!(read_body(one).await.len(), 4 << 20);
        assert_eq!(asked("/").await.status(), StatusCode::OK, "what was taken in makes room");
    }
}
