//! Programmes and the documents they refer to.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::agencies;
use crate::kernel::chapter::Left;
use crate::kernel::column::{from_column, to_column};
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::folded::{Apart, Folded, refolded};
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::http::patch;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::{self, Acts, Record as _};
use crate::kernel::named::ProgrammeName;
use crate::kernel::owner::Owner;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::signing::Signatory;
use crate::kernel::sql::{
    AnyConnection, any_of, insert_many, insert_row, lock_row, on_engine, rewrite_row, share_rows,
};
use crate::kernel::text;
use crate::programmes::access::{Reading, readable_programmes};
use crate::programmes::programmes::model::{
    LegalBasis, NewProgramme, Programme, ProgrammeAction, ProgrammeColumn, ProgrammeFilter, ProgrammeKind,
    ProgrammePatch, ProgrammeState,
};
use crate::programmes::programmes::workflow::{ProgrammeFacts, TRANSITIONS, TaskFacts};
use crate::programmes::tasks::model::{OwnedTask, TaskKind};
use crate::programmes::tasks::store as tasks;
use crate::schema::{programme_documents, programmes};
use crate::{containing, listed};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "programmes_pkey", columns: "programmes.id", code: Code::IdTaken },
    Constraint::Unique {
        name: "programmes_number",
        columns: "programmes.agency_id, programmes.year, programmes.kind, programmes.number_key",
        code: Code::NumberTaken,
    },
    Constraint::Unique { name: "programmes_open_revision", columns: "programmes.series_id", code: Code::RevisionOpen },
    Constraint::Unique {
        name: "programmes_series",
        columns: "programmes.series_id, programmes.revision",
        code: Code::RevisionOpen,
    },
    Constraint::ForeignKey(Code::UnknownReference),
];

#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = programmes, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub series_id: Id,
    pub revision: i32,
    pub supersedes_id: Option<Id>,
    pub superseded_at: Option<Instant>,
    pub agency_id: Id,
    pub parent_id: Option<Id>,
    pub kind: ProgrammeKind,
    pub year: i32,
    pub title: String,
    pub purpose: Option<String>,
    pub requirements: Option<String>,
    pub recipients: String,
    pub note: Option<String>,
    pub state: ProgrammeState,
    pub number: Option<String>,
    pub issued_on: Option<NaiveDate>,
    pub place: Option<String>,
    pub signatory: Option<String>,
    pub title_key: String,
    pub search_text: String,
    pub number_key: Option<String>,
}

/// A programme with the documents it refers to.
#[derive(Clone, Debug)]
pub struct Stored {
    pub row: Row,
    pub legal_basis: Vec<LegalBasis>,
    pub cited_documents: Vec<Id>,
}

impl Row {
    fn indexed(mut self) -> Self {
        self.title_key = text::sort_key(&self.title);
        let number = self.number.as_deref().unwrap_or_default();
        self.search_text = text::fold(&format!("{number} {}", self.title));
        let kept = self.number_key.as_deref();
        self.number_key = self.number.as_deref().map(|number| text::unique_key(kept, self.id, &[number]));
        self
    }

    /// The next version of the row.
    pub fn touched(mut self, now: Instant) -> Self {
        self.version += 1;
        self.updated_at = now;
        self.indexed()
    }
}

impl Stored {
    /// A new draft.
    pub fn new(new: &NewProgramme, now: Instant) -> Result<Self, Problem> {
        let id = new.id.unwrap_or_else(Id::fresh);
        let row = Row {
            id,
            version: 1,
            created_at: now,
            updated_at: now,
            series_id: id,
            revision: 1,
            supersedes_id: None,
            superseded_at: None,
            agency_id: new.agency_id,
            parent_id: new.parent_id,
            kind: new.kind.unwrap_or(ProgrammeKind::Programme),
            year: new.year,
            title: new.title.clone(),
            purpose: new.purpose.clone(),
            requirements: new.requirements.clone(),
            recipients: to_column(&new.recipients)?,
            note: new.note.clone(),
            state: ProgrammeState::Draft,
            number: None,
            issued_on: None,
            place: None,
            signatory: None,
            title_key: String::new(),
            search_text: String::new(),
            number_key: None,
        };
        Ok(Self {
            row: row.indexed(),
            legal_basis: new.legal_basis.clone(),
            cited_documents: new.cited_documents.clone(),
        })
    }

