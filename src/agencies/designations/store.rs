//! The only place that touches the table of designations.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::model::{Designation, NewDesignation};
use crate::kernel::chapter::Left;
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sort::Sort;
use crate::kernel::sql::{AnyConnection, insert_row, on_engine, rewrite_row};
use crate::listed;
use crate::schema::designations;

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "designations_pkey", columns: "designations.id", code: Code::IdTaken },
    Constraint::Unique {
        name: "designations_committee",
        columns: "designations.committee_id, designations.valid_from",
        code: Code::PeriodOverlaps,
    },
    Constraint::ForeignKey(Code::UnknownReference),
];

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = designations, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub committee_id: Id,
    pub agency_id: Id,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    pub legal_document_id: Option<Id>,
}

impl Row {
    pub fn new(new: &NewDesignation, committee: Id, now: Instant) -> Self {
        Self {
            id: new.id.unwrap_or_else(Id::fresh),
            version: 1,
            created_at: now,
            updated_at: now,
            committee_id: committee,
            agency_id: new.agency_id,
            valid_from: new.valid_from,
            valid_to: new.valid_to,
            legal_document_id: new.legal_document_id,
        }
    }

    /// The same, ended on a date.
    pub fn ended(&self, on: NaiveDate, now: Instant) -> Self {
        Self { valid_to: Some(on), version: self.version + 1, updated_at: now, ..self.clone() }
    }

    pub fn answer(&self) -> Designation {
        Designation {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            committee_id: self.committee_id,
            agency_id: self.agency_id,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            legal_document_id: self.legal_document_id,
        }
    }
}

pub fn of_committee(connection: &mut AnyConnection, committee: Id) -> Result<Vec<Row>, Problem> {
    Ok(designations::table
        .filter(designations::committee_id.eq(committee))
        .order((designations::valid_from, designations::id))
        .load(connection)?)
}

pub fn list(connection: &mut AnyConnection, committee: Id, page: &PageRequest) -> Result<Page<Designation>, Problem> {
    let of_committee = || designations::table.filter(designations::committee_id.eq(committee)).into_boxed();
    let found = listed!(connection, page, of_committee => Row, designations.updated_at, Sort::ONLY => {
        () => valid_from: NaiveDate,
    });
    Ok(found.map(|row| row.answer()))
}

/// 409 where the id is in use.
pub fn free(connection: &mut AnyConnection, id: Option<Id>) -> Result<(), Problem> {
    free_id!(connection, designations, id)
}

pub fn insert(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    insert_row!(connection, designations::table, row).map(drop).map_err(broken)
}

pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, designations::table, row.id, row).map(drop).map_err(broken)
}

/// The rows of a part of the table, as the journal would tell of them.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(designations, part).load(connection)?;
    rows.iter().map(|row| Kept::of(row.id, &row.answer())).collect()
}

/// The designations of agencies that end, which last after a day.
pub fn left(view: &mut View<'_>, ending: &[Id], last_day: NaiveDate) -> Result<Vec<Left>, Problem> {
    let rows: Vec<(Id, Id)> = on_engine!(&mut *view.connection, native => {
        designations::table
            .filter(designations::agency_id.eq_any(ending))
            .filter(designations::valid_to.is_null().or(designations::valid_to.gt(last_day)))
            .order(designations::id)
            .select((designations::id, designations::agency_id))
            .load(native)?
    });
    Ok(Left::of_each("designations", rows))
}
