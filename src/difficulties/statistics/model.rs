//! The figures of difficulties.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::difficulties::model::DifficultyState;
use crate::kernel::http::dates;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::roll_up::RollUp;

/// How many difficulties are how pressing. They add up to the total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct SeverityCounts {
    /// Of low severity.
    #[schema(minimum = 0)]
    pub low: i64,
    /// Of normal severity.
    #[schema(minimum = 0)]
    pub normal: i64,
    /// Urgent ones.
    #[schema(minimum = 0)]
    pub urgent: i64,
    /// All of them.
    #[schema(minimum = 0)]
    pub total: i64,
}

/// How many difficulties stand somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StateFigures {
    /// Where.
    pub state: DifficultyState,
    /// How many, by severity.
    pub counts: SeverityCounts,
}

/// How the turns of one agency went. On time and late are those that ended; overdue are among those that run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct HolderFigures {
    /// The agency whose turns they are or were: of the chair's, the committee. With `roll_up=successor`, whoever holds what was an ended
    /// one's.
    pub agency_id: Id,
    /// What it was called on the day that was asked for.
    #[schema(max_length = 300, example = "Uỷ ban nhân dân quận Hồng Bàng")]
    pub name: String,
    /// Ended on their last day or before.
    #[schema(minimum = 0)]
    pub on_time: i64,
    /// Ended after their last day.
    #[schema(minimum = 0)]
    pub late: i64,
    /// Running.
    #[schema(minimum = 0)]
    pub running: i64,
    /// Those of them whose last day is over.
    #[schema(minimum = 0)]
    pub overdue: i64,
}

/// What became of the difficulties that the caller may read.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DifficultyStatistics {
    /// As of when.
    pub as_of: Instant,
    /// Where they stand: every state but that of drafts, in the order of the workflow.
    #[schema(max_items = 9)]
    pub states: Vec<StateFigures>,
    /// All of them.
    pub totals: SeverityCounts,
    /// How turns went, by whose they are or were, in the order of names.
    #[schema(max_items = 20_000)]
    pub holders: Vec<HolderFigures>,
}

/// Which difficulties to count.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DifficultyStatisticsFilter {
    /// Raised by this agency and those below it.
    pub agency_id: Option<Id>,
    /// Whose figures those of agencies are that have ended: their own when absent.
    #[param(inline)]
    pub roll_up: Option<RollUp>,
    /// The day on which `roll_up=successor` asks who holds what was theirs, and whose names are told; today when absent. Nothing else is
    /// judged by it.
    #[serde(default, deserialize_with = "dates::optional")]
    pub as_of: Option<NaiveDate>,
}
