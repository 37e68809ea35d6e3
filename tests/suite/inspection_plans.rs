//! Plans of inspections: who writes and who approves them, who may inspect whom, and who reads them.

mod approved;

use crate::harness::{
    Answer, City, Person, Value, at_once, both_databases, checklist_step, id_in, inspection_plan_step, inspector,
    is_also, json, name_of, planned_visit, told,
};

const UNKNOWN: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

fn path_of(made: &Value) -> String {
    format!("/inspection-plans/{}", made["id"].as_str().unwrap())
}

fn submit(who: &Person, plan: &str) -> Answer {
    who.transition(plan, inspection_plan_step("submit"))
}

fn approve(who: &Person, plan: &str) -> Answer {
    who.transition(plan, inspection_plan_step("approve"))
}

/// The places of a plan that a problem tells of, with the code of each.
fn places(answer: &Answer) -> Vec<(String, String)> {
    let errors = answer.body["errors"].as_array().cloned().unwrap_or_default();
    let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    errors.iter().map(|it| (text(&it["at"]), text(&it["code"]))).collect()
}

fn at(place: &str, code: &str) -> Vec<(String, String)> {
    vec![(place.to_owned(), code.to_owned())]
}

both_databases![
    it_is_written_submitted_and_approved_by_another,
    what_is_returned_is_written_again,
    nobody_approves_what_he_wrote,
    a_districts_own_is_for_its_communes,
    what_it_holds_is_whole,
    windows_lie_in_the_year_in_order,
    bounds_are_told,
    nobody_inspects_where_he_or_his_home_is,
    a_conflict_is_judged_anew_when_it_is_approved,
    whoever_inspects_holds_a_role,
    it_asks_by_a_checklist_in_force,
    a_plan_inspects_somebody,
    an_agency_that_ends_is_not_inspected,
    a_number_is_used_once_a_year,
    it_is_read_below_its_owner_once_approved,
    to_others_its_history_begins_with_its_approval,
    an_agency_that_is_not_ones_own_begins_nothing,
    checks_come_in_one_order,
    of_two_at_once_one_is_late,
    a_repeated_request_is_answered_as_before,
    one_step_of_it_can_be_lent,
    an_open_plan_is_left_when_its_agency_ends,
    it_is_found_by_agency_year_and_state,
    inspectors_are_named_by_those_who_plan,
    what_is_over_is_neither_submitted_nor_approved
];

fn it_is_written_submitted_and_approved_by_another(city: City) {
    let papers = city.papers();
    let officer = city.standing_officer();
    let made = officer.post("/inspection-plans", papers.new_inspection_plan("committee", json!({}))).is(201);
    assert_eq!((&made["state"], &made["revision"], &made["number"]), (&json!("draft"), &json!(1), &Value::Null));
    assert_eq!((&made["approved_on"], &made["signatory"]), (&Value::Null, &Value::Null));
    let path = path_of(&made);
    let read = officer.get(&path);
    assert_eq!((read.blocked("update"), read.blocked("submit")), (None, None));
    assert_eq!(read.blocked("approve"), Some(vec!["role_may_not".to_owned()]));
    let title = "Kế hoạch kiểm tra liên ngành";
    assert_eq!(officer.patch(&path, json!({"title": title})).is(200)["title"], title);
    let none = officer.patch(&path, json!({"self_inspections": null})).is(200);
    assert_eq!(none["self_inspections"], Value::Null);
    let planned = json!({"kinds": ["district"], "due_on": "2017-10-31"});
    let some = officer.patch(&path, json!({"self_inspections": planned})).is(200);
    assert_eq!(some["self_inspections"]["excluded"], json!([]));
    assert_eq!(submit(&city.standing_lead(), &path).is(200)["state"], "submitted");
    officer.patch(&path, json!({"title": "Khác"})).is_problem(409, "state_forbids");
    let step = json!({"action": "approve", "number": "12/KH-BVSTBPN", "approved_on": "2017-02-01",
        "signatory": {"position": "Trưởng ban"}});
    let approved = city.chair().transition(&path, step).is(200);
    assert_eq!((&approved["state"], &approved["number"]), (&json!("approved"), &json!("12/KH-BVSTBPN")));
    assert_eq!((&approved["approved_on"], &approved["revision"]), (&json!("2017-02-01"), &json!(1)));
    let signed = json!({"name": name_of("chair"), "position": "Trưởng ban", "capacity": null});
    assert_eq!(approved["signatory"], signed);
    let all = ["create", "update", "update", "update", "submit", "approve"];
    assert_eq!(told(&city, "auditor", &path), all);
}

