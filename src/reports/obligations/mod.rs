//! Obligations: who owes which report, by when, and what became of it.

pub mod api;
pub mod extendable;
pub mod model;
pub mod reminded;
pub mod rules;
pub mod store;
pub mod work;
pub mod workflow;

use crate::kernel::chapter::Resource;
use crate::kernel::held::{Held, Unheld};
use crate::kernel::journal::Record as _;
use crate::kernel::table::{PartOf, Table};
use crate::reports::access::may_read_obligation;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::Obligation::RESOURCE,
    left: store::left,
    tables: &[
        Table::Held("obligations"),
        Table::Part(&PartOf { table: "obligation_spells", of: "obligations", by: "obligation_id" }),
    ],
    held: Some(&Held {
        table: "obligations",
        rows: store::held,
        derived: &["agency_name", "regime", "year", "due_on"],
        later: &[("owed_to_committee", None)],
        acts: &[],
        left_out: false,
        unheld: &[Unheld { table: "obligation_spells", column: "id", why: "nothing names it" }],
    }),
    workflow: Some(&workflow::TRANSITIONS),
    readable: may_read_obligation,
    reminded: Some(reminded::REMINDED),
    attached: false,
    work: work::WORK,
};
