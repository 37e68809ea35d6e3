//! Reminders: one letter to those who owe one paper.

pub mod api;
pub mod model;
pub mod rules;
pub mod store;

use crate::kernel::chapter::{Resource, nothing_left};
use crate::kernel::held::Held;
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;
use crate::reminders::access::may_read;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::Reminder::RESOURCE,
    left: nothing_left,
    tables: &[Table::Held("reminders")],
    held: Some(&Held {
        table: "reminders",
        rows: store::held,
        derived: &[],
        later: &[],
        acts: &["remind"],
        left_out: false,
        unheld: &[],
    }),
    workflow: None,
    readable: may_read,
    reminded: None,
    attached: false,
    work: &[],
};
