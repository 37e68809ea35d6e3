//! What a visit carries: what its agency has to do for the same owner and is not settled on the day on which it starts; and what its team
//! found of each.

use proptest::prelude::prop;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;

use crate::harness::{City, TEAM, Value, at_once, both_databases, id_in, inspection_step, json};

const OTHERS: [&str; 2] = ["district_lead", "district_officer"];

fn of(visit: &str, recommendation: &str) -> String {
    format!("{visit}/carried/{}", id_in(recommendation))
}

/// The recommendations that a visit carries, as somebody reads them.
fn carried(city: &City, who: &str, visit: &str) -> Vec<String> {
    let items = city.by(who).get(&format!("{visit}/carried?limit=200")).items();
    let mut found: Vec<String> = items.iter().map(|it| it["recommendation_id"].as_str().unwrap().to_owned()).collect();
    found.sort();
    found
}

fn sorted(paths: &[&String]) -> Vec<String> {
    let mut ids: Vec<String> = paths.iter().map(|it| id_in(it).to_owned()).collect();
    ids.sort();
    ids
}

fn found(word: &str) -> Value {
    json!({"found": word, "note": "Đã xem hồ sơ"})
}

both_databases![
    a_visit_carries_what_is_not_settled_for_the_same_owner,
    its_team_says_what_it_found_and_moves_nothing,
    a_visit_does_not_finish_before_all_is_judged,
    who_may_say_and_who_may_read,
    an_inspection_that_is_not_shown_carries_nothing_that_is,
    two_phones_on_one_the_second_is_late,
    what_is_settled_after_the_start_is_carried_still,
    carried_are_those_in_these_states_whatever_came_before
];

fn a_visit_carries_what_is_not_settled_for_the_same_owner(city: City) {
    let papers = city.papers();
    let all = ["open", "in_progress", "implemented", "disputed", "verified", "waived", "reassigned"]
        .map(|state| papers.recommendation(state));
    // Written and not concluded; another's to do after a visit to Justice; and Justice's after a visit to the district.
    let proposed = papers.recommendation("proposed");
    papers.recommendation_of("committee", "justice", "district", "open");
    let elsewhere = papers.recommendation_of("committee", "district", "justice", "open");
    // Of another owner.
    let of_district = papers.recommendation_of("district", "commune", "commune", "open");
    let visit = papers.visit_of("committee", "justice", &OTHERS, "notified");
    assert!(carried(&city, "district_lead", &visit).is_empty());
    let started = city.by("district_lead").transition(&visit, inspection_step(&city, "start")).is(200);
    assert_eq!(started["state"], "in_progress");
    let expected = sorted(&[&all[0], &all[1], &all[2], &all[3], &elsewhere]);
    assert_eq!(carried(&city, "district_lead", &visit), expected);
    let one = city.by("district_officer").get(&of(&visit, &all[0])).is(200);
    assert_eq!((&one["found"], &one["version"], &one["number"]), (&Value::Null, &json!(1), &json!(1)));
    for path in [&all[4], &all[5], &all[6], &proposed, &of_district] {
        city.by("district_lead").get(&of(&visit, path)).is_problem(404, "not_found");
    }
    // A district's visit to its commune carries the district's.
    let visit = papers.visit_of("district", "commune", TEAM, "in_progress");
    assert_eq!(carried(&city, "district_officer", &visit), sorted(&[&of_district]));
    let by_committee = papers.visit_of("committee", "commune", TEAM, "in_progress");
    assert!(carried(&city, "standing_officer", &by_committee).is_empty());
}

