//! What waits for the caller: one list of it, whichever chapter's paper it is, by last day.
//!
//! It knows nobody's papers. Resources whose objects wait for people give out a [`Work`]; who it is that knows all of them is
//! `chapters.rs`.

mod api;
mod merging;
mod model;

pub use model::WorkKind;

use crate::kernel::chapter::Chapter;
use crate::kernel::http::Routes;
use crate::kernel::work::Work;
use crate::routes;

/// Where work comes from.
#[derive(Clone, Copy, Debug)]
pub struct Sources(pub &'static [Work]);

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    routes,
    well_known: None,
    rules: &[],
    reads: &[],
    delegable: false,
    directory: None,
    resources: &[],
    folded: &[],
    tags: &[],
};

fn routes() -> Routes {
    routes![api::list]
}
