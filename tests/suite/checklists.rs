//! Checklists: written by one and put in force by another, revised as versions of which one is in force, and read below
//! their owner once they were.

use crate::harness::{
    Answer, City, Person, TEAM, Value, at_once, both_databases, checklist_item, checklist_step, id_in, inspection_step,
    json, name_of, new_checklist, told,
};

const UNKNOWN: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

fn path_of(made: &Value) -> String {
    format!("/checklists/{}", made["id"].as_str().unwrap())
}

fn items(codes: &[&str]) -> Value {
    json!({"items": codes.iter().map(|code| checklist_item(code)).collect::<Vec<_>>()})
}

/// Somebody who leads an agency holds the officer's role there too.
fn is_officer_too(city: &City, login: &str, agency: &str) {
    let grant = json!({"user_id": city.user(login), "agency_id": city.agency(agency), "role": "agency_officer",
        "scope": "self", "valid_from": "2017-01-01"});
    city.admin().post("/grants", grant).is(201);
}

both_databases![
    it_is_written_by_one_and_put_in_force_by_another,
    publishing_retires_the_version_before,
    one_version_is_written_at_a_time,
    nobody_publishes_what_he_wrote,
    opening_the_next_version_is_writing_it,
    what_it_asks_is_whole,
    a_code_never_means_two_questions,
    a_code_names_one_checklist_of_an_agency,
    it_is_read_below_its_owner_once_published,
    a_districts_own_is_read_in_its_communes,
    a_team_reads_what_its_visit_asks_wherever_it_comes_from,
    to_others_its_history_begins_with_its_publication,
    an_agency_that_is_not_ones_own_begins_nothing,
    checks_come_in_one_order,
    of_two_at_once_one_is_late,
    a_repeated_request_is_answered_as_before,
    one_step_of_it_can_be_lent,
    a_draft_is_left_when_its_agency_ends,
    it_is_found_by_agency_code_state_and_words
];

fn it_is_written_by_one_and_put_in_force_by_another(city: City) {
    let officer = city.standing_officer();
    let made = officer.post("/checklists", new_checklist(&city, "committee", json!({"code": "KT-1"}))).is(201);
    assert_eq!((&made["number"], &made["state"], &made["published_at"]), (&json!(1), &json!("draft"), &Value::Null));
    assert_eq!((&made["dropped_codes"], &made["items"][0]["indicators"]), (&json!([]), &json!([])));
    let path = path_of(&made);
    let read = officer.get(&path);
    assert_eq!((read.blocked("update"), read.blocked("discard")), (None, None));
    assert_eq!(read.blocked("publish"), Some(vec!["role_may_not".to_owned()]));
    let title = "Kiểm tra hằng năm";
    assert_eq!(officer.patch(&path, json!({"title": title})).is(200)["title"], title);
    city.at("2017-02-02T10:00:00+07:00");
    let published = city.standing_lead().transition(&path, checklist_step("publish")).is(200);
    assert_eq!(
        (&published["state"], &published["published_at"]),
        (&json!("published"), &json!("2017-02-02T03:00:00.000000Z"))
    );
    officer.patch(&path, json!({"title": "Khác"})).is_problem(409, "state_forbids");
    officer.transition(&path, checklist_step("discard")).is_problem(409, "state_forbids");
    assert_eq!(told(&city, "auditor", &path), ["create", "update", "publish"]);
}

