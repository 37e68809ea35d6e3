//! How well what is owed is kept.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::agencies::AgencyKind;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::roll_up::RollUp;
use crate::kernel::share;
use crate::reports::regimes::model::RegimeKind;

/// How many obligations are where. On time, late, overdue and pending add up to expected less exempt, and so do reported, nil
/// and missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Compliance {
    /// All but the cancelled ones.
    #[schema(minimum = 0)]
    pub expected: i64,
    /// Let off.
    #[schema(minimum = 0)]
    pub exempt: i64,
    /// Received before the due instant.
    #[schema(minimum = 0)]
    pub on_time: i64,
    /// Received at the due instant or later.
    #[schema(minimum = 0)]
    pub late: i64,
    /// Not received, past the due instant.
    #[schema(minimum = 0)]
    pub overdue: i64,
    /// Not received, before the due instant.
    #[schema(minimum = 0)]
    pub pending: i64,
    /// With a report that stands.
    #[schema(minimum = 0)]
    pub reported: i64,
    /// With a signed word that there is nothing to report.
    #[schema(minimum = 0)]
    pub nil: i64,
    /// With nothing that stands.
    #[schema(minimum = 0)]
    pub missing: i64,
    /// On time, early or not, out of on time, late and overdue, from 0 to 1; null where that is none. Pending stands beside it.
    #[schema(minimum = 0, maximum = 1)]
    pub rate: Option<f64>,
    /// First accepted at the due instant or later.
    #[schema(minimum = 0)]
    pub accepted_late: i64,
    /// Returned, with the next version awaited.
    #[schema(minimum = 0)]
    pub awaiting_resubmission: i64,
}

impl Compliance {
    /// The same with the counts of another part added, and the rate of the whole.
    #[must_use]
    pub fn with(self, other: &Self) -> Self {
        let sum = Self {
            expected: self.expected + other.expected,
            exempt: self.exempt + other.exempt,
            on_time: self.on_time + other.on_time,
            late: self.late + other.late,
            overdue: self.overdue + other.overdue,
            pending: self.pending + other.pending,
            reported: self.reported + other.reported,
            nil: self.nil + other.nil,
            missing: self.missing + other.missing,
            rate: None,
            accepted_late: self.accepted_late + other.accepted_late,
            awaiting_resubmission: self.awaiting_resubmission + other.awaiting_resubmission,
        };
        Self { rate: share::on_time(sum.on_time, sum.late, sum.overdue), ..sum }
    }
}

/// The figures of one kind of agency.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LevelCompliance {
    /// The kind, as it was when the obligations were made.
    pub level: AgencyKind,
    /// Its figures.
    pub figures: Compliance,
}

/// The figures of one branch.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BranchCompliance {
    /// The agency right below the committee: as the tree was when the obligations were made, or with `roll_up=successor` where those stand
    /// who hold on the day of `as_of` what is the agencies'.
    pub agency_id: Id,
    /// What it was called on the day of `as_of`.
    #[schema(max_length = 300)]
    pub agency_name: String,
    /// The figures of it and everything below it.
    pub figures: Compliance,
}

/// How well what is owed is kept: in all, per kind of agency, and per branch of the tree.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ComplianceStatistics {
    /// The instant that the figures hold for.
    pub as_of: Instant,
    /// All that the caller may read.
    pub totals: Compliance,
    /// Per kind of agency.
    #[schema(max_items = 20)]
    pub by_level: Vec<LevelCompliance>,
    /// Per branch, by name.
    #[schema(max_items = 10_000)]
    pub by_branch: Vec<BranchCompliance>,
}

/// Which obligations to count.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ComplianceFilter {
    /// In any of these periods.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub period_id: Vec<Id>,
    /// In periods of any of these years.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub year: Vec<i32>,
    /// Of any of these sorts of report.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub regime: Vec<RegimeKind>,
    /// Of this agency and those below it.
    pub agency_id: Option<Id>,
    /// Judged by what was on record at this instant; now when absent.
    pub as_of: Option<Instant>,
    /// Whose figures those of agencies are that had ended by the day of `as_of`: their own when absent.
    #[param(inline)]
    pub roll_up: Option<RollUp>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::kernel::deadline::Timeliness;
    use crate::reports::obligations::model::{Content, ObligationState, timeliness_at};

    /// Counts one obligation as the SQL does.
    fn counted(state: ObligationState, received: Option<i64>, due: i64, content: Content, now: i64) -> Compliance {
        let timeliness = timeliness_at(state, received.map(Instant), Instant(due), Instant(now));
        let one = |applies: bool| i64::from(applies);
        let owes = timeliness.is_some();
        Compliance {
            expected: one(state != ObligationState::Cancelled),
            exempt: one(state == ObligationState::Exempt),
            on_time: one(timeliness == Some(Timeliness::OnTime)),
            late: one(timeliness == Some(Timeliness::Late)),
            overdue: one(timeliness == Some(Timeliness::Overdue)),
            pending: one(timeliness == Some(Timeliness::Pending)),
            reported: one(owes && content == Content::Reported),
            nil: one(owes && content == Content::ConfirmedNil),
            missing: one(owes && content == Content::Missing),
            ..Compliance::default()
        }
    }

    proptest! {
        #[test]
        fn the_sums_add_up_and_no_rate_is_above_one(
            all in proptest::collection::vec(
                (
                    proptest::sample::select(&ObligationState::ALL[1..]),
                    proptest::option::of(0i64..200),
                    0i64..200,
                    proptest::sample::select(&Content::ALL[..3]),
                ),
                0..40,
            ),
            now in 0i64..300,
        ) {
            let figures = all.iter().fold(Compliance::default(), |sum, (state, received, due, content)| {
                sum.with(&counted(*state, *received, *due, *content, now))
            });
            let owed = figures.expected - figures.exempt;
            prop_assert_eq!(figures.on_time + figures.late + figures.overdue + figures.pending, owed);
            prop_assert_eq!(figures.reported + figures.nil + figures.missing, owed);
            prop_assert_eq!(figures.rate.is_none(), owed == figures.pending);
            prop_assert!(figures.rate.is_none_or(|rate| (0.0..=1.0).contains(&rate)));
            // What is not due yet and not in makes no rate worse, and one that came early makes it no worse either.
            let owes = |received| counted(ObligationState::Open, received, 200, Content::Missing, 100);
            prop_assert_eq!(figures.with(&owes(None)).rate, figures.rate);
            prop_assert!(figures.with(&owes(Some(50))).rate >= figures.rate);
        }
    }
}
