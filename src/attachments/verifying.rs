//! Whether the files are still those that the journal tells of.

use std::collections::HashSet;

use diesel::prelude::*;
use serde::Deserialize;

use super::model::Attachment;
use super::store;
use crate::kernel::db::AnyConnection;
use crate::kernel::db::schema::journal_entries;
use crate::kernel::id::Id;
use crate::kernel::journal::Record;
use crate::kernel::problem::Problem;

/// So many entries are looked at before the next are asked for.
const SOME: i64 = 100;

/// What became of the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Files {
    /// All as they were sent; so many.
    Whole(u64),
    /// This one is not, or is gone without an entry that tells of it.
    Altered(Id),
}

#[derive(Deserialize)]
struct Sent {
    sha256: String,
}

/// Compares every file with the SHA-256 in the entry that tells of its arrival. The chain vouches for the entry.
pub fn verify(connection: &mut AnyConnection) -> Result<Files, Problem> {
    let told = |action: &'static str| {
        journal_entries::table
            .filter(journal_entries::resource.eq(Attachment::RESOURCE))
            .filter(journal_entries::action.eq(action))
    };
    let removed: HashSet<Id> =
        told("delete").select(journal_entries::resource_id).load(connection)?.into_iter().collect();
    let (mut whole, mut seen) = (0, 0);
    loop {
        let entries: Vec<(i64, Id, Option<String>)> = told("store")
            .filter(journal_entries::sequence.gt(seen))
            .order(journal_entries::sequence)
            .limit(SOME)
            .select((journal_entries::sequence, journal_entries::resource_id, journal_entries::after))
            .load(connection)?;
        let Some((last, ..)) = entries.last() else { return Ok(Files::Whole(whole)) };
        seen = *last;
        for (_, id, after) in entries.iter().filter(|(_, id, _)| !removed.contains(id)) {
            let sent = after.as_deref().and_then(|after| serde_json::from_str::<Sent>(after).ok());
            let found = store::content(connection, *id)?;
            if sent.is_none_or(|sent| sent.sha256 != found.sha256) {
                return Ok(Files::Altered(*id));
            }
            whole += 1;
        }
    }
}
