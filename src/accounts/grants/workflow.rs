//! How grants end.

use super::model::GrantState;
use crate::accounts::policy::KEEPERS;
use crate::accounts::rules::administration::last_administrator;
use crate::kernel::id::Id;
use crate::kernel::policy::{Seat, Seated};
use crate::kernel::workflow::{Guard, Subject, Table, Transition};

/// A grant on its way, with what its guards look at.
pub struct GrantSubject {
    /// The agency at which the role is held. None where that has ended and the caller reaches it by its heir alone: nobody takes roles
    /// from what he took over, which would have nobody when it goes on.
    pub agency: Option<Id>,
    /// Its state.
    pub state: GrantState,
    /// Without it nobody could administrate any more.
    pub is_last_administrator: bool,
}

impl Seated for GrantSubject {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        self.agency.filter(|_| seat == Seat::Own)
    }
}

impl Subject for GrantSubject {
    type State = GrantState;

    fn state(&self) -> GrantState {
        self.state
    }
}

/// Grants.
pub static GRANTS: Table<GrantSubject> = Table {
    resource: "grants",
    rows: &[Transition {
        from: &[GrantState::Active],
        action: "revoke",
        to: GrantState::Revoked,
        who: KEEPERS,
        needs: &[Guard {
            name: "another administrator remains",
            blockers: |subject, _| last_administrator(subject.is_last_administrator),
        }],
        apart: false,
    }],
};
