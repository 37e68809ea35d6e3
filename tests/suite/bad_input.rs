//! What cannot be right is refused in the one form that problems have, and nothing is changed by it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::harness::{Answer, City, Person, both_databases, issue, json};

fn entries(city: &City) -> u64 {
    city.auditor().get("/audit-entries?limit=1&count=true").is(200)["total"].as_u64().unwrap()
}

fn raw(who: &Person, method: &str, path: &str, body: impl Into<Vec<u8>>) -> Answer {
    who.send(method, path, Some(body.into()))
}

both_databases![
    bodies_that_are_no_json_or_have_the_wrong_shape,
    what_is_wrong_in_an_action_is_named_too,
    a_refused_body_names_every_fault_in_the_callers_language,
    whoever_is_refused_is_told_what_would_be_right,
    dates_that_no_calendar_has,
    bodies_beyond_the_limit,
    what_the_address_or_the_method_does_not_take,
    parameters_that_are_none,
    a_refused_query_names_every_fault_in_the_callers_language,
    rules_of_the_business,
    an_id_in_use_is_taken_whoever_has_it,
    checks_come_in_one_order,
    lines_end_as_they_are_stored_however_they_were_typed,
    problems_speak_the_callers_language
];

fn bodies_that_are_no_json_or_have_the_wrong_shape(city: City) {
    let officer = city.standing_officer();
    let before = entries(&city);
    let committee = city.agency("committee");
    let deep = format!("{{\"title\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let good = json!({"agency_id": committee, "year": 2017, "title": "Chương trình"});
    for (body, code) in [
        (String::new(), "malformed_json"),
        ("{".to_owned(), "malformed_json"),
        ("null".to_owned(), "schema"),
        ("[]".to_owned(), "schema"),
        ("\"text\"".to_owned(), "schema"),
        ("{} {}".to_owned(), "malformed_json"),
        ("\u{feff}{}".to_owned(), "malformed_json"),
        ("{\"title\": \"\u{1}\"}".to_owned(), "malformed_json"),
        (deep, "malformed_json"),
    ] {
        raw(&officer, "POST", "/programmes", body.clone()).is_problem(400, code);
    }
    raw(&officer, "POST", "/programmes", vec![b'{', b'"', 0xff, 0xfe, b'"', b':', b'1', b'}'])
        .is_problem(400, "malformed_json");
    for (field, value, code) in [
        ("year", json!("2017"), "type_mismatch"),
        ("year", json!(2017.5), "type_mismatch"),
        ("year", json!(1e300), "type_mismatch"),
        ("year", json!(99_999_999_999_i64), "type_mismatch"),
        ("year", json!(1899), "number_out_of_range"),
        ("year", json!(null), "type_mismatch"),
        ("title", json!(7), "type_mismatch"),
        ("title", json!(""), "length_out_of_range"),
        ("title", json!("   "), "text_blank"),
        ("title", json!("a\u{0}b"), "character_forbidden"),
        ("title", json!("\u{202e}ngược"), "character_forbidden"),
        ("title", json!("\u{2066}bao\u{2069}"), "character_forbidden"),
        ("title", json!("x".repeat(501)), "length_out_of_range"),
        ("title", json!(["a"]), "type_mismatch"),
        ("title", json!({"a": 1}), "type_mismatch"),
        ("agency_id", json!("not-an-id"), "value_invalid"),
        ("kind", json!("poem"), "value_invalid"),
        ("state", json!("issued"), "field_unknown"),
        ("số", json!(1), "field_unknown"),
    ] {
        let mut body = good.clone();
        body[field] = value.clone();
        let answer = officer.post("/programmes", body);
        answer.is_problem(400, "schema");
        let named = answer.body["errors"].as_array().unwrap().iter().any(|it| it["pointer"] == format!("/{field}"));
        assert!(named, "{field} {value} expected {code}: {answer}");
    }
    let twice = format!("{{\"agency_id\":\"{committee}\",\"year\":2017,\"title\":\"a\",\"title\":\"b\"}}");
    raw(&officer, "POST", "/programmes", twice).is_problem(400, "schema").points_at("/title", "field_repeated");
    assert_eq!(entries(&city), before);
    officer.post("/programmes", good).is(201);
}

fn what_is_wrong_in_an_action_is_named_too(city: City) {
    let assignment = city.papers().assignment("justice", "accepted");
    let lead = city.by("justice_lead");
    let progress = json!({"action": "record_progress", "percent": 40, "narrative": "Hai trong năm lớp"});
    for (field, value, code) in [
        ("percent", json!("40"), "type_mismatch"),
        ("percent", json!(40.5), "type_mismatch"),
        ("percent", json!(101), "number_out_of_range"),
        ("narrative", json!(7), "type_mismatch"),
        ("narrative", json!(" "), "text_blank"),
        ("reason", json!("x"), "field_unknown"),
        ("action", json!("record_progres"), "value_invalid"),
    ] {
        let mut body = progress.clone();
        body[field] = value;
        lead.transition(&assignment, body).is_problem(400, "schema").points_at(&format!("/{field}"), code);
    }
    lead.transition(&assignment, json!({"action": "record_progress", "percent": 40}))
        .is_problem(400, "schema")
        .points_at("/narrative", "field_missing");
    let programme = city.papers().programme("committee", "justice", "under_review");
    for (pointer, value, code) in [
        ("/issued_on", json!("2017-02-30"), "value_invalid"),
        ("/signatory", json!("Lê Khắc Nam"), "type_mismatch"),
        ("/signatory/name", json!(["Lê Khắc Nam"]), "type_mismatch"),
        ("/signatory/capacity", json!("himself"), "value_invalid"),
    ] {
        let mut body = issue("9/CTr");
        body["signatory"] = json!({"name": "Lê Khắc Nam", "position": "Trưởng ban", "capacity": "acting"});
        *body.pointer_mut(pointer).unwrap() = value;
        city.chair().transition(&programme, body).is_problem(400, "schema").points_at(pointer, code);
    }
    lead.transition(&assignment, progress).is(200);
}

fn a_refused_body_names_every_fault_in_the_callers_language(city: City) {
    let officer = city.standing_officer();
    let before = entries(&city);
    let body = r#"{"agency_id": "not-an-id", "year": 1899, "titel": "Chương trình", "kind": "poem", "kind": "plan",
        "legal_basis": [{"legal_document_id": 7, "note": " "}, {"note": ""}], "recipients": "Ban VSTBPN"}"#;
    let told = |language: &str| -> Vec<(String, String, String)> {
        let answer = raw(&officer.with("accept-language", language), "POST", "/programmes", body);
        answer.is_problem(400, "schema");
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let errors = answer.body["errors"].as_array().unwrap().iter();
        errors.map(|it| (text(&it["pointer"]), text(&it["code"]), text(&it["detail"]))).collect()
    };
    let (english, vietnamese) = (told("en"), told("vi"));
    let named: Vec<(&str, &str)> = english.iter().map(|(pointer, code, _)| (pointer.as_str(), code.as_str())).collect();
    assert_eq!(
        named,
        [
            ("/agency_id", "value_invalid"),
            ("/kind", "field_repeated"),
            ("/legal_basis/0/legal_document_id", "type_mismatch"),
            ("/legal_basis/0/note", "text_blank"),
            ("/legal_basis/1/legal_document_id", "field_missing"),
            ("/legal_basis/1/note", "length_out_of_range"),
            ("/recipients", "type_mismatch"),
            ("/titel", "field_unknown"),
            ("/title", "field_missing"),
            ("/year", "number_out_of_range"),
        ]
    );
    assert_eq!(entries(&city), before);
    for (place, in_english, in_vietnamese) in [
        (0, "an identifier such as", "một mã định danh như"),
        (5, "from 1 to 500", "từ 1 đến 500"),
        (6, "each of them a text, from 1 to 300 characters", "mỗi phần tử là một văn bản, từ 1 đến 300 ký tự"),
        (7, "one of agency_id, ", "một trong các giá trị agency_id, "),
        (8, "a text, from 1 to 500 characters", "một văn bản, từ 1 đến 500 ký tự"),
        (9, "from 1990 to 2200", "từ 1990 đến 2200"),
    ] {
        assert!(english[place].2.contains(in_english), "{:?}", english[place]);
        assert!(vietnamese[place].2.contains(in_vietnamese), "{:?}", vietnamese[place]);
    }
    let assignment = city.papers().assignment("justice", "accepted");
    let wrong =
        json!({"action": "record_progress", "percent": 101, "narrative": "", "attachment_ids": ["x"], "why": 1});
    city.by("justice_lead")
        .transition(&assignment, wrong)
        .is_problem(400, "schema")
        .points_at("/percent", "number_out_of_range")
        .points_at("/narrative", "length_out_of_range")
        .points_at("/attachment_ids/0", "value_invalid")
        .points_at("/why", "field_unknown");
    let unknown = city.by("justice_lead").transition(&assignment, json!({"action": "finish", "percent": "x"}));
    unknown.is_problem(400, "schema").points_at("/action", "value_invalid");
    assert!(unknown.body.to_string().contains("report_done"), "{unknown}");
}

