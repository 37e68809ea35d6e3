//! Programmes: drafted, reviewed, issued, amended; every revision has its own text.

pub mod api;
pub mod model;
pub mod rules;
pub mod store;
pub mod told;
pub mod workflow;

use crate::kernel::chapter::Resource;
use crate::kernel::held::Held;
use crate::kernel::journal::Record as _;
use crate::kernel::table::{PartOf, Table};
use crate::programmes::access::may_read_programme;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::Programme::RESOURCE,
    left: store::left,
    tables: &[
        Table::Held("programmes"),
        Table::Part(&PartOf { table: "programme_documents", of: "programmes", by: "programme_id" }),
    ],
    held: Some(&Held {
        table: "programmes",
        rows: store::held,
        derived: &[],
        later: &[],
        acts: &[],
        left_out: false,
        unheld: &[],
    }),
    workflow: Some(&workflow::TRANSITIONS),
    readable: may_read_programme,
    reminded: None,
    attached: false,
};
