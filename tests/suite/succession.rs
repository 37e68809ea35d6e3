//! What every chapter makes of an agency that has ended: its heir's people do what it had left to do, nothing of it moves, and what is owed
//! to a committee goes to whoever is its standing agency today.

use std::collections::BTreeMap;

use crate::calendars::{made, path_of};
use crate::harness::{
    City, Person, TEAM, Value, both_databases, event_step, id_in, inspection_step, json, new_event, pdf,
    recommendation_step, report_step, submit,
};

both_databases![
    the_heir_finishes_the_report_of_its_predecessor,
    the_heir_asks_for_time_and_takes_back_what_was_asked,
    whoever_holds_the_recipient_s_accepts,
    nobody_receives_from_himself_what_his_predecessor_owed,
    the_standing_function_moves_and_the_next_lead_accepts,
    the_heir_takes_work_on_and_reports_it_done,
    the_heir_is_reminded_and_told,
    the_heir_does_what_was_recommended,
    nobody_judges_himself_since_he_took_over_from_whom_he_inspected,
    nobody_reads_a_draft_about_the_agency_that_he_stands_for,
    whoever_descends_from_the_inspected_agency_has_an_interest,
    nobody_of_a_team_judges_what_his_agency_took_over,
    nor_of_what_it_goes_on_with_beside_the_heir,
    events_of_an_agency_that_ended_are_its_heir_s,
    figures_roll_up_to_heirs_and_their_totals_stay,
    what_one_agency_has_both_raised_and_at_hand_is_for_the_standing_agency,
    no_turn_begins_for_whoever_has_ended_or_stood_before,
    what_an_ended_agency_raised_waits_for_the_standing_agency_that_took_over,
    a_turn_of_the_standing_agency_is_in_the_calendar_of_whoever_stands_today,
    while_no_agency_stands_for_the_committee_the_chair_has_what_was_its_turn,
    a_day_or_a_word_that_is_none_is_refused
];

/// What waits for somebody of one kind, by path.
fn waiting(who: &Person, kind: &str) -> Vec<String> {
    let items = who.get(&format!("/me/work?limit=200&kind={kind}")).items();
    items.iter().map(|it| it["href"].as_str().unwrap().trim_start_matches("/api/v1").to_owned()).collect()
}

/// Somebody of the city with one role more, at an agency.
fn also(city: &City, login: &str, role: &str, agency: &str) -> Person {
    let grant = json!({"user_id": city.user(login), "agency_id": city.agency(agency), "role": role, "scope": "self",
        "valid_from": "2017-01-01"});
    city.admin().post("/grants", grant).is(201);
    city.acting(login, city.user(login), city.agency(agency))
}

/// From a day on another agency stands for the committee.
fn moves_to(city: &City, agency: &str, day: &str) {
    let path = format!("/agencies/{}/designations", city.agency("committee"));
    city.admin().post(&path, json!({"agency_id": city.agency(agency), "valid_from": day})).is(201);
    city.at(&format!("{day}T09:00:00+07:00"));
}

fn the_heir_finishes_the_report_of_its_predecessor(city: City) {
    let papers = city.papers();
    let period = papers.open_period();
    let accepted = papers.submission_in(&papers.open_period(), "culture", "accepted");
    let report = papers.report_draft(&period, "culture");
    let (officer, lead) = (city.officer(), city.lead());
    officer.get(&report).is_problem(404, "not_found");
    city.succeed("culture", "justice", &["district"]);
    // A report received meanwhile stays.
    assert_eq!(lead.get(&accepted).is(200)["state"], "accepted");
    assert_eq!(waiting(&officer, "submissions"), [report.as_str()]);
    officer.patch(&report, json!({"content": papers.plain_content(&period)})).is(200);
    officer.transition(&report, report_step("hand_over")).is(200);
    for stranger in ["district_lead", "labour_lead", "commune_lead"] {
        city.by(stranger).get(&report).is_problem(404, "not_found");
    }
    let mut signed = submit();
    signed["attachment_ids"] = json!([id_in(&papers.stored("justice", &pdf(20)))]);
    lead.transition(&report, signed).is(200);
    let read = lead.get(&report).is(200);
    assert_eq!(read["agency_id"], json!(city.agency("culture")), "nothing moves");
    city.standing_officer().transition(&report, report_step("take")).is(200);
    city.standing_lead().transition(&report, report_step("accept")).is(200);
    // It owes its own besides, once.
    let own = papers.owed(&period, "justice");
    assert!(waiting(&officer, "obligations").contains(&own));
    assert_eq!(city.auditor().get(&papers.owed(&period, "culture")).is(200)["state"], "satisfied");
    // What the predecessor signed is taken back or amended by whoever signs for the heir.
    lead.transition(&accepted, report_step("amend")).is(200);
}

