//! The tables of refresh tokens and their families. A token itself is nowhere in them, only its SHA-256.

pub mod attempts;

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::kernel::sql::{AnyConnection, SLICE, insert_row, lock_row};
use crate::kernel::table::Technical;
use crate::schema::{refresh_tokens, token_families};

/// Token families.
pub const TOKEN_FAMILIES: Technical =
    Technical { table: "token_families", why: "sign-ins that last, forgotten when they end" };
/// Refresh tokens.
pub const REFRESH_TOKENS: Technical =
    Technical { table: "refresh_tokens", why: "tokens that were given out, forgotten when they expire" };

#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = token_families)]
pub struct FamilyRow {
    pub id: Id,
    pub user_id: Id,
    pub agency_id: Id,
    pub generation: i32,
    pub created_at: Instant,
    pub revoked_at: Option<Instant>,
}

#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = refresh_tokens)]
pub struct TokenRow {
    pub token_hash: Vec<u8>,
    pub family_id: Id,
    pub created_at: Instant,
    pub expires_at: Instant,
    pub used_at: Option<Instant>,
    pub successor_hash: Option<Vec<u8>>,
}

pub fn insert_family(connection: &mut AnyConnection, row: &FamilyRow) -> Result<(), Problem> {
    insert_row!(connection, token_families::table, row).map(drop).map_err(Problem::from)
}

pub fn insert(connection: &mut AnyConnection, row: &TokenRow) -> Result<(), Problem> {
    insert_row!(connection, refresh_tokens::table, row).map(drop).map_err(Problem::from)
}

pub fn find(connection: &mut AnyConnection, hash: &[u8]) -> Result<Option<TokenRow>, Problem> {
    refresh_tokens::table.find(hash.to_vec()).first(connection).optional().map_err(Problem::from)
}

pub fn lock_family(connection: &mut AnyConnection, id: Id) -> Result<FamilyRow, Problem> {
    let row: QueryResult<FamilyRow> = lock_row!(connection, token_families::table.find(id));
    row.map_err(Problem::from)
}

/// Marks a token as used. The time of the first use stays.
pub fn mark_used(
    connection: &mut AnyConnection,
    token: &TokenRow,
    now: Instant,
    successor: Option<&[u8]>,
) -> Result<(), Problem> {
    diesel::update(refresh_tokens::table.find(token.token_hash.clone()))
        .set((
            refresh_tokens::used_at.eq(Some(token.used_at.unwrap_or(now))),
            refresh_tokens::successor_hash.eq(successor.map(<[u8]>::to_vec)),
        ))
        .execute(connection)
        .map(drop)
        .map_err(Problem::from)
}

pub fn revoke_family(connection: &mut AnyConnection, id: Id, now: Instant) -> Result<(), Problem> {
    diesel::update(token_families::table.find(id))
        .filter(token_families::revoked_at.is_null())
        .set(token_families::revoked_at.eq(Some(now)))
        .execute(connection)
        .map(drop)
        .map_err(Problem::from)
}

/// Signs somebody out everywhere.
pub fn revoke_all_of(connection: &mut AnyConnection, user: Id, now: Instant) -> Result<(), Problem> {
    diesel::update(token_families::table)
        .filter(token_families::user_id.eq(user))
        .filter(token_families::revoked_at.is_null())
        .set(token_families::revoked_at.eq(Some(now)))
        .execute(connection)
        .map(drop)
        .map_err(Problem::from)
}

/// Removes one slice of expired tokens, and of families without any.
pub fn forget_expired(connection: &mut AnyConnection, now: Instant) -> QueryResult<usize> {
    let expired = refresh_tokens::table.filter(refresh_tokens::expires_at.lt(now)).select(refresh_tokens::token_hash);
    let expired: Vec<Vec<u8>> = expired.limit(SLICE).load(connection)?;
    let tokens = diesel::delete(refresh_tokens::table.filter(refresh_tokens::token_hash.eq_any(expired)));
    let tokens = tokens.execute(connection)?;
    let any_token = exists(refresh_tokens::table.filter(refresh_tokens::family_id.eq(token_families::id)));
    let empty: Vec<Id> =
        token_families::table.filter(not(any_token)).select(token_families::id).limit(SLICE).load(connection)?;
    let families = diesel::delete(token_families::table.filter(token_families::id.eq_any(empty)));
    Ok(tokens + families.execute(connection)?)
}