    /// The draft after an edit.
    pub fn patched(&self, change: &ProgrammePatch, now: Instant) -> Result<Self, Problem> {
        let mut stored = self.clone();
        patch::set(&mut stored.row.title, change.title.clone());
        patch::set(&mut stored.row.purpose, change.purpose.clone());
        patch::set(&mut stored.row.requirements, change.requirements.clone());
        patch::set(&mut stored.row.recipients, change.recipients.as_ref().map(to_column).transpose()?);
        patch::set(&mut stored.row.note, change.note.clone());
        patch::set(&mut stored.legal_basis, change.legal_basis.clone());
        patch::set(&mut stored.cited_documents, change.cited_documents.clone());
        stored.row = stored.row.touched(now);
        Ok(stored)
    }

    /// The programme after a step, with who signed it by one that issues it.
    pub fn stepped(
        &self,
        to: ProgrammeState,
        action: &ProgrammeAction,
        signatory: Option<&Signatory>,
        now: Instant,
    ) -> Result<Self, Problem> {
        let mut row = Row { state: to, ..self.row.clone() };
        if let ProgrammeAction::Issue { number, issued_on, place, .. } = action {
            row.number = Some(number.clone());
            row.issued_on = Some(*issued_on);
            row.place = Some(place.clone());
            row.signatory = signatory.map(to_column).transpose()?;
        }
        Ok(Self { row: row.touched(now), ..self.clone() })
    }

    /// The draft of a later revision.
    pub fn next_revision(&self, revision: i32, now: Instant) -> Self {
        let row = Row {
            id: Id::fresh(),
            version: 1,
            created_at: now,
            updated_at: now,
            revision,
            supersedes_id: Some(self.row.id),
            superseded_at: None,
            state: ProgrammeState::Draft,
            number: None,
            issued_on: None,
            place: None,
            signatory: None,
            ..self.row.clone()
        };
        Self { row: row.indexed(), ..self.clone() }
    }

    /// What callers see.
    pub fn answer(&self) -> Result<Programme, Problem> {
        let row = &self.row;
        let signatory: Option<Signatory> = row.signatory.as_deref().map(from_column).transpose()?;
        Ok(Programme {
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            series_id: row.series_id,
            revision: row.revision,
            supersedes_id: row.supersedes_id,
            superseded_at: row.superseded_at,
            agency_id: row.agency_id,
            parent_id: row.parent_id,
            kind: row.kind,
            year: row.year,
            title: row.title.clone(),
            purpose: row.purpose.clone(),
            requirements: row.requirements.clone(),
            legal_basis: self.legal_basis.clone(),
            cited_documents: self.cited_documents.clone(),
            recipients: from_column(&row.recipients)?,
            note: row.note.clone(),
            state: row.state,
            number: row.number.clone(),
            issued_on: row.issued_on,
            place: row.place.clone(),
            signatory,
            actions: None,
        })
    }

    fn references(&self) -> Vec<ReferenceRow> {
        let id = self.row.id;
        let basis = self.legal_basis.iter().map(|it| (it.legal_document_id, BASIS, it.note.clone()));
        let cited = self.cited_documents.iter().map(|it| (*it, CITED, None));
        basis
            .chain(cited)
            .zip(0..)
            .map(|((legal_document_id, part, note), position)| ReferenceRow {
                programme_id: id,
                position,
                legal_document_id,
                part: part.to_owned(),
                note,
            })
            .collect()
    }
}

