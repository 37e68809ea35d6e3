//! Whom a reminder or a telling reaches: who holds a role where it is owed, and who was lent what has to be done. Pure; it is asked
//! when it is made, and again when it leaves by mail.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::kernel::directory::{DelegationSeat, Directory, holds_on};
use crate::kernel::id::Id;
use crate::kernel::role::Role;
use crate::kernel::telling::Place;

/// Somebody who holds a role, and the agency at which he does.
#[derive(Clone, Copy, Debug)]
struct Holder {
    role: Role,
    user: Id,
    at: Id,
}

/// Who is who at some agencies on a day.
pub struct Reached<'a> {
    /// The agency that holds what is the asked one's.
    holders: BTreeMap<Id, Id>,
    people: BTreeMap<Id, Vec<Holder>>,
    /// By the agency at which the role is held: whose actions, who may do them, and the agency for which he acts.
    lent: BTreeMap<Id, Vec<(&'a DelegationSeat, Id, Id)>>,
}

impl<'a> Reached<'a> {
    /// Reads who is who once for all that concerns these agencies. A standing role is held for the committee that designated its
    /// agency, too; any other is held where it is held, however far it reaches: who is above an agency is not told of its papers. For
    /// an agency that has ended its holder's people are there.
    pub fn at(directory: &'a Directory, agencies: impl Iterator<Item = Id>, today: NaiveDate) -> Self {
        let holders: BTreeMap<Id, Id> = agencies.map(|agency| (agency, directory.holder(agency, today))).collect();
        let mut people: BTreeMap<Id, Vec<Holder>> = holders.values().map(|agency| (*agency, Vec::new())).collect();
        let mut held_at: BTreeMap<Id, Vec<(&DelegationSeat, Id, Id)>> = BTreeMap::new();
        for (user, grants) in directory.grants.iter().filter(|(user, _)| is_enabled(directory, **user)) {
            for grant in grants {
                let designated_for = grant.role.is_standing().then(|| directory.designated_by(grant.agency, today));
                for place in designated_for.into_iter().flatten().chain([grant.agency]) {
                    let Some(there) = people.get_mut(&place).filter(|_| directory.counts(grant, today)) else {
                        continue;
                    };
                    there.push(Holder { role: grant.role, user: *user, at: grant.agency });
                    held_at.entry(grant.agency).or_default();
                }
            }
        }
        for (delegate, delegations) in &directory.delegations {
            let in_force = delegations.iter().filter(|it| holds_on(today, it.valid_from, it.valid_to));
            for delegation in in_force {
                let Some(lent) = held_at.get_mut(&delegation.agency) else { continue };
                lent.extend(acts_for(directory, *delegate, today).map(|agency| (delegation, *delegate, agency)));
            }
        }
        Self { holders, people, lent: held_at }
    }

    /// Whom it reaches, each once, and the agency for which each acts.
    pub fn by(&self, place: &Place) -> BTreeMap<Id, Id> {
        let there = self.holders.get(&place.agency).and_then(|holder| self.people.get(holder)).into_iter().flatten();
        let own: BTreeMap<Id, Id> =
            there.filter(|it| place.roles.contains(&it.role)).map(|it| (it.user, it.at)).collect();
        let does_it = |it: &DelegationSeat| it.actions.iter().any(|action| place.actions.contains(action));
        let deputies = own.iter().flat_map(|(lender, at)| {
            let lent = self.lent.get(at).into_iter().flatten();
            lent.filter(|(it, ..)| it.delegator == *lender && does_it(it)).map(|(_, user, agency)| (*user, *agency))
        });
        // Whoever holds the role himself is there for his own agency.
        let mut reached: BTreeMap<Id, Id> = deputies.collect();
        reached.extend(&own);
        reached.retain(|user, _| place.only.is_none_or(|only| only == *user));
        reached
    }
}

fn is_enabled(directory: &Directory, user: Id) -> bool {
    directory.users.get(&user).is_some_and(|seat| !seat.disabled)
}

