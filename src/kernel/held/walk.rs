//! The walk along the journal and the tables.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::compare::Fault;
use super::kept::Resource;
use super::keys::{KEYED_BY_TEXT, ids_of, misspelt_in};
use super::story::{ENTRIES, Line, Story, Stretch, page, story_of};
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;

/// So many objects are compared at once, and so many bytes of what the journal tells of them.
const OBJECTS: usize = 500;
const BYTES: i64 = 2 * 1024 * 1024;
/// So many entries tell of what is compared at once.
const LINES: usize = 5_000;
/// So many faults are told of; where there are more, one more does not help anybody.
const FAULTS: usize = 20;

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
