//! What the public is told: asked for by one, approved by another, and never another text than was approved.

use crate::harness::{City, Person, Value, both_databases, event_step, id_in, json, name_of, publication_step};

const TITLE: &str = "Hội thảo phòng, chống bạo lực gia đình";
const OTHER: &str = "Hội thảo xây dựng gia đình hạnh phúc";

fn approve() -> Value {
    publication_step("approve")
}

/// Somebody of the standing agency who also has a part in what an agency organises.
fn also(city: &City, login: &str, role: &str) {
    let grant = json!({"user_id": city.user(login), "agency_id": city.agency("labour"), "role": role, "scope": "self",
        "valid_from": "2017-01-01"});
    city.admin().post("/grants", grant).is(201);
}

fn state(city: &City, publication: &str) -> String {
    city.auditor().get(publication).is(200)["state"].as_str().unwrap().to_owned()
}

both_databases![
    nobody_approves_what_he_asked_for,
    nobody_approves_what_he_wrote,
    who_wrote_it_before_the_last_approval_may_approve,
    both_people_of_a_delegation_stand_apart,
    the_old_title_is_public_until_the_change_is_approved,
    later_edits_do_not_hinder_an_approval,
    what_is_asked_for_is_what_was_read,
    a_conflict_comes_before_a_broken_rule,
    the_same_text_is_not_asked_for_twice,
    without_a_summary_there_is_nothing_to_publish,
    only_what_stands_is_published,
    what_is_asked_for_can_be_taken_back,
    what_is_refused_leaves_what_is_public,
    what_is_withdrawn_begins_anew,
    a_commune_s_event_is_approved_by_the_standing_agency_and_its_plan_acknowledged_by_its_district,
    its_history_says_who_did_what
];

fn nobody_approves_what_he_asked_for(city: City) {
    also(&city, "labour_lead", "standing_officer");
    let papers = city.papers();
    let event = papers.event_in("labour", "confirmed");
    let publication = format!("{event}/publication");
    let both = city.by("labour_lead");
    papers.request(&both, &event).is(200);
    for action in ["approve", "refuse"] {
        city.refuses(403, "separation_of_duties", || both.transition(&publication, publication_step(action)));
        assert_eq!(both.get(&publication).blocked(action), Some(vec!["separation_of_duties".to_owned()]), "{action}");
    }
    // Whoever neither asked nor wrote approves it.
    city.standing_lead().transition(&publication, approve()).is(200);
}

fn nobody_approves_what_he_wrote(city: City) {
    also(&city, "standing_officer", "agency_officer");
    also(&city, "standing_officer_2", "agency_officer");
    let papers = city.papers();
    // One wrote it, and one changed it.
    let body = crate::harness::new_event(&city, "labour", json!({}));
    city.month_of(2017);
    let event = city.standing_officer().post("/events", body).is(201);
    let event = format!("/events/{}", event["id"].as_str().unwrap());
    city.by("standing_officer_2").patch(&event, json!({"title": OTHER})).is(200);
    papers.bring_event("labour", &event, "confirmed");
    let publication = papers.bring_publication("labour", &event, "none");
    papers.request(&city.by("labour_lead"), &event).is(200);
    for login in ["standing_officer", "standing_officer_2"] {
        let who = city.by(login);
        city.refuses(403, "separation_of_duties", || who.transition(&publication, approve()));
        assert_eq!(who.get(&publication).blocked("approve"), Some(vec!["separation_of_duties".to_owned()]), "{login}");
    }
    city.standing_lead().transition(&publication, approve()).is(200);
    // Withdrawing is nobody's judgement of his own.
    city.standing_officer().transition(&publication, publication_step("withdraw")).is(200);
}

