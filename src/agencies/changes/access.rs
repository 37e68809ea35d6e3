//! Who may read agency changes: until one is executed those who have to do with it, from then on everybody below.

use std::sync::Arc;

use crate::kernel::agencies::Agencies;
use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, ReadRule, Within};
use crate::kernel::role::Role::{self, Admin, Auditor, Chair, StandingLead, StandingOfficer};

/// What a caller may read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Those of these committees in every state.
    pub every: Agencies,
    /// Those of these committees that were executed.
    pub executed: Agencies,
}

/// Those who draft, approve and execute, and those who keep accounts or audit.
pub const EVERY: &[ReadRule] = &[ReadRule {
    resources: "agency-changes",
    which: "in every state, with what an agency leaves,",
    within: Within::Committees,
    roles: &[Chair, StandingLead, StandingOfficer, Auditor, Admin],
}];

/// Everybody whom it may concern.
pub const EXECUTED: &[ReadRule] =
    &[ReadRule { resources: "agency-changes", which: "once executed", within: Within::Above, roles: Role::ALL }];

impl Reading {
    /// The rights of a caller, those of people who delegated something to him included: he must see what he acts on.
    pub fn of(caller: &Caller) -> Arc<Self> {
        caller.derived(Self::derived_for)
    }

    fn derived_for(caller: &Caller) -> Self {
        let grants = caller.reading_grants();
        let opened = |rules| Agencies::opened(rules, caller, &grants).all_committees(&caller.directory);
        Self { every: opened(EVERY), executed: opened(EXECUTED) }
    }

    /// Whether a change may be read.
    pub fn change(&self, committee: Id, was_executed: bool) -> bool {
        self.every.contains(committee) || was_executed && self.executed.contains(committee)
    }
}
