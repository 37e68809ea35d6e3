//! The shapes of a request that reads without a caller: siblings of [`super::reads`] for what stands below `/public/` and
//! `/calendar/`. They read on a lane of their own ([`Db::read_publicly`]), so no number of them takes a turn from anybody who is signed
//! in; their closures get a [`PublicView`], which has a connection, the civil time and who is who, and no caller.
//!
//! Their routes carry the whole path and go into [`crate::kernel::chapter::Chapter::well_known`]; `security(())` says in the document
//! that nobody has to sign in.
//!
//! ```ignore
//! /// The list: filters of its own, and pages.
//! #[utoipa::path(get, path = "/public/v1/events", tag = "public", security(()), params(PublicFilter),
//!     responses((status = 200, description = "A page", body = inline(Page<PublicEvent>))))]
//! pub async fn list(browsing: PublicBrowsing<PublicFilter>) -> Answer {
//!     browsing.answer(|view, filter, page| store::page(view, filter, page)).await
//! }
//!
//! /// One of them: `PublicShowing` reads an id, `PublicShowing<i32>` a year.
//! #[utoipa::path(get, path = "/public/v1/events/{id}", tag = "public", security(()),
//!     responses((status = 200, description = "The event", body = PublicEvent)))]
//! pub async fn show(showing: PublicShowing) -> Answer {
//!     showing.answer(|view, id| store::find(view, *id)).await                               // 404
//! }
//!
//! /// A feed, with filters and of another media type; `()` where the path names nothing.
//! #[utoipa::path(get, path = "/public/v1/events.ics", tag = "public", security(()), params(FeedFilter),
//!     responses((status = 200, description = "The feed", content_type = "text/calendar", body = String)))]
//! pub async fn feed(reading: PublicReading<(), FeedFilter>) -> Answer {
//!     reading.answer(|view, (), filter| {
//!         Ok(Content::new("text/calendar; charset=utf-8", store::feed(view, filter)?).named("su-kien.ics"))
//!     }).await
//! }
//!
//! /// The feed of an address that is a secret: what its maker may read today.
//! #[utoipa::path(get, path = "/calendar/v1/{address}.ics", tag = "calendar", security(()),
//!     params(("address" = String, Path, description = "What the address ends in")),
//!     responses((status = 200, description = "The feed", content_type = "text/calendar", body = String)))]
//! pub async fn agency_feed(reading: PublicReading<String>) -> Answer {
//!     reading.answer(|view, secret, _| {
//!         let address = store::address(view.connection, secret)?;                            // 404: unknown, revoked
//!         let mut seen = view.as_seen_by(address.made_by, address.agency_id).ok_or_else(|| Problem::of(Code::NotFound))?;
//!         Ok(Content::new("text/calendar; charset=utf-8", store::agency_feed(&mut seen)?).named("lich.ics"))
//!     }).await
//! }
//! ```
//!
//! Headers are nobody's business here: `Cache-Control`, CORS and `Vary` are written on the way out (`open_surface.rs`).

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;
use validator::Validate;

use super::answer::Answer;
use super::content::Content;
use super::etag::IfNoneMatch;
use super::listing::{Listing, NoFilter, PAGE_PARAMETERS, with_link};
use super::query::{PathId, read_told};
use super::reads::db_of;
use super::sender::Sender;
use crate::kernel::db::{Db, PublicView};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::Problem;

/// What all of them have.
struct Asking {
    db: Data<Db>,
    now: Instant,
    known: IfNoneMatch,
}

impl Asking {
    fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let db = db_of(request)?;
        let now = Sender::of(request).arrived.unwrap_or_else(|| db.clock().now());
        let known = IfNoneMatch::of(request);
        Ok(Self { db, now, known })
    }

    async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut PublicView<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.db.read_publicly(self.now, read).await
    }
}

/// A GET of whatever the path names with `P`, with filters `F`: any other shape, and any media type.
pub struct PublicReading<P = (), F = NoFilter> {
    asking: Asking,
    path: P,
    filter: F,
}

impl<P: Send + 'static, F: Send + 'static> PublicReading<P, F> {
    /// Answers with bytes of some media type: 200 with their ETag, or 304.
    pub async fn answer(
        self,
        read: impl FnOnce(&mut PublicView<'_>, &P, &F) -> Result<Content, Problem> + Send + 'static,
    ) -> Answer {
        let Self { asking, path, filter } = self;
        let content = asking.read(move |view| read(view, &path, &filter)).await?;
        Ok(content.open_answer(&asking.known))
    }
}

/// A GET of one object, named by one part of the path: an id, or a `P`.
pub struct PublicShowing<P = Id> {
    asking: Asking,
    path: P,
}

impl<P: Send + 'static> PublicShowing<P> {
    /// Answers with what is read, as JSON: 200 with its ETag, or 304.
    pub async fn answer<T: Serialize + Send + 'static>(
        self,
        read: impl FnOnce(&mut PublicView<'_>, &P) -> Result<T, Problem> + Send + 'static,
    ) -> Answer {
        let Self { asking, path } = self;
        let object = asking.read(move |view| read(view, &path)).await?;
        Ok(Content::json(&object)?.open_answer(&asking.known))
    }
}

/// A GET of a list, with filters `F` of its own.
pub struct PublicBrowsing<F> {
    asking: Asking,
    request: HttpRequest,
    listing: Listing<F>,
}

impl<F: Send + 'static> PublicBrowsing<F> {
    /// Answers with one page: 200 with its ETag and the address of the next, or 304.
    pub async fn answer<T: Serialize + Send + 'static>(
        self,
        page: impl FnOnce(&mut PublicView<'_>, &F, &PageRequest) -> Result<Page<T>, Problem> + Send + 'static,
    ) -> Answer {
        let Self { asking, request, listing: Listing { filter, page: asked } } = self;
        let page = asking.read(move |view| page(view, &filter, &asked)).await?;
        Ok(with_link(Content::json(&page)?.open_answer(&asking.known), &request, &page))
    }
}

fn path_of<P: DeserializeOwned>(request: &HttpRequest, payload: &mut Payload) -> Result<P, Problem> {
    Ok(PathId::<P>::from_request(request, payload).into_inner()?.0)
}

impl<P: DeserializeOwned, F: DeserializeOwned + Validate + IntoParams> FromRequest for PublicReading<P, F> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let mut extract = || {
            let (path, filter) = (path_of(request, payload)?, read_told(request.query_string())?);
            Ok(Self { asking: Asking::of(request)?, path, filter })
        };
        ready(extract())
    }
}

impl<P: DeserializeOwned> FromRequest for PublicShowing<P> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let mut extract = || Ok(Self { path: path_of(request, payload)?, asking: Asking::of(request)? });
        ready(extract())
    }
}

impl<F: DeserializeOwned + Validate + IntoParams> FromRequest for PublicBrowsing<F> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let extract = || {
            let listing = Listing::read_told(request.query_string(), PAGE_PARAMETERS)?;
            Ok(Self { asking: Asking::of(request)?, request: request.clone(), listing })
        };
        ready(extract())
    }
}
