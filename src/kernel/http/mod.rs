//! HTTP for all chapters: extractors that check, answers with their headers, and what surrounds every request.

pub mod answer;
pub mod call;
pub mod dates;
pub mod guard;
pub mod head_check;
pub mod health;
pub mod history;
pub mod idempotency;
pub mod metrics;
pub mod patch;
pub mod problem_details;
pub mod rate_limit;
pub mod request_id;
pub mod root_span;
pub mod routes;
pub mod security_headers;

mod checks;
mod etag;
mod form;
mod json;
mod locate;
mod objects;
mod page;
mod query;
mod reads;
mod requests;
mod shape;
mod sort;
mod stepping;
mod strict;
mod takes;
mod who_first;

pub use answer::{Answer, BASE};
pub use call::{Call, Visit};
pub use checks::Checks;
pub use etag::{IfMatch, IfNoneMatch, detail, etag};
pub use form::Form;
pub use json::{BODY_TIME, Json, LARGEST_BODY};
pub use page::{DEFAULT_LIMIT, Direction, LARGEST_LIMIT, Listing, NoFilter, Page, PageRequest};
pub use query::{PathId, Query};
pub use reads::{Browsing, Showing};
pub use requests::{Changing, Creating, Removing};
pub use routes::Routes;
pub use sort::{Sort, SortColumn};
pub use stepping::{Asked, Stepping};
