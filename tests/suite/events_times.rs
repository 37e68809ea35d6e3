//! When events take place: the edges of the Month's window and of the civil year, to the microsecond, and what is owed when.

use crate::harness::{Answer, City, Value, both_databases, event_step, id_in, json, new_event, new_series};

fn at_times(occasion: &str, starts: &str, ends: &str) -> Value {
    json!({"occasion": occasion, "starts_at": starts, "ends_at": ends})
}

fn post(city: &City, occasion: &str, starts: &str, ends: &str) -> Answer {
    city.officer().post("/events", new_event(city, "justice", at_times(occasion, starts, ends)))
}

fn reschedule(starts: &str, ends: &str, occasion: Option<&str>) -> Value {
    let mut step = json!({"action": "reschedule", "reason": "Hội trường bận", "starts_at": starts, "ends_at": ends});
    if let Some(occasion) = occasion {
        step["occasion"] = json!(occasion);
    }
    step
}

both_databases![
    on_15_december_an_evening_ends_at_24_00_and_not_a_microsecond_later,
    what_begins_before_15_november_is_no_event_of_the_month_but_a_launch,
    a_contest_lasts_the_whole_month,
    a_launch_on_4_november_is_one_and_on_31_october_none,
    postponed_into_january_it_is_no_event_of_the_month_any_more,
    nothing_is_held_a_second_too_early,
    results_of_23_november_are_overdue_on_1_december_and_of_24_november_not,
    before_the_month_is_announced_its_events_are_planned,
    times_that_cannot_be_are_refused_wherever_they_are_said,
    without_a_month_there_are_no_events_of_it,
    whoever_organises_is_there_on_the_first_day
];

fn on_15_december_an_evening_ends_at_24_00_and_not_a_microsecond_later(city: City) {
    city.month_of(2017);
    post(&city, "action_month", "2017-12-15T19:00:00+07:00", "2017-12-16T00:00:00+07:00").is(201);
    let late = city.refuses(422, "outside_window", || {
        post(&city, "action_month", "2017-12-15T19:00:00+07:00", "2017-12-16T00:00:00.000001+07:00")
    });
    late.points_at("/ends_at", "outside_window");
    let detail = late.body["detail"].as_str().unwrap();
    assert!(detail.contains("15/11/2017") && detail.contains("15/12/2017"), "the window is named: {detail}");
}

fn what_begins_before_15_november_is_no_event_of_the_month_but_a_launch(city: City) {
    city.month_of(2017);
    let (starts, ends) = ("2017-11-14T23:59:59.999999+07:00", "2017-11-15T03:00:00+07:00");
    let early = city.refuses(422, "outside_window", || post(&city, "action_month", starts, ends));
    early.points_at("/starts_at", "outside_window");
    post(&city, "launch", starts, ends).is(201);
    post(&city, "action_month", "2017-11-15T00:00:00+07:00", ends).is(201);
}

fn a_contest_lasts_the_whole_month(city: City) {
    city.month_of(2017);
    let times = at_times("action_month", "2017-11-15T00:00:00+07:00", "2017-12-16T00:00:00+07:00");
    let mut contest = new_event(&city, "justice", times);
    contest["form"] = json!("contest");
    let contest = city.officer().post("/events", contest).is(201);
    // The last of its days is 15 December, and seven more are there for its results.
    assert_eq!(contest["results_due_at"], "2017-12-22T17:00:00.000000Z");
}

