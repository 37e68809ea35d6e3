//! A walk along the chain: whether every entry is as it was sealed.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use serde::Serialize;

use super::form::{Form, Header, Slip, first_link, link};
use super::{Frontier, GENESIS, Head, LARGEST_BATCH, Seal, latest};
use crate::kernel::journal::Entry;
use crate::kernel::sql::connection::{AnyConnection, MultiBackend};
use crate::kernel::sql::octet_length;
use crate::kernel::sql::schema::{journal_entries, journal_seals};

/// So many entries are read at once, and so many bytes of what they tell.
const AT_ONCE: usize = 200;
const BYTES: i64 = 4 * 1024 * 1024;

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

/// Walks the chain from the first entry. `exported` is a head kept outside; `passed` is told how many entries lie behind, time and
/// again.
pub fn verify(
    connection: &mut AnyConnection,
    exported: Option<&Head>,
    mut passed: impl FnMut(i64),
) -> QueryResult<Verdict> {
    // The sealer goes on meanwhile: the walk ends at the batch that is the last one now.
    let mut walk = Walk::from_the_first(exported);
    let Some(last) = latest(connection)? else {
        let nothing = Frontier::new(0, 0, connection.is_postgres());
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
        passed(walk.position);
    }
    let frontier = Frontier::new(last.era, last.horizon, connection.is_postgres());
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
        let frontier = Frontier::new(seal.era, seal.horizon, connection.is_postgres());
        let hashes: Vec<&str> = seal.hashes.split(' ').collect();
        let is_numbered_right = seal.first_position == self.position + 1;
        let Some(form) = Form::of(seal.form) else { return Ok(Some(self.seal_was_changed())) };
        let sequences = seal.sequences();
        let mut sealed = sequences.iter().zip(&hashes);
        for some in portions(connection, &sequences)? {
            let mut entries = load(connection, &some)?;
            for (sequence, sealed) in sealed.by_ref().take(some.len()) {
                self.position += 1;
                let position = self.position;
                let broken = |finding| Ok(Some(Verdict::Broken { position, sequence: *sequence, finding }));
                let Some(entry) = entries.remove(sequence) else { return broken("the entry is missing") };
                let hash = match form {
                    Form::First => Some(first_link(&self.previous, &entry)),
                    Form::Second => match Slip::of(&entry) {
                        Some(slip) => Some(link(&self.previous, &slip.digest()?)),
                        None => None,
                    },
                };
                let Some(hash) = hash.filter(|hash| hash == sealed) else {
                    return broken("the entry is not as it was sealed");
                };
                // A batch that somebody took back would make the sealer seal the same entries again.
                if place_of(&entry) <= self.place || !frontier.covers(&entry) {
                    return broken("the entry is sealed out of order");
                }
                self.meet(position, &hash);
                self.place = place_of(&entry);
                self.previous = hash;
            }
        }
        let header = Header {
            form: seal.form,
            number: seal.number,
            era: seal.era,
            horizon: seal.horizon,
            first_position: seal.first_position,
            sealed_at: seal.sealed_at,
        };
        let is_whole = is_numbered_right
            && seal.head == header.head(&self.previous)?
            && sequences.len() == hashes.len()
            && sequences.len() as i64 == seal.count();
        self.previous.clone_from(&seal.head);
        self.meet(self.position, &seal.head);
        Ok((!is_whole).then(|| self.seal_was_changed()))
    }

    fn meet(&mut self, position: i64, hash: &str) {
        self.exported_found |= self.exported.is_some_and(|it| it.position == position && it.hash == hash);
    }

    fn seal_was_changed(&self) -> Verdict {
        let (position, sequence) = (self.position, self.place.2);
        Verdict::Broken { position, sequence, finding: "the seal itself was changed" }
    }

    /// What is to be said when every batch up to this frontier was found right.
    fn finish(self, connection: &mut AnyConnection, frontier: &Frontier) -> QueryResult<Verdict> {
        let (position, previous) = (self.position, self.previous.clone());
        if let (false, Some(head)) = (self.exported_found, self.exported) {
            return Ok(Verdict::HeadMissing { position: head.position, ends_at: position });
        }
        if let Some((position, sequence)) = slipped_in(connection, frontier, position)? {
            return Ok(Verdict::Broken { position, sequence, finding: "an entry was slipped in behind the seal" });
        }
        let seals: i64 =
            journal_seals::table.filter(journal_seals::number.le(self.seals)).count().get_result(connection)?;
        if seals != self.seals {
            return Ok(Verdict::Broken { position, sequence: self.place.2, finding: "a seal was slipped in" });
        }
        if let Some(sequence) = written_beside(connection)? {
            return Ok(Verdict::Broken {
                position: position + 1,
                sequence,
                finding: "an entry was written beside the service",
            });
        }
        let all: i64 = journal_entries::table.count().get_result(connection)?;
        Ok(Verdict::Whole { head: Head { position, hash: previous }, unsealed: all - position })
    }
}

