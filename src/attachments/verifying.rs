//! Whether the files are still those that the journal tells of. The chain of the journal vouches for the entries, and so these
//! for the files: for every byte, and for what each belongs to.

use std::collections::BTreeSet;

use serde_json::Value;

use super::model::AttachmentState;
use super::store::{self, Told};
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::AnyConnection;

/// So many entries are looked at before the next are asked for.
const SOME: i64 = 500;

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
    let (mut known, mut seen) = (store::every_id(connection)?, 0);
    loop {
        let entries = store::told(connection, seen, SOME)?;
        let Some((last, _)) = entries.last() else { break };
        seen = *last;
        known.extend(entries.iter().map(|(_, id)| *id));
    }
    let mut whole = BTreeSet::new();
    for id in known {
        match is_as_told(connection, id)? {
            Some(true) => drop(whole.insert(id)),
            Some(false) => {}
            None => return Ok(Files::Altered(id)),
        }
    }
    Ok(Files::Whole(whole.len()))
}

/// Whether a file is there, as the journal says; none where it is not as the journal says.
fn is_as_told(connection: &mut AnyConnection, id: Id) -> Result<Option<bool>, Problem> {
    loop {
        let told = store::last_told(connection, id)?;
        let found = compare(connection, id, told.as_ref())?;
        // Beside a running service it may have changed between the two looks.
        if found.is_some() || store::last_told(connection, id)? == told {
            return Ok(found);
        }
    }
}

fn compare(connection: &mut AnyConnection, id: Id, told: Option<&Told>) -> Result<Option<bool>, Problem> {
    let row = store::row(connection, id)?;
    let (Some(row), Some((_, Some(after)))) = (&row, told) else {
        let is_gone = row.is_none() && store::part(connection, id, 1)?.is_none() && matches!(told, Some((_, None)));
        return Ok(is_gone.then_some(false));
    };
    let read = |text: &str| serde_json::from_str::<Value>(text).map_err(|_| Problem::of(Code::Internal));
    let (mut after, answer) = (read(after)?, row.answer());
    if answer.state == AttachmentState::Uploading {
        // Parts that arrive are no entries.
        after["missing_parts"] = serde_json::json!(answer.missing_parts);
    }
    let same = after == serde_json::json!(answer);
    let whole = answer.state == AttachmentState::Uploading || store::digest(connection, row)? == row.sha256;
    Ok((same && whole).then_some(true))
}
