//! Plans as they may be, and as they may not.

use super::*;
use crate::inspections::plans::model::Inspector;
use crate::kernel::role::Role::{AgencyLead, AgencyOfficer, StandingOfficer};
use crate::kernel::role::Scope::Own;
use crate::kernel::sample::{City, day};

/// A city with an inspector of each of three agencies, each called as his agency.
fn city() -> City {
    let mut city = City::new();
    city.grant("of labour", StandingOfficer, "labour", Own);
    city.grant("of justice", AgencyOfficer, "justice", Own);
    city.grant("of district", AgencyLead, "district", Own);
    city
}

fn inspector(city: &City, agency: &str) -> Inspector {
    Inspector { user_id: city.id(&format!("of {agency}")), agency_id: city.id(agency) }
}

/// A visit in June by somebody of Labour, with these members.
fn visit(city: &City, of: &str, members: &[&str]) -> PlannedVisit {
    PlannedVisit {
        agency_id: city.id(of),
        from: day("2017-06-05"),
        to: day("2017-06-16"),
        leader: inspector(city, "labour"),
        members: members.iter().map(|it| inspector(city, it)).collect(),
    }
}

fn planned(city: &City, kinds: &[AgencyKind], excluded: &[&str], due_on: &str) -> PlannedSelfInspections {
    PlannedSelfInspections {
        kinds: kinds.to_vec(),
        excluded: excluded.iter().map(|it| city.id(it)).collect(),
        due_on: day(due_on),
    }
}

fn frame<'a>(city: &'a City, owner: &str) -> Frame<'a> {
    Frame { directory: &city.directory, owner: city.id(owner), year: 2017 }
}

/// What is wrong, and where.
fn told(judged: Result<(), Problem>) -> Vec<(String, Code)> {
    let blockers = judged.err().map(Problem::into_blockers).unwrap_or_default();
    blockers.into_iter().map(|it| (it.at.unwrap_or_default(), it.code)).collect()
}

fn at(places: &[(&str, Code)]) -> Vec<(String, Code)> {
    places.iter().map(|(place, code)| ((*place).to_owned(), *code)).collect()
}

#[test]
fn each_agency_stands_once_and_below_the_owner() {
    let city = city();
    let judge = |owner: &str, of: &[&str]| {
        let visits: Vec<PlannedVisit> = of.iter().map(|it| visit(&city, it, &["justice"])).collect();
        told(fitting(frame(&city, owner), &visits, None))
    };
    assert!(judge("committee", &["district", "commune", "labour"]).is_empty());
    assert!(judge("district", &["commune"]).is_empty());
    let twice = judge("committee", &["district", "commune", "district"]);
    assert_eq!(twice, at(&[("/visits/2/agency_id", Code::AgencyRepeated)]));
    let above = judge("district", &["committee", "justice", "district"]);
    let wrong = |place| (place, Code::NotBelowOwner);
    assert_eq!(above, at(&["/visits/0/agency_id", "/visits/1/agency_id", "/visits/2/agency_id"].map(wrong)));
    assert_eq!(judge("committee", &["elsewhere"]), at(&[wrong("/visits/0/agency_id")]));
    let mut unknown = visit(&city, "commune", &["justice"]);
    unknown.agency_id = Id::fresh();
    unknown.leader.user_id = Id::fresh();
    unknown.members[0].agency_id = Id::fresh();
    let wrong = |place| (place, Code::UnknownReference);
    let all = ["/visits/0/agency_id", "/visits/0/leader/user_id", "/visits/0/members/0/agency_id"].map(wrong);
    assert_eq!(told(fitting(frame(&city, "committee"), &[unknown], None)), at(&all));
}

