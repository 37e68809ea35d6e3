//! The record of everything that was done, as auditors and administrators read it. Nothing here writes.

mod api;
mod model;
pub mod policy;
mod store;

pub use model::AuditEntry;

use crate::kernel::http::Routes;
use crate::routes;

/// The operations of this chapter.
pub fn routes() -> Routes {
    routes![api::list, api::read, api::head]
}
