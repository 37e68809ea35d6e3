//! Report regimes: which kinds of agency owe what, and by when, year after year.

pub mod api;
pub mod model;
pub mod rules;
pub mod store;

use crate::kernel::chapter::{Resource, nothing_left};
use crate::kernel::held::Held;
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;
use crate::reports::access::may_read_regime;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::ReportRegime::RESOURCE,
    left: nothing_left,
    tables: &[Table::Held("report_regimes")],
    held: Some(&Held {
        table: "report_regimes",
        rows: store::held,
        derived: &[],
        later: &[("required_indicators", Some("[]"))],
        acts: &[],
        left_out: false,
        unheld: &[],
    }),
    workflow: None,
    readable: may_read_regime,
    reminded: None,
    attached: false,
};