#[test]
fn a_window_has_its_days_in_order_and_in_the_year() {
    let city = city();
    let judge = |from: &str, to: &str| {
        let visit = PlannedVisit { from: day(from), to: day(to), ..visit(&city, "commune", &["justice"]) };
        told(fitting(frame(&city, "committee"), &[visit], None))
    };
    assert!(judge("2017-01-01", "2017-12-31").is_empty());
    assert!(judge("2017-06-05", "2017-06-05").is_empty(), "one day is enough");
    assert_eq!(judge("2017-06-05", "2017-06-04"), at(&[("/visits/0/to", Code::WindowReversed)]));
    assert_eq!(judge("2016-12-31", "2017-06-04"), at(&[("/visits/0/from", Code::OutsideYear)]));
    assert_eq!(judge("2017-12-25", "2018-01-05"), at(&[("/visits/0/to", Code::OutsideYear)]));
}

#[test]
fn nobody_is_named_twice_for_one_visit() {
    let city = city();
    let judge = |visits: &[PlannedVisit]| told(fitting(frame(&city, "committee"), visits, None));
    let (one, other) = (visit(&city, "commune", &["justice", "district"]), visit(&city, "district", &["justice"]));
    assert!(judge(&[one, other]).is_empty(), "for two visits he may be");
    let twice = judge(&[visit(&city, "commune", &["justice", "district", "justice"])]);
    assert_eq!(twice, at(&[("/visits/0/members/2", Code::MemberRepeated)]));
    let leads_too = judge(&[visit(&city, "commune", &["labour"])]);
    assert_eq!(leads_too, at(&[("/visits/0/members/0", Code::MemberRepeated)]));
}

#[test]
fn self_inspections_are_of_kinds_below_the_owner_in_its_year() {
    use AgencyKind::{CityCommittee, Commune, Department, District};
    let city = city();
    let judge = |kinds: &[AgencyKind], excluded: &[&str], due_on: &str| {
        told(fitting(frame(&city, "committee"), &[], Some(&planned(&city, kinds, excluded, due_on))))
    };
    let due = "2017-10-31";
    assert!(judge(&[Department, District], &["labour", "commune"], due).is_empty());
    let kinds = judge(&[Commune, Commune, CityCommittee], &[], due);
    assert_eq!(
        kinds,
        at(&[("/self_inspections/kinds/1", Code::CodeRepeated), ("/self_inspections/kinds/2", Code::WrongAgencyKind)])
    );
    let excluded = judge(&[Commune], &["labour", "labour", "committee", "elsewhere"], due);
    assert_eq!(
        excluded,
        at(&[
            ("/self_inspections/excluded/1", Code::AgencyRepeated),
            ("/self_inspections/excluded/2", Code::NotBelowOwner),
            ("/self_inspections/excluded/3", Code::NotBelowOwner)
        ])
    );
    assert_eq!(judge(&[Commune], &[], "2018-01-01"), at(&[("/self_inspections/due_on", Code::OutsideYear)]));
}

#[test]
fn agencies_of_the_kinds_inspect_themselves_less_those_that_need_not() {
    use AgencyKind::{Commune, Department, District};
    let city = city();
    let all = ["labour", "justice", "district", "commune"].map(|it| city.id(it));
    let of: Vec<(Id, AgencyKind)> = all.into_iter().zip([Department, Department, District, Commune]).collect();
    let judge = |owner: &str, kinds: &[AgencyKind], excluded: &[&str]| {
        let planned = planned(&city, kinds, excluded, "2017-10-31");
        city.names(&inspecting_themselves(city.id(owner), Some(&planned), &of))
    };
    assert_eq!(judge("committee", &[Department, Commune], &["justice"]), ["labour", "commune"]);
    assert_eq!(judge("district", &[District, Commune], &[]), ["commune"], "the owner is none of them");
    assert!(inspecting_themselves(city.id("committee"), None, &of).is_empty());
}

