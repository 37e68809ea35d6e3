//! Publications: what the public sees of an event, requested by one and approved by another.

pub mod api;
pub mod model;
pub mod rules;
pub mod steps;
pub mod store;
#[cfg(test)]
mod tests;
pub mod told;
pub mod workflow;

use crate::kernel::chapter::{Resource, nothing_left};
use crate::kernel::held::Held;
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::Publication::RESOURCE,
    left: nothing_left,
    tables: &[Table::Held("publications"), Table::Beside(&store::COUNTERS)],
    held: Some(&Held {
        table: "publications",
        rows: store::held,
        derived: &[],
        later: &[],
        acts: &[],
        left_out: false,
        unheld: &[],
    }),
    workflow: Some(&workflow::TRANSITIONS),
    readable: store::may_read,
    reminded: None,
    attached: false,
};
