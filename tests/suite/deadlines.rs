//! On time or late: at the exact instants, by the server's clock, in Vietnam's time.

use crate::harness::{City, Value, both_databases, id_in, json};

/// An assignment of Justice, accepted, due by a rule on 15 June 2017: its path and its programme's.
fn due(city: &City, rule: &str) -> (String, String) {
    let papers = city.papers();
    let programme = papers.bare_draft("committee");
    let fields = json!({"lead_agency_id": city.agency("justice"), "due_on": "2017-06-15", "due_rule": rule});
    papers.task("committee", &programme, "I.1", fields);
    papers.submit("committee", &programme);
    papers.issue("committee", &programme);
    let assignment = papers.assignments(&programme).pop().unwrap();
    papers.bring("committee", "justice", &assignment, "accepted");
    (assignment, programme)
}

fn done(city: &City, assignment: &str) -> Value {
    city.lead().transition(assignment, json!({"action": "report_done", "narrative": "Đã hoàn thành"})).is(200)
}

fn cell(city: &City, assignment: &str) -> String {
    city.lead().get(assignment).is(200)["cell"].as_str().unwrap_or("none").to_owned()
}

/// The four cells and their sum: done on time, done late, open in time, open overdue.
fn cells(value: &Value) -> [i64; 4] {
    let four = ["done_on_time", "done_late", "open_in_time", "open_overdue"].map(|name| value[name].as_i64().unwrap());
    assert_eq!(value["total"], four.iter().sum::<i64>(), "the four cells add up");
    four
}

fn totals(city: &City, query: &str) -> [i64; 4] {
    cells(&city.auditor().get(&format!("/statistics/tasks{query}")).is(200)["totals"])
}

/// The cells of one agency.
fn of_agency(city: &City, name: &str, query: &str) -> Option<[i64; 4]> {
    let statistics = city.auditor().get(&format!("/statistics/tasks{query}")).is(200);
    let all = statistics["by_agency"].as_array().unwrap().clone();
    let per_agency: Vec<[i64; 4]> = all.iter().map(|it| cells(&it["cells"])).collect();
    let per_programme: Vec<[i64; 4]> =
        statistics["by_programme"].as_array().unwrap().iter().map(|it| cells(&it["cells"])).collect();
    for parts in [&per_agency, &per_programme] {
        let sum = parts.iter().fold([0; 4], |sum, it| std::array::from_fn(|index| sum[index] + it[index]));
        assert_eq!(sum, cells(&statistics["totals"]), "the parts add up to the whole");
    }
    let place = all.iter().position(|it| it["agency_id"] == json!(city.agency(name)))?;
    Some(per_agency[place])
}

both_databases![
    before_15_june_ends_with_14_june,
    on_or_before_15_june_ends_with_15_june,
    what_was_sent_back_counts_by_the_last_report,
    an_extension_keeps_the_due_date_and_judges_from_the_grant_on,
    an_extension_may_be_for_many_and_shorter_than_asked,
    no_more_time_for_what_is_done,
    a_returned_task_counts_for_the_standing_agency_with_its_clock_running,
    everybody_counts_and_nobody_twice
];

fn before_15_june_ends_with_14_june(city: City) {
    let (on_time, _) = due(&city, "before");
    let (late, _) = due(&city, "before");
    let read = city.lead().get(&on_time).is(200);
    assert_eq!((&read["due_on"], &read["due_at"]), (&json!("2017-06-15"), &json!("2017-06-14T17:00:00.000000Z")));
    city.at("2017-06-14T23:59:59.999999+07:00");
    assert_eq!(cell(&city, &on_time), "open_in_time");
    assert_eq!(done(&city, &on_time)["cell"], "done_on_time");
    city.at("2017-06-15T00:00:00+07:00");
    assert_eq!(cell(&city, &late), "open_overdue");
    assert_eq!(done(&city, &late)["cell"], "done_late");
    assert_eq!(totals(&city, ""), [1, 1, 0, 0]);
}

fn on_or_before_15_june_ends_with_15_june(city: City) {
    let (on_time, _) = due(&city, "on_or_before");
    let (late, _) = due(&city, "on_or_before");
    city.at("2017-06-15T23:59:59.999999+07:00");
    assert_eq!(done(&city, &on_time)["cell"], "done_on_time");
    assert_eq!(totals(&city, ""), [1, 0, 1, 0]);
    city.at("2017-06-16T00:00:00+07:00");
    assert_eq!(totals(&city, ""), [1, 0, 0, 1]);
    assert_eq!(done(&city, &late)["cell"], "done_late");
    assert_eq!(totals(&city, ""), [1, 1, 0, 0]);
}