fn the_heir_asks_for_time_and_takes_back_what_was_asked(city: City) {
    let papers = city.papers();
    let (owed, asked) = (papers.obligation("culture", "open"), papers.extension("culture", "asked"));
    let own = papers.obligation("justice", "open");
    let lead = city.lead();
    city.succeed("culture", "justice", &[]);
    lead.transition(&asked, json!({"action": "withdraw"})).is(200);
    // What it owes itself and what it took over, to the same recipient, are asked for together.
    let body = json!({"obligation_ids": [id_in(&owed), id_in(&own)], "until": "2017-12-31", "reason": "Chờ số liệu"});
    let extension = lead.post("/extensions", body).is(201);
    assert_eq!(extension["agency_id"], json!(city.agency("justice")), "the heir asks");
    let extension = format!("/extensions/{}", extension["id"].as_str().unwrap());
    city.by("district_lead").get(&extension).is_problem(404, "not_found");
    city.standing_lead().transition(&extension, json!({"action": "grant"})).is(200);
    assert_eq!(lead.get(&owed).is(200)["extended_until"], "2017-12-31");
}

fn whoever_holds_the_recipient_s_accepts(city: City) {
    let papers = city.papers();
    let report = papers.submission("commune", "submitted");
    let (officer, lead) = (city.officer(), city.lead());
    officer.get(&report).is_problem(404, "not_found");
    city.succeed("district", "justice", &[]);
    assert_eq!(waiting(&officer, "submissions"), [report.as_str()]);
    // The committee reads it; it was not sent there.
    city.standing_officer().transition(&report, report_step("take")).is_problem(403, "role_may_not");
    officer.transition(&report, report_step("take")).is(200);
    assert_eq!(waiting(&lead, "submissions"), [report.as_str()]);
    lead.transition(&report, report_step("accept")).is(200);
    assert_eq!(city.auditor().get(&report).is(200)["recipient_id"], json!(city.agency("district")), "nothing moves");
}

fn nobody_receives_from_himself_what_his_predecessor_owed(city: City) {
    let papers = city.papers();
    let report = papers.submission("commune", "submitted");
    city.succeed("commune", "district", &[]);
    let (officer, lead) = (city.standing_officer(), city.standing_lead());
    city.by("district_lead").transition(&report, report_step("take")).is_problem(403, "role_may_not");
    assert_eq!(waiting(&officer, "submissions"), [report.as_str()]);
    officer.transition(&report, report_step("take")).is(200);
    lead.transition(&report, report_step("accept")).is(200);
}

