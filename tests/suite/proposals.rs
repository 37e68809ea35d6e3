//! What an agency's events come to, proposed for its report: taken over by hand, and nothing flows by itself.

use crate::harness::{City, Hands, Value, both_databases, event_step, id_in, json, results, submit};

both_databases![
    what_was_reported_is_proposed_and_taken_over,
    a_correction_shows_and_changes_no_byte,
    each_event_counts_for_the_nearest_that_owes,
    other_reports_count_what_begins_in_their_window,
    a_measure_fits_its_indicator_and_can_be_taken_away,
];

/// Code, by sex, measure.
const MEASURED: [(&str, bool, &str); 9] = [
    ("TH.01", false, "events"),
    ("TH.02", true, "participants"),
    ("TH.03", true, "certificates"),
    ("TH.04", false, "materials"),
    ("TH.05", false, "media_items"),
    ("TH.06", false, "spent"),
    ("TH.07", false, "mobilised"),
    ("TH.08", false, "plans"),
    ("TH.09", false, "participants"),
];

/// Indicators of every measure and one of none, and an open period that asks for them: its path.
fn period_of(city: &City, regime: Value) -> String {
    for (code, by_sex, measure) in MEASURED {
        let body = json!({"code": code, "name": format!("Chỉ tiêu {code}"), "unit": "lượt", "by_sex": by_sex,
            "aggregation": "sum", "event_measure": measure});
        let answer = city.admin().post("/indicators", body);
        assert!(answer.status == 201 || answer.code() == "code_taken", "{answer}");
    }
    let plain = json!({"code": "TH.99", "name": "Tự đếm", "unit": "lượt", "by_sex": false, "aggregation": "sum"});
    city.admin().post("/indicators", plain);
    let mut codes: Vec<&str> = MEASURED.iter().map(|(code, _, _)| *code).collect();
    codes.push("TH.99");
    let mut fields = json!({"indicators": codes, "regime": "action_month", "window_from": "11-15", "window_to": "12-15",
        "due_month": 12, "due_day": 31});
    for (name, value) in regime.as_object().expect("fields") {
        fields[name] = value.clone();
    }
    let papers = city.papers();
    let period = papers.planned_period(fields, json!({}));
    papers.open(&period);
    period
}

fn proposed(city: &City, login: &str, obligation: &str) -> Value {
    city.by(login).get(&format!("{obligation}/proposed-values")).is(200)
}

fn value<'a>(proposal: &'a Value, code: &str) -> &'a Value {
    let values = proposal["values"].as_array().expect("values");
    values.iter().find(|it| it["indicator"] == code).unwrap_or_else(|| panic!("{code} in {proposal}"))
}

fn totals(proposal: &Value) -> Vec<i64> {
    MEASURED.iter().map(|(code, _, _)| value(proposal, code)["value"]["total"].as_i64().expect("a total")).collect()
}

/// A draft of the justice department with what is proposed in it: its path.
fn taken_over(city: &City, obligation: &str, proposal: &Value) -> String {
    let values: Vec<Value> = proposal["values"].as_array().unwrap().iter().map(|it| it["value"].clone()).collect();
    let content = json!({"sections": [{"code": "I", "text": "Đã tổ chức"}], "values": values});
    let draft = city.officer().post("/submissions", json!({"obligation_id": id_in(obligation), "content": content}));
    format!("/submissions/{}", draft.is(201)["id"].as_str().unwrap())
}