fn publishing_retires_the_version_before(city: City) {
    let papers = city.papers();
    let first = papers.checklist("committee", "published");
    let second = papers.revised("committee", &first);
    let (one, two) = (city.auditor().get(&first).is(200), city.auditor().get(&second).is(200));
    assert_eq!((&one["state"], &two["state"], &two["number"]), (&json!("published"), &json!("draft"), &json!(2)));
    assert_eq!((&one["code"], &one["items"], &one["topics"]), (&two["code"], &two["items"], &two["topics"]));
    city.standing_officer().patch(&second, items(&["1.1", "2.1", "2.3"])).is(200);
    assert_eq!(city.auditor().get(&first).is(200)["items"], one["items"], "it stays as it is");
    city.standing_lead().transition(&second, checklist_step("publish")).is(200);
    let after = city.auditor().get(&first).is(200);
    assert_eq!((&after["state"], &after["published_at"]), (&json!("retired"), &one["published_at"]));
    let steps = city.auditor().get(&format!("{first}/transitions")).items();
    let last = steps.last().unwrap();
    assert_eq!(
        (&last["action"], &last["from"], &last["to"]),
        (&json!("retire"), &json!("published"), &json!("retired"))
    );
    assert_eq!((&last["actor"]["name"], &last["version"]), (&json!(name_of("standing_lead")), &after["version"]));
    assert_eq!(told(&city, "auditor", &first), ["create", "publish", "revise", "retire"]);
    assert_eq!(told(&city, "auditor", &second), ["revise", "update", "publish"]);
    // What was retired comes back no more.
    for (who, action) in [("standing_lead", "publish"), ("standing_officer", "revise"), ("standing_officer", "discard")]
    {
        city.by(who).transition(&first, checklist_step(action)).is_problem(409, "state_forbids");
    }
}

fn one_version_is_written_at_a_time(city: City) {
    let papers = city.papers();
    let first = papers.checklist("committee", "published");
    let second = papers.revised("committee", &first);
    let officer = city.by("standing_officer_2");
    let read = officer.get(&first);
    assert_eq!(read.blocked("revise"), Some(vec!["revision_open".to_owned()]));
    officer.transition(&first, checklist_step("revise")).is_problem(409, "revision_open");
    assert_eq!(officer.transition(&second, checklist_step("discard")).is(200)["state"], "retired");
    assert_eq!(city.auditor().get(&first).is(200)["state"], "published", "and stays in force");
    // Numbers are not used again.
    let third = papers.revised("committee", &first);
    assert_eq!(city.auditor().get(&third).is(200)["number"], 3);
    city.standing_lead().transition(&third, checklist_step("publish")).is(200);
    assert_eq!(city.auditor().get(&first).is(200)["state"], "retired");
}

fn nobody_publishes_what_he_wrote(city: City) {
    is_officer_too(&city, "justice_lead", "justice");
    let (lead, other) = (city.lead(), city.by("justice_lead_2"));
    let own = path_of(&lead.post("/checklists", new_checklist(&city, "justice", json!({}))).is(201));
    assert_eq!(lead.get(&own).blocked("publish"), Some(vec!["separation_of_duties".to_owned()]));
    lead.transition(&own, checklist_step("publish")).is_problem(403, "separation_of_duties");
    other.transition(&own, checklist_step("publish")).is(200);
    // A word of somebody else's draft is enough.
    let edited = city.papers().checklist("justice", "draft");
    lead.patch(&edited, json!({"title": "Kiểm tra nội bộ"})).is(200);
    lead.transition(&edited, checklist_step("publish")).is_problem(403, "separation_of_duties");
    lead.transition(&edited, checklist_step("discard")).is(200);
}

fn opening_the_next_version_is_writing_it(city: City) {
    is_officer_too(&city, "justice_lead", "justice");
    let first = city.papers().checklist("justice", "published");
    let second = path_of(&city.lead().transition(&first, checklist_step("revise")).is(200));
    city.lead().transition(&second, checklist_step("publish")).is_problem(403, "separation_of_duties");
    city.by("justice_lead_2").transition(&second, checklist_step("publish")).is(200);
}

