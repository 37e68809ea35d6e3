//! Who owes what by when: regimes, periods and obligations, at the exact instants.

use std::collections::BTreeMap;

use crate::harness::{City, Engine, Person, Value, both_databases, id_in, json};

/// The obligations of a period by agency, as the committee's auditor sees them.
fn owed(city: &City, period: &str) -> BTreeMap<String, Value> {
    let list = city.auditor().get(&format!("/obligations?period_id={}&limit=200", id_in(period))).items();
    let count = list.len();
    let by_agency: BTreeMap<String, Value> =
        list.into_iter().map(|it| (it["agency_id"].as_str().unwrap().to_owned(), it)).collect();
    assert_eq!(by_agency.len(), count, "nobody owes twice");
    by_agency
}

fn of<'a>(city: &City, owed: &'a BTreeMap<String, Value>, agency: &str) -> &'a Value {
    owed.get(&city.agency(agency).to_string()).unwrap_or_else(|| panic!("{agency} owes nothing"))
}

fn count(city: &City, query: &str) -> i64 {
    city.auditor().get(&format!("/obligations?{query}&count=true&limit=1")).is(200)["total"].as_i64().unwrap()
}

fn timeliness(city: &City, obligation: &str) -> Value {
    city.lead().get(obligation).is(200)["timeliness"].clone()
}

/// Some of the figures of a period.
struct Figures {
    expected: i64,
    exempt: i64,
    pending: i64,
    overdue: i64,
}

/// The figures of a period, which add up, within each part and over the parts.
fn figures(city: &City, period: &str, query: &str) -> Figures {
    let read = city.auditor().get(&format!("/statistics/compliance?period_id={}{query}", id_in(period))).is(200);
    const NAMES: [&str; 9] =
        ["expected", "exempt", "on_time", "late", "overdue", "pending", "reported", "nil", "missing"];
    let counts = |part: &Value| {
        let counts = NAMES.map(|name| part[name].as_i64().unwrap_or_else(|| panic!("{name} in {part}")));
        let [expected, exempt, on_time, late, overdue, pending, reported, nil, missing] = counts;
        assert_eq!(on_time + late + overdue + pending, expected - exempt, "{part}");
        assert_eq!(reported + nil + missing, expected - exempt, "{part}");
        let judged = on_time + late + overdue;
        let rate = part["rate"].as_f64();
        assert_eq!(rate.is_none(), judged == 0, "{part}");
        assert!(rate.is_none_or(|rate| (rate - on_time as f64 / judged as f64).abs() < 1e-9), "{part}");
        counts
    };
    let totals = counts(&read["totals"]);
    for parts in ["by_level", "by_branch"] {
        let all = read[parts].as_array().unwrap().iter().map(|it| counts(&it["figures"]));
        let sum = all.fold([0; 9], |sum, it| std::array::from_fn(|index| sum[index] + it[index]));
        assert_eq!(sum, totals, "{parts}");
    }
    let [expected, exempt, _, _, overdue, pending, ..] = totals;
    Figures { expected, exempt, pending, overdue }
}

/// A unit that is entered after the city was.
fn founded(city: &City, code: &str, kind: &str, parent: &str, fields: Value) -> String {
    let mut body = json!({"code": code, "name": format!("Đơn vị {code}"), "kind": kind,
        "parent_id": city.agency(parent), "valid_from": "2000-01-01"});
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    city.admin().post("/agencies", body).is(201)["id"].as_str().unwrap().to_owned()
}

both_databases![
    rule_1_before_15_june_is_late_from_midnight,
    rule_1_a_regime_may_say_on_or_before,
    each_agency_owes_once_and_to_the_right_one,
    a_reporting_route_overrides_the_tree,
    only_the_living_owe_and_opening_again_adds_those_founded_since,
    a_period_opened_by_many_at_once_is_opened_once,
    what_is_upcoming_opens_by_itself,
    an_exemption_is_reversible,
    a_corrected_period_moves_what_is_owed_and_a_cancelled_one_ends_it,
    a_one_off_review_says_its_own_dates,
    a_regime_that_contradicts_itself_is_refused,
    an_extension_keeps_the_base_and_judges_from_the_grant_on,
    figures_hold_for_any_day_and_the_parts_add_up,
    another_city_knows_nothing_of_it
];

