//! What waits for people of checklists: drafts, for those who write them and for those who publish them.

use std::sync::Arc;

use crate::inspections::checklists::model::Checklist;
use crate::inspections::checklists::model::ChecklistState::{self, Draft};
use crate::inspections::checklists::workflow::{ChecklistFacts, TRANSITIONS};
use crate::inspections::checklists::{rules, store};
use crate::inspections::policy;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record as _;
use crate::kernel::policy::Caller;
use crate::kernel::problem::Problem;
use crate::kernel::work::{Awaited, Behind, Openings, Paper, Place, Waits, Work, one_by_one, owned_places};
use crate::kernel::workflow::NextAction;
use crate::schema::checklists;

/// Checklists.
pub const WORK: Work = Work { kind: Checklist::RESOURCE, path: "/checklists/{id}", places, told };

const AWAITED: &[Awaited<ChecklistState>] = &[Awaited { from: &[Draft], actions: &["update", "publish"] }];

/// What a caller may do next with a version of a checklist.
pub fn next(caller: &Caller, facts: &ChecklistFacts, now: Instant) -> Vec<NextAction> {
    let mut actions = vec![NextAction::of(caller, &policy::UPDATE_CHECKLIST, facts, rules::is_draft(facts.state))];
    actions.extend(TRANSITIONS.actions(caller, facts, now));
    actions
}

fn openings(caller: &Caller) -> Arc<Openings<ChecklistState>> {
    caller
        .derived(|caller| Openings::of(&TRANSITIONS, caller, AWAITED).with(caller, &policy::UPDATE_CHECKLIST, &[Draft]))
}

fn places(view: &mut View<'_>, behind: &Behind) -> Result<Vec<Place>, Problem> {
    let open = openings(&view.caller);
    Ok(owned_places!(view, behind, open, checklists))
}

fn told(view: &mut View<'_>, ids: &[Id]) -> Result<Vec<Waits>, Problem> {
    one_by_one(view, ids, |view, id| {
        let row = store::find(view, id)?;
        let facts = store::facts(view, &row)?;
        let next = next(&view.caller, &facts, view.now);
        let paper = || Paper::undated(row.title.clone(), row.agency_id).numbered(Some(row.code.clone()));
        Ok(Waits::of((row.id, row.version), row.state, AWAITED, next, paper))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::work::are_steps;

    #[test]
    fn what_is_awaited_are_steps_that_there_are() {
        assert!(are_steps(&TRANSITIONS, AWAITED, &[policy::UPDATE_CHECKLIST.action]));
    }
}
