//! Decisions on the committee of an agency: each names all who sit on it, from a day on.

pub mod api;
pub mod model;
pub mod rules;
pub mod store;
pub mod work;
pub mod workflow;

use crate::kernel::chapter::{Resource, nothing_left};
use crate::kernel::held::Held;
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;

/// The resource. A decision keeps no agency from ending: whoever sits on the committee of one that has ended sits there no more.
pub const RESOURCE: Resource = Resource {
    name: model::CommitteeDecision::RESOURCE,
    left: nothing_left,
    tables: &[Table::Held("committee_decisions")],
    held: Some(&Held {
        table: "committee_decisions",
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
    attached: true,
    work: &[work::WORK],
};
