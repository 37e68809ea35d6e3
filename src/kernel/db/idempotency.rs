//! Safe retries: the first answer to a key is replayed, from the journal entry that the first request wrote.

use std::sync::Arc;

use diesel::prelude::*;

use crate::kernel::call::{Bearer, Call, IdempotencyKey};
use crate::kernel::crypto;
use crate::kernel::db::shared::Shared;
use crate::kernel::db::tx::Written;
use crate::kernel::db::view::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Entry;
use crate::kernel::policy::Caller;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::SLICE;
use crate::kernel::sql::connection::AnyConnection;
use crate::kernel::sql::schema::{idempotency_keys, journal_entries};

/// How long a record is kept at least: two days, where a day is promised.
pub const KEPT_SECONDS: i64 = 2 * 24 * 3600;

#[derive(Insertable)]
#[diesel(table_name = idempotency_keys, treat_none_as_default_value = false)]
struct Claim {
    scope: Vec<u8>,
    request_hash: Vec<u8>,
    entry_id: Id,
    created_at: Instant,
}

/// Claims the key, waiting for a twin in progress; the earlier claim's entry if there is one. 422 for another body.
pub(crate) fn claim(connection: &mut AnyConnection, call: &Call, entry_id: Id) -> Result<Option<Id>, Problem> {
    let (Some(key), Some(bearer)) = (&call.key, &call.bearer) else { return Ok(None) };
    let scope = scope(bearer, call, key);
    let claim = Claim {
        scope: scope.clone(),
        request_hash: call.body_digest.to_vec(),
        entry_id,
        created_at: Instant::of_machine(),
    };
    // `ON CONFLICT` does not compile through the multi-connection.
    let claimed = match connection {
        AnyConnection::Pg(pg) => {
            diesel::insert_into(idempotency_keys::table).values(claim).on_conflict_do_nothing().execute(pg)?
        }
        AnyConnection::Sqlite(sqlite) => {
            diesel::insert_into(idempotency_keys::table).values(claim).on_conflict_do_nothing().execute(sqlite)?
        }
    };
    if claimed == 1 {
        return Ok(None);
    }
    let (request_hash, earlier): (Vec<u8>, Id) = idempotency_keys::table
        .find(scope)
        .select((idempotency_keys::request_hash, idempotency_keys::entry_id))
        .first(connection)?;
    if request_hash == call.body_digest { Ok(Some(earlier)) } else { Err(Problem::of(Code::IdempotencyKeyReused)) }
}

/// Gives the key back: what the request did is not on record under the answer's id, so no answer could be replayed.
pub(crate) fn release(connection: &mut AnyConnection, call: &Call) -> QueryResult<()> {
    let (Some(key), Some(bearer)) = (&call.key, &call.bearer) else { return Ok(()) };
    diesel::delete(idempotency_keys::table.find(scope(bearer, call, key))).execute(connection).map(drop)
}

fn scope(bearer: &Bearer, call: &Call, key: &IdempotencyKey) -> Vec<u8> {
    crypto::sha256(format!("{}\n{}\n{}", bearer.user, call.target, key).as_bytes()).to_vec()
}

/// The first answer again; 404 for a caller who may no longer read the object.
pub(crate) fn replay(
    connection: &mut AnyConnection,
    shared: &Shared,
    call: &Call,
    caller: Option<Arc<Caller>>,
    entry: Id,
) -> Result<Written, Problem> {
    let caller = caller.ok_or_else(|| Problem::of(Code::Unauthenticated))?;
    let entry: Entry = journal_entries::table
        .filter(journal_entries::id.eq(entry))
        .first(connection)
        .optional()?
        .ok_or_else(|| Problem::of(Code::NotFound))?;
    let mut view = View { connection, caller, now: call.arrived };
    if !(shared.hooks.replay)(&mut view, &entry.resource, entry.resource_id)? {
        return Err(Problem::of(Code::NotFound));
    }
    Ok(Written::of_entry(&entry))
}

/// Removes one slice of the records that nobody may rely on any more.
pub(crate) fn forget_before(connection: &mut AnyConnection, before: Instant) -> QueryResult<usize> {
    let old = idempotency_keys::table.filter(idempotency_keys::created_at.lt(before)).select(idempotency_keys::scope);
    let old: Vec<Vec<u8>> = old.limit(SLICE).load(connection)?;
    diesel::delete(idempotency_keys::table.filter(idempotency_keys::scope.eq_any(old))).execute(connection)
}