fn what_is_returned_is_written_again(city: City) {
    let papers = city.papers();
    for who in ["standing_lead", "chair"] {
        let plan = papers.inspection_plan("committee", "submitted");
        let returned = city.by(who).transition(&plan, inspection_plan_step("return")).is(200);
        assert_eq!(returned["state"], "draft");
        city.standing_officer().patch(&plan, json!({"title": "Bản hai"})).is(200);
        submit(&city.standing_officer(), &plan).is(200);
        let cancelled = city.chair().transition(&plan, inspection_plan_step("cancel")).is(200);
        assert_eq!(cancelled["state"], "cancelled");
        approve(&city.chair(), &plan).is_problem(409, "state_forbids");
        let steps = city.auditor().get(&format!("{plan}/transitions")).items();
        assert_eq!(steps.last().unwrap()["reason"], "Theo ý kiến của Trưởng ban");
    }
}

fn nobody_approves_what_he_wrote(city: City) {
    let papers = city.papers();
    is_also(&city, "standing_lead", "standing_officer", "labour");
    is_also(&city, "district_officer", "agency_lead", "district");
    // Whoever began, edited or submitted it.
    let officer = city.by("district_officer");
    let began = papers.inspection_plan("district", "submitted");
    assert_eq!(officer.get(&began).blocked("approve"), Some(vec!["separation_of_duties".to_owned()]));
    approve(&officer, &began).is_problem(403, "separation_of_duties");
    let edited = papers.inspection_plan("district", "draft");
    city.by("district_lead").patch(&edited, json!({"title": "Sửa lời"})).is(200);
    submit(&officer, &edited).is(200);
    approve(&city.by("district_lead"), &edited).is_problem(403, "separation_of_duties");
    let sent = papers.inspection_plan("district", "draft");
    submit(&city.by("district_lead"), &sent).is(200);
    approve(&city.by("district_lead"), &sent).is_problem(403, "separation_of_duties");
    // What was returned and sent up by somebody else is still the first one's work.
    city.by("district_lead").transition(&sent, inspection_plan_step("return")).is(200);
    submit(&officer, &sent).is(200);
    approve(&city.by("district_lead"), &sent).is_problem(403, "separation_of_duties");
    approve(&city.by("district_lead"), &began).is(200);
}

fn a_districts_own_is_for_its_communes(city: City) {
    let papers = city.papers();
    let plan = papers.inspection_plan("district", "approved");
    let read = city.by("district_officer").get(&plan).is(200);
    assert_eq!(read["visits"][0]["agency_id"], json!(city.agency("commune")));
    for agency in ["justice", "district", "committee"] {
        let visits = json!([planned_visit(&city, agency, "standing_officer", &["culture_officer"])]);
        let body = papers.new_inspection_plan("district", json!({"visits": visits}));
        let answer = city.by("district_officer").post("/inspection-plans", body);
        answer.is_problem(422, "not_below_owner").points_at("/visits/0/agency_id", "not_below_owner");
    }
    // By a checklist of its own, or of the committee above it; not by another's.
    let with = |checklist: &str| {
        let body = papers.new_inspection_plan("district", json!({"checklist_id": id_in(checklist)}));
        city.by("district_officer").post("/inspection-plans", body)
    };
    with(&papers.checklist("committee", "published")).is(201);
    for other in [papers.checklist("justice", "published"), papers.checklist("committee", "draft")] {
        with(&other).is_problem(422, "unknown_reference").points_at("/checklist_id", "unknown_reference");
    }
}

