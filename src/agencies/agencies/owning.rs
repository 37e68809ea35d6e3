//! The agency that somebody begins a paper for.

use crate::agencies::agencies::{rules, store};
use crate::kernel::db::Tx;
use crate::kernel::id::Id;
use crate::kernel::owner::Owner;
use crate::kernel::policy::{Authority, Rule};
use crate::kernel::problem::Problem;

/// The right by which the caller may do something for an agency that his request names. Agencies are known to everybody, so one that
/// the caller's roles do not reach is 403, not 404.
pub fn permit_owner(tx: &mut Tx<'_>, rule: &Rule, agency: Id) -> Result<Authority, Problem> {
    let caller = tx.caller()?;
    if !caller.directory.agencies.contains_key(&agency) {
        return Err(Problem::unknown("/agency_id"));
    }
    rule.permit(&caller, &Owner::of(&caller.directory, agency))
}

/// 409 for an agency that has ended: it begins nothing. It is held, so that one which is ending at this moment has no draft left.
pub fn living_owner(tx: &mut Tx<'_>, agency: Id) -> Result<(), Problem> {
    let today = tx.caller()?.today;
    let alive = store::held_alive(tx.connection, &[agency], today)?;
    rules::owner_is_alive(alive.contains(&agency))
}