/// The first entry behind the chain that no service can have written; none where all can be. On SQLite every commit seals what it
/// wrote, and on PostgreSQL an entry has the number of its transaction, which the server gave out.
fn written_beside(connection: &mut AnyConnection) -> QueryResult<Option<i64>> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        sequence: i64,
    }
    // Each in one statement: a service that runs goes on writing.
    let query = match connection {
        AnyConnection::Sqlite(_) => {
            "SELECT sequence FROM journal_entries \
             WHERE sequence >= (SELECT coalesce(max(horizon), 0) FROM journal_seals) ORDER BY sequence LIMIT 1"
        }
        AnyConnection::Pg(_) => {
            // A database that was restored elsewhere has numbers of another cluster until a service opens its next era.
            "WITH life AS (SELECT e.era, e.system_identifier = c.system_identifier::text AS is_this, \
                 pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next, \
                 coalesce((SELECT max(horizon) FROM journal_seals s WHERE s.era = e.era), 0) AS sealed \
                 FROM journal_eras e, pg_control_system() c ORDER BY e.era DESC LIMIT 1) \
             SELECT sequence FROM journal_entries j, life WHERE j.era > life.era \
             OR life.is_this AND life.sealed <= life.next AND j.era = life.era AND j.transaction_id >= life.next \
             ORDER BY sequence LIMIT 1"
        }
    };
    Ok(diesel::sql_query(query).get_result::<Found>(connection).optional()?.map(|it| it.sequence))
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

/// The sequences in portions that are read at once.
pub(super) fn portions(connection: &mut AnyConnection, sequences: &[i64]) -> QueryResult<Vec<Vec<i64>>> {
    let mut portions = Vec::new();
    for some in sequences.chunks(AT_ONCE) {
        let sizes: Vec<(i64, Option<i32>, Option<i32>)> = journal_entries::table
            .filter(journal_entries::sequence.eq_any(some))
            .select((
                journal_entries::sequence,
                octet_length(journal_entries::before),
                octet_length(journal_entries::after),
            ))
            .load(connection)?;
        let sizes: BTreeMap<i64, i64> = sizes
            .into_iter()
            .map(|(sequence, before, after)| {
                (sequence, i64::from(before.unwrap_or_default()) + i64::from(after.unwrap_or_default()))
            })
            .collect();
        let (mut portion, mut bytes) = (Vec::new(), 0);
        for sequence in some {
            bytes += sizes.get(sequence).copied().unwrap_or_default();
            if bytes > BYTES && !portion.is_empty() {
                portions.push(std::mem::take(&mut portion));
                bytes = sizes.get(sequence).copied().unwrap_or_default();
            }
            portion.push(*sequence);
        }
        portions.push(portion);
    }
    Ok(portions)
}

/// Some entries, whole.
pub(super) fn load(connection: &mut AnyConnection, sequences: &[i64]) -> QueryResult<HashMap<i64, Entry>> {
    let entries: Vec<Entry> =
        journal_entries::table.filter(journal_entries::sequence.eq_any(sequences)).load(connection)?;
    Ok(entries.into_iter().map(|entry| (entry.sequence, entry)).collect())
}
