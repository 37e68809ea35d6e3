//! Tasks: numbered as on paper, with who leads and who takes part.

pub mod api;
pub mod model;
pub mod rules;
pub mod store;

use crate::kernel::chapter::Resource;
use crate::kernel::held::Held;
use crate::kernel::journal::Record as _;
use crate::kernel::table::{PartOf, Table};
use crate::programmes::access::may_read_task;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::OwnedTask::RESOURCE,
    left: store::left,
    tables: &[
        Table::Held("tasks"),
        Table::Part(&PartOf { table: "task_agencies", of: "tasks", by: "task_id" }),
        Table::Held("removed_tasks"),
    ],
    held: Some(&Held {
        table: "tasks",
        rows: store::held,
        derived: &[],
        later: &[],
        acts: &[],
        left_out: false,
        unheld: &[],
    }),
    workflow: None,
    readable: may_read_task,
    reminded: None,
    attached: false,
    work: &[],
};
