//! Reports of visits: drafted by the team, shown to the agency, concluded by the chair, and amended as versions.

pub mod access;
pub mod api;
pub mod facts;
pub mod making;
pub mod model;
pub mod reminded;
pub mod rules;
pub mod store;
pub mod told;
pub mod workflow;

use crate::kernel::chapter::Resource;
use crate::kernel::held::Held;
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::InspectionReport::RESOURCE,
    left: store::left,
    tables: &[Table::Held("inspection_reports")],
    held: Some(&Held {
        table: "inspection_reports",
        rows: store::held,
        derived: &[],
        later: &[],
        acts: &[],
        left_out: false,
        unheld: &[],
    }),
    workflow: Some(&workflow::TRANSITIONS),
    readable: store::may_read,
    reminded: Some(reminded::REMINDED),
    attached: true,
};