fn who_wrote_it_before_the_last_approval_may_approve(city: City) {
    also(&city, "standing_officer", "agency_officer");
    also(&city, "standing_officer_2", "agency_officer");
    let papers = city.papers();
    let event = papers.event_in("labour", "confirmed");
    city.standing_officer().patch(&event, json!({"title": OTHER})).is(200);
    let publication = format!("{event}/publication");
    let lead = city.by("labour_lead");
    papers.request(&lead, &event).is(200);
    city.standing_lead().transition(&publication, approve()).is(200);
    // What somebody else changes since then he can judge.
    city.by("standing_officer_2").patch(&event, json!({"title": TITLE})).is(200);
    papers.request(&lead, &event).is(200);
    city.refuses(403, "separation_of_duties", || city.by("standing_officer_2").transition(&publication, approve()));
    city.standing_officer().transition(&publication, approve()).is(200);
    // An edit between the request and its approval was judged by nobody.
    city.standing_officer().patch(&event, json!({"title": OTHER})).is(200);
    papers.request(&lead, &event).is(200);
    city.by("standing_officer_2").patch(&event, json!({"title": "Ngày hội gia đình"})).is(200);
    city.standing_lead().transition(&publication, approve()).is(200);
    papers.request(&lead, &event).is(200);
    city.refuses(403, "separation_of_duties", || city.by("standing_officer_2").transition(&publication, approve()));
    city.standing_officer().transition(&publication, approve()).is(200);
}

fn both_people_of_a_delegation_stand_apart(city: City) {
    let papers = city.papers();
    let delegation = |by: &Person, to: &str, agency: &str, action: &str| {
        let body = json!({"delegate_id": city.user(to), "agency_id": city.agency(agency), "actions": [action],
            "valid_from": "2017-02-01", "valid_to": "2017-02-28"});
        by.post("/delegations", body).is(201);
    };
    // The standing agency's lead asks for the labour agency's lead: neither of the two approves then.
    delegation(&city.by("labour_lead"), "standing_lead", "labour", "publications.request");
    also(&city, "labour_lead", "standing_officer");
    let event = papers.event_in("labour", "confirmed");
    let publication = format!("{event}/publication");
    papers.request(&city.standing_lead(), &event).is(200);
    for login in ["standing_lead", "labour_lead"] {
        city.refuses(403, "separation_of_duties", || city.by(login).transition(&publication, approve()));
    }
    city.standing_officer().transition(&publication, approve()).is(200);
    // And whoever wrote it does not approve it for somebody else, as he does what others wrote.
    delegation(&city.by("standing_lead_2"), "labour_officer", "labour", "publications.approve");
    let event = papers.event_in("labour", "confirmed");
    let publication = papers.bring_publication("labour", &event, "requested");
    city.refuses(403, "separation_of_duties", || city.by("labour_officer").transition(&publication, approve()));
    let event = papers.event_in("culture", "confirmed");
    let publication = papers.bring_publication("culture", &event, "requested");
    city.by("labour_officer").transition(&publication, approve()).is(200);
    let step = city.auditor().get(&format!("{publication}/transitions")).items().pop().unwrap();
    assert_eq!(step["actor"], json!({"id": city.user("labour_officer"), "name": name_of("labour_officer")}));
    assert_eq!(step["on_behalf_of"]["id"], json!(city.user("standing_lead_2")));
}

fn the_old_title_is_public_until_the_change_is_approved(city: City) {
    let papers = city.papers();
    let event = papers.event_in("justice", "confirmed");
    let publication = papers.bring_publication("justice", &event, "published");
    let lead = city.lead();
    let titles = || {
        let read = lead.get(&publication).is(200);
        (read["approved"]["title"].clone(), read["requested"]["title"].clone(), read["sequence"].clone())
    };
    lead.patch(&event, json!({"title": OTHER})).is(200);
    assert_eq!(titles(), (json!(TITLE), Value::Null, json!(1)));
    papers.request(&lead, &event).is(200);
    assert_eq!(state(&city, &publication), "change_requested");
    assert_eq!(titles(), (json!(TITLE), json!(OTHER), json!(1)));
    city.standing_officer().transition(&publication, approve()).is(200);
    assert_eq!(titles(), (json!(OTHER), Value::Null, json!(2)));
    let read = lead.get(&publication).is(200);
    assert_eq!((&read["event_version"], &read["approved_event_version"]), (&json!(3), &json!(3)));
    assert_eq!(lead.get(&event).is(200)["publication"], json!({"state": "published", "since": read["since"]}));
}