fn what_it_holds_is_whole(city: City) {
    let papers = city.papers();
    let (officer, draft) = (city.standing_officer(), papers.inspection_plan("committee", "draft"));
    let refused = |fields: Value, pointer: &str, code: &str| {
        let made = officer.post("/inspection-plans", papers.new_inspection_plan("committee", fields.clone()));
        for answer in [made, officer.patch(&draft, fields)] {
            answer.is_problem(422, code).points_at(pointer, code);
        }
    };
    let visit = |agency: &str, members: &[&str]| planned_visit(&city, agency, "standing_lead", members);
    let with = |place: &str, value: Value| {
        let mut visit = visit("justice", &["culture_officer"]);
        *visit.pointer_mut(place).unwrap() = value;
        json!({"visits": [visit]})
    };
    let twice = json!([visit("justice", &["culture_officer"]), visit("justice", &["culture_officer"])]);
    refused(json!({"visits": twice}), "/visits/1/agency_id", "agency_repeated");
    refused(with("/agency_id", json!(UNKNOWN)), "/visits/0/agency_id", "unknown_reference");
    refused(with("/agency_id", json!(city.agency("committee"))), "/visits/0/agency_id", "not_below_owner");
    refused(with("/leader/user_id", json!(UNKNOWN)), "/visits/0/leader/user_id", "unknown_reference");
    refused(with("/members/0/agency_id", json!(UNKNOWN)), "/visits/0/members/0/agency_id", "unknown_reference");
    let people = json!([visit("justice", &["culture_officer", "standing_lead"])]);
    refused(json!({"visits": people}), "/visits/0/members/1", "member_repeated");
    let of = |kinds: Value, excluded: Value| json!({"self_inspections": {"kinds": kinds, "excluded": excluded, "due_on": "2017-10-31"}});
    refused(of(json!(["city_committee"]), json!([])), "/self_inspections/kinds/0", "wrong_agency_kind");
    refused(of(json!(["commune", "commune"]), json!([])), "/self_inspections/kinds/1", "code_repeated");
    let committee = json!([city.agency("committee")]);
    refused(of(json!(["commune"]), committee), "/self_inspections/excluded/0", "not_below_owner");
    refused(json!({"checklist_id": UNKNOWN}), "/checklist_id", "unknown_reference");
    assert_eq!(officer.get(&draft).is(200)["version"], 1, "nothing of all that did anything");
}

fn windows_lie_in_the_year_in_order(city: City) {
    let papers = city.papers();
    let (officer, draft) = (city.standing_officer(), papers.inspection_plan("committee", "draft"));
    let within = |from: &str, to: &str| {
        let mut visit = planned_visit(&city, "justice", "standing_lead", &["culture_officer"]);
        visit["from"] = json!(from);
        visit["to"] = json!(to);
        officer.patch(&draft, json!({"visits": [visit]}))
    };
    for (from, to, pointer, code) in [
        ("2017-06-05", "2017-06-04", "/visits/0/to", "window_reversed"),
        ("2016-12-31", "2017-01-05", "/visits/0/from", "outside_year"),
        ("2017-12-28", "2018-01-05", "/visits/0/to", "outside_year"),
    ] {
        within(from, to).is_problem(422, code).points_at(pointer, code);
    }
    within("2017-06-31", "2017-07-05").is_problem(400, "schema");
    within("2017-01-01", "2017-12-31").is(200);
    within("2017-06-05", "2017-06-05").is(200);
    let due = json!({"self_inspections": {"kinds": ["commune"], "due_on": "2018-01-01"}});
    officer.patch(&draft, due).is_problem(422, "outside_year").points_at("/self_inspections/due_on", "outside_year");
}

fn bounds_are_told(city: City) {
    let papers = city.papers();
    let (officer, draft) = (city.standing_officer(), papers.inspection_plan("committee", "draft"));
    let visit = |members: usize| {
        let mut visit = planned_visit(&city, "justice", "standing_lead", &[]);
        visit["members"] = json!(vec![inspector(&city, "culture_officer"); members]);
        visit
    };
    let excluded = json!({"kinds": ["commune"], "excluded": vec![UNKNOWN; 201], "due_on": "2017-10-31"});
    for (fields, pointer) in [
        (json!({"visits": vec![visit(1); 101]}), "/visits"),
        (json!({"visits": [visit(16)]}), "/visits/0/members"),
        (json!({"visits": [visit(0)]}), "/visits/0/members"),
        (json!({"self_inspections": excluded}), "/self_inspections/excluded"),
        (json!({"self_inspections": {"kinds": [], "due_on": "2017-10-31"}}), "/self_inspections/kinds"),
        (json!({"title": ""}), "/title"),
    ] {
        officer.patch(&draft, fields).is_problem(400, "schema").points_at(pointer, "length_out_of_range");
    }
    let answer = officer.post("/inspection-plans", papers.new_inspection_plan("committee", json!({"year": 1999})));
    answer.is_problem(400, "schema").points_at("/year", "number_out_of_range");
}

