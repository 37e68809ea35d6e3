//! Answers by item: who writes them, how two phones meet, what comes in one request, and who reads them.

use crate::harness::{
    Answer, City, TEAM, Value, at_once, both_databases, checklist_item, checklist_step, id_in, json, met, name_of,
    new_checklist, pdf,
};

fn item(inspection: &str, code: &str) -> String {
    format!("{inspection}/answers/{code}")
}

/// What a batch tells of each item: its key, its status, its version or the code of its problem.
fn told(answer: &Answer) -> Vec<(String, u64, Value)> {
    let items = answer.is(200)["items"].as_array().expect("items").clone();
    let each = |it: &Value| {
        let what = if it["version"].is_null() { it["problem"]["code"].clone() } else { it["version"].clone() };
        (it["key"].as_str().expect("a key").to_owned(), it["status"].as_u64().expect("a status"), what)
    };
    items.iter().map(each).collect()
}

fn row(key: &str, status: u64, what: Value) -> (String, u64, Value) {
    (key.to_owned(), status, what)
}

/// A checklist of sixty items, published.
fn long_checklist(city: &City, number: usize) -> String {
    let codes: Vec<String> = (1..=number).map(|it| format!("{}.{it:03}", 1 + it % 2)).collect();
    let items: Vec<Value> = codes.iter().map(|code| checklist_item(code)).collect();
    let made = city.standing_officer().post("/checklists", new_checklist(city, "committee", json!({"items": items})));
    let path = format!("/checklists/{}", made.is(201)["id"].as_str().expect("an id"));
    city.standing_lead().transition(&path, checklist_step("publish")).is(200);
    path
}

both_databases![
    an_item_is_answered_and_has_a_version_of_its_own,
    an_item_that_nobody_answered_is_version_0_and_no_row,
    two_phones_on_one_item_are_told_apart,
    the_team_answers_and_nobody_else,
    an_agency_answers_of_itself,
    nothing_is_answered_after_the_end,
    an_item_of_another_version_is_none,
    what_a_visit_finds_is_read_by_its_team_and_its_owner,
    a_member_who_lost_his_role_reads_nothing_more,
    values_are_those_that_the_item_asks_for,
    an_answer_names_difficulties_that_its_author_reads,
    a_batch_that_is_half_stale_is_answered_item_by_item,
    a_batch_is_repeated_safely,
    a_batch_of_the_wrong_shape_is_refused_as_a_whole,
    a_required_item_has_to_be_rated,
    sixty_answers_are_one_write,
    a_list_is_in_the_order_of_the_checklist,
    before_a_visit_begins_its_state_forbids_answers,
    the_standing_agency_reads_what_a_visit_to_it_found_once_that_was_sent,
    who_answered_and_who_read_is_told_by_name,
];

fn an_item_is_answered_and_has_a_version_of_its_own(city: City) {
    let visit = city.papers().visit_in_progress();
    let team = city.by("culture_officer");
    let before = team.get(&visit).is(200)["version"].clone();
    let said = json!({"rating": "partly_met", "finding": "Chưa có quy hoạch", "device_time": "2017-06-05T01:00:00Z"});
    let first = team.put(&item(&visit, "1.1"), said.clone()).is(200);
    assert_eq!((&first["version"], &first["rating"], &first["code"]), (&json!(1), &json!("partly_met"), &json!("1.1")));
    assert_eq!((&first["finding"], &first["sensitivity"]), (&json!("Chưa có quy hoạch"), &json!("normal")));
    assert_eq!(first["device_time"], "2017-06-05T01:00:00.000000Z");
    assert_eq!(
        (&first["answered_by"], &first["inspection_id"]),
        (&json!(city.user("culture_officer")), &json!(id_in(&visit)))
    );
    // The same again says nothing new; something else is the next version.
    assert_eq!(team.put(&item(&visit, "1.1"), said).is(200)["version"], 1);
    let second = city.by("standing_officer_2").put(&item(&visit, "1.1"), met()).is(200);
    assert_eq!((&second["version"], &second["finding"], &second["id"]), (&json!(2), &Value::Null, &first["id"]));
    assert_eq!(team.get(&item(&visit, "1.2")).is(200)["version"], 0, "the others stay");
    assert_eq!(team.get(&visit).is(200)["version"], before, "and so does the inspection");
    let read = team.get(&item(&visit, "1.1"));
    assert_eq!((read.blocked("save"), read.is(200)["attachments"].clone()), (None, json!([])));
    let told = city.auditor().get(&format!("/audit-entries?resource_id={}", first["id"].as_str().unwrap())).items();
    let told: Vec<&str> = told.iter().map(|it| it["action"].as_str().unwrap()).collect();
    assert_eq!(told, ["update", "answer"]);
}

