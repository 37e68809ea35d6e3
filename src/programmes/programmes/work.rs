//! What waits for people of programmes: drafts for those who write them, and what was handed over for those who issue.

use std::sync::Arc;

use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record as _;
use crate::kernel::policy::Caller;
use crate::kernel::problem::Problem;
use crate::kernel::work::{Awaited, Behind, Openings, Paper, Place, Waits, Work, one_by_one, owned_places};
use crate::kernel::workflow::NextAction;
use crate::programmes::policy;
use crate::programmes::programmes::model::Programme;
use crate::programmes::programmes::model::ProgrammeState::{self, Draft, UnderReview};
use crate::programmes::programmes::workflow::{ProgrammeFacts, TRANSITIONS};
use crate::programmes::programmes::{rules, store};
use crate::schema::programmes;

/// Programmes.
pub const WORK: Work = Work { kind: Programme::RESOURCE, path: "/programmes/{id}", places, told };

const AWAITED: &[Awaited<ProgrammeState>] = &[
    Awaited { from: &[Draft], actions: &["update", "submit"] },
    Awaited { from: &[UnderReview], actions: &["return", "issue"] },
];

/// What a caller may do next with a programme.
pub fn next(caller: &Caller, facts: &ProgrammeFacts, now: Instant) -> Vec<NextAction> {
    let mut actions = vec![NextAction::of(caller, &policy::UPDATE, facts, rules::is_draft(facts.state))];
    actions.extend(TRANSITIONS.actions(caller, facts, now));
    actions
}

fn openings(caller: &Caller) -> Arc<Openings<ProgrammeState>> {
    caller.derived(|caller| Openings::of(&TRANSITIONS, caller, AWAITED).with(caller, &policy::UPDATE, &[Draft]))
}

fn places(view: &mut View<'_>, behind: &Behind) -> Result<Vec<Place>, Problem> {
    let open = openings(&view.caller);
    Ok(owned_places!(view, behind, open, programmes))
}

fn told(view: &mut View<'_>, ids: &[Id]) -> Result<Vec<Waits>, Problem> {
    one_by_one(view, ids, |view, id| {
        let row = store::find(view, id)?.row;
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
        assert!(are_steps(&TRANSITIONS, AWAITED, &[policy::UPDATE.action]));
    }
}