fn what_was_sent_back_counts_by_the_last_report(city: City) {
    let (assignment, _) = due(&city, "before");
    city.at("2017-06-10T08:00:00+07:00");
    done(&city, &assignment);
    city.at("2017-06-20T08:00:00+07:00");
    assert_eq!(cell(&city, &assignment), "done_on_time", "verification takes its time, at nobody's cost");
    city.standing_officer().transition(&assignment, json!({"action": "send_back", "reason": "Thiếu"})).is(200);
    assert_eq!(cell(&city, &assignment), "open_overdue");
    city.at("2017-06-21T08:00:00+07:00");
    done(&city, &assignment);
    city.standing_officer().transition(&assignment, json!({"action": "verify"})).is(200);
    assert_eq!(cell(&city, &assignment), "done_late");
    // On record at each instant:
    for (as_of, expected) in [
        ("2017-06-09T00:00:00Z", [0, 0, 1, 0]),
        ("2017-06-12T00:00:00Z", [1, 0, 0, 0]),
        ("2017-06-20T12:00:00Z", [0, 0, 0, 1]),
        ("2017-06-22T00:00:00Z", [0, 1, 0, 0]),
    ] {
        assert_eq!(totals(&city, &format!("?as_of={as_of}")), expected, "{as_of}");
    }
}

