//! Tasks and the agencies that take part in them.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::Deserialize;

use crate::kernel::chapter::Left;
use crate::kernel::column::{from_column, to_column};
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::deadline::DueRule;
use crate::kernel::folded::{Folded, refolded};
use crate::kernel::held::{Kept, Line, Stretch, rows_of};
use crate::kernel::http::patch;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::{self, Record as _};
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::schema::journal_entries;
use crate::kernel::sql::{AnyConnection, any_of, insert_many, insert_row, on_engine, rewrite_row};
use crate::kernel::text;
use crate::programmes::access::{Reading, readable_programmes};
use crate::programmes::programmes::model::{Programme, ProgrammeState};
use crate::programmes::programmes::rules::activation::PlannedTask;
use crate::programmes::tasks::model::{NewTask, OwnedTask, Part, Task, TaskColumn, TaskFilter, TaskKind, TaskPatch};
use crate::programmes::tasks::rules::{self, Fields};
use crate::schema::{programmes, removed_tasks, task_agencies, tasks};
use crate::{containing, listed};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "tasks_pkey", columns: "tasks.id", code: Code::IdTaken },
    Constraint::Unique { name: "tasks_number", columns: "tasks.programme_id, tasks.number", code: Code::NumberTaken },
    Constraint::ForeignKey(Code::UnknownReference),
];

/// Sorts tasks without a date behind all others.
const NO_DATE: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(date) => date,
    None => NaiveDate::MAX,
};

#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = tasks, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub programme_id: Id,
    pub origin_id: Id,
    pub number: String,
    pub number_key: String,
    pub title: String,
    pub description: Option<String>,
    pub kind: TaskKind,
    pub starts_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub due_rule: DueRule,
    pub occurrences: String,
    pub expected_output: Option<String>,
    pub lead_agency_id: Option<Id>,
    pub coordinators: String,
    pub note: Option<String>,
    pub due_key: NaiveDate,
    pub search_text: String,
    /// When what its readers see of it last changed: what it says, or that it is issued.
    pub changed_at: Instant,
}

/// A task with its dates and the agencies that coordinate.
#[derive(Clone, Debug)]
pub struct Stored {
    pub row: Row,
    pub occurrences: Vec<NaiveDate>,
    pub coordinating: Vec<Id>,
}

#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = task_agencies)]
struct AgencyRow {
    task_id: Id,
    agency_id: Id,
}

impl Row {
    fn indexed(mut self) -> Result<Self, Problem> {
        self.number_key = rules::number_key(&self.number)?;
        self.due_key = self.due_on.unwrap_or(NO_DATE);
        let description = self.description.as_deref().unwrap_or_default();
        self.search_text = text::fold(&format!("{} {} {description}", self.number, self.title));
        Ok(self)
    }
}

/// A task that is there no more.
#[derive(Clone, Copy, Debug, Insertable)]
#[diesel(table_name = removed_tasks)]
struct RemovedRow {
    task_id: Id,
    programme_id: Id,
}

impl Stored {
    /// A new task.
    pub fn new(new: &NewTask, now: Instant) -> Result<Self, Problem> {
        let id = new.id.unwrap_or_else(Id::fresh);
        let row = Row {
            id,
            version: 1,
            created_at: now,
            updated_at: now,
            programme_id: new.programme_id,
            origin_id: id,
            number: new.number.clone(),
            number_key: String::new(),
            title: new.title.clone(),
            description: new.description.clone(),
            kind: new.kind,
            starts_on: new.starts_on,
            due_on: new.due_on,
            due_rule: new.due_rule.unwrap_or(DueRule::OnOrBefore),
            occurrences: String::new(),
            expected_output: new.expected_output.clone(),
            lead_agency_id: new.lead_agency_id,
            coordinators: String::new(),
            note: new.note.clone(),
            due_key: NO_DATE,
            search_text: String::new(),
            changed_at: now,
        };
        Self { row, occurrences: new.occurrences.clone(), coordinating: new.coordinating_agency_ids.clone() }.checked()
    }

    /// The task after an edit.
    pub fn patched(&self, change: &TaskPatch, now: Instant) -> Result<Self, Problem> {
        let mut stored = self.clone();
        let row = &mut stored.row;
        // A periodic task's date follows from its occurrences.
        if row.kind == TaskKind::Periodic {
            row.due_on = None;
        }
        patch::set(&mut row.number, change.number.clone());
        patch::set(&mut row.title, change.title.clone());
        patch::set(&mut row.description, change.description.clone());
        patch::set(&mut row.kind, change.kind);
        patch::set(&mut row.starts_on, change.starts_on);
        patch::set(&mut row.due_on, change.due_on);
        patch::set(&mut row.due_rule, change.due_rule);
        patch::set(&mut row.expected_output, change.expected_output.clone());
        patch::set(&mut row.lead_agency_id, change.lead_agency_id);
        patch::set(&mut row.note, change.note.clone());
        patch::set(&mut stored.occurrences, change.occurrences.clone());
        patch::set(&mut stored.coordinating, change.coordinating_agency_ids.clone());
        stored.row.version += 1;
        stored.row.updated_at = now;
        stored.row.changed_at = now;
        stored.checked()
    }

