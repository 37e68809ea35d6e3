//! What waits for people of inspections: visits for their team and for whose plan it is; self-inspections for the agency that fills them in
//! and signs them, and for those who take note of them.

use std::sync::Arc;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::inspections::answers::rules as answers;
use crate::inspections::answers::sheet::Answering;
use crate::inspections::inspections::access::of_teams;
use crate::inspections::inspections::facts::facts_of;
use crate::inspections::inspections::model::InspectionState::{
    self, FieldworkDone, InProgress, Notified, PendingSignature, Postponed, Scheduled, Submitted,
};
use crate::inspections::inspections::model::{Inspection, InspectionKind};
use crate::inspections::inspections::store::{self, Row};
use crate::inspections::inspections::workflow::{self, InspectionFacts, TRANSITIONS};
use crate::inspections::plans::store as plans;
use crate::inspections::policy;
use crate::inspections::reports::model::ReportState;
use crate::inspections::reports::rules as reports;
use crate::inspections::reports::store as report_store;
use crate::inspections::waiting::{judged_at, standing_with_held};
use crate::kernel::agencies::Agencies;
use crate::kernel::db::View;
use crate::kernel::deadline::{self, Timeliness};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record as _;
use crate::kernel::policy::{Caller, Seat};
use crate::kernel::problem::Problem;
use crate::kernel::sql::{in_words, of_agencies};
use crate::kernel::work::{Awaited, Behind, Openings, Paper, Place, Waits, Work, dated_places};
use crate::kernel::workflow::NextAction;
use crate::schema::{inspection_members, inspections};

/// Inspections.
pub const WORK: Work = Work { kind: Inspection::RESOURCE, path: "/inspections/{id}", places, told };

/// What answering and beginning the report are called among the actions of an inspection.
const ANSWERING: &str = "save_answers";
const REPORTING: &str = "create_inspection_report";

/// Before a visit begins its team looks whether any of them has to do with the agency.
const AWAITED: &[Awaited<InspectionState>] = &[
    Awaited { from: &[Scheduled], actions: &["notify", "recuse"] },
    Awaited { from: &[Notified], actions: &["start", "recuse"] },
    Awaited { from: &[Postponed], actions: &["reschedule"] },
    Awaited { from: &[InProgress], actions: &[ANSWERING, "finish", "hand_over", "sign"] },
    Awaited { from: &[FieldworkDone], actions: &[REPORTING] },
    Awaited { from: &[PendingSignature], actions: &["sign", "return_to_draft"] },
    Awaited { from: &[Submitted], actions: &["take_note", "return"] },
];

/// Self-inspections that their agency has …
const OWN: &str = "inspections.kind = 'self' AND inspections.state IN ('in_progress', 'pending_signature')";
/// … and inspections that those have whose plan it is.
const OWNED: &str = "inspections.state IN ('scheduled', 'postponed', 'fieldwork_done', 'submitted')";

/// What a caller may do next with an inspection. `newest` is where the newest report of a visit stands.
pub fn next(caller: &Caller, facts: &InspectionFacts, newest: Option<ReportState>, now: Instant) -> Vec<NextAction> {
    let (kind, state) = (facts.kind, facts.state);
    let mut actions = TRANSITIONS.actions(caller, facts, now);
    actions.retain(|it| workflow::is_of(kind, &it.action));
    let answering = Answering { seats: &facts.seats, kind };
    actions.push(NextAction::of(caller, &policy::SAVE_ANSWER, &answering, answers::is_open(state)).called(ANSWERING));
    if kind == InspectionKind::Visit {
        let may = reports::may_begin(kind, state, newest);
        actions.push(NextAction::of(caller, &policy::CREATE_INSPECTION_REPORT, &facts.seats, may).called(REPORTING));
    }
    actions
}

fn openings(caller: &Caller) -> Arc<Openings<InspectionState>> {
    caller.derived(|caller| {
        Openings::of(&TRANSITIONS, caller, AWAITED).with(caller, &policy::SAVE_ANSWER, &[InProgress]).with(
            caller,
            &policy::CREATE_INSPECTION_REPORT,
            &[FieldworkDone],
        )
    })
}