const BASIS: &str = "basis";
const CITED: &str = "cited";

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = programme_documents, treat_none_as_default_value = false)]
struct ReferenceRow {
    programme_id: Id,
    position: i32,
    legal_document_id: Id,
    part: String,
    note: Option<String>,
}

/// 409 where the id is in use.
pub fn free(connection: &mut AnyConnection, id: Option<Id>) -> Result<(), Problem> {
    free_id!(connection, programmes, id)
}

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

/// One programme; 404 where there is none, or where the caller may not read it.
pub fn find(view: &mut View<'_>, id: Id) -> Result<Stored, Problem> {
    let row: Row = programmes::table.find(id).first(view.connection)?;
    readable(view, row)
}

/// Whether a programme is an agency's own, or one of those that the same agency holds by now, of kind `plan`, and the caller may read it: for
/// references in bodies.
pub fn is_plan_of(view: &mut View<'_>, id: Id, agency: Id) -> Result<bool, Problem> {
    let found: Option<(Id, ProgrammeKind, Option<String>)> = programmes::table
        .find(id)
        .select((programmes::agency_id, programmes::kind, programmes::number))
        .first(view.connection)
        .optional()?;
    let (reading, directory, today) = (Reading::of(&view.caller), &view.caller.directory, view.caller.today);
    let holder = |agency: Id| directory.holder(agency, today);
    Ok(found.is_some_and(|(owner, kind, number)| {
        holder(owner) == holder(agency) && kind == ProgrammeKind::Plan && reading.programme(owner, number.is_some())
    }))
}

/// One programme, locked: first the root of its series, which every change below it locks too, then the revision itself.
pub fn lock(view: &mut View<'_>, id: Id) -> Result<Stored, Problem> {
    let series: Id = programmes::table.find(id).select(programmes::series_id).first(view.connection)?;
    if series != id {
        let root: QueryResult<Row> = lock_row!(view.connection, programmes::table.find(series));
        root?;
    }
    let row: QueryResult<Row> = lock_row!(view.connection, programmes::table.find(id));
    readable(view, row?)
}

/// The row alone, locked: the root of a draft's tasks.
pub fn lock_row_of(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let row: QueryResult<Row> = lock_row!(view.connection, programmes::table.find(id));
    let row = row?;
    if Reading::of(&view.caller).programme(row.agency_id, row.number.is_some()) {
        Ok(row)
    } else {
        Err(Problem::of(Code::NotFound))
    }
}

/// Holds a programme that a guard looks at as it is until the commit: by the root of its series, which every step of any
/// revision locks.
pub fn hold(connection: &mut AnyConnection, id: Id) -> Result<(), Problem> {
    let series: Id = programmes::table.find(id).select(programmes::series_id).first(connection)?;
    let held: QueryResult<Vec<Id>> = share_rows!(connection, programmes::table.find(series).select(programmes::id));
    held.map(drop).map_err(Problem::from)
}

/// A revision that the caller's own revision names: no question of rights.
pub fn revision(connection: &mut AnyConnection, id: Id) -> Result<Stored, Problem> {
    let row: QueryResult<Row> = lock_row!(connection, programmes::table.find(id));
    let mut stored = with_references(connection, vec![row?])?;
    stored.pop().ok_or_else(|| Problem::of(Code::NotFound))
}

fn readable(view: &mut View<'_>, row: Row) -> Result<Stored, Problem> {
    if !Reading::of(&view.caller).programme(row.agency_id, row.number.is_some()) {
        return Err(Problem::of(Code::NotFound));
    }
    let mut stored = with_references(view.connection, vec![row])?;
    stored.pop().ok_or_else(|| Problem::of(Code::NotFound))
}

fn with_references(connection: &mut AnyConnection, rows: Vec<Row>) -> Result<Vec<Stored>, Problem> {
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let references = references_of(connection, &ids)?;
    let of = |id: Id, part: &'static str| references.iter().filter(move |it| it.programme_id == id && it.part == part);
    Ok(rows
        .into_iter()
        .map(|row| Stored {
            legal_basis: of(row.id, BASIS)
                .map(|it| LegalBasis { legal_document_id: it.legal_document_id, note: it.note.clone() })
                .collect(),
            cited_documents: of(row.id, CITED).map(|it| it.legal_document_id).collect(),
            row,
        })
        .collect())
}

