//! Whom the steps of assignments tell at once: those who have to do them, as reminders find them.

use std::collections::BTreeMap;

use crate::kernel::db::Tx;
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::telling::{Occasion, Place};
use crate::programmes::assignments::model::AssignmentAction as Action;
use crate::programmes::assignments::reminded::REMINDED;
use crate::programmes::assignments::store::Row;

/// Tells whoever has to do with an assignment now: its agency, or those who decide on one that was refused. One that is handed over is
/// told of to the other agency.
pub fn tell(tx: &mut Tx<'_>, action: &Action, id: Id, successor: Option<Id>) -> Result<(), Problem> {
    let (occasion, id) = match action {
        Action::Return { .. } => (Occasion::Returned, id),
        Action::SendBack { .. } => (Occasion::SentBack, id),
        Action::Insist { .. } => (Occasion::Assigned, id),
        Action::Verify { .. } => (Occasion::Accepted, id),
        Action::Reassign { .. } => (Occasion::Assigned, successor.unwrap_or(id)),
        Action::Accept {} | Action::RecordProgress { .. } | Action::ReportDone { .. } => return Ok(()),
    };
    of(tx, occasion, &[id])
}

/// Tells those who had to do some assignments that are called off.
pub fn cancelled(tx: &mut Tx<'_>, ids: &[Id]) -> Result<(), Problem> {
    of(tx, Occasion::Cancelled, ids)
}

fn of(tx: &mut Tx<'_>, occasion: Occasion, ids: &[Id]) -> Result<(), Problem> {
    for telling in REMINDED.tellings(tx, occasion, ids)? {
        let is_over = matches!(occasion, Occasion::Accepted | Occasion::Cancelled);
        tx.tell(if is_over { telling.without_day() } else { telling });
    }
    Ok(())
}

/// Where those are who have to do some assignments, once for each agency however many it has.
pub fn places(tx: &mut Tx<'_>, rows: &[Row]) -> Result<Vec<Place>, Problem> {
    let one_of_each: BTreeMap<Id, Id> = rows.iter().map(|row| (row.agency_id, row.id)).collect();
    let ids: Vec<Id> = one_of_each.into_values().collect();
    let tellings = REMINDED.tellings(tx, Occasion::Issued, &ids)?;
    Ok(tellings.into_iter().flat_map(|it| it.whom).collect())
}
