//! The only place that touches the tables of this chapter.

pub mod attempts;
pub mod delegations;
pub mod grants;
pub mod keys;
pub mod tokens;
pub mod users;

pub use users::addresses;

use diesel::prelude::*;

use super::model::AccountKind;
use super::throttle;
use crate::kernel::clock::Instant;
use crate::kernel::db::{AnyConnection, View};
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};

/// Reads people, grants, delegations and keys into the snapshot of who is who.
pub fn read_into(directory: &mut Directory, connection: &mut AnyConnection) -> QueryResult<()> {
    directory.users = users::seats(connection)?;
    directory.grants = grants::seats(connection)?;
    directory.delegations = delegations::seats(connection)?;
    directory.keys = keys::seats(connection)?;
    Ok(())
}

/// Whether the caller may still read an object of this chapter, before an earlier answer is replayed; `None` for objects of
/// other chapters.
pub fn may_replay(view: &mut View<'_>, resource: &str, id: Id) -> Result<Option<bool>, Problem> {
    let judged = match resource {
        "users" => users::find(view, AccountKind::Person, id).map(drop),
        "service-accounts" => users::find(view, AccountKind::Service, id).map(drop),
        "grants" => grants::find(view, id).map(drop),
        "delegations" => delegations::find(view, id).map(drop),
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
    Ok(attempts::forget_before(connection, throttle::horizon(now))? + tokens::forget_expired(connection, now)?)
}
