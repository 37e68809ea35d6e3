//! What an event cannot be: each fault by its name and its place, and nothing half done.

use crate::harness::{City, Value, both_databases, event_step, json, new_event};

both_databases![
    bounds_are_where_they_are_said_to_be,
    fields_agree_with_each_other,
    partners_are_whom_they_say,
    steps_have_their_fields
];

fn bounds_are_where_they_are_said_to_be(city: City) {
    city.month_of(2017);
    let officer = city.officer();
    let planned = city.papers().event("justice", json!({}));
    let (most, venue) = (1_000_000_000_000_i64, "Hội trường");
    let partner = json!({"kind": "organisation", "name": "Hội Liên hiệp Phụ nữ", "role": "supporter"});
    for (field, value, pointer, code) in [
        ("form", json!("poem"), "/form", "value_invalid"),
        ("occasion", json!("tet"), "/occasion", "value_invalid"),
        ("mode", json!("by_post"), "/mode", "value_invalid"),
        ("title", json!(""), "/title", "length_out_of_range"),
        ("title", json!("x".repeat(301)), "/title", "length_out_of_range"),
        ("title", json!("a\u{202e}b"), "/title", "character_forbidden"),
        ("public_summary", json!("x".repeat(1_001)), "/public_summary", "length_out_of_range"),
        ("venue", json!({"name": "x".repeat(201)}), "/venue/name", "length_out_of_range"),
        ("venue", json!({"name": venue, "address": "x".repeat(301)}), "/venue/address", "length_out_of_range"),
        ("venue", json!({"name": venue, "map": "x"}), "/venue/map", "field_unknown"),
        ("venue", json!({"address": "Số 5"}), "/venue/name", "field_missing"),
        ("themes", json!([]), "/themes", "length_out_of_range"),
        ("themes", json!(vec!["law"; 6]), "/themes", "length_out_of_range"),
        ("themes", json!(["peace"]), "/themes/0", "value_invalid"),
        ("audiences", json!([]), "/audiences", "length_out_of_range"),
        ("partners", json!(vec![partner; 31]), "/partners", "length_out_of_range"),
        ("capacity", json!(0), "/capacity", "number_out_of_range"),
        ("capacity", json!(1_000_001), "/capacity", "number_out_of_range"),
        ("capacity", json!(2.5), "/capacity", "type_mismatch"),
        ("planned", json!({"state": most + 1}), "/planned/state", "number_out_of_range"),
        ("planned", json!({"mobilised_cash": -1}), "/planned/mobilised_cash", "number_out_of_range"),
        ("planned", json!({"mobilised_in_kind": 0.5}), "/planned/mobilised_in_kind", "type_mismatch"),
        ("planned", json!({"dong": 1}), "/planned/dong", "field_unknown"),
        ("lesson_hours", json!(0), "/lesson_hours", "number_out_of_range"),
        ("lesson_hours", json!(501), "/lesson_hours", "number_out_of_range"),
        ("agency", json!("x"), "/agency", "field_unknown"),
    ] {
        let body = new_event(&city, "justice", json!({field: value}));
        city.refuses(400, "schema", || officer.post("/events", body)).points_at(pointer, code);
        city.refuses(400, "schema", || officer.patch(&planned, json!({field: value}))).points_at(pointer, code);
    }
    for field in ["agency_id", "occasion", "form", "mode", "title", "starts_at", "ends_at", "themes", "audiences"] {
        let mut body = new_event(&city, "justice", json!({}));
        body.as_object_mut().unwrap().remove(field);
        city.refuses(400, "schema", || officer.post("/events", body)).points_at(&format!("/{field}"), "field_missing");
    }
    let everything = json!({"form": "training", "lesson_hours": 500, "capacity": 1_000_000, "title": "ế".repeat(300),
        "public_summary": "ế".repeat(1_000), "mode": "hybrid",
        "venue": {"name": "ế".repeat(200), "address": "ế".repeat(300)},
        "online_url": format!("https://{}", "a".repeat(492)),
        "planned": {"state": most, "mobilised_cash": most, "mobilised_in_kind": most}});
    let event = officer.post("/events", new_event(&city, "justice", everything.clone())).is(201);
    for (name, value) in everything.as_object().unwrap() {
        assert_eq!(&event[name], value, "{name}");
    }
}

