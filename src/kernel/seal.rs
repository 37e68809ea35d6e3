//! The seal: committed entries in their final order, linked by SHA-256, batch by batch. Entry k's hash covers the hash of
//! entry k−1 and every column of entry k, so an edit, a deletion, a swap or an insertion shows at the right row, and a
//! cut-off tail shows against one exported head.

use diesel::prelude::*;
use serde::Serialize;

use crate::kernel::clock::Instant;
use crate::kernel::crypto;
use crate::kernel::db::connection::AnyConnection;
use crate::kernel::db::schema::{journal_entries, journal_seals};
use crate::kernel::journal::Entry;

/// The hash before the first entry.
const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// At most so many entries in one batch: one row must stay readable.
pub(crate) const LARGEST_BATCH: i64 = 1_000;

#[derive(Debug, Queryable, Insertable)]
#[diesel(table_name = journal_seals)]
pub(crate) struct Seal {
    pub(crate) number: i64,
    pub(crate) era: i32,
    pub(crate) horizon: i64,
    pub(crate) first_position: i64,
    pub(crate) sequences: String,
    pub(crate) hashes: String,
    pub(crate) head: String,
    pub(crate) sealed_at: Instant,
}

/// The head of the chain: what an auditor exports and keeps elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Head {
    /// How many entries are sealed.
    pub position: i64,
    /// The hash of the last of them.
    pub hash: String,
}

/// The latest batch, if any.
pub(crate) fn latest(connection: &mut AnyConnection) -> QueryResult<Option<Seal>> {
    journal_seals::table.order(journal_seals::number.desc()).first(connection).optional()
}