    /// The same task in another programme: the next revision keeps its origin, a derived programme begins anew.
    pub fn copied(&self, programme: Id, keeps_origin: bool, now: Instant) -> Self {
        let id = Id::fresh();
        let origin_id = if keeps_origin { self.row.origin_id } else { id };
        let row = Row {
            id,
            version: 1,
            created_at: now,
            updated_at: now,
            programme_id: programme,
            origin_id,
            changed_at: now,
            ..self.row.clone()
        };
        Self { row, ..self.clone() }
    }

    /// Checks what holds between the fields, and fills in what follows from them.
    pub fn checked(mut self) -> Result<Self, Problem> {
        self.occurrences.sort();
        self.occurrences.dedup();
        self.coordinating.sort();
        self.coordinating.dedup();
        let row = &mut self.row;
        self.coordinating.retain(|id| Some(*id) != row.lead_agency_id);
        rules::agree(&Fields {
            kind: row.kind,
            starts_on: row.starts_on,
            due_on: row.due_on,
            occurrences: &self.occurrences,
            lead: row.lead_agency_id,
            coordinating: &self.coordinating,
        })?;
        if row.kind == TaskKind::Periodic {
            row.due_on = self.occurrences.last().copied();
        }
        if row.kind == TaskKind::Continuous {
            // It falls due at the end of its window, the last day included.
            row.due_rule = DueRule::OnOrBefore;
        }
        row.occurrences = to_column(&self.occurrences)?;
        row.coordinators = to_column(&self.coordinating)?;
        self.row = self.row.indexed()?;
        Ok(self)
    }

    /// Who takes part: the lead first.
    pub fn agencies(&self) -> Vec<(Id, Part)> {
        let lead = self.row.lead_agency_id.map(|id| (id, Part::Lead));
        lead.into_iter().chain(self.coordinating.iter().map(|id| (*id, Part::Coordinating))).collect()
    }

    /// What issuing makes of it.
    pub fn planned(&self) -> PlannedTask {
        let due_on = match self.row.kind {
            TaskKind::Periodic => self.occurrences.clone(),
            _ => self.row.due_on.into_iter().collect(),
        };
        PlannedTask {
            origin: self.row.origin_id,
            kind: self.row.kind,
            due_on,
            due_rule: self.row.due_rule,
            agencies: self.agencies(),
        }
    }

    /// What callers see.
    pub fn answer(&self) -> Task {
        self.clone().into_answer()
    }

    /// The same, where nothing else is needed of it.
    pub fn into_answer(self) -> Task {
        let row = self.row;
        Task {
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            programme_id: row.programme_id,
            origin_id: row.origin_id,
            number: row.number,
            title: row.title,
            description: row.description,
            kind: row.kind,
            starts_on: row.starts_on,
            due_on: row.due_on,
            due_rule: row.due_rule,
            occurrences: self.occurrences,
            expected_output: row.expected_output,
            lead_agency_id: row.lead_agency_id,
            coordinating_agency_ids: self.coordinating,
            note: row.note,
            actions: None,
        }
    }

    /// What the journal files.
    pub fn owned(&self, owner: Id) -> OwnedTask {
        OwnedTask { task: self.answer(), owner }
    }

    fn agency_rows(&self) -> Vec<AgencyRow> {
        self.agencies().into_iter().map(|(agency_id, _)| AgencyRow { task_id: self.row.id, agency_id }).collect()
    }
}

/// 409 where the id is in use, or another task of the programme has the number.
pub fn free(
    connection: &mut AnyConnection,
    id: Option<Id>,
    (programme, number): (Id, &str),
    except: Option<Id>,
) -> Result<(), Problem> {
    free_id!(connection, tasks, id)?;
    let same: Vec<Id> = tasks::table
        .filter(tasks::programme_id.eq(programme))
        .filter(tasks::number.eq(number))
        .select(tasks::id)
        .load(connection)?;
    // Judged here: the key of the table decides, and this only looks for what it would say.
    if same.into_iter().all(|other| Some(other) == except) { Ok(()) } else { Err(Problem::of(Code::NumberTaken)) }
}

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

