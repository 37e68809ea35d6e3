use super::*;
use crate::kernel::owner::Owner;
use crate::kernel::role::Role::{
    Admin, AgencyLead, AgencyOfficer, Auditor, Chair, Portal, StandingLead, StandingOfficer,
};
use crate::kernel::role::Scope::{Own, Subtree};
use crate::kernel::sample::{City, day};
use crate::kernel::wording::as_written;

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
    let line = |roles| {
        ReadRule { resources: "papers", which: "signed ones", within: Within::Above, roles }.describe(as_written)
    };
    let above = "of the agency the caller acts for and of every agency above it";
    assert_eq!(line(&[Chair, Auditor]), ["papers", "signed ones", above, "chair or auditor"]);
    assert_eq!(line(Role::ALL)[3], "every role");
    assert_eq!(line(&[])[3], "whoever is signed in");
}

#[test]
fn no_two_seats_and_no_two_reaches_are_told_alike() {
    use Seat::{Anywhere, Assignee, Committee, Person, Recipient, StandingOwn, Team, TeamLead};
    use Within::{Above, Agencies, Committees, Concerned, Everybody, Held, Reach};
    let seats = [Committee, Seat::Own, Assignee, Recipient, StandingOwn, Person, Team, TeamLead, Anywhere];
    let reaches = [Reach, Committees, Agencies, Above, Held, Concerned, Within::Team, Everybody];
    for mut words in [seats.map(Seat::describe).to_vec(), reaches.map(Within::describe).to_vec()] {
        words.sort_unstable();
        assert!(words.windows(2).all(|pair| pair[0] != pair[1]), "{words:?}");
    }
}

/// A visit of the committee, with those who are of its team now; the first of them leads it.
struct Visit {
    owner: Owner,
    team: Vec<Member>,
}

impl Visit {
    fn of(city: &City, team: &[(&str, &str)]) -> Self {
        let member = |(login, agency): &(&str, &str)| Member { user: city.id(login), agency: city.id(agency) };
        let owner = Owner::of(&city.directory, city.id("committee"));
        Self { owner, team: team.iter().map(member).collect() }
    }
}

impl Seated for Visit {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        self.owner.agency_at(seat)
    }

    fn people_at(&self, seat: Seat) -> Vec<Member> {
        match seat {
            Seat::Team => self.team.clone(),
            Seat::TeamLead => self.team.iter().take(1).copied().collect(),
            _ => Vec::new(),
        }
    }
}

const TEAM: Who = &[(Seat::Team, Role::OF_BUSINESS)];
const TEAM_LEAD: Who = &[(Seat::TeamLead, Role::OF_BUSINESS)];

/// What opens the visit to somebody: what he may do with it as one of its team, and whether he reads it as one.
fn seated(city: &City, visit: &Visit, login: &str, agency: &str, on: &str) -> Option<Role> {
    let caller = city.caller(login, agency, on);
    let role = role_for(&caller, TEAM, visit);
    let reads = caller.teams_as().is_some_and(|me| visit.people_at(Seat::Team).contains(&me));
    assert_eq!(role.is_some(), reads, "reads and writes follow the same");
    role
}

/// An officer of Justice and a lead of the district, each of whom the visit lists for his agency.
fn inspectors() -> (City, Visit) {
    let mut city = City::new();
    city.grant("officer", AgencyOfficer, "justice", Own);
    city.grant("lead", AgencyLead, "district", Own);
    let visit = Visit::of(&city, &[("officer", "justice"), ("lead", "district")]);
    (city, visit)
}

#[test]
fn the_people_of_a_team_act_for_the_agency_they_are_listed_for() {
    let (city, visit) = inspectors();
    assert_eq!(seated(&city, &visit, "officer", "justice", MARCH), Some(AgencyOfficer));
    assert_eq!(seated(&city, &visit, "lead", "district", MARCH), Some(AgencyLead));
    let (officer, lead) = (city.caller("officer", "justice", MARCH), city.caller("lead", "district", MARCH));
    let own = |role| Some(Authority { role, on_behalf_of: None });
    assert_eq!(officer.authority("visits", "start", TEAM_LEAD, &visit), own(AgencyOfficer), "the role is on record");
    assert_eq!(lead.authority("visits", "start", TEAM_LEAD, &visit), None, "of the team, and not its leader");
    assert_eq!(officer.teams_as(), Some(visit.team[0]));
    // A line may name fewer roles.
    let leads: Who = &[(Seat::Team, &[AgencyLead])];
    assert_eq!((role_for(&lead, leads, &visit), role_for(&officer, leads, &visit)), (Some(AgencyLead), None));
    // Whoever is of the team sits at no other seat for that, and whoever is not sits there by no role.
    assert_eq!(role_for(&officer, &[(Seat::Committee, &[AgencyOfficer])], &visit), None);
    assert_eq!(role_for(&officer, TEAM, &visit.owner), None, "an object without a team");
    assert_eq!(role_for(&officer, TEAM, &city.id("justice")), None, "an agency has none");
}

#[test]
fn another_visit_of_the_plan_is_another_teams() {
    let (mut city, visit) = inspectors();
    city.grant("chair", Chair, "committee", Subtree);
    city.grant("standing", StandingOfficer, "labour", Own);
    let other = Visit::of(&city, &[("lead", "district")]);
    assert_eq!(seated(&city, &other, "officer", "justice", MARCH), None);
    for (login, agency) in [("chair", "committee"), ("standing", "labour")] {
        assert_eq!(seated(&city, &visit, login, agency, MARCH), None, "{login} reaches all, and is of no team");
    }
    // Whoever has left is listed no more.
    let left = Visit::of(&city, &[("officer", "justice")]);
    assert_eq!(seated(&city, &left, "lead", "district", MARCH), None);
    // The chair and the standing agency's people sit in teams as everybody else does.
    let theirs = Visit::of(&city, &[("chair", "committee"), ("standing", "labour")]);
    assert_eq!(seated(&city, &theirs, "chair", "committee", MARCH), Some(Chair));
    assert_eq!(seated(&city, &theirs, "standing", "labour", MARCH), Some(StandingOfficer));
    assert_eq!(seated(&city, &theirs, "standing", "labour", "2018-01-01"), None, "its designation is over");
}

