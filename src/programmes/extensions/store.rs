//! Extensions, and the assignments or the obligations they are for.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::kernel::column::from_column;
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::owner::Owner;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::{AnyConnection, among, any_of, insert_many, insert_row, lock_row, rewrite_row};
use crate::keyset;
use crate::programmes::access::Reading;
use crate::programmes::extensions::model::{Extension, ExtensionFilter, ExtensionState};
use crate::programmes::extensions::workflow::{About, ExtensionFacts};
use crate::programmes::programmes::model::ProgrammeState;
use crate::programmes::programmes::store as programme_store;
use crate::reports::Extensible;
use crate::schema::{assignments, extension_assignments, extension_obligations, extensions};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "extensions_pkey", columns: "extensions.id", code: Code::IdTaken },
    Constraint::ForeignKey(Code::UnknownReference),
];

#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = extensions, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub agency_id: Id,
    pub owner_agency_id: Id,
    pub until: NaiveDate,
    pub reason: String,
    pub state: ExtensionState,
    pub granted_until: Option<NaiveDate>,
    pub decided_at: Option<Instant>,
    pub authors: String,
}

#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = extension_assignments)]
struct ItemRow {
    extension_id: Id,
    assignment_id: Id,
}

#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = extension_obligations)]
struct ReportRow {
    extension_id: Id,
    obligation_id: Id,
}

/// An extension with its assignments, or its obligations.
#[derive(Clone, Debug)]
pub struct Stored {
    pub row: Row,
    pub assignment_ids: Vec<Id>,
    pub obligation_ids: Vec<Id>,
}

impl Stored {
    /// What callers see.
    pub fn answer(&self) -> Extension {
        let row = &self.row;
        Extension {
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            agency_id: row.agency_id,
            owner_agency_id: row.owner_agency_id,
            assignment_ids: self.assignment_ids.clone(),
            obligation_ids: self.obligation_ids.clone(),
            until: row.until,
            reason: row.reason.clone(),
            state: row.state,
            granted_until: row.granted_until,
            decided_at: row.decided_at,
            actions: None,
        }
    }

    /// The same in the state that a decision leads to.
    pub fn decided(&self, state: ExtensionState, granted_until: Option<NaiveDate>, now: Instant) -> Self {
        let row = Row {
            version: self.row.version + 1,
            updated_at: now,
            state,
            granted_until,
            decided_at: Some(now),
            ..self.row.clone()
        };
        Self { row, ..self.clone() }
    }
}

fn with_items(connection: &mut AnyConnection, rows: Vec<Row>) -> Result<Vec<Stored>, Problem> {
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let items: Vec<ItemRow> = extension_assignments::table
        .filter(extension_assignments::extension_id.eq_any(&ids))
        .order((extension_assignments::extension_id, extension_assignments::assignment_id))
        .load(connection)?;
    let reports: Vec<ReportRow> = extension_obligations::table
        .filter(extension_obligations::extension_id.eq_any(&ids))
        .order((extension_obligations::extension_id, extension_obligations::obligation_id))
        .load(connection)?;
    let assignments = |id: Id| items.iter().filter(|it| it.extension_id == id).map(|it| it.assignment_id).collect();
    let obligations = |id: Id| reports.iter().filter(|it| it.extension_id == id).map(|it| it.obligation_id).collect();
    let stored = |row: Row| Stored { assignment_ids: assignments(row.id), obligation_ids: obligations(row.id), row };
    Ok(rows.into_iter().map(stored).collect())
}

/// One extension; 404 where the caller may not read it.
pub fn find(view: &mut View<'_>, id: Id) -> Result<Stored, Problem> {
    let row: Row = extensions::table.find(id).first(view.connection)?;
    readable(view, row)
}

/// The same, locked.
pub fn lock(view: &mut View<'_>, id: Id) -> Result<Stored, Problem> {
    let row: QueryResult<Row> = lock_row!(view.connection, extensions::table.find(id));
    readable(view, row?)
}

fn readable(view: &mut View<'_>, row: Row) -> Result<Stored, Problem> {
    if !Reading::of(&view.caller).extension(row.owner_agency_id, row.agency_id) {
        return Err(Problem::of(Code::NotFound));
    }
    with_items(view.connection, vec![row])?.pop().ok_or_else(|| Problem::of(Code::NotFound))
}

/// What the rules of an extension look at.
pub fn facts(view: &mut View<'_>, stored: &Stored) -> Result<ExtensionFacts, Problem> {
    if stored.obligation_ids.is_empty() { facts_of_assignments(view, stored) } else { facts_of_reports(view, stored) }
}

fn facts_of_reports(view: &mut View<'_>, stored: &Stored) -> Result<ExtensionFacts, Problem> {
    let owed = Extensible::read(view.connection, &stored.obligation_ids)?;
    let parties = owed.parties(view).ok_or_else(|| Problem::of(Code::NotFound))?;
    let mut authors: Vec<Id> = from_column(&stored.row.authors)?;
    authors.extend(owed.authors(view.connection)?);
    Ok(ExtensionFacts {
        agency: stored.row.agency_id,
        about: About::Obligations(parties),
        state: stored.row.state,
        something_settled: owed.something_settled(),
        authors,
    })
}

