use proptest::prelude::*;

use super::*;
use crate::agencies::changes::model::{ObligationException, OpenObligations};
use crate::kernel::directory::Heir;
use crate::kernel::role::Role::AgencyLead;
use crate::kernel::role::Scope;
use crate::kernel::sample::{City, day};

const ON: &str = "2017-07-01";

fn end(city: &City, agency: &str, heir: Option<&str>) -> AgencyEnd {
    AgencyEnd {
        agency_id: city.id(agency),
        heir_id: heir.map(|name| city.id(name)),
        successor_ids: Vec::new(),
        open_obligations: Some(OpenObligations::HeirFiles),
        exceptions: Vec::new(),
    }
}

fn rename(city: &City, agency: &str, code: &str) -> AgencyRename {
    let (name, code) = ("Tên mới".to_owned(), code.to_owned());
    AgencyRename { agency_id: city.id(agency), name, short_name: None, code, before: None }
}

fn change(city: &City, ends: Vec<AgencyEnd>, renames: Vec<AgencyRename>) -> AgencyChange {
    let now = Instant(0);
    AgencyChange {
        id: Id::fresh(),
        version: 1,
        created_at: now,
        updated_at: now,
        committee_id: city.id("committee"),
        legal_document_id: None,
        effective_on: day(ON),
        renames,
        ends,
        state: AgencyChangeState::Draft,
        approved_at: None,
        executed_at: None,
        reverted_at: None,
        reason: None,
        effects_sha256: None,
        actions: None,
    }
}

fn judged(city: &City, change: &AgencyChange) -> Judged {
    Judged::of(&city.directory, change, &[], &[], day(ON))
}

fn codes(blockers: &[Blocker]) -> Vec<Code> {
    blockers.iter().map(|it| it.code).collect()
}

#[test]
fn an_agency_is_named_once_and_below_the_committee() {
    let city = City::new();
    let wrong = |ends: Vec<AgencyEnd>, renames: Vec<AgencyRename>| {
        let judged = fitting(&city.directory, city.id("committee"), &renames, &ends);
        judged.err().map(Problem::into_blockers).unwrap_or_default()
    };
    assert!(wrong(vec![end(&city, "commune", Some("district"))], vec![rename(&city, "justice", "X")]).is_empty());
    let at = |code: Code, place: &str| Blocker::at(code, place);
    let both = wrong(vec![end(&city, "justice", None)], vec![rename(&city, "justice", "X")]);
    assert_eq!(both, [at(Code::AgencyRepeated, "/ends/0/agency_id")]);
    let outside = wrong(vec![end(&city, "elsewhere", None)], Vec::new());
    assert_eq!(outside, [at(Code::OutsideCommittee, "/ends/0/agency_id")]);
    let itself = wrong(vec![end(&city, "justice", Some("justice"))], Vec::new());
    assert_eq!(itself, [at(Code::SameAgency, "/ends/0/heir_id")]);
    let codes = wrong(Vec::new(), vec![rename(&city, "justice", "X"), rename(&city, "labour", "X")]);
    assert_eq!(codes, [at(Code::CodeRepeated, "/renames/1/code")]);
    let unknown = AgencyEnd { heir_id: Some(Id::fresh()), ..end(&city, "justice", None) };
    assert_eq!(wrong(vec![unknown], Vec::new()), [at(Code::UnknownReference, "/ends/0/heir_id")]);
    let twice = AgencyEnd { successor_ids: vec![city.id("labour")], ..end(&city, "justice", Some("labour")) };
    assert_eq!(wrong(vec![twice], Vec::new()), [at(Code::AgencyRepeated, "/ends/0/successor_ids/0")]);
}

