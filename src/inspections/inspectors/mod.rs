//! People who can be named in the teams of visits. They are who is who, and no rows of this chapter.

pub mod api;
pub mod model;
pub mod store;

use crate::kernel::chapter::{Resource, nobody, nothing_left};

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: "inspectors",
    left: nothing_left,
    tables: &[],
    held: None,
    workflow: None,
    readable: nobody,
    reminded: None,
    attached: false,
    work: &[],
};
