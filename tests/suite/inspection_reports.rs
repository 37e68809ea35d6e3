//! Reports of visits: written by the team, shown to the agency for its comment or its silence, concluded by somebody who wrote none of
//! it, and amended as versions.

use crate::harness::{
    Answer, City, TEAM, Value, at_once, both_databases, days_pass, id_in, in_days, inspection_report_step,
    inspection_step, json, new_recommendation, pdf, sha256, told,
};

fn path_of(made: &Value) -> String {
    format!("/inspection-reports/{}", made["id"].as_str().unwrap())
}

fn of_report(report: &str) -> String {
    format!("/recommendations?report_id={}", id_in(report))
}

/// The visit of a report.
fn visit_of(city: &City, report: &str) -> String {
    format!("/inspections/{}", city.chair().get(report).is(200)["inspection_id"].as_str().unwrap())
}

fn step(city: &City, action: &str) -> Value {
    inspection_report_step(city, action)
}

/// Everything that a conclusion says and that may never change.
fn frozen(city: &City, report: &str) -> Value {
    let mut said = city.chair().get(report).is(200);
    for changing in ["version", "updated_at", "state", "superseded_at", "actions"] {
        said.as_object_mut().unwrap().remove(changing);
    }
    said
}

both_databases![
    the_team_writes_the_agency_comments_and_the_chair_concludes,
    silence_is_noted_when_the_day_is_over_and_not_before,
    a_comment_that_comes_late_and_was_not_yet_noted_is_received,
    a_comment_says_something,
    the_agency_has_five_to_thirty_days,
    a_return_begins_a_new_round,
    concluding_without_recommendations_works_and_not_by_who_drafted_it,
    the_team_does_not_conclude_whoever_has_left_it_neither,
    recommendations_are_judged_again_when_it_is_concluded,
    a_concluded_report_changes_no_byte,
    an_amendment_takes_its_place_when_it_is_concluded,
    a_later_version_is_given_up_with_what_it_proposes,
    there_is_one_report_of_a_visit,
    a_draft_is_not_for_the_agency_and_what_was_sent_is,
    the_standing_agency_does_not_read_drafts_about_itself,
    a_member_who_leaves_reads_it_no_more,
    a_draft_goes_with_a_visit_that_is_called_off,
    a_visit_is_taken_up_again_while_the_report_is_a_draft,
    a_number_is_used_once_a_year,
    checks_come_in_one_order,
    of_two_conclusions_at_once_one_is_late,
    files_of_a_comment_that_was_withdrawn_are_none_of_the_next,
    files_come_with_the_comment,
    what_the_agency_said_in_each_round_stays_readable,
    an_empty_report_is_neither_sent_nor_concluded,
    paper_is_dated_from_the_first_day_of_the_visit_until_today,
    the_standing_agency_shows_files_of_its_committee
];

