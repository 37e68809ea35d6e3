//! The query string of a list, and the answer with a page of it.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{CACHE_CONTROL, LINK, VARY};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use validator::Validate;

use super::query::{read_pairs, split};
use crate::kernel::page::{LARGEST_LIMIT, Page, PageRequest};
use crate::kernel::problem::{Code, Problem};

/// The parameters of a list that are about its pages.
const PAGE_PARAMETERS: [&str; 3] = ["limit", "cursor", "count"];

#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct PageParameters {
    #[validate(range(min = 1, max = LARGEST_LIMIT))]
    limit: Option<i64>,
    cursor: Option<String>,
    count: Option<bool>,
}

fn page_request(query: &str) -> Result<PageRequest, Problem> {
    let asked: PageParameters = read_pairs(query)?;
    PageRequest::new(asked.limit, asked.cursor.as_deref(), asked.count.unwrap_or(false))
}

/// The query string of a list: its own filters `F`, and which page.
#[derive(Debug, Clone)]
pub struct Listing<F> {
    /// What to list and in which order.
    pub filter: F,
    /// Which page of it.
    pub page: PageRequest,
}

impl<F: DeserializeOwned + Validate> Listing<F> {
    /// Reads a query string.
    pub(super) fn read(query: &str) -> Result<Self, Problem> {
        // Two readings, since serde's `flatten` forgets both types and unknown fields.
        let (page, filter): (Vec<_>, Vec<_>) =
            split(query).partition(|(name, _)| PAGE_PARAMETERS.contains(&name.as_str()));
        let write = |pairs: Vec<(String, String)>| {
            serde_html_form::to_string(pairs).map_err(|_| Problem::of(Code::BadParameter))
        };
        Ok(Listing { filter: read_pairs(&write(filter)?)?, page: page_request(&write(page)?)? })
    }
}

impl<F: DeserializeOwned + Validate> FromRequest for Listing<F> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Listing::read(request.query_string()))
    }
}

/// A list without filters of its own.
#[derive(Debug, Clone, Copy, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct NoFilter {}

impl<T: Serialize> Page<T> {
    /// The answer: the page, and the next one's address in `Link` (RFC 8288).
    pub fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        response
            .insert_header((CACHE_CONTROL, "private, no-cache"))
            .insert_header((VARY, "Accept-Language, Authorization"));
        if let Some(link) = link_to_next(request, self) {
            response.insert_header((LINK, link));
        }
        response.json(self)
    }
}

/// The link to the page behind one, unless it is the last.
pub(super) fn link_to_next<T>(request: &HttpRequest, page: &Page<T>) -> Option<String> {
    page.next.as_ref().map(|next| format!("<{}>; rel=\"next\"", address_of_next(request, next)))
}

fn address_of_next(request: &HttpRequest, next: &str) -> String {
    let mut pairs: Vec<(String, String)> = split(request.query_string()).filter(|(name, _)| name != "cursor").collect();
    pairs.push(("cursor".to_owned(), next.to_owned()));
    format!("{}?{}", request.path(), serde_html_form::to_string(pairs).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use actix_web::http::header;
    use actix_web::test::TestRequest;
    use uuid::Uuid;

    use super::*;

    #[derive(Debug, Deserialize, Validate)]
    #[serde(deny_unknown_fields)]
    struct Filter {
        #[serde(default)]
        kind: Vec<String>,
    }

    fn listing(query: &str) -> Result<Listing<Filter>, Problem> {
        Listing::read(query)
    }

    fn row(number: u128) -> (String, Uuid) {
        (format!("row {number}"), Uuid::from_u128(number))
    }

    #[test]
    fn filters_and_pages_are_read_apart() {
        let read = listing("kind=a&limit=2&kind=b&count=true").expect("read");
        assert_eq!(read.filter.kind, ["a", "b"]);
        assert_eq!((read.page.limit(), read.page.fetch(), read.page.count()), (2, 3, true));
        for query in ["limit=201", "limit=0", "limit=x", "limit=1&limit=2", "other=1", "cursor="] {
            assert_eq!(listing(query).expect_err(query).code(), Code::BadParameter, "{query}");
        }
        for query in ["cursor=0", "cursor=e30"] {
            assert_eq!(listing(query).expect_err(query).code(), Code::CursorInvalid, "{query}");
        }
    }

    #[actix_web::test]
    async fn the_next_page_has_an_address() {
        let first = listing("limit=2&kind=a").expect("read").page;
        let page = Page::cut(vec![row(1), row(2), row(3)], &first, "name", Clone::clone).expect("a page");
        let next = page.next.clone().expect("a next page");
        let second = listing(&format!("limit=2&cursor={next}")).expect("read").page;
        assert_eq!(second.after::<String>("name").expect("its order"), Some(row(2)));
        let request = TestRequest::with_uri("/agencies?limit=2&cursor=old&kind=a").to_http_request();
        let answer = page.answer(&request);
        let link = answer.headers().get(header::LINK).expect("a link");
        assert_eq!(link, &format!("</agencies?limit=2&kind=a&cursor={next}>; rel=\"next\""));
    }
}