/// The head of the chain.
pub fn head(connection: &mut AnyConnection) -> QueryResult<Head> {
    Ok(latest(connection)?.map_or(Head { position: 0, hash: GENESIS.to_owned() }, |seal| Head {
        position: seal.first_position + count(&seal.sequences) - 1,
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
    /// Whether an entry is part of the chain.
    pub fn covers(&self, entry: &Entry) -> bool {
        let place = if self.by_transaction { entry.transaction_id } else { entry.sequence };
        (entry.era, place) < (self.era, self.horizon)
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

fn count(list: &str) -> i64 {
    list.split(' ').filter(|it| !it.is_empty()).count() as i64
}

/// Appends one batch after `last`. The entries come in their final order; nothing is written for none.
pub(crate) fn append(
    connection: &mut AnyConnection,
    last: Option<&Seal>,
    era: i32,
    horizon: i64,
    entries: &[Entry],
) -> QueryResult<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let mut hash = last.map_or_else(|| GENESIS.to_owned(), |it| it.head.clone());
    let mut sequences = Vec::with_capacity(entries.len());
    let mut hashes = Vec::with_capacity(entries.len());
    for entry in entries {
        hash = link(&hash, entry);
        sequences.push(entry.sequence.to_string());
        hashes.push(hash.clone());
    }
    let seal = Seal {
        number: last.map_or(1, |it| it.number + 1),
        era,
        horizon,
        first_position: last.map_or(1, |it| it.first_position + count(&it.sequences)),
        sequences: sequences.join(" "),
        hashes: hashes.join(" "),
        head: hash,
        sealed_at: Instant::of_machine(),
    };
    diesel::insert_into(journal_seals::table).values(seal).execute(connection)?;
    Ok(())
}

/// Seals what has been written since the last batch on SQLite, inside the writer's own transaction: there the order of
/// insertion is the order of commits.
pub(crate) fn seal_sqlite(connection: &mut AnyConnection) -> QueryResult<()> {
    let mut last = latest(connection)?;
    loop {
        let from = last.as_ref().map_or(0, |it| it.horizon);
        let entries: Vec<Entry> = journal_entries::table
            .filter(journal_entries::sequence.ge(from))
            .order(journal_entries::sequence)
            .limit(LARGEST_BATCH)
            .load(connection)?;
        let Some(end) = entries.last() else { return Ok(()) };
        append(connection, last.as_ref(), end.era, end.sequence + 1, &entries)?;
        if (entries.len() as i64) < LARGEST_BATCH {
            return Ok(());
        }
        last = latest(connection)?;
    }
}

/// One link: SHA-256 over the previous hash and every column of the entry as a JSON array, in the order of the table.
fn link(previous: &str, entry: &Entry) -> String {
    let columns = serde_json::json!([
        previous,
        entry.sequence,
        entry.id,
        entry.era,
        entry.transaction_id,
        entry.occurred_at.0,
        entry.recorded_at.0,
        entry.actor_id,
        entry.on_behalf_of_id,
        entry.actor_agency_id,
        entry.actor_role,
        entry.owner_agency_id,
        entry.resource,
        entry.resource_id,
        entry.resource_version,
        entry.action,
        entry.from_state,
        entry.to_state,
        entry.reason,
        entry.before,
        entry.after,
        entry.request_id,
    ]);
    crypto::hex(&crypto::sha256(columns.to_string().as_bytes()))
}

/// What a walk along the chain found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Verdict {
    /// Every entry is as it was sealed.
    Whole {
        /// The head, to be kept elsewhere.
        head: Head,
        /// Entries written and not yet sealed.
        unsealed: i64,
    },
    /// The first entry that is not as it was sealed.
    Broken {
        /// Its position in the chain, from 1.
        position: i64,
        /// Its sequence number.
        sequence: i64,
        /// What is wrong.
        finding: &'static str,
    },
    /// The chain does not contain the exported head: its tail was cut off or rewritten.
    HeadMissing {
        /// The position the head stood at.
        position: i64,
    },
}

/// Walks the chain from the first entry. `exported` is a head kept outside.
pub fn verify(connection: &mut AnyConnection, exported: Option<&Head>) -> QueryResult<Verdict> {
    let mut previous = GENESIS.to_owned();
    let mut position = 0;
    let mut number = 0;
    let mut last_sequence_seen: i64 = 0;
    let mut exported_found = exported.is_none_or(|it| it.position == 0 && it.hash == GENESIS);
    loop {
        let seal: Option<Seal> = journal_seals::table.find(number + 1).first(connection).optional()?;
        let Some(seal) = seal else { break };
        number += 1;
        let sequences: Vec<i64> = seal.sequences.split(' ').filter_map(|it| it.parse().ok()).collect();
        let hashes: Vec<&str> = seal.hashes.split(' ').collect();
        let entries = load(connection, &sequences)?;
        for (sequence, sealed) in sequences.iter().zip(&hashes) {
            position += 1;
            let broken = |finding| Verdict::Broken { position, sequence: *sequence, finding };
            let Some(entry) = entries.get(sequence) else { return Ok(broken("the entry is missing")) };
            let hash = link(&previous, entry);
            if hash != *sealed {
                return Ok(broken("the entry is not as it was sealed"));
            }
            if exported.is_some_and(|it| it.position == position && it.hash == hash) {
                exported_found = true;
            }
            last_sequence_seen = last_sequence_seen.max(*sequence);
            previous = hash;
        }
        if seal.head != previous || sequences.len() != hashes.len() || seal.first_position + count(&seal.sequences) != position + 1
        {
            return Ok(Verdict::Broken { position, sequence: last_sequence_seen, finding: "the seal itself was changed" });
        }
    }
    if journal_seals::table.filter(journal_seals::number.gt(number)).count().get_result::<i64>(connection)? > 0 {
        return Ok(Verdict::Broken { position: position + 1, sequence: last_sequence_seen, finding: "a seal is missing" });
    }
    if let (false, Some(head)) = (exported_found, exported) {
        return Ok(Verdict::HeadMissing { position: head.position });
    }
    let all: i64 = journal_entries::table.count().get_result(connection)?;
    foreign(connection, number)?.map_or_else(
        || Ok(Verdict::Whole { head: Head { position, hash: previous.clone() }, unsealed: all - position }),
        |sequence| Ok(Verdict::Broken { position, sequence, finding: "an entry was slipped in behind the seal" }),
    )
}

/// An entry that lies before the last horizon without being in any batch.
fn foreign(connection: &mut AnyConnection, number: i64) -> QueryResult<Option<i64>> {
    let Some(last) = journal_seals::table.find(number).first::<Seal>(connection).optional()? else { return Ok(None) };
    let before = |connection: &mut AnyConnection| -> QueryResult<Vec<i64>> {
        let query = journal_entries::table.select(journal_entries::sequence).into_boxed();
        let query = if connection.is_postgres() {
            query.filter(
                journal_entries::era
                    .lt(last.era)
                    .or(journal_entries::era.eq(last.era).and(journal_entries::transaction_id.lt(last.horizon))),
            )
        } else {
            query.filter(journal_entries::sequence.lt(last.horizon))
        };
        query.order(journal_entries::sequence).load(connection)
    };
    let present = before(connection)?;
    let lists: Vec<String> = journal_seals::table.select(journal_seals::sequences).load(connection)?;
    let sealed: std::collections::HashSet<i64> =
        lists.iter().flat_map(|list| list.split(' ')).filter_map(|it| it.parse().ok()).collect();
    Ok(present.into_iter().find(|sequence| !sealed.contains(sequence)))
}

fn load(connection: &mut AnyConnection, sequences: &[i64]) -> QueryResult<std::collections::HashMap<i64, Entry>> {
    let mut found = std::collections::HashMap::with_capacity(sequences.len());
    for part in sequences.chunks(200) {
        let entries: Vec<Entry> =
            journal_entries::table.filter(journal_entries::sequence.eq_any(part)).load(connection)?;
        found.extend(entries.into_iter().map(|entry| (entry.sequence, entry)));
    }
    Ok(found)
}
