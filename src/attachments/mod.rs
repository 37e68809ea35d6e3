//! Attachments: files that belong to papers. A file is declared with its size and its SHA-256, sent in parts that a phone can
//! send again, and then named by what it is attached to, such as an update of progress; from there on it never changes.
//!
//! The chapter knows nobody's papers. Chapters whose papers have attachments give out a [`Source`]; who it is that knows all
//! of them is `chapters.rs`.

mod access;
mod api;
mod attaching;
mod model;
pub mod policy;
mod store;
mod verifying;

pub use access::{Attaching, READS, Source, may_replay};
pub use attaching::{MOST_AT_ONCE, attach, attached_to};
pub use model::{Attachment, Subject};
pub use verifying::{Files, verify};

use crate::kernel::http::Routes;
use crate::routes;

/// The operations of this chapter.
pub fn routes() -> Routes {
    routes![api::list, api::create, api::read, api::delete, api::send_part, api::content]
}
