//! The query string of a list, and the answer with a page of it.
//!
//! Every list takes `updated_since` and has a strong ETag, so that copies of it are kept without reading all of it again. How a store
//! answers it is [`crate::listed!`]'s business.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::LINK;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};
use validator::Validate;

use super::body_schema::BodySchema;
use super::etag::{IfNoneMatch, detail_of_bytes, write};
use super::query::right;
use super::query_faults::{all_wrong, problem};
use super::query_pairs::split;
use crate::kernel::instant::Instant;
use crate::kernel::page::{LARGEST_LIMIT, Page, PageRequest};
use crate::kernel::problem::{Code, Problem};

/// The parameters of a list that are about its pages.
pub const PAGE_PARAMETERS: &[&str] = &["limit", "cursor", "count", SINCE];

/// Those of a list whose items have no time of their own.
pub const TIMELESS_PARAMETERS: &[&str] = &["limit", "cursor", "count"];

/// Only what changed at an instant or later.
const SINCE: &str = "updated_since";

/// The order, where a list has several.
const SORT: &str = "sort";

/// A page is no version of anything.
const NO_VERSION: i64 = 0;

#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct PageParameters {
    #[validate(range(min = 1, max = LARGEST_LIMIT))]
    limit: Option<i64>,
    cursor: Option<String>,
    count: Option<bool>,
    updated_since: Option<Instant>,
}

impl PageParameters {
    fn schema() -> BodySchema {
        BodySchema::of_fields(json!({
            "limit": {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT},
            "cursor": {"type": "string"},
            "count": {"type": "boolean"},
            "updated_since": {"type": "string", "format": "date-time"},
        }))
    }
}

fn page_request(asked: &PageParameters, names_an_order: bool) -> Result<PageRequest, Problem> {
    let page = PageRequest::new(asked.limit, asked.cursor.as_deref(), asked.count.unwrap_or(false))?;
    Ok(page.since(asked.updated_since, names_an_order))
}

/// The query string of a list: its own filters `F`, and which page.
#[derive(Debug, Clone)]
pub struct Listing<F> {
    /// What to list and in which order.
    pub filter: F,
    /// Which page of it.
    pub page: PageRequest,
}

impl<F: DeserializeOwned + Validate + IntoParams> Listing<F> {
    /// Reads a query string, with these parameters about pages, or tells all that is wrong with it and what would be right.
    pub(super) fn read_told(query: &str, about_pages: &[&str]) -> Result<Self, Problem> {
        // Two readings, since serde's `flatten` forgets both types and unknown fields.
        let (page, filter): (Vec<_>, Vec<_>) = split(query).partition(|(name, _)| about_pages.contains(&name.as_str()));
        let names_an_order = filter.iter().any(|(name, _)| name == SORT);
        let write = |pairs: Vec<(String, String)>| {
            serde_html_form::to_string(pairs).map_err(|_| Problem::of(Code::BadParameter))
        };
        let (page, filter) = (write(page)?, write(filter)?);
        match (right::<F>(&filter), right::<PageParameters>(&page)) {
            (Some(filter), Some(asked)) => Ok(Listing { filter, page: page_request(&asked, names_an_order)? }),
            (read, asked) => {
                let mut wrong = Vec::new();
                if read.is_none() {
                    wrong.extend(all_wrong::<F>(&filter, &BodySchema::of_parameters::<F>(), about_pages));
                }
                if asked.is_none() {
                    wrong.extend(all_wrong::<PageParameters>(&page, &PageParameters::schema(), &[]));
                }
                Err(problem(query, wrong))
            }
        }
    }
}

impl<F: DeserializeOwned + Validate + IntoParams> FromRequest for Listing<F> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Listing::read_told(request.query_string(), PAGE_PARAMETERS))
    }
}

/// A list without filters of its own.
#[derive(Debug, Clone, Copy, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct NoFilter {}

impl IntoParams for NoFilter {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        Vec::new()
    }
}

impl<T: Serialize> Page<T> {
    /// The answer: the page with its ETag, or 304 where the caller has it; and the next one's address in `Link` (RFC 8288).
    pub fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, Problem> {
        let response = detail_of_bytes(&IfNoneMatch::of(request), write(self)?, NO_VERSION);
        Ok(with_link(response, request, self))
    }
}

/// An answer that leads to the page behind this one, unless it is the last.
pub(super) fn with_link<T>(mut response: HttpResponse, request: &HttpRequest, page: &Page<T>) -> HttpResponse {
    if let Some(Ok(link)) = link_to_next(request, page).map(|link| link.parse()) {
        response.headers_mut().insert(LINK, link);
    }
    response
}