fn stored(row: Row) -> Result<Stored, Problem> {
    Ok(Stored { occurrences: from_column(&row.occurrences)?, coordinating: from_column(&row.coordinators)?, row })
}

/// A task, and what its programme says about it.
#[derive(Clone, Debug)]
pub struct Found {
    /// The task.
    pub stored: Stored,
    /// The agency whose programme it belongs to.
    pub owner: Id,
    /// Where that programme stands.
    pub state: ProgrammeState,
}

/// One task; 404 where the caller may not read it.
pub fn find(view: &mut View<'_>, id: Id) -> Result<Found, Problem> {
    let query = tasks::table.inner_join(programmes::table).filter(tasks::id.eq(id)).select((
        tasks::all_columns,
        programmes::agency_id,
        programmes::state,
        programmes::number,
    ));
    let (row, owner, state, number): (Row, Id, ProgrammeState, Option<String>) =
        on_engine!(&mut *view.connection, native => query.get_result(native))?;
    if !Reading::of(&view.caller).programme(owner, number.is_some()) {
        return Err(Problem::of(Code::NotFound));
    }
    Ok(Found { stored: stored(row)?, owner, state })
}

/// Copies into a derived programme the tasks in which an agency takes part, or all where none names it. The agency leads
/// them; headings are left out.
pub fn derived(
    connection: &mut AnyConnection,
    parent: Id,
    programme: Id,
    agency: Id,
    now: Instant,
) -> Result<Vec<Stored>, Problem> {
    let mut sources = of_programme(connection, parent)?;
    sources.retain(|task| task.row.kind != TaskKind::Group);
    let names_it = |task: &Stored| task.agencies().iter().any(|(id, _)| *id == agency);
    if sources.iter().any(names_it) {
        sources.retain(names_it);
    }
    let copies: Vec<Stored> = sources
        .iter()
        .map(|task| {
            let mut copy = task.copied(programme, false, now);
            copy.row.lead_agency_id = Some(agency);
            copy.coordinating.clear();
            copy.row.coordinators = "[]".to_owned();
            copy
        })
        .collect();
    insert(connection, &copies)?;
    Ok(copies)
}

/// The tasks of a programme in the order of the paper.
pub fn of_programme(connection: &mut AnyConnection, programme: Id) -> Result<Vec<Stored>, Problem> {
    let rows: Vec<Row> = tasks::table
        .filter(tasks::programme_id.eq(programme))
        .order((tasks::number_key, tasks::id))
        .load(connection)?;
    rows.into_iter().map(stored).collect()
}

/// Marks the tasks of a programme that is issued now: from here on others read them, to whom they are new.
pub fn show(connection: &mut AnyConnection, programme: Id, now: Instant) -> Result<(), Problem> {
    let shown = tasks::table.filter(tasks::programme_id.eq(programme));
    diesel::update(shown).set(tasks::changed_at.eq(now)).execute(connection)?;
    Ok(())
}

/// The origins of tasks, whichever revisions are named.
pub fn origins_of(connection: &mut AnyConnection, any_revisions: &[Id]) -> Result<Vec<Id>, Problem> {
    if any_revisions.is_empty() {
        return Ok(Vec::new());
    }
    Ok(tasks::table.filter(tasks::id.eq_any(any_revisions)).select(tasks::origin_id).distinct().load(connection)?)
}

/// Enters tasks.
pub fn insert(connection: &mut AnyConnection, stored: &[Stored]) -> Result<(), Problem> {
    let rows: Vec<Row> = stored.iter().map(|it| it.row.clone()).collect();
    let agencies: Vec<AgencyRow> = stored.iter().flat_map(Stored::agency_rows).collect();
    insert_many!(connection, tasks::table, rows).map_err(broken)?;
    insert_many!(connection, task_agencies::table, agencies).map(drop).map_err(broken)
}

/// Stores a changed task.
pub fn save(connection: &mut AnyConnection, stored: &Stored) -> Result<(), Problem> {
    rewrite_row!(connection, tasks::table, stored.row.id, &stored.row).map_err(broken)?;
    diesel::delete(task_agencies::table.filter(task_agencies::task_id.eq(stored.row.id))).execute(connection)?;
    insert_many!(connection, task_agencies::table, stored.agency_rows()).map(drop).map_err(broken)
}

