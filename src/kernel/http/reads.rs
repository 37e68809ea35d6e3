//! The two shapes of a request that reads, each one extractor: one object, or one page of a list. They are to reads what
//! [`super::requests`] is to writes, and come in the same order of checks: 401 before 400.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;
use validator::Validate;

use super::answer::Answer;
use super::etag::{IfNoneMatch, detail, detail_of_bytes};
use super::query::PathId;
use crate::kernel::call::Call;
use crate::kernel::db::{Db, View};
use crate::kernel::http::listing::{Listing, PAGE_PARAMETERS, TIMELESS_PARAMETERS};
use crate::kernel::id::Id;
use crate::kernel::journal::Record;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Language, Problem};

/// A GET of one object. `P` is what the path names, where that is more than its id.
pub struct Showing<P = Id> {
    db: Data<Db>,
    call: Call,
    id: P,
    known: IfNoneMatch,
}

impl<P: Send + 'static> Showing<P> {
    /// Answers with what is read: 200 with its ETag, or 304. `read` is 404 for whoever may not see the object.
    pub async fn answer<R: Record + Send + 'static>(
        self,
        read: impl FnOnce(&mut View<'_>, P) -> Result<R, Problem> + Send + 'static,
    ) -> Answer {
        let id = self.id;
        let object = self.db.read(&self.call, move |view| read(view, id)).await?;
        detail(&self.known, &object, i64::from(object.version()))
    }

    /// The same for JSON that is kept as text, and answered byte by byte; with the version of the object that it belongs to.
    pub async fn answer_text(
        self,
        read: impl FnOnce(&mut View<'_>, P) -> Result<(String, i32), Problem> + Send + 'static,
    ) -> Answer {
        let id = self.id;
        let (text, version) = self.db.read(&self.call, move |view| read(view, id)).await?;
        Ok(detail_of_bytes(&self.known, text.into_bytes(), i64::from(version)))
    }
}

/// A GET of a list, with filters `F` of its own. It takes `updated_since`, unless it is [`BrowsingAnew`].
pub struct Browsing<F, const TIMED: bool = true> {
    db: Data<Db>,
    call: Call,
    request: HttpRequest,
    listing: Listing<F>,
}

/// A GET of a list whose items have no time of their own: what changed of it is found by reading it again. Why that is so stands with
/// its handler, and in the test that walks all lists.
pub type BrowsingAnew<F> = Browsing<F, false>;

impl<F: Send + 'static, const TIMED: bool> Browsing<F, TIMED> {
    /// The language that the caller likes best.
    pub fn language(&self) -> Language {
        Language::of(self.request.headers())
    }

    /// Answers with one page: 200 with its ETag and the address of the next, or 304.
    pub async fn answer<T: Serialize + Send + 'static>(
        self,
        page: impl FnOnce(&mut View<'_>, &F, &PageRequest) -> Result<Page<T>, Problem> + Send + 'static,
    ) -> Answer {
        let Listing { filter, page: asked } = self.listing;
        let page = self.db.read(&self.call, move |view| page(view, &filter, &asked)).await?;
        page.answer(&self.request)
    }

    /// The same where a page is cut out of what takes long to find: it holds up nobody who reads something short.
    pub async fn answer_slowly<T: Serialize + Send + 'static>(
        self,
        page: impl FnOnce(&mut View<'_>, &F, &PageRequest) -> Result<Page<T>, Problem> + Send + 'static,
    ) -> Answer {
        let Listing { filter, page: asked } = self.listing;
        let page = self.db.read_slowly(&self.call, move |view| page(view, &filter, &asked)).await?;
        page.answer(&self.request)
    }
}

type Extracting<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

/// The database behind a request.
pub(super) fn db_of(request: &HttpRequest) -> Result<Data<Db>, Problem> {
    request.app_data::<Data<Db>>().cloned().ok_or_else(|| Problem::of(Code::Internal))
}

impl<P: DeserializeOwned + 'static> FromRequest for Showing<P> {
    type Error = Problem;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let call = Call::from_request(request, payload);
        let id = PathId::<P>::from_request(request, payload);
        let known = IfNoneMatch::from_request(request, payload);
        let db = db_of(request);
        Box::pin(async move { Ok(Self { call: call.await?, id: id.await?.0, known: known.await?, db: db? }) })
    }
}

impl<F: DeserializeOwned + Validate + IntoParams + 'static, const TIMED: bool> FromRequest for Browsing<F, TIMED> {
    type Error = Problem;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let call = Call::from_request(request, payload);
        let about_pages = if TIMED { PAGE_PARAMETERS } else { TIMELESS_PARAMETERS };
        let listing = Listing::<F>::read_told(request.query_string(), about_pages);
        let (db, request) = (db_of(request), request.clone());
        Box::pin(async move { Ok(Self { call: call.await?, listing: listing?, db: db?, request }) })
    }
}
