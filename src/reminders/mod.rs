//! Reminders: what falls due soon, what is late, and what was returned, told to those who owe it, in an inbox of the service
//! and by mail; and tellings, by which a step tells at once whom it concerns. Neither changes a state.
//!
//! The chapter knows nobody's papers. Chapters whose papers have a due date give out a
//! [`Remindable`] with their resource; who it is that knows all of them is `chapters.rs`.

mod access;
mod contacts;
mod mail;
mod making;
mod matter;
mod notifications;
mod policy;
mod posting;
mod preferences;
mod reached;
mod reminders;
mod schedule;
mod scheduler;
mod tellings;
mod text;

pub use mail::{Deliverer, Mailing, PaperUrl, Trust, mail_link, mail_moved};
pub use schedule::Schedule;
pub use scheduler::Scheduler;
pub use tellings::making::tell;

use crate::kernel::chapter::{Chapter, NamingOf, Readable, ReadingOf, Resource, Tag};
use crate::kernel::db::View;
use crate::kernel::due::Remindable;
use crate::kernel::http::Routes;
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};
use crate::routes;

/// Papers with a due date, and who may read them.
#[derive(Clone, Copy, Debug)]
pub struct DuePapers {
    /// The resource, as in paths.
    pub resource: &'static str,
    /// Whether the caller may read one.
    pub readable: Readable,
    /// What there is to ask of them.
    pub papers: Remindable,
}

impl DuePapers {
    /// Of a resource, if its objects have a due date.
    pub fn of(resource: &Resource) -> Option<Self> {
        resource.reminded.map(|papers| Self { resource: resource.name, readable: resource.readable, papers })
    }
}

/// What this chapter asks of everybody's papers.
#[derive(Clone, Copy, Debug)]
pub struct Papers {
    /// Those that have a due date.
    pub owed: &'static [DuePapers],
    /// Who may read which.
    pub readable: ReadingOf,
    /// What they are done for.
    pub done_for: NamingOf,
    /// Who waits for what an agency owes beside those above it.
    pub waiting: WaitingFor,
}

/// Who waits for what an agency owes now, wherever they stand.
pub type WaitingFor = fn(&mut View<'_>, Id) -> Result<Vec<Id>, Problem>;

impl Papers {
    /// What has due dates under a resource.
    fn owed(&self, resource: &str) -> Option<DuePapers> {
        self.owed.iter().find(|it| it.resource == resource).copied()
    }
}

/// What handlers and the scheduler share: where due dates come from, and when to remind of them.
#[derive(Clone, Debug)]
pub struct Reminding {
    /// Whose papers have a due date, and who may read them.
    pub papers: Papers,
    /// When to remind.
    pub schedule: Schedule,
    /// Whether reminders also go out by mail.
    pub mailed: bool,
}

impl Reminding {
    /// What has due dates under a resource; 404 where nothing has.
    fn owed(&self, resource: &str) -> Result<DuePapers, Problem> {
        self.papers.owed(resource).ok_or_else(|| Problem::of(Code::NotFound))
    }
}

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    routes,
    well_known: None,
    rules: policy::RULES,
    reads: &[access::READS, policy::CONTACTS],
    delegable: true,
    directory: None,
    resources: &[reminders::RESOURCE, notifications::RESOURCE, preferences::RESOURCE, contacts::RESOURCE],
    folded: &[],
    tags: &[Tag {
        name: "reminders",
        about: "Who was reminded of what, by the service itself or by hand",
        beside: &["contacts"],
    }],
};

fn routes() -> Routes {
    routes![
        reminders::api::list,
        reminders::api::create,
        reminders::api::of_assignment,
        reminders::api::of_obligation,
        reminders::api::of_event,
        reminders::api::of_inspection,
        reminders::api::of_inspection_report,
        reminders::api::of_recommendation,
        reminders::api::of_difficulty,
        contacts::api::list,
    ]
    .merge(
        routes![
            notifications::api::list,
            notifications::api::read,
            notifications::api::mark_read,
            notifications::api::mark_all_read,
        ]
        .open_to_newcomers(),
    )
    .merge(routes![preferences::api::read, preferences::api::replace])
}
