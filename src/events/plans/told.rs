//! Whom the steps of an event plan tell at once.

use crate::events::plans::model::{EventPlan, EventPlanAction as Action};
use crate::events::plans::store::Row;
use crate::events::plans::workflow::PlanFacts;
use crate::events::policy::UPDATE_PLAN;
use crate::kernel::db::Tx;
use crate::kernel::journal::Record as _;
use crate::kernel::problem::Problem;
use crate::kernel::telling::{Occasion, Telling};

/// Tells those who drew it up what became of it.
pub fn tell(tx: &mut Tx<'_>, action: &Action, facts: &PlanFacts, after: &Row) -> Result<(), Problem> {
    let occasion = match action {
        Action::Return { .. } => Occasion::Returned,
        Action::Acknowledge {} => Occasion::Accepted,
        Action::Submit {} | Action::Revise { .. } => return Ok(()),
    };
    let agency = tx.caller()?.directory.agency_name(after.agency_id);
    let title = format!("Kế hoạch hoạt động {}: {agency}", after.year);
    let paper = (EventPlan::RESOURCE, after.id);
    tx.tell(Telling::of(occasion, paper, title, after.committee_id, UPDATE_PLAN.takers(facts)));
    Ok(())
}
