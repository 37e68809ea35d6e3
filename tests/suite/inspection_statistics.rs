//! Inspections and recommendations added up: against what everybody can add up by hand from what he may read.

use std::collections::BTreeMap;

use crate::harness::{
    Answer, City, Person, TEAM, Value, both_databases, count, days_pass, in_days, inspection_step, json,
    recommendation_step,
};

both_databases![
    sums_are_those_of_the_inspections_within_reach,
    what_was_not_handed_in_is_known_to_whoever_waits_for_it,
    a_rating_counts_once_its_inspection_stands,
    the_ratings_of_a_visit_are_its_owners_until_its_report_is_sent,
    nor_are_they_a_team_s_whose_agency_took_the_inspected_one_over,
    the_four_cells_are_those_of_the_recommendations_within_reach,
    what_is_sent_back_or_reopened_is_not_done,
    a_year_month_by_month_is_json_or_a_picture,
];

const AGENCIES: [&str; 4] = ["justice", "culture", "district", "commune"];
const READERS: [&str; 10] = [
    "auditor",
    "chair",
    "standing_officer",
    "justice_lead",
    "justice_auditor",
    "culture_officer",
    "district_lead",
    "district_officer",
    "commune_lead",
    "second_admin",
];

fn statistics(person: &Person, query: &str) -> Value {
    person.get(&format!("/statistics/inspections?year=2017{query}")).is(200)
}

/// Everything that a list tells a person of, page by page.
fn all_of(person: &Person, list: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut page = person.get(&format!("{list}&limit=3")).is(200);
    loop {
        all.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next"].as_str().map(str::to_owned) else { return all };
        page = person.get(&format!("{list}&limit=3&cursor={next}")).is(200);
    }
}

/// Rates the items of an inspection in progress.
fn rate(city: &City, who: &str, inspection: &str, ratings: [&str; 4]) {
    let items = ["1.1", "1.2", "2.1", "2.2"].iter().zip(ratings);
    let known = |code: &str| count(&city.by(who).get(&format!("{inspection}/answers/{code}")).is(200)["version"]);
    let items: Vec<Value> =
        items.map(|(code, rating)| json!({"code": code, "version": known(code), "rating": rating})).collect();
    let answer = city.by(who).post(&format!("{inspection}/answers"), json!({"items": items})).is(200);
    assert!(answer["items"].as_array().unwrap().iter().all(|it| it["status"] == 200), "{answer}");
}

const ALL_MET: [&str; 4] = ["met"; 4];

fn step(city: &City, who: &str, path: &str, action: &str) -> Value {
    city.by(who).transition(path, inspection_step(city, action)).is(200)
}

/// An agency rates its self-inspection, and hands it in.
fn hand_in(city: &City, agency: &str, path: &str, ratings: [&str; 4]) {
    rate(city, &format!("{agency}_officer"), path, ratings);
    step(city, &format!("{agency}_officer"), path, "hand_over");
    step(city, &format!("{agency}_lead"), path, "sign");
}

/// Visits and self-inspections in every state, of two owners.
fn many_inspections(city: &City) {
    let papers = city.papers();
    let due_on = in_days(city, 40);
    let of = |owner, agency| papers.self_inspection_due(owner, agency, due_on, "in_progress");
    let (on_time, returned) = (of("committee", "district"), of("committee", "commune"));
    let (late, _missing) = (of("committee", "justice"), of("committee", "culture"));
    let below = of("district", "commune");
    hand_in(city, "district", &on_time, ALL_MET);
    hand_in(city, "commune", &returned, ["met", "not_met", "partly_met", "not_applicable"]);
    step(city, "standing_officer", &returned, "return");
    hand_in(city, "commune", &below, ALL_MET);
    step(city, "district_officer", &below, "take_note");
    for (owner, agency, state) in [
        ("committee", "justice", "scheduled"),
        ("committee", "district", "notified"),
        ("committee", "commune", "postponed"),
        ("committee", "district", "cancelled"),
        ("district", "commune", "in_progress"),
        ("district", "commune", "scheduled"),
    ] {
        papers.visit_of(owner, agency, TEAM, state);
    }
    let refused = papers.visit_of("committee", "commune", TEAM, "in_progress");
    city.standing_lead().transition(&refused, json!({"action": "cancel", "cause": "refused"})).is(200);
    let done = papers.visit_of("committee", "justice", TEAM, "in_progress");
    rate(city, TEAM[1], &done, ["met", "met", "not_met", "met"]);
    step(city, TEAM[0], &done, "finish");
    papers.inspection_report_of("committee", "justice", "concluded");
    assert!(in_days(city, 0) <= due_on, "the day is not over yet");
    days_pass(city, (due_on - in_days(city, 0)).num_days() + 1);
    hand_in(city, "justice", &late, ALL_MET);
    // Of another year there is nothing, and one that is not due yet.
    papers.self_inspection_of("committee", "culture", "in_progress");
}

