//! Whom the steps of a recommendation tell at once: by its number and never by what it says.

use crate::inspections::recommendations::model::RecommendationAction as Action;
use crate::inspections::recommendations::reminded::REMINDED;
use crate::inspections::recommendations::workflow::{RecommendationFacts, TRANSITIONS};
use crate::kernel::db::Tx;
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::telling::{Occasion, Telling};

/// Tells the agency that has to do it what became of it, those who decide that it is disputed, and another agency that it is its now.
pub fn tell(
    tx: &mut Tx<'_>,
    action: &Action,
    facts: &RecommendationFacts,
    id: Id,
    successor: Option<Id>,
) -> Result<(), Problem> {
    let (occasion, id) = match action {
        Action::SendBack { .. } | Action::Reopen { .. } => (Occasion::SentBack, id),
        Action::Uphold { .. } => (Occasion::Assigned, id),
        Action::Reassign { .. } => (Occasion::Assigned, successor.unwrap_or(id)),
        Action::Extend { .. } => (Occasion::Approved, id),
        Action::Verify { .. } => (Occasion::Accepted, id),
        Action::Waive { .. } => (Occasion::Cancelled, id),
        Action::Dispute { .. } => (Occasion::Returned, id),
        Action::Accept {} | Action::Record { .. } | Action::ReportImplemented { .. } => return Ok(()),
    };
    for telling in REMINDED.tellings(tx, occasion, &[id])? {
        tx.tell(match occasion {
            Occasion::Accepted | Occasion::Cancelled => telling.without_day(),
            Occasion::Returned => {
                let whom = TRANSITIONS.takers(&["uphold", "reassign", "waive"], facts);
                Telling { whom, ..telling }.without_day()
            }
            _ => telling,
        });
    }
    Ok(())
}
