//! The record of everything that was done, as auditors and administrators read it. Nothing here writes.

mod api;
mod model;
mod objects;
mod policy;
mod rules;
mod store;

pub use objects::Objects;

use crate::kernel::chapter::{Chapter, Tag};
use crate::kernel::http::Routes;
use crate::routes;

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    routes,
    well_known: None,
    rules: policy::RULES,
    reads: &[policy::READS],
    delegable: false,
    directory: None,
    resources: &[],
    folded: &[],
    tags: &[Tag { name: "audit-entries", about: "The record of everything that was done", beside: &[] }],
};

fn routes() -> Routes {
    routes![api::list, api::read, api::head]
}
