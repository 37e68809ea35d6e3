//! The table of attempts to sign in that have not succeeded.

use diesel::prelude::*;

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::kernel::sql::{AnyConnection, SLICE, advisory_lock};
use crate::kernel::table::Technical;
use crate::schema::sign_in_attempts::{self, table};

/// Sign in attempts.
pub const ATTEMPTS: Technical =
    Technical { table: "sign_in_attempts", why: "attempts to sign in are counted for a quarter of an hour" };

/// Two that count for the same account at the same moment see each other.
pub fn lock(connection: &mut AnyConnection, key: &[u8]) -> Result<(), Problem> {
    let word = key.first_chunk::<8>().copied().map(i64::from_be_bytes).unwrap_or_default();
    Ok(advisory_lock(connection, word)?)
}

/// One attempt at an account; `network` is none where it counts with those from all others.
pub fn insert(
    connection: &mut AnyConnection,
    id: Id,
    key: &[u8],
    network: Option<&[u8]>,
    now: Instant,
) -> Result<(), Problem> {
    diesel::insert_into(table)
        .values((
            sign_in_attempts::id.eq(id),
            sign_in_attempts::login_hash.eq(key.to_vec()),
            sign_in_attempts::attempted_at.eq(now),
            sign_in_attempts::network_hash.eq(network.map(<[u8]>::to_vec)),
        ))
        .execute(connection)
        .map(drop)
        .map_err(Problem::from)
}

/// The attempts behind one instant and up to another, earliest first.
pub fn within(
    connection: &mut AnyConnection,
    key: &[u8],
    network: Option<&[u8]>,
    (after, until): (Instant, Instant),
) -> Result<Vec<Instant>, Problem> {
    let mut query = table.filter(sign_in_attempts::login_hash.eq(key.to_vec())).into_boxed();
    query = match network {
        Some(network) => query.filter(sign_in_attempts::network_hash.eq(Some(network.to_vec()))),
        None => query.filter(sign_in_attempts::network_hash.is_null()),
    };
    Ok(query
        .filter(sign_in_attempts::attempted_at.gt(after))
        .filter(sign_in_attempts::attempted_at.le(until))
        .order(sign_in_attempts::attempted_at)
        .select(sign_in_attempts::attempted_at)
        .load(connection)?)
}

/// This one does not count.
pub fn remove(connection: &mut AnyConnection, id: Id) -> Result<(), Problem> {
    diesel::delete(table.find(id)).execute(connection).map(drop).map_err(Problem::from)
}

/// Those from one network count no more.
pub fn forget_from(connection: &mut AnyConnection, key: &[u8], network: &[u8]) -> Result<(), Problem> {
    let of_account = table.filter(sign_in_attempts::login_hash.eq(key.to_vec()));
    diesel::delete(of_account.filter(sign_in_attempts::network_hash.eq(Some(network.to_vec()))))
        .execute(connection)
        .map(drop)
        .map_err(Problem::from)
}

/// Nothing counts against the account any more.
pub fn forget(connection: &mut AnyConnection, key: &[u8]) -> Result<(), Problem> {
    diesel::delete(table.filter(sign_in_attempts::login_hash.eq(key.to_vec())))
        .execute(connection)
        .map(drop)
        .map_err(Problem::from)
}

/// Removes one slice of what counts no more, so that nobody else who writes waits long.
pub fn forget_before(connection: &mut AnyConnection, before: Instant) -> QueryResult<usize> {
    let old = table.filter(sign_in_attempts::attempted_at.lt(before)).select(sign_in_attempts::id).limit(SLICE);
    let old: Vec<Id> = old.load(connection)?;
    diesel::delete(table.filter(sign_in_attempts::id.eq_any(old))).execute(connection)
}
