//! Whom a reminder reaches: who holds a role where it is owed, and who was lent what has to be done. Pure; it is asked when the
//! reminder is made, and again when it leaves by mail.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::kernel::directory::{DelegationSeat, Directory, holds_on};
use crate::kernel::due::Due;
use crate::kernel::id::Id;
use crate::kernel::role::Role;

/// Who is who at some agencies on a day.
pub struct Reached<'a> {
    people: BTreeMap<Id, Vec<(Role, Id)>>,
    /// By agency: whose actions, and who may do them.
    lent: BTreeMap<Id, Vec<(&'a DelegationSeat, Id)>>,
}

impl<'a> Reached<'a> {
    /// Reads who is who once for all that is owed at these agencies.
    pub fn at(directory: &'a Directory, agencies: impl Iterator<Item = Id>, today: NaiveDate) -> Self {
        let mut people: BTreeMap<Id, Vec<(Role, Id)>> = agencies.map(|agency| (agency, Vec::new())).collect();
        for (user, grants) in directory.grants.iter().filter(|(user, _)| is_enabled(directory, **user)) {
            for grant in grants.iter().filter(|it| directory.counts(it, today)) {
                if let Some(there) = people.get_mut(&grant.agency) {
                    there.push((grant.role, *user));
                }
            }
        }
        let mut lent: BTreeMap<Id, Vec<(&DelegationSeat, Id)>> = BTreeMap::new();
        for (delegate, delegations) in &directory.delegations {
            let in_force = delegations.iter().filter(|it| holds_on(today, it.valid_from, it.valid_to));
            for delegation in in_force.filter(|it| people.contains_key(&it.agency)) {
                if can_act(directory, *delegate, today) {
                    lent.entry(delegation.agency).or_default().push((delegation, *delegate));
                }
            }
        }
        Self { people, lent }
    }

    /// Whom a reminder of this reaches, each once.
    pub fn by(&self, due: &Due) -> BTreeSet<Id> {
        let there = self.people.get(&due.agency).into_iter().flatten();
        let own: BTreeSet<Id> = there.filter(|(role, _)| due.roles.contains(role)).map(|(_, user)| *user).collect();
        let does_it = |it: &DelegationSeat| it.actions.iter().any(|action| due.done_by.contains(&action.as_str()));
        let lent = self.lent.get(&due.agency).into_iter().flatten();
        let deputies = lent.filter(|(it, _)| own.contains(&it.delegator) && does_it(it)).map(|(_, user)| *user);
        own.iter().copied().chain(deputies).collect()
    }
}

fn is_enabled(directory: &Directory, user: Id) -> bool {
    directory.users.get(&user).is_some_and(|seat| !seat.disabled)
}

/// Whether somebody can sign in: whoever holds no role anywhere would be told of what he cannot do.
fn can_act(directory: &Directory, user: Id, today: NaiveDate) -> bool {
    let mut grants = directory.grants.get(&user).into_iter().flatten();
    is_enabled(directory, user) && grants.any(|it| directory.counts(it, today))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::instant::Instant;
    use crate::kernel::policy::Seat;
    use crate::kernel::role::Role::{AgencyLead, Auditor};
    use crate::kernel::role::Scope::Own;
    use crate::kernel::sample::{City, day};

    fn due(agency: Id) -> Due {
        Due {
            resource: "assignments",
            id: Id::fresh(),
            is_owed: true,
            version: 1,
            changed_at: Instant(0),
            agency,
            roles: &[AgencyLead],
            done_by: &["assignments.report_done"],
            keeper: agency,
            keeper_seat: Seat::Committee,
            last_day: day("2017-09-30"),
            internal_on: None,
            awaited_since: None,
            notice: None,
        }
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
        let reached = |city: &City, on: &str| {
            Reached::at(&city.directory, std::iter::once(justice), day(on))
                .by(&due(justice))
                .into_iter()
                .collect::<Vec<_>>()
        };
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
}