fn whoever_is_refused_is_told_what_would_be_right(city: City) {
    let assignment = city.papers().assignment("justice", "accepted");
    let says = |answer: Answer, status: u16, code: &str, detail: &str| {
        answer.is_problem(status, code);
        assert_eq!(answer.body["detail"], detail, "{answer}");
    };
    let verify = json!({"action": "verify"});
    let (officer, standing) =
        (city.officer().with("accept-language", "en"), city.standing_officer().with("accept-language", "en"));
    says(
        officer.transition(&assignment, verify.clone()),
        403,
        "role_may_not",
        "These may: standing_officer, standing_lead of the committee",
    );
    says(
        city.officer().with("accept-language", "vi").transition(&assignment, verify.clone()),
        403,
        "role_may_not",
        "Được phép: standing_officer, standing_lead của ban",
    );
    says(standing.transition(&assignment, verify), 409, "state_forbids", "It can be taken from: reported_done");
    let programme = json!({"agency_id": city.agency("committee"), "year": 2017, "title": "Chương trình"});
    says(
        officer.with("content-type", "text/plain").post("/programmes", programme.clone()),
        415,
        "unsupported_media_type",
        "Send application/json, without a content coding",
    );
    let refused = officer.post("/programmes", programme);
    refused.is_problem(403, "role_may_not");
    assert!(
        refused.body["detail"]
            .as_str()
            .unwrap()
            .starts_with("These may: standing_officer, standing_lead of the committee"),
        "{refused}"
    );
}

