//! Lists in pages: a keyset instead of an offset, so that page 1,000 costs what page 1 costs and nothing is skipped or
//! shown twice while others write.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Datelike, NaiveDate};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::instant::Instant;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::text::is_clean;

/// Items of a page when the caller does not say.
pub const DEFAULT_LIMIT: i64 = 50;

/// Items of the largest page.
pub const LARGEST_LIMIT: i64 = 200;

/// What the rows of one page say, in bytes; a single row may be larger.
pub const MOST_BYTES: i64 = 4 << 20;

/// The order in which things changed, as a cursor names it.
const BY_CHANGE: &str = "updated_at";

/// A cursor longer than this was not made by us, in bytes.
const LONGEST_CURSOR: usize = 2048;

/// Which page of a list is asked for.
#[derive(Debug, Clone)]
pub struct PageRequest {
    limit: i64,
    cursor: Option<Cursor>,
    count: bool,
    since: Option<Instant>,
    by_change: bool,
}

/// The place after the last item of a page.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cursor {
    sort: String,
    value: serde_json::Value,
    id: Uuid,
}

impl PageRequest {
    /// The page of `limit` items behind a cursor, with the total of all pages or without; 400 for a cursor that is not ours.
    pub fn new(limit: Option<i64>, cursor: Option<&str>, count: bool) -> Result<Self, Problem> {
        let cursor = cursor.map(Cursor::decode).transpose()?;
        Ok(Self { limit: limit.unwrap_or(DEFAULT_LIMIT), cursor, count, since: None, by_change: false })
    }

    /// The same of what changed at an instant or since: in the order in which it changed, unless the caller names another.
    #[must_use]
    pub fn since(mut self, since: Option<Instant>, names_an_order: bool) -> Self {
        self.by_change = since.is_some() && !names_an_order;
        self.since = since;
        self
    }

    /// From when on what changed is asked for; none where everything is.
    pub fn changed_since(&self) -> Option<Instant> {
        self.since
    }

    /// Whether the list runs in the order in which things changed, the earliest first.
    pub fn by_change(&self) -> bool {
        self.by_change
    }

    /// Whether something is asked for that is as it is since an instant.
    pub fn wants(&self, changed_at: Instant) -> bool {
        self.since.is_none_or(|since| changed_at >= since)
    }

    /// The largest number of items on the page.
    pub fn limit(&self) -> i64 {
        self.limit
    }

    /// How many rows to fetch: one more than shown, which tells whether there is a next page.
    pub fn fetch(&self) -> i64 {
        self.limit + 1
    }

    /// Whether its rows are never too large together where none is of more bytes than that.
    pub fn always_fits(&self, largest_row: i64) -> bool {
        self.fetch().saturating_mul(largest_row) <= MOST_BYTES
    }

    /// The same request, ended early where its rows would be too large together: one row, or as many as are no more than
    /// [`MOST_BYTES`]. Given are the sizes of the rows that it would fetch, in their order, in bytes.
    #[must_use]
    pub fn fitting(&self, sizes: &[i64]) -> Self {
        let mut sum = 0_i64;
        let fitting = sizes.iter().take_while(|size| {
            sum = sum.saturating_add(**size);
            sum <= MOST_BYTES
        });
        let rows = i64::try_from(fitting.count()).unwrap_or(i64::MAX);
        // Where all of them fit, nothing is ended, however many there are.
        let ended = (rows as usize) < sizes.len();
        Self { limit: if ended { self.limit.min(rows.max(1)) } else { self.limit }, ..self.clone() }
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
}

impl PageRequest {
    /// Which way a list runs in the order in which things changed, and after which the page begins.
    pub fn after_change<V: DeserializeOwned>(&self) -> Result<(Direction, Option<(V, Uuid)>), Problem> {
        Ok((Direction::Ascending, self.after(BY_CHANGE)?))
    }
}

impl Cursor {
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
        if is_storable(&cursor.value) { Ok(cursor) } else { Err(bad_cursor()) }
    }
}

/// Whether a cursor's value may be sent to a database: we never write another, but a cursor comes from outside.
fn is_storable(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::String(text) => is_clean(text) && has_usual_year(text),
        serde_json::Value::Array(parts) => parts.iter().all(is_storable),
        _ => true,
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

/// One page of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Page<T> {
    /// The items, in the order asked for. A page ends before its limit where they would be more than four megabytes.
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

    /// One page of all that there is, which is in memory and in order: by `key`.
    pub fn of_all<V: Serialize + DeserializeOwned + Ord>(
        mut all: Vec<T>,
        request: &PageRequest,
        sort: &str,
        key: impl Fn(&T) -> (V, Uuid),
    ) -> Result<Page<T>, Problem> {
        let total = request.count().then_some(all.len() as i64);
        if let Some(after) = request.after::<V>(sort)? {
            all.retain(|it| key(it) > after);
        }
        all.truncate(usize::try_from(request.fetch()).unwrap_or_default());
        Ok(Self::cut(all, request, sort, key)?.with_total(total))
    }

    /// The same in the order in which things changed; `key` gives when.
    pub fn cut_by_change<V: Serialize>(
        rows: Vec<T>,
        request: &PageRequest,
        key: impl Fn(&T) -> (V, Uuid),
    ) -> Result<Page<T>, Problem> {
        Self::cut(rows, request, BY_CHANGE, key)
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

/// Which way a list runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u128) -> (String, Uuid) {
        (format!("row {number}"), Uuid::from_u128(number))
    }

    #[test]
    fn a_page_ends_where_its_rows_are_too_large_together() {
        let page = PageRequest::new(Some(4), None, false).expect("a page");
        let limit = |sizes: &[i64]| page.fitting(sizes).limit();
        assert_eq!(limit(&[]), 4);
        assert_eq!(limit(&[10; 5]), 4);
        assert_eq!(limit(&[MOST_BYTES / 2, MOST_BYTES / 2, 1, 1, 1]), 2);
        assert_eq!(limit(&[MOST_BYTES + 1, 1]), 1, "one row is always shown");
        assert_eq!(limit(&[1, 1, 1, 1, MOST_BYTES]), 4, "the row behind the page is not on it");
        assert!(page.always_fits(MOST_BYTES / 5) && !page.always_fits(MOST_BYTES / 5 + 1));
    }

    #[test]
    fn a_cursor_leads_to_the_next_page_of_its_own_order() {
        let first = PageRequest::new(Some(2), None, false).expect("the first page");
        let page = Page::cut(vec![row(1), row(2), row(3)], &first, "name", Clone::clone).expect("a page");
        assert_eq!(page.items, [row(1), row(2)]);
        let second = PageRequest::new(Some(2), page.next.as_deref(), false).expect("the second page");
        assert_eq!(second.after::<String>("name").expect("its order"), Some(row(2)));
        assert_eq!(second.after::<String>("-name").expect_err("another order").code(), Code::CursorInvalid);
        let last = Page::cut(vec![row(3)], &second, "name", Clone::clone).expect("a page");
        assert!(last.next.is_none());
    }
}