fn a_launch_on_4_november_is_one_and_on_31_october_none(city: City) {
    city.month_of(2017);
    post(&city, "launch", "2017-11-04T08:00:00+07:00", "2017-11-04T11:00:00+07:00").is(201);
    post(&city, "launch", "2017-11-01T00:00:00+07:00", "2017-11-01T01:00:00+07:00").is(201);
    for starts in ["2017-10-31T08:00:00+07:00", "2017-10-31T23:59:59.999999+07:00"] {
        let early = city.refuses(422, "outside_window", || post(&city, "launch", starts, "2017-11-01T11:00:00+07:00"));
        early.points_at("/starts_at", "outside_window");
        assert!(early.body["detail"].as_str().unwrap().contains("01/11/2017"), "{early}");
    }
    let end = |ends: &str| post(&city, "launch", "2017-12-15T19:00:00+07:00", ends);
    end("2017-12-16T00:00:00+07:00").is(201);
    city.refuses(422, "outside_window", || end("2017-12-16T00:00:00.000001+07:00"));
}

fn postponed_into_january_it_is_no_event_of_the_month_any_more(city: City) {
    let event = city.papers().event_in("justice", "postponed");
    let (starts, ends) = ("2018-01-05T08:00:00+07:00", "2018-01-05T11:00:00+07:00");
    let before = city.lead().get(&event);
    let refused =
        city.refuses(422, "outside_window", || city.lead().transition(&event, reschedule(starts, ends, None)));
    refused.points_at("/starts_at", "outside_window");
    assert_eq!(city.lead().get(&event).bytes, before.bytes);
    let other = city.lead().transition(&event, reschedule(starts, ends, Some("other"))).is(200);
    assert_eq!((&other["state"], &other["occasion"]), (&json!("confirmed"), &json!("other")));
    assert_eq!((&other["starts_at"], &other["action_month_id"]), (&json!("2018-01-05T01:00:00.000000Z"), &Value::Null));
    assert_eq!(city.lead().get("/events?year=2018").ids(), [id_in(&event)]);
    assert_eq!(city.lead().get("/events?year=2017").ids(), [""; 0]);
    // And back into the Month of a year, which it then belongs to.
    let back = reschedule("2017-12-01T01:00:00Z", "2017-12-01T03:00:00Z", Some("action_month"));
    let back = city.lead().transition(&event, back).is(200);
    assert_eq!(back["action_month_id"], id_in(&city.month_of(2017)));
}

fn nothing_is_held_a_second_too_early(city: City) {
    let papers = city.papers();
    let days = papers.event_at("justice", "action_month", "2017-11-20T08:00:00+07:00", "2017-11-22T17:00:00+07:00");
    papers.bring_event("justice", &days, "confirmed");
    let officer = city.officer();
    city.at("2017-11-20T07:59:59+07:00");
    city.refuses(422, "not_begun", || officer.transition(&days, event_step("hold")));
    assert_eq!(officer.get(&days).blocked("hold"), Some(vec!["not_begun".to_owned()]));
    city.at("2017-11-20T08:00:00+07:00");
    assert_eq!(officer.get(&days).blocked("hold"), None);
    officer.transition(&days, event_step("hold")).is(200);
    // What came of it is told on the last of its days, and not before.
    city.at("2017-11-21T23:59:59.999999+07:00");
    city.refuses(422, "results_too_early", || officer.transition(&days, event_step("report")));
    assert_eq!(officer.get(&days).blocked("report"), Some(vec!["results_too_early".to_owned()]));
    city.at("2017-11-22T00:00:00+07:00");
    officer.transition(&days, event_step("report")).is(200);
}

