//! Event plans: an agency's for an Action Month, its own until it is sent up, counted when it is, and taken note of by whoever
//! receives the agency's reports.

use crate::harness::{
    City, Planners, Value, at_once, both_databases, event_step, id_in, json, name_of, new_event, plan_step,
};

const UNKNOWN: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

fn new(city: &City, agency: &str, month: &str, fields: Value) -> Value {
    let mut body = json!({"agency_id": city.agency(agency), "action_month_id": id_in(month)});
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

fn blocked(code: &str) -> Option<Vec<String>> {
    Some(vec![code.to_owned()])
}

/// An agency's own paper of a kind, a draft: its id.
fn paper(city: &City, agency: &str, kind: &str) -> String {
    let body =
        json!({"agency_id": city.agency(agency), "year": 2017, "kind": kind, "title": "Kế hoạch Tháng hành động"});
    let made = city.by(&format!("{agency}_officer")).post("/programmes", body).is(201);
    made["id"].as_str().unwrap().to_owned()
}

both_databases![
    it_counts_what_it_holds_and_keeps_what_it_held,
    it_holds_the_months_events_and_launches_and_no_duplicate,
    without_an_event_it_is_not_sent_up,
    no_event_is_cancelled_while_it_is_counted,
    what_becomes_of_it_moves_no_event,
    an_agency_has_one_for_each_month,
    what_it_refers_to_is_known,
    a_draft_is_its_agencys_alone_until_it_is_sent_up,
    to_others_its_history_begins_with_its_first_submission,
    nobody_acknowledges_what_he_sent_up,
    it_goes_to_whom_the_agency_reports_to_when_it_is_sent_up,
    it_is_edited_in_draft_and_returned_and_removed_before_it_was_sent,
    it_is_taken_back_and_sent_up_again,
    checks_come_in_one_order,
    of_two_who_send_it_up_one_is_late,
    a_repeated_request_is_answered_as_before,
    one_step_of_it_can_be_lent,
    what_waits_for_its_receiver_is_left_when_agencies_end,
    it_is_found_by_agency_month_state_and_year
];

fn it_counts_what_it_holds_and_keeps_what_it_held(city: City) {
    let papers = city.papers();
    let (month, other) = (city.month(2017), city.month(2018));
    let plan = papers.bare_plan(&month, "justice");
    let lead = city.lead();
    let nothing = json!({"events": 0, "cancelled": 0, "by_form": [],
        "planned": {"state": 0, "mobilised_cash": 0, "mobilised_in_kind": 0}});
    assert_eq!(lead.get(&plan).is(200)["totals"], nothing);
    // Another agency's and another year's are not its own.
    papers.listed_event(&month, "culture", "rally");
    papers.listed_event(&other, "justice", "rally");
    let [rally, ..] = ["rally", "seminar", "rally"].map(|form| papers.listed_event(&month, "justice", form));
    let held = json!({"events": 3, "cancelled": 0,
        "by_form": [{"form": "seminar", "events": 1}, {"form": "rally", "events": 2}],
        "planned": {"state": 15_000_000, "mobilised_cash": 0, "mobilised_in_kind": 750_000}});
    let read = lead.get(&plan).is(200);
    assert_eq!((&read["totals"], &read["submitted_totals"]), (&held, &Value::Null));
    city.at("2017-02-02T10:00:00+07:00");
    let sent = lead.transition(&plan, plan_step("submit")).is(200);
    assert_eq!((sent.get("totals"), &sent["submitted_totals"]), (None, &held));
    assert_eq!(sent["submitted_at"], "2017-02-02T03:00:00.000000Z");
    city.lead().transition(&rally, event_step("cancel")).is(200);
    let read = city.standing_officer().get(&plan).is(200);
    assert_eq!(read["submitted_totals"], held, "it stays as it was sent");
    assert_eq!((&read["totals"]["events"], &read["totals"]["cancelled"]), (&json!(2), &json!(1)));
    assert_eq!(read["totals"]["planned"]["state"], 10_000_000);
    let listed = city.lead().get("/event-plans").items();
    assert_eq!((listed[0].get("totals"), listed[0].get("actions")), (None, None));
}

fn it_holds_the_months_events_and_launches_and_no_duplicate(city: City) {
    let papers = city.papers();
    let month = city.month(2017);
    let plan = papers.bare_plan(&month, "justice");
    let event = |occasion: &str, day: &str| {
        let fields = json!({"occasion": occasion, "starts_at": format!("{day}T01:00:00Z"),
            "ends_at": format!("{day}T03:00:00Z")});
        let made = city.officer().post("/events", new_event(&city, "justice", fields)).is(201);
        format!("/events/{}", made["id"].as_str().unwrap())
    };
    event("launch", "2017-11-04");
    event("day_20_10", "2017-10-20");
    event("other", "2017-11-20");
    let (first, again) = (event("action_month", "2017-11-25"), event("action_month", "2017-11-25"));
    let totals = || city.lead().get(&plan).is(200)["totals"].clone();
    assert_eq!((&totals()["events"], &totals()["cancelled"]), (&json!(3), &json!(0)));
    let duplicate = json!({"action": "declare_duplicate", "of_id": id_in(&first), "reason": "Nhập hai lần"});
    city.lead().transition(&again, duplicate).is(200);
    assert_eq!((&totals()["events"], &totals()["cancelled"]), (&json!(2), &json!(0)));
}

/// Whichever comes first: what was sent up tells of the event, or there is nothing to send up.
fn no_event_is_cancelled_while_it_is_counted(city: City) {
    for _ in 0..5 {
        let papers = city.papers();
        let month = papers.month("planned");
        let plan = papers.bare_plan(&month, "justice");
        let event = papers.listed_event(&month, "justice", "rally");
        let (lead, other) = (city.lead(), city.by("justice_lead_2"));
        let submit = || lead.transition(&plan, plan_step("submit"));
        let cancel = || other.transition(&event, event_step("cancel"));
        let answers = at_once(&[&submit, &cancel]);
        answers[1].is(200);
        match answers[0].status {
            200 => assert_eq!(answers[0].body["submitted_totals"]["events"], 1, "{}", answers[0]),
            _ => drop(answers[0].is_problem(422, "no_event")),
        }
    }
}

fn what_becomes_of_it_moves_no_event(city: City) {
    let papers = city.papers();
    let month = city.month(2017);
    let plan = papers.bare_plan(&month, "justice");
    let event = papers.listed_event(&month, "justice", "rally");
    let planners = Planners::of(&city, "justice");
    planners.step(&plan, "submit");
    papers.bring_event("justice", &event, "held");
    let before = city.lead().get(&event);
    for action in ["return", "submit", "acknowledge", "revise"] {
        planners.step(&plan, action);
        assert_eq!(city.lead().get(&event).etag(), before.etag(), "{action}");
    }
    // And without any plan there are events all the same.
    papers.listed_event(&month, "culture", "rally");
}

fn without_an_event_it_is_not_sent_up(city: City) {
    let papers = city.papers();
    let month = city.month(2017);
    let plan = papers.bare_plan(&month, "justice");
    assert_eq!(city.lead().get(&plan).blocked("submit"), blocked("no_event"));
    city.lead().transition(&plan, plan_step("submit")).is_problem(422, "no_event");
    let event = papers.listed_event(&month, "justice", "talk");
    assert_eq!(city.lead().get(&plan).blocked("submit"), None);
    city.lead().transition(&event, event_step("cancel")).is(200);
    assert_eq!(city.lead().get(&plan).blocked("submit"), blocked("no_event"));
    city.lead().transition(&plan, plan_step("submit")).is_problem(422, "no_event");
    assert_eq!(city.lead().get(&plan).is(200)["state"], "draft");
}

fn an_agency_has_one_for_each_month(city: City) {
    let (month, next) = (city.month(2017), city.month(2018));
    let plan = city.papers().bare_plan(&month, "justice");
    let post = |month: &str, fields: Value| city.officer().post("/event-plans", new(&city, "justice", month, fields));
    post(&month, json!({})).is_problem(409, "plan_exists");
    post(&month, json!({"programme_id": UNKNOWN})).is_problem(409, "plan_exists");
    post(&next, json!({"id": id_in(&plan), "programme_id": UNKNOWN})).is_problem(409, "id_taken");
    let once = || post(&next, json!({}));
    let mut statuses: Vec<u16> = at_once(&[&once, &once, &once]).iter().map(|it| it.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409]);
    city.papers().bare_plan(&month, "culture");
}

