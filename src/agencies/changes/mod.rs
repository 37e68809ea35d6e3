//! Agency changes: decisions that rename agencies and let them end, and what they left of who took over from whom and of how agencies
//! were called.

pub mod access;
pub mod api;
pub mod ending;
mod executing;
mod judging;
pub mod model;
pub mod rules;
pub mod store;
mod told;
pub mod work;
pub mod workflow;

use crate::kernel::chapter::{Resource, nothing_left};
use crate::kernel::held::Held;
use crate::kernel::journal::Record as _;
use crate::kernel::table::{PartOf, Table};

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::AgencyChange::RESOURCE,
    left: nothing_left,
    tables: &[
        Table::Held("agency_changes"),
        Table::Part(&PartOf { table: "agency_succession", of: "agency_changes", by: "change_id" }),
        Table::Part(&PartOf { table: "agency_names", of: "agency_changes", by: "change_id" }),
        Table::Part(&PartOf { table: "agency_change_effects", of: "agency_changes", by: "change_id" }),
    ],
    held: Some(&Held {
        table: "agency_changes",
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
