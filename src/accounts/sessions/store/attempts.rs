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

pub fn insert(connection: &mut AnyConnection, key: &[u8], now: Instant) -> Result<(), Problem> {
    diesel::insert_into(table)
        .values((
            sign_in_attempts::id.eq(Id::fresh()),
            sign_in_attempts::login_hash.eq(key.to_vec()),
            sign_in_attempts::attempted_at.eq(now),
        ))
        .execute(connection)
        .map(drop)
        .map_err(Problem::from)
}

/// The attempts from an instant on, earliest first.
pub fn since(connection: &mut AnyConnection, key: &[u8], from: Instant) -> Result<Vec<Instant>, Problem> {
    Ok(table
        .filter(sign_in_attempts::login_hash.eq(key.to_vec()))
        .filter(sign_in_attempts::attempted_at.gt(from))
        .order(sign_in_attempts::attempted_at)
        .select(sign_in_attempts::attempted_at)
        .load(connection)?)
}

/// It succeeded: nothing counts against the account any more.
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
