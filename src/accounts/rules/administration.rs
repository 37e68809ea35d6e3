//! Nobody ends the last right to administrate: without it no account and no grant could be given to anybody again.

use chrono::NaiveDate;

use crate::kernel::directory::{Directory, GrantSeat};
use crate::kernel::id::Id;
use crate::kernel::policy::Caller;
use crate::kernel::problem::{Blocker, Code};
use crate::kernel::role::{Role, Scope};

/// What stands in the way of ending the last one.
pub fn last_administrator(is_last: bool) -> Vec<Blocker> {
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

/// Whether all that lets people administrate today is among what is about to end, everywhere or over one whole tree: an
/// administrator of a part cannot give anybody the rest back.
fn is_last(directory: &Directory, today: NaiveDate, ends: impl Fn(Id, &GrantSeat) -> bool) -> bool {
    let enabled = |user: &Id| directory.users.get(user).is_some_and(|it| !it.disabled);
    let administrations: Vec<(bool, &GrantSeat)> = directory
        .grants
        .iter()
        .filter(|(user, _)| enabled(user))
        .flat_map(|(user, grants)| grants.iter().map(|it| (*user, it)))
        .filter(|(_, it)| it.role == Role::Admin && directory.counts(it, today))
        .map(|(user, it)| (ends(user, it), it))
        .collect();
    let is_root = |agency: &Id| directory.agencies.get(agency).is_some_and(|seat| seat.parent.is_none());
    let over_the_tree =
        |root: Id| administrations.iter().filter(move |(_, it)| it.agency == root && it.scope == Scope::Subtree);
    let ending = administrations.iter().filter(|(ends, _)| *ends).map(|(_, it)| it.agency);
    let leaves_a_tree = ending
        .filter(is_root)
        .any(|root| over_the_tree(root).next().is_some() && over_the_tree(root).all(|(ends, _)| *ends));
    leaves_a_tree || !administrations.is_empty() && administrations.iter().all(|(ends, _)| *ends)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::directory::{AgencySeat, UserSeat};

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
                is_machine: false,
                password_is_given: false,
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

    #[test]
    fn an_administrator_of_a_part_does_not_stand_in_for_one_of_the_whole() {
        let (whole, part) = (Id::fresh(), Id::fresh());
        let (of_all, of_part) = (admin(None), admin(None));
        let mut directory = Directory::default();
        for (agency, parent) in [(of_all.agency, None), (of_part.agency, Some(of_all.agency))] {
            let (name, is_committee, valid_from) = (String::new(), false, day("2000-01-01"));
            directory.agencies.insert(
                agency,
                AgencySeat { parent, code: String::new(), name, is_committee, valid_from, valid_to: None, heir: None },
            );
        }
        for (user, grant) in [(whole, of_all), (part, of_part)] {
            let (login, name, agency) = (String::new(), String::new(), grant.agency);
            directory.users.insert(
                user,
                UserSeat {
                    login,
                    name,
                    agency,
                    disabled: false,
                    generation: 1,
                    is_machine: false,
                    password_is_given: false,
                },
            );
            directory.grants.insert(user, vec![grant]);
        }
        let last = |user: Id| is_last(&directory, day("2017-07-01"), |holder, _| holder == user);
        assert!(last(whole));
        assert!(!last(part));
    }
}
