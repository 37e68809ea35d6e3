//! What is counted: what callers may read in lists, under the same condition. The inspections of one year are a few thousand narrow rows,
//! and so are the recommendations of ten: they are read as they are, and judged by the rules.

use diesel::dsl::not;
use diesel::prelude::*;

use crate::inspections::inspections::access::{NOBODY, Reading, of_teams, readable_inspections};
use crate::inspections::inspections::model::{CancelCause, InspectionKind, InspectionState};
use crate::inspections::recommendations::access::readable_recommendations;
use crate::inspections::recommendations::model::RecommendationState;
use crate::inspections::statistics::model::{InspectionStatisticsFilter, RecommendationStatisticsFilter};
use crate::inspections::statistics::rules::{Counted, Rated, Recommended};
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::kernel::roll_up::{RollUp, RollingUp};
use crate::kernel::sql::{among, among_any};
use crate::schema::{inspection_members, inspection_ratings, inspection_reports, inspections, recommendations};

/// The agencies asked for; none where that are all.
fn within(
    view: &View<'_>,
    top: Option<Id>,
    roll_up: Option<RollUp>,
    as_of: Option<chrono::NaiveDate>,
) -> Option<Vec<Id>> {
    let directory = &view.caller.directory;
    let rolling = RollingUp::of(roll_up, directory, as_of.unwrap_or(view.caller.today));
    // Below the one root are all of them: no condition then.
    top.filter(|top| !directory.is_the_only_root(*top)).map(|top| rolling.within(top))
}

/// Of a boxed query over inspections those that are asked for.
macro_rules! asked_for {
    ($query:expr, $year:expr, $filter:expr, $within:expr) => {{
        let mut query = $query.filter(inspections::year.eq($year));
        if let Some(owner) = $filter.owner_agency_id {
            query = query.filter(inspections::owner_id.eq(owner));
        }
        match &$within {
            Some(agencies) => query.filter(among(inspections::agency_id, agencies)),
            None => query,
        }
    }};
}

/// The inspections of a year. Beside those that the caller may read, the self-inspections that plans within his reach ask for and nobody has
/// signed: a figure tells no more of them than their plan.
pub fn inspections(
    view: &mut View<'_>,
    year: i32,
    filter: &InspectionStatisticsFilter,
) -> Result<Vec<Counted>, Problem> {
    type Row =
        (InspectionKind, InspectionState, Option<CancelCause>, chrono::NaiveDate, Option<Instant>, Option<Instant>);
    let (reading, within) = (Reading::of(&view.caller), within(view, filter.agency_id, filter.roll_up, filter.as_of));
    let me = view.caller.teams_as().unwrap_or(NOBODY);
    let asked_of = among_any(inspections::owner_id, reading.owned.listed())
        .or(among_any(inspections::owner_id, reading.audited.listed()))
        .or(among_any(inspections::agency_id, reading.audited.listed()));
    let counted =
        readable_inspections!(reading, me).or(inspections::kind.eq(InspectionKind::SelfInspection).and(asked_of));
    let query = inspections::table.filter(counted).select((
        inspections::kind,
        inspections::state,
        inspections::cancel_cause,
        inspections::last_day,
        inspections::finished_at,
        inspections::first_signed_at,
    ));
    let rows: Vec<Row> = asked_for!(query.into_boxed(), year, filter, within).load(view.connection)?;
    let counted = |(kind, state, cancel_cause, last_day, finished_at, first_signed_at): Row| Counted {
        kind,
        state,
        cancel_cause,
        last_day,
        finished_at,
        first_signed_at,
    };
    Ok(rows.into_iter().map(counted).collect())
}

/// How the items of a year's inspections were rated, of those whose answers the caller may read.
pub fn ratings(view: &mut View<'_>, year: i32, filter: &InspectionStatisticsFilter) -> Result<Vec<Rated>, Problem> {
    let (reading, within) = (Reading::of(&view.caller), within(view, filter.agency_id, filter.roll_up, filter.as_of));
    let me = view.caller.teams_as().unwrap_or(NOBODY);
    let sent = inspection_reports::table
        .filter(inspection_reports::first_sent_at.is_not_null())
        .select(inspection_reports::inspection_id);
    // The answers of a visit are its team's and its owner's until its report was first sent, and nobody's who acts for its agency.
    let answers = inspections::kind
        .eq(InspectionKind::SelfInspection)
        .or(among_any(inspections::owner_id, reading.owned.listed())
            .or(inspections::id.eq_any(of_teams!(me).select(inspection_members::inspection_id)))
            .and(not(among(inspections::agency_id, &view.caller.stands_for()))))
        .or(inspections::id.eq_any(sent));
    let query = inspections::table
        .inner_join(inspection_ratings::table.on(inspection_ratings::inspection_id.eq(inspections::id)))
        .filter(readable_inspections!(reading, me))
        .filter(answers)
        .select((inspections::kind, inspection_ratings::checklist_id, inspection_ratings::ratings));
    let rows: Vec<(InspectionKind, Id, String)> =
        asked_for!(query.into_boxed(), year, filter, within).load(view.connection)?;
    let rated = |(kind, checklist_id, ratings): (InspectionKind, Id, String)| Rated { kind, checklist_id, ratings };
    Ok(rows.into_iter().map(rated).collect())
}

/// The recommendations that the caller may read, without those that are only proposed.
pub fn recommendations(
    view: &mut View<'_>,
    filter: &RecommendationStatisticsFilter,
) -> Result<Vec<Recommended>, Problem> {
    type Row = (RecommendationState, chrono::NaiveDate, Option<Instant>);
    let (reading, within) = (Reading::of(&view.caller), within(view, filter.agency_id, filter.roll_up, filter.as_of));
    let (acting_for, me) = (view.caller.stands_for(), view.caller.teams_as().unwrap_or(NOBODY));
    let mut query = recommendations::table
        .filter(readable_recommendations!(reading, &acting_for, me))
        .filter(recommendations::state.ne(RecommendationState::Proposed))
        .select((recommendations::state, recommendations::last_day, recommendations::implemented_at))
        .into_boxed();
    if let Some(owner) = filter.owner_agency_id {
        query = query.filter(recommendations::owner_id.eq(owner));
    }
    if let Some(agencies) = &within {
        query = query.filter(among(recommendations::agency_id, agencies));
    }
    let rows: Vec<Row> = query.load(view.connection)?;
    let counted = |(state, last_day, implemented_at): Row| Recommended { state, last_day, implemented_at };
    Ok(rows.into_iter().map(counted).collect())
}
