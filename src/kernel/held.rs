//! Whether the tables are as the journal tells. The chain of the journal vouches for its entries, and so these for every row that
//! one of them tells of: each is compared with its newest entry, and rows without an entry and entries without their row are found.
//!
//! The walk goes along the journal in the order of what its entries tell of, a few hundred objects at a time, and holds a few
//! megabytes whatever there is on record.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;
use serde_json::{Map, Value};

use crate::kernel::column::from_column;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::kinds::SqlId;
use crate::kernel::sql::schema::journal_entries;
use crate::kernel::sql::{AnyConnection, octet_length, on_engine};
use crate::kernel::table::PartOf;

/// So many entries are read at once, without what they tell in full.
const ENTRIES: i64 = 2_000;
/// So many objects are compared at once, and so many bytes of what the journal tells of them.
const OBJECTS: usize = 500;
const BYTES: i64 = 2 * 1024 * 1024;
/// So many entries tell of what is compared at once.
const LINES: usize = 5_000;
/// So many faults are told of; where there are more, one more does not help anybody.
const FAULTS: usize = 20;

/// How the rows of a resource are held against the journal.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// The table. Two resources may share one.
    pub table: &'static str,
    /// The rows of a part of it, in the order of their ids, as the journal would tell of them.
    pub rows: fn(&mut AnyConnection, &Stretch<'_>) -> Result<Vec<Kept>, Problem>,
    /// Fields of the answer that neither its row nor the instant decides, such as names that others have.
    pub derived: &'static [&'static str],
    /// Fields that entries of earlier versions do not know, each with the JSON of what it was then; none where that follows from
    /// elsewhere.
    pub later: &'static [(&'static str, Option<&'static str>)],
    /// Actions whose entries tell of an act alone, and of no row.
    pub acts: &'static [&'static str],
    /// Whether a copy of the database may come without its rows, because they hold secrets.
    pub left_out: bool,
    /// Columns that are compared with nothing.
    pub unheld: &'static [Unheld],
}

/// A column that is compared with nothing.
#[derive(Clone, Copy, Debug)]
pub struct Unheld {
    /// Its table.
    pub table: &'static str,
    /// Its name.
    pub column: &'static str,
    /// Why.
    pub why: &'static str,
}

/// A row as the journal would tell of it now.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its identifier.
    pub id: Id,
    /// What an entry would tell.
    pub answer: Value,
    /// What else is on record of it that does not follow from the journal: what no answer shows, and what lies beside the row.
    pub astray: Option<&'static str>,
}

impl Kept {
    /// A row with nothing to it but what answers show.
    pub fn of(id: Id, answer: &impl serde::Serialize) -> Result<Self, Problem> {
        Ok(Self { id, answer: value(answer)?, astray: None })
    }

    /// The same, where `what` lies beside; the first that does not follow is told.
    pub fn with(mut self, what: &'static str, follows: bool) -> Self {
        if !follows {
            self.astray.get_or_insert(what);
        }
        self
    }
}

fn value(answer: &impl serde::Serialize) -> Result<Value, Problem> {
    serde_json::to_value(answer).map_err(|error| {
        tracing::error!(%error, "an answer could not be written as JSON");
        Problem::of(Code::Internal)
    })
}

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
    length: Option<i32>,
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
    after: Option<Id>,
    /// Up to this one.
    upto: Option<Id>,
    /// What the journal tells of each.
    stories: &'a HashMap<Id, Story>,
    /// What its newest entry tells of each, as JSON.
    told: HashMap<Id, String>,
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

/// A resource with how it is held.
pub type Resource = (&'static str, &'static Held);

/// The first row of a table of parts whose whole is gone; none where each has one.
pub fn stray(connection: &mut AnyConnection, part: &PartOf) -> Result<Option<Id>, Problem> {
    #[derive(QueryableByName)]
    struct Stray {
        #[diesel(sql_type = SqlId)]
        id: Id,
    }
    let PartOf { table, of, by } = part;
    let query = format!(
        "SELECT {by} AS id FROM {table} WHERE NOT EXISTS (SELECT 1 FROM {of} WHERE {of}.id = {table}.{by}) LIMIT 1"
    );
    Ok(diesel::sql_query(query).get_result::<Stray>(connection).optional()?.map(|it| it.id))
}