fn facts_of_assignments(view: &mut View<'_>, stored: &Stored) -> Result<ExtensionFacts, Problem> {
    use crate::programmes::assignments::model::AssignmentState::{Cancelled, ReportedDone, Verified};
    let connection = &mut *view.connection;
    let settled: i64 = assignments::table
        .filter(assignments::id.eq_any(&stored.assignment_ids))
        .filter(assignments::state.eq_any([Cancelled, ReportedDone, Verified]))
        .count()
        .get_result(connection)?;
    let row = &stored.row;
    let series: Option<Id> = assignments::table
        .filter(assignments::id.eq_any(&stored.assignment_ids))
        .select(assignments::series_id)
        .first(connection)
        .optional()?;
    let programme = series.map(|series| programme_store::in_force(connection, series)).transpose()?.flatten();
    Ok(ExtensionFacts {
        agency: row.agency_id,
        about: About::Assignments {
            owner: Owner::of(&view.caller.directory, row.owner_agency_id),
            programme: programme.map_or(ProgrammeState::Cancelled, |it| it.state),
        },
        state: row.state,
        something_settled: settled > 0,
        authors: from_column(&row.authors)?,
    })
}

/// Enters an extension.
pub fn insert(connection: &mut AnyConnection, stored: &Stored) -> Result<(), Problem> {
    let broken = |error| Problem::from_database(error, CONSTRAINTS);
    insert_row!(connection, extensions::table, &stored.row).map_err(broken)?;
    let items: Vec<ItemRow> = stored
        .assignment_ids
        .iter()
        .map(|assignment| ItemRow { extension_id: stored.row.id, assignment_id: *assignment })
        .collect();
    insert_many!(connection, extension_assignments::table, items).map_err(broken)?;
    let reports: Vec<ReportRow> = stored
        .obligation_ids
        .iter()
        .map(|obligation| ReportRow { extension_id: stored.row.id, obligation_id: *obligation })
        .collect();
    insert_many!(connection, extension_obligations::table, reports).map(drop).map_err(broken)
}

/// Stores a decision.
pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, extensions::table, row.id, row)?;
    Ok(())
}

/// 409 where the id is in use.
pub fn free(connection: &mut AnyConnection, id: Option<Id>) -> Result<(), Problem> {
    free_id!(connection, extensions, id)
}

/// 409 where one of these assignments or obligations waits for the answer to an earlier request.
pub fn not_asked_yet(
    connection: &mut AnyConnection,
    assignment_ids: &[Id],
    obligation_ids: &[Id],
) -> Result<(), Problem> {
    let for_assignments = extension_assignments::table
        .inner_join(extensions::table)
        .filter(extension_assignments::assignment_id.eq_any(assignment_ids))
        .filter(extensions::state.eq(ExtensionState::Asked));
    let for_obligations = extension_obligations::table
        .inner_join(extensions::table)
        .filter(extension_obligations::obligation_id.eq_any(obligation_ids))
        .filter(extensions::state.eq(ExtensionState::Asked));
    let asked = diesel::select(diesel::dsl::exists(for_assignments)).get_result(connection)?
        || diesel::select(diesel::dsl::exists(for_obligations)).get_result(connection)?;
    if asked { Err(Problem::of(Code::AlreadyAsked)) } else { Ok(()) }
}

/// One page of what the caller may read: extensions that the agencies within his reach asked for, or that concern their programmes.
pub fn list(view: &mut View<'_>, filter: &ExtensionFilter, page: &PageRequest) -> Result<Page<Extension>, Problem> {
    let (connection, reading) = (&mut *view.connection, Reading::of(&view.caller));
    let filtered = || {
        let mut query = extensions::table.into_boxed();
        if let (Some(owners), Some(doers)) = (reading.drafts.listed(), reading.carried_out.listed()) {
            query = query.filter(among(extensions::owner_agency_id, owners).or(among(extensions::agency_id, doers)));
        }
        if let Some(assignment) = filter.assignment_id {
            let items = extension_assignments::table
                .filter(extension_assignments::assignment_id.eq(assignment))
                .select(extension_assignments::extension_id);
            query = query.filter(extensions::id.eq_any(items));
        }
        if let Some(obligation) = filter.obligation_id {
            let items = extension_obligations::table
                .filter(extension_obligations::obligation_id.eq(obligation))
                .select(extension_obligations::extension_id);
            query = query.filter(extensions::id.eq_any(items));
        }
        query = any_of(query, extensions::agency_id, &filter.agency_id);
        query = any_of(query, extensions::state, &filter.state);
        query
    };
    let sort = filter.sort.to_string();
    let after = page.after::<Instant>(&sort)?;
    let query = keyset!(filtered(), filter.sort.direction, extensions::created_at, extensions::id, after);
    let rows: Vec<Row> = query.limit(page.fetch()).load(connection)?;
    let total = page.total(|| filtered().count().get_result(connection))?;
    let Page { items, next, .. } = Page::cut(rows, page, &sort, |row| (row.created_at, row.id.0))?;
    let items = with_items(connection, items)?.iter().map(Stored::answer).collect();
    Ok(Page { items, next, total })
}
