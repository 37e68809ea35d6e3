//! Events on their way: entered alone or as a series, read by whom they concern, edited as long as they can be, found to be there
//! twice, removed.

use crate::harness::{
    Answer, City, Person, Value, both_databases, duplicate_of, event_step, id_in, json, new_event, new_series,
};

const UNKNOWN: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

fn co_organised(city: &City, agency: &str) -> Value {
    json!({"partners": [{"kind": "agency", "agency_id": city.agency(agency), "role": "co_organiser"}]})
}

fn actions(city: &City, path: &str) -> Vec<String> {
    let history = city.auditor().get(&format!("{path}/transitions?limit=200")).items();
    history.iter().map(|it| it["action"].as_str().unwrap().to_owned()).collect()
}

both_databases![
    an_event_goes_its_way,
    an_event_is_as_it_was_whatever_becomes_of_its_plan,
    a_duplicate_is_told_once_and_counts_nowhere,
    what_is_no_original_is_refused,
    what_is_written_comes_back_as_it_went_in,
    less_can_be_edited_the_further_it_is,
    whom_it_concerns_reads_it_and_nobody_else,
    two_at_one_venue_at_one_time_are_shown_to_each_other,
    a_series_is_entered_whole_or_not_at_all,
    what_is_planned_still_is_removed,
    a_repeated_request_is_answered_as_before,
    checks_come_in_one_order,
    a_step_can_be_lent_and_says_for_whom_it_was_taken,
    an_event_that_is_open_is_left_when_its_agency_ends
];

fn an_event_goes_its_way(city: City) {
    let papers = city.papers();
    let event = papers.event("justice", json!({}));
    let (lead, officer) = (city.lead(), city.officer());
    let read = officer.get(&event).is(200);
    assert_eq!((&read["state"], &read["results_number"]), (&json!("planned"), &json!(0)));
    assert_eq!(read["publication"]["state"], "none");
    city.at("2017-11-20T08:00:00+07:00");
    // It can be confirmed afterwards, too.
    lead.transition(&event, event_step("confirm")).is(200);
    let held = officer.transition(&event, event_step("hold")).is(200);
    assert_eq!(held["state"], "held");
    lead.transition(&event, event_step("not_held")).is(200);
    lead.transition(&event, event_step("postpone")).is(200);
    let moved = lead.transition(&event, event_step("reschedule")).is(200);
    assert_eq!((&moved["state"], &moved["starts_at"]), (&json!("confirmed"), &json!("2017-11-22T01:00:00.000000Z")));
    city.at("2017-11-22T12:00:00+07:00");
    officer.transition(&event, event_step("hold")).is(200);
    let told = officer.transition(&event, event_step("report")).is(200);
    assert_eq!((&told["state"], &told["results"]["online_views"]), (&json!("reported"), &json!(120)));
    // What stands on detail reads alone is in no answer of the record.
    for name in ["actions", "publication", "overlaps"] {
        assert!(told.get(name).is_none() && lead.get(&event).body.get(name).is_some(), "{name}");
        let entries = city.auditor().get(&format!("/audit-entries?resource_id={}&limit=200", id_in(&event))).ids();
        for entry in entries {
            let entry = city.auditor().get(&format!("/audit-entries/{entry}")).is(200);
            assert!(entry["after"].get(name).is_none() && entry["before"].get(name).is_none(), "{name}: {entry}");
        }
    }
    let taken = ["create", "confirm", "hold", "not_held", "postpone", "reschedule", "hold", "report"];
    assert_eq!(actions(&city, &event), taken);
    let history = officer.get(&format!("{event}/transitions")).items();
    assert_eq!(history[5]["reason"], "Hội trường bận");
}

