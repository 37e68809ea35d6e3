//! Who took over from whom. It is who is who, and no rows of this resource.

pub mod api;
pub mod model;
pub mod store;

use crate::kernel::chapter::{Resource, nobody, nothing_left};

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: "succession",
    left: nothing_left,
    tables: &[],
    held: None,
    workflow: None,
    readable: nobody,
    reminded: None,
    attached: false,
    work: &[],
};
