//! Who may read what in this chapter: one set of agencies per right, used on one object and in the SQL of lists alike.
//!
//! Who sits on the committee of an agency is read by the agency itself, by the committee above it with its standing agency, and by
//! auditors in their scope. The portal never sees people, and the keepers of accounts read no business.

use std::sync::Arc;

use crate::kernel::agencies::Agencies;
use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, ReadRule, Within};
use crate::kernel::role::Role;
use crate::organisation::seats::Seats;

/// What a caller may read in this chapter.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Decisions of every agency of these committees.
    pub committees: Agencies,
    /// Decisions of these agencies.
    pub agencies: Agencies,
}

/// The committee, with its standing agency, reads those of every agency that is its own.
const OVERSEEN: &[ReadRule] = &[
    ReadRule { within: Within::Committees, roles: Role::OF_COMMITTEES, ..OF_COMMITTEES },
    ReadRule { within: Within::Committees, roles: &[Role::Auditor], ..OF_COMMITTEES },
];
const OF_COMMITTEES: ReadRule = ReadRule {
    resources: "committee-decisions",
    which: "those of the committees and of every agency under them",
    within: Within::Reach,
    roles: &[],
};

/// An agency reads its own.
const OWNED: &[ReadRule] = &[
    ReadRule { within: Within::Agencies, roles: Role::OF_AGENCIES, ..OF_OWNERS },
    ReadRule { within: Within::Reach, roles: &[Role::Auditor], ..OF_OWNERS },
];
const OF_OWNERS: ReadRule =
    ReadRule { resources: "committee-decisions", which: "in every state", within: Within::Reach, roles: &[] };

/// All rules about reading in this chapter.
pub const READS: &[&[ReadRule]] = &[OVERSEEN, OWNED];

impl Reading {
    /// The rights of a caller, those of people who delegated something to him included: he must see what he acts on.
    pub fn of(caller: &Caller) -> Arc<Self> {
        caller.derived(Self::derived_for)
    }

    fn derived_for(caller: &Caller) -> Self {
        // Whoever holds nothing at the agency that his token names is nobody there.
        let grants = caller.reading_grants();
        let opened = |rules| Agencies::opened(rules, caller, &grants);
        Self { committees: opened(OVERSEEN).all_committees(&caller.directory), agencies: opened(OWNED) }
    }

    /// Whether the decisions of an agency may be read.
    pub fn decisions(&self, of: Seats) -> bool {
        self.committees.contains(of.committee) || self.agencies.contains(of.agency)
    }

    /// The agencies of whose committees the caller may read who sits on them, with the committees above them.
    pub fn read_of(&self, caller: &Caller) -> Vec<Id> {
        let directory = &caller.directory;
        let may = |agency: &Id| Seats::of(directory, *agency).is_some_and(|seats| self.decisions(seats));
        directory.agencies.keys().copied().filter(may).collect()
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

    const ALL: &[&str] = &["committee", "labour", "justice", "district", "commune", "elsewhere"];

    #[test]
    fn every_role_reads_what_its_rows_open_and_nothing_else() {
        let below: &[&str] = &["committee", "labour", "justice", "district", "commune"];
        for (role, at, scope, expected) in [
            (Chair, "committee", Subtree, below),
            (Chair, "committee", Own, below),
            (StandingLead, "labour", Own, below),
            (StandingOfficer, "labour", Own, below),
            (StandingLead, "justice", Own, &[]),
            (AgencyLead, "district", Own, &["district"]),
            (AgencyLead, "district", Subtree, &["district", "commune"]),
            (AgencyOfficer, "commune", Own, &["commune"]),
            (Auditor, "committee", Subtree, below),
            (Auditor, "district", Own, &["district"]),
            (Portal, "committee", Subtree, &[]),
            (Admin, "committee", Subtree, &[]),
        ] {
            let mut city = City::new();
            city.grant("somebody", role, at, scope);
            let caller = city.caller("somebody", at, "2017-03-06");
            let reading = Reading::of(&caller);
            let read_of = reading.read_of(&caller);
            for owner in ALL {
                let id = city.id(owner);
                let seats = Seats { agency: id, committee: city.directory.committee_of(id).unwrap_or(id) };
                let what = format!("{role:?} at {at}, {scope:?}: {owner}");
                assert_eq!(reading.decisions(seats), expected.contains(owner), "{what}");
                assert_eq!(read_of.contains(&id), expected.contains(owner), "{what}, counted");
            }
        }
    }
}
