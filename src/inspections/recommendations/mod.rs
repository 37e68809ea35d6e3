//! Recommendations: what an agency has to do about what a visit found, by when, and how far it is.

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
    name: model::Recommendation::RESOURCE,
    left: store::left,
    tables: &[Table::Held("recommendations")],
    held: Some(&Held {
        table: "recommendations",
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
