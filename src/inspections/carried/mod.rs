//! What a visit carries: recommendations of earlier visits, and what its team found of each.

pub mod access;
pub mod api;
pub mod model;
pub mod rules;
pub mod store;

use crate::kernel::chapter::{Resource, nothing_left};
use crate::kernel::held::Held;
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::CarriedRecommendation::RESOURCE,
    left: nothing_left,
    tables: &[Table::Held("carried_recommendations")],
    held: Some(&Held {
        table: "carried_recommendations",
        rows: store::held,
        derived: &[],
        later: &[],
        acts: &[],
        left_out: false,
        unheld: &[],
    }),
    workflow: None,
    readable: store::may_read,
    reminded: None,
    attached: false,
};