fn what_it_asks_is_whole(city: City) {
    let indicator =
        json!({"code": "CB.01", "name": "Nữ lãnh đạo", "unit": "người", "by_sex": true, "aggregation": "sum"});
    city.admin().post("/indicators", indicator).is(201);
    let officer = city.standing_officer();
    let asking = |indicators: Value| {
        let mut item = checklist_item("1.1");
        item["indicators"] = indicators;
        json!({"items": [item]})
    };
    let with = |code: &str, field: &str, value: &str| {
        let mut item = checklist_item(code);
        item[field] = json!(value);
        json!({"items": [checklist_item("1.1"), item]})
    };
    let draft = city.papers().checklist("committee", "draft");
    let refused = |fields: Value, pointer: &str, code: &str| {
        let made = officer.post("/checklists", new_checklist(&city, "committee", fields.clone()));
        for answer in [made, officer.patch(&draft, fields)] {
            answer.is_problem(422, code).points_at(pointer, code);
        }
    };
    let topics =
        |codes: &[&str]| json!(codes.iter().map(|it| json!({"code": it, "title": "Chủ đề"})).collect::<Vec<_>>());
    refused(json!({"topics": topics(&["1", "2", "1"])}), "/topics/2/code", "code_repeated");
    refused(json!({"topics": topics(&["1"])}), "/items/2/topic", "unknown_reference");
    refused(items(&["1.1", "1.1"]), "/items/1/code", "code_repeated");
    refused(with("1.2", "topic", "3"), "/items/1/topic", "unknown_reference");
    refused(asking(json!(["CB.01", "CB.99"])), "/items/0/indicators/1", "indicator_unknown");
    refused(asking(json!(["CB.01", "CB.01"])), "/items/0/indicators/1", "indicator_repeated");
    let both =
        officer.patch(&draft, json!({"items": [checklist_item("1.1"), checklist_item("3.1"), checklist_item("1.1")]}));
    both.is_problem(422, "blocked")
        .points_at("/items/1/topic", "unknown_reference")
        .points_at("/items/2/code", "code_repeated");
    assert_eq!(officer.patch(&draft, asking(json!(["CB.01"]))).is(200)["items"][0]["indicators"], json!(["CB.01"]));
    // Shape comes before that.
    let many: Vec<Value> = (0..201).map(|it| checklist_item(&format!("1.{it}"))).collect();
    for (fields, pointer, code) in [
        (json!({"topics": []}), "/topics", "length_out_of_range"),
        (json!({"items": []}), "/items", "length_out_of_range"),
        (json!({"items": many}), "/items", "length_out_of_range"),
        (with("1 2", "topic", "1"), "/items/1/code", "value_invalid"),
        (with("1.2", "question", &"a".repeat(501)), "/items/1/question", "length_out_of_range"),
        (asking(json!(vec!["CB.01"; 11])), "/items/0/indicators", "length_out_of_range"),
    ] {
        officer.patch(&draft, fields).is_problem(400, "schema").points_at(pointer, code);
    }
    assert_eq!(officer.get(&draft).is(200)["version"], 2, "nothing of all that did anything");
}

fn a_code_never_means_two_questions(city: City) {
    let papers = city.papers();
    let (officer, lead) = papers.inspecting("committee");
    let first = papers.checklist("committee", "published");
    let second = papers.revised("committee", &first);
    // Until it is published nothing is dropped for good.
    officer.patch(&second, items(&["1.1"])).is(200);
    officer.patch(&second, items(&["1.1", "1.2", "2.1"])).is(200);
    assert_eq!(officer.get(&second).is(200)["dropped_codes"], json!([]));
    assert_eq!(lead.transition(&second, checklist_step("publish")).is(200)["dropped_codes"], json!(["2.2"]));
    let third = papers.revised("committee", &second);
    let again = officer.patch(&third, items(&["1.1", "2.2"]));
    again.is_problem(422, "code_dropped").points_at("/items/1/code", "code_dropped");
    // A question that stays may be put better, and new ones come in.
    let mut better = items(&["1.1", "2.3"]);
    better["items"][0]["question"] = json!("Năm qua Ban đã họp mấy lần?");
    officer.patch(&third, better).is(200);
    let published = lead.transition(&third, checklist_step("publish")).is(200);
    assert_eq!(published["dropped_codes"], json!(["2.2", "1.2", "2.1"]));
    assert_eq!(city.auditor().get(&first).is(200)["dropped_codes"], json!([]), "earlier versions stay what they were");
}

