//! Whom the steps of a plan of inspections tell at once. What it makes tells of itself.

use crate::inspections::plans::model::InspectionPlan;
use crate::inspections::plans::model::bodies::InspectionPlanAction as Action;
use crate::inspections::plans::store::Row;
use crate::inspections::plans::workflow::{InspectionPlanFacts, TRANSITIONS};
use crate::kernel::db::Tx;
use crate::kernel::journal::Record as _;
use crate::kernel::telling::{Occasion, Telling};

/// Tells whoever approves that it waits, and those who write that it is theirs again.
pub fn tell(tx: &mut Tx<'_>, action: &Action, facts: &InspectionPlanFacts, after: &Row) {
    let (occasion, next) = match action {
        Action::Submit {} => (Occasion::HandedOver, "approve"),
        Action::Return { .. } => (Occasion::SentBack, "submit"),
        _ => return,
    };
    let (paper, whom) = ((InspectionPlan::RESOURCE, after.id), TRANSITIONS.takers(&[next], facts));
    tx.tell(Telling::of(occasion, paper, after.title.clone(), after.agency_id, whom));
}
