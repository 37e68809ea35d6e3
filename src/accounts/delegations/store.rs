//! The table of delegations.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::accounts::delegations::model::{
    Delegation, DelegationColumn, DelegationFilter, DelegationState, NewDelegation,
};
use crate::accounts::policy;
use crate::kernel::chapter::Left;
use crate::kernel::column::from_column;
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::directory::DelegationSeat;
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::{AnyConnection, any_of, insert_row, lock_row, on_engine, rewrite_row};
use crate::listed;
use crate::schema::delegations::{self, table};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "delegations_pkey", columns: "delegations.id", code: Code::IdTaken },
    Constraint::ForeignKey(Code::UnknownReference),
];

#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = delegations, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub delegator_id: Id,
    pub delegate_id: Id,
    pub agency_id: Id,
    /// A JSON array.
    pub actions: String,
    pub valid_from: NaiveDate,
    pub valid_to: NaiveDate,
    pub reason: Option<String>,
    pub state: DelegationState,
}

impl Row {
    pub fn new(new: &NewDelegation, delegator: Id, now: Instant) -> Self {
        Self {
            id: new.id.unwrap_or_else(Id::fresh),
            version: 1,
            created_at: now,
            updated_at: now,
            delegator_id: delegator,
            delegate_id: new.delegate_id,
            agency_id: new.agency_id,
            actions: serde_json::Value::from(new.actions.clone()).to_string(),
            valid_from: new.valid_from,
            valid_to: new.valid_to,
            reason: new.reason.clone(),
            state: DelegationState::Active,
        }
    }

    pub fn in_state(&self, state: DelegationState, now: Instant) -> Self {
        Self { state, version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// What callers see.
    pub fn answer(&self) -> Result<Delegation, Problem> {
        Ok(Delegation {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            delegator_id: self.delegator_id,
            delegate_id: self.delegate_id,
            agency_id: self.agency_id,
            actions: from_column(&self.actions)?,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            reason: self.reason.clone(),
            state: self.state,
            next_actions: None,
        })
    }
}

/// One delegation; 404 where the caller may not read it.
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
    policy::readable(&view.caller, row.agency_id, &[row.delegator_id, row.delegate_id])?;
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
    free_id!(connection, delegations, id)
}

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

/// All delegations to and by somebody that were not revoked, earliest first.
pub fn active_of(connection: &mut AnyConnection, user: Id) -> Result<Vec<Row>, Problem> {
    Ok(table
        .filter(delegations::delegator_id.eq(user).or(delegations::delegate_id.eq(user)))
        .filter(delegations::state.eq(DelegationState::Active))
        .order((delegations::valid_from, delegations::id))
        .limit(1_000)
        .load(connection)?)
}

/// The delegations at one of the agencies, and those to and by the reader.
pub fn list(view: &mut View<'_>, filter: &DelegationFilter, page: &PageRequest) -> Result<Page<Delegation>, Problem> {
    let (agencies, own) = (policy::readable_agencies(&view.caller), view.caller.user);
    let connection = &mut *view.connection;
    let filtered = || {
        let own = delegations::delegator_id.eq(own).or(delegations::delegate_id.eq(own));
        let mut query = table.filter(delegations::agency_id.eq_any(agencies.clone()).or(own)).into_boxed();
        query = any_of(query, delegations::delegator_id, &filter.delegator_id);
        query = any_of(query, delegations::delegate_id, &filter.delegate_id);
        query = any_of(query, delegations::agency_id, &filter.agency_id);
        query = any_of(query, delegations::state, &filter.state);
        query
    };
    let found = listed!(connection, page, filtered => Row, delegations.updated_at, filter.sort => {
        DelegationColumn::CreatedAt => created_at: Instant,
    });
    let Page { items, next, total } = found;
    Ok(Page { items: items.iter().map(Row::answer).collect::<Result<_, _>>()?, next, total })
}

/// The delegations that count, by delegate. One whose actions cannot be read fails the look at who is who: nobody is judged by
/// half of what was delegated.
pub fn seats(connection: &mut AnyConnection) -> QueryResult<HashMap<Id, Vec<DelegationSeat>>> {
    let rows: Vec<Row> =
        table.filter(delegations::state.eq(DelegationState::Active)).order(delegations::id).load(connection)?;
    let mut seats: HashMap<Id, Vec<DelegationSeat>> = HashMap::new();
    for row in rows {
        seats.entry(row.delegate_id).or_default().push(DelegationSeat {
            delegator: row.delegator_id,
            agency: row.agency_id,
            actions: serde_json::from_str(&row.actions)
                .map_err(|error| diesel::result::Error::DeserializationError(error.into()))?,
            valid_from: row.valid_from,
            valid_to: Some(row.valid_to),
        });
    }
    Ok(seats)
}

/// The rows of a part of the table, as the journal would tell of them.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(delegations, part).load(connection)?;
    rows.iter().map(|row| Kept::of(row.id, &row.answer()?)).collect()
}

/// Delegations at agencies that end, which last after a day.
pub fn left(view: &mut View<'_>, ending: &[Id], last_day: NaiveDate) -> Result<Vec<Left>, Problem> {
    let rows: Vec<(Id, Id)> = on_engine!(&mut *view.connection, native => {
        table
            .filter(delegations::agency_id.eq_any(ending))
            .filter(delegations::state.eq(DelegationState::Active))
            .filter(delegations::valid_to.gt(last_day))
            .order(delegations::id)
            .select((delegations::id, delegations::agency_id))
            .load(native)?
    });
    Ok(Left::of_each("delegations", rows))
}
