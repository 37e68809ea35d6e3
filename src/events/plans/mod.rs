//! Event plans: the list that an agency sends up for an Action Month. It is paper about events: it stands in the way of none.

pub mod api;
pub mod model;
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
    name: model::EventPlan::RESOURCE,
    left: store::left,
    tables: &[Table::Held("event_plans")],
    held: Some(&Held {
        table: "event_plans",
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
};