/// Something that is not as the journal tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The resource, as in paths.
    pub resource: &'static str,
    /// Which object.
    pub id: Id,
    /// What is wrong with it.
    pub what: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {}: {}", self.resource, self.id, self.what)
    }
}

/// What a walk along the tables found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// So many objects are there and were compared.
    pub objects: usize,
    /// What is wrong, the first twenty.
    pub faults: Vec<Fault>,
}

/// Compares the rows of some resources with the journal. `passed` is told how many entries lie behind, time and again.
pub fn verify(
    connection: &mut AnyConnection,
    resources: &[Resource],
    mut passed: impl FnMut(i64),
) -> Result<Found, Problem> {
    let mut walk = Walk { resources, found: Found::default(), after: None };
    let (mut behind, mut waiting, mut lines) = (None, Vec::<Story>::new(), 0);
    loop {
        let page = page(connection, behind)?;
        let is_last = (page.len() as i64) < ENTRIES;
        lines += page.len() as i64;
        for line in page {
            behind = Some((line.id, line.sequence));
            match waiting.last_mut() {
                Some(story) if story.first().is_some_and(|it| it.id == line.id) => story.push(line),
                _ => waiting.push(vec![line]),
            }
        }
        // The last story may go on with the next page.
        while waiting.len() > 1 || (is_last && !waiting.is_empty()) {
            let whole = if is_last { waiting.len() } else { waiting.len() - 1 };
            let taken = some(&waiting[..whole]);
            let rest = waiting.split_off(taken);
            walk.compare(connection, std::mem::replace(&mut waiting, rest))?;
            if walk.found.faults.len() >= FAULTS {
                return Ok(walk.found);
            }
        }
        passed(lines);
        if is_last {
            walk.compare_part(connection, None, BTreeMap::new())?;
            for (name, held) in resources.iter().filter(|(_, held)| held.table != KEYED_BY_TEXT) {
                walk.found.faults.extend(misspelt_in(connection, name, held.table, "id")?);
            }
            return Ok(walk.found);
        }
    }
}

/// How many of these are compared together.
fn some(stories: &[Story]) -> usize {
    let mut bytes = 0;
    let mut lines = 0;
    let fit = stories.iter().take(OBJECTS).take_while(|story| {
        lines += story.len();
        bytes += newest_of_each(story).filter_map(|it| it.length).map(i64::from).sum::<i64>();
        bytes <= BYTES && lines <= LINES
    });
    fit.count().max(1)
}

fn newest_of_each(story: &Story) -> impl Iterator<Item = &Line> {
    let newest: BTreeMap<&str, &Line> = story.iter().map(|line| (line.resource.as_str(), line)).collect();
    newest.into_values()
}

struct Walk<'a> {
    resources: &'a [Resource],
    found: Found,
    after: Option<Id>,
}

