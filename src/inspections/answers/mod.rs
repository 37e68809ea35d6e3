//! What was found, by item of the checklist: each item has a version of its own, so that a team writes at once and nothing is merged in
//! silence. The version of the inspection stays.

pub mod access;
pub mod api;
pub mod letters;
pub mod model;
pub mod ratings;
pub mod rules;
mod saving;
pub mod sheet;
pub mod store;

use crate::kernel::chapter::{Resource, nothing_left};
use crate::kernel::held::Held;
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;

/// The answers.
pub const RESOURCE: Resource = Resource {
    name: model::InspectionAnswer::RESOURCE,
    left: nothing_left,
    tables: &[Table::Held("inspection_answers")],
    held: Some(&Held {
        table: "inspection_answers",
        rows: store::held,
        derived: &[],
        later: &[],
        acts: &[],
        left_out: false,
        unheld: &[],
    }),
    workflow: None,
    readable: access::may_read_answer,
    reminded: None,
    attached: true,
    work: &[],
};

/// Many answers in one request: a batch is read with its inspection, whose id it has.
pub const BATCHES: Resource = Resource {
    name: model::AnswerBatch::RESOURCE,
    left: nothing_left,
    tables: &[],
    held: None,
    workflow: None,
    readable: access::may_read,
    reminded: None,
    attached: false,
    work: &[],
};
