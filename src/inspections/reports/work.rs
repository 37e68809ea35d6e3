//! What waits for people of reports of visits: drafts for those who write and send them, the comment of the agency, and the conclusion.

use std::sync::Arc;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::inspections::inspections::access::of_teams;
use crate::inspections::inspections::store as inspections;
use crate::inspections::plans::store as plans;
use crate::inspections::policy;
use crate::inspections::reports::facts::facts;
use crate::inspections::reports::model::InspectionReport;
use crate::inspections::reports::model::ReportState::{self, Draft, UnderReview, WithAgency};
use crate::inspections::reports::rules;
use crate::inspections::reports::store::{self, Row};
use crate::inspections::reports::workflow::{ReportFacts, TRANSITIONS};
use crate::inspections::waiting::{judged_at, standing_with_held};
use crate::kernel::agencies::Agencies;
use crate::kernel::db::View;
use crate::kernel::deadline::{self, Timeliness};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record as _;
use crate::kernel::policy::{Caller, Seat};
use crate::kernel::problem::Problem;
use crate::kernel::sql::of_agencies;
use crate::kernel::work::{
    Awaited, Behind, Openings, Paper, Place, Waits, Work, dated_places, one_by_one, undated_places,
};
use crate::kernel::workflow::NextAction;
use crate::schema::{inspection_members, inspection_reports};

/// Reports of visits.
pub const WORK: Work = Work { kind: InspectionReport::RESOURCE, path: "/inspection-reports/{id}", places, told };

const AWAITED: &[Awaited<ReportState>] = &[
    Awaited { from: &[Draft], actions: &["update", "send"] },
    Awaited { from: &[WithAgency], actions: &["comment", "note_silence"] },
    Awaited { from: &[UnderReview], actions: &["return", "conclude"] },
];

/// What a caller may do next with a report of a visit.
pub fn next(caller: &Caller, facts: &ReportFacts, now: Instant) -> Vec<NextAction> {
    let editable = rules::is_draft(facts.state);
    let mut actions = vec![NextAction::of(caller, &policy::UPDATE_INSPECTION_REPORT, facts, editable)];
    actions.extend(TRANSITIONS.actions(caller, facts, now));
    actions
}

fn openings(caller: &Caller) -> Arc<Openings<ReportState>> {
    caller.derived(|caller| {
        Openings::of(&TRANSITIONS, caller, AWAITED).with(caller, &policy::UPDATE_INSPECTION_REPORT, &[Draft])
    })
}

/// The places of what a condition keeps: by the last day for the comment while that is awaited, and by none before and after it.
macro_rules! places_of {
    ($view:expr, $behind:expr, $query:expr) => {{
        let day = inspection_reports::comment_until.assume_not_null();
        let mut found = dated_places!(&mut *$view.connection, $behind, NaiveDate, day, inspection_reports::id, {
            $query.filter(inspection_reports::state.eq(WithAgency))
        });
        found.extend(undated_places!(&mut *$view.connection, $behind, inspection_reports::id, {
            $query.filter(inspection_reports::state.eq_any([Draft, UnderReview]))
        }));
        found
    }};
}

fn places(view: &mut View<'_>, behind: &Behind) -> Result<Vec<Place>, Problem> {
    let caller = view.caller.clone();
    let open = openings(&caller);
    let table = || inspection_reports::table;
    let mut found = Vec::new();
    if let Some(own) = open.at(Seat::Own) {
        let agencies = own.agencies.listed();
        found.extend(places_of!(
            view,
            behind,
            of_agencies(table().into_boxed(), inspection_reports::agency_id, agencies)
        ));
    }
    // Silence is noted once the time to comment is over: what is with the agency until then waits for that alone.
    let is_over = || {
        let over = inspection_reports::comment_until.assume_not_null().lt(caller.today);
        inspection_reports::state.ne(WithAgency).or(over)
    };
    for owning in [Seat::Committee, Seat::Recipient].into_iter().filter_map(|seat| open.at(seat)) {
        let owners = judged_at(&caller, owning.agencies.clone());
        found.extend(places_of!(view, behind, {
            of_agencies(table().filter(is_over()).into_boxed(), inspection_reports::owner_id, owners.listed())
        }));
    }
    if let Some(owning) = open.at(Seat::StandingOwn) {
        for committee in owning.agencies.listed().unwrap_or_default() {
            let standing = standing_with_held(&caller, *committee);
            let owners = judged_at(&caller, Agencies::These(vec![*committee]));
            found.extend(places_of!(view, behind, {
                let planned = of_agencies(table().into_boxed(), inspection_reports::owner_id, owners.listed());
                of_agencies(planned, inspection_reports::agency_id, Some(&standing))
            }));
        }
    }
    if let Some((me, _)) = open.of_team(&caller) {
        found.extend(places_of!(view, behind, {
            let visits = of_teams!(me).select(inspection_members::inspection_id);
            table().filter(inspection_reports::inspection_id.eq_any(visits)).into_boxed()
        }));
    }
    Ok(behind.first(found))
}

fn told(view: &mut View<'_>, ids: &[Id]) -> Result<Vec<Waits>, Problem> {
    one_by_one(view, ids, |view, id| {
        let row = store::find(view, id)?;
        let visit = inspections::find(view, row.inspection_id)?;
        let facts = facts(view, &visit, &row)?;
        let next = next(&view.caller, &facts, view.now);
        let mut plans = plans::names_of(view.connection, &[row.plan_id])?;
        let plan = plans.remove(&row.plan_id).unwrap_or_default();
        Ok(Waits::of((row.id, row.version), row.state, AWAITED, next, || paper(&row, plan, &visit, view.now)))
    })
}

/// By the plan that asks for the visit, and by the window of that.
fn paper(row: &Row, (title, number): plans::PlanName, visit: &inspections::Row, now: Instant) -> Paper {
    let paper = Paper::undated(title, row.agency_id).numbered(number);
    let paper = Paper { window: visit.window_from.zip(visit.window_to), ..paper };
    match row.comment_until.filter(|_| row.state == WithAgency) {
        Some(last) => {
            let timeliness = Timeliness::of(row.commented_at, deadline::end_of(last), now);
            Paper { timeliness: Some(timeliness), ..paper.due_on(last) }
        }
        None => paper,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::work::are_steps;

    #[test]
    fn what_is_awaited_are_steps_that_there_are() {
        assert!(are_steps(&TRANSITIONS, AWAITED, &[policy::UPDATE_INSPECTION_REPORT.action]));
    }
}