/// Visits as statistics tell them, added up one by one.
fn visits_by_hand(visits: &[Value]) -> Value {
    let of = |states: &[&str]| visits.iter().filter(|it| states.contains(&it["state"].as_str().unwrap())).count();
    let because = |cause: &str| visits.iter().filter(|it| it["cancel_cause"] == cause).count();
    json!({
        "planned": visits.len(), "done": of(&["fieldwork_done", "closed"]), "concluded": of(&["closed"]),
        "open": of(&["scheduled", "notified", "postponed", "in_progress"]), "cancelled": of(&["cancelled"]),
        "open_by_state": {"scheduled": of(&["scheduled"]), "notified": of(&["notified"]),
            "postponed": of(&["postponed"]), "in_progress": of(&["in_progress"])},
        "cancelled_by_cause": {"agency_ended": because("agency_ended"), "refused": because("refused"),
            "joint": because("joint"), "not_needed": because("not_needed"), "other": because("other")},
    })
}

/// Self-inspections as statistics tell them.
fn self_inspections_by_hand(city: &City, all: &[Value]) -> Value {
    let today = in_days(city, 0).to_string();
    let expected: Vec<&Value> = all.iter().filter(|it| it["state"] != "cancelled").collect();
    let of = |wanted: &dyn Fn(&Value) -> bool| expected.iter().filter(|it| wanted(it)).count();
    let was_closed = |it: &Value| it["state"] == "not_handed_in";
    let is_over = |it: &Value| was_closed(it) || it["due_on"].as_str().unwrap() < today.as_str();
    let (on_time, late) = (of(&|it| it["late"] == false), of(&|it| it["late"] == true));
    let overdue = of(&|it| it["late"].is_null() && is_over(it));
    let judged = on_time + late + overdue;
    json!({
        "expected": expected.len(), "on_time": on_time, "late": late, "overdue": overdue,
        "not_handed_in": of(&was_closed), "pending": of(&|it| it["late"].is_null() && !is_over(it)),
        "rate": (judged > 0).then(|| on_time as f64 / judged as f64), "cancelled": all.len() - expected.len(),
    })
}