fn an_item_that_nobody_answered_is_version_0_and_no_row(city: City) {
    let visit = city.papers().visit_in_progress();
    let team = city.by("culture_officer");
    let read = team.get(&item(&visit, "2.1"));
    assert!(read.etag().expect("an ETag").starts_with("\"0-"), "{read}");
    let before = read.is(200);
    assert_eq!((&before["version"], &before["rating"], &before["created_at"]), (&json!(0), &Value::Null, &Value::Null));
    let listed = team.get(&format!("{visit}/answers")).items();
    assert_eq!(listed.len(), 4);
    assert!(listed.iter().all(|it| it["version"] == 0 && it["answered_by"].is_null()));
    assert_eq!(team.put(&item(&visit, "2.1"), met()).is(200)["id"], before["id"], "it has the id that it had before");
    team.with("if-match", "\"0-abc\"").put(&item(&visit, "2.1"), met()).is_problem(412, "stale_version");
    team.send("PUT", &item(&visit, "2.1"), Some(met().to_string().into_bytes()))
        .is_problem(428, "precondition_required");
}

fn two_phones_on_one_item_are_told_apart(city: City) {
    let visit = city.papers().visit_in_progress();
    let path = item(&visit, "1.1");
    for round in 0..8 {
        let read = city.by("culture_officer").get(&path);
        let one = city.by("culture_officer").having_read(&read);
        let other = city.by("standing_officer_2").having_read(&read);
        let say = |word: &str| json!({"rating": "met", "finding": format!("{word} {round}")});
        let answers = at_once(&[&|| one.put(&path, say("một")), &|| other.put(&path, say("hai"))]);
        let mut statuses: Vec<u16> = answers.iter().map(|it| it.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412], "{answers:#?}");
        let first = answers.iter().find(|it| it.status == 200).unwrap();
        let kept = city.by("district_officer").get(&path).is(200);
        assert_eq!(
            (&kept["finding"], &kept["version"]),
            (&first.body["finding"], &json!(round + 1)),
            "the first stays"
        );
        answers.iter().find(|it| it.status == 412).unwrap().is_problem(412, "stale_version");
    }
}

fn the_team_answers_and_nobody_else(city: City) {
    let visit = city.papers().visit_in_progress();
    let path = item(&visit, "1.1");
    for member in ["district_officer", "culture_officer", "standing_officer_2"] {
        city.by(member).put(&path, json!({"rating": "met", "finding": member})).is(200);
    }
    // Whose plan it is reads and does not write; everybody else sees nothing.
    for owner in ["standing_officer", "standing_lead", "chair"] {
        assert_eq!(city.by(owner).get(&path).blocked("save"), Some(vec!["role_may_not".to_owned()]), "{owner}");
        city.by(owner).put(&path, met()).is_problem(403, "role_may_not");
        city.by(owner)
            .post(&format!("{visit}/answers"), json!({"items": [{"code": "1.2", "version": 0}]}))
            .is_problem(403, "role_may_not");
    }
    for other in [
        "justice_officer",
        "justice_lead",
        "culture_lead",
        "commune_lead",
        "labour_officer",
        "admin",
        "portal",
        "auditor",
    ] {
        city.by(other).get(&path).is_problem(404, "not_found");
        city.by(other).put(&path, met()).is_problem(404, "not_found");
        city.by(other).get(&format!("{visit}/answers")).is_problem(404, "not_found");
        let batch = json!({"items": [{"code": "1.2", "version": 0}]});
        city.by(other).post(&format!("{visit}/answers"), batch).is_problem(404, "not_found");
    }
}

