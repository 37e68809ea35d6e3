//! Inspections and their teams, as the journal would tell.

use std::collections::HashMap;

use diesel::prelude::*;

use super::row::Row;
use super::team::teams;
use crate::inspections::answers::ratings::{self, RatingsRow};
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::schema::inspections;

/// The rows of a part of the table.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(inspections, part).load(connection)?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let teams = teams(connection, &ids)?;
    let asked: Vec<(Id, Id)> = rows.iter().filter_map(|row| Some((row.id, row.rated_by()?))).collect();
    let rated = ratings::counted(connection, &asked)?;
    let rated: HashMap<Id, RatingsRow> = rated.into_iter().map(|it| (it.inspection_id, it)).collect();
    let counted = ratings::kept(connection, &ids)?;
    let of = |row: &Row| teams.get(&row.id).map(Vec::as_slice).unwrap_or_default();
    let ends = |row: &Row| row.window_to.or(row.due_on) == Some(row.last_day);
    let numbered = |row: &Row| of(row).iter().map(|it| it.number).eq(1..=of(row).len() as i32);
    rows.iter()
        .map(|row| {
            let kept = Kept::of(row.id, &row.answer(of(row)))?;
            Ok(kept
                .with("the day by which it is listed", ends(row))
                .with("what statistics count of its answers", counted.get(&row.id) == rated.get(&row.id))
                .with("the order of its team", numbered(row)))
        })
        .collect()
}
