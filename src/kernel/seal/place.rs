//! Where an entry stands in the chain.

use diesel::prelude::*;
use serde::Serialize;

use super::Seal;
use crate::kernel::journal::EntryHead;
use crate::kernel::sql::connection::AnyConnection;
use crate::kernel::sql::schema::journal_seals;

/// The place of a sealed entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Its position, from 1.
    pub position: i64,
    /// What the chain comes to with it, in lower-case hexadecimal.
    pub hash: String,
}

/// Where an entry stands; none where it is not sealed yet.
pub fn place_of(connection: &mut AnyConnection, entry: &EntryHead) -> QueryResult<Option<Place>> {
    let at = if connection.is_postgres() { entry.transaction_id } else { entry.sequence };
    let seal: Option<Seal> = journal_seals::table
        .filter(journal_seals::number.gt(0))
        .filter(journal_seals::era.ge(entry.era))
        .filter(journal_seals::era.gt(entry.era).or(journal_seals::horizon.gt(at)))
        .order((journal_seals::era, journal_seals::horizon))
        .first(connection)
        .optional()?;
    Ok(seal.and_then(|seal| {
        let within = seal.sequences().iter().position(|it| *it == entry.sequence)?;
        let hash = seal.hashes.split(' ').nth(within)?.to_owned();
        Some(Place { position: seal.first_position + i64::try_from(within).ok()?, hash })
    }))
}
