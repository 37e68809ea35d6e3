//! What a grant must be, beside who may give it.

use crate::accounts::grants::model::NewGrant;
use crate::accounts::rules::{fits, suits};
use crate::accounts::users::model::AccountKind;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::policy::Authority;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::validity::Validity;

/// Nobody grants to themselves, nor to the person in whose name they do it.
pub fn to_somebody_else(holder: Id, giver: Id, by: Authority) -> Result<(), Problem> {
    let is_own = holder == giver || by.on_behalf_of == Some(holder);
    if is_own { Err(Problem::of_place("/user_id", Code::SeparationOfDuties)) } else { Ok(()) }
}

/// Somebody holds a role at an agency once at a time. `held` are the times of the same role there; whoever passes them has
/// locked the person, so two that grant at the same moment see each other.
pub fn held_once(new: &NewGrant, held: &[Validity]) -> Result<(), Problem> {
    let wanted = Validity::new(new.valid_from, new.valid_to);
    if held.iter().any(|it| wanted.overlaps(*it)) { Err(Problem::of(Code::GrantOverlaps)) } else { Ok(()) }
}

/// The role is one for such an account and such an agency, and its time is in order.
pub fn fitting(new: &NewGrant, kind: AccountKind, directory: &Directory) -> Result<(), Problem> {
    Validity::new(new.valid_from, new.valid_to).ordered()?;
    suits(kind, new.role)?;
    fits(directory, new.role, new.agency_id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::role::{Role, Scope};

    fn new(from: &str, to: Option<&str>) -> NewGrant {
        let day = |text: &str| text.parse().unwrap();
        NewGrant {
            id: None,
            user_id: Id::fresh(),
            agency_id: Id::fresh(),
            role: Role::Auditor,
            scope: Scope::Own,
            valid_from: day(from),
            valid_to: to.map(day),
        }
    }

    #[test]
    fn nobody_grants_to_themselves_not_even_in_another_name() {
        let (giver, other) = (Id::fresh(), Id::fresh());
        let in_name_of = |on_behalf_of| Authority { role: Role::Admin, on_behalf_of };
        assert!(to_somebody_else(other, giver, in_name_of(None)).is_ok());
        for (holder, on_behalf_of) in [(giver, None), (other, Some(other))] {
            let refused = to_somebody_else(holder, giver, in_name_of(on_behalf_of)).unwrap_err();
            assert_eq!(refused.code(), Code::SeparationOfDuties);
        }
    }

    #[test]
    fn a_role_is_held_once_at_a_time_and_again_afterwards() {
        let held = |it: &NewGrant| Validity::new(it.valid_from, it.valid_to);
        let spring = new("2017-01-01", Some("2017-05-31"));
        assert!(held_once(&new("2017-06-01", None), &[held(&spring)]).is_ok());
        let meets = held_once(&new("2017-05-31", None), &[held(&spring)]).unwrap_err();
        assert_eq!(meets.code(), Code::GrantOverlaps);
    }

    #[test]
    fn what_is_wrong_first_is_told_first() {
        let directory = Directory::default();
        let code = |new: &NewGrant, kind| fitting(new, kind, &directory).err().map(|problem| problem.code());
        let reversed = NewGrant { role: Role::Portal, ..new("2017-06-01", Some("2017-05-31")) };
        assert_eq!(code(&reversed, AccountKind::Person), Some(Code::WindowReversed));
        let of_a_machine = NewGrant { role: Role::Portal, ..new("2017-06-01", None) };
        assert_eq!(code(&of_a_machine, AccountKind::Person), Some(Code::WrongAccountKind));
        assert_eq!(code(&of_a_machine, AccountKind::Service), None);
    }
}