#[test]
fn what_stands_against_a_plan_is_told_by_place() {
    let mut city = city();
    let judge = |city: &City, visits: &[PlannedVisit]| {
        Judged::of(frame(city, "committee"), visits, 0, None, true, day("2017-03-06"))
    };
    let visits = [visit(&city, "justice", &["district"]), visit(&city, "commune", &["justice", "district"])];
    let judged = judge(&city, &visits);
    assert_eq!(judged.conflicts, ["/visits/1/members/1"], "his district stands above the commune");
    assert!(judged.ended.is_empty() && judged.strangers.is_empty() && !judged.is_empty);
    let standing = judge(&city, &[visit(&city, "labour", &["justice"])]);
    assert_eq!(standing.conflicts, ["/visits/0/leader"]);
    let (justice, user) = (city.id("justice"), city.id("of justice"));
    city.directory.agencies.get_mut(&justice).unwrap().valid_to = Some(day("2017-03-05"));
    let ended = judge(&city, &visits);
    assert_eq!(ended.ended, ["/visits/0/agency_id"]);
    assert_eq!(ended.strangers, ["/visits/1/members/0"], "what is held at an agency that has ended counts for nothing");
    city.directory.users.get_mut(&user).unwrap().disabled = true;
    assert_eq!(judge(&city, &visits).strangers, ["/visits/1/members/0"]);
}

#[test]
fn a_plan_is_not_empty_and_has_a_thousand_self_inspections_at_most() {
    let city = city();
    let judge =
        |self_inspections| Judged::of(frame(&city, "committee"), &[], self_inspections, None, true, day("2017-03-06"));
    for (count, is_empty, has_too_many) in
        [(0, true, false), (1, false, false), (1_000, false, false), (1_001, false, true)]
    {
        let judged = judge(count);
        assert_eq!((judged.is_empty, judged.has_too_many), (is_empty, has_too_many), "{count}");
    }
}

#[test]
fn what_is_over_is_told_by_place() {
    let city = city();
    let visits = [visit(&city, "justice", &["district"]), visit(&city, "commune", &["justice"])];
    let judge =
        |today: &str| Judged::of(frame(&city, "committee"), &visits, 1, Some(day("2017-10-31")), true, day(today));
    let last = visits[0].to;
    assert!(judge(&last.to_string()).over.is_empty());
    let late = judge("2017-10-31");
    assert_eq!(late.over, ["/visits/0/to", "/visits/1/to"]);
    assert_eq!((late.is_overdue, judge("2017-11-01").is_overdue), (false, true));
    let nothing = There::default();
    let added = told(added_visit(frame(&city, "committee"), &visits[1], nothing, day("2017-11-01")));
    assert_eq!(added, at(&[("/visit/to", Code::WindowOver)]));
}

#[test]
fn a_draft_is_edited() {
    for state in InspectionPlanState::ALL {
        assert_eq!(is_draft(*state).is_ok(), *state == InspectionPlanState::Draft, "{state}");
    }
}

#[test]
fn one_thing_is_added_at_a_time() {
    let city = city();
    let (visit, agency) = (visit(&city, "commune", &["justice"]), city.id("commune"));
    assert_eq!(one_addition(Some(&visit), None).unwrap(), Addition::Visit(&visit));
    assert_eq!(one_addition(None, Some(agency)).unwrap(), Addition::SelfInspection(agency));
    for (visit, agency) in [(None, None), (Some(&visit), Some(agency))] {
        assert_eq!(one_addition(visit, agency).unwrap_err().code(), Code::OneSubject);
    }
}

