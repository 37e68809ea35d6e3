//! How delegations end.

use super::model::DelegationState;
use crate::accounts::policy::ENDERS;
use crate::kernel::id::Id;
use crate::kernel::policy::{Seat, Seated};
use crate::kernel::workflow::{Subject, Table, Transition};

/// A delegation on its way.
pub struct DelegationSubject {
    /// The agency at which the actions are delegated. None where that has ended and the caller reaches it by its heir alone.
    pub agency: Option<Id>,
    /// Its state.
    pub state: DelegationState,
    /// The caller's active agency, where the caller is the person who delegated.
    pub own: Option<Id>,
}

impl Seated for DelegationSubject {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        match seat {
            Seat::Own => self.agency,
            Seat::Person => self.own,
            _ => None,
        }
    }
}

impl Subject for DelegationSubject {
    type State = DelegationState;

    fn state(&self) -> DelegationState {
        self.state
    }
}

/// Delegations.
pub static DELEGATIONS: Table<DelegationSubject> = Table {
    resource: "delegations",
    rows: &[Transition {
        from: &[DelegationState::Active],
        action: "revoke",
        to: DelegationState::Revoked,
        who: ENDERS,
        needs: &[],
        apart: false,
    }],
};
