//! Assignments, their spells and what was said of their progress, as the journal would tell of them.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;

use super::{ProgressRow, Row, SpellKind, SpellRow, progress_id};
use crate::kernel::column::from_column;
use crate::kernel::held::{Kept, Line, Stretch, people, rows_of};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record as _;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::kernel::sql::schema::journal_entries;
use crate::programmes::assignments::model::{Assignment, AssignmentState, ToldPercent};
use crate::programmes::tasks::store as tasks;
use crate::schema::{assignment_spells, assignments, progress_updates};

/// Who takes these steps does not judge the work.
const AUTHORING: [&str; 3] = ["return", "record_progress", "report_done"];
/// What these say is kept as a progress update.
const TELLING: [&str; 2] = ["record_progress", "report_done"];

/// The rows of a part of the table.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(assignments, part).load(connection)?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let origins: Vec<Id> = rows.iter().map(|row| row.task_id).collect();
    let leads = tasks::leads_of(connection, &origins)?;
    let spells = spells_of(connection, &ids)?;
    let updates = updates_of(connection, &ids)?;
    let nothing = Vec::new();
    let mut all = Vec::with_capacity(rows.len());
    for row in &rows {
        let story = part.story(row.id);
        // Entries of version 0.1 do not say who leads; then the newest revision that names a lead does.
        let lead = leads.get(&row.task_id).copied().flatten().filter(|_| !part.knows(row.id, "lead_agency_id"));
        let authors: BTreeSet<Id> = from_column(&row.authors)?;
        let said = story.iter().filter(|line| TELLING.contains(&line.action.as_str())).count();
        let counted = updates.get(&row.id).copied().unwrap_or_default();
        let is_told = counted == said as i64 && is_as_told(connection, row.id, counted)?;
        let kept = Kept::of(row.id, &row.answer(part.told_at(row.id)))?
            .with("the agency that leads its task", lead.is_none_or(|lead| lead == row.lead_agency_id))
            .with("who worked on it", authors == people(story, &AUTHORING))
            .with("when it was cancelled", row.cancelled_at == cancelled_at(story))
            .with("when it counted as done or refused", *spells.get(&row.id).unwrap_or(&nothing) == told_spells(story))
            .with("what was said of its progress", is_told);
        all.push(kept);
    }
    Ok(all)
}

fn cancelled_at(story: &[Line]) -> Option<Instant> {
    let cancelled = AssignmentState::Cancelled.as_str();
    story.iter().rev().find(|line| line.to.as_deref() == Some(cancelled)).map(|line| line.at)
}

/// From when until when something stood.
type Spell = (&'static str, Instant, Option<Instant>);

fn spells_of(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, Vec<Spell>>, Problem> {
    let mut found: HashMap<Id, Vec<Spell>> = HashMap::new();
    let rows: Vec<SpellRow> =
        assignment_spells::table.filter(assignment_spells::assignment_id.eq_any(ids)).load(connection)?;
    for row in rows {
        found.entry(row.assignment_id).or_default().push((row.kind.as_str(), row.began_at, row.ended_at));
    }
    for spells in found.values_mut() {
        spells.sort();
    }
    Ok(found)
}

fn told_spells(story: &[Line]) -> Vec<Spell> {
    let mut spells: Vec<Spell> = Vec::new();
    for line in story {
        let (kind, begins) = match line.action.as_str() {
            "report_done" => (SpellKind::Completion, true),
            "send_back" => (SpellKind::Completion, false),
            "return" => (SpellKind::Return, true),
            "insist" | "reassign" => (SpellKind::Return, false),
            _ => continue,
        };
        if begins {
            spells.push((kind.as_str(), line.at, None));
        } else {
            let running = spells.iter_mut().filter(|(of, _, ended)| *of == kind.as_str() && ended.is_none());
            running.for_each(|(_, _, ended)| *ended = Some(line.at));
        }
    }
    spells.sort();
    spells
}

/// So many updates are compared at once: each has up to 5,000 signs.
const UPDATES: i64 = 100;

/// How many updates each of some assignments has.
fn updates_of(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, i64>, Problem> {
    let rows: Vec<(Id, i64)> = progress_updates::table
        .filter(progress_updates::assignment_id.eq_any(ids))
        .group_by(progress_updates::assignment_id)
        .select((progress_updates::assignment_id, diesel::dsl::count_star()))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// What was said: the update's own identifier, the version that it came with, who said it, when, how much was done, and what.
type Said = (Id, i32, Option<Id>, Instant, i32, String);

/// Whether every update of an assignment is as the journal tells; so many there are.
fn is_as_told(connection: &mut AnyConnection, id: Id, updates: i64) -> Result<bool, Problem> {
    let (mut behind, mut seen) = (0, 0);
    while seen < updates {
        let (said, told) = (said_behind(connection, id, behind)?, told_behind(connection, id, behind)?);
        let Some((_, last, ..)) = told.last() else { return Ok(false) };
        if said != told {
            return Ok(false);
        }
        behind = *last;
        seen += told.len() as i64;
    }
    Ok(true)
}

fn said_behind(connection: &mut AnyConnection, id: Id, behind: i32) -> Result<Vec<Said>, Problem> {
    let rows: Vec<ProgressRow> = progress_updates::table
        .filter(progress_updates::assignment_id.eq(id))
        .filter(progress_updates::assignment_version.gt(behind))
        .order(progress_updates::assignment_version)
        .limit(UPDATES)
        .load(connection)?;
    let said = |row: ProgressRow| {
        (row.id, row.assignment_version, Some(row.author_id), row.recorded_at, row.percent, row.narrative)
    };
    Ok(rows.into_iter().map(said).collect())
}

fn told_behind(connection: &mut AnyConnection, id: Id, behind: i32) -> Result<Vec<Said>, Problem> {
    type Columns = (i32, Option<Id>, Instant, Option<String>, Option<String>);
    let rows: Vec<Columns> = journal_entries::table
        .filter(journal_entries::resource_id.eq(id))
        .filter(journal_entries::resource.eq(Assignment::RESOURCE))
        .filter(journal_entries::action.eq_any(TELLING))
        .filter(journal_entries::resource_version.gt(behind))
        .order((journal_entries::resource_id, journal_entries::sequence))
        .limit(UPDATES)
        .select((
            journal_entries::resource_version,
            journal_entries::actor_id,
            journal_entries::occurred_at,
            journal_entries::reason,
            journal_entries::after,
        ))
        .load(connection)?;
    let told = |(version, actor, at, reason, after): Columns| {
        let ToldPercent { percent } = from_column(&after.unwrap_or_default())?;
        Ok((progress_id(id, version, at), version, actor, at, percent, reason.unwrap_or_default()))
    };
    rows.into_iter().map(told).collect()
}
