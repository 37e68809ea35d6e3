//! The workflow of a consolidation: the standing agency compiles, the chair issues, and what was issued is sent.

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::owner::Owner;
use crate::kernel::policy::{Seat, Seated, Who};
use crate::kernel::problem::{Blocker, Code};
use crate::kernel::role::Role::{Chair, StandingLead, StandingOfficer};
use crate::kernel::workflow::{Guard, Subject, Table, Transition};
use crate::reports::consolidations::model::ConsolidationState::{self, Compiled, Issued, Open, Sent, UnderReview};
use crate::reports::consolidations::model::MOST_DISPATCHES;

/// A consolidation as its rules see it.
#[derive(Clone, Debug)]
pub struct ConsolidationFacts {
    /// The committee whose it is.
    pub owner: Owner,
    /// Where it stands.
    pub state: ConsolidationState,
    /// Whether the next consolidation of the period took its place.
    pub superseded: bool,
    /// To how many it was sent.
    pub dispatches: usize,
    /// Who began, compiled or submitted it.
    pub authors: Vec<Id>,
}

impl Seated for ConsolidationFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        self.owner.agency_at(seat)
    }
}

impl Subject for ConsolidationFacts {
    type State = ConsolidationState;

    fn state(&self) -> ConsolidationState {
        self.state
    }

    fn authors(&self) -> Vec<Id> {
        self.authors.clone()
    }
}

type Needs = Guard<ConsolidationFacts>;

const IN_FORCE: Needs = Guard {
    name: "no later consolidation of the period is issued",
    blockers: |facts, _: Instant| Blocker::when(facts.superseded, Code::NotInForce),
};
const ROOM: Needs = Guard {
    name: "fewer than 200 recipients so far",
    blockers: |facts, _: Instant| Blocker::when(facts.dispatches >= MOST_DISPATCHES, Code::TooManyRecipients),
};
const ON_PAPER: Needs =
    Guard::of_body("a number that is not in use, and a day on paper from the first day of its figures until today");
const LETTER: Needs =
    Guard::of_body("a recipient to whom it was not sent, and a day on paper from that of its issue until today");

/// Who makes it.
pub const COMPILERS: Who = &[(Seat::Committee, &[StandingOfficer])];
const LEADS: Who = &[(Seat::Committee, &[StandingLead])];
const REVIEWERS: Who = &[(Seat::Committee, &[StandingLead, Chair])];
const ISSUERS: Who = &[(Seat::Committee, &[Chair])];

/// The table. What became stale meanwhile may be issued all the same: reports never cease to come, and it says which versions
/// it is made of. `send` is recorded once per recipient.
#[rustfmt::skip]
pub static TRANSITIONS: Table<ConsolidationFacts> = Table { resource: "consolidations", rows: &[
    Transition { from: &[Open, Compiled], action: "compile", to: Compiled, who: COMPILERS, needs: &[], apart: false },
    Transition { from: &[Compiled], action: "submit", to: UnderReview, who: COMPILERS, needs: &[], apart: false },
    Transition { from: &[UnderReview], action: "return", to: Compiled, who: REVIEWERS, needs: &[], apart: true },
    Transition { from: &[UnderReview], action: "issue", to: Issued, who: ISSUERS, needs: &[ON_PAPER], apart: true },
    Transition { from: &[Issued, Sent], action: "send", to: Sent, who: LEADS, needs: &[IN_FORCE, ROOM, LETTER], apart: false },
] };
