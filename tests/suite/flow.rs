//! A programme from its draft to its end, as the people of a city go through it.

use crate::harness::{Answer, City, Value, both_databases, id_in, issue, json};

fn texts(answer: &Answer, field: &str) -> Vec<String> {
    answer.items().iter().map(|it| it[field].as_str().unwrap_or("—").to_owned()).collect()
}

/// The blockers of an action as `code at`, sorted.
fn blockers(answer: &Answer, action: &str) -> Vec<String> {
    let actions = answer.body["actions"].as_array().unwrap();
    let entry = actions.iter().find(|it| it["action"] == action).unwrap();
    let shown = |it: &Value| format!("{} {}", it["code"].as_str().unwrap(), it["at"].as_str().unwrap_or("—"));
    let mut all: Vec<String> = entry["blocked_by"].as_array().unwrap().iter().map(shown).collect();
    all.sort();
    all
}

both_databases![
    a_programme_goes_from_draft_to_obligations,
    an_issued_programme_is_immutable,
    revision_two_keeps_what_is_kept_and_cancels_what_is_dropped,
    who_coordinated_and_now_leads_keeps_the_work_under_a_new_part,
    a_cancelled_programme_takes_its_assignments_along,
    a_closed_programme_still_takes_reports_and_their_verification,
    what_stands_in_the_way_is_named_point_by_point,
    an_agency_that_is_gone_cannot_be_given_a_task,
    tasks_stand_in_the_order_of_the_paper,
    numbers_are_used_once,
    an_agency_derives_its_own_programme,
    not_ours_is_handed_on_or_insisted_upon,
    progress_is_kept_and_read_back,
    nobody_verifies_or_grants_what_they_did_themselves,
    whoever_drafted_what_was_removed_drafted,
    standing_roles_last_as_long_as_the_designation
];

fn a_programme_goes_from_draft_to_obligations(city: City) {
    let papers = city.papers();
    let (officer, lead, chair) = (city.standing_officer(), city.standing_lead(), city.chair());
    let programme = papers.bare_draft("committee");
    let justice = city.agency("justice");
    papers.task("committee", &programme, "II", json!({"kind": "group", "due_on": null}));
    papers.task(
        "committee",
        &programme,
        "II.1",
        json!({"lead_agency_id": justice, "coordinating_agency_ids": [city.agency("culture")]}),
    );
    papers.task(
        "committee",
        &programme,
        "II.2",
        json!({"lead_agency_id": justice, "kind": "periodic", "due_on": null,
            "occurrences": ["2017-12-15", "2017-06-15"]}),
    );
    officer.transition(&programme, json!({"action": "submit"})).is(200);
    lead.transition(&programme, json!({"action": "return", "reason": "Thiếu mốc thời gian"})).is(200);
    officer.patch(&programme, json!({"purpose": "Triển khai kế hoạch năm"})).is(200);
    officer.transition(&programme, json!({"action": "submit"})).is(200);
    assert_eq!(papers.assignments(&programme), [""; 0]);

    city.at("2017-03-06T10:00:00+07:00");
    let issued = chair.transition(&programme, issue("1016/CTr-BCĐ")).is(200);
    assert_eq!(
        (&issued["state"], &issued["number"], &issued["revision"]),
        (&json!("issued"), &json!("1016/CTr-BCĐ"), &json!(1))
    );
    assert_eq!(issued["signatory"]["capacity"], Value::Null);

    let list = city.auditor().get(&format!("/assignments?programme_id={}", id_in(&programme)));
    let mut made: Vec<(String, String, String)> = list
        .items()
        .iter()
        .map(|it| (it["due_on"].to_string(), it["part"].to_string(), it["state"].to_string()))
        .collect();
    made.sort();
    let row = |day: &str, part: &str| (format!("\"{day}\""), format!("\"{part}\""), "\"pending\"".to_owned());
    assert_eq!(
        made,
        [
            row("2017-06-15", "lead"),
            row("2017-09-30", "coordinating"),
            row("2017-09-30", "lead"),
            row("2017-12-15", "lead")
        ]
    );
    assert_eq!(city.officer().get(&format!("/assignments?agency_id={justice}")).items().len(), 3);
    assert_eq!(city.officer().get("/assignments").items().len(), 4, "the lead sees who coordinates with it");
    assert_eq!(city.by("culture_officer").get("/assignments").items().len(), 1);
    assert_eq!(city.by("district_officer").get("/assignments").items().len(), 0);

    let history = city.auditor().get(&format!("{programme}/transitions"));
    assert_eq!(texts(&history, "action"), ["create", "submit", "return", "update", "submit", "issue"]);
    assert_eq!(texts(&history, "to"), ["draft", "under_review", "draft", "—", "under_review", "issued"]);
    assert_eq!(texts(&history, "reason")[2], "Thiếu mốc thời gian");
    let last = &history.items()[5];
    assert_eq!(
        (last["actor"]["id"].as_str(), &last["at"]),
        (Some(city.user("chair").to_string().as_str()), &json!("2017-03-06T03:00:00.000000Z"))
    );
    assert_eq!(last["on_behalf_of"], Value::Null);
}

