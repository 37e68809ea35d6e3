//! What a report needs before it is signed, in whose name and as of which day it is, what comes with it; and what stays as it is from
//! then on.

use crate::harness::{
    Answer, City, Hands, Value, both_databases, consolidation_step, declare_nil, id_in, json, name_of, pdf, sha256,
    submit,
};

both_databases![
    what_is_required_is_named_when_it_is_handed_over_and_when_it_is_signed,
    what_is_required_is_asked_for,
    a_reason_stands_in_the_place_of_figures,
    an_edit_of_what_is_said_goes_list_by_list,
    the_account_that_signs_is_the_signatory,
    somebody_else_is_named_under_his_delegation_alone,
    a_day_of_signing_is_never_ahead,
    a_scan_comes_with_the_report_and_is_under_its_seal,
    the_standing_agency_sends_a_scan_of_its_own_report,
    a_scan_comes_with_a_request_for_time_and_with_a_consolidation,
    what_was_reported_keeps_its_name_and_its_unit,
    a_part_that_was_reported_keeps_its_title,
];

/// A regime as the periods of these tests have it.
fn counting() -> Value {
    json!({
        "sections": [{"code": "I", "title": "Kết quả thực hiện", "required": true},
            {"code": "II", "title": "Khó khăn, vướng mắc", "required": false}],
        "indicators": ["CB.01", "DN.01", "CB.02"], "required_indicators": ["DN.01", "CB.01"],
    })
}

/// An open period that asks for them: its path.
fn period(city: &City) -> String {
    let papers = city.papers();
    papers.indicators();
    let period = papers.planned_period(counting(), json!({}));
    papers.open(&period);
    period
}

/// Where something is missing, by its code.
fn missing(answer: &Answer) -> Vec<(String, String)> {
    let errors = answer.body["errors"].as_array().unwrap().iter();
    errors.map(|it| (it["code"].as_str().unwrap().to_owned(), it["at"].as_str().unwrap().to_owned())).collect()
}

fn told(code: &str, at: &str) -> (String, String) {
    (code.to_owned(), at.to_owned())
}

fn what_is_required_is_named_when_it_is_handed_over_and_when_it_is_signed(city: City) {
    let papers = city.papers();
    let draft = papers.report_draft(&period(&city), "justice");
    let officer = city.officer();
    officer.patch(&draft, json!({"content": {"sections": null}})).is(200);
    let all = [told("section_missing", "I"), told("indicator_missing", "CB.01"), told("indicator_missing", "DN.01")];
    let hand_over = json!({"action": "hand_over"});
    let refused = officer.transition(&draft, hand_over.clone());
    refused.is_problem(422, "blocked");
    assert_eq!(missing(&refused), all);
    let refused = city.lead().transition(&draft, submit());
    refused.is_problem(422, "blocked");
    assert_eq!(missing(&refused), all);
    let read = officer.get(&draft);
    let blocked: Vec<String> = all.iter().map(|(code, _)| code.clone()).collect();
    assert_eq!(read.blocked("hand_over"), Some(blocked));

    let written = json!({"sections": [{"code": "I", "text": "Đã thực hiện"}],
        "values": [{"indicator": "DN.01", "total": 3}]});
    officer.patch(&draft, json!({"content": written})).is(200);
    let refused = officer.transition(&draft, hand_over.clone());
    refused.is_problem(422, "indicator_missing");
    assert_eq!(missing(&refused), [told("indicator_missing", "CB.01")]);
    let none = json!([{"indicator": "CB.01", "reason": "Chưa tách được số liệu theo giới"}]);
    officer.patch(&draft, json!({"content": {"no_data": none}})).is(200);
    officer.transition(&draft, hand_over).is(200);
    let received = city.lead().transition(&draft, submit()).is(200);
    assert_eq!(received["content"]["no_data"], none);
    // Nothing to report needs no figures.
    let nil = papers.report_draft(&period(&city), "culture");
    city.by("culture_lead").transition(&nil, declare_nil()).is(200);
}