fn rule_1_before_15_june_is_late_from_midnight(city: City) {
    let papers = city.papers();
    let period = papers.open_period();
    let read = city.lead().get(&period).is(200);
    for (field, value) in [
        ("regime", "mid_year"),
        ("due_rule", "before"),
        ("due_on", "2017-06-15"),
        ("due_at", "2017-06-14T17:00:00.000000Z"),
        ("data_from", "2016-12-15"),
        ("data_to", "2017-06-14"),
        ("state", "open"),
        ("title", "Báo cáo sơ kết 6 tháng đầu năm 2017"),
    ] {
        assert_eq!(read[field], value, "{field}");
    }
    let obligation = papers.owed(&period, "justice");
    city.at("2017-06-14T23:59:59.999999+07:00");
    assert_eq!(timeliness(&city, &obligation), "pending");
    let all = format!("period_id={}", id_in(&period));
    assert_eq!(
        (count(&city, &format!("{all}&timeliness=pending")), count(&city, &format!("{all}&timeliness=overdue"))),
        (5, 0)
    );
    city.at("2017-06-15T00:00:00+07:00");
    assert_eq!(timeliness(&city, &obligation), "overdue");
    assert_eq!(
        (count(&city, &format!("{all}&timeliness=pending")), count(&city, &format!("{all}&timeliness=overdue"))),
        (0, 5)
    );
    assert_eq!(count(&city, &format!("{all}&timeliness=on_time&timeliness=late")), 0);
    assert_eq!(count(&city, &format!("{all}&content=missing")), 5);
}

fn rule_1_a_regime_may_say_on_or_before(city: City) {
    let papers = city.papers();
    let period = papers.planned_period(json!({"due_rule": "on_or_before"}), json!({}));
    assert_eq!(papers.open(&period)["due_at"], "2017-06-15T17:00:00.000000Z");
    let obligation = papers.owed(&period, "justice");
    city.at("2017-06-15T23:59:59.999999+07:00");
    assert_eq!(timeliness(&city, &obligation), "pending");
    city.at("2017-06-16T00:00:00+07:00");
    assert_eq!(timeliness(&city, &obligation), "overdue");
}

fn each_agency_owes_once_and_to_the_right_one(city: City) {
    let papers = city.papers();
    let internal = json!({"department": "2017-06-10", "commune": "2017-06-01"});
    let period = papers.planned_period(json!({}), json!({"internal_due": internal}));
    assert_eq!(papers.open(&period)["obligations"], 5);
    let owed = owed(&city, &period);
    assert!(!owed.contains_key(&city.agency("committee").to_string()), "the committee owes nothing to itself");
    for (agency, recipient, level, internal) in [
        ("labour", "labour", "department", json!("2017-06-10")),
        ("justice", "labour", "department", json!("2017-06-10")),
        ("culture", "labour", "department", json!("2017-06-10")),
        ("district", "labour", "district", json!(null)),
        ("commune", "district", "commune", json!("2017-06-01")),
    ] {
        let it = of(&city, &owed, agency);
        assert_eq!(it["recipient_id"], json!(city.agency(recipient)), "{agency}");
        assert_eq!(it["owed_to_committee"], json!(recipient == "labour"), "{agency}");
        assert_eq!((&it["level"], &it["internal_due_on"]), (&json!(level), &internal), "{agency}");
        assert_eq!(
            (&it["state"], &it["timeliness"], &it["content"]),
            (&json!("open"), &json!("pending"), &json!("missing"))
        );
        assert_eq!((&it["regime"], &it["year"], &it["versions"]), (&json!("mid_year"), &json!(2017), &json!(0)));
        assert_eq!(
            (&it["due_at"], &it["effective_due_at"]),
            (&json!("2017-06-14T17:00:00.000000Z"), &json!("2017-06-14T17:00:00.000000Z"))
        );
    }
    // Its own, what it receives, and nothing else.
    for (login, seen) in [
        ("justice_lead", 1),
        ("commune_officer", 1),
        ("district_officer", 2),
        ("standing_officer", 5),
        ("chair", 5),
        ("auditor", 5),
        ("admin", 0),
        // What is owed to the standing agency, where this portal is at home, and what is owed in the city.
        ("portal", 4),
        ("city_portal", 5),
        ("justice_auditor", 1),
    ] {
        assert_eq!(
            city.by(login).get(&format!("/obligations?period_id={}", id_in(&period))).ids().len(),
            seen,
            "{login}"
        );
    }
}