fn later_edits_do_not_hinder_an_approval(city: City) {
    let papers = city.papers();
    let event = papers.event_in("justice", "confirmed");
    let publication = papers.bring_publication("justice", &event, "requested");
    city.officer().patch(&event, json!({"title": OTHER, "public_summary": null})).is(200);
    assert_eq!(city.standing_lead().get(&publication).blocked("approve"), None);
    let approved = city.standing_lead().transition(&publication, approve()).is(200);
    assert_eq!(approved["approved"]["title"], TITLE);
    assert_eq!((&approved["approved_event_version"], &approved["requested"]), (&json!(2), &Value::Null));
    assert_eq!(approved["approved"]["organiser"], "Sở Tư pháp");
}

fn what_is_asked_for_is_what_was_read(city: City) {
    let papers = city.papers();
    let event = papers.event_in("justice", "confirmed");
    let publication = format!("{event}/publication");
    let ask = |version: Value| json!({"action": "request", "event_version": version});
    let lead = city.lead();
    for version in [1, 3, i32::MAX] {
        city.refuses(409, "event_changed", || lead.transition(&publication, ask(json!(version))));
    }
    for version in [json!(0), json!("2"), json!(2.5), Value::Null] {
        city.refuses(400, "schema", || lead.transition(&publication, ask(version)));
    }
    city.refuses(400, "schema", || lead.transition(&publication, json!({"action": "request"})))
        .points_at("/event_version", "field_missing");
    // The version that counts for If-Match is the publication's own.
    let of_event = lead.having_read(&lead.get(&event));
    of_event.transition(&publication, ask(json!(2))).is_problem(412, "stale_version");
    lead.transition(&publication, ask(json!(2))).is(200);
}

fn a_conflict_comes_before_a_broken_rule(city: City) {
    let event = city.papers().event("justice", json!({"public_summary": null}));
    city.papers().bring_event("justice", &event, "confirmed");
    let (publication, lead) = (format!("{event}/publication"), city.lead());
    let ask = |version: i32| lead.transition(&publication, json!({"action": "request", "event_version": version}));
    let changed = city.refuses(409, "event_changed", || ask(1));
    let told: Vec<&Value> = changed.body["errors"].as_array().unwrap().iter().map(|it| &it["code"]).collect();
    assert_eq!(told, ["event_changed", "summary_missing"], "whatever else is wrong is told too");
    city.refuses(422, "summary_missing", || ask(2));
}

fn the_same_text_is_not_asked_for_twice(city: City) {
    let papers = city.papers();
    let event = papers.event_in("justice", "confirmed");
    let publication = papers.bring_publication("justice", &event, "published");
    let lead = city.lead();
    assert_eq!(lead.get(&publication).blocked("request"), Some(vec!["text_unchanged".to_owned()]));
    city.refuses(422, "text_unchanged", || papers.request(&lead, &event));
    // What the public is not told changes nothing either: neither money nor times.
    lead.patch(&event, json!({"planned": {"state": 5}, "capacity": 30})).is(200);
    lead.transition(&event, event_step("reschedule")).is(200);
    city.refuses(422, "text_unchanged", || papers.request(&lead, &event));
    let partner = json!([{"kind": "organisation", "name": "Hội Luật gia", "role": "supporter"}]);
    lead.patch(&event, json!({"partners": partner})).is(200);
    city.refuses(422, "text_unchanged", || papers.request(&lead, &event));
    for (number, edit) in [
        json!({"venue": {"name": "Nhà hát lớn"}}),
        json!({"themes": ["law"]}),
        json!({"audiences": ["students"]}),
        json!({"mode": "hybrid", "online_url": "https://hop.example.vn/a"}),
        json!({"partners": [{"kind": "agency", "agency_id": city.agency("culture"), "role": "co_organiser"}]}),
        json!({"public_summary": "Vào cửa tự do"}),
    ]
    .into_iter()
    .enumerate()
    {
        lead.patch(&event, edit).is(200);
        papers.request(&lead, &event).is(200);
        let approved = city.standing_lead().transition(&publication, approve()).is(200);
        assert_eq!(approved["sequence"], number + 3, "the change and the new time before it are counted");
    }
    let text = lead.get(&publication).is(200)["approved"].clone();
    assert_eq!(text["co_organisers"], json!(["Sở Văn hoá và Thể thao"]));
    let mut names: Vec<&String> = text.as_object().unwrap().keys().collect();
    names.sort();
    let expected = [
        "audiences",
        "co_organisers",
        "form",
        "form_note",
        "mode",
        "online_url",
        "organiser",
        "summary",
        "themes",
        "title",
        "venue",
    ];
    assert_eq!(names, expected, "no money, no results, no people");
}

