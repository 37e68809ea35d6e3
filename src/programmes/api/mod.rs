//! This chapter over HTTP.

pub mod assignments;
pub mod extensions;
pub mod programmes;
pub mod statistics;
pub mod tasks;

use crate::kernel::id::Id;
use crate::kernel::policy::{Authority, Caller};

/// The people on the record of a step: who did it, and for whom.
fn people(caller: &Caller, authority: Authority) -> Vec<Id> {
    std::iter::once(caller.user).chain(authority.on_behalf_of).collect()
}
