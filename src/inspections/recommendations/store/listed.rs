//! Recommendations page by page, of those that a caller may read: the lists by which they are followed up.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::row::Row;
use crate::inspections::carried::access::opened_among;
use crate::inspections::inspections::access::{NOBODY, Reading, of_teams};
use crate::inspections::recommendations::access::readable_recommendations;
use crate::inspections::recommendations::model::{
    Recommendation, RecommendationColumn, RecommendationFilter, RecommendationState,
};
use crate::kernel::agencies::Agencies;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::Problem;
use crate::kernel::sql::{among, among_found, any_of, on_engine, planned_anew};
use crate::listed;
use crate::schema::recommendations::{self, table};
use crate::schema::{carried_recommendations, inspection_members};

/// What a row holds that can be long.
const TEXTS: &[&str] = &["text"];
/// No recommendation has more bytes of it: five thousand characters.
const LARGEST: i64 = 20_000;

/// So many agencies are looked up one by one.
const FEW: usize = 16;

/// Agencies that are few; nobody's where there are none, which is looked up like any other.
fn few(agencies: &Agencies) -> Option<Vec<Id>> {
    match agencies.listed()? {
        [] => Some(vec![NOBODY.agency]),
        some if some.len() <= FEW => Some(some.to_vec()),
        _ => None,
    }
}

/// One page of what the caller may read.
pub fn list(
    view: &mut View<'_>,
    filter: &RecommendationFilter,
    page: &PageRequest,
) -> Result<Page<Recommendation>, Problem> {
    // What a visit carries is told to those who may read it: to others a filter tells as little as the visit itself.
    let carried_by = opened_among(view, &filter.carried_by_id)?;
    let (connection, reading, now) = (&mut *view.connection, Reading::of(&view.caller), view.now);
    let (acting_for, today) = (view.caller.stands_for(), view.now.date());
    let me = view.caller.teams_as().unwrap_or(NOBODY);
    // Whoever acts for a few agencies reads a few rows among those of a country: they are looked up by whose they are, not walked to.
    let own = match (few(&reading.owned), few(&reading.inspected), few(&reading.audited)) {
        (Some(owned), Some(inspected), Some(audited)) if audited == [NOBODY.agency] => Some((owned, inspected)),
        _ => None,
    };
    let found = on_engine!(connection, native => {
        let filtered = || {
            let mut query = table.filter(readable_recommendations!(reading, &acting_for, me)).into_boxed();
            if let Some((owned, inspected)) = &own {
                let visits = || of_teams!(me).select(inspection_members::inspection_id);
                let carried = carried_recommendations::table
                    .filter(carried_recommendations::inspection_id.eq_any(visits()))
                    .select(carried_recommendations::recommendation_id);
                let reached = among(recommendations::owner_id, owned)
                    .or(among(recommendations::inspected_id, inspected))
                    .or(among(recommendations::agency_id, inspected))
                    .or(among_found(recommendations::inspection_id, visits()))
                    .or(among_found(recommendations::id, carried));
                query = query.filter(reached).filter(planned_anew());
            }
            query = any_of(query, recommendations::inspection_id, &filter.inspection_id);
            query = any_of(query, recommendations::report_id, &filter.report_id);
            query = any_of(query, recommendations::plan_id, &filter.plan_id);
            query = any_of(query, recommendations::owner_id, &filter.owner_agency_id);
            query = any_of(query, recommendations::agency_id, &filter.agency_id);
            query = any_of(query, recommendations::state, &filter.state);
            if !filter.carried_by_id.is_empty() {
                let carried = carried_recommendations::table
                    .filter(carried_recommendations::inspection_id.eq_any(carried_by.clone()))
                    .select(carried_recommendations::recommendation_id);
                query = query.filter(recommendations::id.eq_any(carried));
            }
            let owed = recommendations::state.eq_any(RecommendationState::OWED);
            match filter.overdue {
                None => {}
                Some(true) => query = query.filter(owed.and(recommendations::last_day.lt(today))),
                Some(false) => {
                    let settled = recommendations::state.ne_all(RecommendationState::OWED);
                    query = query.filter(settled.or(recommendations::last_day.ge(today)));
                }
            }
            if let Some(before) = filter.due_before {
                query = query.filter(recommendations::last_day.lt(before));
            }
            query
        };
        listed!(native, page, filtered => Row, recommendations.updated_at, filter.sort => {
            RecommendationColumn::LastDay => last_day: NaiveDate,
            RecommendationColumn::CreatedAt => created_at: Instant,
        }, texts: TEXTS, each: LARGEST)
    });
    Ok(found.map(|row| row.answer(now)))
}
