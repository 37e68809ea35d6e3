//! The Action Month: entered once a year, announced with its theme, edited by fewer people from then on, and removed while nothing
//! refers to it.

use crate::harness::{City, Value, at_once, both_databases, id_in, json, month_step, name_of};

const UNKNOWN: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

fn new(city: &City, year: i32, fields: Value) -> Value {
    let mut body = json!({"committee_id": city.agency("committee"), "year": year, "name": "Tháng hành động"});
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

fn law(city: &City, number: &str) -> String {
    let law =
        json!({"number": number, "kind": "law", "issuer": "Quốc hội", "issued_on": "2006-11-29", "title": number});
    city.admin().post("/legal-documents", law).is(201)["id"].as_str().unwrap().to_owned()
}

fn blocked(code: &str) -> Option<Vec<String>> {
    Some(vec![code.to_owned()])
}

both_databases![
    its_window_follows_from_its_year,
    a_committee_has_one_for_each_year,
    what_is_wrong_in_it_is_named,
    a_theme_may_come_late_and_stays_once_it_is_out,
    it_is_removed_while_it_is_planned_and_alone,
    a_document_that_it_names_stays,
    checks_come_in_one_order,
    of_two_who_announce_one_is_late,
    a_repeated_request_is_answered_as_before,
    what_happened_is_on_record,
    one_step_of_it_can_be_lent,
    it_is_found_by_year_state_and_words,
    another_city_knows_nothing_of_it
];

fn its_window_follows_from_its_year(city: City) {
    let month = city.month(2017);
    for login in ["portal", "city_portal"] {
        city.by(login).get(&month).is_problem(404, "not_found");
        assert!(city.by(login).get("/action-months").ids().is_empty(), "{login} reads what is announced");
    }
    for login in ["commune_officer", "justice_lead", "chair", "auditor", "admin", "standing_officer"] {
        let read = city.by(login).get(&month).is(200);
        for (field, value) in [
            ("opens_at", json!("2017-11-14T17:00:00.000000Z")),
            ("closes_at", json!("2017-12-15T17:00:00.000000Z")),
            ("launches_from", json!("2017-10-31T17:00:00.000000Z")),
            ("state", json!("planned")),
            ("year", json!(2017)),
            ("version", json!(1)),
            ("slogans", json!(["Hãy lên tiếng", "Không im lặng"])),
            ("legal_document_ids", json!([])),
        ] {
            assert_eq!(read[field], value, "{login}: {field}");
        }
        assert_eq!(city.by(login).get("/action-months").ids(), [id_in(&month)], "{login}");
    }
    let of_officer = city.standing_officer().get(&month);
    assert_eq!((of_officer.blocked("update"), of_officer.blocked("delete")), (None, None));
    assert_eq!(of_officer.blocked("announce"), blocked("role_may_not"));
    let of_chair = city.chair().get(&month);
    assert_eq!((of_chair.blocked("announce"), of_chair.blocked("update")), (None, blocked("role_may_not")));
    assert_eq!(of_chair.blocked("retract"), blocked("state_forbids"));
}

fn a_committee_has_one_for_each_year(city: City) {
    let month = city.month(2017);
    let officer = city.standing_officer();
    officer.post("/action-months", new(&city, 2017, json!({}))).is_problem(409, "month_exists");
    officer.post("/action-months", new(&city, 2018, json!({"id": id_in(&month)}))).is_problem(409, "id_taken");
    let both = new(&city, 2017, json!({"legal_document_ids": [UNKNOWN]}));
    officer.post("/action-months", both).is_problem(409, "month_exists");
    let year = |year| {
        let body = new(&city, year, json!({}));
        let lead = city.standing_lead();
        move || lead.post("/action-months", body.clone())
    };
    let mut codes: Vec<u16> = at_once(&[&year(2019), &year(2019), &year(2019)]).iter().map(|it| it.status).collect();
    codes.sort_unstable();
    assert_eq!(codes, [201, 409, 409]);
}

fn what_is_wrong_in_it_is_named(city: City) {
    let officer = city.standing_officer();
    let wrong = |fields: Value| officer.post("/action-months", new(&city, 2017, fields));
    for (fields, pointer, code) in [
        (json!({"year": 1999}), "/year", "number_out_of_range"),
        (json!({"year": 2101}), "/year", "number_out_of_range"),
        (json!({"name": ""}), "/name", "length_out_of_range"),
        (json!({"theme": "x".repeat(501)}), "/theme", "length_out_of_range"),
        (json!({"slogans": vec!["x"; 31]}), "/slogans", "length_out_of_range"),
        (json!({"legal_document_ids": vec![UNKNOWN; 21]}), "/legal_document_ids", "length_out_of_range"),
        (json!({"opens_at": "2017-11-14T17:00:00Z"}), "/opens_at", "field_unknown"),
        (json!({"state": "announced"}), "/state", "field_unknown"),
    ] {
        wrong(fields).is_problem(400, "schema").points_at(pointer, code);
    }
    assert_eq!(wrong(json!({"slogans": ["x".repeat(301)]})).status, 400);
    wrong(json!({"legal_document_ids": [law(&city, "1"), UNKNOWN]}))
        .is_problem(422, "unknown_reference")
        .points_at("/legal_document_ids", "unknown_reference");
    wrong(json!({"committee_id": UNKNOWN}))
        .is_problem(422, "unknown_reference")
        .points_at("/committee_id", "unknown_reference");
    wrong(json!({"committee_id": city.agency("justice")}))
        .is_problem(422, "not_a_committee")
        .points_at("/committee_id", "not_a_committee");
    let own = new(&city, 2017, json!({"committee_id": city.agency("justice")}));
    city.lead().post("/action-months", own).is_problem(403, "role_may_not");
    let month = city.month(2017);
    officer.patch(&month, json!({"year": 2018})).is_problem(400, "schema").points_at("/year", "field_unknown");
    officer
        .patch(&month, json!({"legal_document_ids": [UNKNOWN]}))
        .is_problem(422, "unknown_reference")
        .points_at("/legal_document_ids", "unknown_reference");
    assert_eq!(officer.get(&month).is(200)["version"], 1);
}

fn a_theme_may_come_late_and_stays_once_it_is_out(city: City) {
    let (officer, lead) = (city.standing_officer(), city.standing_lead());
    let made = officer.post("/action-months", new(&city, 2017, json!({}))).is(201);
    assert_eq!((&made["theme"], &made["slogans"]), (&Value::Null, &json!([])));
    let month = format!("/action-months/{}", made["id"].as_str().unwrap());
    assert_eq!(lead.get(&month).blocked("announce"), blocked("theme_missing"));
    lead.transition(&month, month_step("announce")).is_problem(422, "theme_missing");
    officer.patch(&month, json!({"theme": "Chung tay"})).is(200);
    assert_eq!(city.chair().transition(&month, month_step("announce")).is(200)["state"], "announced");
    // From here on it is the lead's, and it has a theme.
    assert_eq!(officer.get(&month).blocked("update"), blocked("role_may_not"));
    officer.patch(&month, json!({"name": "Khác"})).is_problem(403, "role_may_not");
    assert_eq!(lead.get(&month).blocked("update"), None);
    lead.patch(&month, json!({"theme": null})).is_problem(422, "theme_missing").points_at("/theme", "theme_missing");
    assert_eq!(lead.patch(&month, json!({"theme": "Hành động"})).is(200)["theme"], "Hành động");
    lead.transition(&month, json!({"action": "retract"})).is_problem(400, "schema");
    lead.transition(&month, month_step("retract")).is(200);
    lead.transition(&month, month_step("retract")).is_problem(409, "state_forbids");
    assert_eq!(officer.patch(&month, json!({"theme": null})).is(200)["theme"], Value::Null);
}

fn it_is_removed_while_it_is_planned_and_alone(city: City) {
    let (officer, lead) = (city.standing_officer(), city.standing_lead());
    let month = city.month(2017);
    city.chair().delete(&month).is_problem(403, "role_may_not");
    lead.transition(&month, month_step("announce")).is(200);
    assert_eq!(officer.get(&month).blocked("delete"), blocked("state_forbids"));
    officer.delete(&month).is_problem(409, "state_forbids");
    lead.transition(&month, month_step("retract")).is(200);
    let plan = city.papers().bare_plan(&month, "justice");
    assert_eq!(officer.get(&month).blocked("delete"), blocked("referenced"));
    officer.delete(&month).is_problem(409, "referenced");
    city.lead().delete(&plan).is(204);
    let event = city.papers().listed_event(&month, "justice", "rally");
    assert_eq!(officer.get(&month).blocked("delete"), blocked("referenced"));
    officer.delete(&month).is_problem(409, "referenced");
    city.lead().delete(&event).is(204);
    officer.delete(&month).is(204);
    officer.get(&month).is_problem(404, "not_found");
    city.month(2017);
}

fn a_document_that_it_names_stays(city: City) {
    let officer = city.standing_officer();
    let [first, second] = ["73/2006/QH11", "1241/QĐ-TTg"].map(|number| law(&city, number));
    let month = city.month(2017);
    let named = officer.patch(&month, json!({"legal_document_ids": [&second, &first]})).is(200);
    assert_eq!(named["legal_document_ids"], json!([second, first]), "in their order");
    assert_eq!(city.officer().get("/action-months").items()[0]["legal_document_ids"], json!([second, first]));
    let document = format!("/legal-documents/{first}");
    assert_eq!(city.admin().get(&document).blocked("delete"), blocked("referenced"));
    city.admin().delete(&document).is_problem(409, "referenced");
    officer.patch(&month, json!({"legal_document_ids": [&second]})).is(200);
    city.admin().delete(&document).is(204);
    officer.delete(&month).is(204);
    city.admin().delete(&format!("/legal-documents/{second}")).is(204);
}

fn checks_come_in_one_order(city: City) {
    let month = city.month(2017);
    city.papers().bare_plan(&month, "justice");
    let stale = |login: &str| city.by(login).with("if-match", "\"99-abc\"");
    let missing = format!("/action-months/{UNKNOWN}");
    stale("standing_officer").send("DELETE", &missing, None).is_problem(404, "not_found");
    stale("justice_lead").send("DELETE", &month, None).is_problem(403, "role_may_not");
    stale("standing_officer").send("DELETE", &month, None).is_problem(412, "stale_version");
    city.standing_officer().send("DELETE", &month, None).is_problem(428, "precondition_required");
    stale("standing_officer").patch(&month, json!({"legal_document_ids": [UNKNOWN]})).is_problem(412, "stale_version");
    stale("justice_lead").transition(&month, month_step("retract")).is_problem(403, "role_may_not");
    stale("chair").transition(&month, month_step("retract")).is_problem(412, "stale_version");
    city.chair().transition(&month, month_step("retract")).is_problem(409, "state_forbids");
}

fn of_two_who_announce_one_is_late(city: City) {
    let month = city.month(2017);
    let read = city.chair().get(&month);
    let one = || city.chair().having_read(&read).transition(&month, month_step("announce"));
    let other = || city.standing_lead().having_read(&read).transition(&month, month_step("announce"));
    let mut statuses: Vec<u16> = at_once(&[&one, &other]).iter().map(|it| it.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
}

fn a_repeated_request_is_answered_as_before(city: City) {
    let officer = city.standing_officer().with_key("thang-hanh-dong");
    let first = officer.post("/action-months", new(&city, 2017, json!({})));
    let again = officer.post("/action-months", new(&city, 2017, json!({})));
    assert_eq!((first.is(201), first.etag()), (again.is(201), again.etag()));
    officer.post("/action-months", new(&city, 2018, json!({}))).is_problem(422, "idempotency_key_reused");
    assert_eq!(city.auditor().get("/action-months").ids().len(), 1);
}

fn what_happened_is_on_record(city: City) {
    let month = city.month(2017);
    city.standing_officer().patch(&month, json!({"theme": "Hành động"})).is(200);
    city.standing_lead().transition(&month, month_step("announce")).is(200);
    city.chair().transition(&month, month_step("retract")).is(200);
    let history = city.by("commune_lead").get(&format!("{month}/transitions")).items();
    let told: Vec<_> = history
        .iter()
        .map(|it| [&it["action"], &it["from"], &it["to"], &it["reason"]].map(|it| it.as_str().unwrap_or("-")))
        .collect();
    assert_eq!(
        told,
        [
            ["create", "-", "planned", "-"],
            ["update", "-", "-", "-"],
            ["announce", "planned", "announced", "-"],
            ["retract", "announced", "planned", "Đổi chủ đề"],
        ]
    );
    assert_eq!(history[2]["actor"]["name"], name_of("standing_lead"));
    let entries = city.auditor().get(&format!("/audit-entries?resource_id={}", id_in(&month))).items();
    assert!(entries.len() == 4 && entries.iter().all(|it| it["resource"] == "action-months"), "{entries:?}");
}

fn one_step_of_it_can_be_lent(city: City) {
    let month = city.month(2017);
    let lent = json!({"delegate_id": city.user("culture_lead"), "agency_id": city.agency("committee"),
        "actions": ["action-months.announce"], "valid_from": "2017-03-01", "valid_to": "2017-03-10"});
    city.chair().post("/delegations", lent).is(201);
    let delegate = city.by("culture_lead");
    delegate.transition(&month, month_step("announce")).is_problem(403, "role_may_not");
    city.at("2017-03-05T09:00:00+07:00");
    let read = delegate.get(&month);
    assert_eq!((read.blocked("announce"), read.blocked("update")), (None, blocked("role_may_not")));
    delegate.transition(&month, month_step("announce")).is(200);
    delegate.transition(&month, month_step("retract")).is_problem(403, "role_may_not");
    let last = city.auditor().get(&format!("{month}/transitions")).items().pop().unwrap();
    assert_eq!(last["on_behalf_of"]["name"], name_of("chair"));
}

fn it_is_found_by_year_state_and_words(city: City) {
    let months = [2016, 2017, 2018].map(|year| city.month(year));
    city.standing_lead().transition(&months[0], month_step("announce")).is(200);
    city.standing_officer().patch(&months[1], json!({"theme": "Bình đẳng giới trong gia đình"})).is(200);
    let found = |query: &str| -> Vec<i64> {
        let all = city.officer().get(&format!("/action-months?{query}")).items();
        all.iter().map(|it| it["year"].as_i64().unwrap()).collect()
    };
    assert_eq!(found(""), [2016, 2017, 2018]);
    assert_eq!(found("sort=-year"), [2018, 2017, 2016]);
    assert_eq!(found("sort=-created_at"), [2018, 2017, 2016]);
    assert_eq!(found("year=2018&year=2016"), [2016, 2018]);
    assert_eq!(found("state=announced"), [2016]);
    assert_eq!(found("q=gia%20dinh"), [2017]);
    assert_eq!(found("q=nam%202018"), [2018]);
    assert_eq!(found(&format!("committee_id={}&state=planned", city.agency("committee"))), [2017, 2018]);
    assert_eq!(found(&format!("committee_id={UNKNOWN}")), [] as [i64; 0]);
}

fn another_city_knows_nothing_of_it(city: City) {
    let month = city.month(2017);
    let (_, stranger) = city.found_another();
    stranger.get(&month).is_problem(404, "not_found");
    stranger.delete(&month).is_problem(404, "not_found");
    assert_eq!(stranger.get("/action-months").ids(), [] as [String; 0]);
}