fn fields_agree_with_each_other(city: City) {
    city.month_of(2017);
    let officer = city.officer();
    let planned = city.papers().event("justice", json!({}));
    let url = "https://hop.example.vn/a";
    for (fields, pointer, code) in [
        (json!({"venue": null}), "/venue", "venue_missing"),
        (json!({"venue": null, "mode": "hybrid", "online_url": url}), "/venue", "venue_missing"),
        (json!({"online_url": url}), "/online_url", "field_not_applicable"),
        (json!({"form_note": "Hội trại"}), "/form_note", "field_not_applicable"),
        (json!({"lesson_hours": 8}), "/lesson_hours", "field_not_applicable"),
        (json!({"themes": ["law", "law"]}), "/themes", "code_repeated"),
        (json!({"audiences": ["men", "women", "men"]}), "/audiences", "code_repeated"),
    ] {
        city.refuses(422, code, || officer.post("/events", new_event(&city, "justice", fields.clone())))
            .points_at(pointer, code);
        city.refuses(422, code, || officer.patch(&planned, fields)).points_at(pointer, code);
    }
    // Two faults at once are both told.
    let fields = json!({"venue": null, "online_url": url});
    let answer = city.refuses(422, "blocked", || officer.post("/events", new_event(&city, "justice", fields)));
    answer.points_at("/venue", "venue_missing").points_at("/online_url", "field_not_applicable");
    for wrong in [
        "http://hop.example.vn/a",
        "HTTPS://hop.example.vn",
        "https://",
        "javascript:alert(1)",
        "//hop.example.vn",
        "https://hop.example.vn/a b",
        "https://hội.example.vn",
        &format!("https://{}", "a".repeat(493)),
    ] {
        let fields = json!({"mode": "hybrid", "online_url": wrong});
        let answer =
            city.refuses(400, "schema", || officer.post("/events", new_event(&city, "justice", fields.clone())));
        assert!(answer.body["errors"].as_array().unwrap().iter().all(|it| it["pointer"] == "/online_url"), "{answer}");
        city.refuses(400, "schema", || officer.patch(&planned, fields));
    }
    for (fields, kept) in [
        (json!({"mode": "online", "venue": null}), "mode"),
        (json!({"mode": "online"}), "venue"),
        (json!({"mode": "hybrid"}), "mode"),
        (json!({"form": "other", "form_note": "Hội trại"}), "form_note"),
        (json!({"form": "other"}), "form"),
        (json!({"form": "training"}), "form"),
        (json!({"public_summary": null}), "title"),
    ] {
        let body = new_event(&city, "justice", fields);
        assert_eq!(officer.post("/events", body.clone()).is(201)[kept], body[kept]);
    }
}

fn partners_are_whom_they_say(city: City) {
    city.month_of(2017);
    let officer = city.officer();
    let agency = |name: &str| json!({"kind": "agency", "agency_id": city.agency(name), "role": "co_organiser"});
    let enterprise = json!({"kind": "enterprise", "agency_id": city.agency("culture"), "role": "supporter"});
    let both =
        json!({"kind": "agency", "agency_id": city.agency("culture"), "name": "Sở Văn hoá", "role": "supporter"});
    for (partners, pointer, code) in [
        (json!([agency("justice")]), "/partners/0/agency_id", "agency_repeated"),
        (json!([agency("culture"), agency("culture")]), "/partners/1/agency_id", "agency_repeated"),
        (json!([enterprise]), "/partners/0/agency_id", "field_not_applicable"),
        (json!([{"kind": "agency", "role": "supporter"}]), "/partners/0/name", "one_subject"),
        (json!([{"kind": "organisation", "role": "supporter"}]), "/partners/0/name", "one_subject"),
        (json!([both]), "/partners/0/name", "one_subject"),
    ] {
        let body = new_event(&city, "justice", json!({"partners": partners}));
        city.refuses(422, code, || officer.post("/events", body)).points_at(pointer, code);
    }
    for (partners, pointer) in [
        (json!([{"kind": "person", "name": "x", "role": "supporter"}]), "/partners/0/kind"),
        (json!([{"kind": "enterprise", "name": "x", "role": "guest"}]), "/partners/0/role"),
    ] {
        let body = new_event(&city, "justice", json!({"partners": partners}));
        city.refuses(400, "schema", || officer.post("/events", body)).points_at(pointer, "value_invalid");
    }
    let named = json!([agency("culture"), agency("committee"),
        {"kind": "agency", "name": "Công an thành phố", "role": "co_organiser"},
        {"kind": "enterprise", "name": "Công ty Cổ phần Cảng", "role": "supporter"}]);
    let event = officer.post("/events", new_event(&city, "justice", json!({"partners": named}))).is(201);
    assert_eq!(event["partners"].as_array().unwrap().len(), 4);
}

fn steps_have_their_fields(city: City) {
    let event = city.papers().event_in("justice", "confirmed");
    let lead = city.lead();
    for action in ["postpone", "cancel", "reschedule"] {
        let step = event_step(action);
        for reason in
            [None, Some(json!(" ")), Some(json!("x".repeat(2_001))), Some(Value::Null), Some(json!("a\u{0}b"))]
        {
            let mut wrong = step.clone();
            match reason {
                Some(reason) => wrong["reason"] = reason,
                None => drop(wrong.as_object_mut().unwrap().remove("reason")),
            }
            let answer = city.refuses(400, "schema", || lead.transition(&event, wrong));
            assert_eq!(answer.body["errors"][0]["pointer"], "/reason", "{answer}");
        }
    }
    for (step, pointer, code) in [
        (json!({"action": "held"}), "/action", "value_invalid"),
        (json!({"action": "confirm", "reason": "Thử"}), "/reason", "field_unknown"),
        (
            json!({"action": "reschedule", "reason": "Thử", "ends_at": "2017-11-22T04:00:00Z"}),
            "/starts_at",
            "field_missing",
        ),
        (json!({"action": "report"}), "/results", "field_missing"),
        (json!({"action": "report", "results": {"participants": null}}), "/results/narrative", "field_missing"),
    ] {
        city.refuses(400, "schema", || lead.transition(&event, step)).points_at(pointer, code);
    }
}
