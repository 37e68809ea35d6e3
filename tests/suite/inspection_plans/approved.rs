//! What is done to a plan of inspections that is approved: what it makes, what is added and dropped, and its end.

use diesel::connection::SimpleConnection as _;

use super::{UNKNOWN, approve, submit};
use crate::harness::{
    Answer, City, Engine, Value, at_once, both_databases, change_step, ends, id_in, inspection_plan_step,
    inspection_plan_step_of, json, planned_visit,
};

both_databases![
    approving_makes_visits_and_self_inspections,
    a_visit_is_added_as_if_it_had_been_planned,
    an_agency_is_dropped_and_added_again,
    an_agency_is_not_dropped_once_its_visit_has_begun,
    a_plan_is_closed_when_no_visit_is_open,
    the_head_alone_changes_what_is_approved,
    a_thousand_inspect_themselves_and_no_more,
    an_agency_ends_or_is_inspected,
    a_visit_begins_or_is_dropped
];

/// The inspections that a plan made of one kind, as somebody reads them.
fn made(city: &City, who: &str, plan: &str, kind: &str) -> Vec<Value> {
    city.by(who).get(&format!("/inspections?plan_id={}&kind={kind}&limit=200", id_in(plan))).items()
}

/// The visit of an agency that a plan made and that was not cancelled: its path.
fn visit_of(city: &City, plan: &str, agency: &str) -> String {
    let agency = json!(city.agency(agency));
    let all = made(city, "standing_officer", plan, "visit");
    let of_it = all.iter().find(|it| it["agency_id"] == agency && it["state"] != "cancelled").expect("a visit");
    format!("/inspections/{}", of_it["id"].as_str().unwrap())
}

fn add(city: &City, plan: &str, fields: Value) -> Answer {
    let mut step = inspection_plan_step("add");
    for (name, value) in fields.as_object().unwrap() {
        step[name] = value.clone();
    }
    city.chair().transition(plan, step)
}

fn drop_agency(city: &City, plan: &str, agency: &str) -> Answer {
    let mut step = inspection_plan_step("drop");
    step["agency_id"] = json!(city.agency(agency));
    step["cancel_cause"] = json!("joint");
    city.chair().transition(plan, step)
}

fn approving_makes_visits_and_self_inspections(city: City) {
    let papers = city.papers();
    let planned = json!({"kinds": ["district", "department"], "excluded": [city.agency("culture"),
        city.agency("labour")], "due_on": "2017-10-31"});
    let plan = papers.inspection_plan_draft("committee", json!({"self_inspections": planned}));
    papers.bring_inspection_plan("committee", &plan, "submitted");
    assert!(made(&city, "chair", &plan, "visit").is_empty());
    approve(&city.chair(), &plan).is(200);
    let visits = made(&city, "chair", &plan, "visit");
    let read = city.chair().get(&plan).is(200);
    assert_eq!(visits.len(), 2);
    for visit in &visits {
        let planned =
            read["visits"].as_array().unwrap().iter().find(|it| it["agency_id"] == visit["agency_id"]).unwrap();
        assert_eq!((&visit["state"], &visit["owner_agency_id"]), (&json!("scheduled"), &read["agency_id"]));
        assert_eq!((&visit["window_from"], &visit["window_to"]), (&planned["from"], &planned["to"]));
        let team = visit["team"].as_array().unwrap();
        assert_eq!((&team[0]["user_id"], &team[0]["part"]), (&planned["leader"]["user_id"], &json!("leader")));
        assert_eq!(team.len(), 1 + planned["members"].as_array().unwrap().len());
    }
    for (who, expected) in [("district_lead", 1), ("justice_lead", 1), ("culture_lead", 0), ("labour_lead", 0)] {
        let own = made(&city, who, &plan, "self");
        assert_eq!(own.len(), expected, "{who}");
        assert!(own.iter().all(|it| it["state"] == "in_progress" && it["due_on"] == "2017-10-31"), "{who}");
    }
    // Communes are of no kind that was named, whatever stands above them.
    assert!(made(&city, "commune_lead", &plan, "self").is_empty());
}

