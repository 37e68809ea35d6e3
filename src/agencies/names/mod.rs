//! What an agency was called from when until when. It is who is who, and no rows of this resource.

pub mod api;
pub mod model;
pub mod store;

use crate::kernel::chapter::{Resource, nobody, nothing_left};

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: "names",
    left: nothing_left,
    tables: &[],
    held: None,
    workflow: None,
    readable: nobody,
    reminded: None,
    attached: false,
    work: &[],
};
