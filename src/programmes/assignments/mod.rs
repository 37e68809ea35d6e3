//! Assignments: what one agency has to do about one task, and how far it is.

pub mod api;
pub mod attached;
pub mod extendable;
pub mod model;
pub mod reminded;
pub mod rules;
pub mod store;
pub mod told;
pub mod workflow;

use crate::kernel::chapter::{Resource, nothing_left};
use crate::kernel::held::{Held, Unheld};
use crate::kernel::journal::Record as _;
use crate::kernel::table::{PartOf, Table};
use crate::programmes::access::may_read_assignment;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::Assignment::RESOURCE,
    left: store::left,
    tables: &[
        Table::Held("assignments"),
        Table::Part(&PartOf { table: "assignment_spells", of: "assignments", by: "assignment_id" }),
    ],
    held: Some(&Held {
        table: "assignments",
        rows: store::held,
        derived: &[],
        later: &[("lead_agency_id", None)],
        acts: &[],
        left_out: false,
        unheld: &[Unheld { table: "assignment_spells", column: "id", why: "nothing names it" }],
    }),
    workflow: Some(&workflow::TRANSITIONS),
    readable: may_read_assignment,
    reminded: Some(reminded::REMINDED),
    attached: false,
};

/// The resource.
pub const PROGRESS: Resource = Resource {
    name: attached::ATTACHED,
    left: nothing_left,
    tables: &[Table::Part(&PartOf { table: "progress_updates", of: "assignments", by: "assignment_id" })],
    held: None,
    workflow: None,
    readable: attached::may_read,
    reminded: None,
    attached: true,
};
