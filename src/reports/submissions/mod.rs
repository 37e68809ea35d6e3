//! Submissions: the versions of each report, from draft to accepted.

pub mod api;
pub mod model;
pub mod rules;
pub mod steps;
pub mod store;
pub mod told;
pub mod workflow;

use crate::kernel::chapter::Resource;
use crate::kernel::held::Held;
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;
use crate::reports::access::may_read_submission;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::Submission::RESOURCE,
    left: store::left,
    tables: &[Table::Held("submissions")],
    held: Some(&Held {
        table: "submissions",
        rows: store::held,
        derived: &[],
        later: &[],
        acts: &[],
        left_out: false,
        unheld: &[],
    }),
    workflow: Some(&workflow::TRANSITIONS),
    readable: may_read_submission,
    reminded: None,
    attached: true,
};