fn references_of(connection: &mut AnyConnection, ids: &[Id]) -> Result<Vec<ReferenceRow>, Problem> {
    Ok(programme_documents::table
        .filter(programme_documents::programme_id.eq_any(ids))
        .order((programme_documents::programme_id, programme_documents::position))
        .load(connection)?)
}

/// Enters a programme.
pub fn insert(connection: &mut AnyConnection, stored: &Stored) -> Result<(), Problem> {
    let inserted = insert_row!(connection, programmes::table, &stored.row).map_err(broken);
    inserted.map_err(|problem| {
        // Judged here: a first revision breaks both keys with an id in use, and the databases name one or the other.
        let first = stored.row.revision == 1 && problem.code() == Code::RevisionOpen;
        if first { Problem::of(Code::IdTaken) } else { problem }
    })?;
    insert_references(connection, stored)
}

fn insert_references(connection: &mut AnyConnection, stored: &Stored) -> Result<(), Problem> {
    insert_many!(connection, programme_documents::table, stored.references()).map(drop).map_err(broken)
}

/// Stores the row alone.
pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, programmes::table, row.id, row).map(drop).map_err(broken)
}

/// Stores the row and the documents that it refers to.
pub fn save_with_references(connection: &mut AnyConnection, stored: &Stored) -> Result<(), Problem> {
    save(connection, &stored.row)?;
    diesel::delete(programme_documents::table.filter(programme_documents::programme_id.eq(stored.row.id)))
        .execute(connection)?;
    insert_references(connection, stored)
}

/// What the rules of a programme look at.
pub fn facts(view: &mut View<'_>, row: &Row) -> Result<ProgrammeFacts, Problem> {
    let (connection, directory, today) = (&mut *view.connection, &view.caller.directory, view.caller.today);
    let revision_open: bool = diesel::select(diesel::dsl::exists(
        programmes::table
            .filter(programmes::series_id.eq(row.series_id))
            .filter(programmes::id.ne(row.id))
            .filter(programmes::state.eq_any([ProgrammeState::Draft, ProgrammeState::UnderReview])),
    ))
    .get_result(connection)?;
    let parent_in_force = match row.parent_id {
        None => true,
        Some(parent) => in_force(connection, parent)?.is_some_and(|it| it.state == ProgrammeState::Issued),
    };
    let tasks = tasks::of_programme(connection, row.id)?;
    let task_facts = tasks.iter().map(|task| {
        let occurrences_known = !task.occurrences.is_empty();
        TaskFacts {
            number: task.row.number.clone(),
            kind: task.row.kind,
            has_lead: task.row.lead_agency_id.is_some(),
            has_due_date: if task.row.kind == TaskKind::Periodic {
                occurrences_known
            } else {
                task.row.due_on.is_some()
            },
            agencies_alive: task.agencies().iter().all(|(agency, _)| directory.is_alive(*agency, today)),
        }
    });
    let mut authors = Vec::new();
    if TRANSITIONS.sets_apart(row.state) {
        authors = drafters(connection, row.id, &view.caller.acts_as())?;
    }
    Ok(ProgrammeFacts {
        owner: Owner::of(directory, row.agency_id),
        state: row.state,
        superseded: row.superseded_at.is_some(),
        revision_open,
        parent_in_force,
        authors,
        tasks: task_facts.collect(),
    })
}

/// Those of some people who wrote a programme or a task of it, took one out, or handed it over: nobody issues his own work. The
/// record says who, of tasks that are gone too.
fn drafters(connection: &mut AnyConnection, programme: Id, people: &[Id]) -> Result<Vec<Id>, Problem> {
    let mut objects = tasks::ever_of_programme(connection, programme)?;
    objects.push(programme);
    let resources = [Programme::RESOURCE, OwnedTask::RESOURCE];
    let actions = ["create", "update", "delete", "submit"];
    Ok(journal::authors_among(
        connection,
        people,
        Acts { resources: &resources, objects: &objects, actions: &actions },
    )?)
}