fn what_is_required_is_asked_for(city: City) {
    let papers = city.papers();
    papers.indicators();
    let lead = city.standing_lead();
    let regime = papers.regime(counting());
    let path = format!("/report-regimes/{regime}");
    assert_eq!(lead.get(&path).is(200)["required_indicators"], json!(["DN.01", "CB.01"]));
    for (body, pointer, code) in [
        (json!({"required_indicators": ["CB.01", "CB.01"]}), "/required_indicators/1", "code_repeated"),
        (json!({"required_indicators": ["CB.01", "XX.99"]}), "/required_indicators/1", "indicator_unknown"),
        (json!({"indicators": ["CB.02", "DN.01"]}), "/indicators", "indicator_unknown"),
    ] {
        lead.patch(&path, body).is_problem(422, code).points_at(pointer, code);
    }
    let new = json!({"regime_id": regime, "year": 2018, "opens_on": "2018-01-15"});
    let mut wrong = new.clone();
    wrong["required_indicators"] = json!(["XX.99"]);
    lead.post("/report-periods", wrong)
        .is_problem(422, "indicator_unknown")
        .points_at("/required_indicators/0", "indicator_unknown");
    let planned = lead.post("/report-periods", new).is(201);
    assert_eq!(planned["required_indicators"], json!(["DN.01", "CB.01"]));
    // What was planned keeps what it was planned with, and is corrected by itself until a report is received.
    lead.patch(&path, json!({"required_indicators": []})).is(200);
    let planned = format!("/report-periods/{}", planned["id"].as_str().unwrap());
    assert_eq!(lead.get(&planned).is(200)["required_indicators"], json!(["DN.01", "CB.01"]));
    let corrected = lead.patch(&planned, json!({"required_indicators": ["CB.02"]})).is(200);
    assert_eq!(corrected["required_indicators"], json!(["CB.02"]));
    let open = papers.open_period();
    papers.submission_in(&open, "justice", "submitted");
    lead.patch(&open, json!({"required_indicators": []})).is_problem(409, "report_received");
}

fn a_reason_stands_in_the_place_of_figures(city: City) {
    let draft = city.papers().report_draft(&period(&city), "justice");
    let officer = city.officer();
    let none = |codes: &[&str]| -> Value {
        codes.iter().map(|code| json!({"indicator": code, "reason": "Chưa thống kê"})).collect()
    };
    officer.patch(&draft, json!({"content": {"values": [{"indicator": "DN.01", "total": 3}]}})).is(200);
    for (codes, place, code) in [
        (vec!["XX.99"], 0, "indicator_unknown"),
        (vec!["CB.01", "CB.01"], 1, "indicator_repeated"),
        (vec!["CB.02", "DN.01"], 1, "value_given"),
    ] {
        let answer = officer.patch(&draft, json!({"content": {"no_data": none(&codes)}}));
        answer.is_problem(422, code).points_at(&format!("/content/no_data/{place}/indicator"), code);
    }
    let body = json!({"content": {"no_data": [{"indicator": "CB.01", "reason": " "}]}});
    officer.patch(&draft, body).is_problem(400, "schema").points_at("/content/no_data/0/reason", "text_blank");
    let kept = officer.patch(&draft, json!({"content": {"no_data": none(&["CB.01", "CB.02"])}})).is(200);
    assert_eq!(kept["content"]["no_data"], none(&["CB.01", "CB.02"]));
    let emptied = officer.patch(&draft, json!({"content": {"no_data": null}})).is(200);
    assert!(emptied["content"].get("no_data").is_none(), "{emptied}");
}

fn an_edit_of_what_is_said_goes_list_by_list(city: City) {
    let draft = city.papers().report_draft(&period(&city), "justice");
    let officer = city.officer();
    let before = officer.get(&draft).is(200)["content"].clone();
    assert!(!before["sections"].as_array().unwrap().is_empty());
    let directions = json!(["Tăng tỷ lệ nữ trong quy hoạch"]);
    let edited = officer.patch(&draft, json!({"content": {"directions": directions}})).is(200)["content"].clone();
    assert_eq!((&edited["directions"], &edited["sections"]), (&directions, &before["sections"]), "the others stay");
    let budget = json!([{"item": "Tập huấn", "amount": 9_007_199_254_740_991_i64}]);
    let edited =
        officer.patch(&draft, json!({"content": {"budget": budget, "sections": []}})).is(200)["content"].clone();
    assert_eq!((&edited["budget"], &edited["sections"]), (&budget, &json!([])), "what is sent takes their place");
    let edited = officer.patch(&draft, json!({"content": {"directions": null}})).is(200)["content"].clone();
    assert_eq!((&edited["directions"], &edited["budget"]), (&json!([]), &budget), "null empties");
    let read = officer.get(&draft);
    for same in [json!({}), json!({"content": {}}), json!({"content": {"budget": budget}})] {
        assert_eq!(officer.patch(&draft, same).etag(), read.etag(), "nothing new");
    }
    officer.patch(&draft, json!({"content": null})).is_problem(400, "schema").points_at("/content", "type_mismatch");
    let unknown = json!({"content": {"chapters": null}});
    officer.patch(&draft, unknown).is_problem(400, "schema").points_at("/content/chapters", "field_unknown");
}

