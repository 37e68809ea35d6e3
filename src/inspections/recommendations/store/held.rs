//! Recommendations, as the journal would tell of them.

use diesel::prelude::*;

use super::row::Row;
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::schema::recommendations;

/// The rows of a part of the table.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(recommendations, part).load(connection)?;
    rows.iter()
        .map(|row| {
            let told = Kept::of(row.id, &row.answer(part.told_at(row.id)))?;
            Ok(told.with("its last day", row.last_day == row.extended_until.unwrap_or(row.due_on)))
        })
        .collect()
}
