//! Report periods: a regime in a year, planned, opened, closed to corrections once something was received.

pub mod api;
pub mod debtors;
pub mod model;
pub mod rules;
pub mod store;
pub mod workflow;

use crate::kernel::chapter::Resource;
use crate::kernel::held::Held;
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;
use crate::reports::access::may_read_period;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::ReportPeriod::RESOURCE,
    left: store::left,
    tables: &[Table::Held("report_periods")],
    held: Some(&Held {
        table: "report_periods",
        rows: store::held,
        derived: &["obligations"],
        later: &[("required_indicators", Some("[]"))],
        acts: &[],
        left_out: false,
        unheld: &[],
    }),
    workflow: Some(&workflow::TRANSITIONS),
    readable: may_read_period,
    reminded: None,
    attached: false,
    work: &[],
};