fn its_team_says_what_it_found_and_moves_nothing(city: City) {
    let papers = city.papers();
    let one = papers.recommendation("in_progress");
    let visit = papers.visit_of("committee", "justice", &OTHERS, "in_progress");
    let path = of(&visit, &one);
    let officer = city.by("district_officer");
    assert_eq!(officer.get(&path).blocked("update"), None);
    for word in ["partly", "not_done", "not_checked", "done"] {
        let said = officer.put(&path, found(word)).is(200);
        assert_eq!((&said["found"], &said["note"]), (&json!(word), &json!("Đã xem hồ sơ")));
        assert_eq!(city.chair().get(&one).is(200)["state"], "in_progress");
    }
    let before = officer.get(&path).is(200)["version"].clone();
    assert_eq!(before, 5);
    // The same again changes nothing.
    assert_eq!(officer.put(&path, found("done")).is(200)["version"], before);
    // A note that is left out is gone.
    assert_eq!(officer.put(&path, json!({"found": "done"})).is(200)["note"], Value::Null);
    for body in [json!({}), json!({"found": null}), json!({"found": "perhaps"}), json!({"found": "done", "note": ""})] {
        officer.put(&path, body).is_problem(400, "schema");
    }
    officer.put(&path, json!({"found": "done", "state": "verified"})).is_problem(400, "schema");
    // The inspection's own version stays.
    assert_eq!(officer.get(&visit).is(200)["state"], "in_progress");
}

fn a_visit_does_not_finish_before_all_is_judged(city: City) {
    let papers = city.papers();
    let (one, two) = (papers.recommendation("open"), papers.recommendation("disputed"));
    let visit = papers.visit_of("committee", "justice", &OTHERS, "in_progress");
    let leader = city.by("district_lead");
    let finish = || inspection_step(&city, "finish");
    let told = leader.get(&visit).blocked("finish").expect("something stands in the way");
    assert_eq!(told.iter().filter(|it| *it == "carried_unjudged").count(), 2, "{told:?}");
    leader.put(&of(&visit, &one), found("not_checked")).is(200);
    leader.transition(&visit, finish()).is_problem(422, "carried_unjudged");
    leader.put(&of(&visit, &two), found("done")).is(200);
    leader.transition(&visit, finish()).is(200);
    leader.put(&of(&visit, &two), found("partly")).is_problem(409, "state_forbids");
    assert_eq!(leader.get(&of(&visit, &two)).blocked("update"), Some(vec!["state_forbids".to_owned()]));
    leader.transition(&visit, inspection_step(&city, "resume")).is(200);
    leader.put(&of(&visit, &two), found("partly")).is(200);
    // What it carries is that of its first start.
    assert_eq!(carried(&city, "district_lead", &visit), sorted(&[&one, &two]));
}

fn who_may_say_and_who_may_read(city: City) {
    let papers = city.papers();
    let one = papers.recommendation("open");
    let visit = papers.visit_of("committee", "justice", &OTHERS, "in_progress");
    let path = of(&visit, &one);
    let reads = |who: &str| (city.by(who).get(&path).status, city.by(who).get(&format!("{visit}/carried")).status);
    for who in ["chair", "standing_lead", "standing_officer", "district_lead", "district_officer"] {
        assert_eq!(reads(who), (200, 200), "{who}");
    }
    let told = ["justice_lead", "justice_officer", "auditor", "justice_auditor"];
    // Whoever was of another team of the agency is a third, as are all others.
    let others = ["culture_lead", "commune_lead", "portal", "admin"];
    for who in told.iter().chain(&others) {
        assert_eq!(reads(who), (404, 404), "{who}");
        city.by(who).put(&path, found("done")).is_problem(404, "not_found");
    }
    for who in ["chair", "standing_lead", "standing_officer"] {
        city.by(who).put(&path, found("done")).is_problem(403, "role_may_not");
    }
    city.by("district_officer").put(&path, found("done")).is(200);
    city.by("district_lead").transition(&visit, inspection_step(&city, "finish")).is(200);
    let made = city.by("district_lead").post("/inspection-reports", json!({"inspection_id": id_in(&visit)})).is(201);
    let report = format!("/inspection-reports/{}", made["id"].as_str().unwrap());
    assert_eq!(reads("justice_lead"), (404, 404));
    let send = crate::harness::inspection_report_step(&city, "send");
    city.by("district_lead").transition(&report, send).is(200);
    for who in told {
        assert_eq!(reads(who), (200, 200), "{who}");
    }
    for who in others {
        assert_eq!(reads(who), (404, 404), "{who}");
    }
    city.chair().get(&format!("{visit}/carried/01890a5d-ac96-774b-bcce-b302099a8057")).is_problem(404, "not_found");
    city.chair().get("/inspections/01890a5d-ac96-774b-bcce-b302099a8057/carried").is_problem(404, "not_found");
}

