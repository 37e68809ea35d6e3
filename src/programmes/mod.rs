//! The work programme: drafted, reviewed, issued, amended; its tasks, numbered as on paper; the assignments that issuing
//! makes of them; progress, extensions, and the government's four cells.

mod access;
pub(crate) mod assignments;
pub(crate) mod extensions;
pub mod policy;
pub(crate) mod programmes;
mod statistics;
mod tasks;

pub use access::{may_read_assignment, may_read_extension, may_read_programme, may_read_task, rules as reads};
pub use assignments::attached::ATTACHED;
pub use assignments::reminded::REMINDED;

use crate::kernel::http::Routes;
use crate::routes;

/// The operations of this chapter.
pub fn routes() -> Routes {
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
        assignments::api::history,
        assignments::api::progress,
        extensions::api::list,
        extensions::api::create,
        extensions::api::read,
        extensions::api::transition,
        extensions::api::history,
        statistics::api::tasks,
    ]
}