fn a_code_names_one_checklist_of_an_agency(city: City) {
    let new = |agency: &str| new_checklist(&city, agency, json!({"code": "KT-1"}));
    let officer = city.officer();
    let made = officer.post("/checklists", new("justice")).is(201);
    officer.post("/checklists", new("justice")).is_problem(409, "code_taken");
    // The conflict comes before a broken rule.
    let mut broken = new("justice");
    broken["topics"] = json!([{"code": "9", "title": "Chủ đề"}]);
    officer.post("/checklists", broken.clone()).is_problem(409, "code_taken");
    broken["code"] = json!("KT-2");
    broken["id"] = made["id"].clone();
    officer.post("/checklists", broken).is_problem(409, "id_taken");
    officer.transition(&path_of(&made), checklist_step("discard")).is(200);
    officer.post("/checklists", new("justice")).is_problem(409, "code_taken");
    city.by("culture_officer").post("/checklists", new("culture")).is(201);
}

fn it_is_read_below_its_owner_once_published(city: City) {
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
    city.is_read_by("/checklists", &papers.checklist("committee", "draft"), &keepers);
    let first = papers.checklist("committee", "published");
    city.is_read_by("/checklists", &first, &all);
    let second = papers.revised("committee", &first);
    city.is_read_by("/checklists", &second, &keepers);
    city.standing_officer().transition(&second, checklist_step("discard")).is(200);
    city.is_read_by("/checklists", &second, &keepers);
    city.is_read_by("/checklists", &papers.checklist("committee", "retired"), &all);
}

fn a_districts_own_is_read_in_its_communes(city: City) {
    let papers = city.papers();
    city.is_read_by(
        "/checklists",
        &papers.checklist("district", "draft"),
        &["district_lead", "district_officer", "auditor"],
    );
    let readers = [
        "chair",
        "standing_lead",
        "standing_officer",
        "district_lead",
        "district_officer",
        "commune_lead",
        "commune_officer",
        "auditor",
    ];
    city.is_read_by("/checklists", &papers.checklist("district", "published"), &readers);
}

fn a_team_reads_what_its_visit_asks_wherever_it_comes_from(city: City) {
    let papers = city.papers();
    let visit = papers.visit_of("district", "commune", TEAM, "notified");
    let district = city.by("district_officer");
    let planned = district.get("/checklists?state=published").items();
    let planned = planned.iter().find(|it| it["agency_id"] == json!(city.agency("district")));
    let checklist = format!("/checklists/{}", planned.expect("the district's own")["id"].as_str().unwrap());
    let draft = papers.revised("district", &checklist);
    let reads = |who: &str| {
        let listed = city.by(who).get("/checklists?limit=200").ids().iter().any(|id| id == id_in(&checklist));
        let read = city.by(who).get(&checklist).status == 200;
        assert_eq!(read, listed, "{who}");
        city.by(who).get(&draft).is_problem(404, "not_found");
        read
    };
    assert!(reads(TEAM[0]) && reads(TEAM[1]) && reads(TEAM[2]), "before it begins");
    assert!(!reads("justice_lead"));
    city.by(TEAM[0]).transition(&visit, inspection_step(&city, "start")).is(200);
    assert!(reads(TEAM[0]) && reads(TEAM[1]));
    assert_eq!(told(&city, TEAM[0], &checklist)[0], "publish", "how it was drafted is not theirs");
    // Nor is it theirs to change, or once they have left.
    city.by(TEAM[0]).transition(&checklist, checklist_step("revise")).is_problem(403, "role_may_not");
    city.by(TEAM[1]).transition(&visit, json!({"action": "recuse"})).is(200);
    assert!(!reads(TEAM[1]));
}