#[test]
fn a_visit_is_added_as_it_would_be_approved() {
    let mut city = city();
    let judge = |city: &City, visit: &PlannedVisit, there: There| {
        told(added_visit(frame(city, "committee"), visit, there, day("2017-03-06")))
    };
    let nothing = There::default();
    assert!(judge(&city, &visit(&city, "commune", &["justice"]), nothing).is_empty());
    let inspects_itself = There { self_inspection: Some(Place::Open), ..nothing };
    assert!(judge(&city, &visit(&city, "commune", &["justice"]), inspects_itself).is_empty());
    for place in [Place::Open, Place::Done] {
        let visited = There { visit: Some(place), ..nothing };
        let answer = judge(&city, &visit(&city, "commune", &["justice"]), visited);
        assert_eq!(answer, at(&[("/visit/agency_id", Code::AgencyRepeated)]));
    }
    let conflict = judge(&city, &visit(&city, "commune", &["justice", "district"]), nothing);
    assert_eq!(conflict, at(&[("/visit/members/1", Code::ConflictOfInterest)]));
    let commune = city.id("commune");
    city.directory.agencies.get_mut(&commune).unwrap().valid_to = Some(day("2017-03-05"));
    let ended = judge(&city, &visit(&city, "commune", &["justice"]), nothing);
    assert_eq!(ended, at(&[("/visit/agency_id", Code::AgencyNotAlive)]));
}

#[test]
fn whoever_is_of_the_kinds_and_does_not_inspect_itself_yet_is_added() {
    let city = city();
    let judge = |agency: Id, kind: Option<AgencyKind>, has_plan: bool, there: There| {
        let planned = has_plan.then(|| planned(&city, &[AgencyKind::Commune], &[], "2017-10-31"));
        added_self_inspection(frame(&city, "committee"), planned, agency, kind, there).err().map(|it| it.code())
    };
    let (commune, nothing) = (city.id("commune"), There::default());
    let kind = Some(AgencyKind::Commune);
    assert_eq!(judge(commune, kind, true, nothing), None);
    assert_eq!(judge(commune, kind, true, There { visit: Some(Place::Open), ..nothing }), None);
    assert_eq!(judge(commune, None, true, nothing), Some(Code::AgencyNotAlive));
    assert_eq!(judge(commune, kind, false, nothing), Some(Code::FieldNotApplicable));
    assert_eq!(judge(city.id("district"), Some(AgencyKind::District), true, nothing), Some(Code::WrongAgencyKind));
    assert_eq!(judge(city.id("elsewhere"), kind, true, nothing), Some(Code::NotBelowOwner));
    assert_eq!(judge(Id::fresh(), kind, true, nothing), Some(Code::UnknownReference));
    for place in [Place::Open, Place::Done] {
        let there = There { self_inspection: Some(place), ..nothing };
        assert_eq!(judge(commune, kind, true, there), Some(Code::AgencyRepeated));
    }
}

#[test]
fn a_plan_is_approved_for_its_year() {
    let is_fine = |on: &str| approved_in_time(day(on), 2017, day("2017-04-20")).is_ok();
    for (on, expected) in [("2015-12-31", false), ("2016-01-01", true), ("2017-04-20", true), ("2017-04-21", false)] {
        assert_eq!(is_fine(on), expected, "{on}");
    }
}

#[test]
fn what_is_planned_or_open_can_be_dropped() {
    let judge =
        |is_planned, visit, self_inspection| something_to_drop(is_planned, There { visit, self_inspection }).is_ok();
    assert!(judge(true, None, None), "a visit that was called off before leaves the plan");
    assert!(judge(false, Some(Place::Open), None));
    assert!(judge(false, None, Some(Place::Open)));
    assert!(!judge(false, None, Some(Place::Done)), "what was handed in stays");
    assert!(!judge(false, None, None));
}

#[test]
fn there_is_room_for_so_many() {
    let code = |said: Result<(), Problem>| said.err().map(|it| it.code());
    assert_eq!((code(room_for_visit(99)), code(room_for_visit(100))), (None, Some(Code::QuotaReached)));
    assert_eq!((code(room_to_exclude(199)), code(room_to_exclude(200))), (None, Some(Code::QuotaReached)));
    let too_many = Some(Code::TooManySelfInspections);
    assert_eq!((code(room_for_self_inspection(999)), code(room_for_self_inspection(1_000))), (None, too_many));
}