fn without_a_summary_there_is_nothing_to_publish(city: City) {
    let papers = city.papers();
    let event = papers.event("justice", json!({"public_summary": null}));
    papers.bring_event("justice", &event, "confirmed");
    let publication = format!("{event}/publication");
    assert_eq!(city.lead().get(&publication).blocked("request"), Some(vec!["summary_missing".to_owned()]));
    city.refuses(422, "summary_missing", || papers.request(&city.lead(), &event));
    city.officer().patch(&event, json!({"public_summary": "Vào cửa tự do"})).is(200);
    papers.request(&city.lead(), &event).is(200);
}

fn only_what_stands_is_published(city: City) {
    let papers = city.papers();
    city.at("2017-11-25T09:00:00+07:00");
    for (state, stands) in [
        ("planned", false),
        ("confirmed", true),
        ("postponed", false),
        ("cancelled", false),
        ("held", true),
        ("reported", true),
    ] {
        let event = papers.event_in("justice", state);
        if stands {
            papers.bring_publication("justice", &event, "published");
        } else {
            let answer = papers.request(&city.lead(), &event);
            assert!([409, 422].contains(&answer.status), "{state}: {answer}");
            assert_eq!(answer.code(), "state_forbids", "{state}: {answer}");
        }
    }
}

fn what_is_asked_for_can_be_taken_back(city: City) {
    let papers = city.papers();
    for (from, to) in [("requested", "none"), ("change_requested", "published")] {
        let event = papers.event_in("justice", "confirmed");
        let publication = papers.bring_publication("justice", &event, from);
        city.refuses(403, "role_may_not", || city.standing_lead().transition(&publication, publication_step("recall")));
        let before = city.lead().get(&publication).is(200);
        let after = city.lead().transition(&publication, publication_step("recall")).is(200);
        assert_eq!((&after["state"], &after["requested"]), (&json!(to), &Value::Null));
        for kept in ["approved", "shown", "sequence", "sequenced_at", "first_approved"] {
            assert_eq!(after[kept], before[kept], "{from} {kept}");
        }
        papers.request(&city.lead(), &event).is(200);
        assert_eq!(state(&city, &publication), from);
    }
}

fn what_is_refused_leaves_what_is_public(city: City) {
    let papers = city.papers();
    for (from, to) in [("requested", "refused"), ("change_requested", "published")] {
        let event = papers.event_in("justice", "confirmed");
        let publication = papers.bring_publication("justice", &event, from);
        let standing = city.standing_officer();
        city.refuses(400, "schema", || standing.transition(&publication, json!({"action": "refuse"})))
            .points_at("/reason", "field_missing");
        let before = standing.get(&publication).is(200);
        let after = standing.transition(&publication, publication_step("refuse")).is(200);
        assert_eq!((&after["state"], &after["requested"]), (&json!(to), &Value::Null));
        for kept in ["approved", "shown", "sequence"] {
            assert_eq!(after[kept], before[kept], "{from} {kept}");
        }
        let history = city.lead().get(&format!("{publication}/transitions")).items();
        assert_eq!(history.last().unwrap()["reason"], "Cần bổ sung nội dung");
    }
}

