//! Who sits on the committee of an agency on a day, and what share of those who sit are women.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::agencies::AgencyKind;
use crate::kernel::http::dates;
use crate::kernel::id::Id;
use crate::kernel::share;
use crate::organisation::decisions::model::CommitteeMember;

/// How many sit on committees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Membership {
    /// The agencies that somebody sits on the committee of.
    #[schema(minimum = 0)]
    pub committees: i64,
    /// All who sit there; whoever sits on two committees is counted twice.
    #[schema(minimum = 0)]
    pub members: i64,
    /// Those of them who are women.
    #[schema(minimum = 0)]
    pub women: i64,
    /// Women out of all, from 0 to 1; null where nobody sits.
    #[schema(minimum = 0, maximum = 1)]
    pub share: Option<f64>,
}

impl Membership {
    /// The committee of one agency, by how many sit there, and how many of them are women; none where there is no decision.
    pub fn of(counts: Option<(i32, i32)>) -> Self {
        let Some((members, women)) = counts else { return Self::default() };
        Self::default().with(&Self { committees: 1, members: i64::from(members), women: i64::from(women), share: None })
    }

    /// The same with others added, and the share of all.
    #[must_use]
    pub fn with(self, other: &Self) -> Self {
        let (members, women) = (self.members + other.members, self.women + other.women);
        Self { committees: self.committees + other.committees, members, women, share: share::of(women, members) }
    }
}

/// The figures of one kind of agency.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LevelMembership {
    /// The kind.
    pub level: AgencyKind,
    /// Its figures.
    pub figures: Membership,
}

/// The figures of one agency.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AgencyMembership {
    /// The agency.
    pub agency_id: Id,
    /// What it was called on that day.
    #[schema(max_length = 300)]
    pub agency_name: String,
    /// The figures of its committee.
    pub figures: Membership,
}

/// What share of those who sit on committees are women: in all, per kind of agency, and per agency.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MembershipStatistics {
    /// The day that the figures hold for.
    pub on: NaiveDate,
    /// All that the caller may read.
    pub totals: Membership,
    /// Per kind of agency.
    #[schema(max_items = 20)]
    pub by_level: Vec<LevelMembership>,
    /// Per agency that exists on that day, by name; those that nobody sits on the committee of too.
    #[schema(max_items = 20_000)]
    pub by_agency: Vec<AgencyMembership>,
}

/// Which committees to count.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MembershipFilter {
    /// As they were, or are to be, on this day; today when absent.
    #[serde(default, deserialize_with = "dates::optional")]
    pub on: Option<NaiveDate>,
    /// Of this agency and those below it.
    pub agency_id: Option<Id>,
}

/// Who sits on the committee of an agency on a day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CommitteeSitting {
    /// The agency.
    pub agency_id: Id,
    /// The day.
    pub on: NaiveDate,
    /// The decision that says so; null where nobody sits there.
    pub decision_id: Option<Id>,
    /// All who sit there, in the order of the paper.
    #[schema(max_items = 100)]
    pub members: Vec<CommitteeMember>,
}

/// Of which day.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SittingFilter {
    /// On this day; today when absent.
    #[serde(default, deserialize_with = "dates::optional")]
    pub on: Option<NaiveDate>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_of_all_who_sit_and_there_is_none_where_nobody_does() {
        let (nobody, one, other) = (Membership::of(None), Membership::of(Some((4, 1))), Membership::of(Some((12, 9))));
        assert_eq!((nobody.committees, nobody.members, nobody.share), (0, 0, None));
        assert_eq!((one.committees, one.women, one.share), (1, 1, Some(0.25)));
        let both = one.with(&other).with(&nobody);
        assert_eq!((both.committees, both.members, both.women), (2, 16, 10));
        assert_eq!(both.share, Some(0.625), "of all of them, and no mean of shares");
        assert_eq!(Membership::of(Some((3, 0))).share, Some(0.0));
    }
}