/// Removes a task from a draft. That it was there is kept: whoever wrote it drafted the programme.
pub fn delete(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    diesel::delete(task_agencies::table.filter(task_agencies::task_id.eq(row.id))).execute(connection)?;
    diesel::delete(tasks::table.find(row.id)).execute(connection).map_err(broken)?;
    // The id of a task that is gone is free, and may have been used here before.
    diesel::delete(removed_tasks::table.find((row.id, row.programme_id))).execute(connection)?;
    let removed = RemovedRow { task_id: row.id, programme_id: row.programme_id };
    insert_row!(connection, removed_tasks::table, removed).map(drop).map_err(broken)
}

/// The tasks that a programme ever had, whether they are still there or not: who drafted it follows from what the journal tells
/// of them.
pub fn ever_of_programme(connection: &mut AnyConnection, programme: Id) -> Result<Vec<Id>, Problem> {
    let mut ids: Vec<Id> = tasks::table.filter(tasks::programme_id.eq(programme)).select(tasks::id).load(connection)?;
    let removed = removed_tasks::table.filter(removed_tasks::programme_id.eq(programme));
    ids.extend(removed.select(removed_tasks::task_id).load::<Id>(connection)?);
    Ok(ids)
}

/// How many a programme has.
pub fn how_many(connection: &mut AnyConnection, programme: Id) -> Result<usize, Problem> {
    let count: i64 = tasks::table.filter(tasks::programme_id.eq(programme)).count().get_result(connection)?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// What a row holds that can be long.
const TEXTS: &[&str] = &[
    "tasks.title",
    "tasks.description",
    "tasks.occurrences",
    "tasks.expected_output",
    "tasks.coordinators",
    "tasks.note",
    "tasks.search_text",
];

/// One page of what the caller may read, across programmes.
pub fn list(view: &mut View<'_>, filter: &TaskFilter, page: &PageRequest) -> Result<Page<Task>, Problem> {
    let (connection, reading) = (&mut *view.connection, Reading::of(&view.caller));
    let found = on_engine!(connection, native => {
        let filtered = || {
            let all = tasks::table.inner_join(programmes::table).select(tasks::all_columns).into_boxed();
            let mut query = readable_programmes!(all, &reading);
            query = any_of(query, tasks::programme_id, &filter.programme_id);
            query = any_of(query, tasks::kind, &filter.kind);
            query = any_of(query, programmes::state, &filter.state);
            if !filter.agency_id.is_empty() {
                let taking_part = task_agencies::table
                    .filter(task_agencies::agency_id.eq_any(filter.agency_id.clone()))
                    .select(task_agencies::task_id);
                query = query.filter(tasks::id.eq_any(taking_part));
            }
            if let Some(from) = filter.due_from {
                query = query.filter(tasks::due_on.ge(from));
            }
            if let Some(before) = filter.due_before {
                query = query.filter(tasks::due_on.lt(before));
            }
            if let Some(q) = &filter.q {
                query = query.filter(containing!(tasks::search_text, q));
            }
            query
        };
        listed!(native, page, filtered => Row, tasks.changed_at, filter.sort => {
            TaskColumn::Number => number_key: String,
            TaskColumn::DueOn => due_key: NaiveDate,
        }, texts: TEXTS)
    });
    let Page { items, next, total } = found;
    let items = items.into_iter().map(|row| Ok(stored(row)?.into_answer())).collect::<Result<_, Problem>>()?;
    Ok(Page { items, next, total })
}

/// What its rows keep of their texts.
pub const FOLDED: &Folded = &Folded {
    table: "tasks",
    keys: &["number_key", "search_text"],
    apart: None,
    next: |connection, after| refolded!(connection, after, tasks => Row, Row::indexed, [number_key, search_text]),
};

/// The rows of a part of the table, as the journal would tell of them.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(tasks, part).load(connection)?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let mut taking_part: HashMap<Id, BTreeSet<Id>> = HashMap::new();
    for some in ids.chunks(500) {
        let rows: Vec<AgencyRow> = task_agencies::table.filter(task_agencies::task_id.eq_any(some)).load(connection)?;
        for row in rows {
            taking_part.entry(row.task_id).or_default().insert(row.agency_id);
        }
    }
    let issued_at = issues_of(connection, &rows)?;
    let kept = |row: Row| {
        let changed_at = issued_at.get(&row.programme_id).copied().unwrap_or(row.updated_at);
        let task = stored(row)?;
        let told: BTreeSet<Id> = task.agencies().into_iter().map(|(id, _)| id).collect();
        let listed = taking_part.get(&task.row.id).cloned().unwrap_or_default();
        let sorted = task.row.clone().indexed()?;
        let kept = Kept::of(task.row.id, &task.answer())?.with("who takes part", told == listed);
        let kept = kept.with("what it is found by", sorted.search_text == task.row.search_text);
        let kept = kept.with("when what is read of it changed", task.row.changed_at == changed_at);
        let sorted_by = |row: &Row| (row.number_key.clone(), row.due_key);
        Ok(kept.with("what it is sorted by", sorted_by(&sorted) == sorted_by(&task.row)))
    };
    let mut all: Vec<Kept> = rows.into_iter().map(kept).collect::<Result<_, Problem>>()?;
    all.extend(removed_astray(connection, part)?);
    Ok(all)
}

