//! Events, who organises them together, their figures and what was told of them, as the journal would tell.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;

use super::CoOrganiserRow;
use super::figures::FiguresRow;
use super::results::ResultsRow;
use super::row::{Row, Stored};
use crate::events::events::model::Event;
use crate::events::events::model::results::EventResults;
use crate::kernel::canonical;
use crate::kernel::column::from_column;
use crate::kernel::folded::{Folded, refolded};
use crate::kernel::held::{Kept, Line, Stretch, every_answer, rows_of};
use crate::kernel::id::Id;
use crate::kernel::journal::Record as _;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::schema::{event_co_organisers, event_figures, event_results, events};

/// Who takes these steps makes the event what it says.
const AUTHORING: [&str; 2] = ["create", "update"];
/// What these say is kept as a version of the results.
const TELLING: [&str; 2] = ["report", "correct"];

/// What its rows keep of their texts.
pub const FOLDED: &Folded = &Folded {
    table: "events",
    keys: &["venue_key", "search_text"],
    apart: None,
    next: |connection, after| refolded!(connection, after, events => Row, Row::indexed, [venue_key, search_text]),
};

/// The rows of a part of the table.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(events, part).load(connection)?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let together = together_with(connection, &ids)?;
    let figures = figures_of(connection, &ids)?;
    let told = told_of(connection, &ids)?;
    let retold: Vec<Id> = rows.iter().filter(|row| row.results_number > 1).map(|row| row.id).collect();
    let answers = every_answer(connection, Event::RESOURCE, &retold)?;
    let nothing = Vec::new();
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let story = part.story(row.id);
        let versions = told.get(&row.id).unwrap_or(&nothing);
        let results = versions.last().map(|it| from_column(&it.content)).transpose()?;
        let listed = together.get(&row.id).cloned().unwrap_or_default();
        let named: BTreeSet<Id> = row.co_organisers()?.into_iter().collect();
        let counted = FiguresRow::of(&row, results.as_ref())?;
        let stored = Stored { results, row };
        let (id, row) = (stored.row.id, &stored.row);
        let earlier = answers.iter().filter(|(of, _, _)| *of == id).map(|(_, _, answer)| answer.as_str());
        let kept = Kept::of(id, &stored.answer(part.told_at(id))?)?
            .with("who organises it together", listed == named)
            .with("what statistics count of it", figures.get(&id) == counted.as_ref())
            .with("what it is found by", row.clone().indexed()? == *row)
            .with("who made it what it says", row.authors()? == authors(story))
            .with("what was told of it", is_as_told(versions, story)? && are_among(versions, earlier)?);
        all.push(kept);
    }
    Ok(all)
}

fn together_with(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, BTreeSet<Id>>, Problem> {
    let mut found: HashMap<Id, BTreeSet<Id>> = HashMap::new();
    for some in ids.chunks(500) {
        let rows: Vec<CoOrganiserRow> =
            event_co_organisers::table.filter(event_co_organisers::event_id.eq_any(some)).load(connection)?;
        for row in rows {
            found.entry(row.event_id).or_default().insert(row.agency_id);
        }
    }
    Ok(found)
}

fn figures_of(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, FiguresRow>, Problem> {
    let mut found = HashMap::with_capacity(ids.len());
    for some in ids.chunks(500) {
        let rows: Vec<FiguresRow> =
            event_figures::table.filter(event_figures::event_id.eq_any(some)).load(connection)?;
        found.extend(rows.into_iter().map(|row| (row.event_id, row)));
    }
    Ok(found)
}

fn told_of(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, Vec<ResultsRow>>, Problem> {
    let mut found: HashMap<Id, Vec<ResultsRow>> = HashMap::new();
    for some in ids.chunks(500) {
        let rows: Vec<ResultsRow> = event_results::table
            .filter(event_results::event_id.eq_any(some))
            .order((event_results::event_id, event_results::number))
            .load(connection)?;
        for row in rows {
            found.entry(row.event_id).or_default().push(row);
        }
    }
    Ok(found)
}

/// Each person with the version that was last of his making.
fn authors(story: &[Line]) -> BTreeMap<Id, i32> {
    let authoring = story.iter().filter(|line| AUTHORING.contains(&line.action.as_str()));
    authoring.flat_map(|line| line.people().map(|person| (person, line.version))).collect()
}

/// Each version is what one entry told: when, by whom, with which version of the event, under an identifier that follows.
fn is_as_told(versions: &[ResultsRow], story: &[Line]) -> Result<bool, Problem> {
    let telling: Vec<&Line> = story.iter().filter(|line| TELLING.contains(&line.action.as_str())).collect();
    let follows = |(place, (row, line)): (usize, (&ResultsRow, &&Line))| {
        let number = place as i32 + 1;
        let id = ResultsRow::id_of(row.event_id, number, line.at);
        (row.number, row.event_version, row.recorded_at) == (number, line.version, line.at)
            && Some(row.author_id) == line.actor
            && row.id == id
    };
    let canonical = |row: &ResultsRow| {
        let results: EventResults = from_column(&row.content)?;
        Ok::<bool, Problem>(canonical::text(&results)? == row.content)
    };
    let are_canonical = versions.iter().map(canonical).collect::<Result<Vec<bool>, _>>()?.into_iter().all(|it| it);
    Ok(versions.len() == telling.len() && versions.iter().zip(&telling).enumerate().all(follows) && are_canonical)
}

/// The versions before the newest are what entries of their time told: the newest is held with the event itself.
fn are_among<'a>(versions: &[ResultsRow], answers: impl Iterator<Item = &'a str>) -> Result<bool, Problem> {
    #[derive(serde::Deserialize)]
    struct Told {
        version: i32,
        results: Option<EventResults>,
    }
    if versions.len() < 2 {
        return Ok(true);
    }
    let mut told = HashMap::new();
    for answer in answers {
        let Told { version, results } = from_column(answer)?;
        if let Some(results) = results {
            told.insert(version, canonical::text(&results)?);
        }
    }
    Ok(versions.iter().all(|row| told.get(&row.event_version) == Some(&row.content)))
}
