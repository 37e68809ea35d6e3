//! The workflow of an obligation: what people decide about it. That it is satisfied follows from its submissions, and that it
//! is cancelled from its period.

use crate::kernel::id::Id;
use crate::kernel::policy::{Seat, Seated, Who};
use crate::kernel::role::Role::{AgencyLead, Chair, StandingLead};
use crate::kernel::workflow::{Subject, Table, Transition};
use crate::reports::obligations::model::ObligationState::{self, Exempt, Open, Upcoming};
use crate::reports::parties::Parties;

/// An obligation as its rules see it.
#[derive(Clone, Debug)]
pub struct ObligationFacts {
    /// Who has to do with it.
    pub parties: Parties,
    /// Where it stands now.
    pub state: ObligationState,
    /// Who drafted, signed or submitted a version.
    pub authors: Vec<Id>,
}

impl Seated for ObligationFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        self.parties.agency_at(seat)
    }
}

impl Subject for ObligationFacts {
    type State = ObligationState;

    fn state(&self) -> ObligationState {
        self.state
    }

    fn authors(&self) -> Vec<Id> {
        self.authors.clone()
    }
}

/// Who decides on what is owed: whoever leads where it is received, and the chair for what the standing agency owes itself.
pub const DECIDERS: Who =
    &[(Seat::Committee, &[StandingLead]), (Seat::Recipient, &[AgencyLead]), (Seat::StandingOwn, &[Chair])];

/// The table.
#[rustfmt::skip]
pub static TRANSITIONS: Table<ObligationFacts> = Table { resource: "obligations", rows: &[
    Transition { from: &[Upcoming, Open], action: "exempt", to: Exempt, who: DECIDERS, needs: &[], apart: true },
    Transition { from: &[Exempt], action: "reinstate", to: Open, who: DECIDERS, needs: &[], apart: true },
] };
