//! The table of tellings.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::kernel::column::{from_column, to_column};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::kernel::sql::{AnyConnection, insert_many};
use crate::kernel::table::Technical;
use crate::kernel::telling::{Occasion, Place, Telling};
use crate::schema::tellings;

/// Tellings.
pub const TELLINGS: Technical = Technical {
    table: "tellings",
    why: "the step that it tells of is on record; who was told is as technical as who has read it",
};

#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = tellings, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub occasion: Occasion,
    pub resource: String,
    pub subject_id: Id,
    pub title: String,
    pub agency_id: Id,
    pub roles: String,
    pub actions: String,
    pub keeper_id: Id,
    pub last_day: Option<NaiveDate>,
    pub owed_resource: Option<String>,
    pub owed_id: Option<Id>,
    pub entry_id: Option<Id>,
    pub made_at: Instant,
    pub made_by: Option<Id>,
}

impl Row {
    /// What is told at one place.
    pub fn new(
        id: Id,
        telling: &Telling,
        place: &Place,
        entry: Option<Id>,
        (made_at, made_by): (Instant, Option<Id>),
    ) -> Result<Self, Problem> {
        Ok(Self {
            id,
            occasion: telling.occasion,
            resource: telling.resource.to_owned(),
            subject_id: telling.id,
            title: telling.title.clone(),
            agency_id: place.agency,
            roles: to_column(&place.roles)?,
            actions: to_column(&place.actions)?,
            keeper_id: telling.keeper,
            last_day: telling.last_day,
            owed_resource: telling.owed.map(|(resource, _)| resource.to_owned()),
            owed_id: telling.owed.map(|(_, id)| id),
            entry_id: entry,
            made_at,
            made_by,
        })
    }

    /// Where those are who were told; of one person's own, whoever else is there was not.
    pub fn place(&self) -> Result<Place, Problem> {
        let (roles, actions) = (from_column(&self.roles)?, from_column(&self.actions)?);
        Ok(Place { agency: self.agency_id, roles, actions, only: None })
    }
}

/// Enters tellings.
pub fn insert(connection: &mut AnyConnection, rows: Vec<Row>) -> Result<(), Problem> {
    insert_many!(connection, tellings::table, rows)?;
    Ok(())
}

/// Some of them.
pub fn of_ids(connection: &mut AnyConnection, ids: &[Id]) -> Result<Vec<Row>, Problem> {
    Ok(tellings::table.filter(tellings::id.eq_any(ids)).load(connection)?)
}