fn a_visit_is_added_as_if_it_had_been_planned(city: City) {
    let papers = city.papers();
    let plan = papers.inspection_plan("committee", "approved");
    let visit = |agency: &str, leader: &str| planned_visit(&city, agency, leader, &["standing_officer"]);
    let added = add(&city, &plan, json!({"visit": visit("culture", "justice_lead")})).is(200);
    assert_eq!((&added["revision"], &added["state"]), (&json!(2), &json!("approved")));
    assert_eq!(added["visits"].as_array().unwrap().len(), 3);
    assert_eq!(made(&city, "chair", &plan, "visit").len(), 3);
    let mut late = visit("district", "justice_lead");
    late["to"] = json!("2018-01-05");
    let unknown = json!({"user_id": UNKNOWN, "agency_id": city.agency("labour")});
    let mut strange = visit("district", "justice_lead");
    strange["members"] = json!([unknown]);
    for (wrong, pointer, code) in [
        (visit("culture", "justice_lead"), "/visit/agency_id", "agency_repeated"),
        (visit("committee", "justice_lead"), "/visit/agency_id", "not_below_owner"),
        (visit("district", "commune_lead"), "/visit/leader", "conflict_of_interest"),
        (visit("district", "auditor"), "/visit/leader", "not_an_inspector"),
        (visit("district", "standing_officer"), "/visit/members/0", "member_repeated"),
        (late, "/visit/to", "outside_year"),
        (strange, "/visit/members/0/user_id", "unknown_reference"),
    ] {
        add(&city, &plan, json!({"visit": wrong})).is_problem(422, code).points_at(pointer, code);
    }
    let mut alone = visit("district", "justice_lead");
    alone["members"] = json!([]);
    let answer = add(&city, &plan, json!({"visit": alone}));
    answer.is_problem(400, "schema").points_at("/visit/members", "length_out_of_range");
    let both = json!({"visit": visit("district", "justice_lead"), "self_agency_id": city.agency("district")});
    for fields in [json!({}), both] {
        add(&city, &plan, fields).is_problem(422, "one_subject");
    }
    let without_reason = json!({"action": "add", "visit": visit("district", "justice_lead")});
    city.chair().transition(&plan, without_reason).is_problem(400, "schema");
    assert_eq!(city.chair().get(&plan).is(200)["revision"], 2);
    // What was called off makes room for another, with a window and a team of its own.
    let called_off = json!({"action": "cancel", "cause": "refused", "reason": "Không tiếp đoàn"});
    city.standing_lead().transition(&visit_of(&city, &plan, "culture"), called_off).is(200);
    let again = add(&city, &plan, json!({"visit": visit("culture", "district_officer")})).is(200);
    assert_eq!((&again["revision"], again["visits"].as_array().unwrap().len()), (&json!(3), 3));
    assert_eq!(made(&city, "chair", &plan, "visit").len(), 4);
}

fn an_agency_is_dropped_and_added_again(city: City) {
    let papers = city.papers();
    let plan = papers.inspection_plan("committee", "approved");
    let state = |who: &str, kind: &str| -> Vec<Value> {
        made(&city, who, &plan, kind).iter().map(|it| it["state"].clone()).collect()
    };
    let dropped = drop_agency(&city, &plan, "justice").is(200);
    assert_eq!((&dropped["revision"], dropped["visits"].as_array().unwrap().len()), (&json!(2), 1));
    let visits = made(&city, "chair", &plan, "visit");
    let of_justice = visits.iter().find(|it| it["agency_id"] == json!(city.agency("justice"))).unwrap();
    assert_eq!((&of_justice["state"], &of_justice["cancel_cause"]), (&json!("cancelled"), &json!("joint")));
    let answer = drop_agency(&city, &plan, "justice");
    answer.is_problem(422, "agency_not_planned").points_at("/agency_id", "agency_not_planned");
    drop_agency(&city, &plan, "culture").is_problem(422, "agency_not_planned");
    // A self-inspection goes in the same way, and the agency need not do it from then on.
    let dropped = drop_agency(&city, &plan, "district").is(200);
    assert_eq!(dropped["self_inspections"]["excluded"], json!([city.agency("district")]));
    assert_eq!(state("district_lead", "self"), ["cancelled"]);
    let again = |agency: Value| add(&city, &plan, json!({"self_agency_id": agency}));
    let added = again(json!(city.agency("district"))).is(200);
    assert_eq!((&added["self_inspections"]["excluded"], &added["revision"]), (&json!([]), &json!(4)));
    let mut states = state("district_lead", "self");
    states.sort_by_key(Value::to_string);
    assert_eq!(states, ["cancelled", "in_progress"]);
    for (agency, code) in [
        (json!(city.agency("district")), "agency_repeated"),
        (json!(city.agency("justice")), "wrong_agency_kind"),
        (json!(city.agency("committee")), "not_below_owner"),
        (json!(UNKNOWN), "unknown_reference"),
    ] {
        again(agency).is_problem(422, code).points_at("/self_agency_id", code);
    }
    let visits_alone = papers.inspection_plan_draft("committee", json!({"self_inspections": null}));
    papers.bring_inspection_plan("committee", &visits_alone, "approved");
    let answer = add(&city, &visits_alone, json!({"self_agency_id": city.agency("district")}));
    answer.is_problem(422, "field_not_applicable").points_at("/self_agency_id", "field_not_applicable");
    // The history says who was added and dropped, and why.
    let steps = city.by("commune_lead").get(&format!("{plan}/transitions")).items();
    let told: Vec<&Value> = steps.iter().map(|it| &it["action"]).collect();
    assert_eq!(told, ["approve", "drop", "drop", "add"]);
    assert_eq!(steps[1]["reason"], "Theo ý kiến của Trưởng ban");
}

