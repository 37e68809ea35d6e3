//! Indicators: what is counted, and the targets by year.

pub mod api;
pub mod model;
pub mod rules;
pub mod store;

use crate::kernel::chapter::everybody;
use crate::kernel::chapter::{Resource, nothing_left};
use crate::kernel::held::Held;
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::Indicator::RESOURCE,
    left: nothing_left,
    tables: &[Table::Held("indicators")],
    held: Some(&Held {
        table: "indicators",
        rows: store::held,
        derived: &[],
        later: &[("event_measure", Some("null"))],
        acts: &[],
        left_out: false,
        unheld: &[],
    }),
    workflow: None,
    readable: everybody,
    reminded: None,
    attached: false,
    work: &[],
};