/// Somebody leads, or is a member of, a visit of an agency by a plan of the committee: what submitting it says.
fn judged(city: &City, agency: &str, leader: &str, members: &[&str]) -> (String, Answer) {
    let visits = json!([
        planned_visit(city, "culture", "standing_officer", &["justice_officer"]),
        planned_visit(city, agency, leader, members),
    ]);
    let plan = city.papers().inspection_plan_draft("committee", json!({"visits": visits}));
    let answer = submit(&city.standing_officer(), &plan);
    (plan, answer)
}

fn nobody_inspects_where_he_or_his_home_is(city: City) {
    // A leader from the district of the inspected commune, somebody of the agency itself, and somebody from below it.
    for (agency, leader, member, place) in [
        ("commune", "district_lead", "standing_officer", "/visits/1/leader"),
        ("commune", "standing_officer", "district_officer", "/visits/1/members/0"),
        ("justice", "standing_officer", "justice_lead", "/visits/1/members/0"),
        ("district", "commune_lead", "standing_officer", "/visits/1/leader"),
        ("labour", "standing_lead", "justice_officer", "/visits/1/leader"),
    ] {
        let (plan, answer) = judged(&city, agency, leader, &[member]);
        answer.is_problem(422, "conflict_of_interest");
        assert_eq!(places(&answer), at(place, "conflict_of_interest"), "{agency} {leader} {member}");
        assert_eq!(city.standing_officer().get(&plan).blocked("submit"), Some(vec!["conflict_of_interest".to_owned()]));
    }
    for (agency, leader, member) in [
        ("commune", "standing_officer", "justice_officer"),
        ("justice", "district_lead", "commune_officer"),
        ("commune", "chair", "labour_officer"),
    ] {
        judged(&city, agency, leader, &[member]).1.is(200);
    }
    // Every place is told at once.
    let (_, answer) = judged(&city, "district", "district_lead", &["commune_officer", "standing_lead", "commune_lead"]);
    answer.is_problem(422, "conflict_of_interest");
    let told: Vec<String> = places(&answer).into_iter().map(|(place, _)| place).collect();
    assert_eq!(told, ["/visits/1/leader", "/visits/1/members/0", "/visits/1/members/2"]);
    // A second role elsewhere counts as the first does, and so does a home.
    is_also(&city, "culture_officer", "agency_officer", "commune");
    let (_, answer) = judged(&city, "district", "standing_officer", &["culture_officer"]);
    assert_eq!(places(&answer), at("/visits/1/members/0", "conflict_of_interest"));
    let agency = city.agency("commune");
    let body =
        json!({"login": "can-bo", "full_name": "Phạm Thị Mới", "agency_id": agency, "password": "một câu dài dễ nhớ"});
    let user = city.admin().post("/users", body).is(201)["id"].clone();
    let grant = json!({"user_id": user, "agency_id": city.agency("labour"), "role": "agency_officer", "scope": "self",
        "valid_from": "2017-01-01"});
    city.admin().post("/grants", grant).is(201);
    let mut visit = planned_visit(&city, "district", "standing_officer", &[]);
    visit["members"] = json!([{"user_id": user, "agency_id": city.agency("labour")}]);
    let plan = city.papers().inspection_plan_draft("committee", json!({"visits": [visit]}));
    let answer = submit(&city.standing_officer(), &plan);
    assert_eq!(places(&answer), at("/visits/0/members/0", "conflict_of_interest"));
}

fn a_conflict_is_judged_anew_when_it_is_approved(city: City) {
    let (plan, answer) = judged(&city, "justice", "standing_officer", &["district_officer"]);
    answer.is(200);
    let grant = is_also(&city, "district_officer", "agency_officer", "justice");
    let read = city.chair().get(&plan);
    assert_eq!(read.blocked("approve"), Some(vec!["conflict_of_interest".to_owned()]));
    let answer = approve(&city.chair(), &plan);
    answer.is_problem(422, "conflict_of_interest");
    assert_eq!(places(&answer), at("/visits/1/members/0", "conflict_of_interest"));
    assert_eq!(city.chair().get(&plan).is(200)["state"], "submitted");
    city.admin().transition(&grant, json!({"action": "revoke", "reason": "Nhầm"})).is(200);
    approve(&city.chair(), &plan).is(200);
}

