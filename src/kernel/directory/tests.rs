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
        let below = |(top, extent)| city.directory.within(top, extent, day(on));
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
    assert_eq!(
        city.names(&city.directory.within(committee, Extent::Committee, day("2017-03-06"))),
        ["committee", "labour", "justice"]
    );
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

/// Ends an agency of the city, with an heir and those that go on beside him.
fn ends(city: &mut City, agency: &str, last: &str, heirs: &[&str]) {
    let (agency, last) = (city.id(agency), day(last));
    let heirs: Vec<Id> = heirs.iter().map(|name| city.id(name)).collect();
    let heir = heirs.first().map(|heir| Heir {
        agency: *heir,
        from: last.succ_opt().unwrap(),
        others: heirs[1..].to_vec(),
        change: Id::fresh(),
    });
    let seat = city.directory.agencies.get_mut(&agency).unwrap();
    (seat.valid_to, seat.heir) = (Some(last), heir);
    city.directory.settle();
}

fn holder(city: &City, agency: &str, on: &str) -> &'static str {
    let holder = city.directory.holder(city.id(agency), day(on));
    city.names(&[holder]).first().copied().unwrap_or("unknown")
}

#[test]
fn whoever_is_there_holds_what_is_its_own() {
    let mut city = City::new();
    let unknown = Id::fresh();
    assert_eq!(city.directory.holder(unknown, day("2017-03-06")), unknown);
    for ended in [false, true] {
        if ended {
            ends(&mut city, "justice", "2017-03-05", &["labour"]);
        }
        for agency in ["committee", "labour", "district", "commune", "elsewhere"] {
            assert_eq!(holder(&city, agency, "2017-03-06"), agency);
        }
    }
    for (on, expected) in [("1999-12-31", "justice"), ("2017-03-05", "justice"), ("2017-03-06", "labour")] {
        assert_eq!(holder(&city, "justice", on), expected, "{on}");
    }
}

#[test]
fn where_nobody_was_named_the_nearest_above_holds_and_for_a_committee_its_standing_agency() {
    let mut city = City::new();
    ends(&mut city, "commune", "2017-03-05", &[]);
    assert_eq!(holder(&city, "commune", "2017-03-06"), "district");
    ends(&mut city, "district", "2017-06-30", &[]);
    for (on, expected) in
        [("2017-06-30", "district"), ("2017-07-01", "labour"), ("2017-12-31", "labour"), ("2018-01-01", "justice")]
    {
        assert_eq!(holder(&city, "commune", on), expected, "{on}");
    }
    // Before anybody was designated, the committee itself.
    let mut city = City::new();
    ends(&mut city, "district", "2015-06-30", &[]);
    assert_eq!(holder(&city, "district", "2015-07-01"), "committee");
}

#[test]
fn heirs_are_followed_to_the_one_that_is_there_on_the_day() {
    let mut city = City::new();
    // The commune is merged into the district, and that is split.
    ends(&mut city, "commune", "2017-01-31", &["district"]);
    ends(&mut city, "district", "2017-05-31", &["justice", "labour"]);
    for (on, of_commune, of_district) in [
        ("2017-01-31", "commune", "district"),
        ("2017-02-01", "district", "district"),
        ("2017-05-31", "district", "district"),
        ("2017-06-01", "justice", "justice"),
        ("2030-01-01", "justice", "justice"),
    ] {
        assert_eq!((holder(&city, "commune", on), holder(&city, "district", on)), (of_commune, of_district), "{on}");
    }
    let names = |ids: &[Id]| city.names(ids);
    assert_eq!(names(&city.directory.successors(city.id("commune"))), ["labour", "justice", "district"]);
    assert_eq!(names(&city.directory.predecessors(city.id("labour"))), ["district", "commune"]);
    assert!(city.directory.successors(city.id("justice")).is_empty());
    assert!(city.directory.predecessors(city.id("commune")).is_empty());
    let held: Vec<Id> = city.directory.held_by(city.id("justice"), day("2017-06-01")).collect();
    assert_eq!(names(&held), ["district", "commune"]);
}

#[test]
fn a_circle_of_heirs_is_left_by_the_tree() {
    let mut city = City::new();
    ends(&mut city, "commune", "2017-01-31", &["justice"]);
    ends(&mut city, "justice", "2017-01-31", &["commune"]);
    assert_eq!(
        (holder(&city, "commune", "2017-02-01"), holder(&city, "justice", "2017-02-01")),
        ("district", "labour")
    );
    assert_eq!(city.directory.successors(city.id("commune")), [city.id("justice")]);
    assert_eq!(city.directory.predecessors(city.id("commune")), [city.id("justice")]);
}