/// Judges whether the agencies that the tasks name are alive by their rows, which stay as they are until the commit.
pub fn hold_agencies(
    connection: &mut AnyConnection,
    programme: Id,
    today: NaiveDate,
    facts: &mut ProgrammeFacts,
) -> Result<(), Problem> {
    let tasks = tasks::of_programme(connection, programme)?;
    let named: Vec<Id> = tasks.iter().flat_map(|task| task.agencies()).map(|(agency, _)| agency).collect();
    let alive = agencies::held_alive(connection, &named, today)?;
    for (fact, task) in facts.tasks.iter_mut().zip(&tasks) {
        fact.agencies_alive = task.agencies().iter().all(|(agency, _)| alive.contains(agency));
    }
    Ok(())
}

/// The revision of a programme's series that is or was last in force, whichever revision is named.
pub fn in_force(connection: &mut AnyConnection, any_revision: Id) -> Result<Option<Row>, Problem> {
    let series: Option<Id> =
        programmes::table.find(any_revision).select(programmes::series_id).first(connection).optional()?;
    series.map_or(Ok(None), |series| in_force_of(connection, series))
}

/// The same, where the series is known.
pub fn in_force_of(connection: &mut AnyConnection, series: Id) -> Result<Option<Row>, Problem> {
    let in_force = programmes::table
        .filter(programmes::series_id.eq(series))
        .filter(programmes::number.is_not_null())
        .filter(programmes::superseded_at.is_null());
    Ok(on_engine!(connection, native => in_force.first(native)).optional()?)
}

/// What programmes are called and where they stand, by their series: as the revision says that is or was last in force.
pub fn named(
    connection: &mut AnyConnection,
    series: &[Id],
) -> Result<HashMap<Id, (ProgrammeName, ProgrammeState)>, Problem> {
    let rows: Vec<(Id, Id, Option<String>, String, ProgrammeState)> = programmes::table
        .filter(programmes::series_id.eq_any(series))
        .filter(programmes::number.is_not_null())
        .filter(programmes::superseded_at.is_null())
        .select((programmes::series_id, programmes::id, programmes::number, programmes::title, programmes::state))
        .load(connection)?;
    let named = |(series, id, number, title, state)| (series, (ProgrammeName { id, number, title }, state));
    Ok(rows.into_iter().map(named).collect())
}

/// The same of those that the caller may read.
pub fn named_to(view: &mut View<'_>, series: &[Id]) -> Result<HashMap<Id, ProgrammeName>, Problem> {
    let rows: Vec<(Id, Id, Id, Option<String>, String)> = programmes::table
        .filter(programmes::series_id.eq_any(series))
        .filter(programmes::number.is_not_null())
        .filter(programmes::superseded_at.is_null())
        .select((programmes::series_id, programmes::agency_id, programmes::id, programmes::number, programmes::title))
        .load(view.connection)?;
    let reading = Reading::of(&view.caller);
    let read = rows.into_iter().filter(|(_, owner, ..)| reading.programme(*owner, true));
    Ok(read.map(|(series, _, id, number, title)| (series, ProgrammeName { id, number, title })).collect())
}

/// The number of a series' next revision: cancelled drafts keep theirs.
pub fn next_revision_of(connection: &mut AnyConnection, series: Id) -> Result<i32, Problem> {
    let latest: Option<i32> = programmes::table
        .filter(programmes::series_id.eq(series))
        .select(diesel::dsl::max(programmes::revision))
        .first(connection)?;
    Ok(latest.unwrap_or_default() + 1)
}