fn an_event_is_as_it_was_whatever_becomes_of_its_plan(city: City) {
    let papers = city.papers();
    let event = papers.event("justice", json!({}));
    let month = city.month_of(2017);
    let plan = papers.bare_plan(&month, "justice");
    city.lead().transition(&plan, json!({"action": "submit"})).is(200);
    papers.bring_event("justice", &event, "held");
    let before = city.lead().get(&event);
    let returned = json!({"action": "return", "reason": "Bổ sung hoạt động"});
    city.standing_officer().transition(&plan, returned).is(200);
    let after = city.lead().get(&event);
    assert_eq!((after.etag(), &after.body["state"]), (before.etag(), &json!("held")));
    city.at("2017-11-21T09:00:00+07:00");
    city.officer().transition(&event, event_step("report")).is(200);
}

fn a_duplicate_is_told_once_and_counts_nowhere(city: City) {
    let papers = city.papers();
    // The same gathering, by who organises it and by who organises it with them.
    let original = papers.event("culture", co_organised(&city, "justice"));
    papers.bring_event("culture", &original, "reported");
    let event = papers.event_in("justice", "reported");
    city.refuses(403, "role_may_not", || city.officer().transition(&event, duplicate_of(&original)));
    city.refuses(403, "role_may_not", || city.chair().transition(&event, duplicate_of(&original)));
    let said = city.lead().transition(&event, duplicate_of(&original)).is(200);
    assert_eq!((&said["state"], &said["duplicate_of_id"]), (&json!("cancelled"), &json!(id_in(&original))));
    let whole = city.lead().get(&original).is(200);
    assert_eq!((&whole["state"], &whole["duplicate_of_id"]), (&json!("reported"), &Value::Null));
    assert_eq!(actions(&city, &original), ["create", "confirm", "hold", "report"]);
    // That is its end, whoever would like another.
    for action in ["confirm", "reschedule", "postpone", "cancel", "hold", "not_held", "report", "correct"] {
        city.refuses(409, "state_forbids", || city.lead().transition(&event, event_step(action)));
    }
    city.refuses(409, "state_forbids", || city.lead().transition(&event, duplicate_of(&original)));
    // The standing agency tells two apart that cannot see each other.
    let (theirs, ours) = (papers.event_in("culture", "planned"), papers.event_in("justice", "postponed"));
    city.standing_officer().transition(&ours, duplicate_of(&theirs)).is(200);
}

fn what_is_no_original_is_refused(city: City) {
    let papers = city.papers();
    let [event, other, cancelled] = ["confirmed", "planned", "cancelled"].map(|it| papers.event_in("justice", it));
    let standing = city.standing_lead();
    for original in [&event, &cancelled] {
        let answer = city.refuses(422, "not_original", || standing.transition(&event, duplicate_of(original)));
        answer.points_at("/of_id", "not_original");
    }
    let unknown = city.refuses(422, "unknown_reference", || standing.transition(&event, duplicate_of(UNKNOWN)));
    unknown.points_at("/of_id", "unknown_reference");
    // Neither is what is a duplicate itself.
    standing.transition(&other, duplicate_of(&event)).is(200);
    let third = papers.event_in("justice", "held");
    city.refuses(422, "not_original", || standing.transition(&third, duplicate_of(&other)));
    // Who may not, and what the state forbids, is said before.
    city.refuses(403, "role_may_not", || city.chair().transition(&event, duplicate_of(UNKNOWN)));
    city.refuses(409, "state_forbids", || standing.transition(&cancelled, duplicate_of(UNKNOWN)));
    let unsaid = json!({"action": "declare_duplicate", "of_id": id_in(&event)});
    city.refuses(400, "schema", || standing.transition(&third, unsaid)).points_at("/reason", "field_missing");
}