fn what_it_refers_to_is_known(city: City) {
    let month = city.month(2017);
    let post = |fields: Value| city.officer().post("/event-plans", new(&city, "justice", &month, fields));
    post(json!({"agency_id": UNKNOWN}))
        .is_problem(422, "unknown_reference")
        .points_at("/agency_id", "unknown_reference");
    post(json!({"action_month_id": UNKNOWN}))
        .is_problem(422, "unknown_reference")
        .points_at("/action_month_id", "unknown_reference");
    let programme = paper(&city, "justice", "programme");
    for wrong in [UNKNOWN, &programme] {
        post(json!({"programme_id": wrong}))
            .is_problem(422, "unknown_reference")
            .points_at("/programme_id", "unknown_reference");
    }
    post(json!({"note": "x".repeat(2_001)})).is_problem(400, "schema").points_at("/note", "length_out_of_range");
    post(json!({"state": "submitted"})).is_problem(400, "schema").points_at("/state", "field_unknown");
    let plan = paper(&city, "justice", "plan");
    let made = post(json!({"programme_id": plan, "note": "Kinh phí xã hội hoá"})).is(201);
    assert_eq!((&made["programme_id"], &made["year"]), (&json!(plan), &json!(2017)));
    assert_eq!(made["recipient_id"], json!(city.agency("labour")));
    assert_eq!(made["committee_id"], json!(city.agency("committee")));
    let path = format!("/event-plans/{}", made["id"].as_str().unwrap());
    for wrong in [UNKNOWN.to_owned(), programme, paper(&city, "culture", "plan")] {
        city.lead()
            .patch(&path, json!({"programme_id": wrong}))
            .is_problem(422, "unknown_reference")
            .points_at("/programme_id", "unknown_reference");
    }
    assert_eq!(city.lead().patch(&path, json!({"programme_id": null})).is(200)["programme_id"], Value::Null);
    // A committee organises nothing itself.
    for login in ["chair", "standing_lead"] {
        city.by(login).post("/event-plans", new(&city, "committee", &month, json!({}))).is_problem(403, "role_may_not");
    }
}

