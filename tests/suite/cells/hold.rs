//! Holds a grid: every cell by the rules alone, and those that [`Row::tried`] names over HTTP as well.

use std::collections::BTreeMap;

use tienbo::kernel::workflow::Subject;

use super::grid::{Row, Verdict};
use super::rules::Rules;
use crate::harness::{Answer, City, Person, Value};

/// How objects are made, and steps asked for, over HTTP.
pub struct Objects<'a> {
    /// Reads them in every state.
    pub witness: Person,
    /// A fresh one in a state: its path.
    pub make: &'a dyn Fn(&str) -> String,
    /// The body of an action.
    pub step: &'a dyn Fn(&str) -> Value,
    /// Whether one that takes a step changes others.
    pub tied: bool,
}

/// Every cell of a grid is what the rules say, and what the service does.
pub fn hold<S: Subject>(city: &City, rules: &Rules<'_, S>, objects: &Objects<'_>, grid: &[Row<'_>]) {
    rules.say(city, grid);
    let mut refused: BTreeMap<&str, Refused> = BTreeMap::new();
    for (number, row) in grid.iter().enumerate() {
        for (column, verdict) in row.tried(number) {
            let who = city.by(column);
            let (path, read) = if verdict == Verdict::Done {
                if objects.tied {
                    std::mem::take(&mut refused).into_values().for_each(|it| it.leaves_untouched(objects));
                }
                let path = (objects.make)(row.state);
                let read = who.get(&path);
                (path, read)
            } else {
                if objects.tied && !refused.contains_key(row.state) {
                    std::mem::take(&mut refused).into_values().for_each(|it| it.leaves_untouched(objects));
                }
                refused.entry(row.state).or_insert_with(|| Refused::new(objects, row.state)).read(&who)
            };
            agrees(&read, row.action, verdict);
            let answer = who.having_read(&read).transition(&path, (objects.step)(row.action));
            let (state, action) = (row.state, row.action);
            assert_eq!((answer.status, answer.code()), verdict.answer(), "{state} {action} {column}\n{answer}");
        }
    }
    refused.into_values().for_each(|it| it.leaves_untouched(objects));
}

/// What the detail read promises is what the step then does.
fn agrees(read: &Answer, action: &str, verdict: Verdict) {
    match verdict {
        Verdict::NotFound => drop(read.is_problem(404, "not_found")),
        Verdict::Done => assert_eq!(read.blocked(action), None, "{read}"),
        refusal => assert_eq!(read.blocked(action), Some(vec![refusal.answer().1.to_owned()]), "{read}"),
    }
}

/// An object that all refusals in one state share: none of them leaves a trace, so that each person reads it once.
struct Refused {
    path: String,
    before: Value,
    reads: BTreeMap<String, Answer>,
}

impl Refused {
    fn new(objects: &Objects<'_>, state: &str) -> Self {
        let path = (objects.make)(state);
        let before = objects.witness.get(&path).is(200);
        assert_eq!(before["state"], state);
        Self { path, before, reads: BTreeMap::new() }
    }

    fn leaves_untouched(self, objects: &Objects<'_>) {
        let after = objects.witness.get(&self.path).is(200);
        assert_eq!(self.before["version"], after["version"], "a refused step left a trace on {}", self.before);
        assert_eq!(self.before["state"], after["state"]);
    }

    fn read(&mut self, who: &Person) -> (String, Answer) {
        let read = self.reads.entry(who.name.clone()).or_insert_with(|| who.get(&self.path));
        (self.path.clone(), read.clone())
    }
}
