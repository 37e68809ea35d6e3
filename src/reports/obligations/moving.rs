//! Many obligations that move at once, by what becomes of their period or of their agencies.

use crate::kernel::db::Tx;
use crate::kernel::journal::Change;
use crate::kernel::policy::Authority;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::reports::obligations::store::{self, ObligationRow, Stored};

/// An obligation as it was, and as it is from now on.
pub type Moved = (Stored, Stored);

/// Stores obligations as they are from now on, and notes each.
pub fn keep(tx: &mut Tx<'_>, moved: &[Moved], action: &str, by: Authority) -> Result<(), Problem> {
    let (directory, now) = (tx.caller()?.directory.clone(), tx.now);
    store::keep_all(tx.connection, moved, now)?;
    for (before, after) in moved {
        let (old, new) = (before.answer(&directory, now), after.answer(&directory, now));
        let change = Change::changed(action, &old, &new)?.by(by);
        tx.note(if old.state == new.state { change } else { change.between(old.state, new.state) });
    }
    Ok(())
}

/// The same as its versions have it; of what nobody sent anything for there are none.
pub fn derived(connection: &mut AnyConnection, row: ObligationRow) -> Result<ObligationRow, Problem> {
    let heads = if row.newest_id.is_some() { store::heads(connection, row.id)? } else { Vec::new() };
    Ok(row.derived_from(&heads))
}
