//! What came of an event: told once, corrected as a whole, version by version, with the files that show it.

use crate::harness::{City, Value, both_databases, event_step, id_in, json, pdf, results};

fn report(results: Value, files: &[String]) -> Value {
    let files: Vec<&str> = files.iter().map(|it| id_in(it)).collect();
    json!({"action": "report", "results": results, "attachment_ids": files})
}

fn correct(results: Value, files: &[String]) -> Value {
    let mut step = report(results, files);
    step["action"] = json!("correct");
    step["reason"] = json!("Bổ sung số liệu");
    step
}

fn with(field: &str, value: Value) -> Value {
    let mut all = results();
    all[field] = value;
    all
}

const AFTERWARDS: &str = "2017-11-21T09:00:00+07:00";

both_databases![
    results_are_told_and_corrected,
    five_thousand_watched_and_nobody_came,
    what_cannot_be_is_refused,
    files_belong_to_what_they_show,
    ten_files_at_a_time_and_fifty_in_all,
    whoever_reads_the_event_reads_its_files
];

fn results_are_told_and_corrected(city: City) {
    let event = city.papers().event_in("justice", "reported");
    let right = correct(with("certificates", json!({"female": 42})), &[]);
    city.refuses(403, "role_may_not", || city.officer().transition(&event, right.clone()));
    city.at(AFTERWARDS);
    let corrected = city.lead().transition(&event, right).is(200);
    assert_eq!(corrected["results_number"], 2);
    let versions: Vec<Value> = city.auditor().get(&format!("{event}/results")).items();
    let certificates: Vec<&Value> = versions.iter().map(|it| &it["results"]["certificates"]["female"]).collect();
    assert_eq!(certificates, [&json!(20), &json!(42)]);
    let told: Vec<(&Value, &Value, &Value)> =
        versions.iter().map(|it| (&it["number"], &it["event_version"], &it["author_id"])).collect();
    let lead = json!(city.user("justice_lead"));
    assert_eq!(told, [(&json!(1), &json!(4), &lead), (&json!(2), &json!(5), &lead)]);
    assert_eq!(versions[1]["recorded_at"], "2017-11-21T02:00:00.000000Z");
    // What is not said again is not kept from before: the whole is told anew.
    let bare = json!({"participants": null, "narrative": "Không đếm được"});
    let anew = city.lead().transition(&event, correct(bare, &[])).is(200);
    assert_eq!((&anew["results"]["participants"], &anew["results"]["online_views"]), (&Value::Null, &json!(0)));
    assert_eq!((&anew["results"]["spent"], &anew["results"]["certificates"]), (&Value::Null, &Value::Null));
    assert_eq!(city.lead().get(&event).is(200)["results"], anew["results"]);
    assert_eq!(city.lead().get(&format!("{event}/results")).ids().len(), 3);
}

fn five_thousand_watched_and_nobody_came(city: City) {
    let fields =
        json!({"mode": "online", "form": "social_media", "venue": null, "online_url": "https://mxh.example.vn/live"});
    let event = city.papers().event("justice", fields);
    city.papers().bring_event("justice", &event, "held");
    city.at(AFTERWARDS);
    let watched = json!({"participants": null, "online_views": 5_000, "narrative": "Phát trực tiếp"});
    let told = city.officer().transition(&event, report(watched, &[])).is(200);
    assert_eq!((&told["results"]["participants"], &told["results"]["online_views"]), (&Value::Null, &json!(5_000)));
    // Nobody came is another thing than nobody counted.
    let nobody = json!({"participants": {}, "online_views": 5_000, "narrative": "Phát trực tiếp"});
    let told = city.lead().transition(&event, correct(nobody, &[])).is(200);
    assert_eq!(told["results"]["participants"]["unknown"], json!({"female": 0, "male": 0, "unknown": 0}));
}

