//! Agencies that end: not while anything is left of them, and nothing is done by them or given to them afterwards. And whose
//! standing agency one is: the committee's that says so, and no other's.

use std::collections::BTreeSet;

use tienbo::kernel::id::Id;

use crate::harness::{Answer, City, PASSWORD, Person, Value, both_databases, id_in, json, own_passwords, pdf, sha256};

fn path(city: &City, agency: &str) -> String {
    format!("/agencies/{}", city.agency(agency))
}

/// What an agency would leave, without those who hold roles there.
fn left(city: &City, agency: &str) -> BTreeSet<String> {
    let mut left = city.leaves(city.agency(agency));
    let of_roles = ["grants: ", "delegations: ", "people-without-grant: ", "tasks: "];
    left.retain(|it| !of_roles.iter().any(|kind| it.starts_with(kind)));
    left
}

fn set(all: &[&str]) -> BTreeSet<String> {
    all.iter().map(|it| (*it).to_owned()).collect()
}

fn ends_and_begins_again(city: &City, agency: &str) {
    let change = city.end(agency, "2017-01-31");
    assert_eq!(city.admin().get(&path(city, agency)).is(200)["valid_to"], "2017-01-31");
    city.goes_on(&change);
    assert_eq!(city.admin().get(&path(city, agency)).is(200)["valid_to"], Value::Null);
}

/// A person with one role at an agency.
fn newcomer(city: &City, login: &str, role: &str, agency: &str) -> Person {
    let agency: Id = agency.parse().unwrap();
    let person = json!({"login": login, "full_name": "Người mới", "agency_id": agency, "password": PASSWORD});
    let id = city.admin().post("/users", person).is(201)["id"].clone();
    let grant = json!({"user_id": id, "agency_id": agency, "role": role, "scope": "self", "valid_from": "2017-01-01"});
    city.admin().post("/grants", grant).is(201);
    own_passwords(&mut city.connect());
    city.acting(login, id.as_str().unwrap().parse().unwrap(), agency)
}

fn new_agency(city: &City, code: &str, kind: &str, parent: &str) -> String {
    let body = json!({"code": code, "name": format!("Cơ quan {code}"), "kind": kind, "parent_id": parent,
        "valid_from": "2017-01-01"});
    city.admin().post("/agencies", body).is(201)["id"].as_str().unwrap().to_owned()
}

both_databases![
    what_an_agency_leaves_is_told_before_it_ends,
    an_agency_that_has_ended_acts_no_more,
    what_has_ended_is_chosen_nowhere,
    no_agency_lives_longer_than_the_one_above,
    a_designation_is_its_committee_s_alone
];