fn sums_are_those_of_the_inspections_within_reach(city: City) {
    many_inspections(&city);
    let own = |agency: &str| all_of(&city.by(&format!("{agency}_lead")), "/inspections?kind=self&year=2017");
    let every: BTreeMap<String, Value> =
        AGENCIES.iter().flat_map(|agency| own(agency)).map(|it| (it["id"].as_str().unwrap().to_owned(), it)).collect();
    assert_eq!(every.len(), 6);
    // Who knows of all that plans ask for: whose plans they are, and auditors.
    let knows = |login: &str, it: &Value| match login {
        "auditor" => true,
        "chair" | "standing_officer" => it["owner_agency_id"] == json!(city.agency("committee")),
        "district_lead" | "district_officer" => it["owner_agency_id"] == json!(city.agency("district")),
        "justice_auditor" => it["agency_id"] == json!(city.agency("justice")),
        _ => false,
    };
    for login in READERS {
        let person = city.by(login);
        let told = statistics(&person, "");
        let visits = all_of(&person, "/inspections?kind=visit&year=2017");
        assert_eq!(told["visits"], visits_by_hand(&visits), "{login}");
        let mut expected: BTreeMap<String, Value> =
            every.iter().filter(|(_, it)| knows(login, it)).map(|(id, it)| (id.clone(), it.clone())).collect();
        for it in all_of(&person, "/inspections?kind=self&year=2017") {
            expected.insert(it["id"].as_str().unwrap().to_owned(), it);
        }
        let expected: Vec<Value> = expected.into_values().collect();
        assert_eq!(told["self_inspections"], self_inspections_by_hand(&city, &expected), "{login}");
        let months = person.get("/statistics/inspection-months?year=2017").is(200);
        let (totals, own) = (&months["totals"], &told["self_inspections"]);
        assert_eq!(count(&totals["visits_done"]), count(&told["visits"]["done"]), "{login}");
        let planned = count(&told["visits"]["planned"]) - count(&told["visits"]["cancelled"]);
        assert_eq!(count(&totals["visits_planned"]), planned, "{login}");
        assert_eq!(totals["self_inspections_due"], own["expected"], "{login}");
        let received = count(&own["on_time"]) + count(&own["late"]);
        assert_eq!(count(&totals["self_inspections_received"]), received, "{login}");
    }
    let all = statistics(&city.auditor(), "");
    assert_eq!((count(&all["visits"]["planned"]), count(&all["self_inspections"]["expected"])), (9, 6));
    assert_eq!(count(&statistics(&city.by("second_admin"), "")["visits"]["planned"]), 0);
    // Below an agency, of an owner, of another year.
    let district = city.agency("district");
    let below = statistics(&city.auditor(), &format!("&agency_id={district}"));
    assert_eq!((count(&below["visits"]["planned"]), count(&below["self_inspections"]["expected"])), (6, 3));
    let owned = statistics(&city.auditor(), &format!("&owner_agency_id={district}"));
    assert_eq!((count(&owned["visits"]["planned"]), count(&owned["self_inspections"]["expected"])), (2, 1));
    assert_eq!(
        statistics(&city.auditor(), &format!("&agency_id={}", city.agency("committee")))["visits"],
        all["visits"]
    );
    let before = city.auditor().get("/statistics/inspections?year=2016").is(200);
    assert_eq!((count(&before["visits"]["planned"]), &before["self_inspections"]["rate"]), (0, &json!(null)));
    assert_eq!(city.auditor().get("/statistics/inspections").is(200)["visits"], all["visits"], "the year that runs");
    for wrong in ["year=1999", "year=x", "month=1"] {
        city.auditor().get(&format!("/statistics/inspections?{wrong}")).is_problem(400, "bad_parameter");
    }
}

fn what_was_not_handed_in_is_known_to_whoever_waits_for_it(city: City) {
    let papers = city.papers();
    let due_on = in_days(&city, 10);
    let missing = papers.self_inspection_due("committee", "justice", due_on, "in_progress");
    let figures = |login: &str| {
        let told = statistics(&city.by(login), "")["self_inspections"].clone();
        ["expected", "on_time", "late", "overdue", "not_handed_in", "pending"].map(|name| count(&told[name]))
    };
    for login in ["standing_officer", "auditor", "justice_lead", "justice_auditor"] {
        assert_eq!(figures(login), [1, 0, 0, 0, 0, 1], "{login}");
    }
    for login in ["culture_lead", "district_lead"] {
        assert_eq!(figures(login), [0; 6], "{login}");
    }
    // It is counted, and no more of it is told.
    city.standing_officer().get(&missing).is_problem(404, "not_found");
    days_pass(&city, 11);
    assert_eq!(figures("standing_officer"), [1, 0, 0, 1, 0, 0]);
    let plan = city.lead().get(&missing).is(200)["plan_id"].as_str().unwrap().to_owned();
    city.standing_lead().transition(&format!("/inspection-plans/{plan}"), json!({"action": "close"})).is(200);
    assert_eq!(figures("standing_officer"), [1, 0, 0, 1, 1, 0]);
    assert_eq!(statistics(&city.standing_officer(), "")["self_inspections"]["rate"], 0.0);
}

/// How each item was rated in visits, and in self-inspections: met, partly, not, not applicable.
type Counts = (i64, i64, i64, i64);