fn places(view: &mut View<'_>, behind: &Behind) -> Result<Vec<Place>, Problem> {
    let caller = view.caller.clone();
    let open = openings(&caller);
    let (day, id) = (inspections::last_day, inspections::id);
    let mut found = Vec::new();
    if let Some(own) = open.at(Seat::Own) {
        let agencies = own.agencies.listed();
        found.extend(dated_places!(&mut *view.connection, behind, NaiveDate, day, id, {
            let filled_in = inspections::table.filter(in_words(OWN)).into_boxed();
            of_agencies(filled_in, inspections::agency_id, agencies)
        }));
    }
    for owning in [Seat::Committee, Seat::Recipient].into_iter().filter_map(|seat| open.at(seat)) {
        let (owners, states) = (judged_at(&caller, owning.agencies.clone()), owning.states.clone());
        found.extend(dated_places!(&mut *view.connection, behind, NaiveDate, day, id, {
            let planned = inspections::table.filter(in_words(OWNED)).filter(inspections::state.eq_any(states.clone()));
            of_agencies(planned.into_boxed(), inspections::owner_id, owners.listed())
        }));
    }
    // What the standing agency has of the plans of its committee, and what the chair has to do with that.
    if let Some(owning) = open.at(Seat::StandingOwn) {
        for committee in owning.agencies.listed().unwrap_or_default() {
            let standing = standing_with_held(&caller, *committee);
            let owners = judged_at(&caller, Agencies::These(vec![*committee]));
            found.extend(dated_places!(&mut *view.connection, behind, NaiveDate, day, id, {
                let planned = inspections::table.filter(inspections::state.eq_any(owning.states.clone()));
                let planned = of_agencies(planned.into_boxed(), inspections::owner_id, owners.listed());
                of_agencies(planned, inspections::agency_id, Some(&standing))
            }));
        }
    }
    if let Some((me, states)) = open.of_team(&caller) {
        found.extend(dated_places!(&mut *view.connection, behind, NaiveDate, day, id, {
            inspections::table
                .filter(inspections::id.eq_any(of_teams!(me).select(inspection_members::inspection_id)))
                .filter(inspections::state.eq_any(states.clone()))
                .into_boxed()
        }));
    }
    Ok(behind.first(found))
}

fn told(view: &mut View<'_>, ids: &[Id]) -> Result<Vec<Waits>, Problem> {
    let rows = store::of_ids(view.connection, ids)?;
    let of: Vec<Id> = rows.iter().map(|row| row.plan_id).collect();
    let plans = plans::names_of(view.connection, &of)?;
    let newest = report_store::newest_of(view.connection, ids)?;
    let facts = facts_of(view, &rows)?;
    let waits = |(row, facts): (&Row, &InspectionFacts)| {
        let next = next(&view.caller, facts, newest.get(&row.id).copied(), view.now);
        let plan = plans.get(&row.plan_id).cloned().unwrap_or_default();
        Waits::of((row.id, row.version), row.state, AWAITED, next, || paper(row, plan, view.now))
    };
    Ok(rows.iter().zip(&facts).filter_map(waits).collect())
}

/// By the plan that asks for it, and a visit by its window besides, which judges nobody.
fn paper(row: &Row, (title, number): plans::PlanName, now: Instant) -> Paper {
    let paper = Paper::undated(title, row.agency_id).numbered(number).due_on(row.last_day);
    let judged = || Timeliness::of(row.first_signed_at, deadline::end_of(row.last_day), now);
    Paper { timeliness: (!row.is_visit()).then(judged), window: row.window_from.zip(row.window_to), ..paper }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::work::are_steps;

    #[test]
    fn what_is_awaited_are_steps_that_there_are() {
        assert!(are_steps(&TRANSITIONS, AWAITED, &[ANSWERING, REPORTING]));
    }
}