fn an_extension_keeps_the_due_date_and_judges_from_the_grant_on(city: City) {
    let (assignment, _) = due(&city, "before");
    city.at("2017-06-16T09:00:00+07:00");
    assert_eq!(totals(&city, ""), [0, 0, 0, 1]);
    let ask = |until: &str| {
        json!({"assignment_ids": [id_in(&assignment)], "until": until,
            "reason": "Chờ số liệu của các quận"})
    };
    let early = city.lead().post("/extensions", ask("2017-06-14"));
    early.is_problem(422, "until_not_later").points_at("/until", "until_not_later");
    assert_eq!(early.body["errors"][0]["detail"], "Hạn mới phải muộn hơn hạn hiện tại là ngày 14/06/2017");
    let asked = city.lead().post("/extensions", ask("2017-06-30")).is(201);
    let extension = format!("/extensions/{}", asked["id"].as_str().unwrap());
    city.lead().post("/extensions", ask("2017-07-31")).is_problem(409, "already_asked");
    city.at("2017-06-20T09:00:00+07:00");
    city.standing_lead().transition(&extension, json!({"action": "grant"})).is(200);
    let read = city.lead().get(&assignment).is(200);
    assert_eq!(
        (&read["due_on"], &read["due_at"]),
        (&json!("2017-06-15"), &json!("2017-06-14T17:00:00.000000Z")),
        "the paper stays"
    );
    assert_eq!(
        (&read["extended_until"], &read["effective_due_at"]),
        (&json!("2017-06-30"), &json!("2017-06-30T17:00:00.000000Z"))
    );
    assert_eq!(read["cell"], "open_in_time");
    for (as_of, expected) in [
        ("2017-06-14T16:59:59.999999Z", [0, 0, 1, 0]),
        ("2017-06-14T17:00:00Z", [0, 0, 0, 1]),
        ("2017-06-20T01:59:59.999999Z", [0, 0, 0, 1]),
        ("2017-06-20T02:00:00Z", [0, 0, 1, 0]),
    ] {
        assert_eq!(totals(&city, &format!("?as_of={as_of}")), expected, "as of {as_of}, after the grant");
    }
    city.at("2017-06-30T23:59:59.999999+07:00");
    assert_eq!(done(&city, &assignment)["cell"], "done_on_time");
    let history: Vec<String> = city
        .lead()
        .get(&format!("{assignment}/transitions"))
        .items()
        .iter()
        .map(|it| it["action"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(history, ["create", "accept", "extend", "report_done"]);
}

fn an_extension_may_be_for_many_and_shorter_than_asked(city: City) {
    let papers = city.papers();
    let programme = papers.bare_draft("committee");
    for number in ["I.1", "I.2"] {
        papers.task("committee", &programme, number, json!({"lead_agency_id": city.agency("justice")}));
    }
    papers.submit("committee", &programme);
    papers.issue("committee", &programme);
    let both = papers.assignments(&programme);
    let ids: Vec<&str> = both.iter().map(|path| id_in(path)).collect();
    let foreign = papers.assignment("justice", "accepted");
    let mixed = json!({"assignment_ids": [ids[0], id_in(&foreign)], "until": "2017-12-31", "reason": "Thử"});
    city.lead().post("/extensions", mixed).is_problem(422, "assignments_differ");
    let asked =
        city.lead().post("/extensions", json!({"assignment_ids": ids, "until": "2017-12-31", "reason": "Chờ"})).is(201);
    let extension = format!("/extensions/{}", asked["id"].as_str().unwrap());
    city.standing_lead()
        .transition(&extension, json!({"action": "grant", "until": "2017-09-30"}))
        .is_problem(422, "until_not_later");
    assert_eq!(city.lead().get(&extension).body["state"], "asked", "a refused step leaves nothing behind");
    let granted =
        city.standing_lead().transition(&extension, json!({"action": "grant", "until": "2017-10-31"})).is(200);
    assert_eq!((&granted["until"], &granted["granted_until"]), (&json!("2017-12-31"), &json!("2017-10-31")));
    for assignment in &both {
        let read = city.lead().get(assignment).is(200);
        assert_eq!((&read["extended_until"], &read["due_on"]), (&json!("2017-10-31"), &json!("2017-09-30")));
    }
}

fn no_more_time_for_what_is_done(city: City) {
    let papers = city.papers();
    let finished = papers.assignment("justice", "reported_done");
    let ask = json!({"assignment_ids": [id_in(&finished)], "until": "2017-12-31", "reason": "Thử"});
    city.lead().post("/extensions", ask).is_problem(422, "assignment_settled");
    // Done between the question and the answer.
    let extension = papers.extension("justice", "asked");
    let assignment =
        format!("/assignments/{}", city.lead().get(&extension).body["assignment_ids"][0].as_str().unwrap());
    done(&city, &assignment);
    city.standing_lead().transition(&extension, json!({"action": "grant"})).is_problem(422, "assignment_settled");
    city.standing_lead().transition(&extension, json!({"action": "refuse", "reason": "Đã xong"})).is(200);
}

fn a_returned_task_counts_for_the_standing_agency_with_its_clock_running(city: City) {
    let (assignment, _) = due(&city, "before");
    city.at("2017-03-01T09:00:00+07:00");
    city.lead().transition(&assignment, json!({"action": "return", "reason": "Không thuộc chức năng"})).is(200);
    assert_eq!(of_agency(&city, "justice", ""), None);
    assert_eq!(of_agency(&city, "labour", ""), Some([0, 0, 1, 0]));
    assert_eq!(of_agency(&city, "justice", "?as_of=2017-02-20T00:00:00Z"), Some([0, 0, 1, 0]), "before it came back");
    city.at("2017-06-15T00:00:00+07:00");
    assert_eq!(of_agency(&city, "labour", ""), Some([0, 0, 0, 1]));
    let culture = city.agency("culture");
    city.standing_lead()
        .transition(&assignment, json!({"action": "reassign", "agency_id": culture, "reason": "Đúng chức năng"}))
        .is(200);
    assert_eq!(of_agency(&city, "labour", ""), None);
    assert_eq!(of_agency(&city, "culture", ""), Some([0, 0, 0, 1]), "the same due date, late from the start");
}

fn everybody_counts_and_nobody_twice(city: City) {
    let papers = city.papers();
    let programme = papers.bare_draft("committee");
    papers.task(
        "committee",
        &programme,
        "I.1",
        json!({"lead_agency_id": city.agency("justice"), "due_on": "2017-06-30",
            "coordinating_agency_ids": [city.agency("culture"), city.agency("district")]}),
    );
    papers.task(
        "committee",
        &programme,
        "I.2",
        json!({"kind": "continuous", "starts_on": "2017-01-01",
            "due_on": "2017-12-31", "lead_agency_id": city.agency("culture")}),
    );
    papers.submit("committee", &programme);
    papers.issue("committee", &programme);
    assert_eq!(totals(&city, ""), [0, 0, 4, 0]);
    city.at("2017-07-01T00:00:00+07:00");
    assert_eq!(totals(&city, ""), [0, 0, 1, 3]);
    assert_eq!(of_agency(&city, "culture", ""), Some([0, 0, 1, 1]));
    assert_eq!(totals(&city, &format!("?agency_id={}", city.agency("culture"))), [0, 0, 1, 1]);
    assert_eq!(totals(&city, "?year=2016"), [0; 4]);
    assert_eq!(totals(&city, &format!("?year=2017&programme_id={}", id_in(&programme))), [0, 0, 1, 3]);
    // What the list filters by cell is what the figures count.
    for (name, count) in [("done_on_time", 0), ("done_late", 0), ("open_in_time", 1), ("open_overdue", 3)] {
        assert_eq!(city.auditor().get(&format!("/assignments?cell={name}")).items().len(), count, "{name}");
    }
    // An agency counts what it may read.
    let own = city.by("district_officer").get("/statistics/tasks").is(200);
    assert_eq!(cells(&own["totals"]), [0, 0, 0, 1]);
    let lead = city.officer().get("/statistics/tasks").is(200);
    assert_eq!(cells(&lead["totals"]), [0, 0, 0, 3], "the lead sees those who coordinate with it");
}