fn what_was_reported_is_proposed_and_taken_over(city: City) {
    let papers = city.papers();
    let obligation = papers.owed(&period_of(&city, json!({})), "justice");
    let nothing = proposed(&city, "justice_officer", &obligation);
    assert_eq!(
        (&nothing["events"], &nothing["differs"], &nothing["submission_id"]),
        (&json!(0), &json!(null), &json!(null))
    );
    assert_eq!(totals(&nothing), [0; 9]);

    let reported = papers.event_in("justice", "reported");
    let launch = json!({"occasion": "launch", "starts_at": "2017-11-05T01:00:00Z", "ends_at": "2017-11-05T03:00:00Z"});
    let launch = papers.event("justice", launch);
    papers.bring_event("justice", &launch, "reported");
    papers.event_in("justice", "held");
    papers.event_in("culture", "reported");
    let women_s_day =
        json!({"occasion": "day_20_10", "starts_at": "2017-11-20T01:00:00Z", "ends_at": "2017-11-20T03:00:00Z"});
    let women_s_day = papers.event("justice", women_s_day);
    papers.bring_event("justice", &women_s_day, "reported");
    let plan = json!({"agency_id": city.agency("justice"), "action_month_id": id_in(&city.month_of(2017))});
    let plan = format!("/event-plans/{}", city.officer().post("/event-plans", plan).is(201)["id"].as_str().unwrap());
    assert_eq!(value(&proposed(&city, "justice_officer", &obligation), "TH.08")["value"]["total"], 0);
    city.lead().transition(&plan, json!({"action": "submit"})).is(200);

    let proposal = proposed(&city, "justice_officer", &obligation);
    assert_eq!(
        (&proposal["events"], &proposal["from"], &proposal["uncounted_events"]),
        (&json!(2), &json!(null), &json!(0))
    );
    // Two events alike: of 84 who came the sex of four is unknown, who are beside the value by sex and within the one count.
    assert_eq!(totals(&proposal), [2, 80, 50, 1006, 14, 24_000_000, 7_000_000, 1, 84]);
    let people = value(&proposal, "TH.02");
    assert_eq!(people["value"], json!({"indicator": "TH.02", "female": 60, "male": 20, "total": 80}));
    assert_eq!((&people["unknown"], &people["event_measure"]), (&json!(4), &json!("participants")));
    let named: Vec<Value> = [&launch, &reported].iter().map(|it| json!(id_in(it))).collect();
    assert_eq!(proposal["event_ids"], json!(named));
    assert_eq!(proposal["values"].as_array().unwrap().len(), 9, "what nobody measures is not proposed");

    let draft = taken_over(&city, &obligation, &proposal);
    let mine = proposed(&city, "justice_officer", &obligation);
    assert_eq!((&mine["differs"], &mine["submission_number"]), (&json!(false), &json!(1)));
    assert_eq!(mine["submission_id"], id_in(&draft));
    // A draft is its own agency's alone.
    for login in ["standing_officer", "auditor", "chair"] {
        let theirs = proposed(&city, login, &obligation);
        assert_eq!((&theirs["submission_id"], &theirs["differs"]), (&json!(null), &json!(null)), "{login}");
        assert!(
            theirs["values"].as_array().unwrap().iter().all(|it| it["reported"].is_null() && it["differs"].is_null())
        );
        assert_eq!(totals(&theirs), totals(&mine), "{login}");
    }
    city.by("culture_lead").get(&format!("{obligation}/proposed-values")).is_problem(404, "not_found");
    let mut content = city.officer().get(&draft).is(200)["content"].clone();
    content["values"][0]["total"] = json!(9);
    content["values"].as_array_mut().unwrap().remove(3);
    city.officer().patch(&draft, json!({"content": content})).is(200);
    let edited = proposed(&city, "justice_officer", &obligation);
    let differing: Vec<&str> =
        MEASURED.iter().map(|it| it.0).filter(|code| value(&edited, code)["differs"] == true).collect();
    assert_eq!((differing, &edited["differs"]), (vec!["TH.01", "TH.04"], &json!(true)));
    assert_eq!(value(&edited, "TH.01")["reported"]["total"], 9);
}

fn a_correction_shows_and_changes_no_byte(city: City) {
    let papers = city.papers();
    let obligation = papers.owed(&period_of(&city, json!({})), "justice");
    let event = papers.event_in("justice", "reported");
    let draft = taken_over(&city, &obligation, &proposed(&city, "justice_officer", &obligation));
    let hands = Hands::of(&city, "justice");
    hands.step(&draft, "hand_over");
    let mut signed = submit();
    signed["signed_on"] = json!(city.clock.now().date().to_string());
    city.lead().transition(&draft, signed).is(200);
    let submitted = city.auditor().get(&draft);
    assert_eq!(proposed(&city, "auditor", &obligation)["differs"], false);

    let mut told = results();
    told["participants"]["under_16"]["female"] = json!(5);
    city.lead().transition(&event, json!({"action": "correct", "results": told, "reason": "Đếm lại"})).is(200);
    let after = proposed(&city, "auditor", &obligation);
    assert_eq!((&after["differs"], &value(&after, "TH.02")["differs"]), (&json!(true), &json!(true)));
    assert_eq!(value(&after, "TH.02")["value"]["female"], 31);
    assert_eq!(value(&after, "TH.02")["reported"]["female"], 30);
    assert_eq!(value(&after, "TH.01")["differs"], false);
    let again = city.auditor().get(&draft);
    assert_eq!(again.bytes, submitted.bytes, "not a byte of what was submitted");
    assert_eq!(again.is(200)["sha256"], submitted.is(200)["sha256"]);
    // A duplicate drops out once.
    let other = papers.event_in("justice", "reported");
    assert_eq!(value(&proposed(&city, "auditor", &obligation), "TH.01")["value"]["total"], 2);
    let duplicate = json!({"action": "declare_duplicate", "of_id": id_in(&event), "reason": "Nhập hai lần"});
    city.lead().transition(&other, duplicate).is(200);
    assert_eq!(value(&proposed(&city, "auditor", &obligation), "TH.01")["value"]["total"], 1);
}