fn whoever_inspects_holds_a_role(city: City) {
    let with = |user: &str, agency: &str| {
        let mut visit = planned_visit(&city, "justice", "standing_officer", &[]);
        visit["members"] = json!([{"user_id": city.user(user), "agency_id": city.agency(agency)}]);
        let plan = city.papers().inspection_plan_draft("committee", json!({"visits": [visit]}));
        (submit(&city.standing_officer(), &plan), plan)
    };
    for (user, agency) in [
        ("culture_officer", "labour"),
        ("district_lead", "commune"),
        ("auditor", "committee"),
        ("admin", "committee"),
        ("disabled", "labour"),
        ("portal", "labour"),
    ] {
        let (answer, _) = with(user, agency);
        answer.is_problem(422, "not_an_inspector");
        assert_eq!(places(&answer), at("/visits/0/members/0", "not_an_inspector"), "{user} at {agency}");
    }
    // Whoever lost his role after it was submitted stands in the way of the approval.
    let grant = is_also(&city, "culture_officer", "agency_officer", "district");
    let (answer, plan) = with("culture_officer", "district");
    answer.is(200);
    city.admin().transition(&grant, json!({"action": "revoke", "reason": "Chuyển công tác"})).is(200);
    approve(&city.chair(), &plan).is_problem(422, "not_an_inspector");
}

fn it_asks_by_a_checklist_in_force(city: City) {
    let papers = city.papers();
    let draft = papers.checklist("committee", "draft");
    let plan = papers.inspection_plan_draft("committee", json!({"checklist_id": id_in(&draft)}));
    let answer = submit(&city.standing_officer(), &plan);
    answer.is_problem(409, "not_in_force");
    assert_eq!(places(&answer), at("/checklist_id", "not_in_force"));
    city.standing_lead().transition(&draft, checklist_step("publish")).is(200);
    submit(&city.standing_officer(), &plan).is(200);
    // A later version takes its place before the plan is approved.
    let next = papers.revised("committee", &draft);
    city.standing_lead().transition(&next, checklist_step("publish")).is(200);
    assert_eq!(city.chair().get(&plan).blocked("approve"), Some(vec!["not_in_force".to_owned()]));
    approve(&city.chair(), &plan).is_problem(409, "not_in_force");
    city.chair().transition(&plan, inspection_plan_step("return")).is(200);
    city.standing_officer().patch(&plan, json!({"checklist_id": id_in(&next)})).is(200);
    submit(&city.standing_officer(), &plan).is(200);
    approve(&city.chair(), &plan).is(200);
}

fn a_plan_inspects_somebody(city: City) {
    let papers = city.papers();
    let empty = |fields: Value| {
        let plan = papers.inspection_plan_draft("committee", fields);
        submit(&city.standing_officer(), &plan).is_problem(422, "no_inspection");
    };
    empty(json!({"visits": [], "self_inspections": null}));
    empty(json!({"visits": [], "self_inspections": {"kinds": ["mass_organisation"], "due_on": "2017-10-31"}}));
    let all = json!({"kinds": ["commune"], "excluded": [city.agency("commune")], "due_on": "2017-10-31"});
    empty(json!({"visits": [], "self_inspections": all}));
    let one = json!({"kinds": ["commune"], "due_on": "2017-10-31"});
    let plan = papers.inspection_plan_draft("committee", json!({"visits": [], "self_inspections": one}));
    submit(&city.standing_officer(), &plan).is(200);
}

fn an_agency_that_ends_is_not_inspected(city: City) {
    let papers = city.papers();
    let visits = json!([planned_visit(&city, "justice", "standing_lead", &["culture_officer"])]);
    let one = || papers.inspection_plan_draft("committee", json!({"visits": visits}));
    let (draft, submitted) = (one(), one());
    submit(&city.standing_officer(), &submitted).is(200);
    // Neither keeps it from ending.
    city.end("justice", "2017-01-31");
    for (who, plan, action) in [("standing_officer", &draft, "submit"), ("chair", &submitted, "approve")] {
        // What was its own is the standing agency's now, and whoever is to lead the visit belongs there.
        let blocked = city.by(who).get(plan).blocked(action);
        assert_eq!(blocked, Some(["agency_not_alive", "conflict_of_interest"].map(str::to_owned).to_vec()));
        let answer = city.by(who).transition(plan, inspection_plan_step(action));
        answer.is_problem(409, "agency_not_alive");
        let interested = at("/visits/0/leader", "conflict_of_interest");
        assert_eq!(places(&answer), [at("/visits/0/agency_id", "agency_not_alive"), interested].concat());
    }
    city.standing_lead().transition(&submitted, inspection_plan_step("return")).is(200);
}