fn what_is_written_comes_back_as_it_went_in(city: City) {
    let papers = city.papers();
    for text in
        ["=HYPERLINK(\"http://a.example\";\"b\")", "<script>alert(1)</script>", "a;b,c\\d:e\\n", "@SUM(A1)", "'; --"]
    {
        let fields = json!({"title": text, "public_summary": text, "venue": {"name": text, "address": text},
            "partners": [{"kind": "organisation", "name": text, "role": "supporter"}]});
        let event = papers.event("justice", fields.clone());
        let read = city.lead().get(&event).is(200);
        for name in ["title", "public_summary", "venue"] {
            assert_eq!(read[name], fields[name], "{text}");
        }
        assert_eq!(read["partners"][0]["name"], text);
        papers.bring_event("justice", &event, "confirmed");
        let publication = papers.bring_publication("justice", &event, "published");
        assert_eq!(city.lead().get(&publication).is(200)["approved"]["title"], text);
    }
    let event = papers.event("justice", json!({"public_summary": "Một\r\nhai\rba\nbốn"}));
    let summary = city.lead().get(&event).is(200)["public_summary"].clone();
    assert!(summary.as_str().unwrap().starts_with("Một\nhai"), "{summary}");
    assert!(!summary.as_str().unwrap().contains("\r\n"), "{summary}");
}

/// Every field that an edit can name, with another value for each.
fn edits(city: &City) -> Vec<(&'static str, Value, &'static str)> {
    let mut partner = co_organised(city, "culture")["partners"].clone();
    partner[0]["name"] = Value::Null;
    vec![
        ("starts_at", json!("2017-11-20T00:30:00.000000Z"), "frame"),
        ("ends_at", json!("2017-11-20T05:00:00.000000Z"), "frame"),
        ("occasion", json!("other"), "frame"),
        ("form", json!("talk"), "frame"),
        ("mode", json!("hybrid"), "rest"),
        ("venue", json!({"name": "Nhà Văn hoá Thanh niên", "address": null}), "rest"),
        ("online_url", json!("https://hop.example.vn/khac"), "rest"),
        ("themes", json!(["law"]), "rest"),
        ("audiences", json!(["students", "workers"]), "rest"),
        ("partners", partner, "rest"),
        ("capacity", json!(300), "rest"),
        ("planned", json!({"state": 9_000_000, "mobilised_cash": 0, "mobilised_in_kind": 0}), "rest"),
        ("title", json!("Hội thảo xây dựng gia đình hạnh phúc"), "words"),
        ("public_summary", json!("Vào cửa tự do"), "words"),
    ]
}

fn less_can_be_edited_the_further_it_is(city: City) {
    let papers = city.papers();
    let officer = city.officer();
    for (state, open) in [
        ("planned", ["frame", "rest", "words"].as_slice()),
        ("confirmed", &["rest", "words"]),
        ("postponed", &["rest", "words"]),
        ("held", &["words"]),
        ("reported", &["words"]),
        ("cancelled", &[]),
    ] {
        // Mixed, so that each field can be changed by itself.
        let event = papers.event("justice", json!({"mode": "hybrid", "online_url": "https://hop.example.vn/phong"}));
        papers.bring_event("justice", &event, state);
        for (field, value, kind) in edits(&city) {
            let value = if field == "mode" { json!("online") } else { value };
            let edit = json!({field: value});
            if open.contains(&kind) {
                assert_eq!(officer.patch(&event, edit).is(200)[field], value, "{state}");
            } else {
                let answer = city.refuses(409, "state_forbids", || officer.patch(&event, edit));
                if state != "cancelled" {
                    answer.points_at(&format!("/{field}"), "state_forbids");
                }
            }
        }
        let note = |form: &str, field: &str, value: Value| {
            let mut fields = json!({"form": form});
            fields[field] = value;
            let event = papers.event("justice", fields);
            papers.bring_event("justice", &event, state);
            (event, field.to_owned())
        };
        for ((event, field), value) in [
            (note("other", "form_note", json!("Hội trại")), json!("Hội chợ")),
            (note("training", "lesson_hours", json!(8)), json!(16)),
        ] {
            let answer = officer.patch(&event, json!({field: value}));
            assert_eq!(answer.status, if open.contains(&"rest") { 200 } else { 409 }, "{state} {answer}");
        }
        let may = officer.get(&event).blocked("update");
        assert_eq!(may.is_none(), !open.is_empty(), "{state}: {may:?}");
    }
    // Whose it is never changes.
    let event = papers.event("justice", json!({}));
    for field in ["agency_id", "series_id", "state", "action_month_id", "results", "duplicate_of_id"] {
        let answer = city.refuses(400, "schema", || officer.patch(&event, json!({field: city.agency("culture")})));
        answer.points_at(&format!("/{field}"), "field_unknown");
    }
    let other = city.lead().get(&event).is(200);
    assert_eq!(other["agency_id"], json!(city.agency("justice")));
    // It is edited into another occasion, and then belongs to no Month.
    let edited = officer.patch(&event, json!({"occasion": "other"})).is(200);
    assert_eq!(edited["action_month_id"], Value::Null);
}

