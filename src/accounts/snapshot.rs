//! What the whole chapter is asked for: its part of who is who, and what to forget.

use diesel::prelude::*;

use super::sessions::store::attempts;
use super::sessions::throttle;
use super::sign_ins::store::{networks, notices};
use super::{delegations, grants, keys, password_links, sessions, users};
use crate::kernel::directory::Directory;
use crate::kernel::instant::Instant;
use crate::kernel::sql::AnyConnection;

/// Reads people, grants, delegations and keys into the snapshot of who is who.
pub fn read_into(directory: &mut Directory, connection: &mut AnyConnection) -> QueryResult<()> {
    directory.users = users::store::seats(connection)?;
    directory.grants = grants::store::seats(connection)?;
    directory.delegations = delegations::store::seats(connection)?;
    directory.keys = keys::store::seats(connection)?;
    Ok(())
}

/// Removes attempts and networks that no longer count, and tokens and links that can no longer be used; run by the scheduler of the service.
pub fn forget_stale(connection: &mut AnyConnection, now: Instant) -> QueryResult<usize> {
    let attempts = attempts::forget_before(connection, throttle::horizon(now))?;
    let tokens = sessions::store::forget_expired(connection, now)?;
    let links = password_links::store::forget_expired(connection, now)?;
    Ok(attempts + tokens + links + networks::forget_old(connection, now)? + notices::forget_old(connection, now)?)
}