fn what_an_agency_leaves_is_told_before_it_ends(city: City) {
    let papers = city.papers();
    assert_eq!(left(&city, "culture"), set(&[]));
    ends_and_begins_again(&city, "culture");
    // A programme of its own, being drafted or in force.
    let programme = papers.draft("justice", "justice");
    assert_eq!(left(&city, "justice"), set(&["programmes: 1"]));
    papers.submit("justice", &programme);
    papers.issue("justice", &programme);
    assert_eq!(left(&city, "justice"), set(&["assignments: 1", "programmes: 1"]));
    city.lead().transition(&programme, json!({"action": "cancel", "reason": "Giải thể"})).is(200);
    // Work that it has to do, until it is verified; and what it asked for.
    let assignment = papers.assignment("culture", "accepted");
    assert_eq!(left(&city, "culture"), set(&["assignments: 1"]));
    let asked = json!({"assignment_ids": [id_in(&assignment)], "until": "2017-12-31", "reason": "Chờ số liệu"});
    let extension = city.by("culture_lead").post("/extensions", asked).is(201);
    assert_eq!(left(&city, "culture"), set(&["assignments: 1", "extensions: 1"]));
    let extension = format!("/extensions/{}", extension["id"].as_str().unwrap());
    city.by("culture_lead").transition(&extension, json!({"action": "withdraw"})).is(200);
    let done = json!({"action": "report_done", "narrative": "Xong"});
    city.by("culture_lead").transition(&assignment, done).is(200);
    assert_eq!(left(&city, "culture"), set(&["assignments: 1"]), "it may be sent back");
    city.standing_officer().transition(&assignment, json!({"action": "verify"})).is(200);
    assert_eq!(left(&city, "culture"), set(&[]));
    // What hinders it, until that was answered and confirmed; and what hinders others, while it has the turn.
    let raised = papers.difficulty("culture", "in_handling");
    assert_eq!(left(&city, "culture"), set(&["difficulties: 1"]));
    let answer = json!({"action": "resolve", "answer": "Đã bố trí kinh phí"});
    city.standing_lead().transition(&raised, answer).is(200);
    assert_eq!(left(&city, "culture"), set(&["difficulties: 1"]), "it may say that this is no answer");
    city.by("culture_lead").transition(&raised, json!({"action": "confirm"})).is(200);
    assert_eq!(left(&city, "culture"), set(&[]));
    let below = papers.difficulty("commune", "raised");
    assert!(left(&city, "district").contains("difficulties: 1"));
    city.by("district_lead").transition(&below, json!({"action": "pass_up"})).is(200);
    assert!(!left(&city, "district").contains("difficulties: 1"));
    city.by("commune_lead").transition(&below, json!({"action": "withdraw", "reason": "Đã tự khắc phục"})).is(200);
    // Reports that it owes or receives, and the versions under way.
    let period = papers.open_period();
    assert_eq!(left(&city, "culture"), set(&["obligations: 1", "report-periods: 1"]));
    papers.report_draft(&period, "culture");
    assert_eq!(left(&city, "culture"), set(&["obligations: 1", "report-periods: 1"]), "nobody else knows of a draft");
    let exempt = json!({"action": "exempt", "reason": "Giải thể"});
    city.standing_lead().transition(&papers.owed(&period, "culture"), exempt).is(200);
    assert_eq!(left(&city, "culture"), set(&[]));
    let of_district = set(&["agencies: 1", "obligations: 2", "report-periods: 1"]);
    assert_eq!(left(&city, "district"), of_district, "its own, and its commune's");
    // Whoever reports to it by a route, and the committee that it stands for.
    let route = json!({"recipient_id": city.agency("culture"), "valid_from": "2017-01-01"});
    city.standing_lead().post(&format!("{}/reporting-routes", path(&city, "commune")), route).is(201);
    assert_eq!(left(&city, "culture"), set(&["reporting-routes: 1"]));
    assert!(left(&city, "labour").is_superset(&set(&["designations: 1", "obligations: 3"])));
    // An administrator corrects how an agency is written, and nothing else.
    let admin = city.admin();
    let taken = json!({"code": "H24.02"});
    admin.patch(&path(&city, "labour"), taken).is_problem(409, "code_taken");
    admin.patch(&path(&city, "culture"), json!({"name": "Sở Văn hoá và Thể thao"})).is(200);
    admin.patch(&path(&city, "culture"), json!({"valid_to": "2017-01-31"})).is_problem(400, "schema");
    let founded = json!({"code": "H24.61", "name": "x", "kind": "department", "parent_id": city.agency("committee"),
        "valid_from": "2017-01-01", "valid_to": "2017-01-31"});
    admin.post("/agencies", founded).is_problem(400, "schema");
}

fn an_agency_that_has_ended_acts_no_more(city: City) {
    let lead = city.by("culture_lead");
    let lend = json!({"delegate_id": city.user("justice_officer"), "agency_id": city.agency("culture"),
        "actions": ["programmes.issue"], "valid_from": "2017-02-01", "valid_to": "2017-03-10"});
    let at_hand = json!({"user_id": city.user("justice_officer"), "agency_id": city.agency("culture"), "role": "auditor",
        "scope": "self", "valid_from": "2017-01-01"});
    city.admin().post("/grants", at_hand).is(201);
    lead.post("/delegations", lend).is(201);
    // What nobody can move any more keeps it from nothing: a closed programme takes no work on.
    let pending = city.papers().programme("culture", "culture", "closed");
    assert_eq!(city.papers().assignments(&pending).len(), 1);
    let programme = city.papers().programme("culture", "culture", "issued");
    let assignment = city.papers().assignments(&programme).pop().unwrap();
    city.papers().bring("culture", "culture", &assignment, "accepted");
    lead.transition(&programme, json!({"action": "close"})).is(200);
    assert_eq!(left(&city, "culture"), set(&["assignments: 1"]));
    lead.transition(&assignment, json!({"action": "report_done", "narrative": "Xong"})).is(200);
    city.by("culture_officer").transition(&assignment, json!({"action": "verify"})).is(200);
    let change = city.end("culture", "2017-02-10");
    city.at("2017-02-10T23:59:59+07:00");
    lead.get("/me").is(200);
    let refresh = |token: &Value| city.nobody().post("/auth/refresh", json!({"refresh_token": token}));
    let sign_in = || city.nobody().post("/auth/login", json!({"login": "culture_lead", "password": PASSWORD}));
    let signed_in = sign_in().is(200);
    city.at("2017-02-11T00:00:00+07:00");
    lead.get("/me").is_problem(401, "invalid_token");
    lead.get("/agencies").is_problem(401, "invalid_token");
    let begun = json!({"agency_id": city.agency("culture"), "year": 2017, "title": "Sau khi giải thể"});
    city.by("culture_officer").post("/programmes", begun).is_problem(401, "invalid_token");
    refresh(&signed_in["refresh_token"]).is_problem(401, "invalid_token");
    sign_in().is_problem(422, "no_role");
    // Nor does anybody in its people's place.
    city.officer().get(&programme).is_problem(404, "not_found");
    // Once it goes on, so do they.
    city.goes_on(&change);
    lead.get("/me").is(200);
    sign_in().is(200);
}

