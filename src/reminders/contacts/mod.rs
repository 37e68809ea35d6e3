//! Whom to call at an agency. They are who is who, with what accounts know of them, and no rows of this chapter.

pub mod api;
pub mod model;
pub mod store;

use crate::kernel::chapter::{Resource, nobody, nothing_left};

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: "contacts",
    left: nothing_left,
    tables: &[],
    held: None,
    workflow: None,
    readable: nobody,
    reminded: None,
    attached: false,
    work: &[],
};
