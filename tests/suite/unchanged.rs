//! A change that changes nothing: no version, no entry, no author, and the key is free again. And what cannot be empty is not
//! emptied.

use std::collections::BTreeSet;

use crate::harness::{Answer, City, Person, Value, both_databases, issue, json};

/// An object that can be edited: the operation, one such object, and who may.
struct Editable {
    operation: &'static str,
    path: String,
    by: Person,
}

/// One of each. An operation that is not among them fails the test.
fn editable(city: &City) -> Vec<Editable> {
    let papers = city.papers();
    let made = |answer: Answer, resource: &str| format!("/{resource}/{}", answer.is(201)["id"].as_str().unwrap());
    let programme = papers.draft("committee", "justice");
    let task = papers.task(
        "committee",
        &programme,
        "I.2",
        json!({"lead_agency_id": city.agency("justice"),
        "coordinating_agency_ids": [city.agency("culture"), city.agency("district")], "description": "Hai\nbước"}),
    );
    let periodic = papers.task(
        "committee",
        &programme,
        "I.3",
        json!({"lead_agency_id": city.agency("justice"),
        "kind": "periodic", "due_on": null, "occurrences": ["2017-06-30", "2017-12-31"]}),
    );
    let law = json!({"number": "73/2006/QH11", "kind": "law", "issuer": "Quốc hội", "issued_on": "2006-11-29",
        "title": "Luật Bình đẳng giới"});
    let month = papers.month("planned");
    let plan = papers.bare_plan(&month, "culture");
    let said = json!({"note": "Kinh phí xã hội hoá"});
    city.by("culture_officer").patch(&plan, said).is(200);
    let indicator = json!({"code": "CB.07", "name": "Nữ lãnh đạo", "unit": "người", "by_sex": true, "aggregation": "sum",
        "targets": [{"year": 2017, "value": 30}]});
    let period = papers.open_period();
    let regime = city.auditor().get(&period).is(200)["regime_id"].as_str().unwrap().to_owned();
    let course = papers.event(
        "culture",
        json!({"form": "training", "mode": "hybrid", "online_url": "https://hop.example.vn/lop", "lesson_hours": 8, "capacity": 40,
        "planned": {"state": 1_000_000}, "partners": [
            {"kind": "agency", "agency_id": city.agency("justice"), "role": "co_organiser"},
            {"kind": "enterprise", "name": "Công ty Cổ phần Cảng", "role": "supporter"}]}),
    );
    let made_of = |operation, path, by| Editable { operation, path, by };
    let report = papers.inspection_report("draft");
    let recommendation = papers.recommended(&report, "justice", json!({}));
    vec![
        made_of("/action-months/{id}", month, city.standing_officer()),
        made_of("/event-plans/{id}", plan, city.by("culture_officer")),
        made_of(
            "/agency-changes/{id}",
            city.drafted_change(
                "2017-12-31",
                json!([{"agency_id": city.agency("culture"), "heir_id": city.agency("justice"),
                "successor_ids": [city.agency("district")], "open_obligations": "exempt"}]),
            ),
            city.standing_officer(),
        ),
        made_of("/agencies/{id}", format!("/agencies/{}", city.agency("culture")), city.admin()),
        made_of("/checklists/{id}", papers.checklist("culture", "draft"), city.by("culture_officer")),
        made_of("/committee-decisions/{id}", papers.decision("culture", "draft"), city.standing_officer()),
        made_of("/inspection-plans/{id}", papers.inspection_plan("committee", "draft"), city.standing_officer()),
        made_of("/consolidations/{id}", papers.consolidation("compiled"), city.standing_officer()),
        made_of("/events/{id}", course, city.by("culture_officer")),
        made_of("/inspection-reports/{id}", report, city.standing_officer()),
        made_of("/recommendations/{id}", recommendation, city.standing_officer()),
        made_of("/difficulties/{id}", papers.difficulty_draft("culture", json!({})), city.by("culture_officer")),
        made_of("/indicators/{id}", made(city.admin().post("/indicators", indicator), "indicators"), city.admin()),
        made_of(
            "/legal-documents/{id}",
            made(city.admin().post("/legal-documents", law), "legal-documents"),
            city.admin(),
        ),
        made_of("/programmes/{id}", programme, city.standing_officer()),
        made_of("/report-periods/{id}", period, city.standing_lead()),
        made_of("/report-regimes/{id}", format!("/report-regimes/{regime}"), city.standing_lead()),
        made_of("/submissions/{id}", papers.submission("culture", "draft"), city.by("culture_officer")),
        made_of("/tasks/{id}", format!("/tasks/{task}"), city.standing_officer()),
        made_of("/tasks/{id}", format!("/tasks/{periodic}"), city.standing_officer()),
        made_of("/users/{id}", format!("/users/{}", city.user("culture_lead")), city.admin()),
        made_of("/me", "/me".to_owned(), city.by("culture_officer")),
    ]
}