#[test]
fn an_heir_is_alive_and_stays_and_stands_beside_whoever_ends() {
    let mut city = City::new();
    let of = |city: &City, agency: &str, heir: Option<&str>| {
        codes(&judged(city, &change(city, vec![end(city, agency, heir)], Vec::new())).heirs)
    };
    assert_eq!(of(&city, "justice", Some("district")), []);
    assert_eq!(of(&city, "district", Some("commune")), [Code::HeirBelow]);
    assert_eq!(of(&city, "justice", Some("elsewhere")), [Code::HeirOutside]);
    assert_eq!(of(&city, "justice", Some("committee")), [Code::HeirOutside], "it has no office");
    assert_eq!(of(&city, "commune", None), [], "the district");
    assert_eq!(of(&city, "justice", None), [], "the standing agency");
    assert_eq!(of(&city, "labour", None), [Code::NoHeir], "which it is itself");
    let circle = vec![end(&city, "justice", Some("district")), end(&city, "district", Some("justice"))];
    assert_eq!(codes(&judged(&city, &change(&city, circle, Vec::new())).heirs), [Code::HeirEnds, Code::HeirEnds]);
    let district = city.id("district");
    city.directory.agencies.get_mut(&district).unwrap().valid_to = Some(day("2017-06-30"));
    assert_eq!(of(&city, "justice", Some("district")), [Code::HeirAbsent]);
}

#[test]
fn nothing_is_left_behind_that_lives_or_stands_for_the_committee() {
    let mut city = City::new();
    let of = |city: &City, agency: &str| judged(city, &change(city, vec![end(city, agency, None)], Vec::new()));
    assert_eq!(codes(&of(&city, "district").children), [Code::ChildAlive]);
    let both = vec![end(&city, "district", Some("justice")), end(&city, "commune", Some("justice"))];
    assert_eq!(judged(&city, &change(&city, both, Vec::new())), Judged::default());
    assert_eq!(codes(&of(&city, "labour").standing), [Code::StandingUnfollowed]);
    assert_eq!(codes(&of(&city, "committee").committees), [Code::CommitteeEnds]);
    // Another was designated from that day on.
    city.directory.designations[0].valid_to = Some(day("2017-06-30"));
    city.directory.designations[1].valid_from = day(ON);
    assert_eq!(codes(&of(&city, "labour").standing), []);
    let commune = city.id("commune");
    for (from, to) in [("2017-07-01", None), ("2017-07-02", None), ("2000-01-01", Some("2017-06-30"))] {
        let seat = city.directory.agencies.get_mut(&commune).unwrap();
        (seat.valid_from, seat.valid_to) = (day(from), to.map(day));
        assert_eq!(codes(&of(&city, "commune").absent), [Code::AgencyAbsent], "{from} {to:?}");
    }
}

#[test]
fn codes_change_hands_on_one_day() {
    let city = City::new();
    let taken =
        |ends: Vec<AgencyEnd>, renames: Vec<AgencyRename>| codes(&judged(&city, &change(&city, ends, renames)).codes);
    assert_eq!(taken(Vec::new(), vec![rename(&city, "justice", "labour")]), [Code::CodeTaken]);
    let swapped = vec![rename(&city, "justice", "labour"), rename(&city, "labour", "justice")];
    assert_eq!(taken(Vec::new(), swapped), []);
    assert_eq!(taken(vec![end(&city, "commune", None)], vec![rename(&city, "district", "commune")]), []);
    assert_eq!(taken(Vec::new(), vec![rename(&city, "justice", "justice")]), []);
}

#[test]
fn somebody_administrates_and_people_without_a_role_are_named() {
    let mut city = City::new();
    city.grant("keeper", Role::Admin, "justice", Scope::Subtree);
    city.grant("lead", AgencyLead, "justice", Scope::Own);
    city.grant("both", AgencyLead, "justice", Scope::Own);
    city.grant("both", AgencyLead, "district", Scope::Own);
    let ended = change(&city, vec![end(&city, "justice", Some("labour"))], Vec::new());
    assert!(judged(&city, &ended).leaves_nobody);
    let mut expected = ["keeper", "lead"].map(|name| city.id(name));
    expected.sort();
    assert_eq!(without_grant(&city.directory, &ended, day(ON)), expected);
    city.grant("other", Role::Admin, "committee", Scope::Subtree);
    assert!(!judged(&city, &ended).leaves_nobody);
}

