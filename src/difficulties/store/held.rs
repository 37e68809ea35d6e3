//! Difficulties and their turns, as the journal would tell.

use diesel::prelude::*;

use super::row::{Row, Stored};
use super::turned;
use crate::difficulties::model::Turn;
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::schema::difficulties;

/// The rows of a part of the table.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(difficulties, part).load(connection)?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let mut turns = turned::numbered(connection, &ids)?;
    rows.into_iter()
        .map(|row| {
            let numbered = turns.remove(&row.id).unwrap_or_default();
            let is_in_order = numbered.iter().map(|(number, _)| *number).eq((1_i32..).take(numbered.len()));
            let turns: Vec<Turn> = numbered.into_iter().map(|(_, turn)| turn).collect();
            let last_day_follows = row.last_day == row.last_day_by(&turns);
            let stored = Stored { row, turns };
            let told = Kept::of(stored.row.id, &stored.answer(part.told_at(stored.row.id)))?;
            Ok(told.with("its last day", last_day_follows).with("the order of its turns", is_in_order))
        })
        .collect()
}
