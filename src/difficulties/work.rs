//! What waits for people of difficulties: their turn, and whether an answer is one.

use std::sync::Arc;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::difficulties::access::Reading;
use crate::difficulties::disclosed::Restricted;
use crate::difficulties::model::DifficultyState::{
    self, Escalated, Forwarded, InHandling, NeedsInfo, Raised, Resolved,
};
use crate::difficulties::model::{Difficulty, TurnPart};
use crate::difficulties::store::{self, Row, Stored};
use crate::difficulties::workflow::TRANSITIONS;
use crate::difficulties::{policy, rules};
use crate::kernel::db::View;
use crate::kernel::deadline::{self, Timeliness};
use crate::kernel::directory::Extent;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record as _;
use crate::kernel::policy::{Caller, Seat};
use crate::kernel::problem::Problem;
use crate::kernel::sql::of_agencies;
use crate::kernel::work::{Awaited, Behind, Openings, Paper, Place, Waits, Work, dated_places};
use crate::kernel::workflow::NextAction;
use crate::restricted::text_of;
use crate::schema::{agency_succession, difficulties};

/// Difficulties.
pub const WORK: Work = Work { kind: Difficulty::RESOURCE, path: "/difficulties/{id}", places, told };

/// Of what somebody deals with, the step that he alone takes who has the turn: others may answer it, and it does not wait for them.
const AWAITED: &[Awaited<DifficultyState>] = &[
    Awaited { from: &[Raised], actions: &["acknowledge"] },
    Awaited { from: &[InHandling], actions: &["ask"] },
    Awaited { from: &[NeedsInfo], actions: &["inform"] },
    Awaited { from: &[Escalated], actions: &["decide"] },
    Awaited { from: &[Forwarded], actions: &["record_reply"] },
    Awaited { from: &[Resolved], actions: &["confirm", "reopen", "close_unconfirmed"] },
];

fn openings(caller: &Caller) -> Arc<Openings<DifficultyState>> {
    caller.derived(|caller| Openings::of(&TRANSITIONS, caller, AWAITED))
}

fn places(view: &mut View<'_>, behind: &Behind) -> Result<Vec<Place>, Problem> {
    let caller = view.caller.clone();
    let open = openings(&caller);
    let (day, id) = (difficulties::last_day, difficulties::id);
    let mut found = Vec::new();
    if let Some(own) = open.at(Seat::Own) {
        let (agencies, states) = (own.agencies.listed(), own.states.clone());
        found.extend(dated_places!(&mut *view.connection, behind, NaiveDate, day, id, {
            let raised = difficulties::table.filter(difficulties::state.eq_any(states.clone())).into_boxed();
            of_agencies(raised, difficulties::agency_id, agencies)
        }));
    }
    if let Some(holding) = open.at(Seat::Holder) {
        let states = holding.states.clone();
        found.extend(dated_places!(&mut *view.connection, behind, NaiveDate, day, id, {
            let held = difficulties::table
                .filter(difficulties::holder_part.eq(TurnPart::Agency))
                .filter(difficulties::state.eq_any(states.clone()))
                .into_boxed();
            match holding.agencies.listed() {
                Some(agencies) => held.filter(difficulties::holder_id.eq_any(agencies.iter().map(|id| Some(*id)))),
                None => held,
            }
        }));
    }
    let at_committee = [Seat::StandingHolder, Seat::ChairHolder, Seat::Committee];
    for watching in at_committee.into_iter().filter_map(|seat| open.at(seat)) {
        let (committees, states) = (watching.agencies.listed(), watching.states.clone());
        found.extend(dated_places!(&mut *view.connection, behind, NaiveDate, day, id, {
            let held = difficulties::table
                .filter(difficulties::holder_part.eq_any([Some(TurnPart::StandingAgency), Some(TurnPart::Chair)]))
                .filter(difficulties::state.eq_any(states.clone()))
                .into_boxed();
            of_agencies(held, difficulties::committee_id, committees)
        }));
    }
    for watching in [Seat::StandingHolder, Seat::ChairHolder].into_iter().filter_map(|seat| open.at(seat)) {
        let (committees, states) = (watching.agencies.listed(), watching.states.clone());
        // Where one agency has become both, the committee deals with it: one of the two has ended then.
        found.extend(dated_places!(&mut *view.connection, behind, NaiveDate, day, id, {
            let ended = || agency_succession::table.select(agency_succession::agency_id);
            let held = difficulties::table
                .filter(difficulties::holder_part.eq(TurnPart::Agency))
                .filter(difficulties::state.eq_any(states.clone()))
                .filter(
                    difficulties::agency_id
                        .eq_any(ended())
                        .or(difficulties::holder_id.assume_not_null().eq_any(ended())),
                )
                .into_boxed();
            of_agencies(held, difficulties::committee_id, committees)
        }));
    }
    if let Some(owning) = open.at(Seat::StandingOwn) {
        for committee in owning.agencies.listed().unwrap_or_default() {
            let Some(standing) = caller.directory.standing_agency(*committee, caller.today) else { continue };
            // What it has taken over was raised by those that have ended.
            let raisers = caller.directory.within(standing, Extent::Alone, caller.today);
            found.extend(dated_places!(&mut *view.connection, behind, NaiveDate, day, id, {
                difficulties::table
                    .filter(difficulties::agency_id.eq_any(raisers.clone()))
                    .filter(difficulties::committee_id.eq(*committee))
                    .filter(difficulties::state.eq_any(owning.states.clone()))
                    .into_boxed()
            }));
        }
    }
    Ok(behind.first(found))
}

fn told(view: &mut View<'_>, ids: &[Id]) -> Result<Vec<Waits>, Problem> {
    let mut waiting = Vec::new();
    let reading = Reading::of(&view.caller);
    for stored in store::of_ids(view.connection, ids)? {
        if !stored.is_open_to(&reading) {
            continue;
        }
        let (row, next) = (&stored.row, next(view, &stored)?);
        waiting.extend(Waits::of((row.id, row.version), row.state, AWAITED, next, || paper(row, view.now)));
    }
    Ok(waiting)
}

/// What the caller may do next with a difficulty.
pub fn next(view: &mut View<'_>, stored: &Stored) -> Result<Vec<NextAction>, Problem> {
    let caller = view.caller.clone();
    let facts = stored.facts(&caller);
    let mut actions = vec![NextAction::of(&caller, &policy::UPDATE, &facts, rules::is_draft(stored.row.state))];
    actions.extend(TRANSITIONS.actions(&caller, &facts, view.now));
    if stored.row.is_restricted() {
        let author = text_of(view.connection, Difficulty::RESOURCE, stored.row.id)?.map(|text| text.author_id);
        let judged = Restricted::of(&facts, &stored.turns, author, &caller).permit(&policy::DISCLOSE, &caller);
        let blocked_by = judged.err().map(Problem::into_blockers).unwrap_or_default();
        let action = policy::DISCLOSE.action.to_owned();
        actions.push(NextAction { action, allowed: blocked_by.is_empty(), blocked_by });
    }
    Ok(actions)
}

fn paper(row: &Row, now: Instant) -> Paper {
    let paper = Paper::undated(row.title.clone(), row.agency_id).due_on(row.last_day);
    Paper { timeliness: Some(Timeliness::of(None, deadline::end_of(row.last_day), now)), ..paper }
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