fn ratings(person: &Person) -> BTreeMap<String, (Counts, Counts)> {
    let told = statistics(person, "")["ratings"].as_array().unwrap().clone();
    let of =
        |it: &Value| (count(&it["met"]), count(&it["partly_met"]), count(&it["not_met"]), count(&it["not_applicable"]));
    let mut sums: BTreeMap<String, (Counts, Counts)> = BTreeMap::new();
    let plus = |one: Counts, other: Counts| (one.0 + other.0, one.1 + other.1, one.2 + other.2, one.3 + other.3);
    for it in &told {
        let sum = sums.entry(it["code"].as_str().unwrap().to_owned()).or_default();
        *sum = (plus(sum.0, of(&it["visits"])), plus(sum.1, of(&it["self_inspections"])));
    }
    sums
}

const NONE: Counts = (0, 0, 0, 0);
const MET: Counts = (1, 0, 0, 0);

fn a_rating_counts_once_its_inspection_stands(city: City) {
    let papers = city.papers();
    let own = papers.self_inspection_of("committee", "justice", "in_progress");
    rate(&city, "justice_officer", &own, ["met", "partly_met", "not_met", "not_applicable"]);
    for login in ["justice_lead", "standing_officer", "auditor"] {
        assert!(ratings(&city.by(login)).is_empty(), "{login}: it is not signed");
    }
    step(&city, "justice_officer", &own, "hand_over");
    step(&city, "justice_lead", &own, "sign");
    let expected: BTreeMap<String, (Counts, Counts)> = [
        ("1.1", (NONE, MET)),
        ("1.2", (NONE, (0, 1, 0, 0))),
        ("2.1", (NONE, (0, 0, 1, 0))),
        ("2.2", (NONE, (0, 0, 0, 1))),
    ]
    .map(|(code, counts)| (code.to_owned(), counts))
    .into();
    for login in ["justice_lead", "justice_auditor", "standing_officer", "auditor"] {
        assert_eq!(ratings(&city.by(login)), expected, "{login}");
    }
    for login in ["culture_lead", "district_lead", "second_admin"] {
        assert!(ratings(&city.by(login)).is_empty(), "{login}");
    }
    let told = &statistics(&city.auditor(), "")["ratings"][0];
    assert_eq!(told["checklist_agency_id"], json!(city.agency("committee")));
    assert!(told["checklist_code"].as_str().unwrap().starts_with("KT-"), "{told}");
    // What is given back does not stand, until it is signed again with what it says then.
    step(&city, "standing_officer", &own, "return");
    assert!(ratings(&city.auditor()).is_empty());
    rate(&city, "justice_officer", &own, ALL_MET);
    assert!(ratings(&city.lead()).is_empty());
    step(&city, "justice_lead", &own, "sign");
    assert_eq!(ratings(&city.auditor())["2.2"], (NONE, MET));
}

fn the_ratings_of_a_visit_are_its_owners_until_its_report_is_sent(city: City) {
    let papers = city.papers();
    let visit = papers.visit_of("committee", "justice", TEAM, "in_progress");
    rate(&city, TEAM[1], &visit, ["met", "met", "not_met", "partly_met"]);
    assert!(ratings(&city.standing_officer()).is_empty(), "it has not seen all");
    step(&city, TEAM[0], &visit, "finish");
    let knows = |logins: &[&str], expected: &[bool]| {
        let found: Vec<bool> = logins.iter().map(|login| !ratings(&city.by(login)).is_empty()).collect();
        assert_eq!(found, expected, "{logins:?}");
    };
    let logins =
        ["standing_officer", "chair", "culture_officer", "auditor", "justice_lead", "justice_auditor", "district_lead"];
    knows(&logins, &[true, true, true, false, false, false, false]);
    assert_eq!(ratings(&city.chair())["2.1"], ((0, 0, 1, 0), NONE));
    step(&city, TEAM[0], &visit, "resume");
    knows(&logins, &[false; 7]);
    step(&city, TEAM[0], &visit, "finish");
    let report = papers.report_on(&visit);
    knows(&logins, &[true, true, true, false, false, false, false]);
    papers.move_report("committee", "justice", &report, "send");
    knows(&logins, &[true, true, true, true, true, true, false]);
    assert_eq!(ratings(&city.lead())["2.2"], ((0, 1, 0, 0), NONE));
    // Whoever leaves the team counts no more of it.
    let release = json!({"action": "release", "user_id": city.user("culture_officer")});
    city.standing_lead().transition(&visit, release).is(200);
    knows(&["culture_officer"], &[false]);
}