fn what_has_ended_is_chosen_nowhere(city: City) {
    let admin = city.admin();
    let draft = city.papers().bare_draft("committee");
    let task = city.papers().task("committee", &draft, "I.1", json!({"lead_agency_id": city.agency("culture")}));
    let both = json!({"user_id": city.user("district_lead"), "agency_id": city.agency("district"),
        "role": "agency_officer", "scope": "subtree", "valid_from": "2017-01-01"});
    admin.post("/grants", both).is(201);
    for gone in ["culture", "commune"] {
        city.end(gone, "2017-01-31");
    }
    let (culture, commune) = (city.agency("culture"), city.agency("commune"));
    let refused = |answer: Answer, pointer: &str| {
        answer.is_problem(409, "agency_not_alive").points_at(pointer, "agency_not_alive");
    };
    let by = city.by("district_lead");
    refused(by.post("/programmes", json!({"agency_id": commune, "year": 2017, "title": "Kế hoạch"})), "/agency_id");
    let bytes = pdf(20);
    let file = json!({"agency_id": commune, "file_name": "a.pdf", "media_type": "application/pdf",
        "size_bytes": bytes.len(), "sha256": sha256(&bytes)});
    refused(by.post("/attachments", file), "/agency_id");
    let drafter = city.standing_officer();
    let new = |fields: Value| {
        let mut body = json!({"programme_id": id_in(&draft), "number": "I.2", "title": "Việc", "kind": "one_off"});
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        body
    };
    refused(drafter.post("/tasks", new(json!({"lead_agency_id": culture}))), "/lead_agency_id");
    let others = new(json!({"coordinating_agency_ids": [city.agency("justice"), commune]}));
    refused(drafter.post("/tasks", others), "/coordinating_agency_ids");
    let task = format!("/tasks/{task}");
    refused(drafter.patch(&task, json!({"lead_agency_id": commune})), "/lead_agency_id");
    // Who was named while it was there does not stand in the way of other words.
    drafter.patch(&task, json!({"title": "Việc khác", "lead_agency_id": culture})).is(200);
    let person = json!({"login": "moi", "full_name": "Người mới", "agency_id": culture, "password": PASSWORD});
    refused(admin.post("/users", person), "/agency_id");
    let moved = format!("/users/{}", city.user("justice_officer"));
    refused(admin.patch(&moved, json!({"agency_id": culture})), "/agency_id");
    let grant = json!({"user_id": city.user("justice_officer"), "agency_id": culture, "role": "agency_lead",
        "scope": "self", "valid_from": "2017-01-01"});
    refused(admin.post("/grants", grant), "/agency_id");
    let machine = json!({"name": "Máy", "agency_id": culture, "role": "auditor"});
    refused(admin.post("/service-accounts", machine), "/agency_id");
    let designation = json!({"agency_id": culture, "valid_from": "2017-03-01"});
    refused(admin.post(&format!("{}/designations", path(&city, "committee")), designation), "/agency_id");
    let route = json!({"recipient_id": culture, "valid_from": "2017-03-01"});
    let routes = format!("{}/reporting-routes", path(&city, "justice"));
    refused(city.standing_lead().post(&routes, route), "/recipient_id");
    let sign_in = json!({"login": "culture_lead", "password": PASSWORD, "agency_id": culture});
    city.nobody().post("/auth/login", sign_in).is_problem(422, "no_role");
    // An agency that is to come can be prepared for.
    let coming = json!({"code": "H24.90", "name": "Sở sắp lập", "kind": "department", "parent_id": city.agency("committee"),
        "valid_from": "2017-07-01"});
    let coming = admin.post("/agencies", coming).is(201)["id"].clone();
    drafter.patch(&task, json!({"lead_agency_id": coming})).is(200);
    let grant = json!({"user_id": city.user("justice_officer"), "agency_id": coming, "role": "agency_lead",
        "scope": "self", "valid_from": "2017-07-01"});
    admin.post("/grants", grant).is(201);
}

