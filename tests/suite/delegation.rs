//! One person acts for another: between two dates, for what was named, and with both names on the record.

use crate::harness::{City, PASSWORD, Value, both_databases, issue, json, name_of};

/// The chair lets somebody issue, from 1 to 10 March 2017: the delegation's path.
fn lend(city: &City, delegate: &str) -> String {
    let body = json!({"delegate_id": city.user(delegate), "agency_id": city.agency("committee"),
        "actions": ["programmes.issue"],
        "valid_from": "2017-03-01", "valid_to": "2017-03-10", "reason": "Đi công tác nước ngoài"});
    format!("/delegations/{}", city.chair().post("/delegations", body).is(201)["id"].as_str().unwrap())
}

both_databases![
    the_delegate_issues_for_the_chair_and_both_are_on_the_record,
    outside_its_dates_and_after_its_end_it_counts_for_nothing,
    it_ends_with_the_right_that_it_lends,
    it_ends_with_the_account_that_lends,
    separation_of_duties_looks_at_both,
    what_was_done_for_somebody_counts_as_theirs_too,
    only_what_one_may_do_oneself_can_be_lent,
    whoever_acts_for_another_can_sign_in
];

fn the_delegate_issues_for_the_chair_and_both_are_on_the_record(city: City) {
    lend(&city, "culture_officer");
    let delegate = city.by("culture_officer");
    let programme = city.papers().programme("committee", "justice", "under_review");
    delegate.get(&programme).is_problem(404, "not_found");
    city.at("2017-03-05T09:00:00+07:00");
    assert_eq!(delegate.get(&programme).blocked("issue"), None, "he sees what he acts on");
    assert_eq!(delegate.get(&programme).blocked("cancel"), Some(vec!["role_may_not".to_owned()]));
    delegate.transition(&programme, json!({"action": "return", "reason": "Thử"})).is_problem(403, "role_may_not");
    delegate.transition(&programme, issue("1016/CTr-BCĐ")).is(200);
    let history = city.auditor().get(&format!("{programme}/transitions?limit=200")).items();
    let step = history.last().unwrap();
    assert_eq!(step["action"], "issue");
    assert_eq!(step["actor"], json!({"id": city.user("culture_officer"), "name": name_of("culture_officer")}));
    assert_eq!(step["on_behalf_of"], json!({"id": city.user("chair"), "name": name_of("chair")}));
    let entry = city.auditor().get("/audit-entries?action=issue").items();
    assert_eq!(
        (&entry[0]["on_behalf_of"]["id"], &entry[0]["actor_role"]),
        (&json!(city.user("chair")), &json!("chair"))
    );
}

fn outside_its_dates_and_after_its_end_it_counts_for_nothing(city: City) {
    let delegation = lend(&city, "standing_lead_2");
    let delegate = city.by("standing_lead_2");
    let programme = city.papers().programme("committee", "justice", "under_review");
    for instant in ["2017-02-28T23:59:59+07:00", "2017-03-11T00:00:00+07:00"] {
        city.at(instant);
        delegate.transition(&programme, issue("1/CTr")).is_problem(403, "role_may_not");
        assert_eq!(delegate.get(&programme).blocked("issue"), Some(vec!["role_may_not".to_owned()]));
    }
    city.at("2017-03-10T23:59:59+07:00");
    assert_eq!(delegate.get(&programme).blocked("issue"), None);
    city.chair().transition(&delegation, json!({"action": "revoke", "reason": "Đã về"})).is(200);
    delegate.transition(&programme, issue("1/CTr")).is_problem(403, "role_may_not");
}

fn it_ends_with_the_right_that_it_lends(city: City) {
    lend(&city, "standing_lead_2");
    let delegate = city.by("standing_lead_2");
    city.at("2017-03-05T09:00:00+07:00");
    let programme = city.papers().programme("committee", "justice", "under_review");
    let grants = city.admin().get(&format!("/grants?user_id={}", city.user("chair"))).ids();
    city.admin()
        .transition(&format!("/grants/{}", grants[0]), json!({"action": "revoke", "reason": "Thôi chức"}))
        .is(200);
    delegate.transition(&programme, issue("1/CTr")).is_problem(403, "role_may_not");
}

fn it_ends_with_the_account_that_lends(city: City) {
    lend(&city, "standing_lead_2");
    city.at("2017-03-05T09:00:00+07:00");
    let programme = city.papers().programme("committee", "justice", "under_review");
    city.admin()
        .transition(&format!("/users/{}", city.user("chair")), json!({"action": "disable", "reason": "Nghỉ hưu"}))
        .is(200);
    city.by("standing_lead_2").transition(&programme, issue("1/CTr")).is_problem(403, "role_may_not");
}

