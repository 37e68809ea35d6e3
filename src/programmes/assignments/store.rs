//! Assignments, their progress, and the spells that statistics as of a past date need.

mod held;
mod named;

pub use held::held;
pub use named::{Names, done_for};

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::attachments;
use crate::kernel::chapter::Left;
use crate::kernel::column::{from_column, with_people};
use crate::kernel::db::View;
use crate::kernel::deadline;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::owner::Owner;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sort::Sort;
use crate::kernel::sql::{
    AnyConnection, any_of, insert_many, insert_row, lock_row, on_engine, rewrite_row, share_rows,
};
use crate::kernel::text_enum::text_enum;
use crate::listed;
use crate::programmes::access::{Reading, readable_assignments};
use crate::programmes::assignments::attached::ATTACHED;
use crate::programmes::assignments::model::{
    Assignment, AssignmentColumn, AssignmentFilter, AssignmentState, ProgressUpdate,
};
use crate::programmes::assignments::workflow::AssignmentFacts;
use crate::programmes::programmes::model::ProgrammeState;
use crate::programmes::programmes::rules::activation::{KnownAssignment, NewAssignment};
use crate::programmes::programmes::store as programme_store;
use crate::programmes::statistics::model::{Cell, cell_of};
use crate::programmes::tasks::model::Part;
use crate::programmes::tasks::store as task_store;
use crate::schema::{assignment_spells, assignments, programmes, progress_updates};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique {
        name: "assignments_live",
        columns: "assignments.task_id, assignments.agency_id, assignments.due_on",
        code: Code::AlreadyAssigned,
    },
    Constraint::ForeignKey(Code::UnknownReference),
];

#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = assignments, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub task_id: Id,
    pub series_id: Id,
    pub owner_agency_id: Id,
    pub lead_agency_id: Id,
    pub agency_id: Id,
    pub part: Part,
    pub due_on: NaiveDate,
    pub due_at: Instant,
    pub extended_until: Option<NaiveDate>,
    pub effective_due_at: Instant,
    pub state: AssignmentState,
    pub percent: i32,
    pub done_at: Option<Instant>,
    pub cancelled_at: Option<Instant>,
    pub predecessor_id: Option<Id>,
    pub authors: String,
}

impl Row {
    /// A new assignment, pending.
    pub fn new(new: &NewAssignment, revision: Id, series: Id, owner: Id, lead: Id, now: Instant) -> Self {
        let due_at = deadline::due_at(new.due_on, new.due_rule);
        Self {
            // The share of an agency in a task by a date, as one revision asks for it, is one thing: its id follows from them.
            id: Id::named(now, &format!("assignment {} {} {} {revision}", new.origin, new.agency, new.due_on)),
            version: 1,
            created_at: now,
            updated_at: now,
            task_id: new.origin,
            series_id: series,
            owner_agency_id: owner,
            lead_agency_id: lead,
            agency_id: new.agency,
            part: new.part,
            due_on: new.due_on,
            due_at,
            extended_until: None,
            effective_due_at: due_at,
            state: AssignmentState::Pending,
            percent: 0,
            done_at: None,
            cancelled_at: None,
            predecessor_id: None,
            authors: "[]".to_owned(),
        }
    }

    /// The assignment of another agency in this one's place: the same due dates, the clock running on.
    pub fn successor(&self, agency: Id, now: Instant) -> Self {
        Self {
            id: Id::named(now, &format!("assignment {} {agency} {} after {}", self.task_id, self.due_on, self.id)),
            version: 1,
            created_at: now,
            updated_at: now,
            agency_id: agency,
            state: AssignmentState::Pending,
            percent: 0,
            done_at: None,
            cancelled_at: None,
            predecessor_id: Some(self.id),
            authors: "[]".to_owned(),
            ..self.clone()
        }
    }

