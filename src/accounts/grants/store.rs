//! The table of grants.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::accounts::grants::model::{Grant, GrantColumn, GrantFilter, GrantState, NewGrant};
use crate::accounts::policy;
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::directory::GrantSeat;
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::role::{Role, Scope};
use crate::kernel::sql::{AnyConnection, any_of, insert_row, lock_row, rewrite_row};
use crate::kernel::validity::Validity;
use crate::listed;
use crate::schema::grants::{self, table};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "grants_pkey", columns: "grants.id", code: Code::IdTaken },
    Constraint::ForeignKey(Code::UnknownReference),
];

#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = grants, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub user_id: Id,
    pub agency_id: Id,
    pub role: Role,
    pub scope: Scope,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    pub state: GrantState,
}

impl Row {
    pub fn new(new: &NewGrant, now: Instant) -> Self {
        Self {
            id: new.id.unwrap_or_else(Id::fresh),
            version: 1,
            created_at: now,
            updated_at: now,
            user_id: new.user_id,
            agency_id: new.agency_id,
            role: new.role,
            scope: new.scope,
            valid_from: new.valid_from,
            valid_to: new.valid_to,
            state: GrantState::Active,
        }
    }

    pub fn in_state(&self, state: GrantState, now: Instant) -> Self {
        Self { state, version: self.version + 1, updated_at: now, ..self.clone() }
    }

    pub fn answer(&self) -> Grant {
        Grant {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            user_id: self.user_id,
            agency_id: self.agency_id,
            role: self.role,
            scope: self.scope,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            state: self.state,
            actions: None,
        }
    }
}

/// One grant; 404 where the caller may not read it.
pub fn find(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let row: Row = table.find(id).first(view.connection)?;
    readable(view, row)
}

/// The same, locked.
pub fn lock(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let row: QueryResult<Row> = lock_row!(view.connection, table.find(id));
    readable(view, row?)
}

fn readable(view: &View<'_>, row: Row) -> Result<Row, Problem> {
    policy::readable(&view.caller, row.agency_id, &[row.user_id])?;
    Ok(row)
}

pub fn insert(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    insert_row!(connection, table, row).map(drop).map_err(broken)
}

pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, table, row.id, row).map(drop).map_err(broken)
}

/// 409 where the id is in use.
pub fn free(connection: &mut AnyConnection, id: Option<Id>) -> Result<(), Problem> {
    free_id!(connection, grants, id)
}

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

/// The times for which the same role at the same agency is granted already. The person's row is locked, so two that grant at
/// the same moment meet there.
pub fn times(connection: &mut AnyConnection, new: &NewGrant) -> Result<Vec<Validity>, Problem> {
    let times: Vec<(NaiveDate, Option<NaiveDate>)> = table
        .filter(grants::user_id.eq(new.user_id))
        .filter(grants::agency_id.eq(new.agency_id))
        .filter(grants::role.eq(new.role))
        .filter(grants::state.eq(GrantState::Active))
        .select((grants::valid_from, grants::valid_to))
        .load(connection)?;
    Ok(times.into_iter().map(|(from, to)| Validity::new(from, to)).collect())
}

/// All grants of somebody that were not revoked, earliest first.
pub fn active_of(connection: &mut AnyConnection, user: Id) -> Result<Vec<Row>, Problem> {
    Ok(table
        .filter(grants::user_id.eq(user))
        .filter(grants::state.eq(GrantState::Active))
        .order((grants::valid_from, grants::id))
        .limit(1_000)
        .load(connection)?)
}

/// The grants at one of the agencies, and the reader's own.
pub fn list(view: &mut View<'_>, filter: &GrantFilter, page: &PageRequest) -> Result<Page<Grant>, Problem> {
    let (agencies, own) = (policy::readable_agencies(&view.caller), view.caller.user);
    let connection = &mut *view.connection;
    let filtered = || {
        let mut query =
            table.filter(grants::agency_id.eq_any(agencies.clone()).or(grants::user_id.eq(own))).into_boxed();
        query = any_of(query, grants::user_id, &filter.user_id);
        query = any_of(query, grants::agency_id, &filter.agency_id);
        query = any_of(query, grants::role, &filter.role);
        query = any_of(query, grants::state, &filter.state);
        query
    };
    let found = listed!(connection, page, filtered => Row, grants.updated_at, filter.sort => {
        GrantColumn::CreatedAt => created_at: Instant,
    });
    Ok(found.map(|row| row.answer()))
}

pub fn seats(connection: &mut AnyConnection) -> QueryResult<HashMap<Id, Vec<GrantSeat>>> {
    let rows: Vec<Row> = table.filter(grants::state.eq(GrantState::Active)).order(grants::id).load(connection)?;
    let mut seats: HashMap<Id, Vec<GrantSeat>> = HashMap::new();
    for row in rows {
        seats.entry(row.user_id).or_default().push(GrantSeat {
            id: row.id,
            agency: row.agency_id,
            role: row.role,
            scope: row.scope,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
        });
    }
    Ok(seats)
}

/// The rows of a part of the table, as the journal would tell of them.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(grants, part).load(connection)?;
    rows.iter().map(|row| Kept::of(row.id, &row.answer())).collect()
}
