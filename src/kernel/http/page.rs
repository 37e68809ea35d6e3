//! Lists in pages: a keyset instead of an offset, so that page 1,000 costs what page 1 costs and nothing is skipped or
//! shown twice while others write.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{CACHE_CONTROL, LINK, VARY};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Datelike, NaiveDate};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::query::{read_pairs, split};
use super::shape::Source;
use super::strict::is_clean;
use crate::kernel::problem::{Code, Problem};

/// Items of a page when the caller does not say.
pub const DEFAULT_LIMIT: i64 = 50;

/// Items of the largest page.
pub const LARGEST_LIMIT: i64 = 200;

/// A cursor longer than this was not made by us, in bytes.
const LONGEST_CURSOR: usize = 2048;

/// The parameters of a list that are about its pages.
const PAGE_PARAMETERS: [&str; 3] = ["limit", "cursor", "count"];

/// Which page of a list is asked for.
#[derive(Debug, Clone)]
pub struct PageRequest {
    limit: i64,
    cursor: Option<Cursor>,
    count: bool,
}

/// The place after the last item of a page.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cursor {
    sort: String,
    value: serde_json::Value,
    id: Uuid,
}

#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
struct PageParameters {
    #[validate(range(min = 1, max = LARGEST_LIMIT))]
    limit: Option<i64>,
    cursor: Option<String>,
    count: Option<bool>,
}

impl PageRequest {
    /// The largest number of items on the page.
    pub fn limit(&self) -> i64 {
        self.limit
    }

    /// How many rows to fetch: one more than shown, which tells whether there is a next page.
    pub fn fetch(&self) -> i64 {
        self.limit + 1
    }

    /// Whether the caller wants the total.
    pub fn count(&self) -> bool {
        self.count
    }

    /// The total, counted only where the caller wants it.
    pub fn total(&self, count: impl FnOnce() -> diesel::QueryResult<i64>) -> Result<Option<i64>, Problem> {
        Ok(self.count.then(count).transpose()?)
    }

    /// After which value and id the page begins, `None` for the first one; a cursor of another order is refused.
    pub fn after<V: DeserializeOwned>(&self, sort: &str) -> Result<Option<(V, Uuid)>, Problem> {
        let Some(cursor) = &self.cursor else { return Ok(None) };
        if cursor.sort != sort {
            return Err(bad_cursor());
        }
        let value = V::deserialize(&cursor.value).map_err(|_| bad_cursor())?;
        Ok(Some((value, cursor.id)))
    }

    fn read(query: &str) -> Result<PageRequest, Problem> {
        let parameters: PageParameters = read_pairs(query, Source::Parameters)?;
        let cursor = parameters.cursor.as_deref().map(Cursor::decode).transpose()?;
        Ok(PageRequest {
            limit: parameters.limit.unwrap_or(DEFAULT_LIMIT),
            cursor,
            count: parameters.count.unwrap_or(false),
        })
    }
}

impl Cursor {
    /// Whether its value may be sent to a database: we never write another, but a cursor comes from outside.
    fn is_storable(&self) -> bool {
        match &self.value {
            serde_json::Value::String(text) => is_clean(text) && has_usual_year(text),
            _ => true,
        }
    }

    fn encode(&self) -> Result<String, Problem> {
        let json = serde_json::to_vec(self).map_err(|error| {
            tracing::error!(%error, "a cursor could not be written");
            Problem::of(Code::Internal)
        })?;
        Ok(URL_SAFE_NO_PAD.encode(json))
    }

    fn decode(text: &str) -> Result<Cursor, Problem> {
        if text.len() > LONGEST_CURSOR {
            return Err(bad_cursor());
        }
        let json = URL_SAFE_NO_PAD.decode(text).map_err(|_| bad_cursor())?;
        let cursor: Cursor = serde_json::from_slice(&json).map_err(|_| bad_cursor())?;
        if cursor.is_storable() { Ok(cursor) } else { Err(bad_cursor()) }
    }
}

