//! Versions of reports, as the journal would tell of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;

use super::{Row, sealed_files};
use crate::kernel::canonical;
use crate::kernel::column::from_column;
use crate::kernel::held::{Kept, Line, Stretch, people, rows_of};
use crate::kernel::id::Id;
use crate::kernel::journal::Record as _;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::kernel::sql::schema::journal_entries;
use crate::reports::periods::store as periods;
use crate::reports::submissions::model::Submission;
use crate::schema::submissions;

/// Who takes these steps is an author of the version.
const AUTHORING: [&str; 5] = ["create", "update", "hand_over", "submit", "declare_nil"];

/// The rows of a part of the table.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(submissions, part).load(connection)?;
    let periods = periods::of_ids(connection, &rows.iter().map(|row| row.period_id).collect::<Vec<_>>())?;
    let before = Before::of(connection, &rows)?;
    let mut files = sealed_files(connection, &rows.iter().map(|row| row.id).collect::<Vec<_>>())?;
    let mut files_of = |id: Id| files.remove(&id).unwrap_or_default();
    let mut kept = |row: &Row| {
        let story = part.story(row.id);
        let mut authors = people(story, &AUTHORING);
        authors.extend(before.authors_of(row, story)?);
        let written: BTreeSet<Id> = from_column(&row.authors)?;
        let committee = periods.get(&row.period_id).map(|period| period.committee_id);
        let is_canonical = canonical::text(&row.content()?)? == row.content;
        Ok(Kept::of(row.id, &row.answer()?)?
            .with("its SHA-256", row.sha256 == row.digest(&files_of(row.id))?)
            .with("how it is written down", is_canonical)
            .with("whose committee's it is", committee == Some(row.committee_id))
            .with("who wrote it", authors == written))
    };
    rows.iter().map(&mut kept).collect()
}

/// The versions that others were begun from.
struct Before {
    /// Of each report its versions, by their numbers, with their authors.
    versions: HashMap<Id, BTreeMap<i32, (Id, String)>>,
    /// Where in the journal which version became official.
    accepted: Vec<(Id, i64)>,
}

impl Before {
    fn of(connection: &mut AnyConnection, rows: &[Row]) -> Result<Self, Problem> {
        let later: Vec<Id> = rows.iter().filter(|row| row.number > 1).map(|row| row.obligation_id).collect();
        let known: Vec<(Id, i32, Id, String)> = submissions::table
            .filter(submissions::obligation_id.eq_any(&later))
            .select((submissions::obligation_id, submissions::number, submissions::id, submissions::authors))
            .load(connection)?;
        let ids: Vec<Id> = known.iter().map(|(_, _, id, _)| *id).collect();
        let mut versions: HashMap<Id, BTreeMap<i32, (Id, String)>> = HashMap::new();
        for (obligation, number, id, authors) in known {
            versions.entry(obligation).or_default().insert(number, (id, authors));
        }
        let accepted: Vec<(Id, i64)> = journal_entries::table
            .filter(journal_entries::resource_id.eq_any(ids))
            .filter(journal_entries::resource.eq(Submission::RESOURCE))
            .filter(journal_entries::action.eq("accept"))
            .select((journal_entries::resource_id, journal_entries::sequence))
            .load(connection)?;
        Ok(Self { versions, accepted })
    }

    /// Who wrote the version that one was begun from: the official one that it amends (the last that was accepted before), or else
    /// the newest before it.
    fn authors_of(&self, row: &Row, story: &[Line]) -> Result<Vec<Id>, Problem> {
        let (Some(versions), Some(begun)) = (self.versions.get(&row.obligation_id), story.first()) else {
            return Ok(Vec::new());
        };
        let mut earlier = versions.range(..row.number).rev().map(|(_, version)| version);
        let from = if begun.action == "amend" {
            earlier.find(|(id, _)| self.accepted.iter().any(|(of, at)| of == id && *at < begun.sequence))
        } else {
            earlier.next()
        };
        from.map_or(Ok(Vec::new()), |(_, authors)| from_column(authors))
    }
}