fn results_of_23_november_are_overdue_on_1_december_and_of_24_november_not(city: City) {
    let papers = city.papers();
    let (starts, evening) = ("2017-11-23T08:00:00+07:00", "2017-11-24T00:00:00+07:00");
    let of_23 = ["planned", "confirmed", "held"].map(|state| {
        let event = papers.event_at("justice", "action_month", starts, evening);
        papers.bring_event("justice", &event, state);
        event
    });
    let of_24 = papers.event_at("justice", "action_month", starts, "2017-11-24T00:00:00.000001+07:00");
    let quiet = ["postponed", "cancelled", "reported"].map(|state| {
        let event = papers.event_at("justice", "action_month", starts, evening);
        papers.bring_event("justice", &event, state);
        event
    });
    let lead = city.lead();
    let standing = |event: &str| lead.get(event).is(200)["results_standing"].as_str().unwrap().to_owned();
    for (now, first, second) in [
        ("2017-11-23T23:59:59.999999+07:00", "not_owed", "not_owed"),
        ("2017-11-24T00:00:00+07:00", "owed", "not_owed"),
        ("2017-11-24T00:00:00.000001+07:00", "owed", "owed"),
        ("2017-11-30T23:59:59.999999+07:00", "owed", "owed"),
        ("2017-12-01T00:00:00+07:00", "overdue", "owed"),
        ("2017-12-01T23:59:59.999999+07:00", "overdue", "owed"),
        ("2017-12-02T00:00:00+07:00", "overdue", "overdue"),
    ] {
        city.at(now);
        for event in &of_23 {
            assert_eq!(standing(event), first, "{now}");
        }
        assert_eq!(standing(&of_24), second, "{now}");
        assert_eq!(quiet.each_ref().map(|it| standing(it)), ["not_owed", "not_owed", "reported"], "{now}");
        // A list says the same of each, and finds each by it.
        for word in ["not_owed", "owed", "overdue", "reported"] {
            let listed = lead.get(&format!("/events?results_standing={word}")).items();
            assert!(listed.iter().all(|it| it["results_standing"] == word), "{now} {word}");
            let all = of_23.iter().chain([&of_24]).chain(&quiet).filter(|it| standing(it) == word).count();
            assert_eq!(listed.len(), all, "{now} {word}");
        }
    }
}

fn before_the_month_is_announced_its_events_are_planned(city: City) {
    let month = json!({"committee_id": city.agency("committee"), "year": 2017, "name": "Tháng hành động năm 2017"});
    let month = city.standing_officer().post("/action-months", month).is(201);
    assert_eq!((&month["state"], &month["theme"]), (&json!("planned"), &Value::Null));
    let event = city.papers().event_in("justice", "confirmed");
    assert_eq!(city.lead().get(&event).is(200)["action_month_id"], month["id"]);
    city.papers().bring_publication("justice", &event, "published");
}

fn times_that_cannot_be_are_refused_wherever_they_are_said(city: City) {
    city.month_of(2017);
    let papers = city.papers();
    let (planned, confirmed) = (papers.event("justice", json!({})), papers.event_in("justice", "confirmed"));
    for (occasion, starts, ends, code, pointer) in [
        ("action_month", "2017-11-20T08:00:00+07:00", "2017-11-20T07:59:59+07:00", "times_reversed", "/ends_at"),
        ("other", "2017-11-20T08:00:00+07:00", "2017-11-20T08:00:00+07:00", "times_reversed", "/ends_at"),
        ("action_month", "2017-12-15T19:00:00+07:00", "2017-12-16T00:00:00.000001+07:00", "outside_window", "/ends_at"),
        ("action_month", "2018-01-05T08:00:00+07:00", "2018-01-05T11:00:00+07:00", "outside_window", "/starts_at"),
        (
            "action_month",
            "2018-11-20T08:00:00+07:00",
            "2018-11-20T11:00:00+07:00",
            "action_month_missing",
            "/starts_at",
        ),
        ("other", "2017-12-31T20:00:00+07:00", "2018-01-01T00:00:00.000001+07:00", "years_differ", "/ends_at"),
        ("training_course", "2017-05-01T00:00:00+07:00", "2017-08-02T00:00:00.000001+07:00", "too_long", "/ends_at"),
    ] {
        let times = at_times(occasion, starts, ends);
        let answer = city.refuses(422, code, || post(&city, occasion, starts, ends));
        answer.points_at(pointer, code);
        let answer = city.refuses(422, code, || city.officer().patch(&planned, times.clone()));
        answer.points_at(pointer, code);
        let step = reschedule(starts, ends, Some(occasion));
        let answer = city.refuses(422, code, || city.lead().transition(&confirmed, step));
        answer.points_at(pointer, code);
        // In a series the others are not entered either.
        let mut series = new_series(&city, "justice", json!({"occasion": occasion}));
        let right = json!({"starts_at": "2017-11-16T01:00:00Z", "ends_at": "2017-11-16T02:00:00Z"});
        series["times"] = json!([right, {"starts_at": starts, "ends_at": ends}]);
        let answer = city.refuses(422, code, || city.officer().post("/event-series", series));
        answer.points_at(&format!("/times/1{pointer}"), code);
    }
    // The longest there is, and a year's last evening.
    post(&city, "training_course", "2017-05-01T00:00:00+07:00", "2017-08-02T00:00:00+07:00").is(201);
    post(&city, "other", "2017-12-31T20:00:00+07:00", "2018-01-01T00:00:00+07:00").is(201);
    // 24:00 is 00:00 of the next day, and no time has another spelling.
    for text in ["2017-12-15T24:00:00+07:00", "2017-12-15", "2017-02-29T08:00:00+07:00", "2017-12-15T08:00:00", ""] {
        let answer = city.refuses(400, "schema", || post(&city, "action_month", "2017-11-20T08:00:00+07:00", text));
        answer.points_at("/ends_at", "value_invalid");
        let step = reschedule("2017-11-20T08:00:00+07:00", text, None);
        city.refuses(400, "schema", || city.lead().transition(&confirmed, step));
    }
}

