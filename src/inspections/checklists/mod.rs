//! Checklists: what inspections ask. A version is an object of its own; one of them is in force.

pub mod api;
pub mod model;
pub mod rules;
pub mod store;
pub mod work;
pub mod workflow;

use crate::kernel::chapter::Resource;
use crate::kernel::held::Held;
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::Checklist::RESOURCE,
    left: store::left,
    tables: &[Table::Held("checklists")],
    held: Some(&Held {
        table: "checklists",
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
    work: &[work::WORK],
};