/// A visit of Justice that a plan of the committee asks for has begun.
fn begun(city: &City, plan: &str) -> String {
    let visit = visit_of(city, plan, "justice");
    city.standing_lead().transition(&visit, json!({"action": "notify", "starts_on": "2017-06-07"})).is(200);
    city.at("2017-06-07T09:00:00+07:00");
    visit
}

const START: &str = r#"{"action": "start", "nobody_related": true}"#;

fn an_agency_is_not_dropped_once_its_visit_has_begun(city: City) {
    let papers = city.papers();
    let planned = json!({"kinds": ["department"], "due_on": "2017-10-31"});
    let plan = papers.inspection_plan_draft("committee", json!({"self_inspections": planned}));
    papers.bring_inspection_plan("committee", &plan, "approved");
    let visit = begun(&city, &plan);
    city.standing_lead().transition(&visit, serde_json::from_str(START).unwrap()).is(200);
    drop_agency(&city, &plan, "justice").is_problem(409, "visit_begun");
    assert_eq!(city.chair().get(&plan).is(200)["revision"], 1);
    assert_eq!(made(&city, "justice_lead", &plan, "self")[0]["state"], "in_progress", "and nothing of it is cancelled");
    // A visit that was notified and has not begun can be dropped.
    drop_agency(&city, &plan, "commune").is(200);
    assert_eq!(made(&city, "justice_lead", &plan, "visit")[0]["state"], "in_progress");
}

fn a_plan_is_closed_when_no_visit_is_open(city: City) {
    let papers = city.papers();
    let plan = papers.inspection_plan("committee", "approved");
    assert_eq!(city.standing_lead().get(&plan).blocked("close"), Some(vec!["visit_open".to_owned(); 2]));
    let close = || city.standing_lead().transition(&plan, inspection_plan_step("close"));
    let refused = close();
    refused.is_problem(409, "visit_open");
    let mut named: Vec<String> = ["justice", "commune"].map(|it| id_in(&visit_of(&city, &plan, it)).to_owned()).into();
    named.sort();
    let told: Vec<&Value> = refused.body["errors"].as_array().unwrap().iter().map(|it| &it["at"]).collect();
    assert_eq!(json!(told), json!(named), "it says which");
    drop_agency(&city, &plan, "justice").is(200);
    close().is_problem(409, "visit_open");
    drop_agency(&city, &plan, "commune").is(200);
    assert_eq!(city.standing_lead().get(&plan).blocked("close"), None);
    assert_eq!(close().is(200)["state"], "closed");
    assert_eq!(made(&city, "district_lead", &plan, "self")[0]["state"], "not_handed_in");
    add(&city, &plan, json!({"self_agency_id": city.agency("district")})).is_problem(409, "state_forbids");
    drop_agency(&city, &plan, "district").is_problem(409, "state_forbids");
    // It keeps its agency from ending no more, and is read on.
    city.by("commune_lead").get(&plan).is(200);
}

fn the_head_alone_changes_what_is_approved(city: City) {
    let papers = city.papers();
    for (agency, others) in [
        ("committee", &["standing_lead", "standing_officer", "justice_lead", "auditor"][..]),
        ("district", &["district_officer", "chair", "standing_lead", "commune_lead"]),
    ] {
        let plan = papers.self_inspection_plan(agency, "approved");
        for who in others {
            for action in ["add", "drop"] {
                let answer = city.by(who).transition(&plan, inspection_plan_step_of(&city, agency, action));
                answer.is_problem(403, "role_may_not");
            }
        }
        let stale = papers.planning(agency).2.with("if-match", "\"1-unread\"");
        for action in ["add", "drop"] {
            let answer = stale.transition(&plan, inspection_plan_step_of(&city, agency, action));
            answer.is_problem(412, "stale_version");
        }
    }
}