fn a_reporting_route_overrides_the_tree(city: City) {
    let papers = city.papers();
    let routes = format!("/agencies/{}/reporting-routes", city.agency("commune"));
    let to = |agency: &str, from: &str, until: Value| {
        json!({"recipient_id": city.agency(agency), "valid_from": from,
            "valid_to": until})
    };
    city.standing_lead().post(&routes, to("justice", "2017-02-01", json!(null))).is(201);
    city.standing_lead().post(&routes, to("culture", "2017-01-01", json!(null))).is_problem(409, "period_overlaps");
    city.standing_lead()
        .post(&routes, to("commune", "2018-01-01", json!(null)))
        .is_problem(422, "unknown_reference")
        .points_at("/recipient_id", "unknown_reference");
    city.standing_lead()
        .post(&routes, to("culture", "2018-01-01", json!("2017-01-01")))
        .is_problem(422, "window_reversed");
    city.standing_lead()
        .post(
            &format!("/agencies/{}/reporting-routes", city.agency("committee")),
            to("culture", "2018-01-01", json!(null)),
        )
        .is_problem(422, "wrong_agency_kind");
    let first = papers.open_period();
    assert_eq!(of(&city, &owed(&city, &first), "commune")["recipient_id"], json!(city.agency("justice")));
    // The next route ends the one before; what was made keeps its recipient.
    city.standing_lead().post(&routes, to("committee", "2017-03-01", json!(null))).is(201);
    let listed = city.lead().get(&routes).items();
    assert_eq!(listed.iter().map(|it| it["valid_to"].clone()).collect::<Vec<_>>(), [json!("2017-02-28"), json!(null)]);
    city.at("2017-03-01T08:00:00+07:00");
    let second = papers.open_period();
    assert_eq!(
        of(&city, &owed(&city, &second), "commune")["recipient_id"],
        json!(city.agency("labour")),
        "the standing agency receives for the committee"
    );
    assert_eq!(of(&city, &owed(&city, &first), "commune")["recipient_id"], json!(city.agency("justice")));
}

fn only_the_living_owe_and_opening_again_adds_those_founded_since(city: City) {
    let papers = city.papers();
    let dissolved = founded(&city, "H24.21", "department", "committee", json!({}));
    let last_day = founded(&city, "H24.22", "department", "committee", json!({}));
    for (agency, on) in [(&dissolved, "2017-01-31"), (&last_day, "2017-02-01")] {
        city.ends_with(agency.parse().unwrap(), on);
    }
    let later = founded(&city, "H24.23", "department", "committee", json!({"valid_from": "2017-02-02"}));
    let another_kind = founded(&city, "H24.24", "unit", "justice", json!({}));
    let period = papers.open_period();
    let first = owed(&city, &period);
    assert_eq!(first.len(), 6);
    assert!(first.contains_key(&last_day));
    for agency in [&dissolved, &later, &another_kind] {
        assert!(!first.contains_key(agency));
    }
    city.at("2017-02-02T00:00:00+07:00");
    assert_eq!(papers.open(&period)["obligations"], 7);
    let second = owed(&city, &period);
    assert!(second.contains_key(&later));
    for (agency, before) in first {
        assert_eq!(second[&agency], before, "what is owed already stays as it is");
    }
    assert_eq!(papers.open(&period)["obligations"], 7);
    let history = city.auditor().get(&format!("{period}/transitions")).items();
    let told: Vec<Value> = history.iter().map(|it| it["action"].clone()).collect();
    assert_eq!(told, ["create", "open", "open"], "the last one found nobody new, and is no step");
}