fn to_others_its_history_begins_with_its_publication(city: City) {
    let first = city.papers().checklist("committee", "retired");
    assert_eq!(told(&city, "standing_officer", &first), ["create", "publish", "revise", "retire"]);
    assert_eq!(told(&city, "justice_lead", &first), ["publish", "revise", "retire"]);
}

fn an_agency_that_is_not_ones_own_begins_nothing(city: City) {
    let new = |agency: &str| new_checklist(&city, agency, json!({}));
    for (who, agency) in [
        ("standing_lead", "committee"),
        ("chair", "committee"),
        ("labour_officer", "committee"),
        ("justice_officer", "committee"),
        ("justice_lead", "justice"),
        ("justice_officer", "culture"),
        ("standing_officer", "justice"),
        ("auditor", "committee"),
        ("admin", "committee"),
        ("portal", "committee"),
    ] {
        city.by(who).post("/checklists", new(agency)).is_problem(403, "role_may_not");
    }
    let mut nobodys = new("justice");
    nobodys["agency_id"] = json!(UNKNOWN);
    let answer = city.officer().post("/checklists", nobodys);
    answer.is_problem(422, "unknown_reference").points_at("/agency_id", "unknown_reference");
    // Another agency's draft is not there.
    let theirs = city.papers().checklist("culture", "draft");
    city.officer().patch(&theirs, json!({"title": "Khác"})).is_problem(404, "not_found");
    city.lead().transition(&theirs, checklist_step("publish")).is_problem(404, "not_found");
}

fn checks_come_in_one_order(city: City) {
    let path = city.papers().checklist("committee", "published");
    let stale = |who: &str| city.by(who).with("if-match", "\"1-unread\"");
    let wrong = items(&["1.1", "1.1"]);
    let step = |who: &Person| who.transition(&path, checklist_step("discard"));
    stale("justice_officer").patch(&path, wrong.clone()).is_problem(403, "role_may_not");
    stale("standing_officer").patch(&path, wrong.clone()).is_problem(412, "stale_version");
    city.standing_officer().patch(&path, wrong.clone()).is_problem(409, "state_forbids");
    step(&stale("justice_officer")).is_problem(403, "role_may_not");
    step(&stale("standing_officer")).is_problem(412, "stale_version");
    step(&city.standing_officer()).is_problem(409, "state_forbids");
}

fn of_two_at_once_one_is_late(city: City) {
    let papers = city.papers();
    let late = |answers: &[Answer]| {
        let mut statuses: Vec<u16> = answers.iter().map(|it| it.status).collect();
        statuses.sort_unstable();
        statuses
    };
    for _ in 0..4 {
        let draft = papers.checklist("committee", "draft");
        let (one, two) = (city.standing_lead().with_etag_of(&draft), city.by("standing_lead_2").with_etag_of(&draft));
        let publish = |who: &Person| who.transition(&draft, checklist_step("publish"));
        assert_eq!(late(&at_once(&[&|| publish(&one), &|| publish(&two)])), [200, 412]);
        let officers = ["standing_officer", "standing_officer_2"].map(|it| city.by(it).with_etag_of(&draft));
        let revise = |who: &Person| who.transition(&draft, checklist_step("revise"));
        assert_eq!(late(&at_once(&[&|| revise(&officers[0]), &|| revise(&officers[1])])), [200, 412]);
        let body = new_checklist(&city, "committee", json!({}));
        let begin = || city.standing_officer().post("/checklists", body.clone());
        let answers = at_once(&[&begin, &begin]);
        assert_eq!(late(&answers), [201, 409]);
        assert!(answers.iter().any(|it| it.code() == "code_taken"));
        // One puts the next version in force, one gives it up.
        let code = city.auditor().get(&draft).is(200)["code"].as_str().unwrap().to_owned();
        let next = city.auditor().get(&format!("/checklists?code={code}&state=draft")).ids();
        let next = format!("/checklists/{}", next[0]);
        let (lead, officer) = (city.standing_lead().with_etag_of(&next), city.standing_officer().with_etag_of(&next));
        let publish = || lead.transition(&next, checklist_step("publish"));
        let discard = || officer.transition(&next, checklist_step("discard"));
        assert_eq!(late(&at_once(&[&publish, &discard])), [200, 412]);
        let in_force = city.auditor().get(&format!("/checklists?code={code}&state=published")).ids();
        assert_eq!(in_force.len(), 1, "one is in force, whichever it is");
    }
}