/// Whether every database takes it: chrono knows dates that PostgreSQL does not.
fn has_usual_year(text: &str) -> bool {
    let date = text.parse::<NaiveDate>().ok();
    let date = date.or_else(|| DateTime::parse_from_rfc3339(text).ok().map(|instant| instant.date_naive()));
    date.is_none_or(|date| (1..=9999).contains(&date.year()))
}

fn bad_cursor() -> Problem {
    Problem::of(Code::CursorInvalid).at("cursor", Code::CursorInvalid)
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
    fn read(query: &str) -> Result<Self, Problem> {
        // Two readings, since serde's `flatten` forgets both types and unknown fields.
        let (page, filter): (Vec<_>, Vec<_>) =
            split(query).partition(|(name, _)| PAGE_PARAMETERS.contains(&name.as_str()));
        let write = |pairs: Vec<(String, String)>| {
            serde_html_form::to_string(pairs).map_err(|_| Problem::of(Code::BadParameter))
        };
        Ok(Listing {
            filter: read_pairs(&write(filter)?, Source::Parameters)?,
            page: PageRequest::read(&write(page)?)?,
        })
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

/// One page of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Page<T> {
    /// The items, in the order asked for.
    #[schema(max_items = 200)]
    pub items: Vec<T>,
    /// The cursor of the next page, null on the last one.
    #[schema(required, max_length = 2048, pattern = "^[A-Za-z0-9_-]+$")]
    pub next: Option<String>,
    /// How many items there are on all pages; only with `count=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 0)]
    pub total: Option<i64>,
}

impl<T> Page<T> {
    /// Makes a page of the rows fetched, [`PageRequest::fetch`] at most; `key` gives the value that they are sorted by.
    pub fn cut<V: Serialize>(
        mut rows: Vec<T>,
        request: &PageRequest,
        sort: &str,
        key: impl Fn(&T) -> (V, Uuid),
    ) -> Result<Page<T>, Problem> {
        let limit = usize::try_from(request.limit).unwrap_or_default();
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = match rows.last().filter(|_| more) {
            None => None,
            Some(last) => {
                let (value, id) = key(last);
                let value = serde_json::to_value(value).map_err(|error| {
                    tracing::error!(%error, "a cursor could not be written");
                    Problem::of(Code::Internal)
                })?;
                Some(Cursor { sort: sort.to_owned(), value, id }.encode()?)
            }
        };
        Ok(Page { items: rows, next, total: None })
    }

    /// The only page of a list in which nothing can be.
    pub fn empty(request: &PageRequest) -> Page<T> {
        Page { items: Vec::new(), next: None, total: request.count().then_some(0) }
    }

    /// The same page with its total.
    #[must_use]
    pub fn with_total(mut self, total: Option<i64>) -> Page<T> {
        self.total = total;
        self
    }

    /// The same page with every item turned into its answer.
    pub fn map<U>(self, answer: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(answer).collect(), next: self.next, total: self.total }
    }
}

impl<T: Serialize> Page<T> {
    /// The answer: the page, and the next one's address in `Link` (RFC 8288).
    pub fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        response
            .insert_header((CACHE_CONTROL, "private, no-cache"))
            .insert_header((VARY, "Accept-Language, Authorization"));
        if let Some(next) = &self.next {
            response.insert_header((LINK, format!("<{}>; rel=\"next\"", address_of_next(request, next))));
        }
        response.json(self)
    }
}

fn address_of_next(request: &HttpRequest, next: &str) -> String {
    let mut pairs: Vec<(String, String)> = split(request.query_string()).filter(|(name, _)| name != "cursor").collect();
    pairs.push(("cursor".to_owned(), next.to_owned()));
    format!("{}?{}", request.path(), serde_html_form::to_string(pairs).unwrap_or_default())
}

/// Which way a list runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// Orders a boxed query by a column that is never null, ties broken by the id, and starts it after a cursor.
///
/// ```text
/// let after = page.after::<String>(&sort.to_string())?;
/// let query = keyset!(query, sort.direction, agencies::name_sort_key, agencies::id, after);
/// let rows = query.limit(page.fetch()).load::<Row>(connection)?;
/// ```
#[macro_export]
macro_rules! keyset {
    ($query:expr, $direction:expr, $column:expr, $id:expr, $after:expr) => {{
        #[allow(unused_imports)]
        use ::diesel::prelude::*;
        let (mut query, way) = ($query, $direction);
        if let Some((value, id)) = $after {
            let row = (value, $crate::kernel::id::Id(id));
            query = query.filter($crate::kernel::db::beyond::beyond(way, $column, $id, row));
        }
        $crate::in_order!(query, way, $column, $id)
    }};
}