fn an_issued_programme_is_immutable(city: City) {
    let papers = city.papers();
    let programme = papers.programme("committee", "justice", "issued");
    let officer = city.standing_officer();
    officer.patch(&programme, json!({"title": "Khác"})).is_problem(409, "state_forbids");
    let tasks = officer.get(&format!("/tasks?programme_id={}", id_in(&programme)));
    let task = format!("/tasks/{}", tasks.ids()[0]);
    officer.patch(&task, json!({"title": "Khác"})).is_problem(409, "state_forbids");
    officer.delete(&task).is_problem(409, "state_forbids");
    let more = json!({"programme_id": id_in(&programme), "number": "I.2", "title": "Thêm", "kind": "group"});
    officer.post("/tasks", more).is_problem(409, "state_forbids");
}

fn revision_two_keeps_what_is_kept_and_cancels_what_is_dropped(city: City) {
    let papers = city.papers();
    let (officer, chair) = (city.standing_officer(), city.chair());
    let programme = papers.draft("committee", "justice");
    papers.task("committee", &programme, "I.2", json!({"lead_agency_id": city.agency("culture")}));
    papers.submit("committee", &programme);
    chair.transition(&programme, issue("1016/CTr-BCĐ")).is(200);
    let [kept, dropped] = ["justice", "culture"].map(|agency| {
        let list = city.auditor().get(&format!("/assignments?agency_id={}", city.agency(agency)));
        format!("/assignments/{}", list.ids()[0])
    });
    papers.bring("committee", "justice", &kept, "in_progress");
    let before = city.auditor().get(&kept).body;

    let second = chair.transition(&programme, json!({"action": "amend", "reason": "Bổ sung nhiệm vụ"})).is(200);
    assert_eq!((&second["state"], &second["revision"]), (&json!("draft"), &json!(2)));
    assert_eq!(
        (second["series_id"].as_str(), second["supersedes_id"].as_str()),
        (Some(id_in(&programme)), Some(id_in(&programme)))
    );
    let second = format!("/programmes/{}", second["id"].as_str().unwrap());
    chair.transition(&programme, json!({"action": "amend", "reason": "Lần nữa"})).is_problem(409, "revision_open");
    assert_eq!(city.auditor().get(&programme).body["superseded_at"], Value::Null, "revision 1 stays in force");
    city.officer().get(&second).is_problem(404, "not_found");

    let tasks = officer.get(&format!("/tasks?programme_id={}", id_in(&second)));
    assert_eq!(texts(&tasks, "number"), ["I.1", "I.2"]);
    officer.delete(&format!("/tasks/{}", tasks.ids()[1])).is(204);
    papers.task("committee", &second, "I.3", json!({"lead_agency_id": city.agency("labour")}));
    officer.transition(&second, json!({"action": "submit"})).is(200);
    city.at("2017-05-02T08:00:00+07:00");
    chair.transition(&second, issue("1016/CTr-BCĐ")).is_problem(409, "number_taken");
    chair.transition(&second, issue("1200/CTr-BCĐ")).is(200);

    assert_eq!(city.auditor().get(&programme).body["superseded_at"], "2017-05-02T01:00:00.000000Z");
    let after = city.auditor().get(&kept).body;
    assert_eq!(
        (&after["version"], &after["state"], &after["percent"]),
        (&before["version"], &json!("in_progress"), &json!(40))
    );
    assert_eq!(city.auditor().get(&dropped).body["state"], "cancelled");
    let new = city.auditor().get(&format!("/assignments?agency_id={}", city.agency("labour"))).items();
    assert_eq!((new.len(), &new[0]["state"]), (1, &json!("pending")));
    for step in ["amend", "close", "cancel"] {
        let body = if step == "close" { json!({"action": step}) } else { json!({"action": step, "reason": "Thử"}) };
        chair.transition(&programme, body).is_problem(409, "not_in_force");
    }
    city.lead().transition(&kept, json!({"action": "report_done", "narrative": "Xong"})).is(200);
}