fn a_period_opened_by_many_at_once_is_opened_once(city: City) {
    let papers = city.papers();
    let period = papers.planned_period(json!({}), json!({}));
    let etag = city.standing_lead().get(&period).etag().unwrap();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let open = |login: &'static str| {
            let (who, etag, period) = (city.by(login).with("if-match", &etag), &etag, &period);
            let _ = etag;
            scope.spawn(move || who.transition(period, json!({"action": "open"})).status)
        };
        let all: Vec<_> =
            ["standing_lead", "standing_lead_2"].iter().cycle().take(8).map(|login| open(login)).collect();
        all.into_iter().map(|it| it.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|it| **it == 200).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|it| [200, 412].contains(it)), "{statuses:?}");
    assert_eq!(owed(&city, &period).len(), 5);
    // Whatever version is there: opening anew looks who owes by now, and nobody owes twice.
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..8)
            .map(|_| {
                let (who, period) = (city.standing_lead().with("if-match", "*"), &period);
                scope.spawn(move || who.transition(period, json!({"action": "open"})).status)
            })
            .collect();
        all.into_iter().map(|it| it.join().unwrap()).collect()
    });
    assert!(statuses.iter().all(|it| *it == 200), "{statuses:?}");
    assert_eq!(owed(&city, &period).len(), 5);
}

fn what_is_upcoming_opens_by_itself(city: City) {
    let papers = city.papers();
    let period = papers.planned_period(json!({}), json!({"opens_on": "2017-05-15"}));
    papers.open(&period);
    let obligation = papers.owed(&period, "justice");
    let all = format!("period_id={}", id_in(&period));
    let states = || ["upcoming", "open", "exempt"].map(|state| count(&city, &format!("{all}&state={state}")));
    city.at("2017-05-14T23:59:59.999999+07:00");
    assert_eq!(city.lead().get(&obligation).is(200)["state"], "upcoming");
    assert_eq!((states(), count(&city, &format!("{all}&state=upcoming&state=open"))), ([5, 0, 0], 5));
    city.at("2017-05-15T00:00:00+07:00");
    assert_eq!(city.lead().get(&obligation).is(200)["state"], "open");
    assert_eq!((states(), count(&city, &format!("{all}&state=upcoming&state=exempt"))), ([0, 5, 0], 0));
}

fn an_exemption_is_reversible(city: City) {
    let papers = city.papers();
    let period = papers.open_period();
    let obligation = papers.owed(&period, "justice");
    let exempt = json!({"action": "exempt", "reason": "Đơn vị mới thành lập"});
    let after = city.standing_lead().transition(&obligation, exempt).is(200);
    assert_eq!(
        (&after["state"], &after["content"], &after["timeliness"]),
        (&json!("exempt"), &json!("exempt"), &json!(null))
    );
    assert_eq!(after["exempt_reason"], "Đơn vị mới thành lập");
    city.at("2017-06-20T08:00:00+07:00");
    let all = format!("period_id={}", id_in(&period));
    assert_eq!(
        (count(&city, &format!("{all}&timeliness=overdue")), count(&city, &format!("{all}&content=exempt"))),
        (4, 1)
    );
    let back = json!({"action": "reinstate", "reason": "Miễn nhầm đơn vị"});
    let after = city.standing_lead().transition(&obligation, back).is(200);
    assert_eq!(
        (&after["state"], &after["content"], &after["timeliness"], &after["exempt_reason"]),
        (&json!("open"), &json!("missing"), &json!("overdue"), &json!(null))
    );
    let history = city.lead().get(&format!("{obligation}/transitions")).items();
    let seen: Vec<_> =
        history.iter().map(|it| [&it["action"], &it["from"], &it["to"], &it["reason"]].map(Value::clone)).collect();
    assert_eq!(
        seen[1..],
        [
            [json!("exempt"), json!("open"), json!("exempt"), json!("Đơn vị mới thành lập")],
            [json!("reinstate"), json!("exempt"), json!("open"), json!("Miễn nhầm đơn vị")],
        ]
    );
}