fn separation_of_duties_looks_at_both(city: City) {
    city.at("2017-03-05T09:00:00+07:00");
    lend(&city, "standing_lead_2");
    // The delegate handed it over himself.
    let delegate = city.by("standing_lead_2");
    let programme = city.papers().programme("committee", "justice", "draft");
    delegate.transition(&programme, json!({"action": "submit"})).is(200);
    delegate.transition(&programme, issue("1/CTr")).is_problem(403, "separation_of_duties");
    city.chair().transition(&programme, issue("1/CTr")).is(200);
    // The person for whom he acts did.
    let justice = city.agency("justice");
    let officer_too = json!({"user_id": city.user("justice_lead"), "agency_id": justice, "role": "agency_officer",
        "scope": "self", "valid_from": "2017-01-01"});
    city.admin().post("/grants", officer_too).is(201);
    let body = json!({"delegate_id": city.user("justice_officer"), "agency_id": justice,
        "actions": ["programmes.issue"], "valid_from": "2017-03-01", "valid_to": "2017-03-10"});
    city.lead().post("/delegations", body).is(201);
    let own = city.papers().programme("justice", "justice", "draft");
    city.lead().transition(&own, json!({"action": "submit"})).is(200);
    city.officer().transition(&own, issue("2/KH")).is_problem(403, "separation_of_duties");
    city.by("justice_lead_2").transition(&own, issue("2/KH")).is(200);
}

fn what_was_done_for_somebody_counts_as_theirs_too(city: City) {
    // An officer reports done for his lead; the lead, verifier in his own programme, may then not verify it.
    let (district, commune_lead) = (city.agency("district"), city.user("commune_lead"));
    city.at("2017-03-05T09:00:00+07:00");
    let body = json!({"delegate_id": commune_lead, "agency_id": district, "actions": ["assignments.report_done"],
        "valid_from": "2017-03-01", "valid_to": "2017-03-10"});
    city.by("district_lead").post("/delegations", body).is(201);
    let assignment = city.papers().assignment_of("district", "district", "accepted");
    let step = json!({"action": "report_done", "narrative": "Xong"});
    city.by("commune_lead").transition(&assignment, step).is(200);
    city.by("district_lead")
        .transition(&assignment, json!({"action": "verify"}))
        .is_problem(403, "separation_of_duties");
    city.by("district_officer").transition(&assignment, json!({"action": "verify"})).is(200);
}

fn only_what_one_may_do_oneself_can_be_lent(city: City) {
    let (committee, delegate) = (city.agency("committee"), city.user("standing_lead"));
    let lend = |fields: Value| {
        let mut body = json!({"delegate_id": delegate, "agency_id": committee, "actions": ["programmes.issue"],
            "valid_from": "2017-03-01", "valid_to": "2017-03-10"});
        for (name, value) in fields.as_object().unwrap() {
            body[name] = value.clone();
        }
        city.chair().post("/delegations", body)
    };
    lend(json!({"actions": ["programmes.issue", "assignments.verify"]}))
        .is_problem(422, "action_not_delegable")
        .points_at("/actions/1", "action_not_delegable");
    lend(json!({"actions": ["users.create"]})).is_problem(422, "action_not_delegable");
    lend(json!({"actions": ["programmes.vanish"]})).is_problem(422, "action_not_delegable");
    lend(json!({"actions": []})).is_problem(400, "schema");
    lend(json!({"delegate_id": city.user("chair")})).is_problem(422, "delegate_is_self");
    lend(json!({"valid_from": "2017-03-11"})).is_problem(422, "window_reversed");
    lend(json!({"valid_to": "2018-03-02"})).is_problem(422, "delegation_too_long");
    lend(json!({"agency_id": city.agency("labour")})).is_problem(403, "role_may_not");
    lend(json!({"delegate_id": city.user("disabled")})).is_problem(422, "unknown_reference");
    lend(json!({})).is(201);
    // What was lent is not lent on.
    city.at("2017-03-05T09:00:00+07:00");
    let on = json!({"delegate_id": city.user("labour_officer"), "agency_id": city.agency("labour"),
        "actions": ["programmes.issue"], "valid_from": "2017-03-01", "valid_to": "2017-03-10"});
    city.standing_lead().post("/delegations", on).is_problem(422, "action_not_delegable");
}

fn whoever_acts_for_another_can_sign_in(city: City) {
    let (admin, culture) = (city.admin(), city.agency("culture"));
    let person = json!({"login": "moi", "full_name": "Người mới", "agency_id": culture, "password": PASSWORD});
    let id = admin.post("/users", person).is(201)["id"].clone();
    let lend = || {
        let body = json!({"delegate_id": id, "agency_id": culture, "actions": ["assignments.report_done"],
            "valid_from": "2017-03-01", "valid_to": "2017-03-10"});
        city.by("culture_lead").post("/delegations", body)
    };
    let refused = || {
        lend().is_problem(422, "delegate_without_role").points_at("/delegate_id", "delegate_without_role");
    };
    let grant = |agency: &str, from: &str, to: &str| {
        let body = json!({"user_id": id, "agency_id": city.agency(agency), "role": "auditor", "scope": "self",
            "valid_from": from, "valid_to": to});
        admin.post("/grants", body).is(201)
    };
    refused();
    // A role that is over by then, or comes later, opens no door; nor does one where nothing is left.
    grant("culture", "2017-01-01", "2017-02-28");
    grant("culture", "2017-03-11", "2017-12-31");
    grant("commune", "2017-01-01", "2017-12-31");
    city.end("commune", "2017-02-20");
    refused();
    grant("justice", "2017-03-05", "2017-03-05");
    refused();
    // From the first day on.
    grant("justice", "2017-03-01", "2017-03-01");
    lend().is(201);
}