fn who_coordinated_and_now_leads_keeps_the_work_under_a_new_part(city: City) {
    let papers = city.papers();
    let (officer, chair) = (city.standing_officer(), city.chair());
    let [justice, culture] = ["justice", "culture"].map(|it| city.agency(it));
    let programme = papers.bare_draft("committee");
    papers.task(
        "committee",
        &programme,
        "I.1",
        json!({"lead_agency_id": justice, "coordinating_agency_ids": [culture]}),
    );
    papers.submit("committee", &programme);
    papers.issue("committee", &programme);
    let [led, coordinated] = [justice, culture].map(|agency| {
        let list = city.auditor().get(&format!("/assignments?agency_id={agency}"));
        format!("/assignments/{}", list.ids()[0])
    });
    papers.bring("committee", "culture", &coordinated, "in_progress");
    let before = city.auditor().get(&coordinated).body;
    assert_eq!(before["part"], "coordinating");

    let second = chair.transition(&programme, json!({"action": "amend", "reason": "Đổi đơn vị chủ trì"})).is(200);
    let second = format!("/programmes/{}", second["id"].as_str().unwrap());
    let task = format!("/tasks/{}", officer.get(&format!("/tasks?programme_id={}", id_in(&second))).ids()[0]);
    officer.patch(&task, json!({"lead_agency_id": culture, "coordinating_agency_ids": [justice]})).is(200);
    papers.submit("committee", &second);
    assert_eq!(city.auditor().get(&coordinated).body["part"], "coordinating", "revision 1 is still in force");
    papers.issue("committee", &second);

    let after = city.auditor().get(&coordinated).body;
    assert_eq!(after["part"], "lead");
    for field in ["state", "percent", "due_at", "effective_due_at", "task_id"] {
        assert_eq!(after[field], before[field], "{field}");
    }
    assert_eq!(after["version"], json!(before["version"].as_i64().unwrap() + 1));
    assert_eq!(city.auditor().get(&led).body["part"], "coordinating");
    let history = city.auditor().get(&format!("{coordinated}/transitions"));
    assert_eq!(texts(&history, "action").last().map(String::as_str), Some("recast"));
    // The lead reads what is done for its task, and the lead before no longer does.
    city.by("culture_officer").get(&led).is(200);
    city.officer().get(&coordinated).is_problem(404, "not_found");
    city.by("culture_lead").transition(&coordinated, json!({"action": "report_done", "narrative": "Xong"})).is(200);
}

fn a_cancelled_programme_takes_its_assignments_along(city: City) {
    let papers = city.papers();
    let programme = papers.programme("committee", "justice", "issued");
    let assignment = papers.assignments(&programme).pop().unwrap();
    papers.bring("committee", "justice", &assignment, "verified");
    city.chair().transition(&programme, json!({"action": "cancel", "reason": "Thay bằng kế hoạch khác"})).is(200);
    let gone = city.lead().get(&assignment);
    assert_eq!((&gone.body["state"], &gone.body["cell"]), (&json!("cancelled"), &Value::Null));
    let cells = city.auditor().get("/statistics/tasks").is(200);
    assert_eq!(cells["totals"]["total"], 0);
}

