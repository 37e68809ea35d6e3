//! The order of checks: who asks before what is asked, and what is in the way before what is wrong.

use serde_json::Value;

use crate::harness::{City, Person, both_databases, id_in, json};

const UNKNOWN: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

fn raw(who: &Person, method: &str, path: &str, body: &[u8]) -> crate::harness::Answer {
    who.send(method, path, Some(body.to_vec()))
}

both_databases![
    who_asks_is_judged_before_what_they_ask,
    two_tokens_at_once_are_no_token,
    a_conflict_comes_before_a_broken_rule,
    a_conflict_comes_before_a_broken_rule_among_accounts
];

fn who_asks_is_judged_before_what_they_ask(city: City) {
    let programme = city.papers().bare_draft("committee");
    let wrong = |who: &Person| {
        vec![
            (400, who.get("/me?verbose=1")),
            (400, who.get("/programmes?limit=0")),
            (400, who.get("/programmes?colour=red")),
            (400, who.get("/programmes/not-an-id")),
            (400, raw(who, "POST", "/programmes", b"{")),
            (400, raw(who, "POST", "/programmes", b"{}")),
            (400, raw(who, "POST", "/programmes?dry=1", b"{}")),
            (400, raw(&who.with("idempotency-key", "a b"), "POST", "/programmes", b"{}")),
            (400, raw(who, "POST", &format!("{programme}/transitions"), b"{\"action\":\"fly\"}")),
            (413, raw(who, "POST", "/programmes", &vec![b' '; (1 << 20) + 1])),
            (415, raw(&who.with("content-type", "text/plain"), "POST", "/programmes", b"{}")),
            (428, raw(who, "PATCH", &programme, b"{\"title\":\"x\"}")),
            (428, who.send("DELETE", &format!("/tasks/{UNKNOWN}"), None)),
        ]
    };
    for (status, answer) in wrong(&city.standing_officer()) {
        assert_eq!(answer.status, status, "{answer}");
    }
    for (_, answer) in wrong(&city.nobody()) {
        answer.is_problem(401, "unauthenticated");
    }
    let forged = city.stranger_with("eyJhbGciOiJub25lIn0.e30.");
    for (_, answer) in wrong(&city.by("disabled")).into_iter().chain(wrong(&forged)) {
        answer.is_problem(401, "invalid_token");
    }
    // Where nobody is asked for, what is wrong is said at once.
    city.nobody().get("/time?verbose=1").is_problem(400, "bad_parameter");
    // A wish among languages that cannot be read is no reason to refuse anything.
    for language in ["vi_VN!", "vi-VN@posix", "en_US,en;q=0.5", &"xx-YY;q=0.3,".repeat(40)] {
        city.nobody().with("accept-language", language).get("/time").is(200);
    }
    raw(&city.nobody(), "POST", "/auth/login", b"{").is_problem(400, "malformed_json");
}

fn two_tokens_at_once_are_no_token(city: City) {
    let forged = "Bearer eyJhbGciOiJub25lIn0.e30.";
    let good = format!("Bearer {}", city.chair().token());
    let programme = city.papers().bare_draft("committee");
    for second in [forged, good.as_str(), "Basic YTpi", "x"] {
        let who = city.standing_officer().with("authorization", second);
        for answer in [
            who.get("/me"),
            who.get("/programmes?limit=0"),
            raw(&who, "POST", "/programmes", b"{"),
            raw(&who, "POST", "/programmes", &vec![b' '; (1 << 20) + 1]),
            raw(&who.with("content-type", "text/plain"), "POST", "/programmes", b"{}"),
            raw(&who, "PATCH", &programme, b"{\"title\":\"x\"}"),
            who.get(&format!("/programmes/{UNKNOWN}")),
            // Where nobody is asked for, too: what is on the way might ask.
            who.get("/time"),
        ] {
            answer.is_problem(400, "bad_parameter").points_at("Authorization", "field_repeated");
        }
    }
    // Before 401: neither of two that are both wrong is judged.
    city.stranger_with("x").with("authorization", forged).get("/me").is_problem(400, "bad_parameter");
    city.stranger_with("x").get("/me").is_problem(401, "invalid_token");
}

