//! Action Months and the legal documents that they name.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::events::access::Reading;
use crate::events::action_months::model::{
    ActionMonth, ActionMonthColumn, ActionMonthFilter, ActionMonthPatch, ActionMonthState, NewActionMonth,
};
use crate::events::action_months::workflow::MonthFacts;
use crate::events::window;
use crate::kernel::chapter::found;
use crate::kernel::column::{from_column, to_column};
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::directory::Directory;
use crate::kernel::folded::{Folded, refolded};
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::http::patch;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::owner::Owner;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::{
    AnyConnection, among, among_any, any_of, insert_many, insert_row, lock_row, rewrite_row, share_rows,
};
use crate::kernel::text;
use crate::schema::action_months::{self, table};
use crate::schema::{action_month_documents, event_plans, events};
use crate::{containing, listed};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "action_months_pkey", columns: "action_months.id", code: Code::IdTaken },
    Constraint::Unique {
        name: "action_months_year",
        columns: "action_months.committee_id, action_months.year",
        code: Code::MonthExists,
    },
    Constraint::ForeignKey(Code::UnknownReference),
];

/// What removing one can break.
// Judged here: the keys of the tables decide, for whoever refers to it at this moment.
const REMOVING: &[Constraint] = &[Constraint::ForeignKey(Code::Referenced)];

/// An Action Month as it is on record.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = action_months, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub committee_id: Id,
    pub year: i32,
    pub name: String,
    pub theme: Option<String>,
    pub slogans: String,
    pub state: ActionMonthState,
    pub search_text: String,
}

impl Row {
    fn indexed(mut self) -> Self {
        self.search_text = text::fold(&format!("{} {}", self.name, self.theme.as_deref().unwrap_or_default()));
        self
    }

    fn touched(&self, now: Instant) -> Self {
        Self { version: self.version + 1, updated_at: now, ..self.clone() }
    }
}

/// An Action Month with the documents that it names.
#[derive(Clone, Debug)]
pub struct Stored {
    pub row: Row,
    pub legal_document_ids: Vec<Id>,
}

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = action_month_documents)]
struct DocumentRow {
    action_month_id: Id,
    position: i32,
    legal_document_id: Id,
}

impl Stored {
    /// A new one.
    pub fn new(new: &NewActionMonth, now: Instant) -> Result<Self, Problem> {
        let row = Row {
            id: new.id.unwrap_or_else(Id::fresh),
            version: 1,
            created_at: now,
            updated_at: now,
            committee_id: new.committee_id,
            year: new.year,
            name: new.name.clone(),
            theme: new.theme.clone(),
            slogans: to_column(&new.slogans)?,
            state: ActionMonthState::Planned,
            search_text: String::new(),
        };
        Ok(Self { row: row.indexed(), legal_document_ids: new.legal_document_ids.clone() })
    }

    /// The same after an edit.
    pub fn patched(&self, change: &ActionMonthPatch, now: Instant) -> Result<Self, Problem> {
        let mut row = self.row.touched(now);
        patch::set(&mut row.name, change.name.clone());
        patch::set(&mut row.theme, change.theme.clone());
        patch::set(&mut row.slogans, change.slogans.as_ref().map(to_column).transpose()?);
        let mut legal_document_ids = self.legal_document_ids.clone();
        patch::set(&mut legal_document_ids, change.legal_document_ids.clone());
        Ok(Self { row: row.indexed(), legal_document_ids })
    }

    /// The same in another state.
    pub fn in_state(&self, state: ActionMonthState, now: Instant) -> Self {
        Self { row: Row { state, ..self.row.touched(now) }, ..self.clone() }
    }

    /// What the rules look at.
    pub fn facts(&self, directory: &Directory) -> MonthFacts {
        MonthFacts {
            owner: Owner::of(directory, self.row.committee_id),
            state: self.row.state,
            has_theme: self.row.theme.is_some(),
        }
    }