fn a_number_is_used_once_a_year(city: City) {
    let papers = city.papers();
    let step = |number: &str| {
        let mut step = inspection_plan_step("approve");
        step["number"] = json!(number);
        step
    };
    let (one, other) =
        (papers.inspection_plan("committee", "submitted"), papers.inspection_plan("committee", "submitted"));
    city.chair().transition(&one, step("12/KH")).is(200);
    let taken = city.chair().transition(&other, step("12/KH"));
    taken.is_problem(409, "number_taken").points_at("/number", "number_taken");
    assert_eq!(city.chair().get(&other).is(200)["state"], "submitted");
    city.chair().transition(&other, step("13/KH")).is(200);
    let districts = papers.inspection_plan("district", "submitted");
    city.by("district_lead").transition(&districts, step("12/KH")).is(200);
}

fn it_is_read_below_its_owner_once_approved(city: City) {
    let papers = city.papers();
    let keepers = ["chair", "standing_lead", "standing_officer", "auditor"];
    let all = [
        "chair",
        "standing_lead",
        "standing_officer",
        "labour_lead",
        "justice_lead",
        "justice_officer",
        "district_lead",
        "district_officer",
        "commune_lead",
        "commune_officer",
        "auditor",
        "justice_auditor",
    ];
    for state in ["draft", "submitted", "cancelled"] {
        city.is_read_by("/inspection-plans", &papers.inspection_plan("committee", state), &keepers);
    }
    city.is_read_by("/inspection-plans", &papers.inspection_plan("committee", "approved"), &all);
    let own = ["district_lead", "district_officer", "auditor"];
    city.is_read_by("/inspection-plans", &papers.inspection_plan("district", "submitted"), &own);
    let below_and_above = [
        "chair",
        "standing_lead",
        "standing_officer",
        "district_lead",
        "district_officer",
        "commune_lead",
        "commune_officer",
        "auditor",
    ];
    city.is_read_by("/inspection-plans", &papers.inspection_plan("district", "approved"), &below_and_above);
}

fn to_others_its_history_begins_with_its_approval(city: City) {
    let plan = city.papers().inspection_plan("committee", "approved");
    assert_eq!(told(&city, "standing_officer", &plan), ["create", "submit", "approve"]);
    assert_eq!(told(&city, "commune_officer", &plan), ["approve"]);
}

fn an_agency_that_is_not_ones_own_begins_nothing(city: City) {
    let papers = city.papers();
    for (who, agency) in [
        ("chair", "committee"),
        ("labour_lead", "committee"),
        ("labour_officer", "committee"),
        ("justice_officer", "committee"),
        ("commune_officer", "district"),
        ("standing_officer", "district"),
        ("auditor", "committee"),
        ("admin", "committee"),
        ("portal", "committee"),
    ] {
        let body = papers.new_inspection_plan(agency, json!({}));
        city.by(who).post("/inspection-plans", body).is_problem(403, "role_may_not");
    }
    for (who, agency) in [("standing_lead", "committee"), ("district_lead", "district")] {
        city.by(who).post("/inspection-plans", papers.new_inspection_plan(agency, json!({}))).is(201);
    }
    let nobodys = papers.new_inspection_plan("committee", json!({"agency_id": UNKNOWN}));
    let answer = city.standing_officer().post("/inspection-plans", nobodys);
    answer.is_problem(422, "unknown_reference").points_at("/agency_id", "unknown_reference");
    let theirs = papers.inspection_plan("district", "draft");
    city.standing_officer().patch(&theirs, json!({"title": "Khác"})).is_problem(404, "not_found");
    submit(&city.standing_officer(), &theirs).is_problem(404, "not_found");
}

fn checks_come_in_one_order(city: City) {
    let papers = city.papers();
    let path = papers.inspection_plan("committee", "approved");
    let stale = |who: &str| city.by(who).with("if-match", "\"1-unread\"");
    let wrong = json!({"visits": [planned_visit(&city, "committee", "standing_lead", &["chair"])]});
    stale("justice_officer").patch(&path, wrong.clone()).is_problem(403, "role_may_not");
    stale("standing_officer").patch(&path, wrong.clone()).is_problem(412, "stale_version");
    city.standing_officer().patch(&path, wrong.clone()).is_problem(409, "state_forbids");
    submit(&stale("justice_officer"), &path).is_problem(403, "role_may_not");
    submit(&stale("standing_officer"), &path).is_problem(412, "stale_version");
    submit(&city.standing_officer(), &path).is_problem(409, "state_forbids");
    // An id in use comes before what is wrong with the plan.
    let mut taken = papers.new_inspection_plan("committee", wrong);
    taken["id"] = json!(id_in(&path));
    city.standing_officer().post("/inspection-plans", taken).is_problem(409, "id_taken");
    // And no version before everything that needs a caller's right.
    city.standing_officer().send("PATCH", &path, Some(b"{}".to_vec())).is_problem(428, "precondition_required");
}

