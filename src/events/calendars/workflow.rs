//! The workflow of a calendar address: revoked, it is as if it had never been.

use crate::events::calendars::model::AddressState::{self, Active, Revoked};
use crate::kernel::id::Id;
use crate::kernel::policy::{Seat, Seated};
use crate::kernel::role::Role::AgencyLead;
use crate::kernel::workflow::{Subject, Table, Transition};

/// A calendar address as its rules see it.
#[derive(Clone, Copy, Debug)]
pub struct AddressFacts {
    /// The agency whose it is.
    pub agency: Id,
    /// Where it stands.
    pub state: AddressState,
}

impl Seated for AddressFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        (seat == Seat::Own).then_some(self.agency)
    }
}

impl Subject for AddressFacts {
    type State = AddressState;

    fn state(&self) -> AddressState {
        self.state
    }
}

/// The table.
#[rustfmt::skip]
pub static TRANSITIONS: Table<AddressFacts> = Table { resource: "calendar-addresses", rows: &[
    Transition { from: &[Active], action: "revoke", to: Revoked, who: &[(Seat::Own, &[AgencyLead])], needs: &[], apart: false },
] };