fn a_corrected_period_moves_what_is_owed_and_a_cancelled_one_ends_it(city: City) {
    let papers = city.papers();
    let period = papers.open_period();
    let obligation = papers.owed(&period, "commune");
    let before = city.auditor().get(&obligation).is(200);
    let titled = city.standing_lead().patch(&period, json!({"title": "Báo cáo 6 tháng"})).is(200);
    assert_eq!((&titled["title"], &titled["obligations"]), (&json!("Báo cáo 6 tháng"), &json!(5)));
    assert_eq!(city.auditor().get(&obligation).is(200)["version"], before["version"], "its dates are the same");
    let moved = json!({"due_on": "2017-06-20", "internal_due": {"commune": "2017-06-12"}, "opens_on": "2017-03-01"});
    assert_eq!(city.standing_lead().patch(&period, moved).is(200)["due_at"], "2017-06-19T17:00:00.000000Z");
    let after = city.auditor().get(&obligation).is(200);
    assert_eq!(
        (&after["due_on"], &after["due_at"], &after["effective_due_at"]),
        (&json!("2017-06-20"), &json!("2017-06-19T17:00:00.000000Z"), &json!("2017-06-19T17:00:00.000000Z"))
    );
    assert_eq!((&after["internal_due_on"], &after["state"]), (&json!("2017-06-12"), &json!("upcoming")));
    city.standing_lead()
        .patch(&period, json!({"opens_on": "2017-06-20"}))
        .is_problem(422, "window_reversed")
        .points_at("/opens_on", "window_reversed");
    city.standing_lead()
        .patch(&period, json!({"data_to": "2016-01-01"}))
        .is_problem(422, "window_reversed")
        .points_at("/data_to", "window_reversed");
    city.standing_lead()
        .patch(&period, json!({"internal_due": {"district": "2017-06-20"}}))
        .is_problem(422, "internal_due_not_earlier")
        .points_at("/internal_due/district", "internal_due_not_earlier");

    let regime = city.lead().get(&period).is(200)["regime_id"].clone();
    let again = json!({"regime_id": regime, "year": 2017, "opens_on": "2017-01-15"});
    city.standing_lead().post("/report-periods", again.clone()).is_problem(409, "period_exists");
    city.standing_lead().transition(&period, json!({"action": "cancel", "reason": "Gộp kỳ"})).is(200);
    let ended = city.auditor().get(&obligation).is(200);
    assert_eq!((&ended["state"], &ended["timeliness"]), (&json!("cancelled"), &json!(null)));
    city.standing_lead().patch(&period, json!({"title": "Khác"})).is_problem(409, "state_forbids");
    city.standing_lead().transition(&period, json!({"action": "open"})).is_problem(409, "state_forbids");
    let next = city.standing_lead().post("/report-periods", again).is(201);
    assert_eq!(papers.open(&format!("/report-periods/{}", next["id"].as_str().unwrap()))["obligations"], 5);
}

fn a_one_off_review_says_its_own_dates(city: City) {
    let papers = city.papers();
    let regime = papers.regime(
        json!({"regime": "one_off", "due_month": null, "due_day": null, "window_from": null, "window_to": null}),
    );
    let body = json!({"regime_id": regime, "year": 2017, "opens_on": "2017-07-01", "due_on": "2017-09-15",
        "data_from": "2007-07-01", "data_to": "2017-06-30"});
    for field in ["due_on", "data_from", "data_to"] {
        let mut without = body.clone();
        without.as_object_mut().unwrap().remove(field);
        city.standing_lead()
            .post("/report-periods", without)
            .is_problem(422, "date_needed")
            .points_at(&format!("/{field}"), "date_needed");
    }
    let period = city.standing_lead().post("/report-periods", body).is(201);
    assert_eq!((&period["regime"], &period["due_at"]), (&json!("one_off"), &json!("2017-09-14T17:00:00.000000Z")));
    let listed =
        city.lead().get("/report-periods?year=2017&regime=one_off&regime=annual&state=planned&sort=-due_at").items();
    assert_eq!(listed.iter().map(|it| it["id"].clone()).collect::<Vec<_>>(), [period["id"].clone()]);
}

