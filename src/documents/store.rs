//! The only place that touches the table of legal documents.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::model::{
    DocumentKind, LegalDocument, LegalDocumentColumn, LegalDocumentFilter, LegalDocumentPatch, NewLegalDocument,
};
use crate::kernel::db::View;
use crate::kernel::folded::{Apart, Folded, refolded};
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::http::patch;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::{AnyConnection, any_of, insert_row, lock_row, rewrite_row};
use crate::kernel::text;
use crate::schema::legal_documents::{self, table};
use crate::schema::{action_month_documents, designations, programme_documents, programmes};
use crate::{containing, listed};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "legal_documents_pkey", columns: "legal_documents.id", code: Code::IdTaken },
    Constraint::Unique {
        name: "legal_documents_number",
        columns: "legal_documents.number_key, legal_documents.issued_on",
        code: Code::NumberTaken,
    },
    Constraint::ForeignKey(Code::Referenced),
];

#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = legal_documents, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub number: String,
    pub kind: DocumentKind,
    pub issuer: String,
    pub issued_on: NaiveDate,
    pub title: String,
    pub link: Option<String>,
    pub title_key: String,
    pub search_text: String,
    pub number_key: Option<String>,
}

impl Row {
    pub fn new(new: &NewLegalDocument, now: Instant) -> Self {
        Self {
            id: new.id.unwrap_or_else(Id::fresh),
            version: 1,
            created_at: now,
            updated_at: now,
            number: new.number.clone(),
            kind: new.kind,
            issuer: new.issuer.clone(),
            issued_on: new.issued_on,
            title: new.title.clone(),
            link: new.link.clone(),
            title_key: String::new(),
            search_text: String::new(),
            number_key: None,
        }
        .indexed()
    }

    pub fn patched(&self, change: &LegalDocumentPatch, now: Instant) -> Self {
        let mut row = self.clone();
        patch::set(&mut row.number, change.number.clone());
        patch::set(&mut row.kind, change.kind);
        patch::set(&mut row.issuer, change.issuer.clone());
        patch::set(&mut row.issued_on, change.issued_on);
        patch::set(&mut row.title, change.title.clone());
        patch::set(&mut row.link, change.link.clone());
        row.version += 1;
        row.updated_at = now;
        row.indexed()
    }

    fn indexed(mut self) -> Self {
        self.title_key = text::sort_key(&self.title);
        self.search_text = text::fold(&format!("{} {} {}", self.number, self.issuer, self.title));
        let known_by = [self.number.as_str(), &self.issuer];
        self.number_key = Some(text::unique_key(self.number_key.as_deref(), self.id, &known_by));
        self
    }

    pub fn answer(&self) -> LegalDocument {
        LegalDocument {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            number: self.number.clone(),
            kind: self.kind,
            issuer: self.issuer.clone(),
            issued_on: self.issued_on,
            title: self.title.clone(),
            link: self.link.clone(),
            actions: None,
        }
    }
}

pub fn find(connection: &mut AnyConnection, id: Id) -> Result<Row, Problem> {
    table.find(id).first(connection).map_err(Problem::from)
}

pub fn lock(connection: &mut AnyConnection, id: Id) -> Result<Row, Problem> {
    let row: QueryResult<Row> = lock_row!(connection, table.find(id));
    row.map_err(Problem::from)
}

pub fn insert(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    insert_row!(connection, table, row).map(drop).map_err(|error| Problem::from_database(error, CONSTRAINTS))
}

pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, table, row.id, row).map(drop).map_err(|error| Problem::from_database(error, CONSTRAINTS))
}

pub fn delete(connection: &mut AnyConnection, id: Id) -> Result<(), Problem> {
    diesel::delete(table.find(id))
        .execute(connection)
        .map(drop)
        .map_err(|error| Problem::from_database(error, CONSTRAINTS))
}

/// How many there are.
pub fn how_many(connection: &mut AnyConnection) -> Result<usize, Problem> {
    let count: i64 = table.count().get_result(connection)?;
    Ok(usize::try_from(count).unwrap_or_default())
}

pub fn list(
    view: &mut View<'_>,
    filter: &LegalDocumentFilter,
    page: &PageRequest,
) -> Result<Page<LegalDocument>, Problem> {
    let connection = &mut *view.connection;
    let filtered = || {
        let mut query = table.into_boxed();
        query = any_of(query, legal_documents::kind, &filter.kind);
        if let Some(from) = filter.issued_on_from {
            query = query.filter(legal_documents::issued_on.ge(from));
        }
        if let Some(before) = filter.issued_on_before {
            query = query.filter(legal_documents::issued_on.lt(before));
        }
        if let Some(q) = &filter.q {
            query = query.filter(containing!(legal_documents::search_text, q));
        }
        query
    };
    let found = listed!(connection, page, filtered => Row, legal_documents.updated_at, filter.sort => {
        LegalDocumentColumn::IssuedOn => issued_on: NaiveDate,
        LegalDocumentColumn::Title => title_key: String,
    });
    Ok(found.map(|row| row.answer()))
}

/// Whether something on record refers to a document, so that it cannot be removed.
pub fn is_referenced(connection: &mut AnyConnection, id: Id) -> Result<bool, Problem> {
    let by_programmes = programme_documents::table.filter(programme_documents::legal_document_id.eq(id));
    let by_designations = designations::table.filter(designations::legal_document_id.eq(id));
    let by_months = action_month_documents::table.filter(action_month_documents::legal_document_id.eq(id));
    let any = diesel::select(diesel::dsl::exists(by_programmes)).get_result(connection)?
        || diesel::select(diesel::dsl::exists(by_designations)).get_result(connection)?
        || diesel::select(diesel::dsl::exists(by_months)).get_result(connection)?;
    Ok(any)
}

/// Whether an issued programme rests on a document or cites it.
pub fn is_cited_in_force(connection: &mut AnyConnection, id: Id) -> Result<bool, Problem> {
    let issued = programme_documents::table
        .inner_join(programmes::table)
        .filter(programme_documents::legal_document_id.eq(id))
        .filter(programmes::number.is_not_null());
    Ok(diesel::select(diesel::dsl::exists(issued)).get_result(connection)?)
}

/// Whether all these documents are on record: for references in bodies.
pub fn all_known(connection: &mut AnyConnection, ids: &[Id]) -> Result<bool, Problem> {
    let mut distinct = ids.to_vec();
    distinct.sort();
    distinct.dedup();
    let known: i64 = table.filter(legal_documents::id.eq_any(&distinct)).count().get_result(connection)?;
    Ok(known == distinct.len() as i64)
}

/// What its rows keep of their texts.
pub const FOLDED: &Folded = &Folded {
    table: "legal_documents",
    keys: &["title_key", "search_text", "number_key"],
    apart: Some(&Apart { key: "number_key", text: "number", beside: &["issued_on"] }),
    next: |connection, after| {
        refolded!(
            connection, after, legal_documents => Row, |row| Ok(row.indexed()),
            [title_key, search_text, number_key], apart: number_key
        )
    },
};

/// The rows of a part of the table, as the journal would tell of them.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(legal_documents, part).load(connection)?;
    let searched = |row: &Row| {
        let it = row.clone().indexed();
        row.title_key == it.title_key && row.search_text == it.search_text
    };
    let told_apart = |row: &Row| row.number_key == row.clone().indexed().number_key;
    let kept = |row: &Row| {
        let kept = Kept::of(row.id, &row.answer())?.with("what it is found by", searched(row));
        Ok(kept.with("what tells it from others", told_apart(row)))
    };
    rows.iter().map(kept).collect()
}
