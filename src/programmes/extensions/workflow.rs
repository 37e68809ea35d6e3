//! The workflow of an extension.

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::owner::Owner;
use crate::kernel::policy::{Seat, Seated, Who};
use crate::kernel::problem::{Blocker, Code};
use crate::kernel::role::Role::{AgencyLead, Chair, StandingLead};
use crate::kernel::workflow::{Guard, Subject, Table, Transition};
use crate::programmes::extensions::model::ExtensionState::{self, Asked, Granted, Refused, Withdrawn};
use crate::programmes::policy::ASKERS;
use crate::programmes::programmes::model::ProgrammeState;
use crate::reports::Parties;

/// What more time is asked for.
#[derive(Clone, Copy, Debug)]
pub enum About {
    /// Assignments of a programme.
    Assignments {
        /// The agency whose programme it is.
        owner: Owner,
        /// Where the programme in force stands.
        programme: ProgrammeState,
    },
    /// Reports, with those who have to do with them.
    Obligations(Parties),
}

/// An extension as its rules see it.
#[derive(Clone, Debug)]
pub struct ExtensionFacts {
    /// The agency that asks.
    pub agency: Id,
    /// What the time is for.
    pub about: About,
    /// Where it stands.
    pub state: ExtensionState,
    /// Whether one of its assignments or reports needs no time any more.
    pub something_settled: bool,
    /// Who asked, and who wrote the reports that it is about.
    pub authors: Vec<Id>,
}

impl Seated for ExtensionFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        match seat {
            Seat::Assignee => Some(self.agency),
            other => match &self.about {
                About::Assignments { owner, .. } => owner.agency_at(other),
                About::Obligations(parties) => parties.agency_at(other),
            },
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
    name: "every assignment or report is still open",
    blockers: |facts, _: Instant| {
        if facts.something_settled { vec![Blocker::of(facts.about.settled())] } else { Vec::new() }
    },
};

const PROGRAMME_ISSUED: Guard<ExtensionFacts> = Guard {
    name: "the programme is in force, where it is about one",
    blockers: |facts, _: Instant| match facts.about {
        About::Assignments { programme: ProgrammeState::Issued, .. } | About::Obligations(_) => Vec::new(),
        About::Assignments { .. } => vec![Blocker::of(Code::NotInForce)],
    },
};

impl About {
    /// What it is called when one of them needs no time any more.
    pub fn settled(&self) -> Code {
        match self {
            Self::Assignments { .. } => Code::AssignmentSettled,
            Self::Obligations(_) => Code::ObligationSettled,
        }
    }
}

const DECIDERS: Who = &[
    (Seat::Committee, &[StandingLead]),
    (Seat::Own, &[AgencyLead]),
    (Seat::Recipient, &[AgencyLead]),
    (Seat::StandingOwn, &[Chair]),
];

/// The table.
#[rustfmt::skip]
pub static TRANSITIONS: Table<ExtensionFacts> = Table { resource: "extensions", rows: &[
    Transition { from: &[Asked], action: "grant", to: Granted, who: DECIDERS, needs: &[PROGRAMME_ISSUED, STILL_OPEN], apart: true },
    Transition { from: &[Asked], action: "refuse", to: Refused, who: DECIDERS, needs: &[], apart: true },
    Transition { from: &[Asked], action: "withdraw", to: Withdrawn, who: ASKERS, needs: &[], apart: false },
] };