fn the_standing_function_moves_and_the_next_lead_accepts(city: City) {
    let papers = city.papers();
    let unit = json!({"code": "H24.01.09", "name": "Trung tâm công tác xã hội", "kind": "unit",
        "parent_id": city.agency("labour"), "valid_from": "2017-01-01"});
    let unit = city.admin().post("/agencies", unit).is(201)["id"].clone();
    let report = papers.submission("culture", "submitted");
    let period = papers.planned_period(json!({"owed_by": ["department", "unit"]}), json!({}));
    papers.open(&period);
    let query = format!("/obligations?period_id={}&agency_id={}", id_in(&period), unit.as_str().unwrap());
    let of_unit = city.auditor().get(&query).items().remove(0);
    assert_eq!(
        (&of_unit["recipient_id"], &of_unit["owed_to_committee"]),
        (&json!(city.agency("labour")), &json!(false))
    );
    let of_unit = format!("/obligations/{}", of_unit["id"].as_str().unwrap());
    let officer = also(&city, "district_officer", "standing_officer", "justice");
    let lead = also(&city, "district_lead", "standing_lead", "justice");
    moves_to(&city, "justice", "2017-03-01");
    // The old one has no part in it any more, though it received it.
    city.standing_officer().get(&report).is_problem(404, "not_found");
    for login in ["labour_officer", "labour_lead"] {
        city.by(login).transition(&report, report_step("take")).is_problem(403, "role_may_not");
        assert_eq!(waiting(&city.by(login), "submissions"), [""; 0], "{login}");
    }
    assert_eq!(waiting(&officer, "submissions"), [report.as_str()]);
    officer.transition(&report, report_step("take")).is(200);
    lead.transition(&report, report_step("accept")).is(200);
    assert_eq!(lead.get(&report).is(200)["recipient_id"], json!(city.agency("labour")), "nothing moves");
    // Its units still report to it, and what it owes itself is the committee's to receive.
    let exempt = json!({"action": "exempt", "reason": "Đơn vị mới thành lập"});
    lead.transition(&of_unit, exempt.clone()).is_problem(403, "role_may_not");
    city.by("labour_lead").transition(&of_unit, exempt.clone()).is(200);
    lead.transition(&papers.owed(&period, "labour"), exempt.clone()).is(200);
    // What the next one owes itself nobody but the chair decides on.
    lead.transition(&papers.owed(&period, "justice"), exempt.clone()).is_problem(403, "role_may_not");
    city.chair().transition(&papers.owed(&period, "justice"), exempt).is(200);
}

fn the_heir_takes_work_on_and_reports_it_done(city: City) {
    let papers = city.papers();
    let assignment = papers.assignment("culture", "pending");
    let returned = papers.assignment("culture", "returned");
    let (officer, lead) = (city.officer(), city.lead());
    city.succeed("culture", "justice", &["district"]);
    assert!(waiting(&officer, "assignments").contains(&assignment));
    officer.transition(&assignment, json!({"action": "accept"})).is(200);
    let files = json!([id_in(&papers.stored("justice", &pdf(20)))]);
    let done = json!({"action": "report_done", "narrative": "Xong", "attachment_ids": files});
    lead.transition(&assignment, done).is(200);
    city.by("district_lead").get(&assignment).is_problem(404, "not_found");
    city.standing_officer().transition(&assignment, json!({"action": "verify"})).is(200);
    // Nothing new is given to one that has ended; what it refused goes to another or comes back.
    let gone = json!({"action": "reassign", "agency_id": city.agency("culture"), "reason": "Đúng chức năng"});
    city.standing_lead().transition(&returned, gone).is_problem(422, "unknown_reference");
    city.standing_lead().transition(&returned, json!({"action": "insist", "reason": "Đúng chức năng"})).is(200);
    officer.transition(&returned, json!({"action": "accept"})).is(200);
}

fn the_heir_is_reminded_and_told(city: City) {
    let papers = city.papers();
    let assignment = papers.assignment("culture", "accepted");
    let owed = papers.obligation("culture", "open");
    city.succeed("culture", "justice", &[]);
    for body in [json!({"assignment_ids": [id_in(&assignment)]}), json!({"obligation_ids": [id_in(&owed)]})] {
        let lead = city.lead();
        let before = lead.get("/me/notifications?limit=200").items().len();
        let made = city.standing_officer().post("/reminders", body).is(200);
        assert!(made["notified"].as_i64().unwrap() >= 3, "{made}");
        assert_eq!(lead.get("/me/notifications?limit=200").items().len(), before + 1);
    }
    let contacts = city.standing_officer().get(&format!("/agencies/{}/contacts", city.agency("culture"))).items();
    assert!(contacts.iter().any(|it| it["user_id"] == json!(city.user("justice_lead"))), "{contacts:?}");
}

fn the_heir_does_what_was_recommended(city: City) {
    let papers = city.papers();
    let recommendation = papers.recommendation_of("committee", "justice", "commune", "open");
    let officer = city.by("district_officer");
    officer.get(&recommendation).is_problem(404, "not_found");
    city.succeed("commune", "district", &[]);
    assert_eq!(waiting(&officer, "recommendations"), [recommendation.as_str()]);
    officer.transition(&recommendation, recommendation_step(&city, "record")).is(200);
    let lead = city.by("district_lead");
    lead.transition(&recommendation, recommendation_step(&city, "report_implemented")).is(200);
    assert_eq!(lead.get(&recommendation).is(200)["agency_id"], json!(city.agency("commune")), "nothing moves");
}