/// The series of programmes, whichever revisions are named.
pub fn series_of(connection: &mut AnyConnection, any_revisions: &[Id]) -> Result<Vec<Id>, Problem> {
    if any_revisions.is_empty() {
        return Ok(Vec::new());
    }
    Ok(programmes::table
        .filter(programmes::id.eq_any(any_revisions))
        .select(programmes::series_id)
        .distinct()
        .load(connection)?)
}

/// What a row holds that can be long.
const TEXTS: &[&str] = &["title", "title_key", "purpose", "requirements", "recipients", "note", "search_text"];

/// One page of what the caller may read.
pub fn list(view: &mut View<'_>, filter: &ProgrammeFilter, page: &PageRequest) -> Result<Page<Programme>, Problem> {
    let (connection, reading) = (&mut *view.connection, Reading::of(&view.caller));
    let filtered = || {
        let mut query = readable_programmes!(programmes::table.into_boxed(), &reading);
        query = any_of(query, programmes::agency_id, &filter.agency_id);
        query = any_of(query, programmes::year, &filter.year);
        query = any_of(query, programmes::state, &filter.state);
        if let Some(kind) = filter.kind {
            query = query.filter(programmes::kind.eq(kind));
        }
        if let Some(parent) = filter.parent_id {
            query = query.filter(programmes::parent_id.eq(parent));
        }
        if let Some(q) = &filter.q {
            query = query.filter(containing!(programmes::search_text, q));
        }
        query
    };
    let found = listed!(connection, page, filtered => Row, programmes.updated_at, filter.sort => {
        ProgrammeColumn::CreatedAt => created_at: Instant,
        ProgrammeColumn::Title => title_key: String,
        ProgrammeColumn::Year => year: i32,
    }, texts: TEXTS);
    let Page { items, next, total } = found;
    let items = with_references(connection, items)?.iter().map(Stored::answer).collect::<Result<_, _>>()?;
    Ok(Page { items, next, total })
}

/// What its rows keep of their texts.
pub const FOLDED: &Folded = &Folded {
    table: "programmes",
    keys: &["title_key", "search_text", "number_key"],
    apart: Some(&Apart { key: "number_key", text: "number", beside: &["agency_id", "year", "kind"] }),
    next: |connection, after| {
        refolded!(
            connection, after, programmes => Row, |row| Ok(row.indexed()),
            [title_key, search_text, number_key], apart: number_key
        )
    },
};

/// The rows of a part of the table with their references, as the journal would tell of them.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(programmes, part).load(connection)?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let references = references_of(connection, &ids)?;
    let searched = |row: &Row| {
        let it = row.clone().indexed();
        row.title_key == it.title_key && row.search_text == it.search_text
    };
    let told_apart = |row: &Row| row.number_key == row.clone().indexed().number_key;
    let kept = |stored: Stored| {
        let its_own = references.iter().filter(|it| it.programme_id == stored.row.id);
        let kept = Kept::of(stored.row.id, &stored.answer()?)?.with("what it is found by", searched(&stored.row));
        let kept = kept.with("what tells it from others", told_apart(&stored.row));
        Ok(kept.with("what it refers to", its_own.eq(&stored.references())))
    };
    with_references(connection, rows)?.into_iter().map(kept).collect()
}

/// Programmes of agencies that end that are being drafted, or are in force.
pub fn left(view: &mut View<'_>, ending: &[Id], _: NaiveDate) -> Result<Vec<Left>, Problem> {
    let rows: Vec<(Id, Id)> = on_engine!(&mut *view.connection, native => {
        let in_force = programmes::state.eq(ProgrammeState::Issued).and(programmes::superseded_at.is_null());
        let drafted = programmes::state.eq_any([ProgrammeState::Draft, ProgrammeState::UnderReview]);
        programmes::table
            .filter(programmes::agency_id.eq_any(ending))
            .filter(drafted.or(in_force))
            .order(programmes::id)
            .select((programmes::id, programmes::agency_id))
            .load(native)?
    });
    Ok(Left::of_each("programmes", rows))
}