fn without_a_month_there_are_no_events_of_it(city: City) {
    for occasion in ["action_month", "launch"] {
        let missing = city.refuses(422, "action_month_missing", || {
            post(&city, occasion, "2017-11-20T08:00:00+07:00", "2017-11-20T11:00:00+07:00")
        });
        missing.points_at("/starts_at", "action_month_missing");
    }
    for occasion in ["day_8_3", "day_20_10", "training_course", "other"] {
        let event = post(&city, occasion, "2017-11-20T08:00:00+07:00", "2017-11-20T11:00:00+07:00").is(201);
        assert_eq!(event["action_month_id"], Value::Null, "{occasion}");
    }
    // Nobody says which Month it is: that follows.
    let month = city.month_of(2017);
    let mut body = new_event(&city, "justice", json!({}));
    body["action_month_id"] = json!(id_in(&month));
    let answer = city.refuses(400, "schema", || city.officer().post("/events", body));
    answer.points_at("/action_month_id", "field_unknown");
}

fn whoever_organises_is_there_on_the_first_day(city: City) {
    city.month_of(2017);
    city.end("culture", "2017-06-30");
    let officer = city.by("culture_officer");
    let on = |day: &str| {
        let times = at_times("other", &format!("{day}T08:00:00+07:00"), &format!("{day}T11:00:00+07:00"));
        new_event(&city, "culture", times)
    };
    let planned = officer.post("/events", on("2017-06-30")).is(201);
    city.refuses(409, "agency_not_alive", || officer.post("/events", on("2017-07-01")))
        .points_at("/agency_id", "agency_not_alive");
    let event = format!("/events/{}", planned["id"].as_str().unwrap());
    let later = json!({"starts_at": "2017-07-01T01:00:00Z", "ends_at": "2017-07-01T02:00:00Z"});
    city.refuses(409, "agency_not_alive", || officer.patch(&event, later));
    let lead = city.by("culture_lead");
    lead.transition(&event, event_step("confirm")).is(200);
    let later = reschedule("2017-07-01T01:00:00Z", "2017-07-01T02:00:00Z", None);
    city.refuses(409, "agency_not_alive", || lead.transition(&event, later));
    city.refuses(409, "agency_not_alive", || officer.post("/event-series", new_series(&city, "culture", json!({}))));
    // A committee organises nothing itself: nobody holds a role of an organiser there.
    let mut body = new_event(&city, "justice", json!({}));
    body["agency_id"] = json!(city.agency("committee"));
    city.refuses(403, "role_may_not", || city.standing_lead().post("/events", body));
}
