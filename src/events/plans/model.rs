//! What an event plan is: an agency's, for an Action Month.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::events::kinds::{EventForm, Money};
use crate::kernel::exact::sum_up_to_largest;
use crate::kernel::http::patch;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::sort::Sort;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::{actions, sort_columns};

text_enum! {
    /// Where an event plan stands.
    pub enum EventPlanState {
        /// Being drawn up.
        Draft => "draft",
        /// Sent up.
        Submitted => "submitted",
        /// Taken note of by whoever receives it.
        Acknowledged => "acknowledged",
        /// Given back to be reworked.
        Returned => "returned",
    }
}

/// Money of many events by its source, in whole VND.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MoneyTotals {
    /// From the state budget.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 45_000_000)]
    pub state: i64,
    /// Mobilised in cash.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub mobilised_cash: i64,
    /// Mobilised in kind, at its worth.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub mobilised_in_kind: i64,
}

impl MoneyTotals {
    /// With that of more events.
    pub fn with(self, more: Self) -> Self {
        Self {
            state: sum_up_to_largest(self.state, more.state),
            mobilised_cash: sum_up_to_largest(self.mobilised_cash, more.mobilised_cash),
            mobilised_in_kind: sum_up_to_largest(self.mobilised_in_kind, more.mobilised_in_kind),
        }
    }

    /// With that of one more event.
    pub fn plus(self, more: Money) -> Self {
        Self {
            state: sum_up_to_largest(self.state, more.state),
            mobilised_cash: sum_up_to_largest(self.mobilised_cash, more.mobilised_cash),
            mobilised_in_kind: sum_up_to_largest(self.mobilised_in_kind, more.mobilised_in_kind),
        }
    }
}

/// How many events are of one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FormTotal {
    /// The form.
    pub form: EventForm,
    /// So many.
    #[schema(minimum = 1)]
    pub events: i32,
}

/// What a plan holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanTotals {
    /// Events that are not cancelled.
    #[schema(minimum = 0, example = 3)]
    pub events: i32,
    /// Events that were cancelled. Duplicates count nowhere.
    #[schema(minimum = 0)]
    pub cancelled: i32,
    /// Those that are not cancelled by their form; forms that there are none of are left out.
    #[schema(max_items = 20)]
    pub by_form: Vec<FormTotal>,
    /// What is planned for those that are not cancelled.
    pub planned: MoneyTotals,
}

/// The list of events that an agency sends up for an Action Month: its events of the Month and its launches of that year.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EventPlan {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was begun.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The Action Month.
    pub action_month_id: Id,
    /// Its year.
    #[schema(minimum = 2000, maximum = 2100, example = 2017)]
    pub year: i32,
    /// The committee whose Month it is.
    pub committee_id: Id,
    /// The agency whose plan it is.
    pub agency_id: Id,
    /// The agency that receives it, as of when it was begun or last submitted.
    pub recipient_id: Id,
    /// The paper itself, a programme of kind `plan`, where there is one.
    pub programme_id: Option<Id>,
    /// A note.
    #[schema(max_length = 2_000)]
    pub note: Option<String>,
    /// Where it stands.
    pub state: EventPlanState,
    /// When it was last submitted.
    pub submitted_at: Option<Instant>,
    /// What it held when it was last submitted.
    pub submitted_totals: Option<PlanTotals>,
    /// What it holds now; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub totals: Option<PlanTotals>,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for EventPlan {
    const RESOURCE: &'static str = "event-plans";

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

/// A plan to begin.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEventPlan {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// The agency whose plan it is.
    pub agency_id: Id,
    /// The Action Month of the agency's committee.
    pub action_month_id: Id,
    /// The paper itself, a programme of kind `plan` of that agency, where there is one.
    pub programme_id: Option<Id>,
    /// A note.
    #[validate(length(min = 1, max = 2_000))]
    #[schema(min_length = 1, max_length = 2_000, example = "Kinh phí lấy từ nguồn xã hội hoá")]
    pub note: Option<String>,
}

/// What to edit while it is a draft or was returned; absent fields stay.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventPlanPatch {
    /// The paper itself; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    pub programme_id: Option<Option<Id>>,
    /// A note; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 2_000))]
    #[schema(min_length = 1, max_length = 2_000, example = "Bổ sung một buổi toạ đàm")]
    pub note: Option<Option<String>>,
}

actions! {
    /// A step of an event plan.
    pub enum EventPlanAction {
        /// Sends it up, with what it holds now.
        Submit => "submit" {},
        /// Takes note of it.
        Acknowledge => "acknowledge" {},
        /// Gives it back to be reworked.
        Return => "return" because reason {
            /// Why.
            #[schema(example = "Bổ sung hoạt động ở cơ sở")]
            reason: String => text(1, 2_000),
        },
        /// Takes it back to the draft.
        Revise => "revise" because reason {
            /// Why.
            #[schema(example = "Bổ sung hai hoạt động")]
            reason: String => text(1, 2_000),
        },
    }
}

sort_columns! {
    /// The orders of a list of event plans.
    pub enum EventPlanColumn { CreatedAt = "created_at" }
}

/// Which event plans to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EventPlanFilter {
    /// Of any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub agency_id: Vec<Id>,
    /// For any of these Action Months.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub action_month_id: Vec<Id>,
    /// In any of these states.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<EventPlanState>,
    /// Of any of these years.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub year: Vec<i32>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<EventPlanColumn>,
}