fn dates_that_no_calendar_has(city: City) {
    let programme = city.papers().bare_draft("committee");
    let before = entries(&city);
    for date in [
        "2017-02-30",
        "2017-13-01",
        "2017-00-10",
        "30/02/2017",
        "2017-2-3",
        "2017-02-29",
        "20170203",
        "99999-01-01",
        "0000-12-31",
        "2017-02-03T00:00:00Z",
        "",
    ] {
        let task = json!({"programme_id": crate::harness::id_in(&programme), "number": "I.1", "title": "Nhiệm vụ",
            "kind": "one_off", "due_on": date});
        let answer = city.standing_officer().post("/tasks", task);
        answer.is_problem(400, "schema");
        assert_eq!(answer.body["errors"][0]["pointer"], "/due_on", "{answer}");
    }
    let leap = json!({"programme_id": crate::harness::id_in(&programme), "number": "I.1", "title": "Nhiệm vụ",
        "kind": "one_off", "due_on": "2020-02-29"});
    assert_eq!(entries(&city), before);
    city.standing_officer().post("/tasks", leap).is(201);
    for date in ["2017-02-30", "2017-2-3", "20170203"] {
        city.standing_officer().get(&format!("/tasks?due_before={date}")).is_problem(400, "bad_parameter");
    }
    let reviewed = city.papers().programme("committee", "justice", "under_review");
    for date in ["2017-3-6", "2017-02-30"] {
        let mut step = crate::harness::issue("1/CTr");
        step["issued_on"] = json!(date);
        city.chair().transition(&reviewed, step).is_problem(400, "schema");
    }
    city.standing_officer().get("/statistics/tasks?as_of=2017-02-30T00:00:00Z").is_problem(400, "bad_parameter");
}

