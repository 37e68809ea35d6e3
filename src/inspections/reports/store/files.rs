//! The files of the agency's comment on a report. Those of a comment that was withdrawn with its round stay on record and belong to the
//! report, and are no part of what it says now.

use std::collections::HashMap;

use super::row::{CommentFile, Row};
use crate::attachments::{self, Attachment};
use crate::inspections::reports::model::InspectionReport;
use crate::kernel::id::Id;
use crate::kernel::journal::Record as _;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;

/// The files of the comments that some reports have now, by report: those that came with them, in the moment of the comment.
pub fn of_comments(connection: &mut AnyConnection, rows: &[&Row]) -> Result<HashMap<Id, Vec<Attachment>>, Problem> {
    let commented: Vec<&&Row> = rows.iter().filter(|row| row.commented_at.is_some()).collect();
    let ids: Vec<Id> = commented.iter().map(|row| row.id).collect();
    let mut found = attachments::attached_to(connection, InspectionReport::RESOURCE, &ids)?;
    let files: Vec<Id> = found.values().flatten().map(|file| file.id).collect();
    let attached = attachments::attached_at(connection, &files)?;
    for row in commented {
        if let Some(files) = found.get_mut(&row.id) {
            files.retain(|file| attached.get(&file.id).copied() == row.commented_at);
        }
    }
    Ok(found)
}

/// The same of one report.
pub fn comment_files(connection: &mut AnyConnection, row: &Row) -> Result<Vec<Attachment>, Problem> {
    Ok(of_comments(connection, &[row])?.remove(&row.id).unwrap_or_default())
}

/// As a conclusion covers them, in the order of their ids.
pub fn covered(files: &[Attachment]) -> Vec<CommentFile> {
    let mut covered: Vec<CommentFile> =
        files.iter().map(|file| CommentFile { id: file.id, sha256: file.sha256.clone() }).collect();
    covered.sort_by_key(|file| file.id);
    covered
}
