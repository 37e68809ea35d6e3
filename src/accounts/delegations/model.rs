//! Delegations: named actions of one person that another may do between two dates.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::kernel::chapter::Chapter;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::policy::Who;
use crate::kernel::role::Role;
use crate::kernel::sort::Sort;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::{actions, sort_columns};

text_enum! {
    /// Whether a delegation counts.
    pub enum DelegationState {
        /// It counts between its dates.
        Active => "active",
        /// It was taken back and counts no longer.
        Revoked => "revoked",
    }
}

/// The actions that can be delegated, each with the roles that may do it. Assembled by the application from the policy
/// tables of all chapters.
#[derive(Clone, Debug, Default)]
pub struct KnownActions(BTreeMap<String, Vec<Role>>);

impl KnownActions {
    /// Those of some chapters, as far as they can be delegated.
    pub fn of(chapters: &[Chapter]) -> Self {
        let delegable = || chapters.iter().filter(|it| it.delegable);
        let rules = delegable().flat_map(|it| it.rules).map(|rule| (rule.resource, rule.action, rule.who));
        let workflows = delegable().flat_map(|it| it.resources).filter_map(|it| it.workflow);
        let steps = workflows.flat_map(|it| it.steps().into_iter().map(|(action, who)| (it.resource(), action, who)));
        rules.chain(steps).fold(Self::default(), |known, (resource, action, who)| known.with(resource, action, who))
    }

    /// What somebody does as one of a team nobody does for him: an action counts by its other lines, and not at all without one.
    fn with(mut self, resource: &str, action: &str, who: Who) -> Self {
        let lent: Vec<Role> =
            who.iter().filter(|(seat, _)| !seat.is_of_people()).flat_map(|(_, roles)| roles.iter().copied()).collect();
        if !lent.is_empty() {
            self.0.entry(format!("{resource}.{action}")).or_default().extend(lent);
        }
        self
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether somebody in one of these roles may do it, at some agency.
    pub fn may(&self, roles: &[Role], action: &str) -> bool {
        self.0.get(action).is_some_and(|who| who.iter().any(|role| roles.contains(role)))
    }
}

/// Named actions of one person that another may do between two dates. Both names go on the record.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Delegation {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// Whose actions.
    pub delegator_id: Id,
    /// Who may do them.
    pub delegate_id: Id,
    /// The agency at which the delegator may do them.
    pub agency_id: Id,
    /// The actions, as `resource.action`.
    #[schema(max_items = 50, example = json!(["programmes.issue"]))]
    pub actions: Vec<String>,
    /// The first day.
    #[schema(example = "2017-07-03")]
    pub valid_from: NaiveDate,
    /// The last day.
    #[schema(example = "2017-07-14")]
    pub valid_to: NaiveDate,
    /// Why.
    #[schema(max_length = 2000, example = "Đi công tác nước ngoài")]
    pub reason: Option<String>,
    /// Whether it counts.
    pub state: DelegationState,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub next_actions: Option<Vec<NextAction>>,
}

impl Record for Delegation {
    const RESOURCE: &'static str = "delegations";
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

/// Actions to delegate. The delegator is the caller.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDelegation {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// Who may do them.
    pub delegate_id: Id,
    /// The caller's active agency.
    pub agency_id: Id,
    /// The actions, as `resource.action`; the caller may do each of them.
    #[validate(length(min = 1, max = 50))]
    #[schema(min_items = 1, max_items = 50, example = json!(["programmes.issue"]))]
    pub actions: Vec<String>,
    /// The first day.
    #[schema(example = "2017-07-03")]
    pub valid_from: NaiveDate,
    /// The last day, at most 366 days in all.
    #[schema(example = "2017-07-14")]
    pub valid_to: NaiveDate,
    /// Why.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000, example = "Đi công tác nước ngoài")]
    pub reason: Option<String>,
}

actions! {
    /// A step of a delegation.
    pub enum DelegationAction {
        /// Takes it back, from the next request on.
        Revoke => "revoke" because reason {
            /// Why.
            #[schema(example = "Đã trở lại làm việc")]
            reason: String => text(1, 2000),
        },
    }
}

sort_columns! {
    /// The orders of a list of delegations.
    pub enum DelegationColumn { CreatedAt = "created_at" }
}

/// Which delegations to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DelegationFilter {
    /// Made by any of these.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub delegator_id: Vec<Id>,
    /// Given to any of these.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub delegate_id: Vec<Id>,
    /// At any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub agency_id: Vec<Id>,
    /// In any of these states.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<DelegationState>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<DelegationColumn>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::CHAPTER;
    use crate::kernel::policy::{Rule, Seat};

    #[test]
    fn an_action_is_known_by_its_name_and_to_the_roles_that_may() {
        let known = KnownActions::of(&[Chapter { delegable: true, ..CHAPTER }]);
        assert!(known.may(&[Role::Admin], "grants.revoke"));
        assert!(KnownActions::of(&[CHAPTER]).names().next().is_none());
        assert!(known.may(&[Role::Auditor, Role::Admin], "users.create"));
        assert!(!known.may(&[Role::Auditor], "users.create"));
        assert!(!known.may(&[Role::Admin], "users.vanish"));
    }

    #[test]
    fn what_a_team_alone_does_is_lent_by_nobody() {
        const RULES: &[Rule] = &[
            Rule { resource: "visits", action: "start", who: &[(Seat::TeamLead, Role::OF_BUSINESS)] },
            Rule {
                resource: "visits",
                action: "notify",
                who: &[(Seat::TeamLead, Role::OF_BUSINESS), (Seat::Committee, &[Role::StandingOfficer])],
            },
        ];
        let known = KnownActions::of(&[Chapter { delegable: true, rules: RULES, resources: &[], ..CHAPTER }]);
        assert_eq!(known.names().collect::<Vec<_>>(), ["visits.notify"]);
        assert!(!known.may(Role::OF_BUSINESS, "visits.start"));
        assert!(known.may(&[Role::StandingOfficer], "visits.notify"));
        assert!(!known.may(&[Role::AgencyLead, Role::AgencyOfficer], "visits.notify"), "as the leader of a team alone");
    }
}