/// An agency for which somebody can sign in: whoever holds no role anywhere would be told of what he cannot do.
fn acts_for(directory: &Directory, user: Id, today: NaiveDate) -> Option<Id> {
    let grants = directory.grants.get(&user).filter(|_| is_enabled(directory, user))?;
    let mut counting: Vec<Id> = grants.iter().filter(|it| directory.counts(it, today)).map(|it| it.agency).collect();
    // His own agency first: it is the one that signing in takes, too.
    let home = directory.users.get(&user)?.agency;
    counting.sort_by_key(|agency| (*agency != home, *agency));
    counting.first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::role::Role::{AgencyLead, Auditor, Chair, StandingLead};
    use crate::kernel::role::Scope::{Own, Subtree};
    use crate::kernel::sample::{City, day};

    fn place(agency: Id, roles: &[Role]) -> Place {
        Place { agency, roles: roles.to_vec(), actions: vec!["assignments.report_done".to_owned()], only: None }
    }

    fn reached(city: &City, place: &Place, on: &str) -> Vec<Id> {
        let found = Reached::at(&city.directory, std::iter::once(place.agency), day(on));
        found.by(place).into_keys().collect()
    }

    #[test]
    fn deputies_are_reached_for_what_they_do_while_they_may() {
        let mut city = City::new();
        city.grant("lead", AgencyLead, "justice", Own);
        city.grant("deputy", Auditor, "justice", Own);
        city.grant("other", AgencyLead, "district", Own);
        let (justice, lead, deputy) = (city.id("justice"), city.id("lead"), city.id("deputy"));
        let lend = |actions: &str| DelegationSeat {
            delegator: lead,
            agency: justice,
            actions: vec![actions.to_owned()],
            valid_from: day("2017-03-01"),
            valid_to: Some(day("2017-03-10")),
        };
        let reached = |city: &City, on: &str| reached(city, &place(justice, &[AgencyLead]), on);
        let both = {
            let mut both = vec![lead, deputy];
            both.sort();
            both
        };
        city.directory.delegations.insert(deputy, vec![lend("programmes.issue")]);
        assert_eq!(reached(&city, "2017-03-05"), [lead], "he does something else");
        city.directory.delegations.insert(deputy, vec![lend("assignments.report_done")]);
        assert_eq!(reached(&city, "2017-03-05"), both);
        assert_eq!(reached(&city, "2017-03-11"), [lead], "it is over");
        city.directory.users.get_mut(&deputy).unwrap().disabled = true;
        assert_eq!(reached(&city, "2017-03-05"), [lead]);
        city.directory.users.get_mut(&deputy).unwrap().disabled = false;
        city.directory.users.get_mut(&lead).unwrap().disabled = true;
        assert!(reached(&city, "2017-03-05").is_empty(), "what a barred person lent counts for nothing");
    }

    #[test]
    fn a_standing_role_is_reached_at_its_committee_and_nobody_above_an_agency_is() {
        let mut city = City::new();
        city.grant("standing", StandingLead, "labour", Own);
        city.grant("not_standing", StandingLead, "justice", Own);
        city.grant("chair", Chair, "committee", Subtree);
        city.grant("above", AgencyLead, "district", Subtree);
        let at = |name: &str, roles: &[Role]| reached(&city, &place(city.id(name), roles), "2017-03-05");
        assert_eq!(at("committee", &[StandingLead]), [city.id("standing")]);
        assert_eq!(at("labour", &[StandingLead]), [city.id("standing")]);
        assert_eq!(at("committee", &[Chair]), [city.id("chair")]);
        assert!(at("commune", &[AgencyLead, Chair]).is_empty());
        let only = Place { only: Some(Id::fresh()), ..place(city.id("committee"), &[Chair]) };
        assert!(reached(&city, &only, "2017-03-05").is_empty(), "it is about somebody else");
    }

    #[test]
    fn of_an_agency_that_has_ended_its_holder_s_people_are_reached() {
        let mut city = City::new();
        city.grant("of_commune", AgencyLead, "commune", Own);
        city.grant("of_district", AgencyLead, "district", Own);
        let commune = city.id("commune");
        city.directory.agencies.get_mut(&commune).unwrap().valid_to = Some(day("2017-03-05"));
        city.directory.settle();
        for (on, expected) in [("2017-03-05", "of_commune"), ("2017-03-06", "of_district")] {
            assert_eq!(reached(&city, &place(commune, &[AgencyLead]), on), [city.id(expected)], "{on}");
        }
    }

    #[test]
    fn each_is_reached_for_the_agency_that_he_acts_for() {
        let mut city = City::new();
        city.grant("standing", StandingLead, "labour", Own);
        city.grant("deputy", Auditor, "justice", Own);
        let (standing, deputy, labour) = (city.id("standing"), city.id("deputy"), city.id("labour"));
        let lent = DelegationSeat {
            delegator: standing,
            agency: labour,
            actions: vec!["assignments.report_done".to_owned()],
            valid_from: day("2017-03-01"),
            valid_to: None,
        };
        city.directory.delegations.insert(deputy, vec![lent]);
        let committee = place(city.id("committee"), &[StandingLead]);
        let found = Reached::at(&city.directory, std::iter::once(committee.agency), day("2017-03-05")).by(&committee);
        assert_eq!(found, BTreeMap::from([(standing, labour), (deputy, city.id("justice"))]));
    }
}