fn an_agency_answers_of_itself(city: City) {
    let own = city.papers().self_inspection();
    let path = item(&own, "1.1");
    city.by("district_officer").put(&path, met()).is(200);
    city.by("district_lead").put(&path, json!({"rating": "not_met"})).is(200);
    for other in ["standing_officer", "chair", "auditor", "commune_officer", "justice_lead", "culture_officer"] {
        city.by(other).get(&path).is_problem(404, "not_found");
    }
    // Once it was handed in, those for whom it is read it, and nobody writes any more.
    for code in ["1.2", "2.1", "2.2"] {
        city.by("district_officer").put(&item(&own, code), met()).is(200);
    }
    city.by("district_lead").transition(&own, json!({"action": "sign"})).is(200);
    city.standing_officer().get(&path).is(200);
    city.auditor().get(&path).is(200);
    city.by("district_officer").put(&path, met()).is_problem(409, "state_forbids");
}

fn nothing_is_answered_after_the_end(city: City) {
    let visit = city.papers().visit_in_progress();
    let team = city.by("culture_officer");
    for code in ["1.1", "1.2", "2.1", "2.2"] {
        team.put(&item(&visit, code), met()).is(200);
    }
    city.by("district_officer").transition(&visit, json!({"action": "finish"})).is(200);
    team.put(&item(&visit, "1.1"), json!({"rating": "not_met"})).is_problem(409, "state_forbids");
    let batch = json!({"items": [{"code": "1.1", "version": 1, "rating": "not_met"}]});
    team.post(&format!("{visit}/answers"), batch).is_problem(409, "state_forbids");
    assert_eq!(team.get(&item(&visit, "1.1")).blocked("save"), Some(vec!["state_forbids".to_owned()]));
    assert_eq!(team.get(&item(&visit, "1.1")).is(200)["rating"], "met");
}

fn an_item_of_another_version_is_none(city: City) {
    let papers = city.papers();
    let checklist = papers.checklist("committee", "published");
    let visit = papers.visit_asking(&checklist);
    // A later version asks something else; the visit asks what it asked when it began.
    let next = papers.revised("committee", &checklist);
    let items = json!([checklist_item("1.1"), checklist_item("2.9")]);
    city.standing_officer().patch(&next, json!({ "items": items })).is(200);
    city.standing_lead().transition(&next, checklist_step("publish")).is(200);
    let team = city.by("culture_officer");
    for method in ["GET", "PUT"] {
        let body = (method == "PUT").then(|| met().to_string().into_bytes());
        team.with("if-match", "\"0-abc\"").send(method, &item(&visit, "2.9"), body).is_problem(404, "not_found");
    }
    team.put(&item(&visit, "1.2"), met()).is(200);
    let batch = json!({"items": [{"code": "2.9", "version": 0}, {"code": "2.1", "version": 0}]});
    let answer = team.post(&format!("{visit}/answers"), batch);
    assert_eq!(told(&answer), [row("2.9", 404, json!("not_found")), row("2.1", 200, json!(1))]);
    team.get(&item(&visit, "1.1%2F")).is_problem(400, "bad_parameter");
}

fn what_a_visit_finds_is_read_by_its_team_and_its_owner(city: City) {
    let visit = city.papers().visit_in_progress();
    let path = item(&visit, "1.1");
    city.by("culture_officer").put(&path, json!({"rating": "not_met", "finding": "Không có"})).is(200);
    for reader in ["district_officer", "standing_officer_2", "standing_officer", "standing_lead", "chair"] {
        assert_eq!(city.by(reader).get(&path).is(200)["finding"], "Không có", "{reader}");
        assert_eq!(city.by(reader).get(&format!("{visit}/answers")).items().len(), 4);
    }
    // The agency knows of the visit, and not of what was found.
    city.lead().get(&visit).is(200);
    city.lead().get(&path).is_problem(404, "not_found");
    city.auditor().get(&visit).is(200);
    city.auditor().get(&path).is_problem(404, "not_found");
}

