//! Who may read what in this chapter: one set of agencies per right, used on one object and in the SQL of lists alike.
//!
//! An event is read by the agency that organises it, by those that organise it together with it, by the agency that receives its
//! reports, by the committee with its standing agency, and by auditors in their scope. A plan is its own agency's alone until it was
//! submitted for the first time; a publication is its own agency's and its committee's. The public has a surface of its own, and the
//! portal reads there what was approved.

use std::sync::Arc;

use crate::kernel::agencies::Agencies;
use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, ReadRule, Within};
use crate::kernel::role::Role;

/// What a caller may read in this chapter.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Everything under these committees.
    pub committees: Agencies,
    /// What these agencies organise, alone or with others, and what they receive.
    pub agencies: Agencies,
    /// Plans of these agencies that were never submitted.
    pub drafts: Agencies,
    /// Months of these committees.
    pub months: Agencies,
    /// Months of these committees once announced.
    pub announced: Agencies,
}

/// The committee, with its standing agency, reads what is organised under it.
const OVERSEEN: &[ReadRule] = &[
    ReadRule { within: Within::Committees, roles: Role::OF_COMMITTEES, ..OF_COMMITTEES },
    ReadRule { within: Within::Committees, roles: &[Role::Auditor], ..OF_COMMITTEES },
];
const OF_COMMITTEES: ReadRule = ReadRule {
    resources: "event-plans, event-series, events, publications",
    which: "what is organised under the committees, plans once submitted,",
    within: Within::Reach,
    roles: &[],
};

/// An agency reads what it organises, alone or with others, and what it receives.
const ORGANISED: &[ReadRule] = &[
    ReadRule { within: Within::Agencies, roles: Role::OF_AGENCIES, ..OF_ORGANISERS },
    ReadRule { within: Within::Reach, roles: &[Role::Auditor], ..OF_ORGANISERS },
];
const OF_ORGANISERS: ReadRule = ReadRule {
    resources: "event-plans, event-series, events, publications",
    which: "what is organised, plans once submitted; what is co-organised or received, without its publication,",
    within: Within::Reach,
    roles: &[],
};

/// A plan that was never submitted is its own agency's alone.
const DRAFTED: &[ReadRule] = &[ReadRule {
    resources: "event-plans",
    which: "plans that were never submitted",
    within: Within::Agencies,
    roles: Role::OF_AGENCIES,
}];

/// The Month is read below its committee, planned ones too, and by those who reach it.
const PREPARED: &[ReadRule] = &[
    ReadRule { within: Within::Above, roles: Role::BUT_THE_PORTAL, ..OF_MONTHS },
    ReadRule { within: Within::Reach, roles: Role::BUT_THE_PORTAL, ..OF_MONTHS },
];

/// By the portal once it is announced.
const ANNOUNCED: &[ReadRule] = &[
    ReadRule { within: Within::Above, roles: &[Role::Portal], which: "Action Months once announced", ..OF_MONTHS },
    ReadRule { within: Within::Reach, roles: &[Role::Portal], which: "Action Months once announced", ..OF_MONTHS },
];
const OF_MONTHS: ReadRule =
    ReadRule { resources: "action-months", which: "Action Months", within: Within::Reach, roles: &[] };

/// All rules about reading in this chapter.
pub const READS: &[&[ReadRule]] = &[OVERSEEN, ORGANISED, DRAFTED, PREPARED, ANNOUNCED];

impl Reading {
    /// The rights of a caller, those of people who delegated something to him included: he must see what he acts on.
    pub fn of(caller: &Caller) -> Arc<Self> {
        caller.derived(Self::derived_for)
    }

    fn derived_for(caller: &Caller) -> Self {
        // Whoever holds nothing at the agency that his token names is nobody there.
        let grants = caller.reading_grants();
        let opened = |rules| Agencies::opened(rules, caller, &grants);
        Self {
            committees: opened(OVERSEEN).all_committees(&caller.directory),
            agencies: opened(ORGANISED),
            drafts: opened(DRAFTED),
            months: opened(PREPARED),
            announced: opened(ANNOUNCED),
        }
    }

    /// Whether an event may be read, by who else organises it.
    pub fn event(&self, committee: Id, agency: Id, recipient: Id, co_organisers: &[Id]) -> bool {
        self.organised(committee, agency)
            || self.agencies.contains(recipient)
            || co_organisers.iter().any(|it| self.agencies.contains(*it))
    }

    /// Whether what an agency organises may be read as its own: by itself, its committee, and auditors. So are publications.
    pub fn organised(&self, committee: Id, agency: Id) -> bool {
        self.committees.contains(committee) || self.agencies.contains(agency)
    }

    /// Whether a plan may be read: before it was ever submitted by its own agency alone.
    pub fn plan(&self, was_submitted: bool, committee: Id, agency: Id, recipient: Id) -> bool {
        self.drafts.contains(agency)
            || was_submitted && (self.organised(committee, agency) || self.agencies.contains(recipient))
    }

    /// Whether the Month of a committee may be read: while it is planned, or once it is announced.
    pub fn month(&self, committee: Id, is_announced: bool) -> bool {
        self.months.contains(committee) || is_announced && self.announced.contains(committee)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::role::Role::{
        Admin, AgencyLead, AgencyOfficer, Auditor, Chair, Portal, StandingLead, StandingOfficer,
    };
    use crate::kernel::role::Scope::{Own, Subtree};
    use crate::kernel::sample::City;

    #[test]
    fn every_role_reads_the_month_and_the_portal_once_it_is_announced() {
        let mut used: Vec<Role> = Vec::new();
        // role, where, how far: the Month while planned, once announced, and what is organised below its committee.
        for (role, at, scope, planned, announced, organised) in [
            (Chair, "committee", Subtree, true, true, true),
            (StandingLead, "labour", Own, true, true, true),
            (StandingOfficer, "labour", Own, true, true, true),
            (AgencyLead, "justice", Own, true, true, true),
            (AgencyOfficer, "commune", Own, true, true, false),
            (Auditor, "committee", Subtree, true, true, true),
            (Portal, "committee", Subtree, false, true, false),
            (Portal, "committee", Own, false, true, false),
            (Portal, "justice", Own, false, true, false),
            (Portal, "commune", Own, false, true, false),
            (Portal, "elsewhere", Subtree, false, false, false),
            (Admin, "committee", Subtree, true, true, false),
        ] {
            let mut city = City::new();
            city.grant("somebody", role, at, scope);
            let reading = Reading::of(&city.caller("somebody", at, "2017-03-06"));
            let (committee, justice) = (city.id("committee"), city.id("justice"));
            let found = [false, true].map(|is_announced| reading.month(committee, is_announced));
            let what = format!("{role:?} at {at}, {scope:?}");
            assert_eq!((found, reading.organised(committee, justice)), ([planned, announced], organised), "{what}");
            used.push(role);
        }
        assert!(Role::ALL.iter().all(|role| used.contains(role)), "every role has a row");
    }
}