fn whom_it_concerns_reads_it_and_nobody_else(city: City) {
    let papers = city.papers();
    let event = papers.event("justice", co_organised(&city, "culture"));
    papers.bring_event("justice", &event, "reported");
    papers.bring_publication("justice", &event, "published");
    let month = city.month_of(2017);
    let plan = papers.plan_for(&month, "justice", "submitted");
    for (login, reads, reads_publication) in [
        ("justice_officer", true, true),
        ("chair", true, true),
        ("standing_officer", true, true),
        ("auditor", true, true),
        ("justice_auditor", true, true),
        ("culture_officer", true, false),
        ("labour_officer", true, false),
        ("district_lead", false, false),
        ("commune_lead", false, false),
        ("portal", false, false),
        ("admin", false, false),
    ] {
        let who = city.by(login);
        let status = |path: &str| who.get(path).status;
        let expected = |may: bool| if may { 200 } else { 404 };
        assert_eq!(status(&event), expected(reads), "{login}");
        assert_eq!(status(&format!("{event}/results")), expected(reads), "{login}");
        assert_eq!(status(&format!("{event}/transitions")), expected(reads), "{login}");
        assert_eq!(status(&format!("{event}/publication")), expected(reads_publication), "{login}");
        assert_eq!(status(&format!("{event}/publication/transitions")), expected(reads_publication), "{login}");
        assert_eq!(who.get("/events").ids().contains(&id_in(&event).to_owned()), reads, "{login}");
        if reads {
            assert_eq!(who.get(&event).body["publication"].is_object(), reads_publication, "{login}");
        }
    }
    city.by("culture_lead").get(&plan).is_problem(404, "not_found");
    // Who organises it no longer with them reads it no longer; a supporter never did.
    let event = papers.event("justice", co_organised(&city, "culture"));
    city.by("culture_officer").get(&event).is(200);
    let supported = json!([{"kind": "agency", "agency_id": city.agency("culture"), "role": "supporter"}]);
    city.officer().patch(&event, json!({"partners": supported})).is(200);
    city.by("culture_officer").get(&event).is_problem(404, "not_found");
    // A commune's is its district's to read, and the standing agency's own like any other's.
    let event = papers.event("commune", json!({}));
    city.by("district_officer").get(&event).is(200);
    for login in ["labour_officer", "justice_officer"] {
        city.by(login).get(&event).is_problem(404, "not_found");
    }
}

