//! Delegations: one person does named actions for another.

pub mod api;
pub mod model;
pub mod rules;
pub mod store;
pub mod workflow;

use crate::kernel::chapter::{Resource, found};
use crate::kernel::db::View;
use crate::kernel::held::Held;
use crate::kernel::id::Id;
use crate::kernel::journal::Record as _;
use crate::kernel::problem::Problem;
use crate::kernel::table::Table;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::Delegation::RESOURCE,
    left: store::left,
    tables: &[Table::Held("delegations")],
    held: Some(&Held {
        table: "delegations",
        rows: store::held,
        derived: &[],
        later: &[],
        acts: &[],
        left_out: false,
        unheld: &[],
    }),
    workflow: Some(&workflow::DELEGATIONS),
    readable,
    reminded: None,
    attached: false,
    work: &[],
};

fn readable(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    found(store::find(view, id))
}