fn a_closed_programme_still_takes_reports_and_their_verification(city: City) {
    let papers = city.papers();
    let programme = papers.programme("committee", "justice", "issued");
    let assignment = papers.assignments(&programme).pop().unwrap();
    papers.bring("committee", "justice", &assignment, "accepted");
    city.chair().transition(&programme, json!({"action": "close"})).is(200);
    let (lead, officer) = (city.lead(), city.standing_officer());
    lead.transition(&assignment, json!({"action": "record_progress", "percent": 50, "narrative": "Nửa chừng"}))
        .is_problem(409, "not_in_force");
    lead.transition(&assignment, json!({"action": "return", "reason": "Không phải"})).is_problem(409, "not_in_force");
    lead.transition(&assignment, json!({"action": "report_done", "narrative": "Xong"})).is(200);
    officer.transition(&assignment, json!({"action": "send_back", "reason": "Thiếu"})).is_problem(409, "not_in_force");
    officer.transition(&assignment, json!({"action": "verify"})).is(200);
}

fn what_stands_in_the_way_is_named_point_by_point(city: City) {
    let papers = city.papers();
    let officer = city.standing_officer();
    let programme = papers.bare_draft("committee");
    assert_eq!(blockers(&officer.get(&programme), "submit"), ["no_tasks —"]);
    officer.transition(&programme, json!({"action": "submit"})).is_problem(422, "no_tasks");
    papers.task("committee", &programme, "II", json!({"kind": "group", "due_on": null}));
    assert_eq!(blockers(&officer.get(&programme), "submit"), ["no_tasks —"], "a heading is no task");
    papers.task("committee", &programme, "II.3.b", json!({"due_on": "2017-06-30"}));
    let undated = papers.task(
        "committee",
        &programme,
        "II.4.đ",
        json!({"due_on": null, "lead_agency_id": city.agency("culture")}),
    );
    papers.task("committee", &programme, "II.5", json!({"due_on": null}));
    let expected = [
        "task_without_due_date II.4.đ",
        "task_without_due_date II.5",
        "task_without_lead II.3.b",
        "task_without_lead II.5",
    ];
    assert_eq!(blockers(&officer.get(&programme), "submit"), expected);
    let refused = officer.transition(&programme, json!({"action": "submit"}));
    refused.is_problem(422, "blocked");
    assert!(
        refused.body["errors"]
            .as_array()
            .unwrap()
            .iter()
            .any(|it| it["code"] == "task_without_lead" && it["at"] == "II.3.b"),
        "{refused}"
    );
    officer.patch(&format!("/tasks/{undated}"), json!({"due_on": "2017-12-31"})).is(200);
    assert!(!blockers(&officer.get(&programme), "submit").contains(&"task_without_due_date II.4.đ".to_owned()));
    assert_eq!(officer.get(&programme).body["state"], "draft");
}

fn an_agency_that_is_gone_cannot_be_given_a_task(city: City) {
    let papers = city.papers();
    let programme = papers.draft("committee", "culture");
    papers.submit("committee", &programme);
    city.end("culture", "2017-01-31");
    assert_eq!(blockers(&city.chair().get(&programme), "issue"), ["agency_not_alive I.1"]);
    city.chair().transition(&programme, issue("1/CTr")).is_problem(409, "agency_not_alive");
}

fn tasks_stand_in_the_order_of_the_paper(city: City) {
    let papers = city.papers();
    let programme = papers.bare_draft("committee");
    let paper = [
        "I", "I.1", "I.2", "I.10", "II", "II.4", "II.4.a", "II.4.b", "II.4.c", "II.4.d", "II.4.đ", "II.4.e", "III",
        "IV", "V", "IX", "X",
    ];
    for number in [
        "X", "II.4.e", "I.10", "II.4.đ", "V", "I", "II.4.b", "IV", "II", "I.2", "II.4.d", "III", "II.4", "II.4.a",
        "I.1", "IX", "II.4.c",
    ] {
        papers.task("committee", &programme, number, json!({"kind": "group", "due_on": null}));
    }
    let path = format!("/tasks?programme_id={}&sort=", id_in(&programme));
    assert_eq!(texts(&city.standing_officer().get(&format!("{path}number")), "number"), paper);
    let backwards: Vec<&str> = paper.into_iter().rev().collect();
    assert_eq!(texts(&city.standing_officer().get(&format!("{path}-number")), "number"), backwards);
}

