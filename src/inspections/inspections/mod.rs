//! Inspections: visits of teams, and agencies that inspect themselves.

pub mod access;
pub mod api;
pub mod beside;
pub mod facts;
pub mod making;
pub mod model;
pub mod reminded;
pub mod rules;
pub mod steps;
pub mod store;
pub mod told;
pub mod work;
pub mod workflow;

use crate::kernel::chapter::Resource;
use crate::kernel::held::Held;
use crate::kernel::journal::Record as _;
use crate::kernel::table::{PartOf, Table};

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::Inspection::RESOURCE,
    left: store::left,
    tables: &[
        Table::Held("inspections"),
        Table::Part(&PartOf { table: "inspection_members", of: "inspections", by: "inspection_id" }),
        Table::Part(&PartOf { table: "inspection_ratings", of: "inspections", by: "inspection_id" }),
    ],
    held: Some(&Held {
        table: "inspections",
        rows: store::held,
        derived: &[],
        later: &[("report_expected_on", None), ("returned_at", Some("null"))],
        acts: &[],
        left_out: false,
        unheld: &[],
    }),
    workflow: Some(&workflow::TRANSITIONS),
    readable: store::may_read,
    reminded: Some(reminded::REMINDED),
    attached: false,
    work: &[work::WORK],
};