/// The schema behind a reference, or behind the choice between it and nothing.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(name) => &document["components"]["schemas"][name.rsplit('/').next().unwrap()],
        None => schema,
    }
}

fn takes_null(schema: &Value) -> bool {
    let is_null = |it: &Value| it == "null" || it["type"] == "null";
    schema["type"].as_array().or(schema["oneOf"].as_array()).is_some_and(|kinds| kinds.iter().any(is_null))
}

/// The fields of the body and of the answer of the operation that edits, by the document.
fn fields(document: &Value, operation: &str) -> (Value, Value) {
    let patch = &document["paths"][format!("/api/v1{operation}")]["patch"];
    let properties = |content: &Value| {
        let schema = resolved(document, &content["content"]["application/json"]["schema"]);
        schema["properties"].clone()
    };
    (properties(&patch["requestBody"]), properties(&patch["responses"]["200"]))
}

fn entries(city: &City) -> u64 {
    city.admin().get("/audit-entries?count=true&limit=1").is(200)["total"].as_u64().unwrap()
}

fn without_actions(answer: &Answer) -> Value {
    let mut body = answer.is(200);
    body.as_object_mut().unwrap().remove("actions");
    // What an event plan holds now stands on detail reads alone, too.
    body.as_object_mut().unwrap().remove("totals");
    // So does whether letters reach a person, which no entry says.
    body.as_object_mut().unwrap().remove("mail_undeliverable_since");
    body
}

/// The same without what else of an event stands on detail reads alone.
fn lasting(answer: &Answer) -> Value {
    let mut body = without_actions(answer);
    for name in ["overlaps", "publication", "attachments", "successor_id", "report_number", "concluded_on", "mentions"]
    {
        body.as_object_mut().unwrap().remove(name);
    }
    body
}

both_databases![
    what_changes_nothing_leaves_nothing_behind,
    what_cannot_be_empty_is_not_emptied,
    a_key_under_which_nothing_changed_is_free_again,
    whoever_changed_nothing_wrote_nothing,
    what_is_opened_again_with_nobody_new_stays_as_it_was
];

fn what_changes_nothing_leaves_nothing_behind(city: City) {
    let document = city.nobody().get("/openapi.json").is(200);
    let all = editable(&city);
    let known: BTreeSet<String> = all.iter().map(|it| format!("/api/v1{}", it.operation)).collect();
    let paths = document["paths"].as_object().unwrap();
    let told: BTreeSet<String> =
        paths.iter().filter(|(_, it)| it.get("patch").is_some()).map(|(path, _)| path.clone()).collect();
    assert_eq!(known, told, "every PATCH is tried");
    for Editable { operation, path, by } in &all {
        let read = by.get(path);
        let shown = lasting(&read);
        let (body, _) = fields(&document, operation);
        let names = body.as_object().unwrap().keys();
        let mut same: serde_json::Map<String, Value> =
            names.filter_map(|name| Some((name.clone(), shown.get(name)?.clone()))).collect();
        // The date of a periodic task follows from its dates, and is not written.
        if shown["kind"] == "periodic" {
            same.remove("due_on");
        }
        assert!(!same.is_empty(), "{path}");
        let before = entries(&city);
        let mut bodies = vec![Value::Object(same.clone()), json!({})];
        bodies.extend(same.into_iter().map(|(name, value)| json!({name: value})));
        for body in bodies {
            let answer = by.having_read(&read).patch(path, body.clone());
            assert_eq!(lasting(&answer), shown, "{path} {body}");
            assert_eq!(answer.etag(), read.etag(), "{path} {body}");
            assert_eq!(by.get(path).etag(), read.etag(), "{path} {body}");
        }
        assert_eq!(entries(&city), before, "{path}");
        // It is judged all the same: who may not is refused, and so is whoever read another version.
        let stale = by.with("if-match", "\"99-abc\"").patch(path, json!({}));
        assert_eq!(stale.status, 412, "{stale}");
        // What is one's own has everybody.
        if *operation != "/me" {
            let other = city.by("justice_auditor").having_read(&read).patch(path, json!({}));
            assert!([400, 403, 404].contains(&other.status), "{other}");
        }
    }
}

