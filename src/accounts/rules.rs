//! What the resources of this chapter judge alike: which roles an account may hold, and where.

pub mod addresses;
pub mod administration;
pub mod passwords;

use chrono::NaiveDate;

use crate::accounts::users::model::AccountKind;
use crate::kernel::bound::Bound;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::policy::Caller;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::role::Role;

const OF_AN_AGENCY: Bound =
    Bound { most: 1_000, vietnamese: "tài khoản của một cơ quan", english: "accounts of one agency" };
const OF_A_TREE: Bound = Bound {
    most: 50_000,
    vietnamese: "tài khoản của một địa phương",
    english: "accounts of one committee and all below it",
};
const GRANTS: Bound = Bound {
    most: 50,
    vietnamese: "vai trò còn hiệu lực của một tài khoản",
    english: "grants of one account that are not over",
};
const DELEGATIONS: Bound = Bound {
    most: 50,
    vietnamese: "uỷ quyền còn hiệu lực của một người",
    english: "delegations of one person that are not over",
};

/// Every account is read with who is who, by everybody: an agency, and all of a tree, have so many.
pub fn room_for_account(directory: &Directory, agency: Id) -> Result<(), Problem> {
    OF_AN_AGENCY.room(directory.users.values().filter(|it| it.agency == agency).count())?;
    // Whose tree an account belongs to is asked only where there are that many at all.
    if directory.users.len() < OF_A_TREE.most {
        return Ok(());
    }
    let root = directory.lineage(agency).last().unwrap_or(agency);
    OF_A_TREE.room(directory.users.values().filter(|it| directory.is_within(it.agency, root)).count())
}

/// So are its grants.
pub fn room_for_grant(directory: &Directory, user: Id) -> Result<(), Problem> {
    GRANTS.room(directory.grants.get(&user).into_iter().flatten().count())
}

/// And what one person delegates.
pub fn room_for_delegation(directory: &Directory, delegator: Id, today: NaiveDate) -> Result<(), Problem> {
    let all = directory.delegations.values().flatten().filter(|it| it.delegator == delegator);
    DELEGATIONS.room(all.filter(|it| it.valid_to.is_none_or(|to| to >= today)).count())
}

/// What only people do: delegate, and set a password.
pub fn only_people(kind: AccountKind) -> Result<(), Problem> {
    if kind == AccountKind::Person { Ok(()) } else { Err(Problem::of(Code::RoleMayNot)) }
}

/// Whoever signs does not write himself what stands below his signature: another administrator does.
pub fn another_says_as_what(caller: &Caller, user: Id, is_changed: bool) -> Result<(), Problem> {
    let signs = || caller.holds_anywhere(Role::OF_BUSINESS);
    if is_changed && user == caller.user && signs() { Err(Problem::of(Code::RoleMayNot)) } else { Ok(()) }
}

/// Whether a role is one for accounts of this kind. Whoever made a machine holds its secret: in a person's role it would let
/// him act as somebody else. And what is said to come from the portal is not said by a person.
pub fn suits(kind: AccountKind, role: Role) -> Result<(), Problem> {
    let suits = match kind {
        AccountKind::Service => Role::OF_MACHINES.contains(&role),
        AccountKind::Person => role != Role::Portal,
    };
    if suits { Ok(()) } else { Err(Problem::of_place("/role", Code::WrongAccountKind)) }
}

/// Whether a role is held at agencies of this sort.
pub fn fits(directory: &Directory, role: Role, agency: Id) -> Result<(), Problem> {
    let is_committee = directory.agencies.get(&agency).is_some_and(|it| it.is_committee);
    let wrong = |code| Err(Problem::of_place("/agency_id", code));
    match role {
        Role::Chair if !is_committee => wrong(Code::NotACommittee),
        Role::StandingLead | Role::StandingOfficer if is_committee || directory.committee_of(agency).is_none() => {
            wrong(Code::WrongAgencyKind)
        }
        Role::AgencyLead | Role::AgencyOfficer if is_committee => wrong(Code::WrongAgencyKind),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::directory::AgencySeat;

    #[test]
    fn a_machine_holds_the_roles_of_machines_and_a_person_those_of_people() {
        for role in Role::ALL {
            let for_machines = matches!(role, Role::Portal | Role::Auditor);
            assert_eq!(suits(AccountKind::Service, *role).is_ok(), for_machines, "{role}");
            assert_eq!(suits(AccountKind::Person, *role).is_ok(), *role != Role::Portal, "{role}");
        }
        assert!(only_people(AccountKind::Person).is_ok());
        assert_eq!(only_people(AccountKind::Service).unwrap_err().code(), Code::RoleMayNot);
    }

    #[test]
    fn a_role_is_held_at_agencies_of_its_sort() {
        let (committee, below, beside) = (Id::fresh(), Id::fresh(), Id::fresh());
        let mut directory = Directory::default();
        for (agency, parent, is_committee) in
            [(committee, None, true), (below, Some(committee), false), (beside, None, false)]
        {
            let valid_from = "2000-01-01".parse().unwrap();
            let seat = AgencySeat {
                parent,
                code: String::new(),
                name: String::new(),
                is_committee,
                valid_from,
                valid_to: None,
                heir: None,
            };
            directory.agencies.insert(agency, seat);
        }
        let code = |role, agency| fits(&directory, role, agency).err().map(|problem| problem.code());
        for (role, at_committee, at_below, at_beside) in [
            (Role::Chair, None, Some(Code::NotACommittee), Some(Code::NotACommittee)),
            (Role::StandingLead, Some(Code::WrongAgencyKind), None, Some(Code::WrongAgencyKind)),
            (Role::StandingOfficer, Some(Code::WrongAgencyKind), None, Some(Code::WrongAgencyKind)),
            (Role::AgencyLead, Some(Code::WrongAgencyKind), None, None),
            (Role::AgencyOfficer, Some(Code::WrongAgencyKind), None, None),
            (Role::Auditor, None, None, None),
        ] {
            assert_eq!(code(role, committee), at_committee, "{role}");
            assert_eq!(code(role, below), at_below, "{role}");
            assert_eq!(code(role, beside), at_beside, "{role}");
        }
    }
}