fn the_account_that_signs_is_the_signatory(city: City) {
    let papers = city.papers();
    let lead = format!("/users/{}", city.user("justice_lead"));
    let bare = json!({"action": "submit", "number": "45/BC", "signed_on": "2017-02-01"});
    let draft = papers.report_draft(&papers.open_period(), "justice");
    // Nobody entered a position yet, and none is said.
    let refused = city.lead().transition(&draft, bare.clone());
    refused.is_problem(422, "position_missing").points_at("/signatory/position", "position_missing");
    // The administrator enters it; an officer edits nobody.
    let position = json!({"position": "Giám đốc Sở Tư pháp"});
    city.officer().patch(&lead, position.clone()).is_problem(404, "not_found");
    city.lead().patch(&lead, position.clone()).is_problem(403, "role_may_not");
    assert_eq!(city.admin().patch(&lead, position).is(200)["position"], "Giám đốc Sở Tư pháp");
    assert_eq!(city.lead().get("/me").is(200)["position"], "Giám đốc Sở Tư pháp");
    let received = city.lead().transition(&draft, bare.clone()).is(200);
    let signed = json!({"name": name_of("justice_lead"), "position": "Giám đốc Sở Tư pháp", "capacity": null});
    assert_eq!(received["signatory"], signed);
    // What is said stands: of oneself, however it was typed.
    let draft = papers.report_draft(&papers.open_period(), "justice");
    let mut step = bare;
    step["signatory"] = json!({"name": name_of("justice_lead").to_uppercase(), "capacity": "acting"});
    let received = city.lead().transition(&draft, step.clone()).is(200);
    assert_eq!(received["signatory"]["name"], name_of("justice_lead").to_uppercase());
    assert_eq!(received["signatory"]["capacity"], "acting");
    // A position that changes afterwards changes nothing that was signed.
    city.admin().patch(&lead, json!({"position": null})).is(200);
    assert_eq!(city.lead().get(&draft).is(200)["signatory"]["position"], "Giám đốc Sở Tư pháp");
}

fn somebody_else_is_named_under_his_delegation_alone(city: City) {
    let papers = city.papers();
    let justice = city.agency("justice");
    let named = |name: &str| {
        let mut step = submit();
        step["signatory"] = json!({"name": name, "position": "Giám đốc"});
        step
    };
    let draft = papers.report_draft(&papers.open_period(), "justice");
    for login in ["justice_lead_2", "justice_officer", "chair"] {
        let refused = city.lead().transition(&draft, named(&name_of(login)));
        refused.is_problem(422, "signatory_differs").points_at("/signatory/name", "signatory_differs");
    }
    // Another lead lends the step to one who has it himself, and to one who has not.
    for delegate in ["justice_lead", "justice_officer"] {
        let lent = json!({"delegate_id": city.user(delegate), "agency_id": justice, "actions": ["submissions.submit"],
            "valid_from": "2017-02-01", "valid_to": "2017-02-28"});
        city.by("justice_lead_2").post("/delegations", lent).is(201);
    }
    let signed_by = |login: &str, draft: &str, step: Value| {
        let received = city.by(login).transition(draft, step).is(200);
        let history = city.auditor().get(&format!("{draft}/transitions")).items();
        let last = history.last().unwrap();
        assert_eq!(last["actor"]["id"], json!(city.user(login)));
        (received["signatory"]["name"].clone(), last["on_behalf_of"].get("id").cloned().unwrap_or_default())
    };
    let lender = json!(city.user("justice_lead_2"));
    let for_him = signed_by("justice_lead", &draft, named(&name_of("justice_lead_2")));
    assert_eq!(for_him, (json!(name_of("justice_lead_2")), lender.clone()), "both are on record");
    let own = papers.report_draft(&papers.open_period(), "justice");
    let himself = signed_by("justice_lead", &own, submit());
    assert_eq!(himself, (json!(name_of("justice_lead")), Value::Null));
    let lent = papers.report_draft(&papers.open_period(), "justice");
    let in_his_own_name = signed_by("justice_officer", &lent, submit());
    assert_eq!(
        in_his_own_name,
        (json!(name_of("justice_officer")), lender),
        "who signs is named, and for whom is on record"
    );
    // A right that has ended lends no name.
    city.at("2017-03-01T09:00:00+07:00");
    let late = papers.report_draft(&papers.open_period(), "justice");
    city.lead().transition(&late, named(&name_of("justice_lead_2"))).is_problem(422, "signatory_differs");
}

