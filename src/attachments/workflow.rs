//! The workflow of a file that belongs to something: its bytes can be erased, for good, and what is on record of it stays. What
//! belongs to nothing yet takes no step: its sender removes it, or it expires.

use super::model::AttachmentState::{self, Attached, Erased};
use super::policy::Sender;
use crate::kernel::id::Id;
use crate::kernel::policy::{Seat, Seated, Who};
use crate::kernel::role::Role::{AgencyLead, Chair, StandingLead};
use crate::kernel::workflow::{Subject, Table, Transition};

/// Whose paper evidence of an inspection belongs to, and in which seat it judges what becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keeper {
    /// The seat.
    pub seat: Seat,
    /// The agency.
    pub agency: Id,
}

/// A file as its workflow sees it.
#[derive(Clone, Copy, Debug)]
pub struct AttachmentFacts {
    /// The agency that sent it.
    pub agency: Sender,
    /// Of evidence of an inspection, whose paper it belongs to: those who lead the sender's agency may not even read it.
    pub keeper: Option<Keeper>,
    /// Where it stands.
    pub state: AttachmentState,
}

impl Seated for AttachmentFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        let keeper = self.keeper.filter(|keeper| keeper.seat == seat).map(|keeper| keeper.agency);
        keeper.or_else(|| self.agency.agency_at(seat))
    }
}

impl Subject for AttachmentFacts {
    type State = AttachmentState;

    fn state(&self) -> AttachmentState {
        self.state
    }
}

/// The agency that sent it answers for what is in it, such as a photograph of a child without consent; whoever received it does not.
/// For evidence of an inspection, which is read with its paper alone, so does whose paper that is: of a visit whoever leads for the
/// owner of the plan (the chair, where its standing agency was visited), of a self-inspection the agency itself.
const ERASERS: Who = &[
    (Seat::Own, &[AgencyLead]),
    (Seat::Committee, &[StandingLead]),
    (Seat::StandingOwn, &[StandingLead]),
    (Seat::Recipient, &[AgencyLead]),
    (Seat::Assignee, &[Chair]),
];

/// The table.
#[rustfmt::skip]
pub static TRANSITIONS: Table<AttachmentFacts> = Table { resource: "attachments", rows: &[
    Transition { from: &[Attached], action: "erase", to: Erased, who: ERASERS, needs: &[], apart: false },
] };
