//! What waits for people of consolidations: to compile them and hand them over, to issue them, and to send what was issued.

use std::sync::Arc;

use diesel::prelude::*;

use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record as _;
use crate::kernel::policy::{Caller, Seat};
use crate::kernel::problem::Problem;
use crate::kernel::sql::of_agencies;
use crate::kernel::work::{Awaited, Behind, Openings, Paper, Place, Waits, Work, one_by_one, undated_places};
use crate::kernel::workflow::NextAction;
use crate::reports::consolidations::model::Consolidation;
use crate::reports::consolidations::model::ConsolidationState::{self, Compiled, Issued, Open, UnderReview};
use crate::reports::consolidations::workflow::{ConsolidationFacts, TRANSITIONS};
use crate::reports::consolidations::{rules, store};
use crate::reports::policy;
use crate::schema::consolidations;

/// Consolidations.
pub const WORK: Work = Work { kind: Consolidation::RESOURCE, path: "/consolidations/{id}", places, told };

const AWAITED: &[Awaited<ConsolidationState>] = &[
    Awaited { from: &[Open], actions: &["compile"] },
    Awaited { from: &[Compiled], actions: &["compile", "submit"] },
    Awaited { from: &[UnderReview], actions: &["return", "issue"] },
    Awaited { from: &[Issued], actions: &["send"] },
];

/// What a caller may do next with a consolidation.
pub fn next(caller: &Caller, facts: &ConsolidationFacts, now: Instant) -> Vec<NextAction> {
    let editable = rules::is_editable(facts.state);
    let mut actions = vec![NextAction::of(caller, &policy::UPDATE_CONSOLIDATION, facts, editable)];
    actions.extend(TRANSITIONS.actions(caller, facts, now));
    actions
}

fn openings(caller: &Caller) -> Arc<Openings<ConsolidationState>> {
    caller.derived(|caller| Openings::of(&TRANSITIONS, caller, AWAITED))
}

fn places(view: &mut View<'_>, behind: &Behind) -> Result<Vec<Place>, Problem> {
    let open = openings(&view.caller);
    let Some(seat) = open.at(Seat::Committee) else { return Ok(Vec::new()) };
    let (committees, states) = (seat.agencies.listed(), seat.states.clone());
    let found = undated_places!(&mut *view.connection, behind, consolidations::id, {
        let moving = consolidations::table
            .filter(consolidations::state.eq_any(states.clone()))
            .filter(consolidations::superseded_at.is_null())
            .into_boxed();
        of_agencies(moving, consolidations::committee_id, committees)
    });
    Ok(behind.first(found))
}

/// One by one: a committee has few on their way.
fn told(view: &mut View<'_>, ids: &[Id]) -> Result<Vec<Waits>, Problem> {
    one_by_one(view, ids, |view, id| {
        let row = store::find(view, id)?;
        let facts = store::facts(view, &row)?;
        let next = next(&view.caller, &facts, view.now);
        let paper = || Paper::undated(row.title.clone(), row.committee_id).numbered(row.report_number.clone());
        Ok(Waits::of((row.id, row.version), row.state, AWAITED, next, paper))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::work::are_steps;

    #[test]
    fn what_is_awaited_are_steps_that_there_are() {
        assert!(are_steps(&TRANSITIONS, AWAITED, &[]));
    }
}
