//! What statistics read of an event: a narrow row beside it, written with each of its versions. A duplicate counts nowhere, so it
//! has none.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::row::Row;
use crate::events::events::model::EventState;
use crate::events::events::model::results::EventResults;
use crate::events::kinds::{EventForm, EventOccasion, Money};
use crate::events::window;
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::sql::{AnyConnection, insert_many, insert_row, rewrite_row};
use crate::schema::event_figures;

/// The figures of an event.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = event_figures, primary_key(event_id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct FiguresRow {
    pub event_id: Id,
    pub agency_id: Id,
    pub committee_id: Id,
    pub year: i32,
    pub occasion: EventOccasion,
    pub form: EventForm,
    pub state: EventState,
    pub first_on: NaiveDate,
    pub last_on: NaiveDate,
    pub themes: String,
    pub planned_state: i64,
    pub planned_cash: i64,
    pub planned_in_kind: i64,
    pub female: Option<i32>,
    pub male: Option<i32>,
    pub unknown: Option<i32>,
    pub certificates_female: Option<i32>,
    pub certificates_male: Option<i32>,
    pub certificates_unknown: Option<i32>,
    pub materials: i32,
    pub media_items: i32,
    pub spent_state: i64,
    pub spent_cash: i64,
    pub spent_in_kind: i64,
    pub online_views: i64,
}

impl FiguresRow {
    /// The figures of an event as it stands; none of a duplicate. Nothing is planned any more for what is cancelled.
    pub fn of(row: &Row, results: Option<&EventResults>) -> Result<Option<Self>, Problem> {
        if row.duplicate_of_id.is_some() {
            return Ok(None);
        }
        let planned = match row.state {
            EventState::Cancelled => Money::default(),
            _ => row.described()?.planned.unwrap_or_default(),
        };
        let came = results.and_then(|it| it.participants).map(|it| it.by_sex());
        let certificates = results.and_then(|it| it.certificates);
        let spent = results.and_then(|it| it.spent).unwrap_or_default();
        Ok(Some(Self {
            event_id: row.id,
            agency_id: row.agency_id,
            committee_id: row.committee_id,
            year: row.year,
            occasion: row.occasion,
            form: row.form,
            state: row.state,
            first_on: window::first_day(row.starts_at),
            last_on: window::last_day_of(row.ends_at),
            themes: row.themes.clone(),
            planned_state: planned.state,
            planned_cash: planned.mobilised_cash,
            planned_in_kind: planned.mobilised_in_kind,
            female: came.map(|it| it.female),
            male: came.map(|it| it.male),
            unknown: came.map(|it| it.unknown),
            certificates_female: certificates.map(|it| it.female),
            certificates_male: certificates.map(|it| it.male),
            certificates_unknown: certificates.map(|it| it.unknown),
            materials: results.map_or(0, |it| it.materials.total()),
            media_items: results.map_or(0, |it| it.media_items.total()),
            spent_state: spent.state,
            spent_cash: spent.mobilised_cash,
            spent_in_kind: spent.mobilised_in_kind,
            online_views: results.map_or(0, |it| i64::from(it.online_views)),
        }))
    }
}

/// Keeps the figures of a new event.
pub fn insert_figures(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    if let Some(figures) = FiguresRow::of(row, None)? {
        insert_row!(connection, event_figures::table, figures)?;
    }
    Ok(())
}

/// Keeps the figures of an event in place of those before. What was said to be a duplicate stays one.
pub fn save_figures(connection: &mut AnyConnection, row: &Row, results: Option<&EventResults>) -> Result<(), Problem> {
    match FiguresRow::of(row, results)? {
        Some(figures) => rewrite_row!(connection, event_figures::table, row.id, &figures)?,
        None => diesel::delete(event_figures::table.find(row.id)).execute(connection)?,
    };
    Ok(())
}

/// Keeps the figures of many events that are new.
pub fn insert_all_figures(connection: &mut AnyConnection, rows: Vec<FiguresRow>) -> Result<(), Problem> {
    insert_many!(connection, event_figures::table, rows)?;
    Ok(())
}
