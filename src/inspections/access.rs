//! Who may read what in this chapter: one set of agencies per right, used on one object and in the SQL of lists alike.
//!
//! A draft is its owner's; what was published, or approved, is read below its owner, and by those who reach the owner. The
//! portal and the keepers of accounts read nothing of inspections.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::inspections::inspections::access as inspections;
use crate::inspections::recommendations::access as recommendations;
use crate::inspections::reports::access as reports;
use crate::kernel::agencies::Agencies;
use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, ReadRule, Within};
use crate::kernel::role::Role::{self, AgencyLead, AgencyOfficer, Auditor, Chair, StandingLead, StandingOfficer};

/// What a caller may read in this chapter.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Checklists and plans of these agencies in every state.
    pub drafts: Agencies,
    /// Checklists of these agencies once published, and plans once approved: those above the caller, and those that he
    /// reaches.
    pub published: Agencies,
}

/// Whoever has to do with inspections: every role but the portal's and that of the keepers of accounts.
const CONCERNED: &[Role] = &[Chair, StandingLead, StandingOfficer, AgencyLead, AgencyOfficer, Auditor];

/// Whose it is reads it from its first draft on.
const DRAFTED: &[ReadRule] = &[
    ReadRule { within: Within::Committees, roles: Role::OF_COMMITTEES, ..OF_OWNERS },
    ReadRule { within: Within::Agencies, roles: Role::OF_AGENCIES, ..OF_OWNERS },
    ReadRule { within: Within::Reach, roles: &[Auditor], ..OF_OWNERS },
];
const OF_OWNERS: ReadRule =
    ReadRule { resources: "checklists, inspection-plans", which: "in every state", within: Within::Reach, roles: &[] };

/// What was published is read below its owner, and by those who reach the owner.
const PUBLISHED: &[ReadRule] = &[
    ReadRule { within: Within::Above, roles: CONCERNED, ..OF_READERS },
    ReadRule { within: Within::Reach, roles: CONCERNED, ..OF_READERS },
];
const OF_READERS: ReadRule = ReadRule {
    resources: "checklists, inspection-plans",
    which: "checklists once published, plans once approved",
    within: Within::Reach,
    roles: &[],
};

/// Wherever somebody of a team comes from, he reads what his visit asks.
const ASKED: &[ReadRule] = &[ReadRule {
    resources: "checklists",
    which: "versions that visits ask by, once published,",
    within: Within::Team,
    roles: Role::OF_BUSINESS,
}];

/// Whoever names people in teams: those who write plans, and those who change them later.
const NAMED: &[ReadRule] = &[ReadRule {
    resources: "inspectors",
    which: "people below the committee who can be named in teams",
    within: Within::Concerned,
    roles: Role::OF_BUSINESS,
}];

/// What is read with an inspection, once it may be.
const WITH_INSPECTIONS: &[ReadRule] = &[ReadRule {
    resources: "answers, answer-batches, restricted-texts, disclosures",
    which: "those of inspections that they may read, of a visit to their own agency, and as an auditor, once its report was sent; the \
            readers of what is restricted only themselves where it is not disclosed to them,",
    within: Within::Concerned,
    roles: CONCERNED,
}];

/// All rules about reading in this chapter.
pub const READS: &[&[ReadRule]] = &[
    DRAFTED,
    PUBLISHED,
    ASKED,
    NAMED,
    inspections::OWNED,
    inspections::AUDITED,
    inspections::INSPECTED,
    inspections::VISITED,
    WITH_INSPECTIONS,
    reports::OWNED,
    reports::AUDITED,
    reports::INSPECTED,
    reports::WRITTEN,
    recommendations::OWNED,
    recommendations::AUDITED,
    recommendations::CONCERNED,
    recommendations::CARRIED,
];

/// The committees from whose people a caller can name teams: his own, while he stands at it or at an agency that has others
/// below it.
pub fn committees_named_from(caller: &Caller) -> BTreeSet<Id> {
    let directory = &caller.directory;
    let has_agencies_below = |agency: Id| directory.agencies.values().any(|it| it.parent == Some(agency));
    let grants = caller.reading_grants();
    let naming = grants.iter().filter(|grant| NAMED.iter().any(|rule| rule.roles.contains(&grant.role)));
    let roots = naming.flat_map(|grant| directory.reach(grant, caller.today)).map(|(root, _)| root);
    roots.filter(|root| has_agencies_below(*root)).filter_map(|root| directory.committee_of(root)).collect()
}

