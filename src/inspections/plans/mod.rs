//! Plans of inspections: which agencies are visited in a year, by whom, and which inspect themselves.

pub mod api;
pub mod making;
pub mod model;
pub mod rules;
mod steps;
pub mod store;
mod told;
pub mod workflow;

use crate::kernel::chapter::Resource;
use crate::kernel::held::Held;
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::InspectionPlan::RESOURCE,
    left: store::left,
    tables: &[Table::Held("inspection_plans")],
    held: Some(&Held {
        table: "inspection_plans",
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
