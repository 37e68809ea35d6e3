//! Reports of visits, as the journal would tell of them.

use std::collections::HashMap;

use chrono::Datelike;
use diesel::prelude::*;

use super::files;
use super::row::{CommentFile, Opened, Row};
use crate::kernel::folded::{Apart, Folded, refolded};
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::schema::{inspection_reports, recommendations};

/// What its rows keep of their texts.
pub const FOLDED: &Folded = &Folded {
    table: "inspection_reports",
    keys: &["report_number_key"],
    apart: Some(&Apart { key: "report_number_key", text: "report_number", beside: &["owner_id", "concluded_year"] }),
    next: |connection, after| {
        refolded!(
            connection, after, inspection_reports => Row, |row| Ok(row.indexed()),
            [report_number_key], apart: report_number_key
        )
    },
};

/// The rows of a part of the table.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(inspection_reports, part).load(connection)?;
    let concluded: Vec<Id> = rows.iter().filter(|row| row.sha256.is_some()).map(|row| row.id).collect();
    let opened = opened_by(connection, &concluded)?;
    let of_comments: Vec<&Row> = rows.iter().filter(|row| row.sha256.is_some()).collect();
    let files = files::of_comments(connection, &of_comments)?;
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        let of_it = opened.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        let of_comment = files.get(&row.id).map(|files| files::covered(files)).unwrap_or_default();
        let told = Kept::of(row.id, &row.answer()?)?
            .with("the year of its conclusion", row.concluded_year == row.concluded_on.map(|on| on.year()))
            .with("what tells it from others", row.report_number_key == row.clone().indexed().report_number_key)
            .with("what was concluded", is_as_hashed(&row, of_it, &of_comment)?);
        kept.push(told);
    }
    Ok(kept)
}

/// Whether the hash of a conclusion is that of what stands there. Conclusions that were made before they covered the files of the comment
/// have one without them, which no other has that has files.
fn is_as_hashed(row: &Row, opened: &[Opened], files: &[CommentFile]) -> Result<bool, Problem> {
    let Some(sha256) = &row.sha256 else { return Ok(true) };
    Ok(row.digest(opened, files)? == *sha256 || row.digest(opened, &[])? == *sha256)
}

/// The report, and what it opened.
type Found = (Id, Id, i32, String, Id, chrono::NaiveDate);

/// What some reports opened, by number. What took the place of another was opened by nobody's conclusion.
fn opened_by(connection: &mut AnyConnection, reports: &[Id]) -> Result<HashMap<Id, Vec<Opened>>, Problem> {
    let mut found: HashMap<Id, Vec<Opened>> = HashMap::new();
    for some in reports.chunks(500) {
        let rows: Vec<Found> = recommendations::table
            .filter(recommendations::report_id.eq_any(some))
            .filter(recommendations::predecessor_id.is_null())
            .order(recommendations::number)
            .select((
                recommendations::report_id,
                recommendations::id,
                recommendations::number,
                recommendations::text,
                recommendations::agency_id,
                recommendations::due_on,
            ))
            .load(connection)?;
        for (report, id, number, text, agency_id, due_on) in rows {
            found.entry(report).or_default().push(Opened { id, number, text, agency_id, due_on });
        }
    }
    Ok(found)
}
