//! What a visit does to its report, and what both do to what it proposes.

use crate::inspections::recommendations::making as recommendations;
use crate::inspections::reports::model::{InspectionReport, ReportState};
use crate::inspections::reports::store::{self, Row};
use crate::kernel::db::Tx;
use crate::kernel::id::Id;
use crate::kernel::journal::{self, Change, Record as _};
use crate::kernel::policy::Authority;
use crate::kernel::problem::Problem;

/// The draft of a visit that is called off is given up, with what it proposes. The visit is locked.
pub fn discard_draft_of(tx: &mut Tx<'_>, visit: Id, by: Authority) -> Result<(), Problem> {
    let Some(before) = store::draft_of(tx.connection, visit)? else { return Ok(()) };
    let after = before.in_state(ReportState::Discarded, tx.now);
    recommendations::remove_proposed(tx, before.id, by)?;
    store::save(tx.connection, &after)?;
    let change = Change::changed("discard", &before.answer()?, &after.answer()?)?;
    tx.note(change.between(before.state, after.state).by(by));
    Ok(())
}

/// The version that was in force until now gives way to the one that is concluded, `next`, for the reason for which that was opened: its
/// readers see it here. The visit is locked.
pub fn supersede(tx: &mut Tx<'_>, visit: Id, next: Id, by: Authority) -> Result<(), Problem> {
    let Some(before) = store::in_force(tx.connection, visit)? else { return Ok(()) };
    let reason = journal::reason_of(tx.connection, InspectionReport::RESOURCE, next, "amend")?;
    let after: Row = before.superseded(tx.now);
    store::save(tx.connection, &after)?;
    let change = Change::changed("supersede", &before.answer()?, &after.answer()?)?;
    tx.note(change.between(before.state, after.state).because(reason.as_deref()).by(by));
    Ok(())
}