fn a_repeated_request_is_answered_as_before(city: City) {
    let path = city.papers().checklist("committee", "published");
    let officer = city.standing_officer().with_etag_of(&path).with_key("phien-ban-hai");
    let first = officer.transition(&path, checklist_step("revise")).is(200);
    let again = officer.transition(&path, checklist_step("revise")).is(200);
    assert_eq!((&first["id"], &first["number"]), (&again["id"], &json!(2)));
    assert_eq!(again["number"], 2);
}

fn one_step_of_it_can_be_lent(city: City) {
    let draft = city.papers().checklist("committee", "draft");
    let lent = json!({"delegate_id": city.user("labour_lead"), "agency_id": city.agency("labour"),
        "actions": ["checklists.publish"], "valid_from": "2017-02-01", "valid_to": "2017-02-10"});
    let delegate = city.by("labour_lead");
    delegate.get(&draft).is_problem(404, "not_found");
    city.standing_lead().post("/delegations", lent).is(201);
    let read = delegate.get(&draft);
    assert_eq!((read.blocked("publish"), read.blocked("discard")), (None, Some(vec!["role_may_not".to_owned()])));
    delegate.transition(&draft, checklist_step("publish")).is(200);
    let last = city.auditor().get(&format!("{draft}/transitions")).items().pop().unwrap();
    assert_eq!(last["on_behalf_of"]["name"], name_of("standing_lead"));
    delegate.transition(&draft, checklist_step("revise")).is_problem(403, "role_may_not");
}

fn a_draft_is_left_when_its_agency_ends(city: City) {
    let draft = city.papers().checklist("justice", "draft");
    let is_left = || city.leaves(city.agency("justice")).contains("checklists: 1");
    assert!(is_left());
    city.lead().transition(&draft, checklist_step("publish")).is(200);
    // What is in force is nobody's work.
    assert!(!is_left());
}

fn it_is_found_by_agency_code_state_and_words(city: City) {
    let new = |agency: &str, code: &str, title: &str| {
        let body = new_checklist(&city, agency, json!({"code": code, "title": title}));
        path_of(&city.papers().inspecting(agency).0.post("/checklists", body).is(201))
    };
    let first = new("justice", "KT-1", "Kiểm tra hằng năm");
    city.lead().transition(&first, checklist_step("publish")).is(200);
    new("justice", "KT-2", "Đột xuất");
    new("culture", "KT-1", "Kiểm tra hằng năm");
    let found = |query: &str| city.auditor().get(&format!("/checklists?{query}")).ids().len();
    let justice = city.agency("justice");
    for (query, expected) in [
        ("limit=200".to_owned(), 3),
        (format!("agency_id={justice}"), 2),
        (format!("agency_id={justice}&agency_id={}", city.agency("culture")), 3),
        ("code=KT-1".to_owned(), 2),
        ("code=KT".to_owned(), 0),
        ("state=draft".to_owned(), 2),
        ("state=published&state=retired".to_owned(), 1),
        ("q=dot%20xuat".to_owned(), 1),
        ("q=kt-1".to_owned(), 2),
    ] {
        assert_eq!(found(&query), expected, "{query}");
    }
    let listed = city.auditor().get("/checklists").items();
    assert!(listed.iter().all(|it| it.get("actions").is_none()));
}