fn link_to_next<T>(request: &HttpRequest, page: &Page<T>) -> Option<String> {
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
    use crate::kernel::id::Id;
    use crate::kernel::problem::Language;

    #[derive(Debug, Deserialize, Validate, IntoParams)]
    #[serde(deny_unknown_fields)]
    struct Filter {
        #[serde(default)]
        kind: Vec<String>,
    }

    fn listing(query: &str) -> Result<Listing<Filter>, Problem> {
        Listing::read_told(query, PAGE_PARAMETERS)
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

    #[test]
    fn all_that_is_wrong_is_named_with_what_would_be_right_in_the_order_of_the_query() {
        #[derive(Debug, Deserialize, Validate, IntoParams)]
        #[serde(deny_unknown_fields)]
        #[into_params(parameter_in = Query)]
        #[allow(dead_code, reason = "only what is wrong with it is asked for")]
        struct Wanted {
            /// Of any of these.
            #[serde(default)]
            #[validate(length(max = 1))]
            #[param(max_items = 1)]
            of: Vec<Id>,
            /// Of this year.
            #[validate(range(min = 1990, max = 2200))]
            #[param(minimum = 1990, maximum = 2200)]
            year: i32,
            /// Since then.
            since: Option<Instant>,
        }
        let told = |query: &str| -> Vec<[String; 3]> {
            let problem = Listing::<Wanted>::read_told(query, TIMELESS_PARAMETERS).expect_err(query);
            assert_eq!(problem.code(), Code::BadParameter, "{query}");
            let document = serde_json::to_value(problem.document(Language::English, "/")).expect("a document");
            let errors = document["errors"].as_array().expect("errors").iter();
            let fields = ["pointer", "code", "detail"];
            errors.map(|it| fields.map(|name| it[name].as_str().expect(name).to_owned())).collect()
        };
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        let no_id = format!("The value is not valid: an identifier such as {id}");
        assert_eq!(
            told("limit=0&zz=1&since=2017-01-01T00:00:00+07:00&of=x&of=y&count=1&q=%20"),
            [
                ["limit", "number_out_of_range", "The number is out of range: from 1 to 200"],
                [
                    "zz",
                    "field_unknown",
                    "There is no such field or parameter: one of of, year, since, limit, cursor, count"
                ],
                [
                    "since",
                    "value_invalid",
                    "The value is not valid: an instant such as 2017-02-03T09:00:00+07:00, where + is written %2B"
                ],
                ["of", "value_invalid", no_id.as_str()],
                ["count", "value_invalid", "The value is not valid: true or false"],
                ["q", "text_blank", "The text shows nothing"],
                ["year", "field_missing", "This field is required: a whole number, from 1990 to 2200"],
            ]
        );
        assert_eq!(
            told(&format!("year=soon&of={id}&of={id}&limit=1&limit=2")),
            [
                ["year", "value_invalid", "The value is not valid: a whole number, from 1990 to 2200"],
                ["of", "length_out_of_range", "The length or the number of items is out of range: at most 1"],
                ["limit", "value_invalid", "The value is not valid: one value alone"],
            ]
        );
        assert_eq!(told("year=1989&cursor=0").len(), 1, "where a page begins is looked at last");
    }

    #[test]
    fn what_changed_is_listed_in_the_order_in_which_it_changed_unless_another_is_named() {
        #[derive(Debug, Deserialize, Validate, IntoParams)]
        #[serde(deny_unknown_fields)]
        struct Sorted {
            #[serde(default)]
            sort: String,
        }
        let page =
            |query: &str| Listing::<Sorted>::read_told(query, PAGE_PARAMETERS).map(|it| (it.filter.sort, it.page));
        let (_, all) = page("sort=name").expect("read");
        assert!(all.changed_since().is_none() && !all.by_change());
        let at = Instant::parse("2017-12-01T02:00:00.000001Z").expect("an instant");
        let (_, changed) = page("updated_since=2017-12-01T09:00:00.000001%2B07:00").expect("read");
        assert_eq!((changed.changed_since(), changed.by_change()), (Some(at), true));
        assert!(changed.wants(at) && !changed.wants(Instant(at.0 - 1)) && all.wants(Instant(0)));
        let (sort, named) = page("sort=name&updated_since=2017-12-01T02:00:00.000001Z").expect("read");
        assert_eq!((sort.as_str(), named.changed_since(), named.by_change()), ("name", Some(at), false));
        for query in ["updated_since=yesterday", "updated_since=2017-12-01", "updated_since="] {
            assert_eq!(page(query).expect_err(query).code(), Code::BadParameter, "{query}");
        }
        let timeless = Listing::<Sorted>::read_told("updated_since=2017-12-01T02:00:00Z", TIMELESS_PARAMETERS);
        assert_eq!(timeless.expect_err("nobody reads it").code(), Code::BadParameter);
    }

    #[actix_web::test]
    async fn a_page_that_is_known_is_not_sent_again() {
        let first = listing("limit=2").expect("read").page;
        let page = |last: u128| Page::cut(vec![row(1), row(last)], &first, "name", Clone::clone).expect("a page");
        let bare = TestRequest::with_uri("/agencies").to_http_request();
        let answer = page(2).answer(&bare).expect("an answer");
        let etag = answer.headers().get(header::ETAG).and_then(|it| it.to_str().ok()).expect("an ETag").to_owned();
        assert!(etag.starts_with('"'), "{etag} is strong");
        let known = TestRequest::with_uri("/agencies").insert_header((header::IF_NONE_MATCH, etag)).to_http_request();
        assert_eq!(page(2).answer(&known).expect("an answer").status(), 304);
        assert_eq!(page(3).answer(&known).expect("an answer").status(), 200);
    }

    #[actix_web::test]
    async fn the_next_page_has_an_address() {
        let first = listing("limit=2&kind=a").expect("read").page;
        let page = Page::cut(vec![row(1), row(2), row(3)], &first, "name", Clone::clone).expect("a page");
        let next = page.next.clone().expect("a next page");
        let second = listing(&format!("limit=2&cursor={next}")).expect("read").page;
        assert_eq!(second.after::<String>("name").expect("its order"), Some(row(2)));
        let request = TestRequest::with_uri("/agencies?limit=2&cursor=old&kind=a").to_http_request();
        let answer = page.answer(&request).expect("an answer");
        let link = answer.headers().get(header::LINK).expect("a link");
        assert_eq!(link, &format!("</agencies?limit=2&kind=a&cursor={next}>; rel=\"next\""));
    }
}
