//! Who waits for what an agency owes to the owner of a plan, and whom a reminder of it reaches.

use chrono::NaiveDate;

use crate::inspections::inspections::workflow::Seats;
use crate::kernel::directory::{Directory, Extent};
use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, Seat, Seated as _};
use crate::kernel::role::Role;

/// Where the owner of a plan sits, and who acts for the agency that owes it something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The owner's seat.
    pub keeper_seat: Seat,
    /// Who is reminded at the agency.
    pub roles: &'static [Role],
}

impl Waiting {
    /// By who is who on a day. What the standing agency itself owes, its own roles do and the chair waits for.
    pub fn of(directory: &Directory, owner: Id, agency: Id, today: NaiveDate) -> Self {
        let seats = Seats::of(directory, [owner, agency], Vec::new(), today);
        let keepers = [Seat::StandingOwn, Seat::Committee, Seat::Recipient];
        let keeper_seat = keepers.into_iter().find(|seat| seats.agency_at(*seat).is_some()).unwrap_or(Seat::Recipient);
        let roles = if keeper_seat == Seat::StandingOwn { Role::OF_STANDING } else { Role::OF_AGENCIES };
        Self { keeper_seat, roles }
    }
}

/// The standing agency of a committee, and those that have ended and whose it holds: what the committee's plans have of them, its roles do. None
/// where there is no standing agency.
pub fn standing_with_held(caller: &Caller, committee: Id) -> Vec<Id> {
    let standing = caller.directory.standing_agency(committee, caller.today).into_iter();
    standing.flat_map(|it| caller.directory.within(it, Extent::Alone, caller.today)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::sample::{City, day};

    #[test]
    fn the_owner_waits_in_the_seat_in_which_it_judges() {
        let city = City::new();
        for (owner, agency, keeper_seat, roles) in [
            ("committee", "justice", Seat::Committee, Role::OF_AGENCIES),
            ("committee", "labour", Seat::StandingOwn, Role::OF_STANDING),
            ("district", "commune", Seat::Recipient, Role::OF_AGENCIES),
        ] {
            let found = Waiting::of(&city.directory, city.id(owner), city.id(agency), day("2017-03-06"));
            assert_eq!(found, Waiting { keeper_seat, roles }, "{owner} {agency}");
        }
    }
}