impl Walk<'_> {
    fn compare(&mut self, connection: &mut AnyConnection, stories: Vec<Story>) -> Result<(), Problem> {
        let upto = stories.last().and_then(|story| story.first()).map(|line| line.id);
        let mut by_resource: BTreeMap<String, HashMap<Id, Story>> = BTreeMap::new();
        for line in stories.into_iter().flatten() {
            by_resource.entry(line.resource.clone()).or_default().entry(line.id).or_default().push(line);
        }
        self.compare_part(connection, upto, by_resource)?;
        self.after = upto;
        Ok(())
    }

    fn compare_part(
        &mut self,
        connection: &mut AnyConnection,
        upto: Option<Id>,
        by_resource: BTreeMap<String, HashMap<Id, Story>>,
    ) -> Result<(), Problem> {
        let nothing = HashMap::new();
        let mut tables: BTreeMap<&str, Vec<&Resource>> = BTreeMap::new();
        for resource in self.resources {
            tables.entry(resource.1.table).or_default().push(resource);
        }
        for (table, resources) in tables {
            let told_of = |name: &str| by_resource.get(name).unwrap_or(&nothing);
            let most = resources.iter().map(|(name, _)| told_of(name).len()).sum::<usize>() + 100;
            let ids = ids_of(connection, table, (self.after, upto), most)?;
            let mut strangers: BTreeSet<&String> = ids.iter().collect();
            for (name, held) in &resources {
                let stories = told_of(name);
                let part = Stretch { after: self.after, upto, stories, told: HashMap::new() };
                let suspects: Vec<Id> = match held.compare(connection, part) {
                    Ok((objects, suspects)) => {
                        self.found.objects += objects;
                        suspects.into_keys().collect()
                    }
                    // One that cannot be read hides the others: each is looked at by itself.
                    Err(_) => stories.keys().copied().collect(),
                };
                for id in suspects {
                    self.found.faults.extend(held.again(connection, name, id)?);
                }
                let there = stories.iter().filter(|(_, story)| story.last().is_some_and(|it| !it.is_deletion()));
                for (id, _) in there {
                    strangers.remove(&id.to_string());
                }
            }
            let strangers: Vec<String> = strangers.into_iter().cloned().collect();
            for stranger in strangers {
                let fault = stranger_in(connection, &resources, &stranger)?;
                let is_known = |fault: &Fault| self.found.faults.iter().any(|it| it.id == fault.id);
                self.found.faults.extend(fault.filter(|fault| !is_known(fault)));
            }
        }
        self.found.faults.truncate(FAULTS);
        Ok(())
    }
}

/// The keys of the rows of a stretch as the table has them, whether the rows can be read or not.
fn ids_of(
    connection: &mut AnyConnection,
    table: &str,
    (after, upto): (Option<Id>, Option<Id>),
    most: usize,
) -> Result<Vec<String>, Problem> {
    #[derive(QueryableByName)]
    struct Key {
        #[diesel(sql_type = diesel::sql_types::Text)]
        word: String,
    }
    let (key, word, literal) = spelling(connection, table);
    let mut conditions = vec!["TRUE".to_owned()];
    conditions.extend(after.map(|id| format!("{key} > {}", literal(id))));
    conditions.extend(upto.map(|id| format!("{key} <= {}", literal(id))));
    let within = conditions.join(" AND ");
    let query = format!("SELECT {word} AS word FROM {table} WHERE {within} ORDER BY {key} LIMIT {most}");
    let keys: Vec<Key> = diesel::sql_query(query).load(connection)?;
    Ok(keys.into_iter().map(|key| hyphenated(key.word)).collect())
}

/// How an identifier is written in SQL.
type Literal = fn(Id) -> String;

/// The key of a table, the key as text, and how an identifier is written beside it.
fn spelling(connection: &AnyConnection, table: &str) -> (&'static str, &'static str, Literal) {
    if table == KEYED_BY_TEXT {
        return ("kid", "kid", |id| format!("'{id}'"));
    }
    match connection {
        AnyConnection::Sqlite(_) => ("id", "lower(hex(id))", |id| format!("X'{}'", id.0.simple())),
        AnyConnection::Pg(_) => ("id", "id::text", |id| format!("'{id}'")),
    }
}

/// The one table whose key is no identifier but the text of one.
const KEYED_BY_TEXT: &str = "signing_keys";

/// An identifier as it is written everywhere; whatever else it is stays as it is.
fn hyphenated(word: String) -> String {
    if word.len() != 32 {
        return word;
    }
    uuid::Uuid::try_parse(&word).map_or(word, |id| Id(id).to_string())
}

/// What is wrong with a row that no entry tells of, if it is so still: a service that runs goes on writing.
fn stranger_in(connection: &mut AnyConnection, resources: &[&Resource], key: &str) -> Result<Option<Fault>, Problem> {
    let Some((name, _)) = resources.first() else { return Ok(None) };
    let fault = |id| Fault { resource: name, id, what: "no entry of the record tells of it".to_owned() };
    let Ok(id) = key.parse::<Id>() else { return Ok(Some(fault(Id(uuid::Uuid::nil())))) };
    for (name, _) in resources {
        if story_of(connection, name, id)?.last().is_some_and(|line| !line.is_deletion()) {
            return Ok(None);
        }
    }
    Ok(Some(fault(id)))
}