/// When the programmes of some tasks were issued, as the journal tells; those that were.
fn issues_of(connection: &mut AnyConnection, rows: &[Row]) -> Result<HashMap<Id, Instant>, Problem> {
    let programmes: BTreeSet<Id> = rows.iter().map(|row| row.programme_id).collect();
    let programmes: Vec<Id> = programmes.into_iter().collect();
    Ok(journal::done_at(connection, Programme::RESOURCE, &programmes, "issue")?)
}

/// The tasks that are said to be removed and are not, or are and are not said to be.
fn removed_astray(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    #[derive(Deserialize)]
    struct Told {
        programme_id: Id,
    }
    let rows: Vec<(Id, Id)> = rows_of!(removed_tasks, removed_tasks::task_id, part).load(connection)?;
    let removed: BTreeSet<(Id, Id)> = rows.into_iter().collect();
    let once: Vec<Id> =
        part.stories().filter(|(_, story)| story.iter().any(Line::is_deletion)).map(|(id, _)| id).collect();
    let mut told = BTreeSet::new();
    for (id, at, answer) in lives_of(connection, &once)? {
        let Told { programme_id } = from_column(&answer)?;
        let deleted = part.story(id).iter().filter(|line| line.is_deletion()).any(|line| line.sequence > at);
        if deleted {
            told.insert((id, programme_id));
        }
    }
    let astray = removed.symmetric_difference(&told).map(|(id, _)| *id).collect::<BTreeSet<Id>>();
    astray.into_iter().map(|id| Ok(Kept::of(id, &())?.with("that it was removed", false))).collect()
}

/// What each life of some tasks began as, and where in the journal.
fn lives_of(connection: &mut AnyConnection, ids: &[Id]) -> Result<Vec<(Id, i64, String)>, Problem> {
    Ok(journal_entries::table
        .filter(journal_entries::resource_id.eq_any(ids))
        .filter(journal_entries::resource.eq(OwnedTask::RESOURCE))
        .filter(journal_entries::action.eq_any(["create", "copy"]))
        .select((journal_entries::resource_id, journal_entries::sequence, journal_entries::after.assume_not_null()))
        .load(connection)?)
}

/// The numbers and the titles of tasks, by their origin, as they were issued last.
pub fn titles_of(connection: &mut AnyConnection, origins: &[Id]) -> Result<HashMap<Id, (String, String)>, Problem> {
    let issued: Vec<(Id, String, String)> = tasks::table
        .inner_join(programmes::table)
        .filter(tasks::origin_id.eq_any(origins))
        .filter(programmes::number.is_not_null())
        .order(programmes::revision)
        .select((tasks::origin_id, tasks::number, tasks::title))
        .load(connection)?;
    Ok(issued.into_iter().map(|(task, number, title)| (task, (number, title))).collect())
}

/// Which agency leads some tasks, by their origin, as the newest revision that was issued says.
pub fn leads_of(connection: &mut AnyConnection, origins: &[Id]) -> Result<HashMap<Id, Option<Id>>, Problem> {
    Ok(tasks::table
        .inner_join(programmes::table)
        .filter(tasks::origin_id.eq_any(origins))
        .filter(programmes::number.is_not_null())
        .order(programmes::revision)
        .select((tasks::origin_id, tasks::lead_agency_id))
        .load::<(Id, Option<Id>)>(connection)?
        .into_iter()
        .collect())
}

/// Tasks that agencies that end lead, of programmes that are being drafted or are in force.
pub fn left(view: &mut View<'_>, ending: &[Id], _: NaiveDate) -> Result<Vec<Left>, Problem> {
    let rows: Vec<(Id, Id)> = on_engine!(&mut *view.connection, native => {
        let in_force = programmes::state.eq(ProgrammeState::Issued).and(programmes::superseded_at.is_null());
        let drafted = programmes::state.eq_any([ProgrammeState::Draft, ProgrammeState::UnderReview]);
        tasks::table
            .inner_join(programmes::table)
            .filter(tasks::lead_agency_id.eq_any(ending))
            .filter(drafted.or(in_force))
            .order(tasks::id)
            .select((tasks::id, tasks::lead_agency_id.assume_not_null()))
            .load(native)?
    });
    Ok(Left::of_each("tasks", rows))
}
