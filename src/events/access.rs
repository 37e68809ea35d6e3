//! Who may read what in this chapter: one set of agencies per right, used on one object and in the SQL of lists alike.
//!
//! An event is read by the agency that organises it, by those that organise it together with it, by the agency that receives its
//! reports, by the committee with its standing agency, and by auditors in their scope. A plan is its own agency's alone until it was
//! submitted for the first time; a publication is its own agency's and its committee's. The public has a surface of its own.

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
    ReadRule { within: Within::Above, roles: Role::ALL, ..OF_MONTHS },
    ReadRule { within: Within::Reach, roles: Role::ALL, ..OF_MONTHS },
];
const OF_MONTHS: ReadRule =
    ReadRule { resources: "action-months", which: "Action Months", within: Within::Reach, roles: &[] };

/// All rules about reading in this chapter.
pub const READS: &[&[ReadRule]] = &[OVERSEEN, ORGANISED, DRAFTED, PREPARED];

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

    /// Whether the Month of a committee may be read.
    pub fn month(&self, committee: Id) -> bool {
        self.months.contains(committee)
    }
}
