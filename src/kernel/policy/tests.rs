use super::*;
use crate::kernel::owner::Owner;
use crate::kernel::role::Role::{
    Admin, AgencyLead, AgencyOfficer, Auditor, Chair, Portal, StandingLead, StandingOfficer,
};
use crate::kernel::role::Scope::{Own, Subtree};
use crate::kernel::sample::{City, day};

const MARCH: &str = "2017-03-06";

/// An object that seats the agencies it names.
struct Object(Vec<(Seat, Id)>);

impl Seated for Object {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        self.0.iter().find(|(at, _)| *at == seat).map(|(_, agency)| *agency)
    }
}

fn role_for(caller: &Caller, who: Who, object: &dyn Seated) -> Option<Role> {
    caller.authority("papers", "sign", who, object).map(|authority| authority.role)
}

#[test]
fn a_role_counts_at_its_seat_alone() {
    let mut city = City::new();
    city.grant("chair", Chair, "committee", Subtree);
    city.grant("lead", AgencyLead, "justice", Own);
    let (chair, lead) = (city.caller("chair", "committee", MARCH), city.caller("lead", "justice", MARCH));
    let who: Who = &[(Seat::Committee, &[Chair]), (Seat::Own, &[AgencyLead])];
    let owned_by = |agency: &str| Owner::of(&city.directory, city.id(agency));
    assert_eq!(role_for(&chair, who, &owned_by("committee")), Some(Chair));
    assert_eq!(role_for(&lead, who, &owned_by("committee")), None);
    assert_eq!(role_for(&lead, who, &owned_by("justice")), Some(AgencyLead));
    assert_eq!(role_for(&chair, who, &owned_by("justice")), None, "in reach, but that is not the chair's seat");
    assert_eq!(role_for(&lead, who, &owned_by("labour")), None, "somebody else's own");
    // A seat that the object leaves empty is nobody's.
    assert_eq!(role_for(&chair, &[(Seat::Recipient, &[Chair])], &Object(Vec::new())), None);
    // The seats of one object differ: who carries it out is not who receives it.
    let object = Object(vec![(Seat::Assignee, city.id("justice")), (Seat::Recipient, city.id("district"))]);
    assert_eq!(role_for(&lead, &[(Seat::Assignee, &[AgencyLead])], &object), Some(AgencyLead));
    assert_eq!(role_for(&lead, &[(Seat::Recipient, &[AgencyLead])], &object), None);
}

#[test]
fn whoever_reaches_an_agency_below_sits_there_too() {
    let mut city = City::new();
    city.grant("subtree", AgencyLead, "district", Subtree);
    city.grant("own", AgencyLead, "district", Own);
    let who: Who = &[(Seat::Own, &[AgencyLead])];
    let commune = Owner::of(&city.directory, city.id("commune"));
    assert_eq!(role_for(&city.caller("subtree", "district", MARCH), who, &commune), Some(AgencyLead));
    assert_eq!(role_for(&city.caller("own", "district", MARCH), who, &commune), None);
}

#[test]
fn standing_roles_sit_at_the_committee_while_their_agency_is_designated() {
    let mut city = City::new();
    city.grant("labour", StandingLead, "labour", Own);
    city.grant("justice", StandingLead, "justice", Own);
    let who: Who = &[(Seat::Committee, Role::OF_STANDING)];
    let papers = Owner::of(&city.directory, city.id("committee"));
    for (on, labour, justice) in [("2017-12-31", Some(StandingLead), None), ("2018-01-01", None, Some(StandingLead))] {
        assert_eq!(role_for(&city.caller("labour", "labour", on), who, &papers), labour, "{on}");
        assert_eq!(role_for(&city.caller("justice", "justice", on), who, &papers), justice, "{on}");
        // "Anywhere" means that the role is held in earnest: without a designation it reaches nothing.
        let anywhere: Who = &[(Seat::Anywhere, Role::OF_STANDING)];
        assert_eq!(role_for(&city.caller("labour", "labour", on), anywhere, &Object(Vec::new())), labour, "{on}");
    }
    let anybody: Who = &[(Seat::Anywhere, &[Portal])];
    city.grant("portal", Portal, "commune", Own);
    assert_eq!(role_for(&city.caller("portal", "commune", MARCH), anybody, &Object(Vec::new())), Some(Portal));
}

#[test]
fn only_grants_at_the_tokens_agency_count() {
    let mut city = City::new();
    city.grant("two", AgencyLead, "justice", Own);
    city.grant("two", AgencyOfficer, "district", Own);
    let at = |agency: &str| city.caller("two", agency, MARCH);
    assert_eq!((at("justice").roles(), at("district").roles()), (vec![AgencyLead], vec![AgencyOfficer]));
    assert_eq!(at("labour").roles(), []);
    let own = |agency: &str| Owner::of(&city.directory, city.id(agency));
    let leads: Who = &[(Seat::Own, &[AgencyLead])];
    assert_eq!(role_for(&at("justice"), leads, &own("justice")), Some(AgencyLead));
    assert_eq!(role_for(&at("district"), leads, &own("justice")), None);
    assert!(at("justice").holds(&[AgencyLead], city.id("justice")));
    assert!(!at("district").holds(&[AgencyLead], city.id("justice")) && !at("district").holds_anywhere(&[AgencyLead]));
    assert_eq!(at("justice").root(), city.id("committee"));
    assert_eq!(city.caller("two", "elsewhere", MARCH).root(), city.id("elsewhere"));
}