fn two_at_one_venue_at_one_time_are_shown_to_each_other(city: City) {
    let papers = city.papers();
    let at = |agency: &str, venue: &str, starts: &str, ends: &str| {
        papers.event(agency, json!({"venue": {"name": venue}, "starts_at": starts, "ends_at": ends}))
    };
    let here = at("justice", "Cung Văn hoá Việt Tiệp", "2017-11-20T01:00:00Z", "2017-11-20T04:00:00Z");
    let theirs = at("culture", "CUNG VĂN HÓA việt tiệp", "2017-11-20T03:59:59Z", "2017-11-20T06:00:00Z");
    let own = at("justice", "cung van hoa viet tiep", "2017-11-19T22:00:00Z", "2017-11-20T01:00:00.000001Z");
    let next = at("justice", "Cung Văn hoá Việt Tiệp", "2017-11-20T04:00:00Z", "2017-11-20T05:00:00Z");
    at("justice", "Nhà hát lớn", "2017-11-20T01:00:00Z", "2017-11-20T04:00:00Z");
    let shown = |who: &Person, event: &str| -> Vec<String> {
        let overlaps = who.get(event).is(200)["overlaps"].clone();
        overlaps.as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(shown(&city.standing_officer(), &here), [id_in(&own), id_in(&theirs)]);
    assert_eq!(shown(&city.lead(), &here), [id_in(&own)], "others' are not theirs to see");
    assert_eq!(shown(&city.by("culture_lead"), &theirs), [""; 0]);
    assert_eq!(shown(&city.standing_officer(), &theirs), [id_in(&here), id_in(&next)]);
    assert_eq!(shown(&city.lead(), &next), [""; 0]);
    // What is called off or put off is in nobody's way, and nobody in its own.
    for action in ["postpone", "cancel"] {
        city.lead().transition(&own, event_step(action)).is(200);
        assert_eq!(shown(&city.lead(), &here), [""; 0], "{action}");
        assert_eq!(shown(&city.lead(), &own), [""; 0], "{action}");
    }
    let online = json!({"mode": "online", "online_url": "https://hop.example.vn/a", "venue": null});
    assert_eq!(shown(&city.lead(), &papers.event("justice", online)), [""; 0]);
}

fn a_series_is_entered_whole_or_not_at_all(city: City) {
    city.month_of(2017);
    let officer = city.officer();
    let series = officer.post("/event-series", new_series(&city, "justice", json!({}))).is(201);
    let ids: Vec<&str> = series["event_ids"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    let path = format!("/event-series/{}", series["id"].as_str().unwrap());
    assert_eq!(officer.get(&path).is(200), series);
    let listed = officer.get(&format!("/events?sort=starts_at&series_id={}", id_in(&path)));
    assert_eq!(listed.ids(), ids);
    for (event, day) in listed.items().iter().zip(["2017-11-21", "2017-11-23", "2017-11-28"]) {
        assert_eq!(event["starts_at"], format!("{day}T01:00:00.000000Z"));
        assert_eq!((&event["series_id"], &event["state"]), (&series["id"], &json!("planned")));
        let publication = format!("/events/{}/publication", event["id"].as_str().unwrap());
        assert_eq!(officer.get(&publication).is(200)["state"], "none");
    }
    // Each then answers for itself.
    city.lead().transition(&format!("/events/{}", ids[1]), event_step("cancel")).is(200);
    city.lead().delete(&format!("/events/{}", ids[0])).is(204);
    assert_eq!(officer.get(&path).is(200), series);
    let states = |it: &Value| it["state"].as_str().unwrap().to_owned();
    let left = officer.get(&format!("/events?sort=starts_at&series_id={}", id_in(&path))).items();
    assert_eq!(left.iter().map(states).collect::<Vec<_>>(), ["cancelled", "planned"]);
    // From 1 time to 31, and with what any event is refused for.
    let with = |change: &dyn Fn(&mut Value)| {
        let mut body = new_series(&city, "justice", json!({}));
        change(&mut body);
        body
    };
    let post = |body: Value| officer.post("/event-series", body);
    let time = json!({"starts_at": "2017-11-21T01:00:00Z", "ends_at": "2017-11-21T02:00:00Z"});
    let times = |count: usize| with(&|body| body["times"] = json!(vec![time.clone(); count]));
    for count in [0, 32] {
        city.refuses(400, "schema", || post(times(count))).points_at("/times", "length_out_of_range");
    }
    assert_eq!(post(times(31)).is(201)["event_ids"].as_array().unwrap().len(), 31);
    city.refuses(422, "venue_missing", || post(with(&|it| it["event"]["venue"] = Value::Null)))
        .points_at("/event/venue", "venue_missing");
    city.refuses(400, "schema", || post(with(&|it| it["event"]["title"] = json!(" "))))
        .points_at("/event/title", "text_blank");
    city.refuses(400, "schema", || post(with(&|it| it["event"]["starts_at"] = json!("2017-11-21T01:00:00Z"))));
    let taken = with(&|it| it["id"] = series["id"].clone());
    city.refuses(409, "id_taken", || post(taken));
}

fn what_is_planned_still_is_removed(city: City) {
    let papers = city.papers();
    let lead = city.lead();
    let event = papers.event("justice", json!({}));
    city.refuses(403, "role_may_not", || city.officer().delete(&event));
    assert_eq!(lead.get(&event).blocked("delete"), None);
    lead.delete(&event).is(204);
    for path in [event.clone(), format!("{event}/publication"), format!("{event}/results")] {
        lead.get(&path).is_problem(404, "not_found");
    }
    for resource in ["events", "publications"] {
        let entries = city.auditor().get(&format!("/audit-entries?resource={resource}&resource_id={}", id_in(&event)));
        let taken: Vec<Value> = entries.items().iter().map(|it| it["action"].clone()).collect();
        assert!(taken.contains(&json!("delete")) && taken.contains(&json!("create")), "{resource}: {taken:?}");
    }
    for state in ["confirmed", "postponed", "cancelled", "held", "reported"] {
        let event = papers.event_in("justice", state);
        city.refuses(409, "state_forbids", || lead.delete(&event));
        assert_eq!(lead.get(&event).blocked("delete"), Some(vec!["state_forbids".to_owned()]), "{state}");
    }
    // What a duplicate names stays.
    let (original, again) = (papers.event("justice", json!({})), papers.event("justice", json!({})));
    lead.transition(&again, duplicate_of(&original)).is(200);
    city.refuses(409, "referenced", || lead.delete(&original));
    assert_eq!(lead.get(&original).blocked("delete"), Some(vec!["referenced".to_owned()]));
}

fn a_repeated_request_is_answered_as_before(city: City) {
    let papers = city.papers();
    city.month_of(2017);
    city.at("2017-11-25T09:00:00+07:00");
    let (officer, lead) = (city.officer(), city.lead());
    let same = |first: Answer, again: Answer| {
        assert_eq!((first.status, &first.bytes, first.etag()), (again.status, &again.bytes, again.etag()), "{again}");
        first
    };
    for (number, path, body) in [
        (1, "/events", new_event(&city, "justice", json!({}))),
        (2, "/event-series", new_series(&city, "justice", json!({}))),
    ] {
        let keyed = officer.with_key(&format!("nhap-{number}"));
        let first = keyed.post(path, body.clone());
        first.is(201);
        city.at("2017-11-26T09:00:00+07:00");
        same(first, keyed.post(path, body));
    }
    assert_eq!(officer.get("/events?count=true").body["total"], 4);
    // Each step of an event and of its publication, the first time and again.
    let original = papers.event("justice", json!({}));
    let event = papers.event("justice", json!({}));
    let publication = format!("{event}/publication");
    let standing = city.standing_lead();
    let event_version = |who: &Person| who.get(&event).is(200)["version"].clone();
    let steps: Vec<(&Person, &str, Value)> = vec![
        (&lead, &event, event_step("postpone")),
        (&lead, &event, event_step("reschedule")),
        (&lead, &publication, json!({"action": "request", "event_version": 3})),
        (&lead, &publication, json!({"action": "recall"})),
        (&lead, &publication, json!({"action": "request", "event_version": 3})),
        (&standing, &publication, json!({"action": "approve"})),
        (&lead, &event, event_step("hold")),
        (&lead, &event, event_step("report")),
        (&lead, &event, event_step("correct")),
        (&standing, &publication, json!({"action": "withdraw", "reason": "Nội dung không còn phù hợp"})),
        (&lead, &event, duplicate_of(&original)),
    ];
    for (number, (who, path, step)) in steps.into_iter().enumerate() {
        let keyed = who.with_etag_of(path).with_key(&format!("buoc-{number}"));
        let address = format!("{path}/transitions");
        let first = keyed.post(&address, step.clone());
        first.is(200);
        let before = city.auditor().get("/audit-entries?count=true&limit=1").body["total"].clone();
        let version = event_version(&lead);
        same(first, keyed.post(&address, step.clone()));
        assert_eq!(city.auditor().get("/audit-entries?count=true&limit=1").body["total"], before, "{step}");
        assert_eq!(event_version(&lead), version, "{step}");
    }
}

fn checks_come_in_one_order(city: City) {
    let papers = city.papers();
    let event = papers.event("justice", json!({}));
    let (lead, officer) = (city.lead(), city.officer());
    let stale = "\"9-abc\"";
    let wrong = json!({"ends_at": "2017-11-20T00:00:00Z", "starts_at": "2017-11-20T01:00:00Z"});
    // 404, 403, 412, 409, 422: each is said before what comes after it would be.
    city.by("culture_lead").with("if-match", stale).patch(&event, wrong.clone()).is_problem(404, "not_found");
    city.chair().with("if-match", stale).patch(&event, wrong.clone()).is_problem(403, "role_may_not");
    officer.with("if-match", stale).patch(&event, wrong.clone()).is_problem(412, "stale_version");
    let confirmed = papers.event_in("justice", "confirmed");
    officer.patch(&confirmed, wrong.clone()).is_problem(409, "state_forbids");
    officer.patch(&event, wrong).is_problem(422, "times_reversed");
    city.officer().with("if-match", stale).transition(&event, event_step("confirm")).is_problem(403, "role_may_not");
    lead.with("if-match", stale).transition(&event, event_step("hold")).is_problem(412, "stale_version");
    lead.transition(&event, event_step("hold")).is_problem(409, "state_forbids");
    lead.transition(&confirmed, event_step("hold")).is_problem(422, "not_begun");
    let taken = json!({"id": id_in(&event), "ends_at": "2017-11-20T00:00:00Z"});
    officer.post("/events", new_event(&city, "justice", taken.clone())).is_problem(409, "id_taken");
    lead.with("if-match", stale).delete(&confirmed).is_problem(412, "stale_version");
    officer.with("if-match", stale).delete(&confirmed).is_problem(403, "role_may_not");
    city.by("culture_officer").post("/events", new_event(&city, "justice", taken)).is_problem(403, "role_may_not");
}

fn a_step_can_be_lent_and_says_for_whom_it_was_taken(city: City) {
    let event = city.papers().event("justice", json!({}));
    let body = json!({"delegate_id": city.user("justice_officer"), "agency_id": city.agency("justice"),
        "actions": ["events.confirm"], "valid_from": "2017-02-01", "valid_to": "2017-02-28"});
    let delegate = city.officer();
    assert_eq!(delegate.get(&event).blocked("confirm"), Some(vec!["role_may_not".to_owned()]));
    city.lead().post("/delegations", body).is(201);
    assert_eq!(delegate.get(&event).blocked("confirm"), None);
    city.refuses(403, "role_may_not", || delegate.transition(&event, event_step("cancel")));
    delegate.transition(&event, event_step("confirm")).is(200);
    let history = city.auditor().get(&format!("{event}/transitions")).items();
    let step = history.last().unwrap();
    assert_eq!(step["actor"]["id"], json!(city.user("justice_officer")));
    assert_eq!(step["on_behalf_of"]["id"], json!(city.user("justice_lead")));
    city.at("2017-03-01T00:00:00+07:00");
    let later = city.papers().event("justice", json!({}));
    city.refuses(403, "role_may_not", || delegate.transition(&later, event_step("confirm")));
}

fn an_event_that_is_open_is_left_when_its_agency_ends(city: City) {
    let papers = city.papers();
    let left = || {
        let mut left = city.leaves(city.agency("culture"));
        left.retain(|it| it.starts_with("events: "));
        left.pop_first()
    };
    for state in ["planned", "confirmed", "postponed", "held"] {
        let event = papers.event_in("culture", state);
        assert_eq!(left().as_deref(), Some("events: 1"), "{state}");
        let duplicate = papers.event("justice", json!({}));
        city.standing_officer().transition(&event, duplicate_of(&duplicate)).is(200);
    }
    papers.event_in("culture", "reported");
    papers.event_in("culture", "cancelled");
    assert_eq!(left(), None);
}
