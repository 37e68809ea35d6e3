//! Agencies: committees, departments, unions, districts, communes, and what is inside them.

pub mod api;
pub mod entering;
pub mod model;
pub mod owning;
pub mod rules;
pub mod store;

use crate::kernel::chapter::Resource;
use crate::kernel::chapter::everybody;
use crate::kernel::held::Held;
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::Agency::RESOURCE,
    left: store::children_left,
    tables: &[Table::Held("agencies")],
    held: Some(&Held {
        table: "agencies",
        rows: store::held,
        derived: &[],
        later: &[],
        acts: &[],
        left_out: false,
        unheld: &[],
    }),
    workflow: None,
    readable: everybody,
    reminded: None,
    attached: false,
    work: &[],
};