fn of_two_at_once_one_is_late(city: City) {
    let papers = city.papers();
    is_also(&city, "justice_lead", "chair", "committee");
    let late = |answers: &[Answer]| {
        let mut statuses: Vec<u16> = answers.iter().map(|it| it.status).collect();
        statuses.sort_unstable();
        statuses
    };
    for _ in 0..4 {
        let plan = papers.inspection_plan("committee", "draft");
        let (one, two) = (city.standing_officer().with_etag_of(&plan), city.standing_lead().with_etag_of(&plan));
        let edit = || one.patch(&plan, json!({"title": "Bản của cán bộ"}));
        let send_up = || submit(&two, &plan);
        assert_eq!(late(&at_once(&[&edit, &send_up])), [200, 412]);
        if city.auditor().get(&plan).is(200)["state"] == "draft" {
            submit(&city.standing_officer(), &plan).is(200);
        }
        let (chair, lead) = (city.chair().with_etag_of(&plan), city.standing_lead().with_etag_of(&plan));
        let approve = || approve(&chair, &plan);
        let give_back = || lead.transition(&plan, inspection_plan_step("return"));
        let again = || chair.transition(&plan, inspection_plan_step("cancel"));
        assert_eq!(late(&at_once(&[&approve, &give_back, &again])), [200, 412, 412]);
    }
}

fn a_repeated_request_is_answered_as_before(city: City) {
    let plan = city.papers().inspection_plan("committee", "submitted");
    let chair = city.chair().with_etag_of(&plan).with_key("duyet-mot-lan");
    let step = inspection_plan_step("approve");
    let first = chair.transition(&plan, step.clone()).is(200);
    assert_eq!(chair.transition(&plan, step).is(200), first);
    assert_eq!(told(&city, "auditor", &plan), ["create", "submit", "approve"]);
}

fn one_step_of_it_can_be_lent(city: City) {
    let plan = city.papers().inspection_plan("committee", "submitted");
    let lent = json!({"delegate_id": city.user("justice_lead"), "agency_id": city.agency("committee"),
        "actions": ["inspection-plans.approve"], "valid_from": "2017-02-01", "valid_to": "2017-02-10"});
    city.lead().get(&plan).is_problem(404, "not_found");
    city.chair().post("/delegations", lent).is(201);
    let read = city.lead().get(&plan);
    assert_eq!((read.blocked("approve"), read.blocked("cancel")), (None, Some(vec!["role_may_not".to_owned()])));
    approve(&city.lead(), &plan).is(200);
    let last = city.auditor().get(&format!("{plan}/transitions")).items().pop().unwrap();
    assert_eq!(last["on_behalf_of"]["name"], name_of("chair"));
}

fn an_open_plan_is_left_when_its_agency_ends(city: City) {
    let papers = city.papers();
    let checklist = papers.checklist("district", "published");
    let body = json!({"agency_id": city.agency("district"), "year": 2017, "title": "Kiểm tra các phường",
        "checklist_id": id_in(&checklist)});
    let plan = path_of(&city.by("district_officer").post("/inspection-plans", body).is(201));
    let is_left = || city.leaves(city.agency("district")).contains("inspection-plans: 1");
    assert!(is_left());
    city.by("district_lead").transition(&plan, inspection_plan_step("cancel")).is(200);
    assert!(!is_left());
}