fn a_regime_that_contradicts_itself_is_refused(city: City) {
    let lead = city.standing_lead();
    let indicator = json!({"code": "CB.01", "name": "Nữ tham gia cấp ủy", "unit": "người", "by_sex": true,
        "aggregation": "sum", "targets": [{"year": 2017, "value": 25}]});
    let entered = city.admin().post("/indicators", indicator.clone()).is(201);
    city.admin().post("/indicators", indicator).is_problem(409, "code_taken");
    let twice = json!({"code": "CB.02", "name": "Khác", "unit": "người", "by_sex": false, "aggregation": "ratio",
        "targets": [{"year": 2017, "value": 25}, {"year": 2017, "value": 26.5}]});
    city.admin()
        .post("/indicators", twice)
        .is_problem(422, "code_repeated")
        .points_at("/targets/1/year", "code_repeated");
    lead.post(
        "/indicators",
        json!({"code": "CB.03", "name": "Khác", "unit": "người", "by_sex": false, "aggregation": "sum"}),
    )
    .is_problem(403, "role_may_not");
    let path = format!("/indicators/{}", entered["id"].as_str().unwrap());
    assert_eq!(
        city.admin().patch(&path, json!({"targets": [{"year": 2018, "value": 26.75}]})).is(200)["targets"],
        json!([{"year": 2018, "value": 26.75}])
    );
    assert_eq!(city.lead().get("/indicators?q=cap%20uy&aggregation=sum").ids(), [entered["id"].as_str().unwrap()]);

    let body = |fields: Value| {
        let mut body = json!({"committee_id": city.agency("committee"), "code": "TK", "regime": "annual",
            "title": "Báo cáo tổng kết năm",
            "owed_by": ["department"], "due_rule": "before", "due_month": 12, "due_day": 15, "window_from": "12-15", "window_to": "12-14"});
        for (name, value) in fields.as_object().unwrap() {
            body[name] = value.clone();
        }
        body
    };
    let section = json!({"code": "I", "title": "Kết quả", "required": true});
    for (fields, pointer, code) in [
        (json!({"owed_by": ["department", "city_committee"]}), "/owed_by/1", "wrong_agency_kind"),
        (json!({"due_day": null}), "/due_day", "month_day_incomplete"),
        (json!({"due_month": 2, "due_day": 30}), "/due_day", "month_day_incomplete"),
        (json!({"window_to": null}), "/window_to", "month_day_incomplete"),
        (json!({"sections": [section, section]}), "/sections/1/code", "code_repeated"),
        (json!({"indicators": ["CB.01", "CB.01"]}), "/indicators/1", "code_repeated"),
        (json!({"indicators": ["CB.01", "CB.99"]}), "/indicators/1", "unknown_reference"),
        (json!({"committee_id": "01890a5d-ac96-774b-bcce-b302099a8057"}), "/committee_id", "unknown_reference"),
    ] {
        lead.post("/report-regimes", body(fields)).is_problem(422, code).points_at(pointer, code);
    }
    lead.post("/report-regimes", body(json!({"window_from": "02-30"}))).is_problem(400, "schema");
    lead.post("/report-regimes", body(json!({"committee_id": city.agency("district")})))
        .is_problem(403, "role_may_not");
    city.standing_officer().post("/report-regimes", body(json!({}))).is_problem(403, "role_may_not");
    let regime = lead.post("/report-regimes", body(json!({"indicators": ["CB.01"], "sections": [section]}))).is(201);
    lead.post("/report-regimes", body(json!({}))).is_problem(409, "code_taken");
    let path = format!("/report-regimes/{}", regime["id"].as_str().unwrap());
    // What is planned keeps what it was planned with.
    let period = lead
        .post("/report-periods", json!({"regime_id": regime["id"], "year": 2017, "opens_on": "2017-11-01"}))
        .is(201);
    assert_eq!(
        (&period["data_from"], &period["data_to"], &period["due_at"]),
        (&json!("2016-12-15"), &json!("2017-12-14"), &json!("2017-12-14T17:00:00.000000Z"))
    );
    assert_eq!(
        lead.patch(&path, json!({"indicators": [], "owed_by": ["district"]})).is(200)["owed_by"],
        json!(["district"])
    );
    let kept = lead.get(&format!("/report-periods/{}", period["id"].as_str().unwrap())).is(200);
    assert_eq!((&kept["indicators"], &kept["owed_by"]), (&json!(["CB.01"]), &json!(["department"])));
}

