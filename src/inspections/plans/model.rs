//! What a plan of inspections is: the visits and the self-inspections of a year.

pub mod bodies;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::agencies::AgencyKind;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::policy::Member;
use crate::kernel::signing::Signatory;
use crate::kernel::sort::Sort;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::sort_columns;

text_enum! {
    /// Where a plan of inspections stands.
    pub enum InspectionPlanState {
        /// Being written.
        Draft => "draft",
        /// Handed over for approval.
        Submitted => "submitted",
        /// In force: its visits and its self-inspections are made.
        Approved => "approved",
        /// Its year is over.
        Closed => "closed",
        /// Given up before it was approved.
        Cancelled => "cancelled",
    }
}

/// Somebody who inspects, and the agency that he acts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Inspector {
    /// The person.
    pub user_id: Id,
    /// The agency at which the person holds a role.
    pub agency_id: Id,
}

impl Inspector {
    /// As who is who names him.
    pub fn member(self) -> Member {
        Member { user: self.user_id, agency: self.agency_id }
    }
}

/// A visit that is planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlannedVisit {
    /// The agency that is inspected.
    pub agency_id: Id,
    /// The first day on which it can begin.
    #[schema(example = "2017-06-05")]
    pub from: NaiveDate,
    /// The last one.
    #[schema(example = "2017-06-16")]
    pub to: NaiveDate,
    /// Who leads the team.
    pub leader: Inspector,
    /// Who else is in it, each once.
    #[validate(length(min = 1, max = 15))]
    #[schema(min_items = 1, max_items = 15)]
    pub members: Vec<Inspector>,
}

impl PlannedVisit {
    /// Everybody who is named, each with his place in it: the leader first.
    pub fn people(&self) -> impl Iterator<Item = (String, Inspector)> {
        let members = self.members.iter().enumerate().map(|(at, it)| (format!("/members/{at}"), *it));
        std::iter::once(("/leader".to_owned(), self.leader)).chain(members)
    }
}

/// The self-inspections that are planned: one of each agency of these kinds, less those that are excluded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlannedSelfInspections {
    /// The kinds of agencies below the owner that inspect themselves, each once.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20)]
    pub kinds: Vec<AgencyKind>,
    /// Those that need not, each once.
    #[serde(default)]
    #[validate(length(max = 200))]
    #[schema(max_items = 200)]
    pub excluded: Vec<Id>,
    /// The last day on which one is handed in in time.
    #[schema(example = "2017-10-31")]
    pub due_on: NaiveDate,
}

/// The inspections that an agency plans for a year, of agencies below it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InspectionPlan {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was begun.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The agency whose it is: a committee, or one that inspects those below it.
    pub agency_id: Id,
    /// The year.
    #[schema(minimum = 2000, maximum = 2100, example = 2017)]
    pub year: i32,
    /// Its title.
    #[schema(max_length = 500, example = "Kế hoạch kiểm tra công tác vì sự tiến bộ của phụ nữ năm 2017")]
    pub title: String,
    /// The version of a checklist that inspections ask by.
    pub checklist_id: Id,
    /// The self-inspections; null where there are none.
    pub self_inspections: Option<PlannedSelfInspections>,
    /// The visits as they were approved, each agency once, with those that were added since and without those that were dropped. A
    /// window that was put off, or a team that changed, is the visit's own to say.
    #[schema(max_items = 100)]
    pub visits: Vec<PlannedVisit>,
    /// Raised by one with each agency that is added to an approved plan or dropped from it.
    #[schema(minimum = 1)]
    pub revision: i32,
    /// Where it stands.
    pub state: InspectionPlanState,
    /// The number on paper, once approved.
    #[schema(max_length = 100, example = "12/KH-BVSTBPN")]
    pub number: Option<String>,
    /// The date on paper, once approved.
    pub approved_on: Option<NaiveDate>,
    /// Who signed it.
    pub signatory: Option<Signatory>,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for InspectionPlan {
    const RESOURCE: &'static str = "inspection-plans";

    fn id(&self) -> Id {
        self.id
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn owner(&self) -> Option<Id> {
        Some(self.agency_id)
    }
}

sort_columns! {
    /// The orders of a list of plans of inspections.
    pub enum InspectionPlanColumn { Year = "year", CreatedAt = "created_at" }
}

/// Which plans of inspections to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InspectionPlanFilter {
    /// Of any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub agency_id: Vec<Id>,
    /// Of any of these years.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub year: Vec<i32>,
    /// In any of these states.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<InspectionPlanState>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<InspectionPlanColumn>,
}