fn it_is_found_by_agency_year_and_state(city: City) {
    let papers = city.papers();
    papers.inspection_plan("committee", "approved");
    papers.inspection_plan("committee", "draft");
    papers.inspection_plan_draft("committee", json!({"year": 2018, "visits": [], "self_inspections": null}));
    papers.inspection_plan("district", "submitted");
    let found = |query: &str| city.auditor().get(&format!("/inspection-plans?{query}")).ids().len();
    for (query, expected) in [
        ("limit=200".to_owned(), 4),
        (format!("agency_id={}", city.agency("committee")), 3),
        (format!("agency_id={}&agency_id={}", city.agency("committee"), city.agency("district")), 4),
        ("year=2018".to_owned(), 1),
        ("year=2017&state=draft".to_owned(), 1),
        ("state=approved&state=submitted".to_owned(), 2),
        ("state=closed".to_owned(), 0),
    ] {
        assert_eq!(found(&query), expected, "{query}");
    }
    let listed = city.auditor().get("/inspection-plans?sort=-year").items();
    assert_eq!(listed[0]["year"], 2018);
    assert!(listed.iter().all(|it| it.get("actions").is_none()));
}

fn inspectors_are_named_by_those_who_plan(city: City) {
    let named = |who: &str, query: &str| -> Vec<String> {
        let items = city.by(who).get(&format!("/inspectors?{query}")).items();
        items.iter().map(|it| it["user_id"].as_str().unwrap().to_owned()).collect()
    };
    let all = named("standing_officer", "limit=200&count=true");
    for login in ["chair", "standing_lead", "labour_officer", "justice_officer", "district_lead", "commune_officer"] {
        assert!(all.contains(&city.user(login).to_string()), "{login}");
    }
    for login in ["auditor", "admin", "portal", "disabled", "district_admin"] {
        assert!(!all.contains(&city.user(login).to_string()), "{login}");
    }
    for who in ["chair", "standing_lead", "district_lead", "district_officer"] {
        assert_eq!(named(who, "limit=200"), all, "{who}");
    }
    for who in ["justice_lead", "commune_lead", "labour_officer", "auditor", "admin", "portal"] {
        assert!(named(who, "limit=200").is_empty(), "{who}");
    }
    let justice = city.agency("justice");
    let of_justice =
        city.standing_officer().get(&format!("/inspectors?agency_id={justice}&q=justice%20officer")).items();
    assert_eq!(of_justice.len(), 1);
    assert_eq!(
        of_justice[0],
        json!({"user_id": city.user("justice_officer"), "name": name_of("justice_officer"), "agency_id": justice})
    );
    assert!(named("standing_officer", "q=auditor").is_empty());
    // Whoever acts for two agencies is there twice, and pages hold together.
    is_also(&city, "justice_officer", "agency_officer", "culture");
    let (mut found, mut next) = (Vec::new(), String::new());
    loop {
        let page = city.standing_officer().get(&format!("/inspectors?limit=3{next}")).is(200);
        found.extend(page["items"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(found.len(), all.len() + 1);
    let twice = found.iter().filter(|it| it["user_id"] == json!(city.user("justice_officer")));
    assert_eq!(twice.count(), 2);
    let counted = city.standing_officer().get("/inspectors?limit=3&count=true").is(200);
    assert_eq!(counted["total"], json!(found.len()));
}

fn what_is_over_is_neither_submitted_nor_approved(city: City) {
    let papers = city.papers();
    let (written, handed_over) =
        (papers.inspection_plan("committee", "draft"), papers.inspection_plan("committee", "submitted"));
    // The windows end on 16 June, and the day for self-inspections is 31 October.
    city.at("2017-06-16T23:59:59+07:00");
    assert_eq!(city.standing_officer().get(&written).blocked("submit"), None);
    city.at("2017-11-01T00:00:00+07:00");
    let over = [
        ("/visits/0/to".to_owned(), "window_over".to_owned()),
        ("/visits/1/to".to_owned(), "window_over".to_owned()),
        ("/self_inspections/due_on".to_owned(), "day_out_of_range".to_owned()),
    ];
    for answer in [submit(&city.standing_officer(), &written), approve(&city.chair(), &handed_over)] {
        answer.is_problem(422, "blocked");
        assert_eq!(places(&answer), over);
    }
    let later = json!({"visits": [], "self_inspections": {"kinds": ["district"], "due_on": "2017-11-01"}});
    city.standing_officer().patch(&written, later).is(200);
    submit(&city.standing_officer(), &written).is(200);
    approve(&city.chair(), &written).is(200);
    let mut late = inspection_plan_step("add");
    late["visit"] = planned_visit(&city, "culture", "justice_lead", &["standing_officer"]);
    let refused = city.chair().transition(&written, late);
    refused.is_problem(422, "window_over").points_at("/visit/to", "window_over");
}