    /// The next version of the row.
    pub fn touched(&self, now: Instant) -> Self {
        Self { version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// The same of a task that this agency leads.
    pub fn led_by(self, lead: Id) -> Self {
        Self { lead_agency_id: lead, ..self }
    }

    /// The same, cancelled.
    pub fn cancelled(&self, now: Instant) -> Self {
        Self { state: AssignmentState::Cancelled, cancelled_at: Some(now), ..self.touched(now) }
    }

    /// The same with one more author.
    pub fn authored_by(mut self, people: &[Id]) -> Result<Self, Problem> {
        self.authors = with_people(&self.authors, people)?;
        Ok(self)
    }

    /// What callers see at an instant.
    pub fn answer(&self, now: Instant) -> Assignment {
        let live = self.state != AssignmentState::Cancelled;
        Assignment {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            task_id: self.task_id,
            series_id: self.series_id,
            owner_agency_id: self.owner_agency_id,
            lead_agency_id: self.lead_agency_id,
            agency_id: self.agency_id,
            part: self.part,
            due_on: self.due_on,
            due_at: self.due_at,
            extended_until: self.extended_until,
            effective_due_at: self.effective_due_at,
            state: self.state,
            cell: live.then(|| cell_of(self.done_at, self.effective_due_at, now)),
            percent: self.percent,
            done_at: self.done_at,
            predecessor_id: self.predecessor_id,
            number: None,
            title: None,
            agency: None,
            programme: None,
            last_day: None,
            due_rule: None,
            actions: None,
        }
    }

    /// What its rules look at, by where its programme stands: one that is nowhere in force any more was cancelled.
    pub fn facts(&self, directory: &Directory, programme: Option<ProgrammeState>) -> Result<AssignmentFacts, Problem> {
        Ok(AssignmentFacts {
            agency: self.agency_id,
            owner: Owner::of(directory, self.owner_agency_id),
            state: self.state,
            programme: programme.unwrap_or(ProgrammeState::Cancelled),
            authors: from_column(&self.authors)?,
        })
    }
}

text_enum! {
    /// What a spell tells of.
    pub enum SpellKind {
        /// A report of completion that stood.
        Completion => "completion",
        /// A refusal as not ours that stood.
        Return => "return",
    }
}

#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = assignment_spells, treat_none_as_default_value = false)]
struct SpellRow {
    id: Id,
    assignment_id: Id,
    kind: SpellKind,
    began_at: Instant,
    ended_at: Option<Instant>,
}

#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = progress_updates)]
struct ProgressRow {
    id: Id,
    assignment_id: Id,
    /// The version that it came with: the order in which they were recorded, whatever the clock says.
    assignment_version: i32,
    author_id: Id,
    recorded_at: Instant,
    percent: i32,
    narrative: String,
}

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

/// One assignment; 404 where the caller may not read it.
pub fn find(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    find_within(view.connection, &Reading::of(&view.caller), id)
}

fn find_within(connection: &mut AnyConnection, reading: &Reading, id: Id) -> Result<Row, Problem> {
    let row: QueryResult<Row> = on_engine!(connection, native => assignments::table.find(id).first(native));
    readable(reading, row?)
}

fn readable(reading: &Reading, row: Row) -> Result<Row, Problem> {
    if reading.assignment(row.owner_agency_id, row.agency_id, row.lead_agency_id) {
        return Ok(row);
    }
    Err(Problem::of(Code::NotFound))
}

/// The same, locked. The root of the programme's series is held too, so that it cannot be closed, cancelled or amended
/// meanwhile; assignments of one programme do not wait for each other.
pub fn lock(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    lock_within(view.connection, &Reading::of(&view.caller), id)
}

/// Many of them, locked in the order of their ids so that two requests cannot wait for each other.
pub fn lock_all(view: &mut View<'_>, ids: &[Id]) -> Result<Vec<Row>, Problem> {
    let reading = Reading::of(&view.caller);
    let ids: BTreeSet<Id> = ids.iter().copied().collect();
    ids.into_iter().map(|id| lock_within(view.connection, &reading, id)).collect()
}

/// Many of them as they are, in the order of their ids, whoever may read them.
pub fn of_ids(connection: &mut AnyConnection, ids: &[Id]) -> Result<Vec<Row>, Problem> {
    Ok(assignments::table.filter(assignments::id.eq_any(ids)).order(assignments::id).load(connection)?)
}

/// The first instants at which some are late, by their ids.
pub fn due_of(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, Instant>, Problem> {
    let mut found = HashMap::with_capacity(ids.len());
    for some in ids.chunks(500) {
        let rows: Vec<(Id, Instant)> = assignments::table
            .filter(assignments::id.eq_any(some))
            .select((assignments::id, assignments::effective_due_at))
            .load(connection)?;
        found.extend(rows);
    }
    Ok(found)
}

fn lock_within(connection: &mut AnyConnection, reading: &Reading, id: Id) -> Result<Row, Problem> {
    let series = assignments::table.find(id).select(assignments::series_id).single_value();
    let root = programmes::table.filter(programmes::id.nullable().eq(series)).select(programmes::id);
    let held: QueryResult<Vec<Id>> = share_rows!(connection, root);
    held?;
    let row: QueryResult<Row> = lock_row!(connection, assignments::table.find(id));
    readable(reading, row?)
}

/// What the rules of an assignment look at.
pub fn facts(view: &mut View<'_>, row: &Row) -> Result<AssignmentFacts, Problem> {
    let programme = programme_store::in_force_of(view.connection, row.series_id)?;
    row.facts(&view.caller.directory, programme.map(|it| it.state))
}

/// Enters assignments.
pub fn insert(connection: &mut AnyConnection, rows: &[Row]) -> Result<(), Problem> {
    // In parts: a statement has at most 65,535 bound values on PostgreSQL.
    for some in rows.chunks(500) {
        insert_many!(connection, assignments::table, some.to_vec()).map_err(broken)?;
    }
    Ok(())
}

/// Stores a changed assignment.
pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, assignments::table, row.id, row).map(drop).map_err(broken)
}

/// Every assignment of a series, cancelled ones too.
pub fn of_series(connection: &mut AnyConnection, series: Id) -> Result<Vec<Row>, Problem> {
    Ok(assignments::table.filter(assignments::series_id.eq(series)).order(assignments::id).load(connection)?)
}

/// The same as the plan of an issue sees them.
pub fn known(rows: &[Row]) -> Vec<KnownAssignment> {
    rows.iter()
        .map(|row| KnownAssignment {
            id: row.id,
            origin: row.task_id,
            agency: row.agency_id,
            part: row.part,
            due_on: row.due_on,
            cancelled: row.state == AssignmentState::Cancelled,
            predecessor: row.predecessor_id,
        })
        .collect()
}

/// Begins a spell.
pub fn begin_spell(
    connection: &mut AnyConnection,
    assignment: Id,
    kind: SpellKind,
    now: Instant,
) -> Result<(), Problem> {
    let row = SpellRow { id: Id::fresh(), assignment_id: assignment, kind, began_at: now, ended_at: None };
    insert_row!(connection, assignment_spells::table, row)?;
    Ok(())
}

/// Ends the spell that runs, if one does.
pub fn end_spell(connection: &mut AnyConnection, assignment: Id, kind: SpellKind, now: Instant) -> Result<(), Problem> {
    let running = assignment_spells::table
        .filter(assignment_spells::assignment_id.eq(assignment))
        .filter(assignment_spells::kind.eq(kind))
        .filter(assignment_spells::ended_at.is_null());
    diesel::update(running).set(assignment_spells::ended_at.eq(Some(now))).execute(connection)?;
    Ok(())
}

/// What was said with one version of an assignment is one thing: its id follows from that.
fn progress_id(assignment: Id, version: i32, now: Instant) -> Id {
    Id::named(now, &format!("progress {assignment} {version}"))
}

/// Keeps what an agency said about its progress.
pub fn record_progress(
    connection: &mut AnyConnection,
    assignment: &Row,
    author: Id,
    narrative: &str,
    now: Instant,
) -> Result<Id, Problem> {
    let row = ProgressRow {
        id: progress_id(assignment.id, assignment.version, now),
        assignment_id: assignment.id,
        assignment_version: assignment.version,
        author_id: author,
        recorded_at: now,
        percent: assignment.percent,
        narrative: narrative.to_owned(),
    };
    let id = row.id;
    insert_row!(connection, progress_updates::table, row)?;
    Ok(id)
}

/// What an agency said about its progress, oldest first.
pub fn progress(view: &mut View<'_>, assignment: Id, page: &PageRequest) -> Result<Page<ProgressUpdate>, Problem> {
    let all = || progress_updates::table.filter(progress_updates::assignment_id.eq(assignment)).into_boxed();
    let found = listed!(view.connection, page, all => ProgressRow, progress_updates.recorded_at, Sort::ONLY => {
        () => assignment_version: i32,
    }, texts: &["narrative"]);
    let ids: Vec<Id> = found.items.iter().map(|row| row.id).collect();
    let mut attached = attachments::attached_to(view.connection, ATTACHED, &ids)?;
    Ok(found.map(|row| ProgressUpdate {
        id: row.id,
        assignment_id: row.assignment_id,
        author_id: row.author_id,
        recorded_at: row.recorded_at,
        percent: row.percent,
        narrative: row.narrative,
        attachments: attached.remove(&row.id).unwrap_or_default(),
    }))
}

/// One page of what the caller may read.
pub fn list(view: &mut View<'_>, filter: &AssignmentFilter, page: &PageRequest) -> Result<Page<Assignment>, Problem> {
    let (connection, reading, now) = (&mut *view.connection, Reading::of(&view.caller), view.now);
    let series = programme_store::series_of(connection, &filter.programme_id)?;
    let origins = task_store::origins_of(connection, &filter.task_id)?;
    let unknown = |named: &[Id], found: &[Id]| !named.is_empty() && found.is_empty();
    if unknown(&filter.programme_id, &series) || unknown(&filter.task_id, &origins) {
        return Ok(Page::empty(page));
    }
    let found = on_engine!(connection, native => {
        let filtered = || {
            let mut query = readable_assignments!(assignments::table.into_boxed(), &reading);
            query = any_of(query, assignments::series_id, &series);
            query = any_of(query, assignments::task_id, &origins);
            query = any_of(query, assignments::agency_id, &filter.agency_id);
            query = any_of(query, assignments::state, &filter.state);
            if let Some(from) = filter.due_from {
                query = query.filter(assignments::effective_due_at.ge(from));
            }
            if let Some(before) = filter.due_before {
                query = query.filter(assignments::effective_due_at.lt(before));
            }
            if let Some(cell) = filter.cell {
                query = query.filter(assignments::state.ne(AssignmentState::Cancelled));
                let done = assignments::done_at.assume_not_null();
                query = match cell {
                    Cell::DoneOnTime => {
                        query.filter(assignments::done_at.is_not_null().and(done.lt(assignments::effective_due_at)))
                    }
                    Cell::DoneLate => {
                        query.filter(assignments::done_at.is_not_null().and(done.ge(assignments::effective_due_at)))
                    }
                    Cell::OpenInTime => {
                        query.filter(assignments::done_at.is_null().and(assignments::effective_due_at.gt(now)))
                    }
                    Cell::OpenOverdue => {
                        query.filter(assignments::done_at.is_null().and(assignments::effective_due_at.le(now)))
                    }
                };
            }
            query
        };
        listed!(native, page, filtered => Row, assignments.updated_at, filter.sort => {
            AssignmentColumn::EffectiveDueAt => effective_due_at: Instant,
            AssignmentColumn::CreatedAt => created_at: Instant,
        })
    });
    let names = Names::of(view.connection, &found.items)?;
    let directory = view.caller.directory.clone();
    Ok(found.map(|row| names.told(&row, &directory, row.answer(now))))
}

/// What agencies that end have to do, or gave to others, until it is verified.
pub fn left(view: &mut View<'_>, ending: &[Id], _: NaiveDate) -> Result<Vec<Left>, Problem> {
    use AssignmentState::{Accepted, InProgress, Pending, ReportedDone, Returned};
    let rows: Vec<(Id, Id, Id)> = on_engine!(&mut *view.connection, native => {
        let closed = programmes::table
            .filter(programmes::state.eq(ProgrammeState::Closed))
            .filter(programmes::superseded_at.is_null())
            .select(programmes::series_id);
        let open = assignments::state.eq_any([Pending, Returned]).and(assignments::series_id.ne_all(closed));
        assignments::table
            .filter(assignments::agency_id.eq_any(ending).or(assignments::owner_agency_id.eq_any(ending)))
            .filter(assignments::state.eq_any([Accepted, InProgress, ReportedDone]).or(open))
            .order(assignments::id)
            .select((assignments::id, assignments::agency_id, assignments::owner_agency_id))
            .load(native)?
    });
    Ok(Left::of_either("assignments", ending, rows))
}
