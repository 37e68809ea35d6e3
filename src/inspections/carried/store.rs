//! What visits carry. Order of locks: the visit, then what it carries, then the recommendations.

use diesel::prelude::*;

use crate::inspections::carried::access::{opened, opened_of};
use crate::inspections::carried::model::{CarriedFound, CarriedJudgement, CarriedRecommendation};
use crate::inspections::recommendations::store as recommendations;
use crate::kernel::chapter::found;
use crate::kernel::db::{Tx, View};
use crate::kernel::directory::Extent;
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Change;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::policy::Authority;
use crate::kernel::problem::Problem;
use crate::kernel::sort::Sort;
use crate::kernel::sql::{AnyConnection, insert_many, lock_row, rewrite_row};
use crate::listed;
use crate::schema::carried_recommendations::{self, table};
use crate::schema::inspections;

/// What a visit carries, as it is on record.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = carried_recommendations, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub inspection_id: Id,
    pub owner_id: Id,
    pub agency_id: Id,
    pub recommendation_id: Id,
    pub origin_id: Id,
    pub number: i32,
    pub found: Option<CarriedFound>,
    pub note: Option<String>,
}

impl Row {
    /// A recommendation that a visit by the plan of an owner to an agency carries from its start on.
    pub fn new(visit: Id, [owner, agency]: [Id; 2], carried: &recommendations::Row, now: Instant) -> Self {
        Self {
            id: Id::named(now, &format!("carried {visit} {}", carried.id)),
            version: 1,
            created_at: now,
            updated_at: now,
            inspection_id: visit,
            owner_id: owner,
            agency_id: agency,
            recommendation_id: carried.id,
            origin_id: carried.inspection_id,
            number: carried.number,
            found: None,
            note: None,
        }
    }

    /// With what the team found.
    pub fn judged(&self, judgement: &CarriedJudgement, now: Instant) -> Self {
        Self {
            version: self.version + 1,
            updated_at: now,
            found: Some(judgement.found),
            note: judgement.note.clone(),
            ..self.clone()
        }
    }

    /// What callers see.
    pub fn answer(&self) -> CarriedRecommendation {
        CarriedRecommendation {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            inspection_id: self.inspection_id,
            owner_agency_id: self.owner_id,
            recommendation_id: self.recommendation_id,
            origin_inspection_id: self.origin_id,
            number: self.number,
            found: self.found,
            note: self.note.clone(),
            actions: None,
        }
    }
}

/// A visit that starts carries what its agency has to do for the owner of its plan and is not settled, by what both are and by what they
/// hold of agencies that ended. The visit is locked.
pub fn carry(tx: &mut Tx<'_>, visit: Id, owner: Id, agency: Id, by: Authority) -> Result<(), Problem> {
    let (directory, today) = (tx.caller()?.directory.clone(), tx.now.date());
    let held = |id: Id| directory.within(directory.holder(id, today), Extent::Alone, today);
    let open = recommendations::to_be_carried(tx.connection, &held(owner), &held(agency))?;
    let rows: Vec<Row> = open.iter().map(|it| Row::new(visit, [owner, agency], it, tx.now)).collect();
    for row in &rows {
        tx.note(Change::opened("carry", &row.answer())?.by(by));
    }
    enter(tx.connection, rows)
}

/// Enters what visits carry.
pub fn enter(connection: &mut AnyConnection, rows: Vec<Row>) -> Result<(), Problem> {
    insert_many!(connection, table, rows).map(drop).map_err(Problem::from)
}

/// The recommendations that a visit carries and nobody has judged. By their ids: two of different visits may have one number.
pub fn unjudged(connection: &mut AnyConnection, visit: Id) -> Result<Vec<Id>, Problem> {
    Ok(table
        .filter(carried_recommendations::inspection_id.eq(visit))
        .filter(carried_recommendations::found.is_null())
        .order((carried_recommendations::number, carried_recommendations::id))
        .select(carried_recommendations::recommendation_id)
        .load(connection)?)
}

fn readable(view: &mut View<'_>, row: Row) -> Result<Row, Problem> {
    opened(view, row.inspection_id, row.owner_id, row.agency_id)?;
    Ok(row)
}

/// What a visit carries of one recommendation.
macro_rules! carried_of {
    ($visit:expr, $recommendation:expr) => {
        table
            .filter(carried_recommendations::inspection_id.eq($visit))
            .filter(carried_recommendations::recommendation_id.eq($recommendation))
    };
}

/// One recommendation that a visit carries; 404 where the caller may not read it.
pub fn find(view: &mut View<'_>, visit: Id, recommendation: Id) -> Result<Row, Problem> {
    let row: Row = carried_of!(visit, recommendation).first(view.connection)?;
    readable(view, row)
}

/// The same, locked. The visit is locked.
pub fn lock(view: &mut View<'_>, visit: Id, recommendation: Id) -> Result<Row, Problem> {
    let row: QueryResult<Row> = lock_row!(view.connection, carried_of!(visit, recommendation));
    readable(view, row?)
}

/// Whether the caller may read one.
pub fn may_read(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    let row: Row = match table.find(id).first(view.connection).optional()? {
        Some(row) => row,
        None => return Ok(false),
    };
    found(readable(view, row))
}

/// Stores a changed one.
pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, table, row.id, row).map(drop).map_err(Problem::from)
}

/// One page of what a visit carries, by number.
pub fn list(view: &mut View<'_>, visit: Id, page: &PageRequest) -> Result<Page<CarriedRecommendation>, Problem> {
    opened_of(view, visit)?;
    let all = || table.filter(carried_recommendations::inspection_id.eq(visit)).into_boxed();
    let found = listed!(view.connection, page, all => Row, carried_recommendations.updated_at, Sort::ONLY => {
        () => number: i32,
    }, texts: &["note"]);
    Ok(found.map(|row| row.answer()))
}

/// The rows of a part of the table, as the journal would tell of them.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(carried_recommendations, part).load(connection)?;
    let visits: Vec<Id> = rows.iter().map(|row| row.inspection_id).collect();
    let agencies: Vec<(Id, Id)> = inspections::table
        .filter(inspections::id.eq_any(visits))
        .select((inspections::id, inspections::agency_id))
        .load(connection)?;
    let visited = |row: &Row| agencies.contains(&(row.inspection_id, row.agency_id));
    rows.iter()
        .map(|row| Ok(Kept::of(row.id, &row.answer())?.with("the agency that was visited", visited(row))))
        .collect()
}
