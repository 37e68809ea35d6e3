//! The seal: committed entries in their final order, linked by SHA-256, batch by batch, so an edit, a deletion, a swap or an
//! insertion shows at the right row, and a cut-off tail shows against one exported head. What a link is over is in [`form`].

mod append;
pub mod bundle;
mod form;
mod place;
mod walk;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

pub(crate) use append::{Light, append, light, seal_sqlite};
pub use form::Form;
pub use place::{Place, place_of};
pub use walk::{Verdict, verify};

use crate::kernel::instant::Instant;
use crate::kernel::journal::{Entry, EntryHead};
use crate::kernel::sql::connection::AnyConnection;
use crate::kernel::sql::schema::journal_seals;

/// The hash before the first entry.
pub(crate) const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// At most so many entries in one batch: one row must stay readable.
pub(crate) const LARGEST_BATCH: i64 = 1_000;

/// A batch of sealed entries.
#[derive(Debug, Queryable, Insertable)]
#[diesel(table_name = journal_seals, treat_none_as_default_value = false)]
pub(crate) struct Seal {
    pub(crate) number: i64,
    pub(crate) era: i32,
    pub(crate) horizon: i64,
    pub(crate) first_position: i64,
    pub(crate) sequences: String,
    pub(crate) hashes: String,
    pub(crate) head: String,
    pub(crate) sealed_at: Instant,
    pub(crate) form: i32,
}

impl Seal {
    /// The entries in their order, by their sequences.
    fn sequences(&self) -> Vec<i64> {
        self.sequences.split(' ').filter_map(|it| it.parse().ok()).collect()
    }

    /// How many entries it has.
    fn count(&self) -> i64 {
        self.sequences.split(' ').filter(|it| !it.is_empty()).count() as i64
    }
}

/// The head of the chain: what an auditor exports and keeps elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// How many entries are sealed.
    pub position: i64,
    /// What the chain comes to there, in lower-case hexadecimal.
    pub hash: String,
}

/// The latest batch, if any.
pub(crate) fn latest(connection: &mut AnyConnection) -> QueryResult<Option<Seal>> {
    journal_seals::table.order(journal_seals::number.desc()).first(connection).optional()
}

/// The head of the chain.
pub fn head(connection: &mut AnyConnection) -> QueryResult<Head> {
    Ok(latest(connection)?.map_or(Head { position: 0, hash: GENESIS.to_owned() }, |seal| Head {
        position: seal.first_position + seal.count() - 1,
        hash: seal.head,
    }))
}

/// What is sealed, without the seals themselves.
#[derive(Clone, Copy, Debug)]
pub struct Frontier {
    era: i32,
    horizon: i64,
    by_transaction: bool,
}

impl Frontier {
    /// The frontier that the latest seal names; zeros where there is none.
    pub(crate) fn new(era: i32, horizon: i64, by_transaction: bool) -> Self {
        Self { era, horizon, by_transaction }
    }

    /// Whether an entry is part of the chain.
    pub fn covers(&self, entry: &Entry) -> bool {
        self.covers_place(entry.era, entry.transaction_id, entry.sequence)
    }

    /// The same of an entry whose object was not read.
    pub fn covers_head(&self, entry: &EntryHead) -> bool {
        self.covers_place(entry.era, entry.transaction_id, entry.sequence)
    }

    fn covers_place(&self, era: i32, transaction_id: i64, sequence: i64) -> bool {
        let place = if self.by_transaction { transaction_id } else { sequence };
        (era, place) < (self.era, self.horizon)
    }
}

/// How far the chain reaches now.
pub fn frontier(connection: &mut AnyConnection) -> QueryResult<Frontier> {
    let last: Option<(i32, i64)> = journal_seals::table
        .order(journal_seals::number.desc())
        .select((journal_seals::era, journal_seals::horizon))
        .first(connection)
        .optional()?;
    let (era, horizon) = last.unwrap_or_default();
    Ok(Frontier { era, horizon, by_transaction: connection.is_postgres() })
}