fn what_cannot_be_is_refused(city: City) {
    let papers = city.papers();
    let (held, reported) = (papers.event_in("justice", "held"), papers.event_in("justice", "reported"));
    city.at(AFTERWARDS);
    let lead = city.lead();
    let file = papers.stored("justice", &pdf(60));
    for (pointer, results, code) in [
        ("", with("certificates", json!({"female": 43})), "certificates_exceed"),
        ("", with("certificates", json!({"unknown": 1_000_000})), "certificates_exceed"),
        ("", with("participants", Value::Null), "field_not_applicable"),
        ("/participants/under_16/female", with("participants", json!({"under_16": {"female": 1_000_001}})), ""),
        ("/participants/60_up/male", with("participants", json!({"60_up": {"male": -1}})), ""),
        ("/participants/under_18", with("participants", json!({"under_18": {"male": 1}})), "field_unknown"),
        ("/participants/16_30/other", with("participants", json!({"16_30": {"other": 1}})), "field_unknown"),
        ("/participants/31_59/male", with("participants", json!({"31_59": {"male": 1.5}})), "type_mismatch"),
        ("/online_views", with("online_views", json!(1_000_000_001)), ""),
        ("/materials/leaflet", with("materials", json!({"leaflet": 1_000_001})), ""),
        ("/media_items/television", with("media_items", json!({"television": -1})), ""),
        ("/spent/state", with("spent", json!({"state": 1_000_000_000_001_i64})), ""),
        ("/spent/mobilised_in_kind", with("spent", json!({"mobilised_in_kind": -1})), ""),
        ("/narrative", with("narrative", json!(" ")), "text_blank"),
        ("/narrative", with("narrative", json!("x".repeat(10_001))), "length_out_of_range"),
        ("/weather", with("weather", json!("mưa")), "field_unknown"),
    ] {
        let (status, kind, pointer, code) = match (pointer, code) {
            ("", code) => (422, code, "/results/certificates".to_owned(), code),
            (pointer, "") => (400, "schema", format!("/results{pointer}"), "number_out_of_range"),
            (pointer, code) => (400, "schema", format!("/results{pointer}"), code),
        };
        let files = std::slice::from_ref(&file);
        for (event, step) in [(&held, report(results.clone(), files)), (&reported, correct(results, files))] {
            city.refuses(status, kind, || lead.transition(event, step)).points_at(&pointer, code);
            assert_eq!(city.officer().get(&file).is(200)["state"], "stored");
        }
    }
    // As much as there can be of everything.
    let most = json!({"female": 1_000_000, "male": 1_000_000, "unknown": 1_000_000});
    let money = json!({"state": 1_000_000_000_000_i64, "mobilised_cash": 1_000_000_000_000_i64,
        "mobilised_in_kind": 1_000_000_000_000_i64});
    let mut all = results();
    for band in ["under_16", "16_30", "31_59", "60_up", "unknown"] {
        all["participants"][band] = most.clone();
    }
    all["certificates"] = most;
    all["online_views"] = json!(1_000_000_000);
    all["spent"] = money.clone();
    all["narrative"] = json!("ế".repeat(10_000));
    let told = lead.transition(&held, report(all, &[])).is(200);
    assert_eq!((&told["results"]["spent"], &told["results"]["online_views"]), (&money, &json!(1_000_000_000)));
    // Of what is not held, was called off or is reported already nothing is told.
    for state in ["planned", "confirmed", "postponed", "cancelled", "reported"] {
        let event = papers.event_in("justice", state);
        let files = std::slice::from_ref(&file);
        city.refuses(409, "state_forbids", || lead.transition(&event, report(results(), files)));
        assert_eq!(city.officer().get(&file).is(200)["state"], "stored", "{state}");
    }
    let untold = papers.event_in("justice", "held");
    city.refuses(409, "state_forbids", || lead.transition(&untold, event_step("correct")));
}

