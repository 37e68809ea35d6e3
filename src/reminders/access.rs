//! Who reads which reminders: those they went to, those who wait for what is owed, and whoever reads everything there.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::policy::Caller;
use crate::kernel::policy::Role::{self, AgencyLead, AgencyOfficer, Auditor, Chair, StandingLead, StandingOfficer};
use crate::kernel::problem::Problem;

const COMMITTEE: &[Role] = &[Auditor, Chair, StandingLead, StandingOfficer];
const AGENCY: &[Role] = &[AgencyLead, AgencyOfficer];

/// What a caller may read.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Everything there is: no other condition holds.
    pub everything: bool,
    /// Reminders to these agencies.
    pub reminded: Vec<Id>,
    /// Reminders of what these agencies wait for.
    pub keepers: Vec<Id>,
}

impl Reading {
    /// The rights of a caller, those lent to him included.
    pub fn of(caller: &Caller) -> Arc<Self> {
        caller.derived(Self::derived_for)
    }

    fn derived_for(caller: &Caller) -> Self {
        let directory = &caller.directory;
        let is_committee = |id: &Id| directory.agencies.get(id).is_some_and(|seat| seat.is_committee);
        let (mut everything, mut reminded, mut keepers) = (false, BTreeSet::new(), BTreeSet::new());
        for grant in caller.reading_grants() {
            for (root, whole_tree) in directory.reach(&grant, caller.today) {
                let reached = || if whole_tree { directory.subtree(root) } else { vec![root] };
                if COMMITTEE.contains(&grant.role) {
                    everything |= whole_tree && directory.is_the_only_root(root);
                    reminded.extend(reached());
                    keepers.extend(reached());
                } else if AGENCY.contains(&grant.role) {
                    let agencies: Vec<Id> = reached().into_iter().filter(|id| !is_committee(id)).collect();
                    reminded.extend(agencies.iter().copied());
                    keepers.extend(agencies);
                }
            }
        }
        Self { everything, reminded: reminded.into_iter().collect(), keepers: keepers.into_iter().collect() }
    }
}

/// Whether the caller may still get the answer to an earlier request to remind: he is still somebody who may.
pub fn may_replay(view: &mut View<'_>, _id: Id) -> Result<bool, Problem> {
    Ok(view.caller.holds_anywhere(&[StandingOfficer, StandingLead, AgencyOfficer, AgencyLead, Chair])
        || view.caller.directory.delegations.contains_key(&view.caller.user))
}