fn nobody_judges_himself_since_he_took_over_from_whom_he_inspected(city: City) {
    let papers = city.papers();
    let done = papers.recommendation_of("district", "commune", "commune", "implemented");
    let (officer, standing) = (city.by("district_officer"), city.standing_officer());
    assert_eq!(officer.get(&done).blocked("verify"), None);
    standing.get(&done).is_problem(404, "not_found");
    city.succeed("commune", "district", &[]);
    for who in ["district_officer", "district_lead"] {
        for action in ["verify", "waive", "send_back"] {
            let refused = city.by(who).transition(&done, recommendation_step(&city, action));
            assert!(refused.status == 403, "{who} {action}: {refused}");
        }
    }
    // The committee does, which reads it now, and it waits there.
    assert!(waiting(&city.by("district_officer"), "recommendations").is_empty());
    assert_eq!(waiting(&standing, "recommendations"), [done.as_str()]);
    assert!(standing.get("/recommendations?limit=200").ids().contains(&id_in(&done).to_owned()));
    standing.transition(&done, recommendation_step(&city, "verify")).is(200);
}

fn nobody_reads_a_draft_about_the_agency_that_he_stands_for(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("draft");
    let proposed = papers.recommended(&report, "justice", json!({}));
    let (officer, chair) = (city.standing_officer(), city.chair());
    let listed = |who: &Person, list: &str, path: &str| {
        who.get(&format!("{list}?limit=200")).ids().contains(&id_in(path).to_owned())
    };
    for (list, path) in [("/inspection-reports", &report), ("/recommendations", &proposed)] {
        officer.get(path).is(200);
        assert!(listed(&officer, list, path), "{path}");
    }
    city.succeed("justice", "labour", &[]);
    for (list, path) in [("/inspection-reports", &report), ("/recommendations", &proposed)] {
        officer.get(path).is_problem(404, "not_found");
        assert!(!listed(&officer, list, path), "{path}");
        // The chair acts for the committee, and judges now what its standing agency may not.
        chair.get(path).is(200);
        assert!(listed(&chair, list, path), "{path}");
    }
}

fn whoever_descends_from_the_inspected_agency_has_an_interest(city: City) {
    let papers = city.papers();
    let visit = papers.visit_of("committee", "justice", TEAM, "notified");
    let leader = city.by(TEAM[0]);
    assert_eq!(leader.get(&visit).blocked("start"), None);
    // Labour goes on with what Justice was, beside its heir: whoever works there does not inspect it.
    city.succeed("justice", "district", &["labour"]);
    assert_eq!(leader.get(&visit).blocked("start"), Some(vec!["conflict_of_interest".to_owned()]));
    let refused = leader.transition(&visit, inspection_step(&city, "start"));
    refused.is_problem(422, "conflict_of_interest");
    assert_eq!(refused.body["errors"][0]["at"], json!(city.user("standing_officer_2")), "it names the member");
}

/// A visit to Justice by people of the district runs, and carries what Justice says is done.
fn carried_by_the_district(city: &City) -> (String, String) {
    let papers = city.papers();
    let one = papers.recommendation("implemented");
    let visit = papers.visit_of("committee", "justice", &["district_lead", "district_officer"], "in_progress");
    for who in ["district_lead", "district_officer"] {
        assert_eq!(city.by(who).get(&one).blocked("verify"), None, "{who}");
        city.by(who).get(&format!("{visit}/carried/{}", id_in(&one))).is(200);
    }
    (one, visit)
}

fn nobody_of_a_team_judges_what_his_agency_took_over(city: City) {
    let (one, visit) = carried_by_the_district(&city);
    city.succeed("justice", "district", &[]);
    let (leader, officer) = (city.by("district_lead"), city.by("district_officer"));
    for action in ["verify", "send_back"] {
        officer.transition(&one, recommendation_step(&city, action)).is_problem(403, "role_may_not");
        assert_eq!(leader.get(&one).blocked(action), Some(vec!["role_may_not".to_owned()]), "{action}");
    }
    // What was found about his own agency he reads when that is told.
    let carried = format!("{visit}/carried/{}", id_in(&one));
    officer.put(&carried, json!({"found": "done"})).is_problem(404, "not_found");
    officer.get(&format!("{visit}/answers")).is_problem(404, "not_found");
    officer.post("/inspection-reports", json!({"inspection_id": id_in(&visit)})).is_problem(403, "role_may_not");
    assert!(leader.get(&visit).blocked("finish").is_some_and(|it| it.contains(&"conflict_of_interest".to_owned())));
    // Each of them steps back, and the committee goes on.
    officer.transition(&visit, inspection_step(&city, "recuse")).is(200);
    leader.transition(&visit, inspection_step(&city, "recuse")).is(200);
    city.standing_officer().transition(&one, recommendation_step(&city, "verify")).is(200);
}

