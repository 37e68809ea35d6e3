//! What waits for people of event plans: drafts for those who write and send them, and what was sent up for those who receive it.

use std::sync::Arc;

use diesel::prelude::*;

use crate::events::action_months::store as months;
use crate::events::plans::model::EventPlan;
use crate::events::plans::model::EventPlanState::{self, Draft, Returned, Submitted};
use crate::events::plans::rules;
use crate::events::plans::store::{Row, listed};
use crate::events::plans::workflow::{PlanFacts, TRANSITIONS};
use crate::events::policy;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record as _;
use crate::kernel::policy::{Caller, Seat};
use crate::kernel::problem::Problem;
use crate::kernel::sql::{in_words, of_agencies};
use crate::kernel::work::{Awaited, Behind, Openings, Paper, Place, Waits, Work, undated_places};
use crate::kernel::workflow::NextAction;
use crate::reports::received::{Received, sent_to};
use crate::schema::event_plans;

/// Event plans.
pub const WORK: Work = Work { kind: EventPlan::RESOURCE, path: "/event-plans/{id}", places, told };

const AWAITED: &[Awaited<EventPlanState>] = &[
    Awaited { from: &[Draft, Returned], actions: &["update", "submit"] },
    Awaited { from: &[Submitted], actions: &["acknowledge", "return"] },
];

/// What was sent up and nobody has answered.
const SENT: &str = "event_plans.state = 'submitted'";

/// What a caller may do next with an event plan.
pub fn next(caller: &Caller, row: &Row, facts: &PlanFacts, now: Instant) -> Vec<NextAction> {
    let mut actions = vec![
        NextAction::of(caller, &policy::UPDATE_PLAN, facts, rules::is_editable(row.state)),
        NextAction::of(caller, &policy::DELETE_PLAN, facts, rules::removable(row.was_submitted())),
    ];
    actions.extend(TRANSITIONS.actions(caller, facts, now));
    actions
}

fn openings(caller: &Caller) -> Arc<Openings<EventPlanState>> {
    caller.derived(|caller| {
        Openings::of(&TRANSITIONS, caller, AWAITED).with(caller, &policy::UPDATE_PLAN, &[Draft, Returned])
    })
}

fn places(view: &mut View<'_>, behind: &Behind) -> Result<Vec<Place>, Problem> {
    let open = openings(&view.caller);
    let received = Received::of(&*open, &view.caller);
    let mut found = Vec::new();
    if let Some(writing) = open.at(Seat::Assignee) {
        let agencies = writing.agencies.listed();
        found.extend(undated_places!(&mut *view.connection, behind, event_plans::id, {
            let written = event_plans::table.filter(event_plans::state.eq_any([Draft, Returned])).into_boxed();
            of_agencies(written, event_plans::agency_id, agencies)
        }));
    }
    if received.to.has_any() {
        found.extend(undated_places!(&mut *view.connection, behind, event_plans::id, {
            let sent = event_plans::table.filter(in_words(SENT)).into_boxed();
            sent_to!(&received, event_plans::committee_id, event_plans::recipient_id, sent)
        }));
    }
    for (committee, agencies) in &received.own {
        found.extend(undated_places!(&mut *view.connection, behind, event_plans::id, {
            let sent = event_plans::table.filter(in_words(SENT)).filter(event_plans::committee_id.eq(*committee));
            of_agencies(sent.into_boxed(), event_plans::agency_id, Some(agencies))
        }));
    }
    Ok(behind.first(found))
}

fn told(view: &mut View<'_>, ids: &[Id]) -> Result<Vec<Waits>, Problem> {
    let rows: Vec<Row> = event_plans::table.filter(event_plans::id.eq_any(ids)).load(view.connection)?;
    let of: Vec<Id> = rows.iter().map(|row| row.action_month_id).collect();
    let months = months::names_of(view.connection, &of)?;
    let mut found = Vec::new();
    for row in rows {
        // What it holds stands in the way of sending it up, and of nothing else.
        let is_written = row.state != Submitted;
        let events =
            if is_written { listed::of(view.connection, row.action_month_id, row.agency_id)? } else { Vec::new() };
        let facts = row.facts(&view.caller, rules::totals(&events).events > 0)?;
        let next = next(&view.caller, &row, &facts, view.now);
        let paper = || Paper::undated(months.get(&row.action_month_id).cloned().unwrap_or_default(), row.agency_id);
        found.extend(Waits::of((row.id, row.version), row.state, AWAITED, next, paper));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::work::are_steps;

    #[test]
    fn what_is_awaited_are_steps_that_there_are() {
        assert!(are_steps(&TRANSITIONS, AWAITED, &[policy::UPDATE_PLAN.action]));
    }
}
