//! Reminders: what falls due soon, what is late, and what was returned, told to those who owe it, in an inbox of the service
//! and by mail. A reminder changes no state.
//!
//! The chapter knows nobody's papers. Chapters whose papers have a due date give out a [`Source`]; who it is that knows all of
//! them is `chapters.rs`.

mod access;
mod due;
mod mail;
mod making;
mod notifications;
pub mod policy;
mod reminders;
mod schedule;
mod scheduler;
mod text;

pub use access::{READS, may_replay};
pub use due::{Due, Part, Source};
pub use mail::{Deliverer, Mailing};
pub use schedule::Schedule;
pub use scheduler::Scheduler;

use crate::kernel::http::Routes;
use crate::kernel::problem::{Code, Problem};
use crate::routes;

/// What handlers and the scheduler share: where due dates come from, and when to remind of them.
#[derive(Clone, Debug)]
pub struct Reminding {
    /// Whose papers have a due date.
    pub sources: &'static [Source],
    /// When to remind.
    pub schedule: Schedule,
    /// Whether reminders also go out by mail.
    pub mailed: bool,
}

impl Reminding {
    /// What has due dates under a resource; 404 where nothing has.
    fn source(&self, resource: &str) -> Result<Source, Problem> {
        self.sources.iter().find(|it| it.resource == resource).copied().ok_or_else(|| Problem::of(Code::NotFound))
    }
}

/// The operations of this chapter.
pub fn routes() -> Routes {
    routes![
        reminders::api::list,
        reminders::api::create,
        reminders::api::of_assignment,
        reminders::api::of_obligation,
        notifications::api::list,
        notifications::api::read,
        notifications::api::mark_read,
    ]
}
