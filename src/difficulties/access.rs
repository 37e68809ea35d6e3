//! Who reads difficulties: a draft its own agency; once raised, also every agency that has or had the turn, the committee with its
//! standing agency, and auditors.

use std::sync::Arc;

use crate::difficulties::model::Turn;
use crate::kernel::agencies::Agencies;
use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, ReadRule, Within};
use crate::kernel::role::Role::{self, Auditor};

/// What a caller may read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Those that these agencies write, and those whose turn is or was theirs, once raised.
    pub own: Agencies,
    /// Those below these committees, once raised.
    pub watched: Agencies,
    /// Those of these agencies and below these committees, once raised, as an auditor.
    pub audited: Agencies,
}

/// Whose it is, and whose turn it is or was.
const OWN: &[ReadRule] = &[
    ReadRule { within: Within::Agencies, roles: Role::OF_AGENCIES, ..OF_AGENCIES },
    ReadRule { within: Within::Held, roles: Role::OF_STANDING, ..OF_AGENCIES },
];
const OF_AGENCIES: ReadRule = ReadRule {
    resources: "difficulties",
    which: "those that it writes, and those whose turn is or was its own, once raised,",
    within: Within::Reach,
    roles: &[],
};

/// Whoever watches over all of them.
const WATCHED: &[ReadRule] = &[ReadRule {
    resources: "difficulties",
    which: "those of agencies below it, once raised,",
    within: Within::Committees,
    roles: Role::OF_COMMITTEES,
}];

/// Who audits.
const AUDITED: &[ReadRule] = &[ReadRule {
    resources: "difficulties",
    which: "those of it, and those of agencies below it, once raised,",
    within: Within::Reach,
    roles: &[Auditor],
}];

/// What is read with a difficulty.
const WITH_DIFFICULTIES: &[ReadRule] = &[ReadRule {
    resources: "restricted-texts, disclosures",
    which: "those of difficulties that they may read; the readers of what is restricted only themselves where it is not disclosed to them,",
    within: Within::Concerned,
    roles: &[Role::Chair, Role::StandingLead, Role::StandingOfficer, Role::AgencyLead, Role::AgencyOfficer, Auditor],
}];

/// All rules about reading in this chapter.
pub const READS: &[&[ReadRule]] = &[OWN, WATCHED, AUDITED, WITH_DIFFICULTIES];

/// Of difficulties those that may be read, as a condition: it says of all what [`Reading::opens`] says of one. Lists and figures share it.
macro_rules! readable_difficulties {
    ($reading:expr) => {{
        use diesel::prelude::*;
        use $crate::kernel::sql::{among_any, among_found};
        use $crate::schema::{difficulties, difficulty_turns};
        let (own, watched) = ($reading.own.listed(), $reading.watched.listed());
        let audited = $reading.audited.listed();
        let turned = difficulty_turns::table
            .filter(among_any(difficulty_turns::holder_id, own))
            .select(difficulty_turns::difficulty_id);
        let once_raised = among_any(difficulties::committee_id, watched)
            .or(among_any(difficulties::committee_id, audited))
            .or(among_any(difficulties::agency_id, audited))
            .or(among_found(difficulties::id, turned));
        among_any(difficulties::agency_id, own).or(difficulties::raised_at.is_not_null().and(once_raised))
    }};
}
pub(in crate::difficulties) use readable_difficulties;

impl Reading {
    /// The rights of a caller, those of people who delegated something to him included: he must see what he acts on.
    pub fn of(caller: &Caller) -> Arc<Self> {
        caller.derived(|caller| {
            let grants = caller.reading_grants();
            let opened = |rules| Agencies::opened(rules, caller, &grants);
            Self { own: opened(OWN), watched: opened(WATCHED), audited: opened(AUDITED) }
        })
    }

    /// Whether a difficulty of an agency below a committee may be read: as a draft, or once it was raised and had these turns.
    pub fn opens(&self, agency: Id, committee: Id, was_raised: bool, turns: &[Turn]) -> bool {
        let had_the_turn = || turns.iter().any(|turn| self.own.contains(turn.holder_agency_id));
        let is_audited = || self.audited.contains(committee) || self.audited.contains(agency);
        self.own.contains(agency) || was_raised && (self.watched.contains(committee) || is_audited() || had_the_turn())
    }
}

#[cfg(test)]
mod tests;
