//! What the record was told of in this quarter of an hour, so that it is not told of every attempt.

use diesel::prelude::*;

use crate::accounts::sign_ins::rules;
use crate::kernel::crypto;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::kernel::sql::{AnyConnection, SLICE, advisory_lock};
use crate::kernel::table::Technical;
use crate::schema::sign_in_notices::{self, table};

/// Notices of sign-ins.
pub const NOTICES: Technical =
    Technical { table: "sign_in_notices", why: "of what the record was told in this quarter of an hour" };

/// Whether something is to be told of a subject, and notes that it was: not twice in a quarter of an hour. Two that ask at the
/// same moment see each other.
pub fn is_first(connection: &mut AnyConnection, kind: &str, subject: &[u8], now: Instant) -> Result<bool, Problem> {
    let hash = crypto::sha256(&[kind.as_bytes(), b"\0", subject].concat());
    advisory_lock(connection, hash.first_chunk::<8>().copied().map(i64::from_be_bytes).unwrap_or_default())?;
    let key = hash.to_vec();
    let told: Option<Instant> =
        table.find(key.clone()).select(sign_in_notices::told_at).first(connection).optional()?;
    match told {
        Some(at) if rules::is_recent(at, now) => return Ok(false),
        Some(_) => diesel::update(table.find(key)).set(sign_in_notices::told_at.eq(now)).execute(connection)?,
        None => diesel::insert_into(table)
            .values((
                sign_in_notices::subject_hash.eq(key),
                sign_in_notices::kind.eq(kind),
                sign_in_notices::told_at.eq(now),
            ))
            .execute(connection)?,
    };
    Ok(true)
}

/// Of how many subjects something was told in this quarter of an hour.
pub fn how_many(connection: &mut AnyConnection, kind: &str, now: Instant) -> Result<i64, Problem> {
    let recent =
        table.filter(sign_in_notices::kind.eq(kind)).filter(sign_in_notices::told_at.gt(rules::forgotten_before(now)));
    Ok(recent.count().get_result(connection)?)
}

/// Removes one slice of what may be told again.
pub fn forget_old(connection: &mut AnyConnection, now: Instant) -> QueryResult<usize> {
    let old = table.filter(sign_in_notices::told_at.lt(rules::forgotten_before(now)));
    let old: Vec<Vec<u8>> = old.select(sign_in_notices::subject_hash).limit(SLICE).load(connection)?;
    diesel::delete(table.filter(sign_in_notices::subject_hash.eq_any(old))).execute(connection)
}
