//! Signing in and staying signed in.

pub mod api;
pub mod families;
pub mod model;
pub mod rules;
pub mod signing;
pub mod store;
pub mod throttle;

use crate::kernel::chapter::nobody;
use crate::kernel::chapter::{Resource, nothing_left};
use crate::kernel::table::Table;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: "sessions",
    left: nothing_left,
    tables: &[
        Table::Beside(&store::TOKEN_FAMILIES),
        Table::Beside(&store::REFRESH_TOKENS),
        Table::Beside(&store::attempts::ATTEMPTS),
    ],
    held: None,
    workflow: None,
    readable: nobody,
    reminded: None,
    attached: false,
    work: &[],
};
