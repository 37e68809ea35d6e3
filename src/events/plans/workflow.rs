//! The workflow of an event plan: the agency's lead sends it up; whoever receives the agency's reports takes note of it or gives
//! it back.

use crate::events::plans::model::EventPlanState::{self, Acknowledged, Draft, Returned, Submitted};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::policy::{Seat, Seated, Who};
use crate::kernel::problem::{Blocker, Code};
use crate::kernel::role::Role::AgencyLead;
use crate::kernel::workflow::{Guard, Subject, Table, Transition};
use crate::reports::{Parties, REVIEWERS};

/// An event plan as its rules see it.
#[derive(Clone, Debug)]
pub struct PlanFacts {
    /// Who has to do with it: those of a report of the agency.
    pub parties: Parties,
    /// Where it stands.
    pub state: EventPlanState,
    /// Whether it holds an event that is not cancelled.
    pub has_event: bool,
    /// Who began it, edited it or sent it up.
    pub authors: Vec<Id>,
}

impl Seated for PlanFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        self.parties.agency_at(seat)
    }
}

impl Subject for PlanFacts {
    type State = EventPlanState;

    fn state(&self) -> EventPlanState {
        self.state
    }

    fn authors(&self) -> Vec<Id> {
        self.authors.clone()
    }
}

const AN_EVENT: Guard<PlanFacts> = Guard {
    name: "it holds an event that is not cancelled",
    blockers: |facts, _: Instant| {
        if facts.has_event { Vec::new() } else { vec![Blocker::of(Code::NoEvent)] }
    },
};

const LEADS: Who = &[(Seat::Assignee, &[AgencyLead])];

/// The table. It is received by whoever receives the reports of the agency.
#[rustfmt::skip]
pub static TRANSITIONS: Table<PlanFacts> = Table { resource: "event-plans", rows: &[
    Transition { from: &[Draft, Returned], action: "submit", to: Submitted, who: LEADS, needs: &[AN_EVENT], apart: false },
    Transition { from: &[Submitted], action: "acknowledge", to: Acknowledged, who: REVIEWERS, needs: &[], apart: true },
    Transition { from: &[Submitted], action: "return", to: Returned, who: REVIEWERS, needs: &[], apart: true },
    Transition { from: &[Submitted, Acknowledged], action: "revise", to: Draft, who: LEADS, needs: &[], apart: false },
] };