fn a_member_who_lost_his_role_reads_nothing_more(city: City) {
    let visit = city.papers().visit_in_progress();
    let team = city.by("culture_officer");
    team.put(&item(&visit, "1.1"), met()).is(200);
    let file = city.papers().evidence(&team, "culture", &visit, json!({}), &pdf(300));
    team.put(&item(&visit, "1.1"), json!({"rating": "met", "attachment_ids": [id_in(&file)]})).is(200);
    team.get(&file).is(200);
    let grants = city.admin().get(&format!("/grants?user_id={}", city.user("culture_officer"))).ids();
    for grant in grants {
        city.admin()
            .transition(&format!("/grants/{grant}"), json!({"action": "revoke", "reason": "Chuyển công tác"}))
            .is(200);
    }
    for path in [item(&visit, "1.1"), format!("{visit}/answers"), file.clone(), format!("{file}/content")] {
        team.get(&path).is_problem(404, "not_found");
    }
    let batch = json!({"items": [{"code": "1.1", "version": 2}]});
    team.post(&format!("{visit}/answers"), batch).is_problem(404, "not_found");
}

fn values_are_those_that_the_item_asks_for(city: City) {
    let papers = city.papers();
    for code in ["KT.01", "KT.02"] {
        let indicator =
            json!({"code": code, "name": "Nữ trong quy hoạch", "unit": "người", "by_sex": true, "aggregation": "sum"});
        city.admin().post("/indicators", indicator).is(201);
    }
    let mut asked = checklist_item("1.1");
    asked["indicators"] = json!(["KT.01"]);
    let made =
        city.standing_officer().post("/checklists", new_checklist(&city, "committee", json!({"items": [asked]})));
    let checklist = format!("/checklists/{}", made.is(201)["id"].as_str().unwrap());
    city.standing_lead().transition(&checklist, checklist_step("publish")).is(200);
    let visit = papers.visit_asking(&checklist);
    let (team, path) = (city.by("culture_officer"), item(&visit, "1.1"));
    let say = |values: Value| team.put(&path, json!({"rating": "met", "indicator_values": values}));
    let value = |code: &str| json!({"indicator": code, "female": 12, "male": 30});
    say(json!([value("KT.02")]))
        .is_problem(422, "indicator_unknown")
        .points_at("/indicator_values/0/indicator", "indicator_unknown");
    say(json!([value("KT.01"), value("KT.01")])).is_problem(422, "indicator_repeated");
    say(json!([{"indicator": "KT.01", "total": 4}])).is_problem(422, "value_missing");
    assert_eq!(say(json!([value("KT.01")])).is(200)["indicator_values"][0]["total"], 42, "what follows is filled in");
    assert_eq!(say(json!([])).is(200)["indicator_values"], json!([]));
}

fn an_answer_names_difficulties_that_its_author_reads(city: City) {
    let papers = city.papers();
    let [own, others] = ["culture", "commune"].map(|agency| papers.difficulty_draft(agency, json!({})));
    let visit = papers.visit_in_progress();
    let (team, path) = (city.by("culture_officer"), item(&visit, "1.1"));
    let say = |ids: &[&str]| team.put(&path, json!({"rating": "met", "difficulty_ids": ids}));
    assert_eq!(say(&[]).is(200)["difficulty_ids"], Value::Null, "what names none says nothing of it");
    let unknown = say(&[id_in(&others)]);
    unknown.is_problem(422, "unknown_reference").points_at("/difficulty_ids/0", "unknown_reference");
    let twice = say(&[id_in(&own), id_in(&own)]);
    twice.is_problem(422, "mention_repeated").points_at("/difficulty_ids/1", "mention_repeated");
    say(&[id_in(&own); 11]).is_problem(400, "schema");
    assert_eq!(say(&[id_in(&own)]).is(200)["difficulty_ids"], json!([id_in(&own)]));
    // Somebody else of the team may not read it, and leaves it as it is.
    let other = city.by("standing_officer_2");
    other.get(&own).is_problem(404, "not_found");
    let kept = other.put(&path, json!({"rating": "not_met", "difficulty_ids": [id_in(&own)]})).is(200);
    assert_eq!((&kept["difficulty_ids"], &kept["version"]), (&json!([id_in(&own)]), &json!(3)));
    // Each of many is judged by itself.
    let one = |code: &str, id: &str| json!({"code": code, "version": 0, "rating": "met", "difficulty_ids": [id]});
    let sent = json!({"items": [one("1.2", id_in(&own)), one("2.1", id_in(&others))]});
    let answer = team.post(&format!("{visit}/answers"), sent);
    assert_eq!(told(&answer), [row("1.2", 200, json!(1)), row("2.1", 422, json!("unknown_reference"))]);
    assert_eq!(team.get(&item(&visit, "1.2")).is(200)["difficulty_ids"], json!([id_in(&own)]));
}

