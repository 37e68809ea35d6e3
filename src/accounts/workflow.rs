//! How accounts, grants and delegations end, and how accounts come back.

use chrono::NaiveDate;

use super::model::{AccountState, DelegationState, GrantState};
use super::policy::{ENDERS, KEEPERS};
use crate::kernel::directory::{Directory, GrantSeat, holds_on};
use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, Role, Seat, Seated};
use crate::kernel::problem::{Blocker, Code};
use crate::kernel::workflow::{Guard, Subject, Table, Transition};

/// An account on its way, with what its guards look at.
pub struct AccountSubject {
    /// The agency it belongs to.
    pub agency: Id,
    /// Its state.
    pub state: AccountState,
    /// Without it nobody could administrate any more.
    pub is_last_administrator: bool,
}

/// A grant on its way, with what its guards look at.
pub struct GrantSubject {
    /// The agency at which the role is held.
    pub agency: Id,
    /// Its state.
    pub state: GrantState,
    /// Without it nobody could administrate any more.
    pub is_last_administrator: bool,
}

/// A delegation on its way.
pub struct DelegationSubject {
    /// The agency at which the actions are delegated.
    pub agency: Id,
    /// Its state.
    pub state: DelegationState,
    /// The caller's active agency, where the caller is the person who delegated.
    pub own: Option<Id>,
}

macro_rules! subject {
    ($subject:ty, $state:ty, $person:expr) => {
        impl Seated for $subject {
            fn agency_at(&self, seat: Seat) -> Option<Id> {
                let person: fn(&$subject) -> Option<Id> = $person;
                match seat {
                    Seat::Own => Some(self.agency),
                    Seat::Person => person(self),
                    _ => None,
                }
            }
        }

        impl Subject for $subject {
            type State = $state;

            fn state(&self) -> $state {
                self.state
            }
        }
    };
}

subject!(AccountSubject, AccountState, |_| None);
subject!(GrantSubject, GrantState, |_| None);
subject!(DelegationSubject, DelegationState, |it| it.own);

const ACCOUNT_ROWS: &[Transition<AccountSubject>] = &[
    Transition {
        from: &[AccountState::Active],
        action: "disable",
        to: AccountState::Disabled,
        who: KEEPERS,
        needs: &[Guard {
            name: "another administrator remains",
            blockers: |subject, _| last_administrator(subject.is_last_administrator),
        }],
        apart: false,
    },
    Transition {
        from: &[AccountState::Disabled],
        action: "enable",
        to: AccountState::Active,
        who: KEEPERS,
        needs: &[],
        apart: false,
    },
];

/// People.
pub static USERS: Table<AccountSubject> = Table { resource: "users", rows: ACCOUNT_ROWS };

/// Service accounts.
pub static SERVICE_ACCOUNTS: Table<AccountSubject> = Table { resource: "service-accounts", rows: ACCOUNT_ROWS };

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

fn last_administrator(is_last: bool) -> Vec<Blocker> {
    if is_last { vec![Blocker::of(Code::LastAdministrator)] } else { Vec::new() }
}

/// Whether an account is the only one left that can administrate.
pub fn is_last_administrator(caller: &Caller, user: Id) -> bool {
    let counts = |holder: Id, _: &GrantSeat| holder == user;
    is_last(&caller.directory, caller.today, counts)
}

/// Whether a grant is the only one left that lets anybody administrate.
pub fn is_last_administration(caller: &Caller, grant: Id) -> bool {
    let counts = |_: Id, it: &GrantSeat| it.id == grant;
    is_last(&caller.directory, caller.today, counts)
}

/// Whether all that lets people administrate today is among what is about to end.
fn is_last(directory: &Directory, today: NaiveDate, ends: impl Fn(Id, &GrantSeat) -> bool) -> bool {
    let enabled = |user: &Id| directory.users.get(user).is_some_and(|it| !it.disabled);
    let mut administrations = directory
        .grants
        .iter()
        .filter(|(user, _)| enabled(user))
        .flat_map(|(user, grants)| grants.iter().map(|it| (*user, it)))
        .filter(|(_, it)| it.role == Role::Admin && holds_on(today, it.valid_from, it.valid_to))
        .peekable();
    administrations.peek().is_some() && administrations.all(|(user, it)| ends(user, it))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::directory::UserSeat;
    use crate::kernel::policy::Scope;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn admin(valid_to: Option<&str>) -> GrantSeat {
        GrantSeat {
            id: Id::fresh(),
            agency: Id::fresh(),
            role: Role::Admin,
            scope: Scope::Subtree,
            valid_from: day("2017-01-01"),
            valid_to: valid_to.map(day),
        }
    }

    #[test]
    fn the_last_administrator_is_one_whose_end_leaves_nobody() {
        let (first, second) = (Id::fresh(), Id::fresh());
        let mut directory = Directory::default();
        for user in [first, second] {
            let seat = UserSeat {
                login: String::new(),
                name: String::new(),
                agency: Id::fresh(),
                disabled: false,
                generation: 1,
            };
            directory.users.insert(user, seat);
        }
        directory.grants.insert(first, vec![admin(None)]);
        directory.grants.insert(second, vec![admin(Some("2017-06-30"))]);
        let last = |on: &str, user: Id| is_last(&directory, day(on), |holder, _| holder == user);
        assert!(!last("2017-06-30", first));
        assert!(last("2017-07-01", first));
        assert!(!last("2017-07-01", second));
    }
}