fn each_event_counts_for_the_nearest_that_owes(city: City) {
    let papers = city.papers();
    papers.event_in("district", "reported");
    papers.event_in("commune", "reported");
    let events = |period: &str, agency: &str| {
        let proposal = proposed(&city, "auditor", &papers.owed(period, agency));
        let named = proposal["event_ids"].as_array().unwrap().len() as i64;
        assert_eq!(proposal["events"], named);
        named
    };
    let everybody = period_of(&city, json!({}));
    assert_eq!((events(&everybody, "district"), events(&everybody, "commune")), (1, 1));
    let districts = period_of(&city, json!({"owed_by": ["district", "department"]}));
    assert_eq!((events(&districts, "district"), events(&districts, "justice")), (2, 0));
    // Whoever is let off has an obligation still.
    let owed = papers.owed(&everybody, "commune");
    let exempt = json!({"action": "exempt", "reason": "Đơn vị mới thành lập"});
    city.by("district_lead").transition(&owed, exempt).is(200);
    assert_eq!((events(&everybody, "district"), events(&everybody, "commune")), (1, 1));
}

fn other_reports_count_what_begins_in_their_window(city: City) {
    let papers = city.papers();
    let annual = json!({"regime": "annual", "window_from": "12-15", "window_to": "12-14"});
    let obligation = papers.owed(&period_of(&city, annual), "justice");
    for (occasion, starts, ends) in [
        ("day_8_3", "2017-03-08T01:00:00Z", "2017-03-08T03:00:00Z"),
        ("action_month", "2017-11-20T01:00:00Z", "2017-11-20T03:00:00Z"),
        ("other", "2016-12-15T01:00:00+07:00", "2016-12-16T03:00:00+07:00"),
        // Out of it: the day before, and the day after, which is in the Action Month all the same.
        ("other", "2016-12-14T01:00:00+07:00", "2016-12-16T03:00:00+07:00"),
        ("action_month", "2017-12-15T01:00:00+07:00", "2017-12-15T03:00:00+07:00"),
    ] {
        let event = papers.event("justice", json!({"occasion": occasion, "starts_at": starts, "ends_at": ends}));
        // Nobody held a role yet when the first of them took place: they are entered afterwards.
        match starts.starts_with("2016") {
            true => ["confirm", "hold", "report"].map(event_step).into_iter().for_each(|step| {
                city.lead().transition(&event, step).is(200);
            }),
            false => papers.bring_event("justice", &event, "reported"),
        }
    }
    let proposal = proposed(&city, "justice_lead", &obligation);
    assert_eq!(
        (&proposal["events"], &proposal["from"], &proposal["to"]),
        (&json!(3), &json!("2016-12-15"), &json!("2017-12-14"))
    );
    let month = papers.owed(&period_of(&city, json!({})), "justice");
    assert_eq!(proposed(&city, "justice_lead", &month)["events"], 2);
}

fn a_measure_fits_its_indicator_and_can_be_taken_away(city: City) {
    let admin = city.admin();
    let new = |code: &str, by_sex: bool, aggregation: &str, measure: &str| {
        let body = json!({"code": code, "name": "Chỉ tiêu", "unit": "lượt", "by_sex": by_sex, "aggregation": aggregation,
            "event_measure": measure});
        admin.post("/indicators", body)
    };
    new("DO.01", true, "sum", "events").is_problem(422, "value_forbidden");
    new("DO.01", false, "ratio", "participants").is_problem(422, "value_forbidden");
    new("DO.01", false, "sum", "visits").is_problem(400, "schema");
    let made = new("DO.01", true, "sum", "participants").is(201);
    assert_eq!(made["event_measure"], "participants");
    let path = format!("/indicators/{}", made["id"].as_str().unwrap());
    admin.patch(&path, json!({"event_measure": "spent"})).is_problem(422, "value_forbidden");
    assert_eq!(admin.patch(&path, json!({"event_measure": "certificates"})).is(200)["event_measure"], "certificates");
    assert_eq!(admin.patch(&path, json!({"unit": "người"})).is(200)["event_measure"], "certificates");
    assert_eq!(admin.patch(&path, json!({"event_measure": null})).is(200)["event_measure"], json!(null));
}
