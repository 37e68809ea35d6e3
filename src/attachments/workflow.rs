//! The workflow of a file that belongs to something: its bytes can be erased, for good, and what is on record of it stays. What
//! belongs to nothing yet takes no step: its sender removes it, or it expires.

use super::model::AttachmentState::{self, Attached, Erased};
use super::policy::Sender;
use crate::kernel::id::Id;
use crate::kernel::policy::{Seat, Seated, Who};
use crate::kernel::role::Role::{AgencyLead, StandingLead};
use crate::kernel::workflow::{Subject, Table, Transition};

/// A file as its workflow sees it.
#[derive(Clone, Copy, Debug)]
pub struct AttachmentFacts {
    /// The agency that sent it.
    pub agency: Sender,
    /// Where it stands.
    pub state: AttachmentState,
}

impl Seated for AttachmentFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        self.agency.agency_at(seat)
    }
}

impl Subject for AttachmentFacts {
    type State = AttachmentState;

    fn state(&self) -> AttachmentState {
        self.state
    }
}

/// The agency that sent it answers for what is in it, such as a photograph of a child without consent; whoever received it does not.
const ERASERS: Who =
    &[(Seat::Own, &[AgencyLead]), (Seat::Committee, &[StandingLead]), (Seat::StandingOwn, &[StandingLead])];

/// The table.
#[rustfmt::skip]
pub static TRANSITIONS: Table<AttachmentFacts> = Table { resource: "attachments", rows: &[
    Transition { from: &[Attached], action: "erase", to: Erased, who: ERASERS, needs: &[], apart: false },
] };
