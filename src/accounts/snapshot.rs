//! What the whole chapter is asked for: its part of who is who, whether an answer may be replayed, and what to forget.

use diesel::prelude::*;

use super::sessions::store::attempts;
use super::sessions::throttle;
use super::users::model::AccountKind;
use super::{delegations, grants, keys, sessions, users};
use crate::kernel::db::View;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::AnyConnection;

/// Reads people, grants, delegations and keys into the snapshot of who is who.
pub fn read_into(directory: &mut Directory, connection: &mut AnyConnection) -> QueryResult<()> {
    directory.users = users::store::seats(connection)?;
    directory.grants = grants::store::seats(connection)?;
    directory.delegations = delegations::store::seats(connection)?;
    directory.keys = keys::store::seats(connection)?;
    Ok(())
}

/// Whether the caller may still read an object of this chapter, before an earlier answer is replayed; `None` for objects of
/// other chapters.
pub fn may_replay(view: &mut View<'_>, resource: &str, id: Id) -> Result<Option<bool>, Problem> {
    let judged = match resource {
        "users" => users::store::find(view, AccountKind::Person, id).map(drop),
        "service-accounts" => users::store::find(view, AccountKind::Service, id).map(drop),
        "grants" => grants::store::find(view, id).map(drop),
        "delegations" => delegations::store::find(view, id).map(drop),
        _ => return Ok(None),
    };
    match judged {
        Ok(()) => Ok(Some(true)),
        Err(problem) if problem.code() == Code::NotFound => Ok(Some(false)),
        Err(problem) => Err(problem),
    }
}

/// Removes attempts that no longer count and tokens that can no longer be used; run by the scheduler of the service.
pub fn forget_stale(connection: &mut AnyConnection, now: Instant) -> QueryResult<usize> {
    Ok(attempts::forget_before(connection, throttle::horizon(now))? + sessions::store::forget_expired(connection, now)?)
}
