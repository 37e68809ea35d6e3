//! A row and its newest entry, side by side.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use serde_json::{Map, Value};

use super::kept::Held;
use super::story::{Stretch, answers, story_of};
use crate::kernel::column::from_column;
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;

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

impl Held {
    /// How many objects are there, and what seems wrong.
    pub(super) fn compare(
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
    pub(super) fn again(
        &self,
        connection: &mut AnyConnection,
        name: &'static str,
        id: Id,
    ) -> Result<Option<Fault>, Problem> {
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
