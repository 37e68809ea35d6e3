//! What a chapter tells the house of itself: one value, and one for each of its resources. Whatever the house does for all of
//! them (routes, the description of the rules, delegations, replays, reminders, attachments, the check of the record) follows
//! from these, so that a new chapter is one more line in `chapters.rs`. Every field has to be given: none has a default that
//! would be forgotten.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::QueryResult;

use crate::kernel::db::View;
use crate::kernel::directory::Directory;
use crate::kernel::due::Remindable;
use crate::kernel::folded::Folded;
use crate::kernel::held::Held;
use crate::kernel::http::Routes;
use crate::kernel::id::Id;
use crate::kernel::named::DoneFor;
use crate::kernel::policy::{ReadRule, Rule};
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::AnyConnection;
use crate::kernel::table::Table;
use crate::kernel::work::Work;
use crate::kernel::workflow::Workflow;

/// A chapter.
#[derive(Clone, Copy)]
pub struct Chapter {
    /// Its operations, below the base path.
    pub routes: fn() -> Routes,
    /// What stands at the root of the service.
    pub well_known: Option<fn() -> Routes>,
    /// Who may do what beside the transitions.
    pub rules: &'static [Rule],
    /// Who may read what.
    pub reads: &'static [&'static [ReadRule]],
    /// Whether one person may let another do its actions: the business of the committees, not the keeping of accounts.
    pub delegable: bool,
    /// Its part of who is who.
    pub directory: Option<ReadInto>,
    /// Its resources.
    pub resources: &'static [Resource],
    /// Its tables that keep what their texts are found, sorted and told apart by.
    pub folded: &'static [&'static Folded],
    /// What the groups of its operations are about, in the order in which the document shows them.
    pub tags: &'static [Tag],
}

/// Reads into the snapshot of who is who.
pub type ReadInto = fn(&mut Directory, &mut AnyConnection) -> QueryResult<()>;

/// A resource.
#[derive(Clone, Copy)]
pub struct Resource {
    /// Its name, as in paths and in the journal.
    pub name: &'static str,
    /// What agencies that end leave of it: what is still to be done, by them or with them.
    pub left: Leaving,
    /// Its tables.
    pub tables: &'static [Table],
    /// How its rows are held against the journal, if it has any that the journal tells of.
    pub held: Option<&'static Held>,
    /// How it moves, if it does.
    pub workflow: Option<&'static dyn Workflow>,
    /// Whether the caller may read one: asked before an earlier answer is replayed, and of what files are attached to.
    pub readable: Readable,
    /// What has a due date that people are reminded of.
    pub reminded: Option<Remindable>,
    /// Whether files are attached to it.
    pub attached: bool,
    /// What waits for people of it, or because of it; nothing where its steps are nobody's to wait for.
    pub work: &'static [Work],
}

/// Whether the caller may read an object.
pub type Readable = fn(&mut View<'_>, Id) -> Result<bool, Problem>;

/// What the record tells of an object to a caller who reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Everything, also how it came to be what he reads.
    Everything,
    /// What happened from the first of some actions on, and of that nothing of others: how it was drafted is for those who read drafts.
    Since {
        /// The actions that begin it.
        first: &'static [&'static str],
        /// Those by which it is drafted.
        without: &'static [&'static str],
    },
}

impl Told {
    /// The actions that begin it; none where it begins with the first entry.
    pub fn first(self) -> &'static [&'static str] {
        match self {
            Self::Everything => &[],
            Self::Since { first, .. } => first,
        }
    }
}

/// What the record tells of an object of a resource to a caller who reads it.
pub type Telling = fn(&mut View<'_>, Id) -> Result<Told, Problem>;

/// The same of a resource that is named.
pub type TellingOf = fn(&mut View<'_>, &str, Id) -> Result<Told, Problem>;

/// Something that an agency leaves when it ends. Nothing of it moves: whoever holds what was the agency's goes on with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Left {
    /// What sort of thing.
    pub kind: &'static str,
    /// Which one.
    pub id: Id,
    /// The agency whose it is.
    pub agency: Id,
}

impl Left {
    /// Objects, each with the agency whose it is.
    pub fn of_each(kind: &'static str, rows: Vec<(Id, Id)>) -> Vec<Self> {
        rows.into_iter().map(|(id, agency)| Self { kind, id, agency }).collect()
    }

    /// Objects between two agencies, one of which ends, if not both: then it is told of the first.
    pub fn of_either(kind: &'static str, ending: &[Id], rows: Vec<(Id, Id, Id)>) -> Vec<Self> {
        let ending: HashSet<Id> = ending.iter().copied().collect();
        let ends = |first: Id, second: Id| if ending.contains(&first) { first } else { second };
        rows.into_iter().map(|(id, first, second)| Self { kind, id, agency: ends(first, second) }).collect()
    }
}

/// What agencies leave that end on a day, their last.
pub type Leaving = fn(&mut View<'_>, &[Id], NaiveDate) -> Result<Vec<Left>, Problem>;

/// For what no agency leaves.
pub fn nothing_left(_: &mut View<'_>, _: &[Id], _: NaiveDate) -> Result<Vec<Left>, Problem> {
    Ok(Vec::new())
}

/// Whether the caller may read an object of a resource that is named: what [`Readable`] of all of them comes to.
pub type ReadingOf = fn(&mut View<'_>, &str, Id) -> Result<bool, Problem>;

/// What objects of a resource are done for, by name: of these objects those of which the caller may read that.
pub type Naming = fn(&mut View<'_>, &[Id]) -> Result<HashMap<Id, DoneFor>, Problem>;

/// The same of a resource that is named.
pub type NamingOf = fn(&mut View<'_>, &str, &[Id]) -> Result<HashMap<Id, DoneFor>, Problem>;

/// A group of operations.
#[derive(Clone, Copy, Debug)]
pub struct Tag {
    /// Its name.
    pub name: &'static str,
    /// What it is about.
    pub about: &'static str,
    /// Resources without a group of their own whose rules are told with it, beside the one that has its name.
    pub beside: &'static [&'static str],
}

impl Tag {
    /// Whether the rules of a resource are told with it.
    pub fn tells_of(&self, resource: &str) -> bool {
        self.name == resource || self.beside.contains(&resource)
    }
}

/// For what whoever is signed in reads.
pub fn everybody(_: &mut View<'_>, _: Id) -> Result<bool, Problem> {
    Ok(true)
}

/// For what no caller reads as an object, so that no answer with it is replayed.
pub fn nobody(_: &mut View<'_>, _: Id) -> Result<bool, Problem> {
    Ok(false)
}

/// Whether something was found, where a store answers 404 to whoever may not read it.
pub fn found<T>(read: Result<T, Problem>) -> Result<bool, Problem> {
    match read {
        Ok(_) => Ok(true),
        Err(problem) if problem.code() == Code::NotFound => Ok(false),
        Err(problem) => Err(problem),
    }
}
