//! The work programme: drafted, reviewed, issued, amended; its tasks, numbered as on paper; the assignments that issuing
//! makes of them; progress, extensions, and the government's four cells.

mod access;
mod activation;
mod api;
mod attached;
mod model;
pub mod policy;
mod reminders;
mod store;
pub mod workflow;

pub use access::{may_read_assignment, may_read_extension, may_read_programme, may_read_task, rules as reads};
pub use attached::ATTACHED;
pub use reminders::REMINDED;

use crate::kernel::http::Routes;
use crate::routes;

/// The operations of this chapter.
pub fn routes() -> Routes {
    routes![
        api::programmes::list,
        api::programmes::create,
        api::programmes::read,
        api::programmes::update,
        api::programmes::derive,
        api::programmes::transition,
        api::programmes::history,
        api::tasks::list,
        api::tasks::create,
        api::tasks::read,
        api::tasks::update,
        api::tasks::delete,
        api::assignments::list,
        api::assignments::read,
        api::assignments::transition,
        api::assignments::history,
        api::assignments::progress,
        api::extensions::list,
        api::extensions::create,
        api::extensions::read,
        api::extensions::transition,
        api::extensions::history,
        api::statistics::tasks,
    ]
}