fn a_conflict_comes_before_a_broken_rule(city: City) {
    let papers = city.papers();
    let (officer, chair) = (city.standing_officer(), city.chair());
    let programme = papers.bare_draft("committee");
    let task = papers.task("committee", &programme, "I.1", json!({"lead_agency_id": city.agency("justice")}));
    let second = papers.task("committee", &programme, "I.2", json!({}));

    let wrong = json!({"id": id_in(&programme), "agency_id": city.agency("committee"), "year": 2017, "title": "x",
        "cited_documents": [UNKNOWN]});
    officer.post("/programmes", wrong.clone()).is_problem(409, "id_taken");
    let mut new = wrong;
    new.as_object_mut().unwrap().remove("id");
    officer.post("/programmes", new).is_problem(422, "unknown_reference");

    let task_body = |number: &str, id: Option<&str>| {
        let mut body = json!({"programme_id": id_in(&programme), "number": number, "title": "x", "kind": "one_off",
            "lead_agency_id": UNKNOWN});
        if let Some(id) = id {
            body["id"] = json!(id);
        }
        body
    };
    officer.post("/tasks", task_body("I.9", Some(&task))).is_problem(409, "id_taken");
    officer.post("/tasks", task_body("I.1", None)).is_problem(409, "number_taken");
    officer.post("/tasks", task_body("I.9", None)).is_problem(422, "unknown_reference");
    let heading = json!({"programme_id": id_in(&programme), "number": "I.1", "title": "x", "kind": "group",
        "due_on": "2017-09-30"});
    officer.post("/tasks", heading).is_problem(409, "number_taken");
    let path = format!("/tasks/{second}");
    officer.patch(&path, json!({"number": "I.1", "lead_agency_id": UNKNOWN})).is_problem(409, "number_taken");
    officer.patch(&path, json!({"number": "I.2", "lead_agency_id": UNKNOWN})).is_problem(422, "unknown_reference");

    let parent = papers.programme("committee", "justice", "issued");
    // The committee is not under itself, and its own officer may draft for it.
    let derived = json!({"id": id_in(&programme), "agency_id": city.agency("committee")});
    officer.post(&format!("{parent}/derived"), derived).is_problem(409, "id_taken");
    officer
        .post(&format!("{parent}/derived"), json!({"agency_id": city.agency("committee")}))
        .is_problem(422, "not_under_issuer");

    let asked = papers.extension("justice", "asked");
    let lead = city.lead();
    let before = lead.get(&asked).is(200);
    let assignments = before["assignment_ids"].clone();
    let other = papers.assignment("justice", "accepted");
    let both = json!([assignments[0], id_in(&other)]);
    lead.post("/extensions", json!({"assignment_ids": both, "until": "2018-01-31", "reason": "x"}))
        .is_problem(409, "already_asked");
    let early = json!({"assignment_ids": [id_in(&other)], "until": "2017-02-02", "reason": "x"});
    let mut taken = early.clone();
    taken["id"] = json!(id_in(&asked));
    lead.post("/extensions", taken).is_problem(409, "id_taken");
    lead.post("/extensions", early).is_problem(422, "until_not_later");

    let committee = format!("/agencies/{}", city.agency("committee"));
    city.end("commune", "2017-01-31");
    let mut below = json!({"code": "H24.MOI", "name": "x", "kind": "unit", "parent_id": city.agency("commune"),
        "valid_from": "2017-05-01"});
    below["id"] = json!(city.agency("justice"));
    city.admin().post("/agencies", below.clone()).is_problem(409, "id_taken");
    below["id"] = json!("01890a5d-ac96-774b-bcce-b302099a8058");
    city.admin().post("/agencies", below).is_problem(422, "outlives_parent");

    let path = format!("{committee}/designations");
    let standing = chair.get(&path).items()[0].clone();
    let overlapping = json!({"agency_id": UNKNOWN, "valid_from": standing["valid_from"]});
    chair.post(&path, overlapping).is_problem(409, "period_overlaps");
    let taken = json!({"id": standing["id"], "agency_id": UNKNOWN, "valid_from": "2018-01-01"});
    chair.post(&path, taken).is_problem(409, "id_taken");
    chair.post(&path, json!({"agency_id": UNKNOWN, "valid_from": "2018-01-01"})).is_problem(422, "unknown_reference");
}

fn a_conflict_comes_before_a_broken_rule_among_accounts(city: City) {
    let (admin, justice) = (city.admin(), city.agency("justice"));
    let with = |mut body: Value, id: Value| {
        body["id"] = id;
        body
    };

    let person = |login: &str| {
        json!({"login": login, "full_name": "Phạm Thị Mới", "agency_id": justice,
            "password": "password-1234"})
    };
    admin.post("/users", with(person("moi"), json!(city.user("chair")))).is_problem(409, "id_taken");
    admin.post("/users", person("justice_lead")).is_problem(409, "login_taken").points_at("/login", "login_taken");
    admin.post("/users", person("moi")).is_problem(422, "password_common");

    let machine = json!({"name": "Máy", "agency_id": justice, "role": "agency_lead"});
    admin.post("/service-accounts", with(machine.clone(), json!(city.user("chair")))).is_problem(409, "id_taken");
    admin.post("/service-accounts", machine).is_problem(422, "wrong_account_kind");

    let grant = json!({"user_id": city.user("justice_officer"), "agency_id": justice, "role": "chair", "scope": "self",
        "valid_from": "2017-01-01"});
    let known = admin.get(&format!("/grants?user_id={}", city.user("justice_officer"))).ids()[0].clone();
    admin.post("/grants", with(grant.clone(), json!(known))).is_problem(409, "id_taken");
    admin.post("/grants", grant).is_problem(422, "not_a_committee");

    let lend = |to: &str| {
        json!({"delegate_id": city.user("standing_lead"), "agency_id": city.agency("committee"),
            "actions": ["programmes.issue"], "valid_from": "2017-03-01", "valid_to": to})
    };
    let known = city.chair().post("/delegations", lend("2017-03-10")).is(201)["id"].as_str().unwrap().to_owned();
    city.chair().post("/delegations", with(lend("2019-03-10"), json!(known))).is_problem(409, "id_taken");
    city.chair().post("/delegations", lend("2019-03-10")).is_problem(422, "delegation_too_long");
}