fn what_is_withdrawn_begins_anew(city: City) {
    let papers = city.papers();
    let event = papers.event_in("justice", "confirmed");
    let publication = papers.bring_publication("justice", &event, "published");
    let (lead, standing) = (city.lead(), city.standing_lead());
    let moved = lead.transition(&event, event_step("reschedule")).is(200);
    let read = || lead.get(&publication).is(200);
    assert_eq!(read()["shown"]["status"], "rescheduled");
    assert_eq!(read()["first_approved"]["starts_at"], "2017-11-20T01:00:00.000000Z");
    // A change that is approved leaves it as it was first approved.
    lead.patch(&event, json!({"title": OTHER})).is(200);
    papers.request(&lead, &event).is(200);
    standing.transition(&publication, approve()).is(200);
    assert_eq!(read()["shown"]["status"], "rescheduled");
    // A withdrawal does not.
    let before = read()["sequence"].as_i64().unwrap();
    lead.transition(&publication, publication_step("withdraw")).is(200);
    let gone = read();
    assert_eq!(
        (&gone["state"], &gone["shown"], &gone["sequence"]),
        (&json!("withdrawn"), &Value::Null, &json!(before + 1))
    );
    papers.request(&lead, &event).is(200);
    assert_eq!((&read()["shown"], read()["sequence"].as_i64()), (&Value::Null, Some(before + 1)));
    standing.transition(&publication, approve()).is(200);
    assert_eq!(read()["first_approved"]["starts_at"], moved["starts_at"]);
    assert_eq!((&read()["shown"]["status"], read()["sequence"].as_i64()), (&json!("scheduled"), Some(before + 2)));
    // Also while a change of it is asked for.
    let event = papers.event_in("justice", "confirmed");
    let publication = papers.bring_publication("justice", &event, "change_requested");
    let gone = standing.transition(&publication, publication_step("withdraw")).is(200);
    assert_eq!((&gone["state"], &gone["requested"], &gone["shown"]), (&json!("withdrawn"), &Value::Null, &Value::Null));
}

fn a_commune_s_event_is_approved_by_the_standing_agency_and_its_plan_acknowledged_by_its_district(city: City) {
    let papers = city.papers();
    let event = papers.event_in("commune", "confirmed");
    let publication = format!("{event}/publication");
    papers.request(&city.by("commune_lead"), &event).is(200);
    city.by("district_officer").transition(&publication, approve()).is_problem(404, "not_found");
    city.standing_officer().transition(&publication, approve()).is(200);
    let plan = papers.bare_plan(&city.month_of(2017), "commune");
    city.by("commune_lead").transition(&plan, json!({"action": "submit"})).is(200);
    city.refuses(403, "role_may_not", || city.standing_lead().transition(&plan, json!({"action": "acknowledge"})));
    city.by("district_officer").transition(&plan, json!({"action": "acknowledge"})).is(200);
}

fn its_history_says_who_did_what(city: City) {
    let papers = city.papers();
    let event = papers.event_in("justice", "confirmed");
    let publication = papers.bring_publication("justice", &event, "change_requested");
    city.lead().transition(&event, event_step("cancel")).is(200);
    city.lead().transition(&publication, publication_step("withdraw")).is(200);
    let history = city.officer().get(&format!("{publication}/transitions?limit=200")).items();
    let steps: Vec<(&str, Option<&str>, &str)> = history
        .iter()
        .map(|it| (it["action"].as_str().unwrap(), it["from"].as_str(), it["to"].as_str().unwrap()))
        .collect();
    assert_eq!(
        steps,
        [
            ("create", None, "none"),
            ("request", Some("none"), "requested"),
            ("approve", Some("requested"), "published"),
            ("request", Some("published"), "change_requested"),
            ("follow", Some("change_requested"), "published"),
            ("withdraw", Some("published"), "withdrawn"),
        ]
    );
    let versions: Vec<i64> = history.iter().map(|it| it["version"].as_i64().unwrap()).collect();
    assert_eq!(versions, [1, 2, 3, 4, 5, 6]);
    let actors: Vec<&Value> = history.iter().map(|it| &it["actor"]["id"]).collect();
    let [officer, lead, standing] =
        ["justice_officer", "justice_lead", "standing_officer"].map(|it| json!(city.user(it)));
    assert_eq!(actors, [&officer, &lead, &standing, &lead, &lead, &lead]);
    // The event's own history is another's, under the same id.
    let of_event = city.officer().get(&format!("{event}/transitions")).items();
    assert!(of_event.iter().all(|it| !["request", "follow"].contains(&it["action"].as_str().unwrap())));
    let entries = city.auditor().get(&format!("/audit-entries?resource=publications&resource_id={}", id_in(&event)));
    assert_eq!(entries.items().len(), 6);
}
