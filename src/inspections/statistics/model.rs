//! The figures of inspections.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::kernel::http::dates;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::roll_up::RollUp;

/// Visits that were called off, by why. They add up to all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct CancelledVisits {
    /// The agency has ended.
    #[schema(minimum = 0)]
    pub agency_ended: i64,
    /// It would not let the team in.
    #[schema(minimum = 0)]
    pub refused: i64,
    /// Another inspection looked at the same.
    #[schema(minimum = 0)]
    pub joint: i64,
    /// There was no need for it any more.
    #[schema(minimum = 0)]
    pub not_needed: i64,
    /// Another cause.
    #[schema(minimum = 0)]
    pub other: i64,
}

impl CancelledVisits {
    /// All of them.
    pub fn total(self) -> i64 {
        self.agency_ended + self.refused + self.joint + self.not_needed + self.other
    }
}

/// Visits whose fieldwork is not done yet, by where they stand. They add up to all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct OpenVisits {
    /// Planned.
    #[schema(minimum = 0)]
    pub scheduled: i64,
    /// With the agency told of it.
    #[schema(minimum = 0)]
    pub notified: i64,
    /// Waiting for a new window.
    #[schema(minimum = 0)]
    pub postponed: i64,
    /// Begun.
    #[schema(minimum = 0)]
    pub in_progress: i64,
}

impl OpenVisits {
    /// All of them.
    pub fn total(self) -> i64 {
        self.scheduled + self.notified + self.postponed + self.in_progress
    }
}

/// How many visits are where. Done, open and cancelled add up to planned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct VisitFigures {
    /// All that approved plans asked for, those that were called off too.
    #[schema(minimum = 0)]
    pub planned: i64,
    /// With their fieldwork done.
    #[schema(minimum = 0)]
    pub done: i64,
    /// Those of them whose report is concluded.
    #[schema(minimum = 0)]
    pub concluded: i64,
    /// With their fieldwork still to be done.
    #[schema(minimum = 0)]
    pub open: i64,
    /// The same by where they stand.
    pub open_by_state: OpenVisits,
    /// Called off.
    #[schema(minimum = 0)]
    pub cancelled: i64,
    /// The same by why.
    pub cancelled_by_cause: CancelledVisits,
}

/// How many self-inspections were handed in when. On time, late, overdue and pending add up to expected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct SelfInspectionFigures {
    /// All but those that were called off.
    #[schema(minimum = 0)]
    pub expected: i64,
    /// First signed on the last day or before.
    #[schema(minimum = 0)]
    pub on_time: i64,
    /// First signed after the last day.
    #[schema(minimum = 0)]
    pub late: i64,
    /// Never signed, and the last day or the plan is over.
    #[schema(minimum = 0)]
    pub overdue: i64,
    /// Those of them that were not signed when their plan was closed.
    #[schema(minimum = 0)]
    pub not_handed_in: i64,
    /// Never signed, before the end of the last day.
    #[schema(minimum = 0)]
    pub pending: i64,
    /// On time out of on time, late and overdue, from 0 to 1; null where that is none.
    #[schema(minimum = 0, maximum = 1)]
    pub rate: Option<f64>,
    /// Called off. They are expected no more.
    #[schema(minimum = 0)]
    pub cancelled: i64,
}

/// How an item of a checklist was rated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct RatingCounts {
    /// As it should be.
    #[schema(minimum = 0)]
    pub met: i64,
    /// In part as it should be.
    #[schema(minimum = 0)]
    pub partly_met: i64,
    /// Not as it should be.
    #[schema(minimum = 0)]
    pub not_met: i64,
    /// Where it does not apply.
    #[schema(minimum = 0)]
    pub not_applicable: i64,
}

/// How an item of a checklist was rated, in all versions of the checklist together: codes keep their meaning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ItemRatings {
    /// The agency whose checklist it is.
    pub checklist_agency_id: Id,
    /// The code of the checklist.
    #[schema(max_length = 40, example = "KT-VSTBPN")]
    pub checklist_code: String,
    /// The code of the item.
    #[schema(max_length = 40, example = "1.1")]
    pub code: String,
    /// In visits.
    pub visits: RatingCounts,
    /// In self-inspections.
    pub self_inspections: RatingCounts,
}

