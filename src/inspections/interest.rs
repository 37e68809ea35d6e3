//! Who may inspect whom, by who is who.
//!
//! An inspector holds a role of the business at the agency that he acts for, which stands below the committee of the
//! plan's owner. He has nothing to do with the agency that is inspected: neither he nor his home is there, above it below
//! the owner, or below it. That is asked when a plan is handed over, when it is approved, when somebody is appointed, and
//! when the visit starts, each time by what holds on that day.

use chrono::NaiveDate;

use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::policy::Member;
use crate::kernel::role::Role;

/// The agencies at which a person holds a role of the business on a day.
fn held_at(directory: &Directory, user: Id, today: NaiveDate) -> impl Iterator<Item = Id> {
    let grants = directory.grants.get(&user).into_iter().flatten();
    grants.filter(move |it| Role::OF_BUSINESS.contains(&it.role) && directory.counts(it, today)).map(|it| it.agency)
}

/// Whether somebody can inspect for an agency's plan: a living account with a role of the business at the agency that it
/// acts for, below the committee of the plan's owner.
pub fn is_inspector(directory: &Directory, owner: Id, inspector: Member, today: NaiveDate) -> bool {
    let is_alive = directory.users.get(&inspector.user).is_some_and(|it| !it.disabled && !it.is_machine);
    let is_below = directory.committee_of(owner).is_some_and(|it| directory.is_within(inspector.agency, it));
    is_alive && is_below && held_at(directory, inspector.user, today).any(|it| it == inspector.agency)
}

/// Whether a person has to do with the agency that is inspected: by a role of the business, or by a home, at it, below it,
/// or above it below the owner. What became of one that has ended is asked like itself.
pub fn has_interest(directory: &Directory, owner: Id, inspected: Id, user: Id, today: NaiveDate) -> bool {
    let owner = directory.holder(owner, today);
    let inspected: Vec<Id> = std::iter::once(inspected).chain(directory.successors(inspected)).collect();
    let touches = |agency: Id, inspected: Id| {
        let is_above = agency != owner && directory.is_within(inspected, agency) && directory.is_within(agency, owner);
        directory.is_within(agency, inspected) || is_above
    };
    let home = directory.users.get(&user).map(|it| directory.holder(it.agency, today));
    home.into_iter()
        .chain(held_at(directory, user, today))
        .any(|agency| inspected.iter().any(|inspected| touches(agency, *inspected)))
}

