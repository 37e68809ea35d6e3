//! Who may read which attachments: the agency that sent them, and whoever may read what they are attached to. Evidence of an
//! inspection is its sender's alone until it is attached, and is read through its paper alone afterwards: the colleagues of an
//! inspector have no part in it.

use std::collections::HashMap;
use std::sync::Arc;

use diesel::prelude::*;
use parking_lot::Mutex;

use super::workflow::Keeper;
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
    /// Whether a file is shown to the caller.
    pub fn show(self, view: &mut View<'_>, file: &Shown<'_>) -> Result<bool, Problem> {
        let by_right = match (file.is_evidence, file.paper) {
            (false, _) => Reading::of(&view.caller).0.contains(file.agency),
            (true, None) => file.sender == view.caller.user,
            (true, Some(_)) => false,
        };
        match file.paper {
            Some((resource, subject)) if !by_right => self.may_read(view, resource, subject),
            _ => Ok(by_right),
        }
    }

    /// Whether the caller may read what a file is attached to.
    pub fn may_read(self, view: &mut View<'_>, resource: &str, subject: Id) -> Result<bool, Problem> {
        // The portal reads papers, and no files.
        if view.caller.is_the_portal() {
            return Ok(false);
        }
        match self.0.iter().find(|it| it.name == resource) {
            Some(resource) => (resource.readable)(view, subject),
            None => Ok(false),
        }
    }
}

/// A file as those are judged who would read it.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The agency for which it was sent.
    pub agency: Id,
    /// Who sent it.
    pub sender: Id,
    /// Whether it is evidence of an inspection.
    pub is_evidence: bool,
    /// What it belongs to: the resource, and the object.
    pub paper: Option<(&'a str, Id)>,
}

/// Who reads files that are no evidence.
pub const READS: &[ReadRule] = &[
    ReadRule { within: Within::Agencies, roles: Role::OF_AGENCIES, ..SENT },
    ReadRule { within: Within::Committees, roles: Role::OF_COMMITTEES, ..SENT },
    ReadRule { within: Within::Held, roles: Role::OF_STANDING, ..SENT },
    ReadRule { within: Within::Reach, roles: &[Role::Auditor], ..SENT },
    ReadRule { which: "attachments of what they may read", within: Within::Concerned, roles: Role::ALL, ..SENT },
];

/// Evidence is opened by a right of its own, which opens nothing of an agency as a whole: of a file that is gone nobody can tell whether
/// it was evidence, so what the record tells of it is shown to nobody.
pub const EVIDENCE: &[ReadRule] = &[ReadRule {
    which: "evidence of inspections that they sent themselves and that belongs to nothing yet",
    within: Within::Concerned,
    roles: Role::OF_BUSINESS,
    ..SENT
}];
const SENT: ReadRule = ReadRule {
    resources: "attachments",
    which: "attachments that were sent, and are no evidence of an inspection,",
    within: Within::Reach,
    roles: &[],
};

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

/// What is asked of inspections, of which this chapter knows nothing.
#[derive(Clone, Copy)]
pub struct Inspecting {
    /// Whether the caller knows one of which he sends evidence; 403 where he does, and writes nothing there that it could belong to.
    pub may_send: fn(&mut View<'_>, Id) -> Result<bool, Problem>,
    /// Whose paper evidence of one belongs to.
    pub keeper: fn(&mut View<'_>, Id) -> Result<Option<Keeper>, Problem>,
    /// Whether a disclosure opens a file to the caller now: first the disclosure, then the file.
    pub is_disclosed: fn(&mut View<'_>, Id, Id) -> Result<bool, Problem>,
}

/// What handlers share.
#[derive(Clone)]
pub struct Attaching {
    /// The papers that files are attached to.
    pub papers: Papers,
    /// What is asked of inspections.
    pub inspecting: Inspecting,
    downloads: Downloads,
}

impl Attaching {
    /// For files that are attached to these, some of them as evidence.
    pub fn to(papers: &'static [Resource], inspecting: Inspecting) -> Self {
        Self { papers: Papers(papers), inspecting, downloads: Downloads::default() }
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

/// Whether the caller may still get the answer to an earlier request of his, by what is known here: evidence that belongs to a paper
/// is asked of that paper, see [`may_read_told`].
pub fn may_replay(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    may_read_told(view, id, Papers(&[]))
}

/// Whether the caller is shown what the record tells of a file. What it belongs to opens evidence alone here: the record of any other
/// file is that of the agency that sent it.
pub fn may_read_told(view: &mut View<'_>, id: Id, papers: Papers) -> Result<bool, Problem> {
    type Found = (Id, Id, Option<Id>, Option<String>, Option<Id>);
    let found: Option<Found> = attachments::table
        .find(id)
        .select((
            attachments::agency_id,
            attachments::uploaded_by,
            attachments::inspection_id,
            attachments::resource,
            attachments::subject_id,
        ))
        .first(view.connection)
        .optional()?;
    let Some((agency, sender, inspection, resource, subject)) = found else { return Ok(false) };
    let is_evidence = inspection.is_some();
    if !is_evidence {
        return Ok(Reading::of(&view.caller).0.contains(agency));
    }
    papers.show(view, &Shown { agency, sender, is_evidence, paper: resource.as_deref().zip(subject) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOBODYS: Inspecting =
        Inspecting { may_send: |_, _| Ok(false), keeper: |_, _| Ok(None), is_disclosed: |_, _, _| Ok(false) };

    #[test]
    fn so_many_downloads_run_at_once_and_the_next_is_refused_for_now() {
        let attaching = Attaching::to(&[], NOBODYS);
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
        let (attaching, one) = (Attaching::to(&[], NOBODYS), Id::fresh());
        let places: Vec<_> = (0..OF_ONE_CALLER).map(|_| attaching.download(one).expect("a place")).collect();
        assert_eq!(attaching.download(one).expect_err("his share").code(), Code::Overloaded);
        assert!(attaching.download(Id::fresh()).is_ok());
        drop(places);
        assert!(attaching.download(one).is_ok());
    }
}