#[test]
fn a_grant_counts_between_its_days() {
    let mut city = City::new();
    let grant = city.grant("lead", AgencyLead, "justice", Own);
    (grant.valid_from, grant.valid_to) = (day("2017-02-01"), Some(day("2017-02-10")));
    let rule = Rule { resource: "papers", action: "sign", who: &[(Seat::Own, &[AgencyLead])] };
    let own = Owner::of(&city.directory, city.id("justice"));
    for (on, expected) in [
        ("2017-01-31", Err(Code::RoleMayNot)),
        ("2017-02-01", Ok(AgencyLead)),
        ("2017-02-10", Ok(AgencyLead)),
        ("2017-02-11", Err(Code::RoleMayNot)),
    ] {
        let caller = city.caller("lead", "justice", on);
        let found = rule.permit(&caller, &own).map(|it| it.role).map_err(|problem| problem.code());
        assert_eq!(found, expected, "{on}");
        assert_eq!(caller.holds(&[AgencyLead], city.id("justice")), expected.is_ok(), "{on}");
    }
}

#[test]
fn roles_are_told_once_each() {
    let mut city = City::new();
    for role in [AgencyOfficer, AgencyLead, AgencyOfficer] {
        city.grant("lead", role, "justice", Own);
    }
    assert_eq!(city.caller("lead", "justice", MARCH).roles(), [AgencyLead, AgencyOfficer]);
}

/// The chair lets the lead of the standing agency sign in March.
fn lent() -> City {
    let mut city = City::new();
    city.grant("chair", Chair, "committee", Subtree);
    city.grant("lead", StandingLead, "labour", Own);
    city.grant("officer", StandingOfficer, "labour", Own);
    city.delegate("chair", "committee", "papers.sign", "lead");
    city
}

const CHAIRS: Who = &[(Seat::Committee, &[Chair])];

fn authority(city: &City, login: &str, agency: &str, on: &str, who: Who) -> Option<Authority> {
    let papers = Owner::of(&city.directory, city.id("committee"));
    city.caller(login, agency, on).authority("papers", "sign", who, &papers)
}

#[test]
fn what_is_delegated_is_done_for_the_delegator() {
    let city = lent();
    let lent = Authority { role: Chair, on_behalf_of: Some(city.id("chair")) };
    assert_eq!(authority(&city, "lead", "labour", MARCH, CHAIRS), Some(lent));
    let caller = city.caller("lead", "labour", MARCH);
    assert_eq!(caller.people(lent), [city.id("lead"), city.id("chair")]);
    // One's own right comes first.
    let either: Who = &[(Seat::Committee, &[Chair, StandingLead])];
    let own = Authority { role: StandingLead, on_behalf_of: None };
    assert_eq!(authority(&city, "lead", "labour", MARCH, either), Some(own));
    assert_eq!(caller.people(own), [city.id("lead")]);
}

#[test]
fn a_delegation_lends_the_actions_it_names_and_only_while_it_lasts() {
    let city = lent();
    for (on, expected) in [("2017-02-28", false), ("2017-03-01", true), ("2017-03-31", true), ("2017-04-01", false)] {
        assert_eq!(authority(&city, "lead", "labour", on, CHAIRS).is_some(), expected, "{on}");
    }
    let caller = city.caller("lead", "labour", MARCH);
    let papers = Owner::of(&city.directory, city.id("committee"));
    for (resource, action) in [("papers", "cancel"), ("letters", "sign")] {
        assert!(caller.authority(resource, action, CHAIRS, &papers).is_none(), "{resource}.{action}");
    }
    assert!(authority(&city, "officer", "labour", MARCH, CHAIRS).is_none(), "it is lent to one person");
}

#[test]
fn a_delegation_is_worth_what_its_delegator_still_may() {
    let chair = |city: &City| city.id("chair");
    type Take = fn(&mut City);
    let takes: [(&str, Take); 4] = [
        ("disabled", |city| city.directory.users.get_mut(&city.id("chair")).unwrap().disabled = true),
        ("gone", |city| drop(city.directory.users.remove(&city.id("chair")))),
        ("without the role", |city| drop(city.directory.grants.remove(&city.id("chair")))),
        ("with the role until February", |city| {
            city.directory.grants.get_mut(&city.id("chair")).unwrap()[0].valid_to = Some(day("2017-02-28"));
        }),
    ];
    for (what, take) in takes {
        let mut city = lent();
        assert!(authority(&city, "lead", "labour", MARCH, CHAIRS).is_some());
        take(&mut city);
        assert!(authority(&city, "lead", "labour", MARCH, CHAIRS).is_none(), "a delegator {what}");
    }
    // It names the agency at which the role is held: a role elsewhere is not lent with it.
    let mut city = lent();
    city.directory.grants.get_mut(&chair(&city)).unwrap()[0].agency = city.id("elsewhere");
    assert!(authority(&city, "lead", "labour", MARCH, CHAIRS).is_none());
}