/// The people who can be named as inspectors below a committee, each with an agency that he can act for, once.
pub fn inspectors(directory: &Directory, committee: Id, today: NaiveDate) -> Vec<Member> {
    let can = |member: &Member| is_inspector(directory, committee, *member, today);
    let of = |user: Id| held_at(directory, user, today).map(move |agency| Member { user, agency });
    let mut found: Vec<Member> = directory.users.keys().flat_map(|user| of(*user)).filter(can).collect();
    found.sort_by_key(|it| (it.user, it.agency));
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::directory::Heir;
    use crate::kernel::role::Role::{Admin, AgencyLead, AgencyOfficer, Auditor, Chair, StandingLead, StandingOfficer};
    use crate::kernel::role::Scope::{Own, Subtree};
    use crate::kernel::sample::{City, day};

    const TODAY: &str = "2017-03-06";

    /// Of these agencies those in which somebody has an interest.
    fn touched(city: &City, owner: &str, user: &str) -> Vec<&'static str> {
        const ALL: [&str; 5] = ["committee", "labour", "justice", "district", "commune"];
        let (owner, user) = (city.id(owner), city.id(user));
        let has = |name: &&str| has_interest(&city.directory, owner, city.id(name), user, day(TODAY));
        ALL.into_iter().filter(has).collect()
    }

    #[test]
    fn who_has_a_role_there_above_or_below_has_an_interest() {
        // role, where, whose plan: the agencies that he may not inspect.
        for (role, at, owner, expected) in [
            (AgencyLead, "justice", "committee", vec!["committee", "justice"]),
            (StandingOfficer, "labour", "committee", vec!["committee", "labour"]),
            (AgencyLead, "district", "committee", vec!["committee", "district", "commune"]),
            (AgencyOfficer, "commune", "committee", vec!["committee", "district", "commune"]),
            // The chair stands above all of them, and that is what his committee is for.
            (Chair, "committee", "committee", vec!["committee"]),
            (AgencyOfficer, "district", "district", vec!["committee", "district"]),
            (AgencyOfficer, "commune", "district", vec!["committee", "district", "commune"]),
        ] {
            let mut city = City::new();
            city.grant("somebody", role, at, Own);
            assert_eq!(touched(&city, owner, "somebody"), expected, "{role:?} at {at}, a plan of {owner}");
        }
    }

    #[test]
    fn a_home_is_an_interest_and_a_role_that_is_over_is_none() {
        let mut city = City::new();
        city.grant("somebody", StandingLead, "labour", Own);
        let (user, commune) = (city.id("somebody"), city.id("commune"));
        city.directory.users.get_mut(&user).unwrap().agency = commune;
        assert_eq!(touched(&city, "committee", "somebody"), ["committee", "labour", "district", "commune"]);
        city.directory.grants.get_mut(&user).unwrap()[0].valid_to = Some(day("2017-03-05"));
        assert_eq!(touched(&city, "committee", "somebody"), ["committee", "district", "commune"]);
    }

    #[test]
    fn whoever_descends_from_the_agency_has_an_interest() {
        let mut city = City::new();
        city.grant("somebody", AgencyOfficer, "justice", Own);
        let (commune, labour, justice) = (city.id("commune"), city.id("labour"), city.id("justice"));
        assert!(!touched(&city, "committee", "somebody").contains(&"commune"));
        let seat = city.directory.agencies.get_mut(&commune).unwrap();
        let heir = Heir { agency: labour, from: day("2017-02-01"), others: vec![justice], change: Id::fresh() };
        (seat.valid_to, seat.heir) = (Some(day("2017-01-31")), Some(heir));
        city.directory.settle();
        assert!(touched(&city, "committee", "somebody").contains(&"commune"), "it goes on beside the heir");
    }

    #[test]
    fn roles_that_move_nothing_are_no_interest_and_make_no_inspector() {
        for role in [Auditor, Admin] {
            let mut city = City::new();
            city.grant("somebody", role, "justice", Own);
            let (user, elsewhere) = (city.id("somebody"), city.id("elsewhere"));
            city.directory.users.get_mut(&user).unwrap().agency = elsewhere;
            assert!(touched(&city, "committee", "somebody").is_empty());
            let member = Member { user, agency: city.id("justice") };
            assert!(!is_inspector(&city.directory, city.id("committee"), member, day(TODAY)));
        }
    }

    #[test]
    fn an_inspector_lives_and_acts_for_an_agency_below_the_committee_by_a_role_of_his_own_there() {
        let mut city = City::new();
        city.grant("lead", AgencyLead, "district", Subtree);
        let (user, district) = (city.id("lead"), city.id("district"));
        let judge = |city: &City, owner: &str, agency: &str| {
            let member = Member { user, agency: city.id(agency) };
            is_inspector(&city.directory, city.id(owner), member, day(TODAY))
        };
        assert!(judge(&city, "committee", "district"));
        assert!(judge(&city, "justice", "district"), "below the committee of whoever plans");
        assert!(!judge(&city, "committee", "commune"), "reaching an agency is no role there");
        assert!(!judge(&city, "elsewhere", "district"), "another city's");
        let all = inspectors(&city.directory, city.id("committee"), day(TODAY));
        assert_eq!(all, [Member { user, agency: district }]);
        assert!(inspectors(&city.directory, city.id("elsewhere"), day(TODAY)).is_empty());
        city.directory.users.get_mut(&user).unwrap().disabled = true;
        assert!(!judge(&city, "committee", "district"));
    }
}