fn no_agency_lives_longer_than_the_one_above(city: City) {
    let admin = city.admin();
    let commune = city.end("commune", "2017-01-31");
    let district = city.end("district", "2017-01-31");
    let below = json!({"code": "H24.11.02", "name": "Phường mới", "kind": "commune", "parent_id": city.agency("district"),
        "valid_from": "2016-01-01"});
    let outlives = admin.post("/agencies", below.clone());
    outlives.is_problem(422, "outlives_parent").points_at("/parent_id", "outlives_parent");
    // Nor does one go on below another that has ended.
    let revert = || city.chair().transition(&commune, crate::harness::change_step("revert"));
    assert_eq!(city.chair().get(&commune).blocked("revert").map(|it| it.len()), Some(2));
    assert_eq!(revert().status, 409);
    city.goes_on(&district);
    revert().is(200);
    admin.post("/agencies", below).is(201);
}

fn a_designation_is_its_committee_s_alone(city: City) {
    let admin = city.admin();
    let committee = city.agency("committee").to_string();
    let lower = new_agency(&city, "H24.60", "city_committee", &committee);
    let unit = new_agency(&city, "H24.60.01", "department", &lower);
    let other = new_agency(&city, "H24.60.02", "department", &lower);
    let chair = newcomer(&city, "chair_below", "chair", &lower);
    let officer = newcomer(&city, "officer_below", "standing_officer", &unit);
    // The city's designation reaches nothing of a committee that has its own say.
    let draft = |agency: &str| json!({"agency_id": agency, "year": 2017, "title": "Chương trình"});
    city.standing_officer().post("/programmes", draft(&lower)).is_problem(403, "role_may_not");
    officer.post("/programmes", draft(&lower)).is_problem(403, "role_may_not");
    let designation = json!({"agency_id": unit, "valid_from": "2017-01-01"});
    // Nor does the city's committee make one of another's agency its own.
    let wrong = admin.post(&format!("/agencies/{committee}/designations"), designation.clone());
    wrong.is_problem(422, "wrong_agency_kind").points_at("/agency_id", "wrong_agency_kind");
    admin.post(&format!("/agencies/{lower}/designations"), designation).is(201);
    let programme = officer.post("/programmes", draft(&lower)).is(201);
    let programme = format!("/programmes/{}", programme["id"].as_str().unwrap());
    officer.post("/programmes", draft(&committee)).is_problem(403, "role_may_not");
    for stranger in [city.standing_officer(), city.standing_lead()] {
        stranger.get(&programme).is_problem(404, "not_found");
        stranger.transition(&programme, json!({"action": "submit"})).is_problem(404, "not_found");
    }
    let task = json!({"programme_id": id_in(&programme), "number": "I.1", "title": "Việc", "kind": "one_off",
        "due_on": "2017-09-30", "lead_agency_id": other});
    officer.post("/tasks", task).is(201);
    officer.transition(&programme, json!({"action": "submit"})).is(200);
    chair.transition(&programme, crate::harness::issue("1/CTr-BCĐ")).is(200);
    let assignment = chair.get(&format!("/assignments?programme_id={}", id_in(&programme))).ids();
    assert_eq!(assignment.len(), 1);
    // What the lower committee's agencies have to do is not the city's standing agency's to verify, or to see.
    city.standing_lead().get(&format!("/assignments/{}", assignment[0])).is_problem(404, "not_found");
    officer.get(&format!("/assignments/{}", assignment[0])).is(200);
}
