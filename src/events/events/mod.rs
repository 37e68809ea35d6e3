//! Events: what is held, when and where, and what came of it; and several entered together.

pub mod api;
pub mod making;
pub mod model;
pub mod reminded;
pub mod rules;
pub mod steps;
pub mod store;
pub mod work;
pub mod workflow;

use crate::kernel::chapter::{Resource, nothing_left};
use crate::kernel::held::Held;
use crate::kernel::journal::Record as _;
use crate::kernel::table::{PartOf, Table};

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::Event::RESOURCE,
    left: store::left,
    tables: &[
        Table::Held("events"),
        Table::Part(&PartOf { table: "event_co_organisers", of: "events", by: "event_id" }),
        Table::Part(&PartOf { table: "event_figures", of: "events", by: "event_id" }),
    ],
    held: Some(&Held {
        table: "events",
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
    attached: false,
    work: &[work::WORK],
};

/// What was told of an event, to which files belong.
pub const RESULTS: Resource = Resource {
    name: store::ATTACHED,
    left: nothing_left,
    tables: &[Table::Part(&PartOf { table: "event_results", of: "events", by: "event_id" })],
    held: None,
    workflow: None,
    readable: store::may_read_results,
    reminded: None,
    attached: true,
    work: &[],
};

/// Events that were entered together.
pub const SERIES: Resource = Resource {
    name: model::bodies::EventSeries::RESOURCE,
    left: nothing_left,
    tables: &[Table::Held("event_series")],
    held: Some(&Held {
        table: "event_series",
        rows: store::held_series,
        derived: &[],
        later: &[],
        acts: &[],
        left_out: false,
        unheld: &[],
    }),
    workflow: None,
    readable: store::may_read_series,
    reminded: None,
    attached: false,
    work: &[],
};
