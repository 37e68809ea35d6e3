//! What waits for people of recommendations: to do them and to say so, to see that they are done, and to decide on what is disputed.

use std::sync::Arc;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::inspections::inspections::access::of_teams;
use crate::inspections::recommendations::facts::facts_of;
use crate::inspections::recommendations::model::Recommendation;
use crate::inspections::recommendations::model::RecommendationState::{self, Disputed, Implemented, InProgress, Open};
use crate::inspections::recommendations::store::{self, Row};
use crate::inspections::recommendations::workflow::{RecommendationFacts, TRANSITIONS};
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
use crate::schema::{carried_recommendations, inspection_members, recommendations};

/// Recommendations.
pub const WORK: Work = Work { kind: Recommendation::RESOURCE, path: "/recommendations/{id}", places, told };

const AWAITED: &[Awaited<RecommendationState>] = &[
    Awaited { from: &[Open], actions: &["accept", "record", "report_implemented"] },
    Awaited { from: &[InProgress], actions: &["record", "report_implemented"] },
    Awaited { from: &[Implemented], actions: &["verify", "send_back"] },
    Awaited { from: &[Disputed], actions: &["uphold", "reassign", "waive"] },
];

/// In these states the agency has something to do …
const TO_DO: &str = "recommendations.state IN ('open', 'in_progress')";
/// … and in these somebody judges what it said.
const TO_JUDGE: &str = "recommendations.state IN ('implemented', 'disputed')";

/// So much of its text names a recommendation, in characters.
const TITLE: usize = 300;

fn openings(caller: &Caller) -> Arc<Openings<RecommendationState>> {
    caller.derived(|caller| Openings::of(&TRANSITIONS, caller, AWAITED))
}

fn places(view: &mut View<'_>, behind: &Behind) -> Result<Vec<Place>, Problem> {
    let caller = view.caller.clone();
    let open = openings(&caller);
    let (day, id) = (recommendations::last_day, recommendations::id);
    let mut found = Vec::new();
    if let Some(own) = open.at(Seat::Own) {
        let agencies = own.agencies.listed();
        found.extend(dated_places!(&mut *view.connection, behind, NaiveDate, day, id, {
            let to_do = recommendations::table.filter(in_words(TO_DO)).into_boxed();
            of_agencies(to_do, recommendations::agency_id, agencies)
        }));
    }
    for owning in [Seat::Committee, Seat::Recipient].into_iter().filter_map(|seat| open.at(seat)) {
        let (owners, states) = (judged_at(&caller, owning.agencies.clone()), owning.states.clone());
        found.extend(dated_places!(&mut *view.connection, behind, NaiveDate, day, id, {
            let said = recommendations::table.filter(in_words(TO_JUDGE));
            let said = said.filter(recommendations::state.eq_any(states.clone())).into_boxed();
            of_agencies(said, recommendations::owner_id, owners.listed())
        }));
    }
    if let Some(owning) = open.at(Seat::StandingOwn) {
        for committee in owning.agencies.listed().unwrap_or_default() {
            let standing = standing_with_held(&caller, *committee);
            let owners = judged_at(&caller, Agencies::These(vec![*committee]));
            found.extend(dated_places!(&mut *view.connection, behind, NaiveDate, day, id, {
                let said = recommendations::table.filter(recommendations::state.eq_any(owning.states.clone()));
                let said = of_agencies(said.into_boxed(), recommendations::owner_id, owners.listed());
                of_agencies(said, recommendations::agency_id, Some(&standing))
            }));
        }
    }
    if let Some((me, states)) = open.of_team(&caller) {
        found.extend(dated_places!(&mut *view.connection, behind, NaiveDate, day, id, {
            let carried = carried_recommendations::table
                .filter(
                    carried_recommendations::inspection_id
                        .eq_any(of_teams!(me).select(inspection_members::inspection_id)),
                )
                .select(carried_recommendations::recommendation_id);
            recommendations::table
                .filter(recommendations::id.eq_any(carried))
                .filter(recommendations::state.eq_any(states.clone()))
                .into_boxed()
        }));
    }
    Ok(behind.first(found))
}

fn told(view: &mut View<'_>, ids: &[Id]) -> Result<Vec<Waits>, Problem> {
    let rows = store::of_ids(view.connection, ids)?;
    let facts = facts_of(view, &rows)?;
    let waits = |(row, facts): (&Row, &RecommendationFacts)| {
        let next = TRANSITIONS.actions(&view.caller, facts, view.now);
        Waits::of((row.id, row.version), row.state, AWAITED, next, || paper(row, view.now))
    };
    Ok(rows.iter().zip(&facts).filter_map(waits).collect())
}

/// By how it begins: whom it waits for reads all of it.
fn paper(row: &Row, now: Instant) -> Paper {
    let title = row.text.chars().take(TITLE).collect();
    let paper = Paper::undated(title, row.agency_id).numbered(Some(row.number.to_string())).due_on(row.last_day);
    Paper { timeliness: Some(Timeliness::of(row.implemented_at, deadline::end_of(row.last_day), now)), ..paper }
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