fn a_day_of_signing_is_never_ahead(city: City) {
    let papers = city.papers();
    // The figures cover 15 December to 14 June.
    let period = papers.open_period();
    city.at("2017-06-10T23:59:00+07:00");
    let draft = papers.report_draft(&period, "justice");
    let on = |day: &str| {
        let mut step = submit();
        step["signed_on"] = json!(day);
        step
    };
    for day in ["2016-12-14", "2017-06-11", "0001-01-01", "9999-12-31"] {
        let refused = city.lead().with("accept-language", "en").transition(&draft, on(day));
        refused.is_problem(422, "day_out_of_range").points_at("/signed_on", "day_out_of_range");
        assert_eq!(refused.body["errors"][0]["detail"], "The day on paper is from 15 December 2016 to 10 June 2017");
        let refused = city.lead().transition(&draft, on(day));
        assert_eq!(refused.body["errors"][0]["detail"], "Ngày trên văn bản từ 15/12/2016 đến 10/06/2017");
    }
    // Whatever is wrong with a signature is told at once.
    let mut both = on("2017-06-11");
    both["signatory"] = json!({"name": "Người khác"});
    let refused = city.lead().transition(&draft, both);
    refused
        .is_problem(422, "blocked")
        .points_at("/signed_on", "day_out_of_range")
        .points_at("/signatory/name", "signatory_differs");
    assert_eq!(city.lead().transition(&draft, on("2016-12-15")).is(200)["signed_on"], "2016-12-15");
    // In Vietnam the next day has begun where it has not in Greenwich.
    let draft = papers.report_draft(&period, "culture");
    city.at("2017-06-11T00:00:00+07:00");
    city.by("culture_lead").transition(&draft, on("2017-06-11")).is(200);
    // An early report is received all the same, and signed on the day.
    let early = papers.planned_period(json!({}), json!({"data_from": "2017-12-01", "data_to": "2017-12-31"}));
    papers.open(&early);
    let draft = papers.report_draft(&early, "justice");
    city.lead().transition(&draft, on("2017-06-10")).is_problem(422, "day_out_of_range");
    city.lead().transition(&draft, on("2017-06-11")).is(200);
}