/// Columns that hold a day, and columns that hold yes or no.
pub const DAYS: [&str; 17] = [
    "data_from",
    "data_to",
    "due_key",
    "due_on",
    "extended_until",
    "for_on",
    "granted_until",
    "internal_due_on",
    "internal_on",
    "issued_on",
    "last_day",
    "opens_on",
    "signed_on",
    "starts_on",
    "until",
    "valid_from",
    "valid_to",
];
/// The same of yes or no.
pub const FLAGS: [&str; 5] = ["awaiting", "by_sex", "late", "nil", "password_is_given"];

/// The first row of a table with a value that reads like a right one and compares otherwise: a day with a blank before it, a yes that
/// is two. SQLite alone takes such values.
fn misspelt(connection: &mut AnyConnection, table: &str, key: &str) -> Result<Option<Id>, Problem> {
    #[derive(QueryableByName)]
    struct Column {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
    }
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlId)]
        id: Id,
    }
    if connection.is_postgres() {
        return Ok(None);
    }
    let columns = format!("SELECT name FROM pragma_table_info('{table}')");
    let columns: Vec<Column> = diesel::sql_query(columns).load(connection)?;
    let wrong = columns.iter().filter_map(|Column { name }| {
        if DAYS.contains(&name.as_str()) {
            return Some(format!("{name} NOT GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'"));
        }
        FLAGS.contains(&name.as_str()).then(|| format!("{name} NOT IN (0, 1)"))
    });
    let wrong: Vec<String> = wrong.collect();
    if wrong.is_empty() {
        return Ok(None);
    }
    let query = format!("SELECT {key} AS id FROM {table} WHERE {} LIMIT 1", wrong.join(" OR "));
    Ok(diesel::sql_query(query).get_result::<Row>(connection).optional()?.map(|it| it.id))
}

/// The same as a fault.
pub fn misspelt_in(
    connection: &mut AnyConnection,
    resource: &'static str,
    table: &str,
    key: &str,
) -> Result<Option<Fault>, Problem> {
    let what = || format!("a day, or a yes or no, is written in {table} as the service does not write it");
    Ok(misspelt(connection, table, key)?.map(|id| Fault { resource, id, what: what() }))
}

impl Held {
    /// How many objects are there, and what seems wrong.
    fn compare(
        &self,
        connection: &mut AnyConnection,
        mut part: Stretch<'_>,
    ) -> Result<(usize, BTreeMap<Id, String>), Problem> {
        let newest = part.stories.iter().filter_map(|(id, story)| Some((*id, story.last()?)));
        let newest = newest.filter(|(_, line)| !self.acts.contains(&line.action.as_str()));
        let mut owed: HashMap<Id, i64> =
            newest.filter(|(_, line)| line.length.is_some()).map(|(id, line)| (id, line.sequence)).collect();
        let mut told = answers(connection, owed.values().copied().collect())?;
        part.told = owed.iter().filter_map(|(id, sequence)| Some((*id, told.remove(sequence)?))).collect();
        let mut suspects = BTreeMap::new();
        let rows = (self.rows)(connection, &part)?;
        let objects = rows.len();
        for row in rows {
            if owed.remove(&row.id).is_none() {
                let known = !part.story(row.id).is_empty();
                let what = if known { "it is there, and was deleted" } else { "no entry of the record tells of it" };
                let astray = row.astray.map(|what| format!("{what} is not as the record tells of it"));
                suspects.insert(row.id, astray.unwrap_or_else(|| what.to_owned()));
                continue;
            }
            let told = part.told.get(&row.id).map(|text| from_column::<Value>(text)).transpose()?.unwrap_or_default();
            let differs = difference(&self.completed(told, &row.answer), &row.answer, self.derived);
            if let Some(what) = differs.or_else(|| row.astray.map(str::to_owned)) {
                suspects.insert(row.id, format!("{what} is not as the record tells of it"));
            }
        }
        if self.left_out {
            return Ok((objects, suspects));
        }
        suspects
            .extend(owed.into_keys().map(|id| (id, "it is gone, and no entry of the record tells of that".to_owned())));
        Ok((objects, suspects))
    }