fn a_draft_is_its_agencys_alone_until_it_is_sent_up(city: City) {
    let plan = city.papers().plan("commune", "draft");
    let read_by = |readers: &[&str], others: &[&str]| {
        for (logins, status) in [(readers, 200), (others, 404)] {
            for login in logins {
                let who = city.by(login);
                assert_eq!(who.get(&plan).status, status, "{login}");
                assert_eq!(who.get(&format!("{plan}/transitions")).status, status, "{login}");
                let listed = who.get("/event-plans?count=true");
                let found = usize::from(status == 200);
                assert_eq!((listed.ids().len(), &listed.body["total"]), (found, &json!(found)), "{login}");
            }
        }
    };
    let own = ["commune_lead", "commune_officer", "district_lead"];
    let above = ["district_officer", "standing_officer", "standing_lead", "chair", "auditor"];
    let strangers = ["labour_lead", "justice_lead", "justice_auditor", "admin", "portal", "district_admin"];
    read_by(&own, &[&above[..], &strangers].concat());
    let planners = Planners::of(&city, "commune");
    planners.step(&plan, "submit");
    read_by(&[&own[..], &above].concat(), &strangers);
    planners.step(&plan, "revise");
    // What they have seen once they see still.
    read_by(&[&own[..], &above].concat(), &strangers);
}