fn nor_of_what_it_goes_on_with_beside_the_heir(city: City) {
    let (one, visit) = carried_by_the_district(&city);
    city.succeed("justice", "culture", &["district"]);
    let (leader, officer) = (city.by("district_lead"), city.by("district_officer"));
    officer.transition(&one, recommendation_step(&city, "verify")).is_problem(403, "role_may_not");
    let carried = format!("{visit}/carried/{}", id_in(&one));
    officer.put(&carried, json!({"found": "done"})).is_problem(403, "role_may_not");
    let finish = leader.transition(&visit, inspection_step(&city, "finish"));
    let named = |it: &Value| it["code"] == "conflict_of_interest" && it["at"] == json!(city.user("district_officer"));
    assert!(finish.is(422)["errors"].as_array().unwrap().iter().any(named), "{finish:?}");
}

fn events_of_an_agency_that_ended_are_its_heir_s(city: City) {
    let papers = city.papers();
    let event = papers.event_in("culture", "confirmed");
    let (officer, lead) = (city.officer(), city.lead());
    officer.get(&event).is_problem(404, "not_found");
    city.succeed("culture", "justice", &[]);
    officer.get(&event).is(200);
    lead.transition(&event, event_step("reschedule")).is(200);
    city.at("2017-11-22T04:00:00Z");
    assert_eq!(waiting(&officer, "events"), [event.as_str()]);
    officer.transition(&event, event_step("hold")).is(200);
    officer.transition(&event, event_step("report")).is(200);
    let read = lead.get(&event).is(200);
    assert_eq!((&read["agency_id"], &read["state"]), (&json!(city.agency("culture")), &json!("reported")));
    // It organises nothing new itself.
    officer.post("/events", new_event(&city, "culture", json!({}))).is_problem(409, "agency_not_alive");
}

fn what_one_agency_has_both_raised_and_at_hand_is_for_the_standing_agency(city: City) {
    let papers = city.papers();
    let path = papers.difficulty_draft("commune", json!({}));
    papers.move_difficulty("commune", &path, "raise");
    let district = city.by("district_officer");
    assert_eq!(waiting(&district, "difficulties"), [path.as_str()]);
    city.succeed("commune", "district", &[]);
    assert!(waiting(&district, "difficulties").is_empty());
    district.transition(&path, json!({"action": "acknowledge"})).is_problem(403, "role_may_not");
    let officer = city.standing_officer();
    assert_eq!(waiting(&officer, "difficulties"), [path.as_str()]);
    // Who is reminded of it is the committee's, and nobody else of the agency that stands for that.
    let made = officer.post("/reminders", json!({"difficulty_ids": [id_in(&path)]})).is(200);
    assert_eq!(made["agencies"][0]["agency_id"], json!(city.agency("committee")));
    assert!(made["agencies"][0]["notified"].as_i64().is_some_and(|people| people > 1), "{made}");
    for login in ["labour_lead", "labour_officer"] {
        city.by(login).get(&path).is_problem(404, "not_found");
        let known = city.by(login).get("/reminders?limit=200").items();
        assert!(known.iter().all(|it| it["subject_id"] != json!(id_in(&path))), "{login}: {known:?}");
    }
    officer.transition(&path, json!({"action": "acknowledge"})).is(200);
    // Asked for more, whoever raised it answers.
    officer.transition(&path, json!({"action": "ask", "question": "Bao nhiêu người?"})).is(200);
    assert_eq!(waiting(&district, "difficulties"), [path.as_str()]);
    assert!(waiting(&officer, "difficulties").is_empty());
}

