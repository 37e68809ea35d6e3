//! The seal: committed entries in their final order, linked by SHA-256, batch by batch. Entry k's hash covers the hash of
//! entry k−1 and every column of entry k, so an edit, a deletion, a swap or an insertion shows at the right row, and a
//! cut-off tail shows against one exported head.

use diesel::prelude::*;
use serde::Serialize;

use crate::kernel::crypto;
use crate::kernel::instant::Instant;
use crate::kernel::journal::{Entry, EntryHead};
use crate::kernel::sql::connection::{AnyConnection, MultiBackend};
use crate::kernel::sql::schema::{journal_entries, journal_seals};

/// The hash before the first entry.
const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// At most so many entries in one batch: one row must stay readable.
pub(crate) const LARGEST_BATCH: i64 = 1_000;

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
        /// The position the chain ends at now: what is cut off begins behind it.
        ends_at: i64,
    },
}

/// Walks the chain from the first entry. `exported` is a head kept outside.
pub fn verify(connection: &mut AnyConnection, exported: Option<&Head>) -> QueryResult<Verdict> {
    // The sealer goes on meanwhile: the walk ends at the batch that is the last one now.
    let mut walk = Walk::from_the_first(exported);
    let Some(last) = latest(connection)? else {
        let nothing = Frontier { era: 0, horizon: 0, by_transaction: connection.is_postgres() };
        return walk.finish(connection, &nothing);
    };
    while walk.seals < last.number {
        let Some(seal) = journal_seals::table.find(walk.seals + 1).first::<Seal>(connection).optional()? else {
            let Walk { position, place, .. } = walk;
            return Ok(Verdict::Broken { position: position + 1, sequence: place.2, finding: "a seal is missing" });
        };
        if let Some(broken) = walk.pass(connection, &seal)? {
            return Ok(broken);
        }
    }
    let frontier = Frontier { era: last.era, horizon: last.horizon, by_transaction: connection.is_postgres() };
    walk.finish(connection, &frontier)
}

/// Where an entry stands in the final order: era, transaction, sequence.
type Place = (i32, i64, i64);

fn place_of(entry: &Entry) -> Place {
    (entry.era, entry.transaction_id, entry.sequence)
}

/// How far a walk along the chain has come.
struct Walk<'a> {
    exported: Option<&'a Head>,
    exported_found: bool,
    seals: i64,
    position: i64,
    place: Place,
    previous: String,
}

impl<'a> Walk<'a> {
    fn from_the_first(exported: Option<&'a Head>) -> Self {
        let exported_found = exported.is_none_or(|it| it.position == 0 && it.hash == GENESIS);
        Self { exported, exported_found, seals: 0, position: 0, place: (0, 0, 0), previous: GENESIS.to_owned() }
    }

    /// Checks one batch; what is broken in it, if anything is.
    fn pass(&mut self, connection: &mut AnyConnection, seal: &Seal) -> QueryResult<Option<Verdict>> {
        self.seals += 1;
        let frontier = Frontier { era: seal.era, horizon: seal.horizon, by_transaction: connection.is_postgres() };
        let sequences: Vec<i64> = seal.sequences.split(' ').filter_map(|it| it.parse().ok()).collect();
        let hashes: Vec<&str> = seal.hashes.split(' ').collect();
        let is_numbered_right = seal.first_position == self.position + 1;
        let entries = load(connection, &sequences)?;
        for (sequence, sealed) in sequences.iter().zip(&hashes) {
            self.position += 1;
            let position = self.position;
            let broken = |finding| Ok(Some(Verdict::Broken { position, sequence: *sequence, finding }));
            let Some(entry) = entries.get(sequence) else { return broken("the entry is missing") };
            let hash = link(&self.previous, entry);
            if hash != *sealed {
                return broken("the entry is not as it was sealed");
            }
            // A batch that somebody took back would make the sealer seal the same entries again.
            if place_of(entry) <= self.place || !frontier.covers(entry) {
                return broken("the entry is sealed out of order");
            }
            self.exported_found |= self.exported.is_some_and(|it| it.position == position && it.hash == hash);
            self.place = place_of(entry);
            self.previous = hash;
        }
        let is_whole = is_numbered_right
            && seal.head == self.previous
            && sequences.len() == hashes.len()
            && sequences.len() as i64 == count(&seal.sequences);
        Ok((!is_whole).then_some(Verdict::Broken {
            position: self.position,
            sequence: self.place.2,
            finding: "the seal itself was changed",
        }))
    }

    /// What is to be said when every batch up to this frontier was found right.
    fn finish(self, connection: &mut AnyConnection, frontier: &Frontier) -> QueryResult<Verdict> {
        let Walk { position, previous, .. } = self;
        if let (false, Some(head)) = (self.exported_found, self.exported) {
            return Ok(Verdict::HeadMissing { position: head.position, ends_at: position });
        }
        if let Some((position, sequence)) = slipped_in(connection, frontier, position)? {
            return Ok(Verdict::Broken { position, sequence, finding: "an entry was slipped in behind the seal" });
        }
        let all: i64 = journal_entries::table.count().get_result(connection)?;
        Ok(Verdict::Whole { head: Head { position, hash: previous }, unsealed: all - position })
    }
}

/// The first entry that lies before the last horizon without being in any batch: where it stands in the order, and its
/// sequence. To be asked of a chain of `sealed` entries that has been walked: these are all there, and each once.
fn slipped_in(connection: &mut AnyConnection, frontier: &Frontier, sealed: i64) -> QueryResult<Option<(i64, i64)>> {
    if behind(frontier).count().get_result::<i64>(connection)? == sealed {
        return Ok(None);
    }
    let mut position = 0;
    let mut place: Place = (i32::MIN, i64::MIN, i64::MIN);
    let mut number = 0;
    let mut expected = Vec::new().into_iter();
    loop {
        let page: Vec<Place> = behind(frontier)
            .filter(
                journal_entries::era
                    .gt(place.0)
                    .or(journal_entries::era.eq(place.0).and(journal_entries::transaction_id.gt(place.1)))
                    .or(journal_entries::era
                        .eq(place.0)
                        .and(journal_entries::transaction_id.eq(place.1))
                        .and(journal_entries::sequence.gt(place.2))),
            )
            .order((journal_entries::era, journal_entries::transaction_id, journal_entries::sequence))
            .select((journal_entries::era, journal_entries::transaction_id, journal_entries::sequence))
            .limit(LARGEST_BATCH)
            .load(connection)?;
        let Some(last) = page.last() else { return Ok(None) };
        place = *last;
        for (_, _, sequence) in page {
            position += 1;
            if expected.len() == 0 {
                number += 1;
                let list: Option<String> =
                    journal_seals::table.find(number).select(journal_seals::sequences).first(connection).optional()?;
                let list: Vec<i64> = list.unwrap_or_default().split(' ').filter_map(|it| it.parse().ok()).collect();
                expected = list.into_iter();
            }
            if expected.next() != Some(sequence) {
                return Ok(Some((position, sequence)));
            }
        }
    }
}

/// The entries before a horizon.
fn behind(frontier: &Frontier) -> journal_entries::BoxedQuery<'static, MultiBackend> {
    let query = journal_entries::table.into_boxed();
    if frontier.by_transaction {
        query.filter(
            journal_entries::era
                .lt(frontier.era)
                .or(journal_entries::era.eq(frontier.era).and(journal_entries::transaction_id.lt(frontier.horizon))),
        )
    } else {
        query.filter(journal_entries::sequence.lt(frontier.horizon))
    }
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
