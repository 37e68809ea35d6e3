use super::*;
use crate::kernel::role::Role::{AgencyLead, Chair, StandingLead, StandingOfficer};
use crate::kernel::role::Scope::{Own, Subtree};
use crate::kernel::sample::{City, day};

#[test]
fn a_lineage_climbs_from_the_agency_to_the_top() {
    let city = City::new();
    let lineage: Vec<Id> = city.directory.lineage(city.id("commune")).collect();
    assert_eq!(lineage, ["commune", "district", "committee"].map(|name| city.id(name)));
    let unknown = Id::fresh();
    assert_eq!(city.directory.lineage(unknown).collect::<Vec<_>>(), [unknown]);
}

#[test]
fn a_loop_in_the_tree_ends() {
    let mut city = City::new();
    let (committee, commune) = (city.id("committee"), city.id("commune"));
    city.directory.agencies.get_mut(&committee).unwrap().parent = Some(commune);
    assert_eq!(city.directory.lineage(commune).count(), DEEPEST_TREE);
    assert!(!city.directory.is_within(commune, city.id("justice")));
}

#[test]
fn what_stands_below_is_within_and_nothing_beside_or_above() {
    let city = City::new();
    let within = |agency: &str, ancestor: &str| city.directory.is_within(city.id(agency), city.id(ancestor));
    assert!(within("commune", "district") && within("commune", "committee") && within("district", "district"));
    assert!(!within("district", "commune") && !within("commune", "justice") && !within("elsewhere", "committee"));
    let subtree = |ancestor: &str| city.names(&city.directory.subtree(city.id(ancestor)));
    assert_eq!(subtree("district"), ["district", "commune"]);
    assert_eq!(subtree("committee"), ["committee", "labour", "justice", "district", "commune"]);
    assert_eq!(subtree("commune"), ["commune"]);
}

#[test]
fn a_dated_row_holds_on_its_first_and_its_last_day() {
    let holds = |on: &str, to: Option<&str>| holds_on(day(on), day("2017-03-01"), to.map(day));
    for (on, with_an_end, without) in [
        ("2017-02-28", false, false),
        ("2017-03-01", true, true),
        ("2017-03-31", true, true),
        ("2017-04-01", false, true),
    ] {
        assert_eq!((holds(on, Some("2017-03-31")), holds(on, None)), (with_an_end, without), "{on}");
    }
}

#[test]
fn the_standing_agency_is_who_is_designated_on_the_day() {
    let city = City::new();
    for (on, expected) in [
        ("2015-12-31", None),
        ("2016-01-01", Some("labour")),
        ("2017-12-31", Some("labour")),
        ("2018-01-01", Some("justice")),
    ] {
        let standing = city.directory.standing_agency(city.id("committee"), day(on));
        assert_eq!(standing, expected.map(|name| city.id(name)), "{on}");
        for agency in ["labour", "justice"] {
            let committees: Vec<Id> = city.directory.designated_by(city.id(agency), day(on)).collect();
            let designated = expected == Some(agency);
            assert_eq!(committees, if designated { vec![city.id("committee")] } else { Vec::new() }, "{agency} {on}");
        }
    }
    assert_eq!(city.directory.standing_agency(city.id("elsewhere"), day("2017-03-06")), None);
}

#[test]
fn the_committee_of_an_agency_is_the_nearest_above() {
    let mut city = City::new();
    let of = |city: &City, agency: &str| city.directory.committee_of(city.id(agency));
    for agency in ["committee", "labour", "commune"] {
        assert_eq!(of(&city, agency), Some(city.id("committee")), "{agency}");
    }
    assert_eq!(of(&city, "elsewhere"), Some(city.id("elsewhere")));
    // A district's own committee stands nearer to its communes.
    let district = city.id("district");
    city.directory.agencies.get_mut(&district).unwrap().is_committee = true;
    assert_eq!(of(&city, "commune"), Some(district));
    assert_eq!(city.directory.committee_of(Id::fresh()), None);
    let mut committees: Vec<Id> = city.directory.committees().collect();
    committees.sort();
    let mut expected = ["committee", "district", "elsewhere"].map(|name| city.id(name));
    expected.sort();
    assert_eq!(committees, expected);
}