fn no_turn_begins_for_whoever_has_ended_or_stood_before(city: City) {
    let papers = city.papers();
    let [decided, asked] = ["escalated", "needs_info"].map(|state| papers.difficulty("commune", state));
    let [informed, joined] = ["needs_info", "in_handling"].map(|state| papers.difficulty("culture", state));
    let survivor = papers.difficulty("culture", "raised");
    let join = json!({"action": "join", "survivor_id": id_in(&survivor), "reason": "Cùng nội dung"});
    city.standing_officer().transition(&joined, join).is(200);
    city.succeed("district", "labour", &[]);
    moves_to(&city, "justice", "2017-02-10");
    let step = |action: &str| crate::harness::difficulty_step(&city, action);
    city.chair().transition(&decided, step("decide")).is(200);
    city.by("commune_officer").transition(&asked, step("inform")).is(200);
    city.by("culture_officer").transition(&informed, step("inform")).is(200);
    city.by("culture_lead").transition(&survivor, step("withdraw")).is(200);
    for (path, agency, part) in [
        (&decided, "labour", "agency"),
        (&asked, "labour", "agency"),
        (&informed, "justice", "standing_agency"),
        (&joined, "justice", "standing_agency"),
    ] {
        let read = city.chair().get(path).is(200);
        let turn = &read["turn"];
        assert_eq!((&turn["holder_agency_id"], &turn["part"]), (&json!(city.agency(agency)), &json!(part)), "{turn}");
        assert_eq!(read["holder_agency_id"], turn["holder_agency_id"]);
    }
}

fn what_an_ended_agency_raised_waits_for_the_standing_agency_that_took_over(city: City) {
    let papers = city.papers();
    let [asked, sent] = ["needs_info", "forwarded"].map(|state| papers.difficulty("culture", state));
    city.succeed("culture", "labour", &[]);
    assert_eq!(city.standing_officer().get(&asked).blocked("inform"), None);
    assert_eq!(waiting(&city.standing_officer(), "difficulties"), [asked.as_str()]);
    assert_eq!(city.chair().get(&sent).blocked("record_reply"), None);
    assert_eq!(waiting(&city.chair(), "difficulties"), [sent.as_str()]);
}

fn a_turn_of_the_standing_agency_is_in_the_calendar_of_whoever_stands_today(city: City) {
    let papers = city.papers();
    let difficulty = papers.difficulty("justice", "in_handling");
    let next = also(&city, "culture_officer", "standing_officer", "culture");
    let before = path_of(&made(&city.by("labour_officer"), &city, "labour"));
    let after = path_of(&made(&next, &city, "culture"));
    let shows = |path: &str| {
        let told = crate::public::entries(&city.nobody().get(path));
        told.keys().any(|uid| uid.contains(id_in(&difficulty)))
    };
    assert_eq!([shows(&before), shows(&after)], [true, false]);
    moves_to(&city, "culture", "2017-02-10");
    assert_eq!([shows(&before), shows(&after)], [false, true]);
}

fn while_no_agency_stands_for_the_committee_the_chair_has_what_was_its_turn(city: City) {
    let path = city.papers().difficulty("culture", "raised");
    let (chair, acknowledge) = (city.chair(), json!({"action": "acknowledge"}));
    chair.transition(&path, acknowledge.clone()).is_problem(403, "role_may_not");
    assert!(waiting(&chair, "difficulties").is_empty());
    let last = json!({"agency_id": city.agency("labour"), "valid_from": "2017-02-02", "valid_to": "2017-02-10"});
    city.admin().post(&format!("/agencies/{}/designations", city.agency("committee")), last).is(201);
    city.at("2017-02-11T09:00:00+07:00");
    city.standing_officer().transition(&path, acknowledge.clone()).is_problem(403, "role_may_not");
    assert_eq!(waiting(&chair, "difficulties"), [path.as_str()]);
    chair.transition(&path, acknowledge).is(200);
}

/// Figures by agency or branch, without those of which there are none.
fn by(answer: &Value, list: &str, counted: fn(&Value) -> Option<i64>) -> BTreeMap<String, i64> {
    let rows = answer[list].as_array().unwrap().iter();
    rows.map(|row| (row["agency_id"].as_str().unwrap().to_owned(), counted(row).unwrap())).collect()
}

