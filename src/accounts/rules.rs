//! What the resources of this chapter judge alike: which roles an account may hold, and where.

pub mod administration;
pub mod passwords;

use crate::accounts::users::model::AccountKind;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::role::Role;

/// What only people do: delegate, and set a password.
pub fn only_people(kind: AccountKind) -> Result<(), Problem> {
    if kind == AccountKind::Person { Ok(()) } else { Err(Problem::of(Code::RoleMayNot)) }
}

/// Whether a role is one for accounts of this kind. Whoever made a machine holds its secret: in a person's role it would let
/// him act as somebody else. And what is said to come from the portal is not said by a person.
pub fn suits(kind: AccountKind, role: Role) -> Result<(), Problem> {
    let suits = match kind {
        AccountKind::Service => matches!(role, Role::Portal | Role::Auditor),
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
            let seat = AgencySeat { parent, name: String::new(), is_committee, valid_from, valid_to: None };
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
