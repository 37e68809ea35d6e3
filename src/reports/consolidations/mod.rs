//! Consolidations: one report made of many, issued by the chair, and never changed afterwards.

pub mod api;
pub mod document;
pub mod model;
pub mod rules;
pub mod store;
pub mod told;
pub mod workflow;

use crate::kernel::chapter::Resource;
use crate::kernel::held::{Held, Unheld};
use crate::kernel::journal::Record as _;
use crate::kernel::table::{PartOf, Table};
use crate::reports::access::may_read_consolidation;

const OF_THE_ONE_BEFORE: &str =
    "it tells of the compilation before, whose items are not kept; how many were added, replaced or removed is held";

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::Consolidation::RESOURCE,
    left: store::left,
    tables: &[
        Table::Held("consolidations"),
        Table::Part(&PartOf { table: "consolidation_documents", of: "consolidations", by: "consolidation_id" }),
        Table::Part(&PartOf { table: "consolidation_items", of: "consolidations", by: "consolidation_id" }),
    ],
    held: Some(&Held {
        table: "consolidations",
        rows: store::held,
        derived: &[],
        later: &[("not_accepted", Some("null")), ("warnings", None)],
        acts: &[],
        left_out: false,
        unheld: &[
            Unheld { table: "consolidation_items", column: "previous_number", why: OF_THE_ONE_BEFORE },
            Unheld { table: "consolidation_items", column: "change", why: OF_THE_ONE_BEFORE },
        ],
    }),
    workflow: Some(&workflow::TRANSITIONS),
    readable: may_read_consolidation,
    reminded: None,
    attached: true,
};
