//! Who waits for what an agency owes to the owner of a plan, and whom a reminder of it reaches.

use chrono::NaiveDate;

use crate::inspections::inspections::workflow::Seats;
use crate::kernel::agencies::Agencies;
use crate::kernel::directory::{Directory, Extent};
use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, Seat, Seated as _};
use crate::kernel::role::Role;

/// Where the owner of a plan sits, and who acts for the agency that owes it something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The owner of the plan, or the committee that judges in its place.
    pub keeper: Id,
    /// Its seat.
    pub keeper_seat: Seat,
    /// Who is reminded at the agency.
    pub roles: &'static [Role],
}

impl Waiting {
    /// By who is who on a day. What the standing agency itself owes, its own roles do and the chair waits for.
    pub fn of(directory: &Directory, owner: Id, agency: Id, today: NaiveDate) -> Self {
        let seats = Seats::of(directory, [owner, agency], Vec::new(), today);
        let keepers = [Seat::StandingOwn, Seat::Committee, Seat::Recipient];
        let sitting = keepers.into_iter().find_map(|seat| Some((seat, seats.agency_at(seat)?)));
        let (keeper_seat, keeper) = sitting.unwrap_or((Seat::Recipient, owner));
        let roles = if keeper_seat == Seat::StandingOwn { Role::OF_STANDING } else { Role::OF_AGENCIES };
        Self { keeper, keeper_seat, roles }
    }
}

/// Whose plans are judged at some agencies: their own and, at a committee, those of whoever below it would judge himself by now.
pub fn judged_at(caller: &Caller, agencies: Agencies) -> Agencies {
    let directory = &caller.directory;
    let is_there = |owner: &Id| directory.committee_of(*owner).is_some_and(|it| agencies.contains(it));
    let fallen = directory.judging_themselves(caller.today).into_iter().filter(is_there).collect();
    agencies.and(&Agencies::These(fallen))
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
            let keeper = city.id(owner);
            assert_eq!(found, Waiting { keeper, keeper_seat, roles }, "{owner} {agency}");
        }
        let mut city = city;
        city.end("commune", "district", "2017-03-06");
        let found = Waiting::of(&city.directory, city.id("district"), city.id("commune"), day("2017-03-06"));
        assert_eq!((found.keeper, found.keeper_seat), (city.id("committee"), Seat::Committee), "nobody judges himself");
    }
}