fn a_batch_that_is_half_stale_is_answered_item_by_item(city: City) {
    let visit = city.papers().visit_in_progress();
    let team = city.by("culture_officer");
    city.by("standing_officer_2").put(&item(&visit, "1.2"), met()).is(200);
    let sent = json!({"items": [
        {"code": "1.1", "version": 0, "rating": "met"},
        {"code": "1.2", "version": 0, "rating": "not_met", "finding": "Cũ"},
        {"code": "2.1", "version": 0, "rating": "not_applicable"},
        {"code": "9.9", "version": 0, "rating": "met"},
        {"code": "1.1", "version": 1, "rating": "not_met"},
        {"code": "2.2", "version": 3, "rating": "met"},
    ]});
    let answer = team.post(&format!("{visit}/answers"), sent);
    assert_eq!(
        told(&answer),
        [
            row("1.1", 200, json!(1)),
            row("1.2", 412, json!("stale_version")),
            row("2.1", 200, json!(1)),
            row("9.9", 404, json!("not_found")),
            row("1.1", 422, json!("item_repeated")),
            row("2.2", 412, json!("stale_version")),
        ]
    );
    assert_eq!((&answer.body["inspection_id"], answer.body["id"].is_string()), (&json!(id_in(&visit)), true));
    assert_eq!(answer.body["items"][1]["problem"]["errors"][0]["pointer"], "/items/1/version");
    let kept = team.get(&format!("{visit}/answers")).items();
    let kept: Vec<(&Value, &Value)> = kept.iter().map(|it| (&it["version"], &it["rating"])).collect();
    assert_eq!(
        kept,
        [
            (&json!(1), &json!("met")),
            (&json!(1), &json!("met")),
            (&json!(1), &json!("not_applicable")),
            (&json!(0), &Value::Null),
        ]
    );
    // The ETag that an item is answered with is that of the version that is there.
    let etag = answer.body["items"][0]["etag"].as_str().unwrap();
    let second = team.with("if-match", etag).put(&item(&visit, "1.1"), json!({"rating": "not_met"})).is(200);
    assert_eq!(second["version"], 2);
    // Where nothing is saved, nothing is left.
    let nothing =
        team.post(&format!("{visit}/answers"), json!({"items": [{"code": "1.2", "version": 0, "rating": "met"}]}));
    assert_eq!((told(&nothing), &nothing.body["id"]), (vec![row("1.2", 412, json!("stale_version"))], &Value::Null));
}

fn a_batch_is_repeated_safely(city: City) {
    let visit = city.papers().visit_in_progress();
    let team = city.by("culture_officer").with_key("dien-thoai-1");
    let sent = json!({"items": [{"code": "1.1", "version": 0, "rating": "met"}, {"code": "1.2", "version": 7, "rating": "met"}]});
    let first = team.post(&format!("{visit}/answers"), sent.clone());
    let again = team.post(&format!("{visit}/answers"), sent.clone());
    assert_eq!((first.status, &first.bytes), (200, &again.bytes), "byte for byte");
    assert_eq!(team.get(&item(&visit, "1.1")).is(200)["version"], 1);
    let mut other = sent;
    other["items"][0]["rating"] = json!("not_met");
    team.post(&format!("{visit}/answers"), other).is_problem(422, "idempotency_key_reused");
    // The record has one entry of the batch, and one of the answer.
    let entries =
        city.auditor().get(&format!("/audit-entries?resource=answer-batches&resource_id={}", id_in(&visit))).items();
    assert_eq!(entries.len(), 1);
}

