//! What the public sees follows the event: counted where it has changed, and nowhere else.

use crate::harness::{City, Value, both_databases, event_step, id_in, json, publication_step};

const AFTERWARDS: &str = "2017-11-25T09:00:00+07:00";

fn read(city: &City, publication: &str) -> Value {
    let mut read = city.auditor().get(publication).is(200);
    read.as_object_mut().unwrap().remove("actions");
    read
}

both_databases![
    it_is_counted_exactly_where_the_public_sees_a_change,
    cancelled_it_is_shown_still_and_withdrawn_it_is_gone,
    what_is_only_asked_for_is_recalled_with_the_event,
    a_duplicate_is_withdrawn_or_never_published,
    what_nobody_sees_follows_nothing
];

fn it_is_counted_exactly_where_the_public_sees_a_change(city: City) {
    city.at(AFTERWARDS);
    let papers = city.papers();
    let lead = city.lead();
    let event = papers.event_in("justice", "confirmed");
    let publication = papers.bring_publication("justice", &event, "published");
    let mut last = read(&city, &publication);
    assert_eq!((&last["sequence"], &last["shown"]["status"]), (&json!(1), &json!("scheduled")));
    for (number, (action, status)) in [
        ("hold", Some("held")),
        ("not_held", Some("scheduled")),
        ("reschedule", Some("rescheduled")),
        // To the same times again: the public sees what it saw.
        ("reschedule", None),
        ("postpone", Some("postponed")),
        ("reschedule", Some("rescheduled")),
        ("hold", Some("held")),
        ("report", None),
        ("correct", None),
    ]
    .into_iter()
    .enumerate()
    {
        let instant = format!("2017-11-25T10:{number:02}:00+07:00");
        city.at(&instant);
        lead.transition(&event, event_step(action)).is(200);
        let now = read(&city, &publication);
        let counted = now["sequence"].as_i64().unwrap() - last["sequence"].as_i64().unwrap();
        assert_eq!(counted, i64::from(status.is_some()), "{number} {action}");
        let follows = city.auditor().get(&format!("{publication}/transitions?limit=200")).items();
        let newest = follows.last().unwrap();
        match status {
            None => assert_eq!(now, last, "{number} {action}"),
            Some(status) => {
                assert_eq!(now["shown"]["status"], status, "{number} {action}");
                assert_eq!(now["version"], last["version"].as_i64().unwrap() + 1);
                assert_eq!(now["sequenced_at"], now["updated_at"]);
                assert_eq!(now["since"], last["since"], "the state is the same");
                assert_eq!(
                    (&newest["action"], &newest["from"], &newest["to"], &newest["version"]),
                    (&json!("follow"), &json!("published"), &json!("published"), &now["version"])
                );
                assert_eq!(newest["actor"]["id"], json!(city.user("justice_lead")));
            }
        }
        let happening = lead.get(&event).is(200);
        for field in ["occasion", "starts_at", "ends_at"] {
            assert_eq!(now["shown"][field], happening[field], "{number} {action} {field}");
        }
        last = now;
    }
    // An edit is no step: what was approved stays, and so does the count.
    lead.patch(&event, json!({"title": "Tên khác"})).is(200);
    assert_eq!(read(&city, &publication), last);
    // Another occasion alone is seen too.
    let event = papers.event_in("justice", "confirmed");
    let publication = papers.bring_publication("justice", &event, "published");
    let mut step = event_step("reschedule");
    (step["starts_at"], step["ends_at"]) = (json!("2017-11-20T01:00:00Z"), json!("2017-11-20T04:00:00Z"));
    step["occasion"] = json!("other");
    lead.transition(&event, step).is(200);
    let shown = read(&city, &publication);
    assert_eq!((&shown["sequence"], &shown["shown"]["occasion"]), (&json!(2), &json!("other")));
    assert_eq!(shown["shown"]["status"], "scheduled");
}

