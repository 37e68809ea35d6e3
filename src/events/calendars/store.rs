//! Calendar addresses. The secret in one is kept as its SHA-256, as refresh tokens are: 256 random bits need no slower hash.

use diesel::prelude::*;

use crate::events::calendars::model::{
    AddressState, CalendarAddress, CalendarAddressColumn, CalendarAddressFilter, NewCalendarAddress,
};
use crate::events::calendars::policy::Reading;
use crate::events::calendars::workflow::AddressFacts;
use crate::kernel::chapter::found;
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::{AnyConnection, advisory_lock_named, among, any_of, insert_row, lock_row, rewrite_row};
use crate::listed;
use crate::schema::calendar_addresses::{self, table};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "calendar_addresses_pkey", columns: "calendar_addresses.id", code: Code::IdTaken },
    Constraint::ForeignKey(Code::UnknownReference),
];

/// An address as it is on record.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = calendar_addresses, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub agency_id: Id,
    pub maker_id: Id,
    pub label: String,
    pub state: AddressState,
    pub secret_hash: Vec<u8>,
}

impl Row {
    /// A new one. `id` is made before the write, so that a write that is tried again makes the same.
    pub fn new(new: &NewCalendarAddress, id: Id, maker: Id, secret_hash: &[u8], now: Instant) -> Self {
        Self {
            id,
            version: 1,
            created_at: now,
            updated_at: now,
            agency_id: new.agency_id,
            maker_id: maker,
            label: new.label.clone(),
            state: AddressState::Active,
            secret_hash: secret_hash.to_vec(),
        }
    }

    /// The same in another state.
    pub fn in_state(&self, state: AddressState, now: Instant) -> Self {
        Self { state, version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// What callers see.
    pub fn answer(&self) -> CalendarAddress {
        CalendarAddress {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            agency_id: self.agency_id,
            maker_id: self.maker_id,
            label: self.label.clone(),
            state: self.state,
            actions: None,
        }
    }

    /// What the rules look at.
    pub fn facts(&self) -> AddressFacts {
        AddressFacts { agency: self.agency_id, state: self.state }
    }
}

fn readable(view: &View<'_>, row: Row) -> Result<Row, Problem> {
    if Reading::of(&view.caller).0.contains(row.agency_id) { Ok(row) } else { Err(Problem::of(Code::NotFound)) }
}

/// One address; 404 where the caller may not read of it.
pub fn find(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let row: Row = table.find(id).first(view.connection)?;
    readable(view, row)
}

/// The same, locked.
pub fn lock(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let row: QueryResult<Row> = lock_row!(view.connection, table.find(id));
    readable(view, row?)
}

/// Whether the caller may read of one.
pub fn may_read(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    found(find(view, id))
}

/// The one that is good and has this secret; 404 for a revoked one and for none.
pub fn known_by(connection: &mut AnyConnection, secret_hash: &[u8]) -> Result<Row, Problem> {
    let of_it = table.filter(calendar_addresses::secret_hash.eq(secret_hash.to_vec()));
    Ok(of_it.filter(calendar_addresses::state.eq(AddressState::Active)).first(connection)?)
}

/// How many addresses of an agency are good. Two who make one at the same moment meet here: the second sees the first one's.
pub fn good(connection: &mut AnyConnection, agency: Id) -> Result<i64, Problem> {
    advisory_lock_named(connection, &format!("calendar addresses of {agency}"))?;
    let of_it = table.filter(calendar_addresses::agency_id.eq(agency));
    Ok(of_it.filter(calendar_addresses::state.eq(AddressState::Active)).count().get_result(connection)?)
}

/// Enters one.
pub fn insert(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    insert_row!(connection, table, row).map(drop).map_err(|error| Problem::from_database(error, CONSTRAINTS))
}

/// Stores a changed one.
pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, table, row.id, row)?;
    Ok(())
}

/// 409 where the id is in use.
pub fn free(connection: &mut AnyConnection, id: Option<Id>) -> Result<(), Problem> {
    free_id!(connection, calendar_addresses, id)
}

/// One page of what the caller may read of.
pub fn list(
    view: &mut View<'_>,
    filter: &CalendarAddressFilter,
    page: &PageRequest,
) -> Result<Page<CalendarAddress>, Problem> {
    let (connection, reading) = (&mut *view.connection, Reading::of(&view.caller));
    let filtered = || {
        let mut query = table.into_boxed();
        if let Some(agencies) = reading.0.listed() {
            query = query.filter(among(calendar_addresses::agency_id, agencies));
        }
        query = any_of(query, calendar_addresses::agency_id, &filter.agency_id);
        any_of(query, calendar_addresses::state, &filter.state)
    };
    let found = listed!(connection, page, filtered => Row, calendar_addresses.updated_at, filter.sort => {
        CalendarAddressColumn::CreatedAt => created_at: Instant,
    });
    Ok(found.map(|row| row.answer()))
}

/// The rows of a part of the table, as the journal would tell of them.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(calendar_addresses, part).load(connection)?;
    rows.iter().map(|row| Kept::of(row.id, &row.answer())).collect()
}