fn a_batch_of_the_wrong_shape_is_refused_as_a_whole(city: City) {
    let visit = city.papers().visit_in_progress();
    let team = city.by("culture_officer");
    let sent = json!({"items": [
        {"code": "1.1", "version": 0, "rating": "met"},
        {"code": "1.2", "version": 0, "rating": "good"},
        {"code": "2.1", "version": -1},
        {"code": "2.2", "version": 0, "grade": 5},
        {"code": "2.3", "version": 0, "finding": "x".repeat(10_001)},
    ]});
    let refused = team.post(&format!("{visit}/answers"), sent);
    refused
        .is_problem(400, "schema")
        .points_at("/items/1/rating", "value_invalid")
        .points_at("/items/2/version", "number_out_of_range")
        .points_at("/items/3/grade", "field_unknown")
        .points_at("/items/4/finding", "length_out_of_range");
    for items in [json!([]), Value::Array(vec![json!({"code": "1.1", "version": 0}); 201])] {
        let refused = team.post(&format!("{visit}/answers"), json!({ "items": items }));
        refused.is_problem(400, "schema").points_at("/items", "length_out_of_range");
    }
    assert!(team.get(&format!("{visit}/answers")).items().iter().all(|it| it["version"] == 0), "nothing is there");
}

fn a_required_item_has_to_be_rated(city: City) {
    let visit = city.papers().visit_in_progress();
    let (team, leader) = (city.by("culture_officer"), city.by("district_officer"));
    for code in ["1.1", "1.2", "2.2"] {
        team.put(&item(&visit, code), met()).is(200);
    }
    // A finding is no rating.
    team.put(&item(&visit, "2.1"), json!({"finding": "Đang xem"})).is(200);
    let refused = leader.transition(&visit, json!({"action": "finish"}));
    assert_eq!(refused.is_problem(422, "item_unrated").body["errors"][0]["at"], "2.1", "{refused}");
    team.put(&item(&visit, "2.1"), json!({"rating": "not_applicable"})).is(200);
    leader.transition(&visit, json!({"action": "finish"})).is(200);
}

fn sixty_answers_are_one_write(city: City) {
    let papers = city.papers();
    let visit = papers.visit_asking(&long_checklist(&city, 60));
    let team = city.by("culture_officer");
    let answers = team.get(&format!("{visit}/answers?limit=60")).items();
    assert_eq!(answers.len(), 60);
    let codes: Vec<&str> = answers.iter().map(|it| it["code"].as_str().unwrap()).collect();
    let batch = |version: i32, rating: &str| {
        let item =
            |code: &&str| json!({"code": code, "version": version, "rating": rating, "finding": "Đã kiểm tra hồ sơ"});
        json!({"items": codes.iter().map(item).collect::<Vec<_>>()})
    };
    for round in 0..3 {
        let body = batch(round, if round % 2 == 0 { "met" } else { "not_met" });
        let answer = team.post(&format!("{visit}/answers"), body);
        assert!(told(&answer).iter().all(|(_, status, _)| *status == 200));
    }
}