fn what_cannot_be_empty_is_not_emptied(city: City) {
    let document = city.nobody().get("/openapi.json").is(200);
    for Editable { operation, path, by } in editable(&city) {
        let (body, answer) = fields(&document, operation);
        for (name, schema) in body.as_object().unwrap() {
            assert_eq!(takes_null(schema), takes_null(&answer[name]), "{path}: {name}");
            if !takes_null(schema) {
                let refused = by.patch(&path, json!({name: null}));
                refused.is_problem(400, "schema").points_at(&format!("/{name}"), "type_mismatch");
            }
        }
    }
    // Deeper down too, where a type alone would take it for an absent field.
    let officer = city.by("culture_officer");
    let draft = city.papers().submission("culture", "draft");
    let answer = officer.patch(&draft, json!({"content": {"sections": [{"code": "I", "text": null}]}}));
    answer.is_problem(400, "schema").points_at("/content/sections/0/text", "type_mismatch");
}

fn a_key_under_which_nothing_changed_is_free_again(city: City) {
    let programme = city.papers().draft("committee", "justice");
    let officer = city.standing_officer();
    let read = officer.get(&programme);
    let same = json!({"title": read.body["title"]});
    let asking = officer.having_read(&read).with_key("khong-doi");
    asking.patch(&programme, same.clone()).is(200);
    asking.patch(&programme, same.clone()).is(200);
    officer.patch(&programme, json!({"title": "Chương trình khác"})).is(200);
    asking.patch(&programme, same.clone()).is_problem(412, "stale_version");
    // Nothing was bound to the key: it is free for another body, under which something does change.
    let answer = officer.with_key("khong-doi").patch(&programme, same);
    assert_eq!(answer.is(200)["version"], 3);
}

fn whoever_changed_nothing_wrote_nothing(city: City) {
    let also = json!({"user_id": city.user("justice_lead"), "agency_id": city.agency("justice"), "role": "agency_officer",
        "scope": "self", "valid_from": "2017-01-01"});
    city.admin().post("/grants", also).is(201);
    let papers = city.papers();
    let programme = papers.draft("justice", "justice");
    let title = city.lead().get(&programme).body["title"].clone();
    city.lead().patch(&programme, json!({"title": title})).is(200);
    papers.submit("justice", &programme);
    city.lead().transition(&programme, issue("1/KH")).is(200);
    let second = papers.draft("justice", "justice");
    city.lead().patch(&second, json!({"title": "Một tên khác"})).is(200);
    papers.submit("justice", &second);
    city.lead().transition(&second, issue("2/KH")).is_problem(403, "separation_of_duties");
}

fn what_is_opened_again_with_nobody_new_stays_as_it_was(city: City) {
    let period = city.papers().open_period();
    let lead = city.standing_lead();
    let read = lead.get(&period);
    let before = entries(&city);
    let again = lead.having_read(&read).with_key("mo-lai").transition(&period, json!({"action": "open"}));
    assert_eq!((again.is(200)["version"].clone(), again.etag()), (read.body["version"].clone(), read.etag()));
    assert_eq!(entries(&city), before);
    let new = json!({"code": "H24.77", "name": "Sở mới", "kind": "department", "parent_id": city.agency("committee"),
        "valid_from": "2017-01-15"});
    city.admin().post("/agencies", new).is(201);
    let opened = lead.transition(&period, json!({"action": "open"})).is(200);
    assert_eq!(opened["obligations"], read.body["obligations"].as_i64().unwrap() + 1);
    assert_eq!(opened["version"], read.body["version"].as_i64().unwrap() + 1);
}