fn a_scan_comes_with_the_report_and_is_under_its_seal(city: City) {
    let papers = city.papers();
    let period = papers.open_period();
    let bytes = pdf(70);
    let (file, theirs) = (papers.stored("justice", &bytes), papers.stored("culture", &pdf(80)));
    let unsent = papers.declared(&city.officer(), "justice", &pdf(90));
    let draft = papers.report_draft(&period, "justice");
    let with = |files: &[&String]| {
        let mut step = submit();
        step["attachment_ids"] = files.iter().map(|it| json!(id_in(it))).collect();
        step
    };
    let lead = city.lead();
    for (files, code) in [(&theirs, "unknown_reference"), (&unsent, "attachment_incomplete")] {
        lead.transition(&draft, with(&[files])).is_problem(422, code).points_at("/attachment_ids/0", code);
    }
    assert_eq!(lead.get(&draft).is(200)["attachments"], json!([]));
    let received = lead.transition(&draft, with(&[&file])).is(200);
    let shown = city.standing_officer().get(&draft).is(200);
    assert_eq!(shown["attachments"][0]["id"], id_in(&file));
    assert_eq!((&shown["attachments"][0]["state"], &shown["sha256"]), (&json!("attached"), &received["sha256"]));
    // The receipt is over the file, too.
    let sealed = format!(
        "{{\"attachments\":[{{\"id\":\"{}\",\"sha256\":\"{}\"}}],\"content\":{},\"id\":\"{}\",\"nil\":false,\"number\":1,\
         \"obligation_id\":{},\"report_number\":\"45/BC\",\"signatory\":{},\"signed_on\":\"2017-02-01\"}}",
        id_in(&file),
        sha256(&bytes),
        sorted(&shown["content"]),
        id_in(&draft),
        shown["obligation_id"],
        sorted(&shown["signatory"]),
    );
    assert_eq!(received["sha256"], sha256(sealed.as_bytes()));
    // Whoever reads the report reads the file, and nobody else.
    for (login, status) in [("standing_officer", 200), ("chair", 200), ("auditor", 200), ("culture_lead", 404)] {
        assert_eq!(city.by(login).get(&file).status, status, "{login}");
        assert_eq!(city.by(login).get(&format!("{file}/content")).status, status, "{login}");
    }
    lead.delete(&file).is_problem(403, "role_may_not");
    city.officer().delete(&file).is_problem(409, "referenced");
    // It belongs to that version for good; the next one has its own.
    Hands::of(&city, "justice").step(&draft, "withdraw");
    let next = papers.next_draft(&draft, "justice");
    lead.transition(&next, with(&[&file])).is_problem(422, "attachment_taken");
    let second = papers.stored("justice", &pdf(100));
    lead.transition(&next, with(&[&second])).is(200);
    assert_eq!(lead.get(&draft).is(200)["attachments"][0]["id"], id_in(&file));
    assert_eq!(lead.get(&next).is(200)["attachments"][0]["id"], id_in(&second));
    // Its bytes can be erased, and the seal holds.
    lead.transition(&file, json!({"action": "erase", "reason": "Quét nhầm"})).is(200);
    assert_eq!(lead.get(&draft).is(200)["attachments"][0]["state"], "erased");
}

/// JSON with its keys sorted, as maps of this crate are.
fn sorted(value: &Value) -> String {
    value.to_string()
}

fn the_standing_agency_sends_a_scan_of_its_own_report(city: City) {
    let papers = city.papers();
    let officer = city.standing_officer();
    let bytes = pdf(60);
    let file = papers.declared(&officer, "labour", &bytes);
    officer.put_part(&file, 1, &bytes).is(200);
    city.standing_lead().get(&file).is(200);
    let draft = papers.report_draft(&papers.open_period(), "labour");
    let mut step = submit();
    step["attachment_ids"] = json!([id_in(&file)]);
    Hands::of(&city, "labour").signer.transition(&draft, step).is(200);
    assert_eq!(city.chair().get(&draft).is(200)["attachments"][0]["id"], id_in(&file));
    // For other agencies it sends none.
    let theirs = json!({"agency_id": city.agency("justice"), "file_name": "a.pdf", "media_type": "application/pdf",
        "size_bytes": 10, "sha256": sha256(b"x")});
    officer.post("/attachments", theirs).is_problem(403, "role_may_not");
}

fn a_scan_comes_with_a_request_for_time_and_with_a_consolidation(city: City) {
    let papers = city.papers();
    let letter = papers.stored("justice", &pdf(50));
    let obligation = papers.obligation("justice", "open");
    let body = json!({"obligation_ids": [id_in(&obligation)], "until": "2017-12-31", "reason": "Chờ số liệu",
        "attachment_ids": [id_in(&letter)]});
    let asked = city.lead().post("/extensions", body.clone()).is(201);
    assert!(asked.get("attachments").is_none(), "the record tells of the request, and of each file by itself");
    let extension = format!("/extensions/{}", asked["id"].as_str().unwrap());
    assert_eq!(city.standing_lead().get(&extension).is(200)["attachments"][0]["id"], id_in(&letter));
    city.standing_lead().get(&format!("{letter}/content")).is(200);
    city.by("culture_lead").get(&letter).is_problem(404, "not_found");
    city.lead().transition(&extension, json!({"action": "withdraw"})).is(200);
    city.lead()
        .post("/extensions", body)
        .is_problem(422, "attachment_taken")
        .points_at("/attachment_ids/0", "attachment_taken");

    let consolidation = papers.consolidation("under_review");
    let officer = city.standing_officer();
    let bytes = pdf(40);
    let scan = papers.declared(&officer, "committee", &bytes);
    officer.put_part(&scan, 1, &bytes).is(200);
    let mut step = consolidation_step("issue");
    step["attachment_ids"] = json!([id_in(&scan)]);
    papers.consolidate(&consolidation, step);
    assert_eq!(city.auditor().get(&consolidation).is(200)["attachments"][0]["id"], id_in(&scan));
    city.chair().get(&format!("{scan}/content")).is(200);
    city.lead().get(&scan).is_problem(404, "not_found");
}