/// Every way in which four agencies go on, end, or end with one of the others as their heir.
#[test]
fn what_was_an_agency_s_is_always_held_and_never_by_one_that_has_ended() {
    const SOME: [&str; 4] = ["labour", "justice", "district", "commune"];
    const DAYS: [&str; 4] = ["1999-12-31", "2017-03-05", "2017-03-06", "2018-01-01"];
    for way in 0..6_usize.pow(4) {
        let mut city = City::new();
        for (place, agency) in SOME.iter().enumerate() {
            match way / 6_usize.pow(u32::try_from(place).unwrap()) % 6 {
                0 => {}
                1 => ends(&mut city, agency, "2017-03-05", &[]),
                heir => ends(&mut city, agency, "2017-03-05", &[SOME[heir - 2]]),
            }
        }
        let grant = city.grant("lead", AgencyLead, "justice", Own).clone();
        let subtree = city.grant("lead", AgencyLead, "district", Subtree).clone();
        for on in DAYS.map(day) {
            let (directory, mut reached) = (&city.directory, [Vec::new(), Vec::new()]);
            for agency in directory.agencies.keys().copied() {
                let holder = directory.holder(agency, on);
                assert!(!directory.has_ended(holder, on), "{way} {on}");
                assert!(directory.has_ended(agency, on) || holder == agency, "{way} {on}");
                for (grant, reached) in [&grant, &subtree].into_iter().zip(&mut reached) {
                    reached.extend(directory.reaches(grant, agency, on).then_some(agency));
                }
            }
            // One object and a list tell the same.
            for (grant, mut reached) in [&grant, &subtree].into_iter().zip(reached) {
                let within = |(top, extent)| directory.within(top, extent, on);
                let mut listed: Vec<Id> = directory.reach(grant, on).into_iter().flat_map(within).collect();
                listed.sort();
                reached.sort();
                assert_eq!(listed, reached, "{way} {on}");
            }
        }
    }
}

#[test]
fn seats_follow_to_the_heir() {
    let mut city = City::new();
    ends(&mut city, "commune", "2017-03-05", &["justice"]);
    let commune = city.id("commune");
    for (role, agency, scope, before, after) in [
        (AgencyLead, "commune", Own, true, false),
        (AgencyLead, "district", Subtree, true, false),
        (AgencyLead, "justice", Own, false, true),
        (Chair, "committee", Subtree, true, true),
        (StandingLead, "labour", Own, true, true),
        (Chair, "elsewhere", Subtree, false, false),
    ] {
        let grant = city.grant("somebody", role, agency, scope).clone();
        let reaches = |on: &str| city.directory.reaches(&grant, commune, day(on));
        assert_eq!((reaches("2017-03-05"), reaches("2017-03-06")), (before, after), "{role:?} at {agency}");
    }
    let above: Vec<Id> = city.directory.above(commune, day("2017-03-06")).collect();
    assert_eq!(above, ["justice", "committee"].map(|name| city.id(name)));
    // Where it stood is still where it stood.
    assert!(city.directory.is_within(commune, city.id("district")));
    assert!(!city.directory.is_held_within(commune, city.id("district"), day("2017-03-06")));
}

#[test]
fn an_agency_has_the_name_of_the_day() {
    let mut city = City::new();
    let district = city.id("district");
    let former = |name: &str, from: &str, to: &str| FormerName {
        name: name.to_owned(),
        short_name: None,
        code: "H24.11".to_owned(),
        valid_from: day(from),
        valid_to: day(to),
        change: Id::fresh(),
    };
    let names = vec![former("first", "2000-01-01", "2009-12-31"), former("second", "2010-01-01", "2016-12-31")];
    city.directory.former_names.insert(district, names);
    for (on, expected) in [
        ("1999-12-31", "first"),
        ("2009-12-31", "first"),
        ("2010-01-01", "second"),
        ("2016-12-31", "second"),
        ("2017-01-01", "district"),
    ] {
        assert_eq!(city.directory.name_on(district, day(on)), expected, "{on}");
    }
    assert_eq!(city.directory.name_on(city.id("justice"), day("2005-01-01")), "justice");
    assert_eq!(city.directory.name_on(Id::fresh(), day("2005-01-01")), "");
}
