//! The networks that logins signed in from: hashes, keyed by what is outside the database.

use diesel::prelude::*;

use crate::accounts::sign_ins::rules;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::kernel::table::Technical;
use crate::schema::sign_in_networks::{self, table};

/// Networks of sign-ins.
pub const NETWORKS: Technical =
    Technical { table: "sign_in_networks", why: "networks that logins signed in from, forgotten after 90 days" };

/// So many are kept of each login; the one that was used least lately makes room. A telephone has another every hour.
const MOST: i64 = 50;

/// Whether a login signed in from a network lately.
pub fn is_known(connection: &mut AnyConnection, login: &[u8], network: &[u8], now: Instant) -> Result<bool, Problem> {
    let last: Option<Instant> = table
        .find((login.to_vec(), network.to_vec()))
        .select(sign_in_networks::signed_in_at)
        .first(connection)
        .optional()?;
    Ok(last.is_some_and(|at| at > rules::known_since(now)))
}

/// A login signed in from a network. To be asked under the lock of its account.
pub fn remember(connection: &mut AnyConnection, login: &[u8], network: &[u8], now: Instant) -> Result<(), Problem> {
    let key = (login.to_vec(), network.to_vec());
    let known = diesel::update(table.find(key.clone())).set(sign_in_networks::signed_in_at.eq(now));
    if known.execute(connection)? > 0 {
        return Ok(());
    }
    let (login_hash, network_hash) = key;
    diesel::insert_into(table)
        .values((
            sign_in_networks::login_hash.eq(login_hash.clone()),
            sign_in_networks::network_hash.eq(network_hash),
            sign_in_networks::signed_in_at.eq(now),
        ))
        .execute(connection)?;
    let newest = table
        .filter(sign_in_networks::login_hash.eq(login_hash.clone()))
        .order((sign_in_networks::signed_in_at.desc(), sign_in_networks::network_hash))
        .select(sign_in_networks::network_hash);
    let all: Vec<Vec<u8>> = newest.limit(2 * MOST).load(connection)?;
    let too_many: Vec<Vec<u8>> = all.into_iter().skip(MOST.unsigned_abs() as usize).collect();
    if !too_many.is_empty() {
        let of_login = table.filter(sign_in_networks::login_hash.eq(login_hash));
        diesel::delete(of_login.filter(sign_in_networks::network_hash.eq_any(too_many))).execute(connection)?;
    }
    Ok(())
}

/// Removes those that are known no more.
pub fn forget_old(connection: &mut AnyConnection, now: Instant) -> QueryResult<usize> {
    diesel::delete(table.filter(sign_in_networks::signed_in_at.le(rules::known_since(now)))).execute(connection)
}
