//! The workflow of an extension.

use crate::kernel::clock::Instant;
use crate::kernel::id::Id;
use crate::kernel::owner::Owner;
use crate::kernel::policy::Role::{AgencyLead, StandingLead};
use crate::kernel::policy::{Seat, Seated, Who};
use crate::kernel::problem::{Blocker, Code};
use crate::kernel::workflow::{Guard, Subject, Table, Transition};
use crate::programmes::model::extension::ExtensionState::{self, Asked, Granted, Refused, Withdrawn};
use crate::programmes::model::programme::ProgrammeState;

/// An extension as its rules see it.
#[derive(Clone, Debug)]
pub struct ExtensionFacts {
    /// The agency that asks.
    pub agency: Id,
    /// The agency whose programme it concerns.
    pub owner: Owner,
    /// Where it stands.
    pub state: ExtensionState,
    /// Where the programme in force stands.
    pub programme: ProgrammeState,
    /// Whether one of its assignments is done or cancelled by now.
    pub something_settled: bool,
    /// Who asked.
    pub authors: Vec<Id>,
}

impl Seated for ExtensionFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        match seat {
            Seat::Assignee => Some(self.agency),
            other => self.owner.agency_at(other),
        }
    }
}

impl Subject for ExtensionFacts {
    type State = ExtensionState;

    fn state(&self) -> ExtensionState {
        self.state
    }

    fn authors(&self) -> Vec<Id> {
        self.authors.clone()
    }
}

const STILL_OPEN: Guard<ExtensionFacts> = Guard {
    name: "every assignment is still open",
    blockers: |facts, _: Instant| {
        if facts.something_settled { vec![Blocker::of(Code::AssignmentSettled)] } else { Vec::new() }
    },
};

const PROGRAMME_ISSUED: Guard<ExtensionFacts> = Guard {
    name: "the programme is in force",
    blockers: |facts, _: Instant| match facts.programme {
        ProgrammeState::Issued => Vec::new(),
        _ => vec![Blocker::of(Code::NotInForce)],
    },
};

const DECIDERS: Who = &[(Seat::Committee, &[StandingLead]), (Seat::Own, &[AgencyLead])];

/// The table.
#[rustfmt::skip]
pub static TRANSITIONS: Table<ExtensionFacts> = Table { resource: "extensions", rows: &[
    Transition { from: &[Asked], action: "grant", to: Granted, who: DECIDERS, needs: &[PROGRAMME_ISSUED, STILL_OPEN], apart: true },
    Transition { from: &[Asked], action: "refuse", to: Refused, who: DECIDERS, needs: &[], apart: true },
    Transition { from: &[Asked], action: "withdraw", to: Withdrawn, who: &[(Seat::Assignee, &[AgencyLead])], needs: &[], apart: false },
] };