fn files_belong_to_what_they_show(city: City) {
    let papers = city.papers();
    let event = papers.event_in("justice", "held");
    city.at(AFTERWARDS);
    let lead = city.lead();
    let [first, second] = [70, 71].map(|size| papers.stored("justice", &pdf(size)));
    let bytes = pdf(72);
    let unsent = papers.declared(&city.officer(), "justice", &bytes);
    let foreign = papers.stored("culture", &pdf(73));
    for file in [&foreign, &unsent] {
        let step = report(results(), &[first.clone(), file.clone()]);
        let answer = lead.transition(&event, step);
        assert!([409, 422].contains(&answer.status), "{answer}");
        assert_eq!(lead.get(&event).is(200)["state"], "held");
        assert_eq!(lead.get(&first).is(200)["state"], "stored", "nothing half done: {answer}");
        assert_eq!(lead.get(&format!("{event}/results")).ids(), [""; 0]);
    }
    lead.transition(&event, report(results(), std::slice::from_ref(&first))).is(200);
    let attached = |number: usize| -> Vec<String> {
        let version = lead.get(&format!("{event}/results")).items().remove(number);
        let files = version["attachments"].as_array().unwrap().clone();
        files.iter().map(|it| format!("/attachments/{}", it["id"].as_str().unwrap())).collect()
    };
    assert_eq!(attached(0), std::slice::from_ref(&first));
    assert_eq!(lead.get(&first).is(200)["state"], "attached");
    // A correction names new files only.
    let again = lead.transition(&event, correct(results(), std::slice::from_ref(&first)));
    assert!([409, 422].contains(&again.status), "{again}");
    lead.transition(&event, correct(results(), std::slice::from_ref(&second))).is(200);
    assert_eq!((attached(0), attached(1)), (vec![first], vec![second]));
}

fn ten_files_at_a_time_and_fifty_in_all(city: City) {
    let papers = city.papers();
    let event = papers.event_in("justice", "held");
    city.at(AFTERWARDS);
    let files = |count: usize| -> Vec<String> { (0..count).map(|_| papers.stored("justice", &pdf(100))).collect() };
    let lead = city.lead();
    let mut some = files(11);
    city.refuses(400, "schema", || lead.transition(&event, report(results(), &some)))
        .points_at("/attachment_ids", "length_out_of_range");
    let last = some.split_off(10);
    lead.transition(&event, report(results(), &some)).is(200);
    for _ in 0..4 {
        lead.transition(&event, correct(results(), &files(10))).is(200);
    }
    city.refuses(409, "quota_reached", || lead.transition(&event, correct(results(), &last)));
    assert_eq!(lead.get(&last[0]).is(200)["state"], "stored");
    lead.transition(&event, correct(results(), &[])).is(200);
    let versions = lead.get(&format!("{event}/results")).items();
    let counts: Vec<usize> = versions.iter().map(|it| it["attachments"].as_array().unwrap().len()).collect();
    assert_eq!(counts, [10, 10, 10, 10, 10, 0]);
}

fn whoever_reads_the_event_reads_its_files(city: City) {
    let papers = city.papers();
    let partner =
        json!({"partners": [{"kind": "agency", "agency_id": city.agency("culture"), "role": "co_organiser"}]});
    let event = papers.event("justice", partner);
    papers.bring_event("justice", &event, "held");
    let file = papers.stored("justice", &pdf(80));
    city.by("culture_officer").get(&file).is_problem(404, "not_found");
    city.at(AFTERWARDS);
    city.lead().transition(&event, report(results(), std::slice::from_ref(&file))).is(200);
    for (login, status) in [
        ("justice_officer", 200),
        ("culture_officer", 200),
        ("labour_officer", 200),
        ("standing_lead", 200),
        ("chair", 200),
        ("auditor", 200),
        ("district_lead", 404),
        ("commune_officer", 404),
        ("portal", 404),
    ] {
        assert_eq!(city.by(login).get(&file).status, status, "{login}");
        assert_eq!(city.by(login).get(&format!("{file}/content")).status, status, "{login}");
    }
}