    /// What an entry tells, with the fields that it could not know.
    fn completed(&self, mut told: Value, now: &Value) -> Value {
        if let Value::Object(fields) = &mut told {
            for (name, then) in self.later {
                let value = || match then {
                    Some(text) => serde_json::from_str(text).unwrap_or_default(),
                    None => now[name].clone(),
                };
                fields.entry(*name).or_insert_with(value);
            }
        }
        told
    }

    /// Looks once more at what seemed wrong, with everything as it is at one moment: a service that runs goes on writing. (On
    /// PostgreSQL the whole walk sees one moment.)
    fn again(&self, connection: &mut AnyConnection, name: &'static str, id: Id) -> Result<Option<Fault>, Problem> {
        if connection.is_postgres() {
            return self.alone(connection, name, id);
        }
        connection.transaction(|connection| self.alone(connection, name, id))
    }

    /// What is wrong with one object, if anything is.
    fn alone(&self, connection: &mut AnyConnection, name: &'static str, id: Id) -> Result<Option<Fault>, Problem> {
        let lines = story_of(connection, name, id)?;
        let stories = if lines.is_empty() { HashMap::new() } else { HashMap::from([(id, lines)]) };
        let just_before = Id(uuid::Uuid::from_u128(id.0.as_u128().saturating_sub(1)));
        let part = Stretch { after: Some(just_before), upto: Some(id), stories: &stories, told: HashMap::new() };
        let what = match self.compare(connection, part) {
            Ok((_, mut suspects)) => suspects.remove(&id),
            Err(_) => Some("its row cannot be read".to_owned()),
        };
        Ok(what.map(|what| Fault { resource: name, id, what }))
    }
}

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
fn page(connection: &mut AnyConnection, behind: Option<(Id, i64)>) -> Result<Vec<Line>, Problem> {
    let order = (journal_entries::resource_id, journal_entries::sequence);
    let mut query = journal_entries::table.order(order).select(line!()).limit(ENTRIES).into_boxed();
    if let Some((id, sequence)) = behind {
        query = query
            .filter(journal_entries::resource_id.ge(id))
            .filter(journal_entries::resource_id.gt(id).or(journal_entries::sequence.gt(sequence)));
    }
    Ok(query.load(connection)?)
}

fn story_of(connection: &mut AnyConnection, resource: &str, id: Id) -> Result<Story, Problem> {
    Ok(journal_entries::table
        .filter(journal_entries::resource_id.eq(id))
        .filter(journal_entries::resource.eq(resource))
        .order(journal_entries::sequence)
        .select(line!())
        .load(connection)?)
}

/// What some entries tell in full, by their place in the journal.
fn answers(connection: &mut AnyConnection, sequences: Vec<i64>) -> Result<HashMap<i64, String>, Problem> {
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

/// The first field in which two answers differ; what `skipped` names does not count. A field that is left out is null.
fn difference(told: &Value, now: &Value, skipped: &[&str]) -> Option<String> {
    let (Value::Object(told), Value::Object(now)) = (told, now) else {
        return (told != now).then(|| "what it says".to_owned());
    };
    let fields = told.keys().chain(now.keys().filter(|key| !told.contains_key(*key)));
    fields.filter(|key| !skipped.contains(&key.as_str())).find(|key| !same(field(told, key), field(now, key))).cloned()
}

fn field<'a>(of: &'a Map<String, Value>, key: &str) -> &'a Value {
    of.get(key).unwrap_or(&Value::Null)
}

/// Whether two values are the same, where a field that is left out is null.
fn same(told: &Value, now: &Value) -> bool {
    match (told, now) {
        (Value::Object(told_fields), Value::Object(now_fields)) => {
            told_fields.keys().chain(now_fields.keys()).all(|key| same(field(told_fields, key), field(now_fields, key)))
        }
        (Value::Array(told), Value::Array(now)) => {
            told.len() == now.len() && told.iter().zip(now).all(|(told, now)| same(told, now))
        }
        _ => told == now,
    }
}