#[test]
fn a_task_is_carried_out_below_its_owner_and_by_no_committee() {
    let city = City::new();
    let can = |agency: &str, owner: &str| city.directory.can_carry_out(city.id(agency), city.id(owner));
    assert!(can("justice", "committee") && can("commune", "committee") && can("district", "district"));
    assert!(!can("committee", "committee"), "a committee has no office of its own");
    assert!(!can("justice", "district") && !can("district", "commune") && !can("justice", "elsewhere"));
    assert!(!city.directory.can_carry_out(Id::fresh(), city.id("committee")));
}

#[test]
fn one_root_is_everything_and_one_of_two_is_not() {
    let mut city = City::new();
    let (committee, elsewhere, labour) = (city.id("committee"), city.id("elsewhere"), city.id("labour"));
    assert!(!city.directory.is_the_only_root(committee) && !city.directory.is_the_only_root(elsewhere));
    city.directory.agencies.remove(&elsewhere);
    assert!(city.directory.is_the_only_root(committee));
    assert!(!city.directory.is_the_only_root(labour) && !city.directory.is_the_only_root(elsewhere));
}

#[test]
fn an_agency_lives_between_its_days() {
    let mut city = City::new();
    let commune = city.id("commune");
    city.directory.agencies.get_mut(&commune).unwrap().valid_to = Some(day("2017-06-30"));
    let alive = |on: &str| city.directory.is_alive(commune, day(on));
    assert!(!alive("1999-12-31") && alive("2000-01-01") && alive("2017-06-30") && !alive("2017-07-01"));
    assert!(!city.directory.is_alive(Id::fresh(), day("2017-03-06")));
}

#[test]
fn a_grant_reaches_as_far_as_its_role_and_its_scope_say() {
    let mut city = City::new();
    for (role, agency, scope, on, expected) in [
        (AgencyLead, "district", Own, "2017-03-06", vec!["district"]),
        (AgencyLead, "district", Subtree, "2017-03-06", vec!["district", "commune"]),
        (AgencyLead, "district", Subtree, "2016-12-31", vec![]),
        (Chair, "committee", Own, "2017-03-06", vec!["committee"]),
        (Chair, "committee", Subtree, "2017-03-06", vec!["committee", "labour", "justice", "district", "commune"]),
        // The standing roles reach the whole tree whatever their scope, and only while their agency is designated.
        (StandingLead, "labour", Own, "2017-12-31", vec!["committee", "labour", "justice", "district", "commune"]),
        (StandingOfficer, "labour", Own, "2018-01-01", vec![]),
        (StandingLead, "justice", Own, "2017-12-31", vec![]),
        (StandingLead, "justice", Subtree, "2018-01-01", vec!["committee", "labour", "justice", "district", "commune"]),
        (StandingLead, "committee", Subtree, "2017-03-06", vec![]),
    ] {
        let grant = city.grant("somebody", role, agency, scope).clone();
        let all: Vec<Id> = city.directory.agencies.keys().copied().collect();
        let reached: Vec<Id> =
            all.into_iter().filter(|agency| city.directory.reaches(&grant, *agency, day(on))).collect();
        assert_eq!(city.names(&reached), expected, "{role:?} at {agency}, {scope:?}, on {on}");
        // The tops of the trees tell the same.
        let tops = city.directory.reach(&grant, day(on)).into_iter();
        let below = |(top, extent)| city.directory.within(top, extent);
        assert_eq!(city.names(&tops.flat_map(below).collect::<Vec<_>>()), expected, "{role:?} at {agency}, on {on}");
    }
}