fn nor_are_they_a_team_s_whose_agency_took_the_inspected_one_over(city: City) {
    let papers = city.papers();
    let visit = papers.visit_of("committee", "justice", TEAM, "in_progress");
    rate(&city, TEAM[1], &visit, ["met", "met", "not_met", "partly_met"]);
    step(&city, TEAM[0], &visit, "finish");
    assert!(!ratings(&city.by(TEAM[1])).is_empty());
    city.succeed("justice", "culture", &[]);
    assert!(ratings(&city.by(TEAM[1])).is_empty());
    assert!(!ratings(&city.chair()).is_empty());
    assert_eq!(city.by(TEAM[0]).get(&visit).blocked("resume"), Some(vec!["conflict_of_interest".to_owned(); 2]));
}

fn cells(person: &Person, query: &str) -> Value {
    person.get(&format!("/statistics/recommendations{query}")).is(200)["totals"].clone()
}

/// Recommendations as statistics tell them, added up one by one.
fn cells_by_hand(all: &[Value]) -> Value {
    let of = |wanted: &dyn Fn(&Value) -> bool| all.iter().filter(|it| wanted(it)).count();
    let is = |it: &Value, states: &[&str]| states.contains(&it["state"].as_str().unwrap());
    // The last day is over in Hải Phòng, seven hours before it is in UTC.
    let day = |it: &Value| it["extended_until"].as_str().or(it["due_on"].as_str()).unwrap().to_owned();
    let is_late = |it: &Value| {
        let at = tienbo::kernel::instant::Instant::parse(it["implemented_at"].as_str().unwrap()).unwrap();
        at.date().to_string() > day(it)
    };
    let done = |it: &Value| is(it, &["implemented", "verified"]);
    let owed = |it: &Value| is(it, &["open", "in_progress", "disputed"]);
    json!({
        "total": of(&|it| done(it) || owed(it)),
        "done_on_time": of(&|it| done(it) && !is_late(it)), "done_late": of(&|it| done(it) && is_late(it)),
        "in_progress": of(&|it| owed(it) && it["overdue"] == false),
        "overdue": of(&|it| owed(it) && it["overdue"] == true),
        "disputed": of(&|it| is(it, &["disputed"])), "verified": of(&|it| is(it, &["verified"])),
        "waived": of(&|it| is(it, &["waived"])),
    })
}

fn the_four_cells_are_those_of_the_recommendations_within_reach(city: City) {
    let papers = city.papers();
    for state in ["proposed", "open", "in_progress", "implemented", "verified", "disputed", "reassigned", "waived"] {
        papers.recommendation(state);
    }
    let late = papers.recommendation_of("committee", "justice", "culture", "in_progress");
    let below = papers.recommendation_of("district", "commune", "commune", "implemented");
    let extended = papers.recommendation("open");
    city.standing_lead().transition(&extended, recommendation_step(&city, "extend")).is(200);
    days_pass(&city, 160);
    city.by("culture_lead").transition(&late, recommendation_step(&city, "report_implemented")).is(200);
    let verify = city.by("district_officer").transition(&below, json!({"action": "verify"}));
    verify.is(200);
    for login in READERS {
        let person = city.by(login);
        let all = all_of(&person, "/recommendations?sort=created_at");
        assert_eq!(cells(&person, ""), cells_by_hand(&all), "{login}");
    }
    let all = cells(&city.auditor(), "");
    let told = ["done_on_time", "done_late", "in_progress", "overdue", "disputed", "verified", "waived"];
    // The one in the place of the reassigned one is overdue too.
    assert_eq!(told.map(|name| count(&all[name])), [3, 1, 1, 4, 1, 2, 1]);
    assert_eq!(count(&all["total"]), 9);
    let culture = cells(&city.auditor(), &format!("?agency_id={}", city.agency("culture")));
    assert_eq!((count(&culture["total"]), count(&culture["done_late"])), (2, 1));
    let district = cells(&city.auditor(), &format!("?owner_agency_id={}", city.agency("district")));
    assert_eq!((count(&district["total"]), count(&district["verified"])), (1, 1));
    city.auditor().get("/statistics/recommendations?year=2017").is_problem(400, "bad_parameter");
}

