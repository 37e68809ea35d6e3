//! New batches. What is sealed is read without what entries tell in full, so that a thousand large ones cost no memory.

use diesel::prelude::*;

use super::form::{Form, Header, Slip, hash_of, link};
use super::{GENESIS, LARGEST_BATCH, Seal, latest};
use crate::kernel::crypto;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::sql::connection::AnyConnection;
use crate::kernel::sql::schema::{journal_entries, journal_seals};

/// Who acted, for whom, acting at which agency, in which role, and whose object it is.
type Who = (Option<Id>, Option<Id>, Option<Id>, Option<String>, Option<Id>);
/// The resource, the object and its version; what was done, from where to where, why, and by which request.
type What = (String, Id, i32, String, Option<String>, Option<String>, Option<String>, Option<String>);

/// An entry without its texts but the reason.
#[derive(Debug, Queryable)]
pub(crate) struct Light {
    sequence: i64,
    id: Id,
    era: i32,
    transaction_id: i64,
    occurred_at: Instant,
    recorded_at: Instant,
    who: Who,
    what: What,
    hashes: (Option<Vec<u8>>, Option<Vec<u8>>),
    has_texts: (bool, bool),
}

/// The columns of a [`Light`].
macro_rules! light {
    () => {
        (
            journal_entries::sequence,
            journal_entries::id,
            journal_entries::era,
            journal_entries::transaction_id,
            journal_entries::occurred_at,
            journal_entries::recorded_at,
            (
                journal_entries::actor_id,
                journal_entries::on_behalf_of_id,
                journal_entries::actor_agency_id,
                journal_entries::actor_role,
                journal_entries::owner_agency_id,
            ),
            (
                journal_entries::resource,
                journal_entries::resource_id,
                journal_entries::resource_version,
                journal_entries::action,
                journal_entries::from_state,
                journal_entries::to_state,
                journal_entries::reason,
                journal_entries::request_id,
            ),
            (journal_entries::before_sha256, journal_entries::after_sha256),
            (journal_entries::before.is_not_null(), journal_entries::after.is_not_null()),
        )
    };
}
pub(crate) use light;

impl Light {
    /// The transaction that wrote it.
    pub(crate) fn transaction(&self) -> i64 {
        self.transaction_id
    }

    fn slip(self, connection: &mut AnyConnection) -> QueryResult<Slip> {
        let (mut before, mut after) =
            (self.hashes.0.as_deref().map(crypto::hex), self.hashes.1.as_deref().map(crypto::hex));
        // Written by the version before, which kept no hashes.
        if (before.is_none() && self.has_texts.0) || (after.is_none() && self.has_texts.1) {
            let texts: (Option<String>, Option<String>) = journal_entries::table
                .find(self.sequence)
                .select((journal_entries::before, journal_entries::after))
                .first(connection)?;
            (before, after) = (texts.0.as_deref().map(hash_of), texts.1.as_deref().map(hash_of));
        }
        let (actor_id, on_behalf_of_id, actor_agency_id, actor_role, owner_agency_id) = self.who;
        let (resource, resource_id, resource_version, action, from_state, to_state, reason, request_id) = self.what;
        Ok(Slip {
            sequence: self.sequence,
            id: self.id,
            era: self.era,
            transaction_id: self.transaction_id,
            occurred_at: self.occurred_at,
            recorded_at: self.recorded_at,
            actor_id,
            on_behalf_of_id,
            actor_agency_id,
            actor_role,
            owner_agency_id,
            resource,
            resource_id,
            resource_version,
            action,
            from_state,
            to_state,
            request_id,
            reason_sha256: reason.as_deref().map(hash_of),
            before_sha256: before,
            after_sha256: after,
        })
    }
}

/// Appends one batch after `last`. The entries come in their final order; nothing is written for none.
pub(crate) fn append(
    connection: &mut AnyConnection,
    last: Option<&Seal>,
    era: i32,
    horizon: i64,
    entries: Vec<Light>,
) -> QueryResult<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let mut hash = last.map_or_else(|| GENESIS.to_owned(), |it| it.head.clone());
    let (mut sequences, mut hashes) = (Vec::with_capacity(entries.len()), Vec::with_capacity(entries.len()));
    for entry in entries {
        let slip = entry.slip(connection)?;
        hash = link(&hash, &slip.digest()?);
        sequences.push(slip.sequence.to_string());
        hashes.push(hash.clone());
    }
    let header = Header {
        form: Form::Second.number(),
        number: last.map_or(1, |it| it.number + 1),
        era,
        horizon,
        first_position: last.map_or(1, |it| it.first_position + it.count()),
        sealed_at: Instant::of_machine(),
    };
    let seal = Seal {
        head: header.head(&hash)?,
        number: header.number,
        era,
        horizon,
        first_position: header.first_position,
        sequences: sequences.join(" "),
        hashes: hashes.join(" "),
        sealed_at: header.sealed_at,
        form: header.form,
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
        let entries: Vec<Light> = journal_entries::table
            .filter(journal_entries::sequence.ge(from))
            .order(journal_entries::sequence)
            .limit(LARGEST_BATCH)
            .select(light!())
            .load(connection)?;
        let Some(end) = entries.last() else { return Ok(()) };
        let (era, horizon, is_last) = (end.era, end.sequence + 1, (entries.len() as i64) < LARGEST_BATCH);
        append(connection, last.as_ref(), era, horizon, entries)?;
        if is_last {
            return Ok(());
        }
        last = latest(connection)?;
    }
}