fn figures_roll_up_to_heirs_and_their_totals_stay(city: City) {
    let papers = city.papers();
    papers.open_period();
    for agency in ["culture", "justice"] {
        papers.assignment(agency, "accepted");
        papers.event_in(agency, "confirmed");
    }
    for agency in ["culture", "commune"] {
        let difficulty = papers.difficulty_draft(agency, json!({}));
        papers.move_difficulty(agency, &difficulty, "raise");
    }
    city.at("2017-03-01T09:00:00+07:00");
    city.succeed("culture", "justice", &[]);
    city.succeed("commune", "justice", &[]);
    type Counted = fn(&Value) -> Option<i64>;
    let expected: Counted = |row| row["figures"]["expected"].as_i64();
    let total: Counted = |row| row["cells"]["total"].as_i64();
    let events: Counted = |row| row["figures"]["events"].as_i64();
    let id = |agency: &str| city.agency(agency).to_string();
    let (culture, justice, labour, district) = (id("culture"), id("justice"), id("labour"), id("district"));
    let of = |counts: &[(&String, i64)]| -> BTreeMap<String, i64> {
        counts.iter().map(|(agency, count)| ((*agency).clone(), *count)).collect()
    };
    let auditor = city.auditor();
    for (path, list, counted, as_it_was, rolled_up) in [
        (
            "/statistics/compliance",
            "by_branch",
            expected,
            of(&[(&culture, 1), (&justice, 1), (&labour, 1), (&district, 2)]),
            of(&[(&justice, 3), (&labour, 1), (&district, 1)]),
        ),
        ("/statistics/tasks", "by_agency", total, of(&[(&culture, 1), (&justice, 1)]), of(&[(&justice, 2)])),
        ("/statistics/events", "by_agency", events, of(&[(&culture, 1), (&justice, 1)]), of(&[(&justice, 2)])),
    ] {
        let plain = auditor.get(path).is(200);
        assert_eq!(by(&plain, list, counted), as_it_was, "{path}");
        let historical = auditor.get(&format!("{path}?roll_up=historical")).is(200);
        assert_eq!(historical, plain, "{path}");
        let successor = auditor.get(&format!("{path}?roll_up=successor")).is(200);
        assert_eq!(by(&successor, list, counted), rolled_up, "{path}");
        for same in ["totals", "by_level"] {
            assert_eq!(successor[same], plain[same], "{path} {same}");
        }
        // Below the heir lies what it took over, and below the one that was there only what stayed.
        let part = auditor.get(&format!("{path}?roll_up=successor&agency_id={justice}")).is(200);
        assert_eq!(by(&part, list, counted), of(&[(&justice, rolled_up[&justice])]), "{path}");
        let gone = auditor.get(&format!("{path}?roll_up=successor&agency_id={culture}")).is(200);
        assert_eq!(by(&gone, list, counted), of(&[]), "{path}");
    }
    let raised = |query: &str| {
        let path = format!("/statistics/difficulties?agency_id={justice}{query}");
        auditor.get(&path).is(200)["totals"]["total"].as_i64().unwrap()
    };
    assert_eq!([raised(""), raised("&roll_up=successor"), raised("&roll_up=successor&as_of=2017-02-28")], [0, 2, 0]);
    // Nobody had ended the day before.
    let path = "/statistics/events?roll_up=successor&as_of=2017-02-28";
    assert_eq!(by(&auditor.get(path).is(200), "by_agency", events), of(&[(&culture, 1), (&justice, 1)]));
    // Whoever reads a part is told of that part.
    let own = city.lead().get("/statistics/compliance?roll_up=successor").is(200);
    assert_eq!(by(&own, "by_branch", expected), of(&[(&justice, 3)]));
}

fn a_day_or_a_word_that_is_none_is_refused(city: City) {
    let auditor = city.auditor();
    for path in [
        "compliance",
        "tasks",
        "events",
        "events/heat-map",
        "inspections",
        "inspection-months",
        "recommendations",
        "difficulties",
    ] {
        auditor.get(&format!("/statistics/{path}?roll_up=successor")).is(200);
        auditor.get(&format!("/statistics/{path}?roll_up=heirs")).is_problem(400, "bad_parameter");
        auditor.get(&format!("/statistics/{path}?as_of=yesterday")).is_problem(400, "bad_parameter");
    }
}
