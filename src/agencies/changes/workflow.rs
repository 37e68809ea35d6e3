//! The workflow of an agency change: drafted at the standing agency, approved by the chair, carried out by whoever leads the standing
//! agency.

use crate::agencies::changes::model::AgencyChangeState::{self, Approved, Cancelled, Draft, Executed, Reverted};
use crate::agencies::changes::rules::Judged;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::owner::Owner;
use crate::kernel::policy::{Seat, Seated, Who};
use crate::kernel::problem::{Blocker, Code};
use crate::kernel::role::Role::{Chair, StandingLead, StandingOfficer};
use crate::kernel::workflow::{Guard, Subject, Table, Transition};

/// Who drafts.
pub const WRITERS: Who = &[(Seat::Committee, &[StandingOfficer, StandingLead])];
const LEADS: Who = &[(Seat::Committee, &[StandingLead])];
const CHAIRS: Who = &[(Seat::Committee, &[Chair])];

/// An agency change as its rules see it.
#[derive(Clone, Debug)]
pub struct AgencyChangeFacts {
    /// The committee whose agencies change.
    pub owner: Owner,
    /// Where it stands.
    pub state: AgencyChangeState,
    /// Whether its day has come.
    pub has_come: bool,
    /// Whether the days are over in which it can be taken back.
    pub is_final: bool,
    /// What stands against it; nothing where that is not asked.
    pub judged: Judged,
    /// What stands against taking it back: reports that were received, later changes, codes that others have now.
    pub settled: Vec<Blocker>,
    /// Who began it or edited it.
    pub authors: Vec<Id>,
}

impl Seated for AgencyChangeFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        self.owner.agency_at(seat)
    }
}

impl Subject for AgencyChangeFacts {
    type State = AgencyChangeState;

    fn state(&self) -> AgencyChangeState {
        self.state
    }

    fn authors(&self) -> Vec<Id> {
        self.authors.clone()
    }
}

type Needs = Guard<AgencyChangeFacts>;

const NOTHING_LATER: Needs = Guard {
    name: "no later change of these agencies was executed",
    blockers: |facts, _: Instant| facts.judged.later.clone(),
};
const SOMETHING: Needs = Guard {
    name: "it renames an agency or ends one",
    blockers: |facts, _: Instant| Blocker::when(facts.judged.is_empty, Code::NothingChanges),
};
const DAY_HAS_COME: Needs = Guard {
    name: "its day has come",
    blockers: |facts, _: Instant| {
        if facts.has_come { Vec::new() } else { vec![Blocker::at(Code::StartsLater, "/effective_on")] }
    },
};
const CODES_FREE: Needs =
    Guard { name: "no other agency has the codes then", blockers: |facts, _: Instant| facts.judged.codes.clone() };
const THERE: Needs = Guard {
    name: "every agency is there on its day, and on the day before where it ends",
    blockers: |facts, _: Instant| facts.judged.absent.clone(),
};
const NO_COMMITTEE: Needs =
    Guard { name: "no committee ends", blockers: |facts, _: Instant| facts.judged.committees.clone() };
const HEIRS: Needs = Guard {
    name: "each agency that ends has an heir that lives on beside it below the committee (the agency above where none is named, else the \
           standing agency)",
    blockers: |facts, _: Instant| facts.judged.heirs.clone(),
};
const NO_CHILD: Needs = Guard {
    name: "no living agency below one that ends is left",
    blockers: |facts, _: Instant| facts.judged.children.clone(),
};
const STANDING_FOLLOWED: Needs = Guard {
    name: "where a standing agency ends, another was designated",
    blockers: |facts, _: Instant| facts.judged.standing.clone(),
};
const SOMEBODY_ADMINISTRATES: Needs = Guard {
    name: "somebody is left who administrates",
    blockers: |facts, _: Instant| Blocker::when(facts.judged.leaves_nobody, Code::NobodyAdministrates),
};
const DECIDED: Needs = Guard {
    name: "of every report that is owed and was not received it says what becomes of it",
    blockers: |facts, _: Instant| facts.judged.undecided.clone(),
};
const WITHIN_DAYS: Needs = Guard {
    name: "30 days at most since it was executed",
    blockers: |facts, _: Instant| Blocker::when(facts.is_final, Code::RevertTooLate),
};
const UNSETTLED: Needs = Guard {
    name: "no later change of these agencies, no other agency with their codes, and no report received that is owed by it alone",
    blockers: |facts, _: Instant| facts.settled.clone(),
};

/// The table. Bodies bring the reasons.
#[rustfmt::skip]
pub static TRANSITIONS: Table<AgencyChangeFacts> = Table { resource: "agency-changes", rows: &[
    Transition { from: &[Draft], action: "approve", to: Approved, who: CHAIRS, apart: true,
        needs: &[NOTHING_LATER, SOMETHING, CODES_FREE, THERE, NO_COMMITTEE, HEIRS, NO_CHILD, STANDING_FOLLOWED, SOMEBODY_ADMINISTRATES, DECIDED] },
    Transition { from: &[Approved], action: "reopen", to: Draft, who: LEADS, needs: &[], apart: false },
    Transition { from: &[Approved], action: "execute", to: Executed, who: LEADS, apart: false,
        needs: &[NOTHING_LATER, DAY_HAS_COME, CODES_FREE, THERE, NO_COMMITTEE, HEIRS, NO_CHILD, STANDING_FOLLOWED, SOMEBODY_ADMINISTRATES, DECIDED] },
    Transition { from: &[Draft, Approved], action: "cancel", to: Cancelled, who: CHAIRS, needs: &[], apart: false },
    Transition { from: &[Executed], action: "revert", to: Reverted, who: CHAIRS, needs: &[WITHIN_DAYS, UNSETTLED], apart: false },
] };
