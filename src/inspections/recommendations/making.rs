//! What a report does to what it proposes: opening it, or taking it along when it is given up.

use crate::inspections::recommendations::store;
use crate::inspections::reports::store::Opened;
use crate::kernel::db::Tx;
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::policy::Authority;
use crate::kernel::problem::Problem;

/// Opens what a report proposes: it is concluded, and was judged. Its visit and the report are locked.
pub fn open(tx: &mut Tx<'_>, report: Id, by: Authority) -> Result<Vec<Opened>, Problem> {
    let mut opened = Vec::new();
    for before in store::proposed_of(tx.connection, report)? {
        let after = before.opened(tx.now);
        store::save(tx.connection, &after)?;
        let change = Change::changed("conclude", &before.answer(tx.now), &after.answer(tx.now))?;
        tx.note(change.between(before.state, after.state).by(by));
        let (id, number, text) = (after.id, after.number, after.text);
        opened.push(Opened { id, number, text, agency_id: after.agency_id, due_on: after.due_on });
    }
    Ok(opened)
}

/// Removes what a report proposes that is given up. Its visit and the report are locked.
pub fn remove_proposed(tx: &mut Tx<'_>, report: Id, by: Authority) -> Result<(), Problem> {
    for row in store::proposed_of(tx.connection, report)? {
        store::delete(tx.connection, row.id)?;
        tx.note(Change::deleted(&row.answer(tx.now))?.by(by));
    }
    Ok(())
}
