//! In whose name programmes, consolidations, plans of inspections and their reports are signed, and as of which day: as reports are.

use chrono::NaiveDate;

use crate::harness::{
    City, Value, both_databases, consolidation_step, id_in, inspection_plan_step, inspection_report_step, issue, json,
    name_of,
};

both_databases![
    the_account_that_signs_is_the_signatory,
    somebody_else_is_named_under_his_delegation_alone,
    nobody_lends_his_name_to_a_judgement_of_his_own_work,
    a_programme_is_dated_from_the_year_before_its_own_until_today,
    a_plan_of_inspections_is_dated_from_the_year_before_its_own_until_today,
    a_consolidation_is_dated_from_the_first_day_of_its_figures_and_a_letter_from_its_own
];

/// Papers of the committee that wait for their signature, each with the step that signs it.
fn waiting(city: &City) -> Vec<(String, Value)> {
    let papers = city.papers();
    // Days pass while a visit is made.
    let report = papers.inspection_report("under_review");
    vec![
        (papers.programme("committee", "justice", "under_review"), issue("1016/CTr-BCĐ")),
        (papers.consolidation("under_review"), consolidation_step("issue")),
        (papers.inspection_plan("committee", "submitted"), inspection_plan_step("approve")),
        (report, inspection_report_step(city, "conclude")),
    ]
}

/// The step as it is signed by somebody.
fn signed(step: &Value, signatory: Value) -> Value {
    let mut step = step.clone();
    step["signatory"] = signatory;
    step
}

fn the_account_that_signs_is_the_signatory(city: City) {
    let waiting = waiting(&city);
    let bare = |step: &Value| {
        let mut step = step.clone();
        step.as_object_mut().unwrap().remove("signatory");
        step
    };
    for (path, step) in &waiting {
        // Nobody entered a position yet, and none is said.
        let refused = city.chair().transition(path, bare(step));
        refused.is_problem(422, "position_missing").points_at("/signatory/position", "position_missing");
        let another = json!({"name": name_of("standing_lead"), "position": "Phó Trưởng ban"});
        let refused = city.chair().transition(path, signed(step, another));
        refused.is_problem(422, "signatory_differs").points_at("/signatory/name", "signatory_differs");
    }
    let chair = format!("/users/{}", city.user("chair"));
    city.admin().patch(&chair, json!({"position": "Trưởng ban"})).is(200);
    for (path, step) in &waiting {
        let answer = city.chair().transition(path, bare(step)).is(200);
        assert_eq!(
            answer["signatory"],
            json!({"name": name_of("chair"), "position": "Trưởng ban", "capacity": null}),
            "{path}"
        );
    }
}

fn somebody_else_is_named_under_his_delegation_alone(city: City) {
    let (committee, deputy) = (city.agency("committee"), city.user("labour_lead"));
    let grant = json!({"user_id": deputy, "agency_id": committee, "role": "chair", "scope": "subtree",
        "valid_from": "2017-01-01"});
    city.admin().post("/grants", grant).is(201);
    let waiting = waiting(&city);
    // He could sign himself, and still not in the name of the other.
    let both = city.acting("labour_lead as chair", deputy, committee);
    let in_his_name = json!({"name": name_of("chair"), "position": "Trưởng ban"});
    for (path, step) in &waiting {
        let refused = both.transition(path, signed(step, in_his_name.clone()));
        refused.is_problem(422, "signatory_differs").points_at("/signatory/name", "signatory_differs");
    }
    let lent = json!({"delegate_id": deputy, "agency_id": committee, "actions": ["programmes.issue", "consolidations.issue",
        "inspection-plans.approve", "inspection-reports.conclude"], "valid_from": "2017-02-01", "valid_to": "2017-03-31"});
    city.chair().post("/delegations", lent).is(201);
    for (path, step) in &waiting {
        let answer = both.transition(path, signed(step, in_his_name.clone())).is(200);
        assert_eq!(answer["signatory"]["name"], name_of("chair"), "{path}");
        let last = city.auditor().get(&format!("{path}/transitions?limit=200")).items().pop().unwrap();
        assert_eq!(last["actor"]["id"], json!(deputy), "{path}");
        assert_eq!(last["on_behalf_of"]["id"], json!(city.user("chair")), "both are on record: {path}");
    }
}