fn the_team_writes_the_agency_comments_and_the_chair_concludes(city: City) {
    let papers = city.papers();
    let visit = papers.visit("fieldwork_done");
    let member = city.by(TEAM[1]);
    let made = member.post("/inspection-reports", json!({"inspection_id": id_in(&visit)})).is(201);
    assert_eq!((&made["number"], &made["state"], &made["round"]), (&json!(1), &json!("draft"), &json!(0)));
    assert_eq!((&made["agency_id"], &made["sha256"]), (&json!(city.agency("justice")), &Value::Null));
    let report = path_of(&made);
    let read = member.get(&report);
    assert_eq!((read.blocked("update"), read.blocked("send")), (None, Some(vec!["role_may_not".to_owned()])));
    // Both who draft may: the team and the officers of whose plan it is.
    assert_eq!(member.patch(&report, json!({"findings": "Thiếu quy hoạch"})).is(200)["findings"], "Thiếu quy hoạch");
    city.standing_officer().patch(&report, json!({"summary": "Tóm tắt"})).is(200);
    city.standing_lead().patch(&report, json!({"summary": "Khác"})).is_problem(403, "role_may_not");
    let one = papers.recommended(&report, "justice", json!({}));

    let sent = city.by(TEAM[0]).transition(&report, step(&city, "send")).is(200);
    assert_eq!((&sent["state"], &sent["round"]), (&json!("with_agency"), &json!(1)));
    assert_eq!(sent["comment_until"], json!(in_days(&city, 10)));
    member.patch(&report, json!({"summary": "Sau"})).is_problem(409, "state_forbids");
    let said = city.lead().transition(&report, step(&city, "comment")).is(200);
    assert_eq!((&said["state"], &said["agrees"]), (&json!("under_review"), &json!(true)));
    assert_eq!((&said["comment_late"], &said["comment"]), (&json!(false), &json!("Đơn vị thống nhất")));
    assert_eq!(said["conclusion_expected_on"], json!(in_days(&city, 15)));

    let concluded = city.chair().transition(&report, step(&city, "conclude")).is(200);
    assert_eq!(concluded["state"], "concluded");
    assert_eq!(concluded["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(city.chair().get(&one).is(200)["state"], "open");
    assert_eq!(city.chair().get(&visit).is(200)["state"], "closed");
    assert_eq!(told(&city, TEAM[1], &report), ["create", "update", "update", "send", "comment", "conclude"]);
    // To the agency the history begins when it was first sent.
    assert_eq!(told(&city, "justice_officer", &report), ["send", "comment", "conclude"]);
    let last = city.chair().get(&format!("{visit}/transitions")).items().pop().unwrap();
    assert_eq!((&last["action"], &last["to"]), (&json!("conclude"), &json!("closed")));
}

fn silence_is_noted_when_the_day_is_over_and_not_before(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("with_agency");
    let until = city.chair().get(&report).is(200)["comment_until"].as_str().unwrap().to_owned();
    let officer = city.standing_officer();
    city.at(&format!("{until}T23:59:59.999999+07:00"));
    assert_eq!(officer.get(&report).blocked("note_silence"), Some(vec!["comment_running".to_owned()]));
    officer.transition(&report, step(&city, "note_silence")).is_problem(409, "comment_running");
    let next = in_days(&city, 1);
    city.at(&format!("{next}T00:00:00+07:00"));
    city.standing_lead().transition(&report, step(&city, "note_silence")).is_problem(403, "role_may_not");
    let noted = officer.transition(&report, step(&city, "note_silence")).is(200);
    assert_eq!((&noted["state"], &noted["comment"]), (&json!("under_review"), &Value::Null));
    assert!(noted["silence_noted_at"].is_string() && noted["commented_at"].is_null());
    // Then it is too late to say anything.
    city.lead().transition(&report, step(&city, "comment")).is_problem(409, "state_forbids");
    let concluded = city.chair().transition(&report, step(&city, "conclude")).is(200);
    assert_eq!(concluded["silence_noted_at"], noted["silence_noted_at"]);
}

fn a_comment_that_comes_late_and_was_not_yet_noted_is_received(city: City) {
    let report = city.papers().inspection_report("with_agency");
    days_pass(&city, 20);
    let said = city.lead().transition(&report, step(&city, "comment")).is(200);
    assert_eq!((&said["state"], &said["comment_late"]), (&json!("under_review"), &json!(true)));
    city.standing_officer().transition(&report, step(&city, "note_silence")).is_problem(409, "state_forbids");
}

fn a_comment_says_something(city: City) {
    let report = city.papers().inspection_report("with_agency");
    let lead = city.lead();
    let nothing = lead.transition(&report, json!({"action": "comment"}));
    nothing.is_problem(422, "comment_missing").points_at("/text", "comment_missing");
    lead.transition(&report, json!({"action": "comment", "agrees": false})).is_problem(422, "comment_missing");
    lead.transition(&report, json!({"action": "comment", "text": "x".repeat(20_001)})).is_problem(400, "schema");
    city.officer().transition(&report, step(&city, "comment")).is_problem(403, "role_may_not");
    city.by("culture_lead").transition(&report, step(&city, "comment")).is_problem(403, "role_may_not");
    let said = lead.transition(&report, json!({"action": "comment", "agrees": true})).is(200);
    assert_eq!((&said["agrees"], &said["comment"]), (&json!(true), &Value::Null));
}

fn the_agency_has_five_to_thirty_days(city: City) {
    let report = city.papers().inspection_report("draft");
    let leader = city.by(TEAM[0]);
    for days in [-1, 0, 4, 31, 400] {
        let sent = leader.transition(&report, json!({"action": "send", "comment_until": in_days(&city, days)}));
        sent.is_problem(422, "day_out_of_range").points_at("/comment_until", "day_out_of_range");
    }
    leader.transition(&report, json!({"action": "send", "comment_until": "2017-02-30"})).is_problem(400, "schema");
    leader.transition(&report, json!({"action": "send", "comment_until": in_days(&city, 30)})).is(200);
    city.chair().transition(&report, step(&city, "return")).is(200);
    leader.transition(&report, json!({"action": "send", "comment_until": in_days(&city, 5)})).is(200);
}

fn a_return_begins_a_new_round(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("under_review");
    city.standing_officer().transition(&report, step(&city, "return")).is_problem(403, "role_may_not");
    let no_reason = json!({"action": "return"});
    city.chair().transition(&report, no_reason).is_problem(400, "schema");
    let returned = city.chair().transition(&report, step(&city, "return")).is(200);
    assert_eq!((&returned["state"], &returned["round"]), (&json!("draft"), &json!(1)));
    assert_eq!((&returned["comment"], &returned["comment_until"]), (&Value::Null, &Value::Null));
    assert!(returned["first_sent_at"].is_string() && returned["commented_at"].is_null());
    // A draft again, it is not the agency's to read.
    city.lead().get(&report).is_problem(404, "not_found");
    city.auditor().get(&report).is_problem(404, "not_found");
    city.by(TEAM[1]).patch(&report, json!({"findings": "Đã làm rõ"})).is(200);
    let sent = city.standing_lead().transition(&report, step(&city, "send")).is(200);
    assert_eq!(sent["round"], 2);
    assert_eq!(city.lead().get(&report).is(200)["findings"], "Đã làm rõ");
    papers.move_report("committee", "justice", &report, "comment");
    papers.move_report("committee", "justice", &report, "conclude");
}

fn concluding_without_recommendations_works_and_not_by_who_drafted_it(city: City) {
    let papers = city.papers();
    // Nothing is found and nothing recommended.
    let visit = papers.visit("fieldwork_done");
    let body = json!({"inspection_id": id_in(&visit), "conclusion": "Không có vi phạm"});
    let made = city.standing_officer().post("/inspection-reports", body).is(201);
    let report = path_of(&made);
    papers.bring_inspection_report("committee", "justice", &report, "under_review");
    assert_eq!(city.chair().get(&report).blocked("conclude"), None);
    papers.move_report("committee", "justice", &report, "conclude");
    assert!(city.chair().get(&of_report(&report)).ids().is_empty());

    // A chair who is the standing officer too, and wrote a word of it.
    let chair = city.user("chair");
    let grant = json!({"user_id": chair, "agency_id": city.agency("labour"), "role": "standing_officer",
        "scope": "self", "valid_from": "2017-01-01"});
    city.admin().post("/grants", grant).is(201);
    let report = papers.inspection_report("draft");
    let at_labour = city.acting("chair", chair, city.agency("labour"));
    at_labour.patch(&report, json!({"conclusion": "Của Trưởng ban"})).is(200);
    papers.bring_inspection_report("committee", "justice", &report, "under_review");
    assert_eq!(city.chair().get(&report).blocked("conclude"), Some(vec!["separation_of_duties".to_owned()]));
    city.chair().transition(&report, step(&city, "conclude")).is_problem(403, "separation_of_duties");

    // A recommendation is a word of it too.
    let report = papers.inspection_report("draft");
    at_labour.post("/recommendations", new_recommendation(&city, &report, "justice", json!({}))).is(201);
    papers.bring_inspection_report("committee", "justice", &report, "under_review");
    city.chair().transition(&report, step(&city, "conclude")).is_problem(403, "separation_of_duties");
    city.standing_lead().transition(&report, step(&city, "return")).is(200);
}

fn the_team_does_not_conclude_whoever_has_left_it_neither(city: City) {
    let papers = city.papers();
    // In a district's plan its lead decides; here he was of the team and left it.
    let team = ["culture_lead", "district_lead"];
    let visit = papers.visit_of("district", "commune", &team, "scheduled");
    let grant = json!({"user_id": city.user("culture_officer"), "agency_id": city.agency("district"),
        "role": "agency_lead", "scope": "subtree", "valid_from": "2017-01-01"});
    city.admin().post("/grants", grant).is(201);
    let other = city.acting("culture_officer", city.user("culture_officer"), city.agency("district"));
    papers.bring_visit("district", "commune", "culture_lead", &visit, "fieldwork_done");
    let body = json!({"inspection_id": id_in(&visit), "summary": "Đã kiểm tra"});
    let made = city.by("culture_lead").post("/inspection-reports", body).is(201);
    let report = path_of(&made);
    city.by("culture_lead").transition(&report, step(&city, "send")).is(200);
    city.by("commune_lead").transition(&report, step(&city, "comment")).is(200);
    city.by("district_lead").transition(&report, step(&city, "conclude")).is_problem(403, "separation_of_duties");
    city.by("district_lead").transition(&visit, inspection_step(&city, "recuse")).is(200);
    city.by("district_lead").transition(&report, step(&city, "conclude")).is_problem(403, "separation_of_duties");
    other.transition(&report, step(&city, "conclude")).is(200);
}

fn recommendations_are_judged_again_when_it_is_concluded(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("draft");
    papers.recommended(&report, "culture", json!({"due_on": in_days(&city, 10), "number": 7}));
    papers.bring_inspection_report("committee", "justice", &report, "under_review");
    let chair = city.chair();
    days_pass(&city, 4);
    assert_eq!(chair.get(&report).blocked("conclude"), Some(vec!["day_out_of_range".to_owned()]));
    let refused = chair.transition(&report, step(&city, "conclude"));
    refused.is_problem(422, "day_out_of_range");
    assert_eq!(refused.body["errors"][0]["at"], "7", "{refused}");
    days_pass(&city, -1);
    chair.transition(&report, step(&city, "conclude")).is(200);
}

fn a_concluded_report_changes_no_byte(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("draft");
    let one = papers.recommended(&report, "culture", json!({}));
    papers.bring_inspection_report("committee", "justice", &report, "concluded");
    let before = frozen(&city, &report);
    let of_it = |path: &str| {
        let said = city.chair().get(path).is(200);
        ["id", "number", "text", "agency_id", "due_on"].map(|field| said[field].clone())
    };
    let opened = of_it(&one);
    let edit = json!({"summary": "Khác"});
    for who in ["standing_officer", TEAM[0], TEAM[1]] {
        city.by(who).patch(&report, edit.clone()).is_problem(409, "state_forbids");
        city.by(who).patch(&one, json!({"text": "Khác"})).is_problem(409, "state_forbids");
        city.by(who).delete(&one).is_problem(409, "state_forbids");
        let more = new_recommendation(&city, &report, "culture", json!({}));
        city.by(who).post("/recommendations", more).is_problem(409, "state_forbids");
    }
    for action in ["send", "return", "conclude", "discard", "comment", "note_silence"] {
        for who in ["standing_officer", "standing_lead", "chair", TEAM[0], "justice_lead"] {
            let refused = city.by(who).transition(&report, step(&city, action));
            assert!([403, 409].contains(&refused.status), "{refused}");
        }
    }
    // Whatever becomes of what it opened, and of itself.
    for action in ["dispute", "uphold", "extend", "accept", "report_implemented"] {
        papers.move_recommendation("committee", "culture", &one, action);
    }
    assert_eq!(frozen(&city, &report), before);
    assert_eq!(of_it(&one), opened);
    let next = papers.amended("committee", "justice", &report);
    city.by(TEAM[1]).patch(&next, json!({"summary": "Bản sửa đổi"})).is(200);
    papers.recommended(&next, "justice", json!({}));
    assert_eq!(frozen(&city, &report), before);
    papers.bring_inspection_report("committee", "justice", &next, "concluded");
    assert_eq!(city.chair().get(&report).is(200)["state"], "superseded");
    assert_eq!((frozen(&city, &report), of_it(&one)), (before.clone(), opened));
    assert_ne!(city.chair().get(&next).is(200)["sha256"], before["sha256"]);
}

fn an_amendment_takes_its_place_when_it_is_concluded(city: City) {
    let papers = city.papers();
    let first = papers.inspection_report("draft");
    let one = papers.recommended(&first, "justice", json!({}));
    papers.bring_inspection_report("committee", "justice", &first, "concluded");
    papers.bring_recommendation("committee", "justice", &one, "in_progress");
    city.standing_lead().transition(&first, step(&city, "amend")).is_problem(403, "role_may_not");
    city.chair().transition(&first, json!({"action": "amend"})).is_problem(400, "schema");
    let version = city.chair().get(&first).is(200)["version"].clone();
    let second = papers.amended("committee", "justice", &first);
    let draft = city.chair().get(&second).is(200);
    assert_eq!((&draft["number"], &draft["state"]), (&json!(2), &json!("draft")));
    assert_eq!(draft["findings"], city.chair().get(&first).is(200)["findings"]);
    assert_eq!(city.chair().get(&first).is(200)["version"], version, "nothing tells the agency of a draft");
    assert_eq!(city.chair().get(&first).blocked("amend"), Some(vec!["revision_open".to_owned()]));
    city.chair().transition(&first, step(&city, "amend")).is_problem(409, "revision_open");
    city.lead().get(&second).is_problem(404, "not_found");
    assert_eq!(told(&city, "justice_lead", &first).last().unwrap(), "conclude");

    let two = papers.recommended(&second, "culture", json!({}));
    assert_eq!(city.chair().get(&two).is(200)["number"], 2);
    papers.bring_inspection_report("committee", "justice", &second, "concluded");
    let before = city.lead().get(&first).is(200);
    assert_eq!(before["state"], "superseded");
    assert!(before["superseded_at"].is_string());
    // What is under way goes on, and what is new is open.
    assert_eq!(city.lead().get(&one).is(200)["state"], "in_progress");
    assert_eq!(city.by("culture_lead").get(&two).is(200)["state"], "open");
    for who in ["justice_lead", "auditor", TEAM[1]] {
        let last = city.by(who).get(&format!("{first}/transitions")).items().pop().unwrap();
        assert_eq!((&last["action"], &last["reason"]), (&json!("supersede"), &json!("Bổ sung kiến nghị")), "{who}");
    }
    city.chair().transition(&first, step(&city, "amend")).is_problem(409, "state_forbids");
    let third = papers.amended("committee", "justice", &second);
    assert_eq!(city.chair().get(&third).is(200)["number"], 3);
}

fn a_later_version_is_given_up_with_what_it_proposes(city: City) {
    let papers = city.papers();
    let first = papers.inspection_report("draft");
    let refused = city.standing_lead().transition(&first, step(&city, "discard"));
    refused.is_problem(409, "state_forbids");
    let one = papers.recommended(&first, "justice", json!({}));
    papers.bring_inspection_report("committee", "justice", &first, "concluded");
    let second = papers.amended("committee", "justice", &first);
    let two = papers.recommended(&second, "justice", json!({}));
    city.by(TEAM[0]).transition(&second, step(&city, "discard")).is_problem(403, "role_may_not");
    let gone = city.standing_lead().transition(&second, step(&city, "discard")).is(200);
    assert_eq!(gone["state"], "discarded");
    city.chair().get(&two).is_problem(404, "not_found");
    assert_eq!(city.chair().get(&one).is(200)["state"], "open");
    assert_eq!(city.chair().get(&first).is(200)["state"], "concluded");
    city.lead().get(&second).is_problem(404, "not_found");
    // Numbers are not used again.
    let third = papers.amended("committee", "justice", &first);
    assert_eq!(city.chair().get(&third).is(200)["number"], 3);
}

fn there_is_one_report_of_a_visit(city: City) {
    let papers = city.papers();
    let member = city.by(TEAM[1]);
    let of = |visit: &str| json!({"inspection_id": id_in(visit)});
    for state in ["scheduled", "notified", "in_progress", "cancelled"] {
        let visit = papers.visit(state);
        member.post("/inspection-reports", of(&visit)).is_problem(409, "state_forbids");
    }
    let own = papers.self_inspection_of("committee", "justice", "submitted");
    city.standing_officer().post("/inspection-reports", of(&own)).is_problem(409, "state_forbids");
    let visit = papers.visit("fieldwork_done");
    let report = papers.report_on(&visit);
    member.post("/inspection-reports", of(&visit)).is_problem(409, "report_exists");
    papers.bring_inspection_report("committee", "justice", &report, "concluded");
    member.post("/inspection-reports", of(&visit)).is_problem(409, "report_exists");
    let unknown = json!({"inspection_id": "01890a5d-ac96-774b-bcce-b302099a8057"});
    let answer = member.post("/inspection-reports", unknown);
    answer.is_problem(422, "unknown_reference").points_at("/inspection_id", "unknown_reference");
    for (who, code) in [("district_lead", 422), ("standing_lead", 403), ("chair", 403), ("justice_lead", 403)] {
        assert_eq!(city.by(who).post("/inspection-reports", of(&visit)).status, code, "{who}");
    }
}

fn a_draft_is_not_for_the_agency_and_what_was_sent_is(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("draft");
    let one = papers.recommended(&report, "culture", json!({}));
    let reads = |path: &str, who: &str| city.by(who).get(path).status == 200;
    let lists = |path: &str, who: &str| {
        let list = format!("{}?limit=200", path.rsplit_once('/').unwrap().0);
        city.by(who).get(&list).ids().contains(&id_in(path).to_owned())
    };
    let writers = ["chair", "standing_lead", "standing_officer", TEAM[0], TEAM[1], "standing_officer_2"];
    let told = ["justice_lead", "justice_officer", "auditor", "justice_auditor"];
    // The officer of a department that has nothing to do with it, the district, the portal and the keeper of accounts.
    let others = ["district_lead", "commune_officer", "portal", "admin"];
    let holds = |path: &str, readers: &[&str]| {
        for who in writers.iter().chain(&told).chain(&others) {
            let expected = writers.contains(who) || readers.contains(who);
            assert_eq!(reads(path, who), expected, "{path} {who}");
            assert_eq!(lists(path, who), expected, "the list with {path} of {who}");
        }
    };
    holds(&report, &[]);
    holds(&one, &[]);
    papers.bring_inspection_report("committee", "justice", &report, "with_agency");
    holds(&report, &told);
    holds(&one, &told);
    papers.move_report("committee", "justice", &report, "return");
    holds(&report, &[]);
    holds(&one, &[]);
    papers.bring_inspection_report("committee", "justice", &report, "concluded");
    holds(&report, &told);
    holds(&one, &told);
}

fn the_standing_agency_does_not_read_drafts_about_itself(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report_of("committee", "labour", "draft");
    let of_labour = ["standing_lead", "standing_officer", "labour_lead", "labour_officer"];
    for who in of_labour {
        city.by(who).get(&report).is_problem(404, "not_found");
        assert!(city.by(who).get("/inspection-reports").ids().is_empty(), "{who}");
    }
    city.chair().get(&report).is(200);
    city.chair().patch(&report, json!({"summary": "Trưởng ban"})).is(200);
    papers.bring_inspection_report("committee", "labour", &report, "with_agency");
    for who in of_labour {
        city.by(who).get(&report).is(200);
        assert_eq!(city.by(who).get("/inspection-reports").ids().len(), 1, "{who}");
    }
    city.by("standing_officer").transition(&report, step(&city, "comment")).is_problem(403, "role_may_not");
    city.by("standing_lead").transition(&report, step(&city, "comment")).is(200);
}

fn a_member_who_leaves_reads_it_no_more(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("draft");
    let one = papers.recommended(&report, "justice", json!({}));
    let visit = visit_of(&city, &report);
    let member = city.by(TEAM[1]);
    member.get(&report).is(200);
    member.transition(&visit, inspection_step(&city, "recuse")).is(200);
    for path in [&report, &one] {
        member.get(path).is_problem(404, "not_found");
        member.get(&format!("{path}/transitions")).is_problem(404, "not_found");
    }
    assert!(member.get("/inspection-reports").ids().is_empty());
    assert!(member.get("/recommendations").ids().is_empty());
    member.patch(&report, json!({"summary": "Sau khi rời đoàn"})).is_problem(404, "not_found");
    let more = new_recommendation(&city, &report, "justice", json!({}));
    member.post("/recommendations", more).is_problem(422, "unknown_reference");
}

fn a_draft_goes_with_a_visit_that_is_called_off(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("draft");
    let one = papers.recommended(&report, "justice", json!({}));
    let visit = visit_of(&city, &report);
    let leader = city.by(TEAM[0]);
    leader.transition(&visit, inspection_step(&city, "resume")).is(200);
    leader.transition(&report, step(&city, "send")).is_problem(409, "fieldwork_open");
    assert_eq!(leader.get(&report).blocked("send"), Some(vec!["fieldwork_open".to_owned()]));
    city.standing_lead().transition(&visit, inspection_step(&city, "cancel")).is(200);
    assert_eq!(city.chair().get(&report).is(200)["state"], "discarded");
    city.chair().get(&one).is_problem(404, "not_found");
    assert_eq!(told(&city, "chair", &report), ["create", "discard"]);
}

fn a_visit_is_taken_up_again_while_the_report_is_a_draft(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("draft");
    let visit = visit_of(&city, &report);
    let leader = city.by(TEAM[0]);
    leader.transition(&visit, inspection_step(&city, "resume")).is(200);
    leader.transition(&visit, inspection_step(&city, "finish")).is(200);
    papers.bring_inspection_report("committee", "justice", &report, "with_agency");
    leader.transition(&visit, inspection_step(&city, "resume")).is_problem(409, "report_sent");
    papers.move_report("committee", "justice", &report, "return");
    leader.transition(&visit, inspection_step(&city, "resume")).is(200);
}

fn a_number_is_used_once_a_year(city: City) {
    let papers = city.papers();
    // Days pass while a visit is made, and none is concluded before it began.
    let (first, second) = (papers.inspection_report("under_review"), papers.inspection_report("under_review"));
    let mut conclusion = step(&city, "conclude");
    conclusion["number"] = json!("64/KL-BCĐ");
    city.chair().transition(&first, conclusion.clone()).is(200);
    city.chair()
        .transition(&second, conclusion.clone())
        .is_problem(409, "number_taken")
        .points_at("/number", "number_taken");
    assert_eq!(city.chair().get(&second).is(200)["state"], "under_review");
    assert_eq!(city.chair().get(&visit_of(&city, &second)).is(200)["state"], "fieldwork_done");
    city.at("2018-01-03T09:00:00+07:00");
    conclusion["concluded_on"] = json!("2018-01-03");
    city.chair().transition(&second, conclusion).is(200);
}

fn checks_come_in_one_order(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("draft");
    let stale = |answer: Answer, code: &str| assert_eq!(answer.code(), code, "{answer}");
    let conclude = step(&city, "conclude");
    // 404, 403, 412, 409, 422.
    stale(city.lead().with("if-match", "\"99-x\"").transition(&report, conclude.clone()), "not_found");
    stale(city.by(TEAM[0]).with("if-match", "\"99-x\"").transition(&report, conclude.clone()), "role_may_not");
    stale(city.chair().with("if-match", "\"99-x\"").transition(&report, conclude.clone()), "stale_version");
    stale(city.chair().transition(&report, conclude), "state_forbids");
    let late = json!({"action": "send", "comment_until": in_days(&city, 90)});
    stale(city.by(TEAM[0]).transition(&report, late.clone()), "day_out_of_range");
    stale(city.by(TEAM[0]).post(&format!("{report}/transitions"), late), "precondition_required");
    let unnumbered = json!({"action": "conclude", "concluded_on": "2017-02-01"});
    stale(city.chair().transition(&report, unnumbered), "schema");
    let both = json!({"action": "send", "comment_until": in_days(&city, 9), "place": "?"});
    stale(city.by(TEAM[0]).transition(&report, both), "schema");
    // An id that is in use, before what is wrong with the visit.
    let taken = json!({"id": id_in(&report), "inspection_id": id_in(&papers.visit("scheduled"))});
    stale(city.by(TEAM[0]).post("/inspection-reports", taken), "state_forbids");
    let taken = json!({"id": id_in(&report), "inspection_id": id_in(&papers.visit("fieldwork_done"))});
    stale(city.by(TEAM[0]).post("/inspection-reports", taken), "id_taken");
}

fn of_two_conclusions_at_once_one_is_late(city: City) {
    let report = city.papers().inspection_report("under_review");
    let chair = city.chair().with_etag_of(&report);
    let (conclude, back) = (step(&city, "conclude"), step(&city, "return"));
    let path = format!("{report}/transitions");
    let answers = at_once(&[&|| chair.post(&path, conclude.clone()), &|| chair.post(&path, back.clone())]);
    let mut statuses: Vec<u16> = answers.iter().map(|it| it.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
}

fn files_come_with_the_comment(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("with_agency");
    let (file, other) = (papers.stored("justice", &pdf(40)), papers.stored("culture", &pdf(41)));
    let comment = |files: Value| json!({"action": "comment", "text": "Có văn bản kèm theo", "attachment_ids": files});
    let refused = city.lead().transition(&report, comment(json!([id_in(&other)])));
    refused.is_problem(422, "unknown_reference").points_at("/attachment_ids/0", "unknown_reference");
    city.lead().transition(&report, comment(json!([id_in(&file)]))).is(200);
    for who in ["chair", TEAM[1], "auditor", "justice_officer"] {
        let read = city.by(who).get(&report).is(200);
        assert_eq!(read["attachments"][0]["id"], id_in(&file), "{who}");
        city.by(who).get(&format!("{file}/content")).is(200);
    }
    city.by("district_officer").get(&file).is_problem(404, "not_found");
    // As a draft again it takes its files along.
    papers.move_report("committee", "justice", &report, "return");
    city.by(TEAM[1]).get(&file).is(200);
    city.officer().get(&file).is(200);
}

fn what_the_agency_said_in_each_round_stays_readable(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("with_agency");
    let said = |who: &str| -> Vec<Value> {
        let steps = city.by(who).get(&format!("{report}/transitions?limit=200")).items();
        steps.iter().filter(|it| it["action"] == "comment").map(|it| it["reason"].clone()).collect()
    };
    let objection = format!("Số liệu chưa đúng: {}", "ữ".repeat(19_000));
    let comment = |text: &str| city.lead().transition(&report, json!({"action": "comment", "text": text})).is(200);
    comment(&objection);
    papers.move_report("committee", "justice", &report, "return");
    for who in ["chair", "standing_lead", TEAM[0], TEAM[1]] {
        assert_eq!(said(who), [json!(objection)], "{who} reads what was said to the words before");
    }
    city.lead().get(&format!("{report}/transitions")).is_problem(404, "not_found");
    papers.move_report("committee", "justice", &report, "send");
    comment("Nay đã đúng");
    papers.move_report("committee", "justice", &report, "conclude");
    for who in ["chair", "auditor", "justice_lead", "justice_officer", TEAM[1]] {
        assert_eq!(said(who), [json!(objection), json!("Nay đã đúng")], "{who}");
    }
    // The report itself has what was said to these words of it.
    assert_eq!(city.chair().get(&report).is(200)["comment"], "Nay đã đúng");
}

fn an_empty_report_is_neither_sent_nor_concluded(city: City) {
    let visit = city.papers().visit("fieldwork_done");
    let (member, leader) = (city.by(TEAM[1]), city.by(TEAM[0]));
    let report = path_of(&member.post("/inspection-reports", json!({"inspection_id": id_in(&visit)})).is(201));
    assert_eq!(leader.get(&report).blocked("send"), Some(vec!["report_empty".to_owned()]));
    leader.transition(&report, step(&city, "send")).is_problem(422, "report_empty");
    member.patch(&report, json!({"findings": "Thiếu quy hoạch"})).is(200);
    leader.transition(&report, step(&city, "send")).is(200);
}

fn paper_is_dated_from_the_first_day_of_the_visit_until_today(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("draft");
    // The visit began today.
    days_pass(&city, 6);
    papers.recommended(&report, "culture", json!({"due_on": in_days(&city, 725), "number": 3}));
    papers.bring_inspection_report("committee", "justice", &report, "under_review");
    let conclude = |days: i64| {
        let mut conclusion = step(&city, "conclude");
        conclusion["concluded_on"] = json!(in_days(&city, days));
        city.chair().transition(&report, conclusion)
    };
    let [first, last] = [-6, 0].map(|days| in_days(&city, days).format("%d/%m/%Y"));
    let allowed = format!("Ngày trên văn bản từ {first} đến {last}");
    for outside in [1, -7] {
        let refused = conclude(outside);
        refused.is_problem(422, "day_out_of_range").points_at("/concluded_on", "day_out_of_range");
        assert_eq!(refused.body["errors"][0]["detail"], allowed);
    }
    // What it recommends is due by the day on its paper too.
    let early = conclude(-6);
    early.is_problem(422, "day_out_of_range");
    assert_eq!(early.body["errors"][0]["at"], "3", "{early}");
    assert_eq!(conclude(-5).is(200)["concluded_on"], json!(in_days(&city, -5)));
}

fn the_standing_agency_shows_files_of_its_committee(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report_of("committee", "labour", "draft");
    let one = papers.recommended(&report, "labour", json!({}));
    papers.bring_inspection_report("committee", "labour", &report, "with_agency");
    let lead = city.standing_lead();
    let file = |bytes: usize| {
        let bytes = pdf(bytes);
        let body = json!({"agency_id": city.agency("committee"), "file_name": "a.pdf",
            "media_type": "application/pdf", "size_bytes": bytes.len(), "sha256": sha256(&bytes)});
        let made = lead.post("/attachments", body).is(201);
        let path = format!("/attachments/{}", made["id"].as_str().unwrap());
        lead.put_part(&path, 1, &bytes).is(200);
        id_in(&path).to_owned()
    };
    let elses = papers.stored("justice", &pdf(52));
    let comment = |file: &str| json!({"action": "comment", "agrees": true, "attachment_ids": [file]});
    lead.transition(&report, comment(id_in(&elses))).is_problem(422, "unknown_reference");
    lead.transition(&report, comment(&file(50))).is(200);
    assert_eq!(city.chair().get(&report).is(200)["attachments"].as_array().unwrap().len(), 1);
    papers.move_report("committee", "labour", &report, "conclude");
    let done = json!({"action": "report_implemented", "narrative": "Đã làm", "attachment_ids": [file(51)]});
    lead.transition(&one, done).is(200);
    assert_eq!(city.chair().get(&one).is(200)["attachments"].as_array().unwrap().len(), 1);
    // What another agency did is shown by files of its own alone.
    let other = papers.inspection_report("with_agency");
    let of_committee = json!({"action": "comment", "agrees": true, "attachment_ids": [file(53)]});
    city.lead().transition(&other, of_committee).is_problem(422, "unknown_reference");
}

fn files_of_a_comment_that_was_withdrawn_are_none_of_the_next(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("with_agency");
    let commented = |file: Option<&str>| {
        let files: Vec<&str> = file.iter().map(|it| id_in(it)).collect();
        let said = json!({"action": "comment", "text": "Ý kiến", "agrees": true, "attachment_ids": files});
        city.lead().transition(&report, said).is(200);
    };
    let shown = || {
        let files = city.chair().get(&report).is(200)["attachments"].clone();
        files.as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let files = [40, 41].map(|size| papers.stored("justice", &pdf(size)));
    commented(Some(&files[0]));
    assert_eq!(shown(), [id_in(&files[0])]);
    let begins_anew = || {
        papers.move_report("committee", "justice", &report, "return");
        assert!(shown().is_empty(), "it went with its comment");
        days_pass(&city, 1);
        papers.move_report("committee", "justice", &report, "send");
        assert!(shown().is_empty());
    };
    begins_anew();
    commented(None);
    assert!(shown().is_empty(), "what was withdrawn is no part of what is said now");
    begins_anew();
    commented(Some(&files[1]));
    assert_eq!(shown(), [id_in(&files[1])]);
    papers.move_report("committee", "justice", &report, "conclude");
    assert_eq!(shown(), [id_in(&files[1])]);
    // Erased later, they are those of their round all the same, and the conclusion stays what it was.
    let concluded = frozen(&city, &report)["sha256"].clone();
    for file in &files {
        city.lead().transition(file, json!({"action": "erase", "reason": "Theo đề nghị"})).is(200);
    }
    assert_eq!((shown(), &frozen(&city, &report)["sha256"]), (vec![id_in(&files[1]).to_owned()], &concluded));
    let connection = &mut city.connect();
    let found = tienbo::kernel::held::verify(connection, &tienbo::chapters::held(), |_| ()).expect("the walk goes on");
    assert!(found.faults.is_empty(), "{found:?}");
}
