//! Whether the files are still those that the journal tells of. The chain of the journal vouches for the entries, and so these
//! for the files: for every byte, and for what each belongs to.

use std::collections::BTreeSet;

use serde_json::Value;

use super::model::{Attachment, AttachmentState, PART_BYTES};
use super::store;
use crate::kernel::id::Id;
use crate::kernel::journal::Record;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::AnyConnection;
use crate::kernel::told::{self, Told};

/// What became of the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Files {
    /// All as they were sent; so many.
    Whole(usize),
    /// This one is not, or is gone without an entry that tells of it, or there without one.
    Altered(Id),
}

/// Compares every file with the newest entry that tells of it.
pub fn verify(connection: &mut AnyConnection) -> Result<Files, Problem> {
    let known = store::every_id(connection)?;
    let mut whole = BTreeSet::new();
    let altered = told::first_altered(connection, Attachment::RESOURCE, known, |connection, id, entry| {
        let found = compare(connection, id, entry)?;
        if found == Some(true) {
            whole.insert(id);
        }
        Ok(found.is_some())
    })?;
    Ok(altered.map_or(Files::Whole(whole.len()), Files::Altered))
}

/// Whether a file is there, as the journal says; none where it is not as the journal says.
fn compare(connection: &mut AnyConnection, id: Id, told: Option<&Told>) -> Result<Option<bool>, Problem> {
    let row = store::row(connection, id)?;
    let (Some(row), Some(Told { after: Some(after), .. })) = (&row, told) else {
        let is_gone = row.is_none()
            && store::part(connection, id, 1)?.is_none()
            && matches!(told, Some(Told { after: None, .. }));
        return Ok(is_gone.then_some(false));
    };
    let read = |text: &str| serde_json::from_str::<Value>(text).map_err(|_| Problem::of(Code::Internal));
    let (mut after, answer) = (read(after)?, row.answer());
    if answer.state == AttachmentState::Uploading {
        // Parts that arrive are no entries.
        after["missing_parts"] = serde_json::json!(answer.missing_parts);
    }
    // Entries of earlier versions do not tell of it: there was one length.
    if let Some(told) = after.as_object_mut() {
        told.entry("part_bytes").or_insert(PART_BYTES.into());
    }
    let same = after == serde_json::json!(answer);
    let whole = answer.state == AttachmentState::Uploading || store::digest(connection, row)? == row.sha256;
    Ok((same && whole).then_some(true))
}