fn an_extension_keeps_the_base_and_judges_from_the_grant_on(city: City) {
    let papers = city.papers();
    let period = papers.open_period();
    let obligation = papers.owed(&period, "justice");
    let other = papers.owed(&period, "culture");
    let ask = |until: &str| json!({"obligation_ids": [id_in(&obligation)], "until": until, "reason": "Chờ số liệu"});
    city.at("2017-06-16T09:00:00+07:00");
    let assignments = json!({"assignment_ids": [id_in(&obligation)], "obligation_ids": [id_in(&obligation)],
        "until": "2017-06-30", "reason": "Chờ"});
    city.lead().post("/extensions", assignments).is_problem(422, "one_subject");
    city.lead().post("/extensions", json!({"until": "2017-06-30", "reason": "Chờ"})).is_problem(422, "one_subject");
    city.lead()
        .post("/extensions", ask("2017-06-14"))
        .is_problem(422, "until_not_later")
        .points_at("/until", "until_not_later");
    city.officer().post("/extensions", ask("2017-06-30")).is_problem(403, "role_may_not");
    let hidden = json!({"obligation_ids": [id_in(&other)], "until": "2017-06-30", "reason": "Chờ"});
    city.lead()
        .post("/extensions", hidden)
        .is_problem(422, "unknown_reference")
        .points_at("/obligation_ids", "unknown_reference");
    assert_eq!(city.lead().get(&obligation).blocked("ask_extension"), None);
    let extension = city.lead().post("/extensions", ask("2017-06-30")).is(201);
    assert_eq!(
        (&extension["obligation_ids"], &extension["assignment_ids"]),
        (&json!([id_in(&obligation)]), &json!([]))
    );
    city.lead().post("/extensions", ask("2017-06-30")).is_problem(409, "already_asked");
    let path = format!("/extensions/{}", extension["id"].as_str().unwrap());
    assert_eq!(city.lead().get(&format!("/extensions?obligation_id={}", id_in(&obligation))).ids(), [id_in(&path)]);
    assert_eq!(figures(&city, &period, "").overdue, 5);
    city.at("2017-06-17T09:00:00+07:00");
    city.standing_lead().transition(&path, json!({"action": "grant", "until": "2017-06-20"})).is(200);
    let after = city.lead().get(&obligation).is(200);
    assert_eq!(
        (&after["due_at"], &after["effective_due_at"]),
        (&json!("2017-06-14T17:00:00.000000Z"), &json!("2017-06-20T17:00:00.000000Z"))
    );
    assert_eq!(
        (&after["due_on"], &after["extended_until"], &after["timeliness"]),
        (&json!("2017-06-15"), &json!("2017-06-20"), &json!("pending"))
    );
    let now = figures(&city, &period, "");
    assert_eq!((now.pending, now.overdue), (1, 4));
    // On record the day before, it was overdue.
    assert_eq!(figures(&city, &period, "&as_of=2017-06-17T01:59:59Z").overdue, 5);
    assert_eq!(figures(&city, &period, "&as_of=2017-06-17T02:00:00Z").overdue, 4);
    city.at("2017-06-21T00:00:00+07:00");
    assert_eq!(figures(&city, &period, "").overdue, 5);
}