fn what_was_reported_keeps_its_name_and_its_unit(city: City) {
    let papers = city.papers();
    papers.indicators();
    let admin = city.admin();
    let indicator = |code: &str| {
        let found = admin.get("/indicators?limit=200").items();
        let found = found.iter().find(|it| it["code"] == code).unwrap_or_else(|| panic!("no indicator {code}"));
        format!("/indicators/{}", found["id"].as_str().unwrap())
    };
    let (valued, reasoned, unused) = (indicator("DN.01"), indicator("CB.01"), indicator("CB.02"));
    let draft = papers.report_draft(&period(&city), "justice");
    let said = json!({"values": [{"indicator": "DN.01", "total": 3}],
        "no_data": [{"indicator": "CB.01", "reason": "Chưa thống kê"}]});
    city.officer().patch(&draft, json!({"content": said})).is(200);
    // A draft may still be wrong about it.
    admin.patch(&valued, json!({"unit": "cơ sở"})).is(200);
    city.lead().transition(&draft, submit()).is(200);
    for indicator in [&valued, &reasoned] {
        for body in [json!({"unit": "lượt"}), json!({"name": "Tên khác"})] {
            admin.patch(indicator, body).is_problem(409, "used_in_report");
        }
        // What says the same, and what counts nothing, goes on.
        let same = admin.get(indicator).is(200);
        let targets = json!({"unit": same["unit"], "name": same["name"], "targets": [{"year": 2018, "value": 10}]});
        admin.patch(indicator, targets).is(200);
    }
    admin.patch(&unused, json!({"unit": "phần trăm", "name": "Tỷ lệ"})).is(200);
    // Nobody unsays it by taking it back.
    city.lead().transition(&draft, json!({"action": "withdraw", "reason": "Gửi nhầm"})).is(200);
    admin.patch(&valued, json!({"unit": "lượt"})).is_problem(409, "used_in_report");
}

fn a_part_that_was_reported_keeps_its_title(city: City) {
    let papers = city.papers();
    let lead = city.standing_lead();
    let period = period(&city);
    let regime = format!("/report-regimes/{}", lead.get(&period).is(200)["regime_id"].as_str().unwrap());
    let sections = |first: &str, second: &str| {
        json!({"sections": [{"code": "I", "title": first, "required": true},
            {"code": "II", "title": second, "required": false}]})
    };
    lead.patch(&regime, sections("Kết quả", "Khó khăn, vướng mắc")).is(200);
    let draft = papers.report_draft(&period, "justice");
    let said = json!({"values": [{"indicator": "DN.01", "total": 3}],
        "no_data": [{"indicator": "CB.01", "reason": "Chưa thống kê"}]});
    city.officer().patch(&draft, json!({"content": said})).is(200);
    lead.patch(&regime, sections("Kết quả thực hiện", "Khó khăn, vướng mắc")).is(200);
    city.lead().transition(&draft, submit()).is(200);
    lead.patch(&regime, sections("Kết quả", "Khó khăn, vướng mắc")).is_problem(409, "used_in_report");
    // Of another part nobody has written yet, and another code is another part.
    lead.patch(&regime, sections("Kết quả thực hiện", "Kiến nghị")).is(200);
    let other = json!({"sections": [{"code": "I.a", "title": "Kết quả", "required": true}]});
    lead.patch(&regime, other).is(200);
    let title = lead.get(&period).is(200)["sections"][1]["title"].clone();
    assert_eq!(title, "Khó khăn, vướng mắc", "a period keeps what it was planned with");
}