fn what_is_sent_back_or_reopened_is_not_done(city: City) {
    let recommendation = city.papers().recommendation("implemented");
    let figures = || {
        let told = cells(&city.auditor(), "");
        ["done_on_time", "done_late", "in_progress", "overdue"].map(|name| count(&told[name]))
    };
    let papers = city.papers();
    let moves = |action: &str| papers.move_recommendation("committee", "justice", &recommendation, action);
    assert_eq!(figures(), [1, 0, 0, 0]);
    moves("send_back");
    assert_eq!(figures(), [0, 0, 1, 0]);
    moves("report_implemented");
    moves("verify");
    assert_eq!(figures(), [1, 0, 0, 0]);
    moves("reopen");
    assert_eq!(figures(), [0, 0, 1, 0]);
    let due_on = city.lead().get(&recommendation).is(200)["due_on"].as_str().unwrap().to_owned();
    city.at(&format!("{due_on}T23:59:59.999999+07:00"));
    assert_eq!(figures(), [0, 0, 1, 0]);
    city.at(&format!("{}T00:00:00+07:00", in_days(&city, 1)));
    assert_eq!(figures(), [0, 0, 0, 1]);
    moves("report_implemented");
    assert_eq!(figures(), [0, 1, 0, 0]);
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.header(name).unwrap_or_default()
}

fn a_year_month_by_month_is_json_or_a_picture(city: City) {
    let papers = city.papers();
    let own = papers.self_inspection_due("committee", "justice", in_days(&city, 20), "in_progress");
    hand_in(&city, "justice", &own, ALL_MET);
    papers.visit_of("committee", "justice", TEAM, "notified");
    papers.visit_of("committee", "commune", TEAM, "cancelled");
    let path = "/statistics/inspection-months?year=2017";
    let answer = city.auditor().get(path);
    assert_eq!(header(&answer, "content-type"), "application/json");
    let year = answer.is(200);
    let month = |number: usize| &year["months"][number - 1]["counts"];
    let counts = |visits: (i64, i64), own: (i64, i64)| {
        json!({"visits_planned": visits.0, "visits_done": visits.1, "self_inspections_due": own.0,
            "self_inspections_received": own.1})
    };
    assert_eq!((&year["year"], year["months"].as_array().unwrap().len()), (&json!(2017), 12));
    assert_eq!(month(2), &counts((0, 0), (1, 1)), "due on 21 February, and handed in on the first");
    assert_eq!(month(12), &counts((1, 0), (0, 0)), "the window ends with the year");
    assert_eq!((&year["totals"], &year["later"]), (&counts((1, 0), (1, 1)), &counts((0, 0), (0, 0))));

    let looking = city.auditor().with("accept", "text/html, image/svg+xml;q=0.9, application/json;q=0.8");
    let picture = looking.get(path);
    assert_eq!((picture.status, header(&picture, "content-type")), (200, "image/svg+xml"));
    assert_eq!(header(&picture, "content-language"), "vi");
    for name in ["Accept", "Accept-Language", "Authorization"] {
        assert!(header(&picture, "vary").split(", ").any(|it| it == name), "{name}");
    }
    let text = String::from_utf8(picture.bytes.clone()).unwrap();
    assert!(text.starts_with("<svg ") && text.contains("Tự kiểm tra") && !text.contains("script"), "{text}");
    let english = looking.with("accept-language", "en").get(path);
    assert!(String::from_utf8(english.bytes.clone()).unwrap().contains("Self-inspections"));
    let known = looking.with("if-none-match", header(&picture, "etag")).get(path);
    assert_eq!((known.status, known.bytes.len()), (304, 0));
    city.auditor().with("accept", "image/png").get(path).is_problem(406, "not_acceptable");
    let others = city.by("culture_lead").get(path).is(200);
    assert_eq!(count(&others["totals"]["visits_planned"]), 1, "of the team, and of nothing else");
}
