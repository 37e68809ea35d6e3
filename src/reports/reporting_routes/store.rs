//! To whom agencies report instead of to the agency above them.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::kernel::chapter::Left;
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::directory::Directory;
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sort::Sort;
use crate::kernel::sql::{AnyConnection, advisory_lock_all_named, insert_many, insert_row, on_engine, rewrite_row};
use crate::listed;
use crate::reports::parties::recipient;
use crate::reports::reporting_routes::model::{NewReportingRoute, ReportingRoute};
use crate::schema::reporting_routes::{self, table};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "reporting_routes_pkey", columns: "reporting_routes.id", code: Code::IdTaken },
    Constraint::ForeignKey(Code::UnknownReference),
];

/// A route as it is on record.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = reporting_routes, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub agency_id: Id,
    pub recipient_id: Id,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
}

impl Row {
    /// A new one.
    pub fn new(new: &NewReportingRoute, agency: Id, now: Instant) -> Self {
        Self {
            id: new.id.unwrap_or_else(Id::fresh),
            version: 1,
            created_at: now,
            updated_at: now,
            agency_id: agency,
            recipient_id: new.recipient_id,
            valid_from: new.valid_from,
            valid_to: new.valid_to,
        }
    }

    /// The same, ended on a date.
    pub fn ended(&self, on: NaiveDate, now: Instant) -> Self {
        Self { valid_to: Some(on), version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// What callers see.
    pub fn answer(&self) -> ReportingRoute {
        ReportingRoute {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            agency_id: self.agency_id,
            recipient_id: self.recipient_id,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
        }
    }
}

/// The routes of some agencies, of each the earliest first. Two who enter one at the same moment meet here: the second sees the
/// first one's.
pub fn held_of(connection: &mut AnyConnection, agencies: &[Id]) -> Result<Vec<Row>, Problem> {
    hold(connection, agencies.iter().copied())?;
    Ok(table
        .filter(reporting_routes::agency_id.eq_any(agencies))
        .order((reporting_routes::agency_id, reporting_routes::valid_from, reporting_routes::id))
        .load(connection)?)
}

/// Whoever enters a route of one of these waits for the commit. In one order, so that no two transactions wait for each other.
fn hold(connection: &mut AnyConnection, agencies: impl Iterator<Item = Id>) -> Result<(), Problem> {
    let each: BTreeSet<Id> = agencies.collect();
    Ok(advisory_lock_all_named(connection, each.iter().map(|agency| format!("routes of {agency}")))?)
}

/// To whom each agency that has a route reports on a day.
pub fn on(connection: &mut AnyConnection, day: NaiveDate) -> Result<HashMap<Id, Id>, Problem> {
    let rows: Vec<(Id, Id)> = table
        .filter(reporting_routes::valid_from.le(day))
        .filter(reporting_routes::valid_to.is_null().or(reporting_routes::valid_to.ge(day)))
        .select((reporting_routes::agency_id, reporting_routes::recipient_id))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// Whom the routes of some agencies ever named, each with the instant at which it was entered.
pub fn named(connection: &mut AnyConnection, agencies: &[Id]) -> Result<HashMap<Id, Vec<(Instant, Id)>>, Problem> {
    let rows: Vec<(Id, Instant, Id)> = table
        .filter(reporting_routes::agency_id.eq_any(agencies))
        .select((reporting_routes::agency_id, reporting_routes::created_at, reporting_routes::recipient_id))
        .load(connection)?;
    let mut found: HashMap<Id, Vec<(Instant, Id)>> = HashMap::new();
    for (agency, entered, recipient) in rows {
        found.entry(agency).or_default().push((entered, recipient));
    }
    Ok(found)
}

/// Whom an agency reports to on a day, by its route or by the tree; itself where nobody stands above it.
pub fn recipient_of(
    connection: &mut AnyConnection,
    directory: &Directory,
    agency: Id,
    day: NaiveDate,
) -> Result<Id, Problem> {
    let route: Option<Id> = table
        .filter(reporting_routes::agency_id.eq(agency))
        .filter(reporting_routes::valid_from.le(day))
        .filter(reporting_routes::valid_to.is_null().or(reporting_routes::valid_to.ge(day)))
        .select(reporting_routes::recipient_id)
        .first(connection)
        .optional()?;
    Ok(recipient(directory, agency, route, day).unwrap_or(agency))
}

/// The routes of some agencies, or to them, that reach a day, in the order of their ids. Whoever enters one of an agency that has one of
/// them waits for the commit.
pub fn held_reaching(connection: &mut AnyConnection, agencies: &[Id], day: NaiveDate) -> Result<Vec<Row>, Problem> {
    let found = reaching(connection, agencies, day)?;
    hold(connection, found.iter().map(|it| it.agency_id))?;
    reaching(connection, agencies, day)
}

fn reaching(connection: &mut AnyConnection, agencies: &[Id], day: NaiveDate) -> Result<Vec<Row>, Problem> {
    Ok(table
        .filter(reporting_routes::agency_id.eq_any(agencies).or(reporting_routes::recipient_id.eq_any(agencies)))
        .filter(reporting_routes::valid_to.is_null().or(reporting_routes::valid_to.ge(day)))
        .order(reporting_routes::id)
        .load(connection)?)
}

/// Removes one.
pub fn remove(connection: &mut AnyConnection, id: Id) -> Result<(), Problem> {
    diesel::delete(table.find(id)).execute(connection)?;
    Ok(())
}

/// Enters one.
pub fn insert(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    let broken = |error| Problem::from_database(error, CONSTRAINTS);
    insert_row!(connection, table, row).map(drop).map_err(broken)
}

/// Enters many that the service itself made.
pub fn insert_all(connection: &mut AnyConnection, rows: Vec<Row>) -> Result<(), Problem> {
    insert_many!(connection, table, rows)?;
    Ok(())
}

/// Ends some on a day, as [`Row::ended`] says of each.
pub fn end_all(connection: &mut AnyConnection, ids: &[Id], on: NaiveDate, now: Instant) -> Result<(), Problem> {
    for some in ids.chunks(500) {
        diesel::update(table.filter(reporting_routes::id.eq_any(some)))
            .set((
                reporting_routes::valid_to.eq(Some(on)),
                reporting_routes::updated_at.eq(now),
                reporting_routes::version.eq(reporting_routes::version + 1),
            ))
            .execute(connection)?;
    }
    Ok(())
}

/// Stores a changed one.
pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, table, row.id, row)?;
    Ok(())
}

/// 409 where the id is in use.
pub fn free(connection: &mut AnyConnection, id: Option<Id>) -> Result<(), Problem> {
    free_id!(connection, reporting_routes, id)
}

/// One page of an agency's routes, earliest first.
pub fn list(connection: &mut AnyConnection, agency: Id, page: &PageRequest) -> Result<Page<ReportingRoute>, Problem> {
    let of_agency = || table.filter(reporting_routes::agency_id.eq(agency)).into_boxed();
    let found = listed!(connection, page, of_agency => Row, reporting_routes.updated_at, Sort::ONLY => {
        () => valid_from: NaiveDate,
    });
    Ok(found.map(|row| row.answer()))
}

/// The rows of a part of the table, as the journal would tell of them.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(reporting_routes, part).load(connection)?;
    rows.iter().map(|row| Kept::of(row.id, &row.answer())).collect()
}

/// Routes of agencies that end, or to them, which last after a day.
pub fn left(view: &mut View<'_>, ending: &[Id], last_day: NaiveDate) -> Result<Vec<Left>, Problem> {
    let rows: Vec<(Id, Id, Id)> = on_engine!(&mut *view.connection, native => {
        table
            .filter(reporting_routes::agency_id.eq_any(ending).or(reporting_routes::recipient_id.eq_any(ending)))
            .filter(reporting_routes::valid_to.is_null().or(reporting_routes::valid_to.gt(last_day)))
            .order(reporting_routes::id)
            .select((reporting_routes::id, reporting_routes::agency_id, reporting_routes::recipient_id))
            .load(native)?
    });
    Ok(Left::of_either("reporting-routes", ending, rows))
}
