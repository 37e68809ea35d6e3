//! Reporting routes: who reports to somebody else than the agency above.

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
    name: model::ReportingRoute::RESOURCE,
    left: store::left,
    tables: &[Table::Held("reporting_routes")],
    held: Some(&Held {
        table: "reporting_routes",
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
