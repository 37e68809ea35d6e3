//! Who may read which attachments: the agency that sent them, and whoever may read what they are attached to.

use std::sync::Arc;

use diesel::prelude::*;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::kernel::agencies::Agencies;
use crate::kernel::chapter::Resource;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, ReadRule, Within};
use crate::kernel::problem::{Code, Problem};
use crate::kernel::role::Role;
use crate::schema::attachments;

/// The papers that files are attached to.
#[derive(Clone, Copy)]
pub struct Papers(pub &'static [Resource]);

impl Papers {
    /// Whether the caller may read what a file is attached to.
    pub fn may_read(self, view: &mut View<'_>, resource: &str, subject: Id) -> Result<bool, Problem> {
        match self.0.iter().find(|it| it.name == resource) {
            Some(resource) => (resource.readable)(view, subject),
            None => Ok(false),
        }
    }
}

/// All rules about reading in this chapter.
pub const READS: &[ReadRule] = &[
    ReadRule { within: Within::Agencies, roles: Role::OF_AGENCIES, ..SENT },
    ReadRule { within: Within::Reach, roles: &[Role::Auditor], ..SENT },
    ReadRule { which: "attachments of what they may read", within: Within::Concerned, roles: Role::ALL, ..SENT },
];
const SENT: ReadRule =
    ReadRule { resources: "attachments", which: "attachments that were sent", within: Within::Reach, roles: &[] };

/// What a caller may read whatever it is attached to: what these agencies sent.
#[derive(Clone, Debug)]
pub struct Reading(pub Agencies);

impl Reading {
    /// The rights of a caller, those lent to him included.
    pub fn of(caller: &Caller) -> Arc<Self> {
        caller.derived(|caller| Self(Agencies::opened(READS, caller, &caller.reading_grants())))
    }
}

/// So many downloads at once hold a part of a file in memory, however slowly they are read.
const DOWNLOADS_AT_ONCE: usize = 64;

/// What handlers share.
#[derive(Clone)]
pub struct Attaching {
    /// The papers that files are attached to.
    pub papers: Papers,
    downloads: Arc<Semaphore>,
}

impl Attaching {
    /// For files that are attached to these.
    pub fn to(papers: &'static [Resource]) -> Self {
        Self { papers: Papers(papers), downloads: Arc::new(Semaphore::new(DOWNLOADS_AT_ONCE)) }
    }

    /// A place for one more download, which lasts as long as what comes back; 503 where there is none.
    pub fn download(&self) -> Result<OwnedSemaphorePermit, Problem> {
        self.downloads.clone().try_acquire_owned().map_err(|_| Problem::of(Code::Overloaded).retry_after(2))
    }
}

/// Whether the caller may still get the answer to an earlier request of his.
pub fn may_replay(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    let agency: Option<Id> =
        attachments::table.find(id).select(attachments::agency_id).first(view.connection).optional()?;
    Ok(agency.is_some_and(|agency| Reading::of(&view.caller).0.contains(agency)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_downloads_run_at_once_and_the_next_is_refused_for_now() {
        let attaching = Attaching::to(&[]);
        let mut places: Vec<_> = (0..DOWNLOADS_AT_ONCE).map(|_| attaching.download().expect("a place")).collect();
        assert_eq!(attaching.clone().download().expect_err("no place").code(), Code::Overloaded);
        places.pop();
        assert!(attaching.download().is_ok());
    }
}