fn numbers_are_used_once(city: City) {
    let papers = city.papers();
    let (officer, chair) = (city.standing_officer(), city.chair());
    let programme = papers.draft("committee", "justice");
    let twin = json!({"programme_id": id_in(&programme), "number": "I.1", "title": "Trùng số", "kind": "group"});
    officer.post("/tasks", twin).is_problem(409, "number_taken");
    papers.submit("committee", &programme);
    chair.transition(&programme, issue("1016/CTr-BCĐ")).is(200);
    let second = papers.programme("committee", "justice", "under_review");
    chair.transition(&second, issue("1016/CTr-BCĐ")).is_problem(409, "number_taken");
    assert_eq!(chair.get(&second).body["state"], "under_review");
    assert_eq!(papers.assignments(&second).len(), 0, "a refused issue leaves nothing behind");
    // Another issuer, another year, another kind: other papers.
    let own = papers.programme("justice", "justice", "under_review");
    city.lead().transition(&own, issue("1016/CTr-BCĐ")).is(200);
    let plan = officer
        .post(
            "/programmes",
            json!({"agency_id": city.agency("committee"), "kind": "plan", "year": 2017, "title": "Kế hoạch"}),
        )
        .is(201);
    let plan = format!("/programmes/{}", plan["id"].as_str().unwrap());
    papers.task("committee", &plan, "I.1", json!({"lead_agency_id": city.agency("labour")}));
    papers.submit("committee", &plan);
    chair.transition(&plan, issue("1016/CTr-BCĐ")).is(200);
    // A task number that is none.
    let third = papers.bare_draft("committee");
    for wrong in ["II.4.dd", "0", "IIII", "VX", "II..1", "II.0", "II.4.đ.1", "II.4.f", "ii.1", " II", ""] {
        let body = json!({"programme_id": id_in(&third), "number": wrong, "title": "Sai số", "kind": "group"});
        officer.post("/tasks", body).is_problem(400, "schema").points_at("/number", "value_invalid");
    }
}

fn an_agency_derives_its_own_programme(city: City) {
    let papers = city.papers();
    let programme = papers.draft("committee", "justice");
    papers.task(
        "committee",
        &programme,
        "I.2",
        json!({"lead_agency_id": city.agency("culture"), "coordinating_agency_ids": [city.agency("justice")]}),
    );
    papers.task("committee", &programme, "I.3", json!({"lead_agency_id": city.agency("culture")}));
    let derived = format!("{programme}/derived");
    let (officer, body) = (city.officer(), json!({"agency_id": city.agency("justice")}));
    officer.post(&derived, body.clone()).is_problem(404, "not_found");
    papers.submit("committee", &programme);
    papers.issue("committee", &programme);
    city.lead().post(&derived, body.clone()).is_problem(403, "role_may_not");
    city.by("culture_officer").post(&derived, body.clone()).is_problem(403, "role_may_not");
    let own = officer.post(&derived, body).is(201);
    assert_eq!(
        (own["parent_id"].as_str(), &own["state"], &own["year"]),
        (Some(id_in(&programme)), &json!("draft"), &json!(2017))
    );
    let own = format!("/programmes/{}", own["id"].as_str().unwrap());
    let tasks = officer.get(&format!("/tasks?programme_id={}", id_in(&own)));
    assert_eq!(texts(&tasks, "number"), ["I.1", "I.2"], "the tasks that name the agency");
    assert!(
        tasks
            .items()
            .iter()
            .all(|it| it["lead_agency_id"] == json!(city.agency("justice"))
                && it["coordinating_agency_ids"] == json!([]))
    );
    city.by("culture_officer").get(&own).is_problem(404, "not_found");
    // A district is named by none: it takes all.
    let all = city
        .by("district_officer")
        .post(&derived, json!({"agency_id": city.agency("district"), "title": "Chương trình của quận"}))
        .is(201);
    let tasks = city.by("district_officer").get(&format!("/tasks?programme_id={}", all["id"].as_str().unwrap()));
    assert_eq!(texts(&tasks, "number"), ["I.1", "I.2", "I.3"]);
    // While the parent is not in force the child is not issued.
    officer.transition(&own, json!({"action": "submit"})).is(200);
    city.chair().transition(&programme, json!({"action": "cancel", "reason": "Thay thế"})).is(200);
    city.lead().transition(&own, issue("7/KH-STP")).is_problem(409, "parent_not_issued");
}