/// So many communes more in the district, as if they had been entered one by one.
fn grown_by(city: &City, communes: usize) {
    let columns = "version, created_at, updated_at, %, name, short_name, kind, parent_id, valid_from, valid_to, \
        lineage, name_key, search_text";
    let (into, from) = (columns.replace('%', "code"), columns.replace('%', "code || '.' || n"));
    let statement = match city.engine {
        Engine::Sqlite => format!(
            "INSERT INTO agencies (id, {into}) WITH RECURSIVE many (n) AS \
             (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < {communes}) \
             SELECT randomblob(16), {from} FROM agencies, many WHERE code = 'H24.11.01'"
        ),
        Engine::Postgres => format!(
            "INSERT INTO agencies (id, {into}) \
             SELECT gen_random_uuid(), {from} FROM agencies, generate_series(1, {communes}) n WHERE code = 'H24.11.01'"
        ),
    };
    let grown = format!("{statement}; UPDATE directory_version SET version = version + 1");
    city.connect().batch_execute(&grown).unwrap();
}

fn a_thousand_inspect_themselves_and_no_more(city: City) {
    let papers = city.papers();
    grown_by(&city, 1_000);
    let planned = |excluded: Value| json!({"self_inspections": {"kinds": ["commune"], "excluded": excluded, "due_on": "2017-10-31"}});
    let plan = papers.inspection_plan_draft("committee", planned(json!([])));
    let blocked = city.standing_officer().get(&plan).blocked("submit");
    assert_eq!(blocked, Some(vec!["too_many_self_inspections".to_owned()]));
    submit(&city.standing_officer(), &plan).is_problem(422, "too_many_self_inspections");
    city.standing_officer().patch(&plan, planned(json!([city.agency("commune")]))).is(200);
    submit(&city.standing_officer(), &plan).is(200);
    approve(&city.chair(), &plan).is(200);
    // One by one they are not more either.
    let one_more = add(&city, &plan, json!({"self_agency_id": city.agency("commune")}));
    one_more.is_problem(422, "too_many_self_inspections");
    let visits = made(&city, "chair", &plan, "visit").len();
    let all = city.auditor().get("/audit-entries?resource=inspections&limit=1&count=true").is(200);
    assert_eq!(all["total"], json!(1_000 + visits));
}

fn an_agency_ends_or_is_inspected(city: City) {
    let papers = city.papers();
    for _ in 0..4 {
        let visits = json!([planned_visit(&city, "culture", "standing_lead", &["justice_officer"])]);
        let plan = papers.inspection_plan_draft("committee", json!({"visits": visits, "self_inspections": null}));
        submit(&city.standing_officer(), &plan).is(200);
        let change = city.drafted_change("2017-01-31", json!([ends(city.agency("culture"), None)]));
        city.bring_change(&change, "approved");
        let (chair, lead) = (city.chair().with_etag_of(&plan), city.standing_lead().with_etag_of(&change));
        let answers = at_once(&[&|| approve(&chair, &plan), &|| lead.transition(&change, change_step("execute"))]);
        // Whatever was given to it before it ended is its heir's; nothing is given to it afterwards.
        answers[1].is(200);
        city.goes_on(&change);
        if answers[0].status == 200 {
            drop_agency(&city, &plan, "culture").is(200);
        } else {
            answers[0].is_problem(409, "agency_not_alive");
        }
    }
}

fn a_visit_begins_or_is_dropped(city: City) {
    let papers = city.papers();
    for _ in 0..4 {
        city.at("2017-02-01T09:00:00+07:00");
        let plan = papers.inspection_plan("committee", "approved");
        let visit = begun(&city, &plan);
        let (leader, chair) = (city.standing_lead().with_etag_of(&visit), city.chair().with_etag_of(&plan));
        let step: Value = serde_json::from_str(START).unwrap();
        let start = || leader.transition(&visit, step.clone());
        let drop_it = || {
            let mut step = inspection_plan_step("drop");
            step["agency_id"] = json!(city.agency("justice"));
            step["cancel_cause"] = json!("not_needed");
            chair.transition(&plan, step)
        };
        let answers = at_once(&[&start, &drop_it]);
        let state = city.chair().get(&visit).is(200)["state"].clone();
        if answers[0].status == 200 {
            answers[1].is_problem(409, "visit_begun");
            assert_eq!(state, "in_progress");
        } else {
            answers[0].is_problem(412, "stale_version");
            answers[1].is(200);
            assert_eq!(state, "cancelled");
        }
    }
}