    /// What callers see. When it opens and closes follows from its year.
    pub fn answer(&self) -> Result<ActionMonth, Problem> {
        let row = &self.row;
        let window = window::of_month(row.year);
        Ok(ActionMonth {
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            committee_id: row.committee_id,
            year: row.year,
            name: row.name.clone(),
            theme: row.theme.clone(),
            slogans: from_column(&row.slogans)?,
            legal_document_ids: self.legal_document_ids.clone(),
            opens_at: window.opens_at,
            closes_at: window.closes_at,
            launches_from: window::of_launch(row.year).opens_at,
            state: row.state,
            actions: None,
        })
    }

    fn documents(&self) -> Vec<DocumentRow> {
        let placed = self.legal_document_ids.iter().zip(0..);
        let of_this =
            |(id, position): (&Id, i32)| DocumentRow { action_month_id: self.row.id, position, legal_document_id: *id };
        placed.map(of_this).collect()
    }
}

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

fn readable(view: &mut View<'_>, row: Row) -> Result<Stored, Problem> {
    if !Reading::of(&view.caller).month(row.committee_id, row.state == ActionMonthState::Announced) {
        return Err(Problem::of(Code::NotFound));
    }
    let mut stored = with_documents(view.connection, vec![row])?;
    stored.pop().ok_or_else(|| Problem::of(Code::NotFound))
}

fn documents_of(connection: &mut AnyConnection, ids: &[Id]) -> Result<Vec<DocumentRow>, Problem> {
    Ok(action_month_documents::table
        .filter(action_month_documents::action_month_id.eq_any(ids))
        .order((action_month_documents::action_month_id, action_month_documents::position))
        .load(connection)?)
}

fn with_documents(connection: &mut AnyConnection, rows: Vec<Row>) -> Result<Vec<Stored>, Problem> {
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let documents = documents_of(connection, &ids)?;
    let of = |id: Id| documents.iter().filter(move |it| it.action_month_id == id).map(|it| it.legal_document_id);
    Ok(rows.into_iter().map(|row| Stored { legal_document_ids: of(row.id).collect(), row }).collect())
}

/// One Action Month; 404 where the caller may not read it.
pub fn find(view: &mut View<'_>, id: Id) -> Result<Stored, Problem> {
    let row: Row = table.find(id).first(view.connection)?;
    readable(view, row)
}

/// The same, locked.
pub fn lock(view: &mut View<'_>, id: Id) -> Result<Stored, Problem> {
    let row: QueryResult<Row> = lock_row!(view.connection, table.find(id));
    readable(view, row?)
}

/// The same, held as it is until the commit: something new is to refer to it.
pub fn share(view: &mut View<'_>, id: Id) -> Result<Stored, Problem> {
    let rows: QueryResult<Vec<Row>> = share_rows!(view.connection, table.find(id));
    let row = rows?.pop().ok_or_else(|| Problem::of(Code::NotFound))?;
    readable(view, row)
}

/// What some are called, by their ids.
pub fn names_of(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, String>, Problem> {
    let rows: Vec<(Id, String)> = action_months::table
        .filter(action_months::id.eq_any(ids))
        .select((action_months::id, action_months::name))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// Whether the caller may read one.
pub fn may_read(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    found(find(view, id))
}

/// Whether an event or a plan refers to one, so that it cannot be removed.
pub fn is_referenced(connection: &mut AnyConnection, id: Id) -> Result<bool, Problem> {
    let by_events = events::table.filter(events::action_month_id.eq(id));
    let by_plans = event_plans::table.filter(event_plans::action_month_id.eq(id));
    let any = diesel::select(diesel::dsl::exists(by_plans)).get_result(connection)?
        || diesel::select(diesel::dsl::exists(by_events)).get_result(connection)?;
    Ok(any)
}

/// 409 where the id is in use, or the committee has one of that year.
pub fn free(connection: &mut AnyConnection, new: &NewActionMonth) -> Result<(), Problem> {
    free_id!(connection, action_months, new.id)?;
    let same = table.filter(action_months::committee_id.eq(new.committee_id)).filter(action_months::year.eq(new.year));
    let taken: i64 = same.count().get_result(connection)?;
    // Judged here: the key of the table decides, and this only looks for what it would say.
    if taken > 0 { Err(Problem::of(Code::MonthExists)) } else { Ok(()) }
}

fn insert_documents(connection: &mut AnyConnection, stored: &Stored) -> Result<(), Problem> {
    insert_many!(connection, action_month_documents::table, stored.documents()).map(drop).map_err(broken)
}

fn delete_documents(connection: &mut AnyConnection, id: Id) -> Result<(), Problem> {
    let of_it = action_month_documents::table.filter(action_month_documents::action_month_id.eq(id));
    diesel::delete(of_it).execute(connection)?;
    Ok(())
}

/// Enters one.
pub fn insert(connection: &mut AnyConnection, stored: &Stored) -> Result<(), Problem> {
    insert_row!(connection, table, &stored.row).map_err(broken)?;
    insert_documents(connection, stored)
}

/// Stores a changed one without its documents, which no step touches.
pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, table, row.id, row).map(drop).map_err(broken)
}

