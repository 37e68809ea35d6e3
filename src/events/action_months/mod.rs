//! Action Months: one for each committee and year, prepared, then announced.

pub mod api;
pub mod model;
pub mod rules;
pub mod store;
pub mod workflow;

use crate::kernel::chapter::{Resource, nothing_left};
use crate::kernel::held::Held;
use crate::kernel::journal::Record as _;
use crate::kernel::table::{PartOf, Table};

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::ActionMonth::RESOURCE,
    left: nothing_left,
    tables: &[
        Table::Held("action_months"),
        Table::Part(&PartOf { table: "action_month_documents", of: "action_months", by: "action_month_id" }),
    ],
    held: Some(&Held {
        table: "action_months",
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
    work: &[],
};