#[test]
fn what_was_lent_is_not_lent_on() {
    let mut city = lent();
    city.delegate("lead", "labour", "papers.sign", "officer");
    assert!(authority(&city, "lead", "labour", MARCH, CHAIRS).is_some());
    assert!(authority(&city, "officer", "labour", MARCH, CHAIRS).is_none());
}

#[test]
fn a_delegate_reads_what_he_acts_on_and_no_more() {
    let mut city = lent();
    for role in [Auditor, Admin] {
        city.grant("chair", role, "committee", Subtree);
    }
    city.grant("chair", AgencyLead, "justice", Own);
    let roles = |city: &City, on: &str| -> Vec<Role> {
        city.caller("lead", "labour", on).reading_grants().iter().map(|it| it.role).collect()
    };
    assert_eq!(
        roles(&city, MARCH),
        [StandingLead, Chair],
        "what moves nothing along is not lent, nor a role elsewhere"
    );
    assert_eq!(roles(&city, "2017-04-01"), [StandingLead]);
    let chair = city.id("chair");
    city.directory.users.get_mut(&chair).unwrap().disabled = true;
    assert_eq!(roles(&city, MARCH), [StandingLead]);
}

#[test]
fn a_caller_is_judged_anew_by_what_is_on_record_now() {
    let mut city = City::new();
    city.grant("lead", AgencyLead, "justice", Own);
    let (caller, lead) = (city.caller("lead", "justice", MARCH), city.id("lead"));
    let judged = |directory: &Directory| caller.judged_by(Arc::new(directory.clone()));
    let mut directory = city.directory.clone();
    directory.grants.clear();
    assert_eq!(judged(&directory).map(|it| it.roles()), Ok(Vec::new()));
    directory.users.get_mut(&lead).unwrap().disabled = true;
    assert_eq!(judged(&directory).map(|it| it.roles()).map_err(|it| it.code()), Err(Code::InvalidToken));
    directory.users.clear();
    assert_eq!(judged(&directory).map(|it| it.roles()).map_err(|it| it.code()), Err(Code::InvalidToken));
    assert_eq!(caller.roles(), [AgencyLead], "the caller before keeps the snapshot before");
}

#[test]
fn what_chapters_derive_is_made_once_for_a_snapshot() {
    let mut city = City::new();
    city.grant("lead", AgencyLead, "justice", Own);
    let caller = city.caller("lead", "justice", MARCH);
    assert_eq!(*caller.derived(|it| it.roles()), [AgencyLead]);
    assert_eq!(*caller.clone().derived(|_| -> Vec<Role> { panic!("it is known") }), [AgencyLead]);
    assert_eq!(*caller.derived(|_| 7_u8), 7, "one of each type");
    let anew = caller.judged_by(Arc::new(city.directory.clone())).unwrap();
    assert_eq!(*anew.derived(|_| Vec::<Role>::new()), []);
}

#[test]
fn standing_roles_are_those_of_a_standing_agency() {
    let standing: Vec<Role> = Role::ALL.iter().copied().filter(|role| role.is_standing()).collect();
    assert_eq!(standing, Role::OF_STANDING);
    assert!(Role::OF_STANDING.iter().all(|role| Role::OF_COMMITTEES.contains(role)));
    assert!(Role::OF_AGENCIES.iter().all(|role| !Role::OF_COMMITTEES.contains(role)));
}

#[test]
fn lines_about_reading_say_who_in_words() {
    let line = |roles| ReadRule { resources: "papers", which: "signed ones", within: Within::Above, roles }.describe();
    let above = "of the agency the caller acts for and of every agency above it";
    assert_eq!(line(&[Chair, Auditor]), ["papers", "signed ones", above, "chair or auditor"]);
    assert_eq!(line(Role::ALL)[3], "every role");
    assert_eq!(line(&[])[3], "whoever is signed in");
}

#[test]
fn no_two_seats_and_no_two_reaches_are_told_alike() {
    use Within::{Above, Agencies, Committees, Concerned, Everybody, Held, Reach};
    let seats =
        [Seat::Committee, Seat::Own, Seat::Assignee, Seat::Recipient, Seat::StandingOwn, Seat::Person, Seat::Anywhere];
    let reaches = [Reach, Committees, Agencies, Above, Held, Concerned, Everybody];
    for mut words in [seats.map(Seat::describe), reaches.map(Within::describe)] {
        words.sort_unstable();
        assert!(words.windows(2).all(|pair| pair[0] != pair[1]), "{words:?}");
    }
}