#[test]
fn a_seat_in_a_team_ends_with_the_role() {
    let (mut city, visit) = inspectors();
    let officer = city.id("officer");
    let sits = |city: &City| seated(city, &visit, "officer", "justice", MARCH).is_some();
    assert!(sits(&city));
    city.directory.grants.get_mut(&officer).unwrap()[0].valid_to = Some(day(MARCH));
    assert!(sits(&city), "its last day");
    city.directory.grants.get_mut(&officer).unwrap()[0].valid_to = Some(day("2017-03-05"));
    assert!(!sits(&city), "it ended yesterday");
    for role in [Auditor, Portal, Admin] {
        city.grant("officer", role, "justice", Subtree);
    }
    assert!(!sits(&city), "what is no business");
    let readers: Who = &[(Seat::Team, &[Auditor, Portal, Admin])];
    assert_eq!(role_for(&city.caller("officer", "justice", MARCH), readers, &visit), None, "nor if a line names them");
    city.directory.grants.remove(&officer);
    assert!(!sits(&city), "it was revoked");
    city.grant("officer", AgencyLead, "justice", Own);
    assert!(sits(&city), "another role there is as good");
    let justice = city.id("justice");
    city.directory.agencies.get_mut(&justice).unwrap().valid_to = Some(day("2017-03-05"));
    assert!(!sits(&city), "the agency has ended");
}

#[test]
fn a_seat_in_a_team_is_at_the_agency_listed_and_nowhere_else() {
    let mut city = City::new();
    city.grant("above", AgencyLead, "district", Subtree);
    city.grant("chair", Chair, "committee", Subtree);
    city.grant("two", AgencyOfficer, "justice", Own);
    city.grant("two", AgencyOfficer, "district", Own);
    let visit = Visit::of(&city, &[("two", "justice"), ("above", "commune"), ("chair", "justice")]);
    for agency in ["district", "commune"] {
        assert_eq!(seated(&city, &visit, "above", agency, MARCH), None, "a grant above only reaches it ({agency})");
    }
    for agency in ["committee", "justice"] {
        assert_eq!(seated(&city, &visit, "chair", agency, MARCH), None, "nor does the chair hold it there ({agency})");
    }
    assert_eq!(seated(&city, &visit, "two", "justice", MARCH), Some(AgencyOfficer));
    assert_eq!(seated(&city, &visit, "two", "district", MARCH), None, "his token names another agency");
    let listed_twice = Visit::of(&city, &[("two", "justice"), ("two", "district")]);
    assert_eq!(seated(&city, &listed_twice, "two", "district", MARCH), Some(AgencyOfficer));
}

#[test]
fn nobody_sits_in_a_team_for_somebody_else() {
    let (mut city, visit) = inspectors();
    city.grant("deputy", AgencyOfficer, "justice", Own);
    city.grant("standing", StandingOfficer, "labour", Own);
    city.delegate("officer", "justice", "visits.start", "deputy");
    city.delegate("standing", "labour", "visits.start", "lead");
    city.delegate("standing", "labour", "visits.start", "deputy");
    let may = |login: &str, agency: &str, who: Who| {
        city.caller(login, agency, MARCH).authority("visits", "start", who, &visit)
    };
    assert_eq!(may("deputy", "justice", TEAM), None, "a delegator's membership is his own");
    assert_eq!(seated(&city, &visit, "deputy", "justice", MARCH), None);
    // Whoever is of the team acts by a role of his own there, not by one that was lent to him.
    let standing: Who = &[(Seat::Team, &[StandingOfficer])];
    assert_eq!(may("lead", "district", standing), None);
    // What others may do as well is lent by these.
    let either: Who = &[(Seat::TeamLead, Role::OF_BUSINESS), (Seat::Committee, &[StandingOfficer])];
    let lent = Authority { role: StandingOfficer, on_behalf_of: Some(city.id("standing")) };
    assert_eq!(may("deputy", "justice", either), Some(lent));
    assert_eq!(may("officer", "justice", either), Some(Authority { role: AgencyOfficer, on_behalf_of: None }));
}

#[test]
fn whom_a_step_tells_sits_where_the_rule_says_who_may() {
    let (city, visit) = inspectors();
    let justice = city.id("justice");
    let object = Object(vec![(Seat::Own, justice)]);
    let who: Who = &[(Seat::Committee, &[Chair]), (Seat::Own, &[AgencyLead]), (Seat::Anywhere, &[Auditor])];
    let lead = Place { agency: justice, roles: vec![AgencyLead], actions: vec!["papers.sign".to_owned()], only: None };
    assert_eq!(takers("papers", "sign", who, &object), [lead], "a seat that nobody has tells nobody");
    // Of a team each is told for the agency that he is listed for, and nobody in his place.
    for place in takers("visits", "start", TEAM, &visit) {
        assert!(place.only.is_some() && place.actions.is_empty(), "{place:?}");
        assert_eq!(place.roles, Role::OF_BUSINESS);
    }
    assert_eq!(takers("visits", "start", TEAM, &visit).len(), visit.people_at(Seat::Team).len());
}