fn an_inspection_that_is_not_shown_carries_nothing_that_is(city: City) {
    let papers = city.papers();
    for state in ["in_progress", "submitted"] {
        let own = papers.self_inspection_of("committee", "justice", state);
        for who in ["standing_officer", "chair", "justice_lead", "auditor", "culture_lead"] {
            city.by(who).get(&format!("{own}/carried")).is_problem(404, "not_found");
        }
    }
}

fn two_phones_on_one_the_second_is_late(city: City) {
    let papers = city.papers();
    let one = papers.recommendation("open");
    let visit = papers.visit_of("committee", "justice", &OTHERS, "in_progress");
    let path = of(&visit, &one);
    let [first, second] = OTHERS.map(|who| city.by(who).with_etag_of(&path));
    let body = |word: &str| found(word).to_string().into_bytes();
    let answers = at_once(&[&|| first.send("PUT", &path, Some(body("done"))), &|| {
        second.send("PUT", &path, Some(body("partly")))
    }]);
    let mut statuses: Vec<u16> = answers.iter().map(|it| it.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    let unread = city.by(OTHERS[0]);
    unread.send("PUT", &path, Some(body("done"))).is_problem(428, "precondition_required");
}

fn what_is_settled_after_the_start_is_carried_still(city: City) {
    let papers = city.papers();
    let (one, two) = (papers.recommendation("implemented"), papers.recommendation("open"));
    let visit = papers.visit_of("committee", "justice", &OTHERS, "in_progress");
    city.by("district_officer").transition(&one, json!({"action": "verify"})).is(200);
    papers.move_recommendation("committee", "justice", &two, "waive");
    let later = papers.recommendation("open");
    assert_eq!(carried(&city, "district_lead", &visit), sorted(&[&one, &two]));
    city.by("district_lead").put(&of(&visit, &one), found("done")).is(200);
    // The next one carries what is open then.
    let next = papers.visit_of("committee", "justice", TEAM, "in_progress");
    assert_eq!(carried(&city, "standing_officer", &next), sorted(&[&later]));
}

/// Whatever was done to recommendations before a visit starts, it carries those that are open, in progress, implemented or disputed then.
fn carried_are_those_in_these_states_whatever_came_before(city: City) {
    const ACTIONS: [&str; 10] = [
        "accept",
        "record",
        "report_implemented",
        "verify",
        "send_back",
        "dispute",
        "uphold",
        "waive",
        "reopen",
        "extend",
    ];
    let papers = city.papers();
    let report = papers.inspection_report("draft");
    let ones: Vec<String> = (0..6).map(|_| papers.recommended(&report, "justice", json!({}))).collect();
    papers.bring_inspection_report("committee", "justice", &report, "concluded");
    let mut runner = TestRunner::deterministic();
    let steps = prop::collection::vec((0..ones.len(), 0..ACTIONS.len()), 30);
    for _ in 0..3 {
        for (which, action) in steps.new_tree(&mut runner).unwrap().current() {
            let action = ACTIONS[action];
            let who = match action {
                "verify" | "send_back" => "standing_officer",
                "reopen" | "extend" => "standing_lead",
                "uphold" | "waive" => "chair",
                _ => "justice_lead",
            };
            let step = crate::harness::recommendation_step(&city, action);
            let answer = city.by(who).transition(&ones[which], step);
            assert!([200, 409, 422].contains(&answer.status), "{answer}");
        }
        let visit = papers.visit_of("committee", "justice", &OTHERS, "in_progress");
        let listed = city.standing_officer().get("/recommendations?limit=200").items();
        let states = ["open", "in_progress", "implemented", "disputed"];
        let mut expected: Vec<String> = listed
            .iter()
            .filter(|it| states.contains(&it["state"].as_str().unwrap()))
            .map(|it| it["id"].as_str().unwrap().to_owned())
            .collect();
        expected.sort();
        assert_eq!(carried(&city, "district_lead", &visit), expected);
    }
}