fn to_others_its_history_begins_with_its_first_submission(city: City) {
    let plan = city.papers().plan("justice", "draft");
    city.officer().patch(&plan, json!({"note": "Bản nháp"})).is(200);
    let planners = Planners::of(&city, "justice");
    for action in ["submit", "return", "submit"] {
        planners.step(&plan, action);
    }
    let told = |login: &str| -> Vec<String> {
        let all = city.by(login).get(&format!("{plan}/transitions")).items();
        all.iter().map(|it| it["action"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(told("justice_officer"), ["create", "update", "submit", "return", "submit"]);
    for login in ["standing_lead", "chair", "auditor"] {
        assert_eq!(told(login), ["submit", "return", "submit"], "{login}");
    }
}

fn nobody_acknowledges_what_he_sent_up(city: City) {
    // The district's lead acts for its communes, and receives what they send up.
    let plan = city.papers().plan("commune", "draft");
    let lead = city.by("district_lead");
    lead.transition(&plan, plan_step("submit")).is(200);
    assert_eq!(lead.get(&plan).blocked("acknowledge"), blocked("separation_of_duties"));
    for action in ["acknowledge", "return"] {
        lead.transition(&plan, plan_step(action)).is_problem(403, "separation_of_duties");
    }
    let lent = json!({"delegate_id": city.user("district_lead"), "agency_id": city.agency("district"),
        "actions": ["event-plans.acknowledge"], "valid_from": "2017-02-01", "valid_to": "2017-02-10"});
    city.by("district_officer").post("/delegations", lent).is(201);
    lead.transition(&plan, plan_step("acknowledge")).is_problem(403, "separation_of_duties");
    city.by("district_officer").transition(&plan, plan_step("acknowledge")).is(200);
    // Whoever edited it is an author, too; whoever changed nothing is none.
    let other = city.papers().plan("commune", "draft");
    lead.patch(&other, json!({})).is(200);
    city.by("commune_lead").transition(&other, plan_step("submit")).is(200);
    lead.transition(&other, plan_step("return")).is(200);
    lead.patch(&other, json!({"note": "Bổ sung"})).is(200);
    city.by("commune_lead").transition(&other, plan_step("submit")).is(200);
    lead.transition(&other, plan_step("acknowledge")).is_problem(403, "separation_of_duties");
}

fn it_goes_to_whom_the_agency_reports_to_when_it_is_sent_up(city: City) {
    let plan = city.papers().plan("commune", "draft");
    let officer = city.by("commune_officer");
    assert_eq!(officer.get(&plan).is(200)["recipient_id"], json!(city.agency("district")));
    let route = json!({"recipient_id": city.agency("culture"), "valid_from": "2017-02-10"});
    city.standing_lead().post(&format!("/agencies/{}/reporting-routes", city.agency("commune")), route).is(201);
    city.at("2017-02-10T09:00:00+07:00");
    let sent = city.by("commune_lead").transition(&plan, plan_step("submit")).is(200);
    assert_eq!(sent["recipient_id"], json!(city.agency("culture")));
    city.by("district_officer").get(&plan).is_problem(404, "not_found");
    city.by("culture_officer").transition(&plan, plan_step("acknowledge")).is(200);
}

fn it_is_edited_in_draft_and_returned_and_removed_before_it_was_sent(city: City) {
    let papers = city.papers();
    for (state, editable) in [("draft", true), ("submitted", false), ("acknowledged", false), ("returned", true)] {
        let plan = papers.plan("justice", state);
        for who in [city.lead(), city.officer()] {
            let read = who.get(&plan);
            assert_eq!(read.blocked("update"), if editable { None } else { blocked("state_forbids") }, "{state}");
            let note = format!("Ghi chú của {}", who.name);
            let answer = who.patch(&plan, json!({"note": note}));
            match editable {
                true => drop(answer.is(200)),
                false => _ = answer.is_problem(409, "state_forbids"),
            }
        }
        city.officer().delete(&plan).is_problem(403, "role_may_not");
        if state == "draft" {
            assert_eq!(city.lead().get(&plan).blocked("delete"), None);
            city.lead().delete(&plan).is(204);
            city.lead().get(&plan).is_problem(404, "not_found");
        } else {
            assert_eq!(city.lead().get(&plan).blocked("delete"), blocked("state_forbids"));
            city.lead().delete(&plan).is_problem(409, "state_forbids");
        }
    }
    // A draft once more, and seen by others before.
    let plan = papers.plan("justice", "submitted");
    city.lead().transition(&plan, plan_step("revise")).is(200);
    city.lead().delete(&plan).is_problem(409, "state_forbids");
}

fn it_is_taken_back_and_sent_up_again(city: City) {
    let papers = city.papers();
    let month = city.month(2017);
    let plan = papers.plan_for(&month, "justice", "acknowledged");
    let lead = city.lead();
    lead.transition(&plan, json!({"action": "revise"})).is_problem(400, "schema");
    let back = lead.transition(&plan, plan_step("revise")).is(200);
    assert_eq!((&back["state"], &back["submitted_totals"]["events"]), (&json!("draft"), &json!(1)));
    papers.listed_event(&month, "justice", "seminar");
    city.at("2017-03-01T08:00:00+07:00");
    let again = lead.transition(&plan, plan_step("submit")).is(200);
    assert_eq!(again["submitted_totals"]["events"], 2);
    assert_eq!(again["submitted_at"], "2017-03-01T01:00:00.000000Z");
    city.standing_officer().transition(&plan, json!({"action": "return"})).is_problem(400, "schema");
    let history = city.standing_officer().get(&format!("{plan}/transitions")).items();
    let last = history.iter().find(|it| it["action"] == "revise").unwrap();
    assert_eq!((&last["from"], &last["to"]), (&json!("acknowledged"), &json!("draft")));
    assert_eq!(last["reason"], "Bổ sung hoạt động");
}

fn checks_come_in_one_order(city: City) {
    let month = city.month(2017);
    let plan = city.papers().bare_plan(&month, "justice");
    let stale = |login: &str| city.by(login).with("if-match", "\"99-abc\"");
    stale("culture_lead").transition(&plan, plan_step("submit")).is_problem(404, "not_found");
    stale("justice_officer").transition(&plan, plan_step("submit")).is_problem(403, "role_may_not");
    stale("justice_lead").transition(&plan, plan_step("submit")).is_problem(412, "stale_version");
    stale("justice_lead").transition(&plan, plan_step("revise")).is_problem(412, "stale_version");
    city.lead().transition(&plan, plan_step("revise")).is_problem(409, "state_forbids");
    city.lead().transition(&plan, plan_step("submit")).is_problem(422, "no_event");
    stale("justice_lead").patch(&plan, json!({"programme_id": UNKNOWN})).is_problem(412, "stale_version");
    city.lead().patch(&plan, json!({"programme_id": UNKNOWN})).is_problem(422, "unknown_reference");
    stale("justice_officer").send("DELETE", &plan, None).is_problem(403, "role_may_not");
    stale("justice_lead").send("DELETE", &plan, None).is_problem(412, "stale_version");
    city.lead().send("DELETE", &plan, None).is_problem(428, "precondition_required");
}

fn of_two_who_send_it_up_one_is_late(city: City) {
    let plan = city.papers().plan("justice", "draft");
    let read = city.lead().get(&plan);
    let by = |login: &str| city.by(login).having_read(&read).transition(&plan, plan_step("submit"));
    let (one, other) = (|| by("justice_lead"), || by("justice_lead_2"));
    let mut statuses: Vec<u16> = at_once(&[&one, &other]).iter().map(|it| it.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
}

fn a_repeated_request_is_answered_as_before(city: City) {
    let month = city.month(2017);
    let officer = city.officer().with_key("ke-hoach");
    let first = officer.post("/event-plans", new(&city, "justice", &month, json!({})));
    let again = officer.post("/event-plans", new(&city, "justice", &month, json!({})));
    assert_eq!((first.is(201), first.etag()), (again.is(201), again.etag()));
    let plan = format!("/event-plans/{}", first.body["id"].as_str().unwrap());
    city.papers().listed_event(&month, "justice", "rally");
    let lead = city.lead().having_read(&city.lead().get(&plan)).with_key("gui-ke-hoach");
    let sent = lead.transition(&plan, plan_step("submit"));
    let repeated = lead.transition(&plan, plan_step("submit"));
    assert_eq!((sent.is(200), sent.etag()), (repeated.is(200), repeated.etag()));
    assert_eq!(city.lead().get(&plan).is(200)["version"], 2);
}

fn one_step_of_it_can_be_lent(city: City) {
    let plan = city.papers().plan("justice", "draft");
    let lent = json!({"delegate_id": city.user("justice_officer"), "agency_id": city.agency("justice"),
        "actions": ["event-plans.submit"], "valid_from": "2017-02-01", "valid_to": "2017-02-10"});
    city.lead().post("/delegations", lent).is(201);
    let delegate = city.officer();
    let read = delegate.get(&plan);
    assert_eq!((read.blocked("submit"), read.blocked("delete")), (None, blocked("role_may_not")));
    delegate.transition(&plan, plan_step("submit")).is(200);
    delegate.transition(&plan, plan_step("revise")).is_problem(403, "role_may_not");
    let last = city.auditor().get(&format!("{plan}/transitions")).items().pop().unwrap();
    assert_eq!(last["on_behalf_of"]["name"], name_of("justice_lead"));
}

fn what_waits_for_its_receiver_is_left_when_agencies_end(city: City) {
    let plan = city.papers().plan("commune", "submitted");
    let left = |agency: &str| city.leaves(city.agency(agency)).iter().any(|it| it.starts_with("event-plans: "));
    assert!(left("commune") && left("district"));
    Planners::of(&city, "commune").step(&plan, "acknowledge");
    assert!(!left("commune") && !left("district"));
}

fn it_is_found_by_agency_month_state_and_year(city: City) {
    let papers = city.papers();
    let (month, next) = (city.month(2017), city.month(2018));
    let justice = papers.plan_for(&month, "justice", "submitted");
    let culture = papers.plan_for(&month, "culture", "acknowledged");
    let later = papers.plan_for(&next, "justice", "submitted");
    let found = |query: &str| city.standing_lead().get(&format!("/event-plans?{query}")).ids();
    let ids = |plans: &[&String]| -> Vec<String> { plans.iter().map(|it| id_in(it).to_owned()).collect() };
    assert_eq!(found(""), ids(&[&justice, &culture, &later]));
    assert_eq!(found("sort=-created_at"), ids(&[&later, &culture, &justice]));
    assert_eq!(found(&format!("agency_id={}", city.agency("justice"))), ids(&[&justice, &later]));
    assert_eq!(found(&format!("action_month_id={}", id_in(&month))), ids(&[&justice, &culture]));
    assert_eq!(found("state=acknowledged&state=returned"), ids(&[&culture]));
    assert_eq!(found("year=2018"), ids(&[&later]));
    assert_eq!(found(&format!("action_month_id={UNKNOWN}")), [] as [String; 0]);
}
