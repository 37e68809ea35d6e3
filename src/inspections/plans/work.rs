//! What waits for people of plans of inspections: drafts for those who write them, and what was submitted for those who approve it.

use std::sync::Arc;

use crate::inspections::plans::model::InspectionPlan;
use crate::inspections::plans::model::InspectionPlanState::{self, Draft, Submitted};
use crate::inspections::plans::workflow::{InspectionPlanFacts, TRANSITIONS};
use crate::inspections::plans::{rules, store};
use crate::inspections::policy;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record as _;
use crate::kernel::policy::Caller;
use crate::kernel::problem::Problem;
use crate::kernel::work::{Awaited, Behind, Openings, Paper, Place, Waits, Work, one_by_one, owned_places};
use crate::kernel::workflow::NextAction;
use crate::schema::inspection_plans;

/// Plans of inspections.
pub const WORK: Work = Work { kind: InspectionPlan::RESOURCE, path: "/inspection-plans/{id}", places, told };

const AWAITED: &[Awaited<InspectionPlanState>] = &[
    Awaited { from: &[Draft], actions: &["update", "submit"] },
    Awaited { from: &[Submitted], actions: &["return", "approve"] },
];

/// What a caller may do next with a plan.
pub fn next(caller: &Caller, facts: &InspectionPlanFacts, now: Instant) -> Vec<NextAction> {
    let editable = rules::is_draft(facts.state);
    let mut actions = vec![NextAction::of(caller, &policy::UPDATE_INSPECTION_PLAN, facts, editable)];
    actions.extend(TRANSITIONS.actions(caller, facts, now));
    actions
}

fn openings(caller: &Caller) -> Arc<Openings<InspectionPlanState>> {
    caller.derived(|caller| {
        Openings::of(&TRANSITIONS, caller, AWAITED).with(caller, &policy::UPDATE_INSPECTION_PLAN, &[Draft])
    })
}

fn places(view: &mut View<'_>, behind: &Behind) -> Result<Vec<Place>, Problem> {
    let open = openings(&view.caller);
    Ok(owned_places!(view, behind, open, inspection_plans))
}

fn told(view: &mut View<'_>, ids: &[Id]) -> Result<Vec<Waits>, Problem> {
    one_by_one(view, ids, |view, id| {
        let row = store::find(view, id)?;
        let facts = store::facts(view, &row)?;
        let next = next(&view.caller, &facts, view.now);
        let paper = || Paper::undated(row.title.clone(), row.agency_id).numbered(row.number.clone());
        Ok(Waits::of((row.id, row.version), row.state, AWAITED, next, paper))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::work::are_steps;

    #[test]
    fn what_is_awaited_are_steps_that_there_are() {
        assert!(are_steps(&TRANSITIONS, AWAITED, &[policy::UPDATE_INSPECTION_PLAN.action]));
    }
}
