//! The workflow of a decision on a committee: entered, put in force by the lead of the standing agency, taken back.

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::policy::{Seat, Seated};
use crate::kernel::problem::{Blocker, Code};
use crate::kernel::workflow::{Guard, Subject, Table, Transition};
use crate::organisation::decisions::model::CommitteeDecisionState::{self, Draft, InForce, Revoked};
use crate::organisation::policy::STANDING_LEADS;
use crate::organisation::seats::Seats;

/// A decision as its rules see it.
#[derive(Clone, Copy, Debug)]
pub struct DecisionFacts {
    /// Whose committee it is about, and who keeps it.
    pub seats: Seats,
    /// Where it stands.
    pub state: CommitteeDecisionState,
    /// How many heads it names.
    pub heads: usize,
    /// Whether the agency is there on its first day.
    pub agency_is_there: bool,
    /// Whether one that is in force begins on its first day or later.
    pub meets_another: bool,
}

impl Seated for DecisionFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        self.seats.agency_at(seat)
    }
}

impl Subject for DecisionFacts {
    type State = CommitteeDecisionState;

    fn state(&self) -> CommitteeDecisionState {
        self.state
    }
}

type Needs = Guard<DecisionFacts>;

const ONE_HEAD: Needs = Guard {
    name: "exactly one head",
    blockers: |facts, _: Instant| {
        if facts.heads == 1 { Vec::new() } else { vec![Blocker::at(Code::NotOneHead, "/members")] }
    },
};
const AGENCY_IS_THERE: Needs = Guard {
    name: "its agency exists on its first day",
    blockers: |facts, _: Instant| {
        if facts.agency_is_there { Vec::new() } else { vec![Blocker::at(Code::AgencyNotAlive, "/valid_from")] }
    },
};
const LATER_THAN_OTHERS: Needs = Guard {
    name: "it begins after every decision of its agency that is in force",
    blockers: |facts, _: Instant| {
        if facts.meets_another { vec![Blocker::at(Code::PeriodOverlaps, "/valid_from")] } else { Vec::new() }
    },
};
const NEWEST: Needs = Guard {
    name: "no later decision of its agency is in force",
    blockers: |facts, _: Instant| Blocker::when(facts.meets_another, Code::LaterDecision),
};
const WHOLE_FILES: Needs = Guard::of_body("files that belong to nothing else");

/// The table. What was in force stays on record; a later decision ends it, and one that is taken back lets it run again.
#[rustfmt::skip]
pub static TRANSITIONS: Table<DecisionFacts> = Table { resource: "committee-decisions", rows: &[
    Transition { from: &[Draft], action: "record", to: InForce, who: STANDING_LEADS, apart: false,
        needs: &[ONE_HEAD, AGENCY_IS_THERE, LATER_THAN_OTHERS, WHOLE_FILES] },
    Transition { from: &[InForce], action: "revoke", to: Revoked, who: STANDING_LEADS, needs: &[NEWEST], apart: false },
    Transition { from: &[Draft], action: "discard", to: Revoked, who: STANDING_LEADS, needs: &[], apart: false },
] };