fn bodies_beyond_the_limit(city: City) {
    let before = entries(&city);
    let body = |bytes: usize| format!("{{\"title\":\"{}\"}}", "x".repeat(bytes));
    raw(&city.standing_officer(), "POST", "/programmes", body(1 << 20)).is_problem(413, "body_too_large");
    // Sixteen megabytes, told in advance: refused by the head. In pieces without a length: refused on the way.
    let told = raw_http(&city, &format!("content-length: {}\r\n", 16 << 20), b"{");
    assert!(told.starts_with("HTTP/1.1 413 "), "{told}");
    let mut pieces = Vec::new();
    for _ in 0..160 {
        pieces.extend_from_slice(format!("{:x}\r\n", 100_000).as_bytes());
        pieces.extend(std::iter::repeat_n(b' ', 100_000));
        pieces.extend_from_slice(b"\r\n");
    }
    let untold = raw_http(&city, "transfer-encoding: chunked\r\n", &pieces);
    assert!(untold.starts_with("HTTP/1.1 413 "), "{untold}");
    assert!(untold.contains("body_too_large"), "{untold}");
    assert_eq!(entries(&city), before);
}

fn what_the_address_or_the_method_does_not_take(city: City) {
    let officer = city.standing_officer();
    let body = json!({"agency_id": city.agency("committee"), "year": 2017, "title": "Chương trình"}).to_string();
    for media_type in [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "multipart/form-data; boundary=x",
    ] {
        raw(&officer.with("content-type", media_type), "POST", "/programmes", body.clone())
            .is_problem(415, "unsupported_media_type");
    }
    raw(&officer.with("content-encoding", "gzip"), "POST", "/programmes", body.clone())
        .is_problem(415, "unsupported_media_type");
    raw(&officer.with("content-type", "application/json; charset=utf-8"), "POST", "/programmes", body).is(201);
    for (method, path, allow) in [
        ("DELETE", "/programmes", "GET, HEAD, POST"),
        ("PUT", "/programmes", "GET, HEAD, POST"),
        ("TRACE", "/programmes", "GET, HEAD, POST"),
        ("BREW", "/programmes", "GET, HEAD, POST"),
        ("POST", "/statistics/tasks", "GET, HEAD"),
        ("DELETE", "/me", "GET, HEAD, PATCH"),
    ] {
        let answer = officer.send(method, path, None);
        answer.is_problem(405, "method_not_allowed");
        assert_eq!(answer.header("allow"), Some(allow), "{method} {path}");
    }
    for path in ["/nowhere", "/programmes/", "/programmes/x/y/z", "//api/v2/programmes", "//..%2f..%2fetc/passwd", "/"]
    {
        officer.get(path).is_problem(404, "not_found");
    }
    for path in ["/programmes/not-an-id", "/programmes/00000000-0000-0000-0000-00000000000g", "/tasks/1"] {
        let answer = officer.get(path);
        assert!([400, 404].contains(&answer.status), "{answer}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    }
    city.nobody().get("/nowhere").is_problem(404, "not_found");
}

fn parameters_that_are_none(city: City) {
    let officer = city.standing_officer();
    for query in [
        "limit=0",
        "limit=201",
        "limit=-1",
        "limit=1e3",
        "limit=x",
        "sort=colour",
        "year=two",
        "state=lost",
        "agency_id=7",
        "count=maybe",
        "unknown=1",
        "limit=1&limit=2",
        "q=%00",
        "kind=poem",
        "year=99999999999",
    ] {
        officer.get(&format!("/programmes?{query}")).is_problem(400, "bad_parameter");
    }
    officer.get("/programmes?cursor=x").is_problem(422, "cursor_invalid");
    let long = "a".repeat(101);
    officer.get(&format!("/programmes?q={long}")).is_problem(400, "bad_parameter");
    let many = vec!["year=2017"; 21].join("&");
    officer.get(&format!("/programmes?{many}")).is_problem(400, "bad_parameter");
    // What a database might take for more than text.
    for q in ["%25", "_", "%27%20OR%201=1--", "%5C", "%22"] {
        officer.get(&format!("/programmes?q={q}")).is(200);
    }
    assert_eq!(officer.get("/agencies?q=%25").items().len(), 0, "a percent sign is no wildcard");
    assert_eq!(officer.get("/agencies?q=_").items().len(), 0, "nor is an underscore");
}

fn a_refused_query_names_every_fault_in_the_callers_language(city: City) {
    let told = |language: &str, path: &str| -> Vec<[String; 3]> {
        let answer = city.standing_officer().with("accept-language", language).get(path);
        answer.is_problem(400, "bad_parameter");
        let errors = answer.body["errors"].as_array().unwrap().iter();
        errors.map(|it| ["pointer", "code", "detail"].map(|name| it[name].as_str().unwrap().to_owned())).collect()
    };
    let path = "/obligations?state=foo&limit=abc&zz=1&agency_id=7&due_from=2017-02-03&sort=colour&count=maybe";
    for (language, expected) in [
        (
            "en",
            [
                ("state", "value_invalid", "The value is not valid: one of upcoming, open, "),
                ("limit", "value_invalid", "The value is not valid: a whole number, from 1 to 200"),
                ("zz", "field_unknown", "There is no such field or parameter: one of period_id, agency_id, "),
                ("agency_id", "value_invalid", "The value is not valid: an identifier such as "),
                (
                    "due_from",
                    "value_invalid",
                    "The value is not valid: an instant such as 2017-02-03T09:00:00+07:00, where + is written %2B",
                ),
                ("sort", "value_invalid", "The value is not valid: one of effective_due_at, -effective_due_at"),
                ("count", "value_invalid", "The value is not valid: true or false"),
            ],
        ),
        (
            "vi",
            [
                ("state", "value_invalid", "Giá trị không hợp lệ: một trong các giá trị upcoming, open, "),
                ("limit", "value_invalid", "Giá trị không hợp lệ: một số nguyên, từ 1 đến 200"),
                ("zz", "field_unknown", "Không có trường hoặc tham số này: một trong các giá trị period_id, "),
                ("agency_id", "value_invalid", "Giá trị không hợp lệ: một mã định danh như "),
                (
                    "due_from",
                    "value_invalid",
                    "Giá trị không hợp lệ: một thời điểm như 2017-02-03T09:00:00+07:00, trong đó + viết là %2B",
                ),
                ("sort", "value_invalid", "Giá trị không hợp lệ: một trong các giá trị effective_due_at, "),
                ("count", "value_invalid", "Giá trị không hợp lệ: true hoặc false"),
            ],
        ),
    ] {
        let errors = told(language, path);
        assert_eq!(errors.len(), expected.len(), "{errors:?}");
        for (error, (pointer, code, detail)) in errors.iter().zip(expected) {
            assert_eq!((error[0].as_str(), error[1].as_str()), (pointer, code), "{errors:?}");
            assert!(error[2].starts_with(detail), "{error:?}");
        }
    }
    assert!(told("en", path)[2][2].ends_with("limit, cursor, count, updated_since"), "pages have parameters too");
    let named = |path: &str| -> Vec<String> {
        told("en", path).into_iter().map(|[pointer, code, _]| format!("{pointer} {code}")).collect()
    };
    assert_eq!(named("/obligations?limit=0&state=foo"), ["limit number_out_of_range", "state value_invalid"]);
    assert_eq!(
        named("/programmes?q=%20&year=two&limit=1&limit=2&kind=poem"),
        ["q text_blank", "year value_invalid", "limit value_invalid", "kind value_invalid"]
    );
    let date = told("en", "/tasks?due_before=2017-2-3");
    assert_eq!(date, [["due_before", "value_invalid", "The value is not valid: a date such as 2017-02-03"]]);
}

fn rules_of_the_business(city: City) {
    let papers = city.papers();
    let programme = papers.bare_draft("committee");
    let officer = city.standing_officer();
    let before = entries(&city);
    let justice = city.agency("justice");
    for (fields, code) in [
        (json!({"kind": "group", "lead_agency_id": justice, "due_on": null}), "group_has_no_lead"),
        (json!({"kind": "group"}), "group_has_no_lead"),
        (json!({"kind": "periodic", "occurrences": ["2017-06-15"]}), "due_date_follows"),
        (json!({"occurrences": ["2017-06-15"]}), "occurrences_forbidden"),
        (json!({"starts_on": "2017-12-01", "due_on": "2017-11-30"}), "window_reversed"),
        (json!({"lead_agency_id": "01890a5d-ac96-774b-bcce-b302099a8057"}), "unknown_reference"),
        (json!({"coordinating_agency_ids": ["01890a5d-ac96-774b-bcce-b302099a8057"]}), "unknown_reference"),
    ] {
        let mut task = json!({"programme_id": crate::harness::id_in(&programme), "number": "I.1", "title": "Nhiệm vụ",
            "kind": "one_off", "due_on": "2017-09-30"});
        for (name, value) in fields.as_object().unwrap() {
            task[name] = value.clone();
            if value.is_null() {
                task.as_object_mut().unwrap().remove(name);
            }
        }
        officer.post("/tasks", task).is_problem(422, code);
    }
    let unknown = json!([{"legal_document_id": "01890a5d-ac96-774b-bcce-b302099a8057"}]);
    officer
        .patch(&programme, json!({"legal_basis": unknown}))
        .is_problem(422, "unknown_reference")
        .points_at("/legal_basis", "unknown_reference");
    city.admin()
        .post(
            "/agencies",
            json!({"code": "H24.02", "name": "Trùng mã", "kind": "unit", "parent_id": justice,
                "valid_from": "2017-01-01"}),
        )
        .is_problem(409, "code_taken");
    city.admin()
        .post(
            "/agencies",
            json!({"code": "H24.99", "name": "Ngày cuối", "kind": "unit", "parent_id": justice,
                "valid_from": "2017-01-01", "valid_to": "2017-12-31"}),
        )
        .is_problem(400, "schema")
        .points_at("/valid_to", "field_unknown");
    assert_eq!(entries(&city), before);
}

fn an_id_in_use_is_taken_whoever_has_it(city: City) {
    let hidden = city.papers().draft("culture", "culture");
    let id = crate::harness::id_in(&hidden);
    let new = json!({"id": id, "agency_id": city.agency("committee"), "year": 2017, "title": "Chương trình"});
    let answer = city.standing_officer().post("/programmes", new);
    answer.is_problem(409, "id_taken");
    let shown = answer.body.to_string();
    assert!(!shown.contains("culture") && !shown.contains(&city.agency("culture").to_string()), "{shown}");
    for version in ["00000000-0000-0000-0000-000000000000", "8c7b8d0e-3d5c-4d5e-9f2a-0a1b2c3d4e5f"] {
        let new = json!({"id": version, "agency_id": city.agency("committee"), "year": 2017, "title": "Chương trình"});
        let answer = city.standing_officer().post("/programmes", new);
        assert!([201, 400].contains(&answer.status), "{answer}");
    }
}

fn checks_come_in_one_order(city: City) {
    let papers = city.papers();
    let (hidden, draft) = (papers.draft("culture", "culture"), papers.bare_draft("committee"));
    let officer = city.standing_officer();
    let stale = officer.with("if-match", "\"9-stale\"");
    let steps = |path: &str| format!("{path}/transitions");
    let (broken, submit, close) = ("{", r#"{"action":"submit"}"#, r#"{"action":"close"}"#);
    // 401, then what the body is, then 428.
    raw(&city.nobody(), "POST", &steps(&draft), broken).is_problem(401, "unauthenticated");
    raw(&officer.with("content-type", "text/plain"), "POST", &steps(&draft), broken)
        .is_problem(415, "unsupported_media_type");
    raw(&officer, "POST", &steps(&draft), broken).is_problem(400, "malformed_json");
    raw(&officer, "POST", &steps(&hidden), submit).is_problem(428, "precondition_required");
    // Then 404, 403, 412, 409, 422.
    raw(&stale, "POST", &steps(&hidden), submit).is_problem(404, "not_found");
    raw(&stale, "POST", &steps(&draft), close).is_problem(403, "role_may_not");
    raw(&city.chair().with("if-match", "\"9-stale\""), "POST", &steps(&draft), close).is_problem(412, "stale_version");
    city.chair().transition(&draft, json!({"action": "close"})).is_problem(409, "state_forbids");
    officer.transition(&draft, json!({"action": "submit"})).is_problem(422, "no_tasks");
    // A key is claimed before all of these, and given back by each of them.
    let keyed = officer.with_key("mot-khoa");
    keyed.transition(&draft, json!({"action": "submit"})).is_problem(422, "no_tasks");
    papers.task("committee", &draft, "I.1", json!({"lead_agency_id": city.agency("justice")}));
    keyed.transition(&draft, json!({"action": "submit"})).is(200);
}

fn lines_end_as_they_are_stored_however_they_were_typed(city: City) {
    let programme = city.papers().bare_draft("committee");
    let typed =
        json!({"lead_agency_id": city.agency("justice"), "description": "Dòng một\r\nDòng hai\rDòng ba\nDòng bốn"});
    let task = format!("/tasks/{}", city.papers().task("committee", &programme, "I.1", typed));
    let officer = city.standing_officer();
    let stored = "Dòng một\nDòng hai\nDòng ba\nDòng bốn";
    assert_eq!(officer.get(&task).body["description"], stored);
    // Sent back as Windows has it, nothing changed.
    let again = officer.patch(&task, json!({"description": stored.replace('\n', "\r\n")}));
    assert_eq!(again.is(200)["version"], 1);
    let nothing = officer.patch(&task, json!({"description": "\r\n \r"}));
    nothing.is_problem(400, "schema").points_at("/description", "text_blank");
}

fn problems_speak_the_callers_language(city: City) {
    for (language, title, spoken) in [
        ("en", "Not found", "en"),
        ("vi", "Không tìm thấy", "vi"),
        ("en-GB;q=0.3, vi;q=0.9", "Không tìm thấy", "vi"),
        ("fr", "Không tìm thấy", "vi"),
        ("", "Không tìm thấy", "vi"),
    ] {
        let answer = city.officer().with("accept-language", language).get("/nowhere");
        assert_eq!(
            (answer.body["title"].as_str(), answer.header("content-language")),
            (Some(title), Some(spoken)),
            "{language}"
        );
    }
}

/// A request written by hand, as far as the service reads it; what it answers.
fn raw_http(city: &City, headers: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(city.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let token = city.standing_officer().token().to_owned();
    let head = format!(
        "POST /api/v1/programmes HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n{headers}\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    // The service may answer and close before everything is sent.
    drop(stream.write_all(body));
    let mut answer = Vec::new();
    let mut part = [0; 4096];
    while let Ok(read) = stream.read(&mut part) {
        answer.extend_from_slice(&part[..read]);
        if read == 0 || String::from_utf8_lossy(&answer).contains("\"code\"") {
            break;
        }
    }
    String::from_utf8_lossy(&answer).into_owned()
}
