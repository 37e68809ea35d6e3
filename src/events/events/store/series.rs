//! Events that were entered together.

use diesel::prelude::*;

use super::row::Whose;
use crate::events::access::Reading;
use crate::events::events::model::bodies::EventSeries;
use crate::kernel::chapter::found;
use crate::kernel::column::{from_column, to_column};
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::{AnyConnection, insert_row};
use crate::schema::event_series;

const CONSTRAINTS: &[Constraint] =
    &[Constraint::Unique { name: "event_series_pkey", columns: "event_series.id", code: Code::IdTaken }];

/// A series as it is on record.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = event_series)]
pub struct SeriesRow {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub agency_id: Id,
    pub committee_id: Id,
    pub recipient_id: Id,
    pub event_ids: String,
}

impl SeriesRow {
    /// A new one.
    pub fn new(id: Id, whose: &Whose, events: &[Id], now: Instant) -> Result<Self, Problem> {
        Ok(Self {
            id,
            version: 1,
            created_at: now,
            updated_at: now,
            agency_id: whose.organiser.agency,
            committee_id: whose.organiser.committee,
            recipient_id: whose.recipient,
            event_ids: to_column(&events)?,
        })
    }

    /// The identifier of one of its events, by its place.
    pub fn event_id(id: Id, place: usize, now: Instant) -> Id {
        Id::named(now, &format!("event {place} of series {id}"))
    }

    /// What callers see.
    pub fn answer(&self) -> Result<EventSeries, Problem> {
        Ok(EventSeries {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            agency_id: self.agency_id,
            committee_id: self.committee_id,
            recipient_id: self.recipient_id,
            event_ids: from_column(&self.event_ids)?,
        })
    }
}

/// One series; 404 where the caller may not read it.
pub fn find_series(view: &mut View<'_>, id: Id) -> Result<SeriesRow, Problem> {
    let row: SeriesRow = event_series::table.find(id).first(view.connection)?;
    let may = Reading::of(&view.caller).event(row.committee_id, row.agency_id, row.recipient_id, &[]);
    if may { Ok(row) } else { Err(Problem::of(Code::NotFound)) }
}

/// Enters one; before its events, which name it.
pub fn insert_series(connection: &mut AnyConnection, row: &SeriesRow) -> Result<(), Problem> {
    let broken = |error| Problem::from_database(error, CONSTRAINTS);
    insert_row!(connection, event_series::table, row).map(drop).map_err(broken)
}

/// 409 where the id is in use.
pub fn free_series(connection: &mut AnyConnection, id: Option<Id>) -> Result<(), Problem> {
    free_id!(connection, event_series, id)
}

/// Whether the caller may read one.
pub fn may_read_series(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    found(find_series(view, id))
}

/// The rows of a part of the table, as the journal would tell of them.
pub fn held_series(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<SeriesRow> = rows_of!(event_series, part).load(connection)?;
    rows.iter().map(|row| Kept::of(row.id, &row.answer()?)).collect()
}
