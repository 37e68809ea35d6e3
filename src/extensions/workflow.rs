//! The workflow of an extension.

use super::extendable::PaperFacts;
use super::model::ExtensionState::{self, Asked, Granted, Refused, Withdrawn};
use super::policy::ASKERS;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::policy::{Seat, Seated, Who};
use crate::kernel::problem::Blocker;
use crate::kernel::role::Role::{AgencyLead, Chair, StandingLead};
use crate::kernel::workflow::{Guard, Subject, Table, Transition};

/// An extension as its rules see it.
#[derive(Clone, Debug)]
pub struct ExtensionFacts {
    /// The agency that asks.
    pub agency: Id,
    /// Where it stands.
    pub state: ExtensionState,
    /// Who asked.
    pub askers: Vec<Id>,
    /// What the time is for, as it is now.
    pub papers: PaperFacts,
}

impl Seated for ExtensionFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        match seat {
            Seat::Assignee => Some(self.agency),
            other => self.papers.agency_at(other),
        }
    }
}

impl Subject for ExtensionFacts {
    type State = ExtensionState;

    fn state(&self) -> ExtensionState {
        self.state
    }

    fn authors(&self) -> Vec<Id> {
        self.askers.iter().chain(&self.papers.authors).copied().collect()
    }
}

const STILL_OPEN: Guard<ExtensionFacts> = Guard {
    name: "every assignment or report is still open",
    blockers: |facts, _: Instant| facts.papers.settled.map(Blocker::of).into_iter().collect(),
};

const TIME_CAN_BE_GIVEN: Guard<ExtensionFacts> = Guard {
    name: "the programme is in force, where it is about one",
    blockers: |facts, _: Instant| facts.papers.not_now.map(Blocker::of).into_iter().collect(),
};

const DECIDERS: Who = &[
    (Seat::Committee, &[StandingLead]),
    (Seat::Own, &[AgencyLead]),
    (Seat::Recipient, &[AgencyLead]),
    (Seat::StandingOwn, &[Chair]),
];

/// The table.
#[rustfmt::skip]
pub static TRANSITIONS: Table<ExtensionFacts> = Table { resource: "extensions", rows: &[
    Transition { from: &[Asked], action: "grant", to: Granted, who: DECIDERS, needs: &[TIME_CAN_BE_GIVEN, STILL_OPEN], apart: true },
    Transition { from: &[Asked], action: "refuse", to: Refused, who: DECIDERS, needs: &[], apart: true },
    Transition { from: &[Asked], action: "withdraw", to: Withdrawn, who: ASKERS, needs: &[], apart: false },
] };
