//! Designations: which agency is a committee's standing agency, and when.

pub mod api;
pub mod model;
pub mod rules;
pub mod store;

use crate::kernel::chapter::Resource;
use crate::kernel::chapter::everybody;
use crate::kernel::held::Held;
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::Designation::RESOURCE,
    left: store::left,
    tables: &[Table::Held("designations")],
    held: Some(&Held {
        table: "designations",
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
