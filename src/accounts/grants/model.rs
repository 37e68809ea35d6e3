//! Grants: a role at an agency between two dates.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::role::{Role, Scope};
use crate::kernel::sort::Sort;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::{actions, sort_columns};

text_enum! {
    /// Whether a grant counts.
    pub enum GrantState {
        /// It counts between its dates.
        Active => "active",
        /// It was taken back and counts no longer.
        Revoked => "revoked",
    }
}

/// A role that somebody holds at an agency between two dates.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Grant {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// Who holds it.
    pub user_id: Id,
    /// Where it is held.
    pub agency_id: Id,
    /// The role.
    pub role: Role,
    /// Whether the agencies below are included.
    pub scope: Scope,
    /// The first day.
    #[schema(example = "2017-01-01")]
    pub valid_from: NaiveDate,
    /// The last day; null while it lasts.
    pub valid_to: Option<NaiveDate>,
    /// Whether it counts.
    pub state: GrantState,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for Grant {
    const RESOURCE: &'static str = "grants";
    const WEIGHS: bool = false;
    const IN_DIRECTORY: bool = true;

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

/// A role to grant.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGrant {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// Who shall hold it: somebody else.
    pub user_id: Id,
    /// Where.
    pub agency_id: Id,
    /// The role. `chair` is held at a committee; the standing roles, the agency roles and `portal` at the agencies below
    /// one; `auditor` and `admin` anywhere. Service accounts hold `portal` and `auditor` only, people all but `portal`.
    #[schema(example = "agency_officer")]
    pub role: Role,
    /// Whether the agencies below are included.
    #[schema(example = "self")]
    pub scope: Scope,
    /// The first day, past or future.
    #[schema(example = "2017-01-01")]
    pub valid_from: NaiveDate,
    /// The last day.
    #[schema(example = "2020-12-31")]
    pub valid_to: Option<NaiveDate>,
}

actions! {
    /// A step of a grant.
    pub enum GrantAction {
        /// Takes it back, from the next request on.
        Revoke => "revoke" because reason {
            /// Why.
            #[schema(example = "Chuyển công tác")]
            reason: String => text(1, 2000),
        },
    }
}

sort_columns! {
    /// The orders of a list of grants.
    pub enum GrantColumn { CreatedAt = "created_at" }
}

/// Which grants to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GrantFilter {
    /// Held by any of these.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub user_id: Vec<Id>,
    /// At any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub agency_id: Vec<Id>,
    /// Any of these roles.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub role: Vec<Role>,
    /// In any of these states.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<GrantState>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<GrantColumn>,
}
