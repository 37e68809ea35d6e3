//! What the journal tells of objects: its lines without the texts, and the texts where they are asked for.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::kernel::sql::schema::journal_entries;
use crate::kernel::sql::{AnyConnection, octet_length, on_engine};

/// So many entries are read at once, without what they tell in full.
pub(super) const ENTRIES: i64 = 2_000;

/// An entry without what it tells in full.
#[derive(Clone, Debug, Queryable)]
pub struct Line {
    /// Its place in the journal.
    pub sequence: i64,
    /// Of what it tells.
    pub id: Id,
    /// Of which resource.
    pub resource: String,
    /// When, by the civil clock.
    pub at: Instant,
    /// What was done.
    pub action: String,
    /// Who did it.
    pub actor: Option<Id>,
    /// For whom.
    pub on_behalf_of: Option<Id>,
    /// The version of then.
    pub version: i32,
    /// The state after.
    pub to: Option<String>,
    /// How long the answer of then is, in bytes; none where the object was gone.
    pub(super) length: Option<i32>,
}

impl Line {
    /// Whether the object was gone with it.
    pub fn is_deletion(&self) -> bool {
        self.length.is_none()
    }

    /// The people on record of it.
    pub fn people(&self) -> impl Iterator<Item = Id> {
        [self.actor, self.on_behalf_of].into_iter().flatten()
    }
}

/// What the journal tells of one object, oldest first.
pub type Story = Vec<Line>;

/// The people on record of some actions.
pub fn people(story: &[Line], actions: &[&str]) -> BTreeSet<Id> {
    story.iter().filter(|line| actions.contains(&line.action.as_str())).flat_map(Line::people).collect()
}

/// A part of a resource: what lies between two ids, or one object.
#[derive(Debug)]
pub struct Stretch<'a> {
    /// Behind this id.
    pub(super) after: Option<Id>,
    /// Up to this one.
    pub(super) upto: Option<Id>,
    /// What the journal tells of each.
    pub(super) stories: &'a HashMap<Id, Story>,
    /// What its newest entry tells of each, as JSON.
    pub(super) told: HashMap<Id, String>,
}

impl Stretch<'_> {
    /// Behind this id lies the part.
    pub fn after(&self) -> Option<Id> {
        self.after
    }

    /// Up to this id.
    pub fn upto(&self) -> Option<Id> {
        self.upto
    }

    /// Whether an id lies in it.
    pub fn contains(&self, id: Id) -> bool {
        self.after.is_none_or(|after| id > after) && self.upto.is_none_or(|upto| id <= upto)
    }

    /// So many rows are read at most: more than the journal knows of are too many in any case.
    pub fn limit(&self) -> i64 {
        self.stories.len() as i64 + 100
    }

    /// What the journal tells of each object in it.
    pub fn stories(&self) -> impl Iterator<Item = (Id, &[Line])> {
        self.stories.iter().map(|(id, story)| (*id, story.as_slice()))
    }

    /// What the journal tells of an object.
    pub fn story(&self, id: Id) -> &[Line] {
        self.stories.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether the newest entry of an object knows a field.
    pub fn knows(&self, id: Id, field: &str) -> bool {
        self.told.get(&id).is_some_and(|told| told.contains(&format!("\"{field}\":")))
    }

    /// When the newest entry of an object was written: what follows from the clock is compared as of then.
    pub fn told_at(&self, id: Id) -> Instant {
        self.story(id).last().map_or(Instant::FOREVER, |it| it.at)
    }
}

/// The rows of a part, by a boxed query over their table.
macro_rules! rows_of {
    ($table:ident, $part:expr) => {
        rows_of!($table, $table::id, $part)
    };
    ($table:ident, $id:expr, $part:expr) => {{
        let mut query = $table::table.into_boxed();
        if let Some(after) = $part.after() {
            query = query.filter($id.gt(after));
        }
        if let Some(upto) = $part.upto() {
            query = query.filter($id.le(upto));
        }
        query.order($id).limit($part.limit())
    }};
}
pub(crate) use rows_of;

/// The columns of a [`Line`].
macro_rules! line {
    () => {
        (
            journal_entries::sequence,
            journal_entries::resource_id,
            journal_entries::resource,
            journal_entries::occurred_at,
            journal_entries::action,
            journal_entries::actor_id,
            journal_entries::on_behalf_of_id,
            journal_entries::resource_version,
            journal_entries::to_state,
            octet_length(journal_entries::after),
        )
    };
}

/// The next lines of the journal in the order of what they tell of.
pub(super) fn page(connection: &mut AnyConnection, behind: Option<(Id, i64)>) -> Result<Vec<Line>, Problem> {
    let order = (journal_entries::resource_id, journal_entries::sequence);
    let mut query = journal_entries::table.order(order).select(line!()).limit(ENTRIES).into_boxed();
    if let Some((id, sequence)) = behind {
        query = query
            .filter(journal_entries::resource_id.ge(id))
            .filter(journal_entries::resource_id.gt(id).or(journal_entries::sequence.gt(sequence)));
    }
    Ok(query.load(connection)?)
}

pub(super) fn story_of(connection: &mut AnyConnection, resource: &str, id: Id) -> Result<Story, Problem> {
    Ok(journal_entries::table
        .filter(journal_entries::resource_id.eq(id))
        .filter(journal_entries::resource.eq(resource))
        .order(journal_entries::sequence)
        .select(line!())
        .load(connection)?)
}

/// What some entries tell in full, by their place in the journal.
pub(super) fn answers(connection: &mut AnyConnection, sequences: Vec<i64>) -> Result<HashMap<i64, String>, Problem> {
    let mut found = HashMap::with_capacity(sequences.len());
    for some in sequences.chunks(200) {
        let query = journal_entries::table
            .filter(journal_entries::sequence.eq_any(some))
            .select((journal_entries::sequence, journal_entries::after.assume_not_null()));
        let rows: Vec<(i64, String)> = on_engine!(connection, native => query.load(native))?;
        found.extend(rows);
    }
    Ok(found)
}

/// Every answer that the journal tells of some objects, each with its place and its instant, oldest first.
pub fn every_answer(
    connection: &mut AnyConnection,
    resource: &str,
    ids: &[Id],
) -> Result<Vec<(Id, Instant, String)>, Problem> {
    Ok(journal_entries::table
        .filter(journal_entries::resource_id.eq_any(ids))
        .filter(journal_entries::resource.eq(resource))
        .filter(journal_entries::after.is_not_null())
        .order((journal_entries::resource_id, journal_entries::sequence))
        .select((journal_entries::resource_id, journal_entries::occurred_at, journal_entries::after.assume_not_null()))
        .load(connection)?)
}