fn a_list_is_in_the_order_of_the_checklist(city: City) {
    let papers = city.papers();
    let visit = papers.visit_asking(&long_checklist(&city, 25));
    let team = city.by("culture_officer");
    let whole = team.get(&format!("{visit}/answers?count=true&limit=200"));
    let codes =
        |answer: &Answer| answer.items().iter().map(|it| it["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!((whole.body["total"].as_u64(), codes(&whole).len()), (Some(25), 25));
    let (mut paged, mut next) = (Vec::new(), String::new());
    loop {
        let page = team.get(&format!("{visit}/answers?limit=10{next}"));
        paged.extend(codes(&page));
        match page.body["next"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(paged, codes(&whole));
    let of_topic = team.get(&format!("{visit}/answers?topic=2&count=true"));
    assert!(codes(&of_topic).iter().all(|code| code.starts_with("2.")));
    assert_eq!(of_topic.body["total"].as_u64(), Some(codes(&of_topic).len() as u64));
    team.get(&format!("{visit}/answers?cursor=abc")).is_problem(422, "cursor_invalid");
}

fn before_a_visit_begins_its_state_forbids_answers(city: City) {
    let visit = city.papers().visit("notified");
    let path = item(&visit, "1.1");
    let unread = |who: &str| city.by(who).with("if-match", "\"0-unread\"");
    unread("culture_officer").put(&path, met()).is_problem(409, "state_forbids");
    unread("justice_officer").put(&path, met()).is_problem(404, "not_found");
    unread("standing_officer").put(&path, met()).is_problem(403, "role_may_not");
    city.by("culture_officer").get(&path).is_problem(404, "not_found");
    city.by("culture_lead").transition(&visit, json!({"action": "start", "nobody_related": true})).is(200);
    unread("culture_officer").put(&item(&visit, "9.9"), met()).is_problem(404, "not_found");
    city.by("culture_officer").put(&path, met()).is(200);
}

fn the_standing_agency_reads_what_a_visit_to_it_found_once_that_was_sent(city: City) {
    let papers = city.papers();
    let visit = papers.visit_of("committee", "labour", &TEAM[..2], "in_progress");
    let author = city.by("culture_officer");
    let file = papers.evidence(&author, "culture", &visit, json!({}), &pdf(61));
    let finding = json!({"rating": "not_met", "finding": "Thiếu quy hoạch", "attachment_ids": [id_in(&file)]});
    author.put(&item(&visit, "1.1"), finding).is(200);
    let leader = city.by("culture_lead");
    leader.transition(&visit, json!({"action": "finish"})).is(200);
    let rated = |who: &str| {
        let told = city.by(who).get("/statistics/inspections?year=2017").is(200);
        told["ratings"].as_array().unwrap().iter().map(|it| it["visits"]["not_met"].as_i64().unwrap()).sum::<i64>()
    };
    let of_labour = ["standing_lead", "standing_officer", "standing_officer_2", "labour_lead", "labour_officer"];
    for who in of_labour {
        let person = city.by(who);
        person.get(&visit).is(200);
        for path in [format!("{visit}/answers"), item(&visit, "1.1"), file.clone(), format!("{visit}/disclosures")] {
            person.get(&path).is_problem(404, "not_found");
        }
        assert_eq!(rated(who), 0, "{who}");
    }
    city.chair().get(&item(&visit, "1.1")).is(200);
    assert_eq!(rated("chair"), 1);
    let report = papers.report_on(&visit);
    papers.bring_inspection_report("committee", "labour", &report, "with_agency");
    for who in of_labour {
        assert_eq!(city.by(who).get(&item(&visit, "1.1")).is(200)["finding"], "Thiếu quy hoạch", "{who}");
        city.by(who).get(&file).is(200);
        assert_eq!(rated(who), 1, "{who}");
    }
}

fn who_answered_and_who_read_is_told_by_name(city: City) {
    let visit = city.papers().visit_in_progress();
    let path = item(&visit, "1.1");
    let author = city.by("culture_officer");
    let secret = json!({"rating": "not_met", "finding": "Lời kể của một nhân chứng", "sensitivity": "restricted"});
    assert_eq!(author.put(&path, secret).is(200)["answered_by_name"], Value::Null, "a name goes on no record");
    let name = json!(name_of("culture_officer"));
    let leader = city.by("district_officer");
    assert_eq!(leader.get(&path).is(200)["answered_by_name"], name);
    let listed = leader.get(&format!("{visit}/answers")).items();
    assert_eq!((&listed[0]["answered_by_name"], &listed[1]["answered_by_name"]), (&name, &Value::Null));
    leader.post(&format!("{path}/disclosures"), json!({"purpose": "Chuẩn bị kết luận"})).is(200);
    let read = city.standing_lead().get(&format!("{visit}/disclosures")).items();
    assert_eq!(read[0]["reader_name"], json!(name_of("district_officer")));
}
