//! The work programme: drafted, reviewed, issued, amended; its tasks, numbered as on paper; the assignments that issuing
//! makes of them; progress, and the government's four cells.

mod access;
mod assignments;
pub mod policy;
mod programmes;
mod statistics;
mod tasks;

pub use access::Reading;
pub use assignments::extendable::EXTENDABLE;
pub use assignments::workflow::{AssignmentFacts, TRANSITIONS as ASSIGNMENTS};
pub use programmes::store::is_plan_of;
pub use programmes::workflow::{ProgrammeFacts, TRANSITIONS as PROGRAMMES, TaskFacts};

use crate::kernel::chapter::{Chapter, Naming, Tag};
use crate::kernel::http::Routes;
use crate::routes;

/// What is done for programmes.
pub const DONE_FOR: &[(&str, Naming)] = &[(assignments::RESOURCE.name, assignments::store::done_for)];

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    routes,
    well_known: None,
    rules: policy::RULES,
    reads: access::READS,
    delegable: true,
    directory: None,
    resources: &[programmes::RESOURCE, tasks::RESOURCE, assignments::RESOURCE, assignments::PROGRESS],
    folded: &[programmes::store::FOLDED, tasks::store::FOLDED],
    tags: &[
        Tag {
            name: "programmes",
            about: "The yearly work programme, from its draft to its end, with its revisions",
            beside: &[],
        },
        Tag { name: "tasks", about: "What a programme asks for, of whom and by when", beside: &[] },
        Tag {
            name: "assignments",
            about: "What each agency does of a task, from its acceptance to its verification",
            beside: &[],
        },
        Tag {
            name: "statistics",
            about: "Done on time, done late, open in time, open overdue; and who kept the dates of reports",
            beside: &[],
        },
    ],
};

fn routes() -> Routes {
    routes![
        programmes::api::list,
        programmes::api::create,
        programmes::api::read,
        programmes::api::update,
        programmes::api::derive,
        programmes::api::transition,
        programmes::api::history,
        tasks::api::list,
        tasks::api::create,
        tasks::api::read,
        tasks::api::update,
        tasks::api::delete,
        assignments::api::list,
        assignments::api::read,
        assignments::api::transition,
        assignments::api::transition_many,
        assignments::api::history,
        assignments::api::progress,
        statistics::api::tasks,
    ]
}