/// Stores a changed one with its documents.
pub fn save_with_documents(connection: &mut AnyConnection, stored: &Stored) -> Result<(), Problem> {
    save(connection, &stored.row)?;
    delete_documents(connection, stored.row.id)?;
    insert_documents(connection, stored)
}

/// Removes one.
pub fn delete(connection: &mut AnyConnection, id: Id) -> Result<(), Problem> {
    delete_documents(connection, id)?;
    let removed = diesel::delete(table.find(id)).execute(connection);
    removed.map(drop).map_err(|error| Problem::from_database(error, REMOVING))
}

/// What a row holds that can be long.
const TEXTS: &[&str] = &["name", "theme", "slogans", "search_text"];

/// One page of what the caller may read.
pub fn list(view: &mut View<'_>, filter: &ActionMonthFilter, page: &PageRequest) -> Result<Page<ActionMonth>, Problem> {
    let (connection, reading) = (&mut *view.connection, Reading::of(&view.caller));
    let filtered = || {
        let mut query = table.into_boxed();
        if let Some(committees) = reading.months.listed() {
            let announced = action_months::state.eq(ActionMonthState::Announced);
            let announced = announced.and(among_any(action_months::committee_id, reading.announced.listed()));
            query = query.filter(among(action_months::committee_id, committees).or(announced));
        }
        query = any_of(query, action_months::committee_id, &filter.committee_id);
        query = any_of(query, action_months::year, &filter.year);
        query = any_of(query, action_months::state, &filter.state);
        if let Some(q) = &filter.q {
            query = query.filter(containing!(action_months::search_text, q));
        }
        query
    };
    let found = listed!(connection, page, filtered => Row, action_months.updated_at, filter.sort => {
        ActionMonthColumn::Year => year: i32,
        ActionMonthColumn::CreatedAt => created_at: Instant,
    }, texts: TEXTS);
    let Page { items, next, total } = found;
    let items = with_documents(connection, items)?.iter().map(Stored::answer).collect::<Result<_, _>>()?;
    Ok(Page { items, next, total })
}

/// What its rows keep of their texts.
pub const FOLDED: &Folded = &Folded {
    table: "action_months",
    keys: &["search_text"],
    apart: None,
    next: |connection, after| {
        refolded!(
            connection, after, action_months => Row, |row| Ok(row.indexed()),
            [search_text]
        )
    },
};

/// The rows of a part of the table with their documents, as the journal would tell of them.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(action_months, part).load(connection)?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let documents = documents_of(connection, &ids)?;
    let kept = |stored: Stored| {
        let row = &stored.row;
        let its_own = documents.iter().filter(|it| it.action_month_id == row.id);
        let searched = row.search_text == row.clone().indexed().search_text;
        let kept = Kept::of(row.id, &stored.answer()?)?.with("what it is found by", searched);
        Ok(kept.with("what it refers to", its_own.eq(&stored.documents())))
    };
    with_documents(connection, rows)?.into_iter().map(kept).collect()
}
