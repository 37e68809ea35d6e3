//! Who may read which attachments: the agency that sent them, and whoever may read what they are attached to.

use std::collections::HashMap;
use std::sync::Arc;

use diesel::prelude::*;
use parking_lot::Mutex;

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

/// So many of them may be one caller's: whoever lets his own lie unread keeps nobody else from his.
const OF_ONE_CALLER: usize = 8;

/// Downloads under way, by caller.
type Downloads = Arc<Mutex<HashMap<Id, usize>>>;

/// A place for a download; given back when this is dropped.
#[derive(Debug)]
pub struct Place(Downloads, Id);

impl Drop for Place {
    fn drop(&mut self) {
        let mut under_way = self.0.lock();
        match under_way.get_mut(&self.1) {
            Some(of_caller) if *of_caller > 1 => *of_caller -= 1,
            _ => drop(under_way.remove(&self.1)),
        }
    }
}

/// What handlers share.
#[derive(Clone)]
pub struct Attaching {
    /// The papers that files are attached to.
    pub papers: Papers,
    downloads: Downloads,
}

impl Attaching {
    /// For files that are attached to these.
    pub fn to(papers: &'static [Resource]) -> Self {
        Self { papers: Papers(papers), downloads: Downloads::default() }
    }

    /// A place for one more download of a caller, which lasts as long as what comes back; 503 where there is none, or he has his
    /// share.
    pub fn download(&self, caller: Id) -> Result<Place, Problem> {
        let mut under_way = self.downloads.lock();
        let of_caller = under_way.get(&caller).copied().unwrap_or_default();
        if of_caller >= OF_ONE_CALLER || under_way.values().sum::<usize>() >= DOWNLOADS_AT_ONCE {
            return Err(Problem::of(Code::Overloaded).retry_after(2));
        }
        under_way.insert(caller, of_caller + 1);
        Ok(Place(self.downloads.clone(), caller))
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
        let of_many = (0..DOWNLOADS_AT_ONCE / OF_ONE_CALLER).map(|_| Id::fresh()).collect::<Vec<_>>();
        let of_each = of_many.iter().flat_map(|id| std::iter::repeat_n(*id, OF_ONE_CALLER));
        let mut places: Vec<_> = of_each.map(|id| attaching.download(id).expect("a place")).collect();
        assert_eq!(attaching.clone().download(Id::fresh()).expect_err("no place").code(), Code::Overloaded);
        places.pop();
        assert!(attaching.download(Id::fresh()).is_ok());
        places.clear();
        assert!(attaching.downloads.lock().is_empty());
    }

    #[test]
    fn whoever_leaves_his_downloads_unread_keeps_nobody_else_from_theirs() {
        let (attaching, one) = (Attaching::to(&[]), Id::fresh());
        let places: Vec<_> = (0..OF_ONE_CALLER).map(|_| attaching.download(one).expect("a place")).collect();
        assert_eq!(attaching.download(one).expect_err("his share").code(), Code::Overloaded);
        assert!(attaching.download(Id::fresh()).is_ok());
        drop(places);
        assert!(attaching.download(one).is_ok());
    }
}
