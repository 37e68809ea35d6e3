//! Preferences: what each person wants by mail.

pub mod api;
pub mod model;
pub mod store;

use crate::kernel::chapter::{Resource, nobody, nothing_left};
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::Preferences::RESOURCE,
    left: nothing_left,
    tables: &[Table::Beside(&store::PREFERENCES)],
    held: None,
    workflow: None,
    readable: nobody,
    reminded: None,
    attached: false,
};