fn nobody_lends_his_name_to_a_judgement_of_his_own_work(city: City) {
    let justice = city.agency("justice");
    let also = json!({"user_id": city.user("justice_lead"), "agency_id": justice, "role": "agency_officer",
        "scope": "self", "valid_from": "2017-01-01"});
    city.admin().post("/grants", also).is(201);
    let lent = json!({"delegate_id": city.user("justice_lead_2"), "agency_id": justice,
        "actions": ["programmes.issue"], "valid_from": "2017-02-01", "valid_to": "2017-02-28"});
    city.lead().post("/delegations", lent).is(201);
    let programme = city.papers().draft("justice", "justice");
    city.lead().transition(&programme, json!({"action": "submit"})).is(200);
    // The other lead may issue it, and not in the name of the one who handed it over.
    let other = city.by("justice_lead_2");
    assert_eq!(other.get(&programme).blocked("issue"), None);
    let in_his_name = json!({"name": name_of("justice_lead"), "position": "Giám đốc"});
    let refused = other.transition(&programme, signed(&issue("3/CTr"), in_his_name));
    refused.is_problem(403, "separation_of_duties");
    let issued = other.transition(&programme, issue("3/CTr")).is(200);
    assert_eq!(issued["signatory"]["name"], name_of("justice_lead_2"));
}

/// Whoever signs is told the days that are allowed, the first and the last, where another stands in a field; on the first day it is
/// signed.
fn is_dated(city: &City, path: &str, step: &Value, field: &str, [first, last]: [&str; 2], outside: &[&str]) {
    let who = if step["action"] == "send" { city.standing_lead() } else { city.chair() };
    let who = who.with("accept-language", "en");
    let on = |day: &str| {
        let mut step = step.clone();
        step[field] = json!(day);
        step
    };
    let pointer = format!("/{field}");
    let [first_day, last_day] = [first, last].map(|it| it.parse::<NaiveDate>().unwrap().format("%-d %B %Y"));
    let allowed = format!("The day on paper is from {first_day} to {last_day}");
    for day in outside.iter().copied().chain(["0001-01-01", "9999-12-31"]) {
        let refused = who.transition(path, on(day));
        refused.is_problem(422, "day_out_of_range").points_at(&pointer, "day_out_of_range");
        assert_eq!(refused.body["errors"][0]["detail"], allowed, "{day}");
    }
    if step["signatory"].is_object() {
        // Whatever is wrong with a signature is told at once.
        let refused = who.transition(path, signed(&on(outside[0]), json!({"name": "Người khác"})));
        refused
            .is_problem(422, "blocked")
            .points_at(&pointer, "day_out_of_range")
            .points_at("/signatory/name", "signatory_differs");
    }
    who.transition(path, on(first)).is(200);
}

fn a_programme_is_dated_from_the_year_before_its_own_until_today(city: City) {
    let papers = city.papers();
    let days = ["2016-01-01", "2017-02-01"];
    let programme = papers.programme("committee", "justice", "under_review");
    is_dated(&city, &programme, &issue("1/CTr"), "issued_on", days, &["2015-12-31", "2017-02-02"]);
    // In Vietnam the next day has begun where it has not in Greenwich.
    let programme = papers.programme("committee", "justice", "under_review");
    city.at("2017-02-02T00:00:00+07:00");
    let mut step = issue("2/CTr");
    step["issued_on"] = json!("2017-02-02");
    assert_eq!(city.chair().transition(&programme, step).is(200)["issued_on"], "2017-02-02");
    // What is for a year far ahead is issued on the day.
    let new = json!({"agency_id": city.agency("committee"), "year": 2019, "title": "Chương trình năm 2019"});
    let ahead = city.standing_officer().post("/programmes", new).is(201);
    let ahead = format!("/programmes/{}", ahead["id"].as_str().unwrap());
    papers.task("committee", &ahead, "I.1", json!({"lead_agency_id": city.agency("justice")}));
    papers.submit("committee", &ahead);
    let (day, step) = (["2017-02-02", "2017-02-02"], issue("3/CTr"));
    is_dated(&city, &ahead, &step, "issued_on", day, &["2017-02-01", "2017-02-03"]);
}

fn a_plan_of_inspections_is_dated_from_the_year_before_its_own_until_today(city: City) {
    let plan = city.papers().inspection_plan("committee", "submitted");
    let days = ["2016-01-01", "2017-02-01"];
    let step = inspection_plan_step("approve");
    is_dated(&city, &plan, &step, "approved_on", days, &["2015-12-31", "2017-02-02"]);
}

fn a_consolidation_is_dated_from_the_first_day_of_its_figures_and_a_letter_from_its_own(city: City) {
    let papers = city.papers();
    // The figures cover 15 December to 14 June.
    let consolidation = papers.consolidation("under_review");
    let days = ["2016-12-15", "2017-02-01"];
    let step = consolidation_step("issue");
    is_dated(&city, &consolidation, &step, "issued_on", days, &["2016-12-14", "2017-02-02"]);
    is_dated(&city, &consolidation, &consolidation_step("send"), "sent_on", days, &["2016-12-14", "2017-02-02"]);
    // A letter is not older than what it brings.
    let later = papers.consolidation("issued");
    assert_eq!(city.auditor().get(&later).is(200)["issued_on"], "2017-02-01", "{}", id_in(&later));
    let day = ["2017-02-01", "2017-02-01"];
    is_dated(&city, &later, &consolidation_step("send"), "sent_on", day, &["2017-01-31", "2017-02-02"]);
}