fn cancelled_it_is_shown_still_and_withdrawn_it_is_gone(city: City) {
    let papers = city.papers();
    let event = papers.event_in("justice", "confirmed");
    let publication = papers.bring_publication("justice", &event, "published");
    city.lead().transition(&event, event_step("cancel")).is(200);
    let cancelled = read(&city, &publication);
    assert_eq!((&cancelled["state"], &cancelled["sequence"]), (&json!("published"), &json!(2)));
    assert_eq!(cancelled["shown"]["status"], "cancelled");
    city.lead().transition(&publication, publication_step("withdraw")).is(200);
    let withdrawn = read(&city, &publication);
    assert_eq!((&withdrawn["state"], &withdrawn["sequence"]), (&json!("withdrawn"), &json!(3)));
    assert_eq!(withdrawn["shown"], Value::Null);
}

fn what_is_only_asked_for_is_recalled_with_the_event(city: City) {
    let papers = city.papers();
    for (action, status) in [("postpone", "postponed"), ("cancel", "cancelled")] {
        for (before, after) in [
            ("none", "none"),
            ("requested", "none"),
            ("published", "published"),
            ("change_requested", "published"),
            ("refused", "refused"),
            ("withdrawn", "withdrawn"),
        ] {
            let event = papers.event_in("justice", "confirmed");
            let publication = papers.bring_publication("justice", &event, before);
            let was = read(&city, &publication);
            city.lead().transition(&event, event_step(action)).is(200);
            let now = read(&city, &publication);
            assert_eq!((&now["state"], &now["requested"]), (&json!(after), &Value::Null), "{action} {before}");
            let is_seen = after == "published";
            assert_eq!(now["shown"]["status"] == status, is_seen, "{action} {before}: {now}");
            let counted = now["sequence"].as_i64().unwrap() - was["sequence"].as_i64().unwrap();
            assert_eq!(counted, i64::from(is_seen), "{action} {before}");
            if before == "none" || before == "refused" || before == "withdrawn" {
                assert_eq!(now, was, "{action} {before}");
            }
            let newest = city.auditor().get(&format!("{publication}/transitions?limit=200")).items().pop().unwrap();
            if now != was {
                assert_eq!(
                    (&newest["action"], &newest["from"], &newest["to"]),
                    (&json!("follow"), &json!(before), &json!(after))
                );
            }
            // What is off is not approved, whatever was asked for.
            let asked = papers.request(&city.lead(), &event);
            assert!([409, 422].contains(&asked.status), "{action} {before}: {asked}");
            assert!(asked.code() == "state_forbids" || asked.body["errors"][0]["code"] == "state_forbids", "{asked}");
        }
    }
}

fn a_duplicate_is_withdrawn_or_never_published(city: City) {
    let papers = city.papers();
    let original = papers.event("justice", json!({}));
    let duplicate = json!({"action": "declare_duplicate", "of_id": id_in(&original), "reason": "Đã nhập hai lần"});
    for (before, after) in [
        ("none", "none"),
        ("requested", "none"),
        ("published", "withdrawn"),
        ("change_requested", "withdrawn"),
        ("refused", "refused"),
        ("withdrawn", "withdrawn"),
    ] {
        let event = papers.event_in("justice", "confirmed");
        let publication = papers.bring_publication("justice", &event, before);
        let was = read(&city, &publication);
        city.standing_lead().transition(&event, duplicate.clone()).is(200);
        let now = read(&city, &publication);
        assert_eq!((&now["state"], &now["shown"]), (&json!(after), &Value::Null), "{before}");
        let counted = now["sequence"].as_i64().unwrap() - was["sequence"].as_i64().unwrap();
        assert_eq!(counted, i64::from(!was["shown"].is_null()), "{before}: a withdrawal is counted");
    }
    // The original stays as it was.
    assert_eq!(read(&city, &format!("{original}/publication"))["version"], 1);
}

fn what_nobody_sees_follows_nothing(city: City) {
    city.at(AFTERWARDS);
    let papers = city.papers();
    for state in ["none", "requested", "refused", "withdrawn"] {
        let event = papers.event_in("justice", "confirmed");
        let publication = papers.bring_publication("justice", &event, state);
        let before = read(&city, &publication);
        for action in ["reschedule", "hold", "not_held", "hold", "report", "correct"] {
            city.lead().transition(&event, event_step(action)).is(200);
            assert_eq!(read(&city, &publication), before, "{state} {action}");
        }
    }
}