#[test]
fn what_becomes_of_a_report_is_said_of_it_or_of_all() {
    let city = City::new();
    let report = Id::fresh();
    let exception = ObligationException { obligation_id: report, open_obligations: OpenObligations::Exempt };
    let decided = AgencyEnd { exceptions: vec![exception], ..end(&city, "justice", None) };
    assert_eq!(decided.decided(report), Some(OpenObligations::Exempt));
    assert_eq!(decided.decided(Id::fresh()), Some(OpenObligations::HeirFiles));
    let silent = AgencyEnd { open_obligations: None, ..decided };
    assert_eq!((silent.decided(report), silent.decided(Id::fresh())), (Some(OpenObligations::Exempt), None));
}

#[test]
fn a_later_change_of_the_same_agencies_stands_in_the_way() {
    let city = City::new();
    let first = change(&city, vec![end(&city, "justice", Some("labour"))], Vec::new());
    let of = |agency: &str, on: &str, executed: i64| AgencyChange {
        effective_on: day(on),
        executed_at: Some(Instant(executed)),
        ..change(&city, Vec::new(), vec![rename(&city, agency, "X")])
    };
    let others = [of("labour", "2017-08-01", 3), of("district", "2017-08-01", 3), of("justice", "2017-06-01", 1)];
    assert_eq!(later_on(&first, &others), [others[0].id]);
    let executed = AgencyChange { executed_at: Some(Instant(2)), ..first };
    assert_eq!(executed_after(&executed, &others, &[]), [others[0].id]);
    // Of other agencies, and of the same things.
    let things = [others[1].id, others[2].id];
    assert_eq!(
        executed_after(&executed, &others, &things),
        [others[0].id, others[1].id],
        "whatever was done before it"
    );
}

#[test]
fn whoever_takes_over_from_what_is_dissolved_has_not_ended_since() {
    let city = City::new();
    let dissolved = change(&city, vec![end(&city, "justice", None)], Vec::new());
    let ended = AgencyChange {
        effective_on: day("2017-08-01"),
        executed_at: Some(Instant(3)),
        ..change(&city, vec![end(&city, "labour", Some("district"))], Vec::new())
    };
    assert!(later_on(&dissolved, std::slice::from_ref(&ended)).is_empty(), "as long as nobody is named");
    let named = with_heirs(&city.directory, &dissolved);
    assert_eq!(named.ends[0].heir_id, Some(city.id("labour")));
    assert_eq!(later_on(&named, std::slice::from_ref(&ended)), [ended.id]);
}

/// The names of agencies that changes are made of.
const NAMES: [&str; 5] = ["committee", "labour", "justice", "district", "commune"];

proptest! {
    /// Whatever is drafted: where nothing stands against its heirs, everybody who ends is held by a living agency, and by his heir.
    #[test]
    fn whoever_ends_is_held_by_his_heir(drafted in proptest::collection::vec((1..5_usize, proptest::option::of(1..5_usize)), 1..4)) {
        let mut city = City::new();
        let mut ends: Vec<AgencyEnd> = Vec::new();
        for (agency, heir) in drafted {
            if ends.iter().all(|it| it.agency_id != city.id(NAMES[agency])) {
                ends.push(end(&city, NAMES[agency], heir.map(|it| NAMES[it])));
            }
        }
        let change = change(&city, ends, Vec::new());
        prop_assume!(fitting(&city.directory, change.committee_id, &change.renames, &change.ends).is_ok());
        let judged = judged(&city, &change);
        prop_assume!(judged.heirs.is_empty() && judged.committees.is_empty());
        let found = change.ends.iter().zip(heirs_of(&city.directory, &change));
        let heirs: Vec<(Id, Id)> = found.filter_map(|(it, heir)| Some((it.agency_id, heir?))).collect();
        prop_assert_eq!(heirs.len(), change.ends.len());
        for (ended, heir) in &heirs {
            let seat = city.directory.agencies.get_mut(ended).unwrap();
            seat.valid_to = day(ON).pred_opt();
            seat.heir = Some(Heir { agency: *heir, from: day(ON), others: Vec::new(), change: change.id });
        }
        city.directory.settle();
        for (ended, heir) in heirs {
            prop_assert_eq!(city.directory.holder(ended, day(ON)), heir);
            prop_assert!(city.directory.is_alive(heir, day(ON)));
            prop_assert_eq!(city.directory.holder(ended, day("2017-06-30")), ended);
        }
    }
}