fn not_ours_is_handed_on_or_insisted_upon(city: City) {
    let papers = city.papers();
    let (lead, officer) = (city.standing_lead(), city.standing_officer());
    let assignment = papers.assignment("justice", "returned");
    assert_eq!(officer.get(&assignment).blocked("reassign"), Some(vec!["role_may_not".to_owned()]));
    lead.transition(&assignment, json!({"action": "insist", "reason": "Đã phân công"})).is(200);
    city.lead().transition(&assignment, json!({"action": "return", "reason": "Vẫn không phải"})).is(200);
    let before = lead.get(&assignment).body;
    let culture = city.agency("culture");
    let gone = lead
        .transition(&assignment, json!({"action": "reassign", "agency_id": culture, "reason": "Đúng chức năng"}))
        .is(200);
    assert_eq!(gone["state"], "cancelled");
    let new = city.by("culture_lead").get(&format!("/assignments?agency_id={culture}")).items();
    assert_eq!(new.len(), 1);
    assert_eq!((&new[0]["due_at"], new[0]["predecessor_id"].as_str()), (&before["due_at"], Some(id_in(&assignment))));
    assert_eq!(new[0]["state"], "pending");
    // To an agency that has the same task by the same date already.
    let twice = papers.draft("committee", "justice");
    papers.task(
        "committee",
        &twice,
        "I.2",
        json!({"lead_agency_id": city.agency("justice"), "coordinating_agency_ids": [culture]}),
    );
    papers.submit("committee", &twice);
    papers.issue("committee", &twice);
    let tasks = lead.get(&format!("/tasks?programme_id={}", id_in(&twice)));
    let shared =
        lead.get(&format!("/assignments?task_id={}&agency_id={}", tasks.ids()[1], city.agency("justice"))).ids();
    let shared = format!("/assignments/{}", shared[0]);
    city.lead().transition(&shared, json!({"action": "return", "reason": "Không phải"})).is(200);
    lead.transition(&shared, json!({"action": "reassign", "agency_id": culture, "reason": "Thử"}))
        .is_problem(409, "already_assigned");
    assert_eq!(lead.get(&shared).body["state"], "returned");
}

fn progress_is_kept_and_read_back(city: City) {
    let papers = city.papers();
    let assignment = papers.assignment("justice", "accepted");
    for percent in [10, 40, 40] {
        let step = json!({"action": "record_progress", "percent": percent, "narrative": format!("Đạt {percent} %")});
        city.officer().transition(&assignment, step).is(200);
    }
    city.lead().transition(&assignment, json!({"action": "report_done", "narrative": "Xong"})).is(200);
    let updates = city.standing_officer().get(&format!("{assignment}/progress-updates")).items();
    assert_eq!(updates.iter().map(|it| it["percent"].as_i64().unwrap()).collect::<Vec<_>>(), [10, 40, 40, 100]);
    assert_eq!(updates[0]["author_id"], json!(city.user("justice_officer")));
    city.standing_officer()
        .transition(&assignment, json!({"action": "send_back", "reason": "Thiếu số liệu theo giới"}))
        .is(200);
    let again = city.officer().get(&assignment);
    assert_eq!((&again.body["state"], &again.body["done_at"]), (&json!("in_progress"), &Value::Null));
}