/// Orders a boxed query as [`keyset!`] does.
#[macro_export]
macro_rules! in_order {
    ($query:expr, $direction:expr, $column:expr, $id:expr) => {
        match $direction {
            $crate::kernel::http::Direction::Ascending => $query.order(($column.asc(), $id.asc())),
            $crate::kernel::http::Direction::Descending => $query.order(($column.desc(), $id.desc())),
        }
    };
}

#[cfg(test)]
mod tests {
    use actix_web::http::header;
    use actix_web::test::TestRequest;

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

    diesel::table! {
        use diesel::sql_types::{Integer, Text};
        use crate::kernel::db::types::SqlId;

        rows (id) {
            id -> SqlId,
            name -> Text,
            size -> Integer,
        }
    }

    /// The row that a test sees: its id and its name.
    type Seen = (crate::kernel::id::Id, String);

    #[test]
    fn pages_meet_without_a_gap_or_an_overlap() {
        use crate::kernel::id::Id;
        use diesel::prelude::*;
        let mut connection = SqliteConnection::establish(":memory:").expect("a database");
        let create = "CREATE TABLE rows (id BLOB PRIMARY KEY, name TEXT NOT NULL, size INTEGER NOT NULL) STRICT";
        diesel::sql_query(create).execute(&mut connection).expect("a table");
        // Names repeat, so that the id has to break ties in the middle of a page and at its end.
        let all = [(1, "b"), (2, "a"), (3, "b"), (4, "b"), (5, "c"), (6, "a"), (7, "b")];
        let all: Vec<Seen> = all.iter().map(|(id, name)| (Id(Uuid::from_u128(*id)), (*name).to_owned())).collect();
        for (id, name) in &all {
            let row = (rows::id.eq(id), rows::name.eq(name), rows::size.eq(0));
            diesel::insert_into(rows::table).values(row).execute(&mut connection).expect("a row");
        }
        for direction in [Direction::Ascending, Direction::Descending] {
            let mut seen: Vec<Seen> = Vec::new();
            loop {
                let after = seen.last().map(|(id, name)| (name.clone(), id.0));
                let query = rows::table.select((rows::id, rows::name)).into_boxed();
                let query = keyset!(query, direction, rows::name, rows::id, after);
                let page: Vec<Seen> = query.limit(2).load(&mut connection).expect("a page");
                if page.is_empty() {
                    break;
                }
                seen.extend(page);
            }
            let mut expected = all.clone();
            expected.sort_by(|left, right| (&left.1, left.0).cmp(&(&right.1, right.0)));
            if direction == Direction::Descending {
                expected.reverse();
            }
            assert_eq!(seen, expected);
        }
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
    async fn a_cursor_leads_to_the_next_page_of_its_own_order() {
        let first = listing("limit=2&kind=a").expect("read").page;
        let page = Page::cut(vec![row(1), row(2), row(3)], &first, "name", Clone::clone).expect("a page");
        assert_eq!(page.items, [row(1), row(2)]);
        let next = page.next.clone().expect("a next page");
        let second = listing(&format!("limit=2&cursor={next}")).expect("read").page;
        assert_eq!(second.after::<String>("name").expect("its order"), Some(row(2)));
        assert_eq!(second.after::<String>("-name").expect_err("another order").code(), Code::CursorInvalid);
        let request = TestRequest::with_uri("/agencies?limit=2&cursor=old&kind=a").to_http_request();
        let answer = page.answer(&request);
        let link = answer.headers().get(header::LINK).expect("a link");
        assert_eq!(link, &format!("</agencies?limit=2&kind=a&cursor={next}>; rel=\"next\""));
        let last = Page::cut(vec![row(3)], &second, "name", Clone::clone).expect("a page");
        assert!(last.next.is_none());
    }
}