fn figures_hold_for_any_day_and_the_parts_add_up(city: City) {
    let papers = city.papers();
    let period = papers.open_period();
    city.at("2017-03-01T09:00:00+07:00");
    let obligation = papers.owed(&period, "justice");
    city.standing_lead().transition(&obligation, json!({"action": "exempt", "reason": "Mới thành lập"})).is(200);
    city.at("2017-03-10T09:00:00+07:00");
    city.standing_lead().transition(&obligation, json!({"action": "reinstate", "reason": "Miễn nhầm"})).is(200);
    let commune = papers.owed(&period, "commune");
    city.by("district_lead").transition(&commune, json!({"action": "exempt", "reason": "Sáp nhập"})).is(200);
    city.at("2017-06-15T00:00:00+07:00");
    for (as_of, expected, exempt, pending, overdue) in [
        ("2017-02-01T01:59:59.999999Z", 0, 0, 0, 0),
        ("2017-02-01T02:00:00Z", 5, 0, 5, 0),
        ("2017-03-05T00:00:00Z", 5, 1, 4, 0),
        ("2017-03-10T02:00:00Z", 5, 1, 4, 0),
        ("2017-06-14T16:59:59.999999Z", 5, 1, 4, 0),
        ("2017-06-14T17:00:00Z", 5, 1, 0, 4),
    ] {
        let seen = figures(&city, &period, &format!("&as_of={as_of}"));
        assert_eq!(
            (seen.expected, seen.exempt, seen.pending, seen.overdue),
            (expected, exempt, pending, overdue),
            "{as_of}"
        );
    }
    let branch = figures(&city, &period, &format!("&agency_id={}", city.agency("district")));
    assert_eq!((branch.expected, branch.exempt, branch.overdue), (2, 1, 1));
    assert_eq!(figures(&city, &period, &format!("&agency_id={}", city.agency("committee"))).expected, 5);
    assert_eq!(figures(&city, &period, &format!("&agency_id={}", city.agency("commune"))).expected, 1);
    assert_eq!(figures(&city, &period, "&year=2017&regime=mid_year").expected, 5);
    assert_eq!(figures(&city, &period, "&year=2016").expected, 0);
    // Everybody counts what he may read.
    for (login, expected) in
        [("justice_officer", 1), ("district_officer", 2), ("chair", 5), ("admin", 0), ("city_portal", 5)]
    {
        let seen = city.by(login).get(&format!("/statistics/compliance?period_id={}", id_in(&period))).is(200);
        assert_eq!(seen["totals"]["expected"], expected, "{login}");
    }
    // What was called off counts nowhere, from then on.
    city.standing_lead().transition(&period, json!({"action": "cancel", "reason": "Gộp kỳ"})).is(200);
    let none = city.auditor().get(&format!("/statistics/compliance?period_id={}", id_in(&period))).is(200);
    assert_eq!(
        (&none["totals"]["expected"], &none["totals"]["rate"], &none["by_level"]),
        (&json!(0), &json!(null), &json!([]))
    );
    assert_eq!(figures(&city, &period, "&as_of=2017-06-14T16:00:00Z").expected, 5);
}

fn another_city_knows_nothing_of_it(city: City) {
    let papers = city.papers();
    let period = papers.open_period();
    let obligation = papers.owed(&period, "justice");
    let regime = format!("/report-regimes/{}", city.lead().get(&period).is(200)["regime_id"].as_str().unwrap());
    let (_, stranger) = city.found_another();
    for path in [&period, &obligation, &regime] {
        stranger.get(path).is_problem(404, "not_found");
    }
    for list in ["/report-periods", "/report-regimes", "/obligations"] {
        assert_eq!(stranger.get(list).ids(), [""; 0], "{list}");
    }
    stranger
        .post(
            "/indicators",
            json!({"code": "CB.01", "name": "Nữ", "unit": "người", "by_sex": true, "aggregation": "sum"}),
        )
        .is(201);
}

/// One SQLite file is one service; several stand before one PostgreSQL.
#[test]
fn opened_on_two_instances_at_once_nobody_owes_twice() {
    if !Engine::postgres_is_wanted() {
        return;
    }
    let city = City::on(Engine::Postgres);
    let other = city.another_instance();
    for _ in 0..5 {
        let period = city.papers().planned_period(json!({}), json!({}));
        let here = city.standing_lead().with_etag_of(&period);
        let there = city.by("standing_lead_2").on(&other).with_etag_of(&period);
        let open = |who: &Person| who.transition(&period, json!({"action": "open"})).status;
        let mut statuses = std::thread::scope(|scope| {
            let running = [&here, &there].map(|who| scope.spawn(|| open(who)));
            running.map(|it| it.join().unwrap())
        });
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
        assert_eq!(owed(&city, &period).len(), 5);
    }
}