fn nobody_verifies_or_grants_what_they_did_themselves(city: City) {
    let papers = city.papers();
    // At the standing agency one person may be the doer's lead and the verifier: give the standing lead both roles.
    let (user, labour) = (city.user("standing_lead"), city.agency("labour"));
    let grant = json!({"user_id": user, "agency_id": labour, "role": "agency_lead", "scope": "self",
        "valid_from": "2017-01-01"});
    city.admin().post("/grants", grant).is(201);
    let both = city.standing_lead();
    let assignment = papers.assignment("labour", "accepted");
    both.transition(&assignment, json!({"action": "report_done", "narrative": "Xong"})).is(200);
    assert_eq!(both.get(&assignment).blocked("verify"), Some(vec!["separation_of_duties".to_owned()]));
    both.transition(&assignment, json!({"action": "verify"})).is_problem(403, "separation_of_duties");
    both.transition(&assignment, json!({"action": "send_back", "reason": "Thử"}))
        .is_problem(403, "separation_of_duties");
    city.by("standing_lead_2").transition(&assignment, json!({"action": "verify"})).is(200);
    let second = papers.assignment("labour", "accepted");
    let asked = both
        .post(
            "/extensions",
            json!({"assignment_ids": [id_in(&second)], "until": "2017-12-31", "reason": "Chờ số liệu"}),
        )
        .is(201);
    let extension = format!("/extensions/{}", asked["id"].as_str().unwrap());
    both.transition(&extension, json!({"action": "grant"})).is_problem(403, "separation_of_duties");
    city.by("standing_lead_2").transition(&extension, json!({"action": "grant"})).is(200);
    // Who submitted an agency's programme does not issue it.
    let own = json!({"user_id": city.user("justice_lead"), "agency_id": city.agency("justice"),
        "role": "agency_officer", "scope": "self", "valid_from": "2017-01-01"});
    city.admin().post("/grants", own).is(201);
    let programme = papers.draft("justice", "justice");
    city.lead().transition(&programme, json!({"action": "submit"})).is(200);
    city.lead().transition(&programme, issue("3/CTr")).is_problem(403, "separation_of_duties");
    city.by("justice_lead_2").transition(&programme, issue("3/CTr")).is(200);
}

fn whoever_drafted_what_was_removed_drafted(city: City) {
    let papers = city.papers();
    let also = json!({"user_id": city.user("justice_lead"), "agency_id": city.agency("justice"), "role": "agency_officer",
        "scope": "self", "valid_from": "2017-01-01"});
    city.admin().post("/grants", also).is(201);
    let (both, officer) = (city.lead(), city.officer());
    let new = |programme: &str| {
        json!({"programme_id": id_in(programme), "number": "I.9", "title": "Việc thừa", "kind": "one_off",
            "due_on": "2017-09-30", "lead_agency_id": city.agency("justice")})
    };
    let title = json!({"title": "Việc khác"});
    // Whoever wrote a task, changed one or took one out has drafted, whether it is there still or not.
    for hand in ["creates", "edits", "removes"] {
        let programme = papers.draft("justice", "justice");
        let by = |it: &str| if it == hand { &both } else { &officer };
        let task = by("creates").post("/tasks", new(&programme)).is(201);
        let task = format!("/tasks/{}", task["id"].as_str().unwrap());
        by("edits").patch(&task, title.clone()).is(200);
        by("removes").delete(&task).is(204);
        papers.submit("justice", &programme);
        assert_eq!(both.get(&programme).blocked("issue"), Some(vec!["separation_of_duties".to_owned()]), "{hand}");
        both.transition(&programme, issue("7/KH")).is_problem(403, "separation_of_duties");
        let number = format!("7-{hand}/KH");
        city.by("justice_lead_2").transition(&programme, issue(&number)).is(200);
    }
}

fn standing_roles_last_as_long_as_the_designation(city: City) {
    let papers = city.papers();
    let programme = papers.programme("committee", "justice", "draft");
    city.standing_officer().get(&programme).is(200);
    let committee = city.agency("committee");
    let moved = json!({"agency_id": city.agency("culture"), "valid_from": "2017-03-01"});
    city.admin().post(&format!("/agencies/{committee}/designations"), moved).is(201);
    let list = city.chair().get(&format!("/agencies/{committee}/designations")).items();
    assert_eq!(list.iter().map(|it| it["valid_to"].clone()).collect::<Vec<_>>(), [json!("2017-02-28"), Value::Null]);
    city.at("2017-02-28T23:59:59+07:00");
    city.standing_officer().get(&programme).is(200);
    city.at("2017-03-01T00:00:00+07:00");
    city.standing_officer().get(&programme).is_problem(404, "not_found");
    city.chair().get(&programme).is(200);
}