impl Reading {
    /// The rights of a caller, those of people who delegated something to him included: he must see what he acts on.
    pub fn of(caller: &Caller) -> Arc<Self> {
        caller.derived(Self::derived_for)
    }

    fn derived_for(caller: &Caller) -> Self {
        // Whoever holds nothing at the agency that his token names is nobody there.
        let grants = caller.reading_grants();
        let opened = |rules| Agencies::opened(rules, caller, &grants);
        Self { drafts: opened(DRAFTED), published: opened(PUBLISHED) }
    }

    /// Whether a checklist of an agency may be read: as a draft, or once it was published.
    pub fn checklist(&self, owner: Id, was_published: bool) -> bool {
        self.drafts.contains(owner) || was_published && self.published.contains(owner)
    }

    /// Whether a plan of an agency may be read: before it is approved, or afterwards.
    pub fn plan(&self, owner: Id, was_approved: bool) -> bool {
        self.checklist(owner, was_approved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::role::Role::{Admin, Portal};
    use crate::kernel::role::Scope::{Own, Subtree};
    use crate::kernel::sample::City;

    const ALL: &[&str] = &["committee", "labour", "justice", "district", "commune", "elsewhere"];

    #[test]
    fn every_role_reads_what_its_rows_open_and_nothing_else() {
        let below: &[&str] = &["committee", "labour", "justice", "district", "commune"];
        let (committee, district): (&[&str], &[&str]) = (&["committee"], &["district"]);
        let above_district: &[&str] = &["committee", "district"];
        let above_commune: &[&str] = &["committee", "district", "commune"];
        // role, where, how far: whose drafts, and whose checklists once published.
        for (role, at, scope, drafts, published) in [
            (Chair, "committee", Subtree, committee, below),
            (Chair, "committee", Own, committee, committee),
            (StandingLead, "labour", Own, committee, below),
            (StandingOfficer, "labour", Own, committee, below),
            (StandingLead, "justice", Own, &[], &["committee", "justice"]),
            (AgencyLead, "district", Own, district, above_district),
            (AgencyLead, "district", Subtree, &["district", "commune"], above_commune),
            (AgencyOfficer, "district", Own, district, above_district),
            (AgencyOfficer, "commune", Own, &["commune"], above_commune),
            (Auditor, "committee", Subtree, below, below),
            (Auditor, "district", Own, district, above_district),
            (Portal, "committee", Subtree, &[], &[]),
            (Admin, "committee", Subtree, &[], &[]),
        ] {
            let mut city = City::new();
            city.grant("somebody", role, at, scope);
            let reading = Reading::of(&city.caller("somebody", at, "2017-03-06"));
            for owner in ALL {
                let id = city.id(owner);
                let found = (reading.checklist(id, false), reading.checklist(id, true));
                let expected = (drafts.contains(owner), published.contains(owner));
                assert_eq!(found, expected, "{role:?} at {at}, {scope:?}: {owner}");
                let plans = (reading.plan(id, false), reading.plan(id, true));
                assert_eq!(plans, expected, "{role:?} at {at}, {scope:?}: a plan of {owner}");
            }
        }
    }

    #[test]
    fn people_are_named_by_those_who_stand_above_others() {
        for (role, at, may) in [
            (Chair, "committee", true),
            (StandingLead, "labour", true),
            (StandingOfficer, "labour", true),
            (StandingOfficer, "justice", false),
            (AgencyLead, "district", true),
            (AgencyOfficer, "district", true),
            (AgencyOfficer, "commune", false),
            (AgencyLead, "justice", false),
            (Auditor, "committee", false),
            (Portal, "committee", false),
            (Admin, "committee", false),
        ] {
            let mut city = City::new();
            city.grant("somebody", role, at, Own);
            let found = committees_named_from(&city.caller("somebody", at, "2017-03-06"));
            let expected: Vec<_> = may.then(|| city.id("committee")).into_iter().collect();
            assert_eq!(found.into_iter().collect::<Vec<_>>(), expected, "{role:?} at {at}");
        }
    }
}