/// What plans of a year asked for, and what came of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InspectionStatistics {
    /// The year of the plans.
    #[schema(minimum = 2000, maximum = 2100, example = 2017)]
    pub year: i32,
    /// The instant that the figures hold for.
    pub as_of: Instant,
    /// The visits.
    pub visits: VisitFigures,
    /// The self-inspections.
    pub self_inspections: SelfInspectionFigures,
    /// How each item was rated, of what the caller may read the answers of: in visits with their fieldwork done, and in self-inspections
    /// that are signed.
    #[schema(max_items = 20_000)]
    pub ratings: Vec<ItemRatings>,
}

/// Which inspections to count.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InspectionStatisticsFilter {
    /// Those of plans of this year; of the one that runs when absent.
    #[validate(range(min = 2000, max = 2100))]
    #[param(minimum = 2000, maximum = 2100, example = 2017)]
    pub year: Option<i32>,
    /// Of this agency and those below it, which are inspected.
    pub agency_id: Option<Id>,
    /// Of plans of this agency.
    pub owner_agency_id: Option<Id>,
    /// Whose figures those of agencies are that have ended: their own when absent. With `successor`, `agency_id` asks for those of which
    /// this agency, or one below it, holds what was theirs.
    #[param(inline)]
    pub roll_up: Option<RollUp>,
    /// The day on which `roll_up=successor` asks who holds it; today when absent. Nothing else is judged by it.
    #[serde(default, deserialize_with = "dates::optional")]
    pub as_of: Option<NaiveDate>,
}

/// What became of recommendations. The four cells (done on time, done late, in progress, overdue) add up to the total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecommendationCells {
    /// All that were concluded and are to be done: neither waived nor given to another agency.
    #[schema(minimum = 0)]
    pub total: i64,
    /// Done on time: last reported implemented on the last day or before, and neither sent back nor reopened since.
    #[schema(minimum = 0)]
    pub done_on_time: i64,
    /// Done late: the same, after the last day.
    #[schema(minimum = 0)]
    pub done_late: i64,
    /// Not done, before the end of the last day.
    #[schema(minimum = 0)]
    pub in_progress: i64,
    /// Not done, and the last day is over.
    #[schema(minimum = 0)]
    pub overdue: i64,
    /// Those not done that are disputed.
    #[schema(minimum = 0)]
    pub disputed: i64,
    /// Those done that somebody else has seen to be.
    #[schema(minimum = 0)]
    pub verified: i64,
    /// Those that nobody has to do any more; they are in no cell.
    #[schema(minimum = 0)]
    pub waived: i64,
}

/// What became of recommendations.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecommendationStatistics {
    /// The instant that the figures hold for.
    pub as_of: Instant,
    /// All of them.
    pub totals: RecommendationCells,
}

/// Which recommendations to count.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RecommendationStatisticsFilter {
    /// That this agency and those below it have to do.
    pub agency_id: Option<Id>,
    /// Of plans of this agency.
    pub owner_agency_id: Option<Id>,
    /// Whose figures those of agencies are that have ended: their own when absent. With `successor`, `agency_id` asks for those of which
    /// this agency, or one below it, holds what was theirs.
    #[param(inline)]
    pub roll_up: Option<RollUp>,
    /// The day on which `roll_up=successor` asks who holds it; today when absent. Nothing else is judged by it.
    #[serde(default, deserialize_with = "dates::optional")]
    pub as_of: Option<NaiveDate>,
}

/// What was planned and what was done, in a month or in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct MonthCounts {
    /// Visits whose window ends then, without those that were called off.
    #[schema(minimum = 0)]
    pub visits_planned: i64,
    /// Visits whose fieldwork was done then.
    #[schema(minimum = 0)]
    pub visits_done: i64,
    /// Self-inspections whose last day is then, without those that were called off.
    #[schema(minimum = 0)]
    pub self_inspections_due: i64,
    /// Self-inspections that were first signed then.
    #[schema(minimum = 0)]
    pub self_inspections_received: i64,
}

/// A month of a year of plans.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct InspectionMonth {
    /// Which, from 1 for January; what came before the year is in it.
    #[schema(minimum = 1, maximum = 12)]
    pub month: i32,
    /// What was planned for it, and what was done in it.
    pub counts: MonthCounts,
}

/// The plans of a year against what was done, by month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct InspectionMonths {
    /// The year of the plans.
    #[schema(minimum = 2000, maximum = 2100, example = 2017)]
    pub year: i32,
    /// The twelve months.
    #[schema(min_items = 12, max_items = 12)]
    pub months: Vec<InspectionMonth>,
    /// What comes after the year: visits that were put off, and what was handed in late.
    pub later: MonthCounts,
    /// All together.
    pub totals: MonthCounts,
}
