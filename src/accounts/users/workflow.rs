//! How accounts of people and machines end, and how they come back.

use super::model::AccountState;
use crate::accounts::policy::KEEPERS;
use crate::accounts::rules::administration::last_administrator;
use crate::kernel::id::Id;
use crate::kernel::policy::{Seat, Seated};
use crate::kernel::problem::{Code, Problem};
use crate::kernel::workflow::{Guard, Subject, Table, Transition};

/// An account on its way, with what its guards look at.
pub struct AccountSubject {
    /// The agency it belongs to.
    pub agency: Id,
    /// Its state.
    pub state: AccountState,
    /// Without it nobody could administrate any more.
    pub is_last_administrator: bool,
    /// It may do more than the caller reaches.
    pub is_beyond_reach: bool,
}

impl AccountSubject {
    /// 403 for an account that may do more than the caller reaches.
    pub fn covered(&self) -> Result<(), Problem> {
        if self.is_beyond_reach { Err(Problem::of(Code::RoleMayNot)) } else { Ok(()) }
    }
}

impl Seated for AccountSubject {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        (seat == Seat::Own).then_some(self.agency)
    }
}

impl Subject for AccountSubject {
    type State = AccountState;

    fn state(&self) -> AccountState {
        self.state
    }
}

/// Whoever bars an account or lets it in again reaches all that it may do.
const COVERED: Guard<AccountSubject> = Guard {
    name: "the caller's reach covers all that the account may do",
    blockers: |subject, _| subject.covered().err().map(Problem::into_blockers).unwrap_or_default(),
};

const ACCOUNT_ROWS: &[Transition<AccountSubject>] = &[
    Transition {
        from: &[AccountState::Active],
        action: "disable",
        to: AccountState::Disabled,
        who: KEEPERS,
        needs: &[
            COVERED,
            Guard {
                name: "another administrator remains",
                blockers: |subject, _| last_administrator(subject.is_last_administrator),
            },
        ],
        apart: false,
    },
    Transition {
        from: &[AccountState::Disabled],
        action: "enable",
        to: AccountState::Active,
        who: KEEPERS,
        needs: &[COVERED],
        apart: false,
    },
];

/// People.
pub static USERS: Table<AccountSubject> = Table { resource: "users", rows: ACCOUNT_ROWS };

/// Service accounts.
pub static SERVICE_ACCOUNTS: Table<AccountSubject> = Table { resource: "service-accounts", rows: ACCOUNT_ROWS };