#[test]
fn an_agency_that_two_committees_designate_reaches_both_trees() {
    let mut city = City::new();
    let grant = city.grant("somebody", StandingLead, "labour", Own).clone();
    let (committee, agency) = (city.id("elsewhere"), city.id("labour"));
    let second = DesignationSeat { committee, agency, valid_from: day("2017-01-01"), valid_to: None };
    city.directory.designations.push(second);
    let tops = city.directory.reach(&grant, day("2017-03-06"));
    assert_eq!(tops, [(city.id("committee"), Extent::Committee), (committee, Extent::Committee)]);
    assert!(city.directory.reaches(&grant, committee, day("2017-03-06")));
}

#[test]
fn a_designation_carries_nothing_into_what_is_another_committee_s() {
    let mut city = City::new();
    let (committee, district, commune) = (city.id("committee"), city.id("district"), city.id("commune"));
    let standing = city.grant("somebody", StandingLead, "labour", Own).clone();
    let chair = city.grant("chair", Chair, "committee", Subtree).clone();
    // The district has a committee of its own, whose standing agency is nobody's yet.
    city.directory.agencies.get_mut(&district).unwrap().is_committee = true;
    for agency in [district, commune] {
        assert!(!city.directory.reaches(&standing, agency, day("2017-03-06")));
        assert!(
            city.directory.reaches(&chair, agency, day("2017-03-06")),
            "a grant over the whole tree is another thing"
        );
    }
    assert_eq!(city.names(&city.directory.within(committee, Extent::Committee)), ["committee", "labour", "justice"]);
    // What the district's committee designates reaches its tree, and no further.
    let designated =
        DesignationSeat { committee: district, agency: commune, valid_from: day("2017-01-01"), valid_to: None };
    city.directory.designations.push(designated);
    let of_district = city.grant("other", StandingLead, "commune", Own).clone();
    let all: Vec<Id> = city.directory.agencies.keys().copied().collect();
    let reached: Vec<Id> =
        all.into_iter().filter(|agency| city.directory.reaches(&of_district, *agency, day("2017-03-06"))).collect();
    assert_eq!(city.names(&reached), ["district", "commune"]);
}

#[test]
fn what_has_ended_reaches_nothing() {
    let mut city = City::new();
    let (labour, committee) = (city.id("labour"), city.id("committee"));
    let grants = [
        city.grant("lead", AgencyLead, "labour", Subtree).clone(),
        city.grant("standing", StandingLead, "labour", Own).clone(),
    ];
    city.directory.agencies.get_mut(&labour).unwrap().valid_to = Some(day("2017-03-05"));
    for (on, reaches) in [("2017-03-05", true), ("2017-03-06", false)] {
        for grant in &grants {
            assert_eq!(!city.directory.reach(grant, day(on)).is_empty(), reaches, "{on}");
            assert_eq!(city.directory.reaches(grant, labour, day(on)), reaches, "{on}");
        }
        assert_eq!(city.directory.standing_agency(committee, day(on)).is_some(), reaches, "{on}");
        assert_eq!(city.directory.has_ended(labour, day(on)), !reaches, "{on}");
    }
    assert!(!city.directory.has_ended(Id::fresh(), day("2017-03-06")), "an unknown one is another matter");
}

#[test]
fn accounts_are_found_by_login_and_what_is_unknown_has_no_name() {
    let mut city = City::new();
    city.grant("chair", Chair, "committee", Own);
    let directory = &city.directory;
    assert_eq!(directory.user_of("chair").map(|(id, _)| id), Some(city.id("chair")));
    assert!(directory.user_of("Chair").is_none());
    assert_eq!((directory.user_name(city.id("chair")), directory.user_name(Id::fresh())), ("chair".into(), "".into()));
    assert_eq!(directory.agency_name(city.id("justice")), "justice");
    assert_eq!(directory.agency_name(Id::fresh()), "");
}
