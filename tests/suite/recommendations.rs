//! Recommendations: written into a report, opened by its conclusion, done and shown by one, seen by another; disputed, upheld, given to
//! another agency, waived, extended; and followed up by lists.

use proptest::prelude::{Strategy as _, any, prop};
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::harness::{
    City, TEAM, Value, at_once, both_databases, days_pass, id_in, in_days, inspection_step, json, new_recommendation,
    pdf, recommendation_step,
};

const UNKNOWN: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

fn step(city: &City, action: &str) -> Value {
    recommendation_step(city, action)
}

fn state(city: &City, path: &str) -> String {
    city.chair().get(path).is(200)["state"].as_str().unwrap().to_owned()
}

/// The recommendation of another agency that took the place of this one.
fn successor(city: &City, path: &str) -> String {
    let found = city.chair().get("/recommendations?limit=200").items();
    let of = found.iter().find(|it| it["predecessor_id"] == id_in(path)).expect("a successor");
    format!("/recommendations/{}", of["id"].as_str().unwrap())
}

both_databases![
    it_is_done_shown_and_seen_by_somebody_else,
    whoever_implemented_it_does_not_verify_it,
    whoever_says_that_it_is_done_shows_it,
    it_is_written_while_the_report_is_a_draft,
    any_agency_below_the_owner_can_be_held_to_it,
    it_is_due_a_week_to_two_years_after_the_conclusion,
    an_agency_that_has_ended_is_held_to_nothing,
    a_dispute_is_upheld_reassigned_or_waived,
    the_standing_lead_does_not_waive,
    more_time_is_more_time_and_the_first_day_stays,
    what_was_verified_is_opened_again,
    it_is_overdue_when_its_day_is_over,
    a_responsible_agency_reads_it_and_not_the_report,
    a_third_agency_knows_of_nothing,
    the_standing_agency_does_not_verify_its_own,
    it_is_followed_up_by_agency_state_and_day,
    the_team_that_carries_it_verifies_it,
    files_show_that_it_is_done,
    numbers_are_those_of_the_visit,
    it_is_left_when_its_agency_ends,
    checks_come_in_one_order,
    of_two_steps_at_once_one_is_late,
    one_step_of_it_can_be_lent,
    no_sequence_of_steps_leaves_it_without_a_responsible_agency
];

fn it_is_done_shown_and_seen_by_somebody_else(city: City) {
    let papers = city.papers();
    let one = papers.recommendation("open");
    let (lead, officer) = (city.lead(), city.officer());
    let read = lead.get(&one);
    assert_eq!((read.blocked("accept"), read.blocked("dispute")), (None, None));
    assert_eq!(officer.get(&one).blocked("accept"), Some(vec!["role_may_not".to_owned()]));
    officer.transition(&one, step(&city, "accept")).is_problem(403, "role_may_not");
    assert_eq!(lead.transition(&one, step(&city, "accept")).is(200)["state"], "in_progress");
    let recorded = officer.transition(&one, step(&city, "record")).is(200);
    assert_eq!((&recorded["percent"], &recorded["state"]), (&json!(40), &json!("in_progress")));
    for percent in [-1, 100] {
        let too_much = json!({"action": "record", "percent": percent, "narrative": "Xong"});
        officer.transition(&one, too_much).is_problem(400, "schema");
    }
    officer.transition(&one, step(&city, "report_implemented")).is_problem(403, "role_may_not");
    let done = lead.transition(&one, step(&city, "report_implemented")).is(200);
    assert_eq!((&done["state"], &done["percent"]), (&json!("implemented"), &json!(100)));
    assert_eq!(done["document_number"], "112/QĐ");
    let verifier = city.standing_officer();
    let back = verifier.transition(&one, step(&city, "send_back")).is(200);
    assert_eq!((&back["state"], &back["percent"]), (&json!("in_progress"), &json!(99)));
    assert_eq!((&back["implemented_at"], &back["document_number"]), (&Value::Null, &Value::Null));
    lead.transition(&one, step(&city, "report_implemented")).is(200);
    let note = json!({"action": "verify", "note": "Đã xem quyết định"});
    assert_eq!(verifier.transition(&one, note).is(200)["state"], "verified");
    let since_open =
        ["conclude", "accept", "record", "report_implemented", "send_back", "report_implemented", "verify"];
    assert_eq!(lead.told(&one), since_open);
    assert_eq!(city.chair().told(&one), [["create"].as_slice(), since_open.as_slice()].concat());
}

fn whoever_implemented_it_does_not_verify_it(city: City) {
    let papers = city.papers();
    // The lead of Justice is an officer of the standing agency too.
    let (user, labour) = (city.user("justice_lead"), city.agency("labour"));
    let grant = json!({"user_id": user, "agency_id": labour, "role": "standing_officer", "scope": "self",
        "valid_from": "2017-01-01"});
    city.admin().post("/grants", grant).is(201);
    let one = papers.recommendation("implemented");
    let at_labour = city.acting("justice_lead", user, labour);
    assert_eq!(at_labour.get(&one).blocked("verify"), Some(vec!["separation_of_duties".to_owned()]));
    at_labour.transition(&one, step(&city, "verify")).is_problem(403, "separation_of_duties");
    at_labour.transition(&one, step(&city, "send_back")).is_problem(403, "separation_of_duties");
    city.lead().transition(&one, step(&city, "verify")).is_problem(403, "role_may_not");
    // Nor does whoever recorded its progress.
    let (user, two) = (city.user("justice_officer"), papers.recommendation("in_progress"));
    let grant = json!({"user_id": user, "agency_id": labour, "role": "standing_officer", "scope": "self",
        "valid_from": "2017-01-01"});
    city.admin().post("/grants", grant).is(201);
    papers.move_recommendation("committee", "justice", &two, "record");
    papers.move_recommendation("committee", "justice", &two, "report_implemented");
    let at_labour = city.acting("justice_officer", user, labour);
    at_labour.transition(&two, step(&city, "verify")).is_problem(403, "separation_of_duties");
    city.standing_officer().transition(&two, step(&city, "verify")).is(200);
}

fn whoever_says_that_it_is_done_shows_it(city: City) {
    let papers = city.papers();
    let one = papers.recommendation("open");
    let said = json!({"action": "report_implemented", "narrative": "Đã xong"});
    city.lead().transition(&one, said.clone()).is_problem(422, "evidence_missing");
    let mut with_nothing = said.clone();
    with_nothing["attachment_ids"] = json!([]);
    city.lead().transition(&one, with_nothing).is_problem(422, "evidence_missing");
    let mut blank = said.clone();
    blank["document_number"] = json!("");
    city.lead().transition(&one, blank).is_problem(400, "schema");
    assert_eq!(state(&city, &one), "open");
    let mut shown = said;
    shown["document_number"] = json!("45/BC-STP");
    city.lead().transition(&one, shown).is(200);
}

fn it_is_written_while_the_report_is_a_draft(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("draft");
    let new = |fields: Value| new_recommendation(&city, &report, "justice", fields);
    let member = city.by(TEAM[1]);
    let made = member.post("/recommendations", new(json!({}))).is(201);
    assert_eq!((&made["number"], &made["state"], &made["opened_at"]), (&json!(1), &json!("proposed"), &Value::Null));
    assert_eq!((&made["inspected_agency_id"], &made["percent"]), (&json!(city.agency("justice")), &json!(0)));
    let one = format!("/recommendations/{}", made["id"].as_str().unwrap());
    let read = member.get(&one);
    assert_eq!((read.blocked("update"), read.blocked("delete")), (None, None));
    let officer = city.standing_officer();
    let edit = json!({"text": "Bổ sung quy hoạch", "agency_id": city.agency("district"), "number": 12});
    let edited = officer.patch(&one, edit).is(200);
    assert_eq!((&edited["number"], &edited["agency_id"]), (&json!(12), &json!(city.agency("district"))));
    let edited = officer.patch(&one, json!({"due_on": in_days(&city, 200)})).is(200);
    assert_eq!(edited["due_on"], json!(in_days(&city, 200)));
    for (who, code) in [("standing_lead", 403), ("chair", 403), ("justice_lead", 422), ("district_lead", 422)] {
        assert_eq!(city.by(who).post("/recommendations", new(json!({}))).status, code, "{who}");
    }
    for who in ["standing_lead", "chair"] {
        city.by(who).patch(&one, json!({"text": "Khác"})).is_problem(403, "role_may_not");
        city.by(who).delete(&one).is_problem(403, "role_may_not");
    }
    let two = papers.recommended(&report, "justice", json!({}));
    member.delete(&two).is(204);
    member.get(&two).is_problem(404, "not_found");
    // What is proposed moves by no step of its own.
    for (who, action) in [("justice_lead", "accept"), ("chair", "waive"), ("standing_lead", "extend")] {
        let refused = city.by(who).transition(&one, step(&city, action));
        assert!([404, 409].contains(&refused.status), "{refused}");
    }
    papers.bring_inspection_report("committee", "justice", &report, "with_agency");
    assert_eq!(officer.get(&one).blocked("update"), Some(vec!["state_forbids".to_owned()]));
    officer.patch(&one, json!({"text": "Khác"})).is_problem(409, "state_forbids");
    officer.delete(&one).is_problem(409, "state_forbids");
    officer.post("/recommendations", new(json!({}))).is_problem(409, "state_forbids");
    papers.move_report("committee", "justice", &report, "return");
    officer.patch(&one, json!({"text": "Sau khi trả lại"})).is(200);
}

fn any_agency_below_the_owner_can_be_held_to_it(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("draft");
    let officer = city.standing_officer();
    for agency in ["justice", "culture", "labour", "district", "commune"] {
        officer.post("/recommendations", new_recommendation(&city, &report, agency, json!({}))).is(201);
    }
    let (elsewhere, _) = city.found_another();
    let refusals = [
        (json!(city.agency("committee")), "not_below_owner"),
        (json!(elsewhere), "not_below_owner"),
        (json!(UNKNOWN), "unknown_reference"),
    ];
    for (agency, code) in refusals {
        let body = new_recommendation(&city, &report, "justice", json!({"agency_id": agency}));
        officer.post("/recommendations", body).is_problem(422, code).points_at("/agency_id", code);
    }
    // A district's are those of its communes.
    let report = papers.inspection_report_of("district", "commune", "draft");
    let officer = city.by("district_officer");
    officer.post("/recommendations", new_recommendation(&city, &report, "commune", json!({}))).is(201);
    for agency in ["district", "justice", "committee"] {
        let body = new_recommendation(&city, &report, agency, json!({}));
        officer.post("/recommendations", body).is_problem(422, "not_below_owner");
    }
}

fn it_is_due_a_week_to_two_years_after_the_conclusion(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("draft");
    let officer = city.standing_officer();
    let new = |days: i64| new_recommendation(&city, &report, "justice", json!({"due_on": in_days(&city, days)}));
    for days in [-30, 0, 6, 731, 4_000] {
        let refused = officer.post("/recommendations", new(days));
        refused.is_problem(422, "day_out_of_range").points_at("/due_on", "day_out_of_range");
    }
    for due_on in ["2017-02-30", "soon", ""] {
        let body = new_recommendation(&city, &report, "justice", json!({"due_on": due_on}));
        officer.post("/recommendations", body).is_problem(400, "schema");
    }
    let one = format!("/recommendations/{}", officer.post("/recommendations", new(7)).is(201)["id"].as_str().unwrap());
    officer.post("/recommendations", new(730)).is(201);
    let early = json!({"due_on": in_days(&city, 3)});
    officer.patch(&one, early).is_problem(422, "day_out_of_range").points_at("/due_on", "day_out_of_range");
    assert_eq!(officer.get(&one).is(200)["due_on"], json!(in_days(&city, 7)));
}

fn an_agency_that_has_ended_is_held_to_nothing(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("draft");
    let new = json!({"code": "H24.77", "name": "Trung tâm", "kind": "unit", "parent_id": city.agency("justice"),
        "valid_from": "2017-01-01"});
    let unit = city.admin().post("/agencies", new).is(201)["id"].clone();
    let of_unit = json!({"agency_id": unit});
    let one = papers.recommended(&report, "justice", of_unit.clone());
    city.ends_with(unit.as_str().unwrap().parse().unwrap(), &in_days(&city, 0).to_string());
    papers.bring_inspection_report("committee", "justice", &report, "under_review");
    days_pass(&city, 1);
    city.chair()
        .transition(&report, crate::harness::inspection_report_step(&city, "conclude"))
        .is_problem(409, "agency_not_alive");
    papers.move_report("committee", "justice", &report, "return");
    let refused = city.by(TEAM[1]).post("/recommendations", new_recommendation(&city, &report, "justice", of_unit));
    refused.is_problem(409, "agency_not_alive");
    city.by(TEAM[1]).patch(&one, json!({"agency_id": city.agency("justice")})).is(200);
    papers.bring_inspection_report("committee", "justice", &report, "concluded");
}

fn a_dispute_is_upheld_reassigned_or_waived(city: City) {
    let papers = city.papers();
    for ground in ["not_ours", "facts", "infeasible"] {
        let one = papers.recommendation("open");
        let dispute = json!({"action": "dispute", "ground": ground, "reason": "Không đúng"});
        let disputed = city.lead().transition(&one, dispute).is(200);
        assert_eq!((&disputed["state"], &disputed["dispute_ground"]), (&json!("disputed"), &json!(ground)));
        let upheld = city.chair().transition(&one, step(&city, "uphold")).is(200);
        assert_eq!((&upheld["state"], &upheld["dispute_ground"]), (&json!("open"), &Value::Null));
    }
    let one = papers.recommendation("in_progress");
    let no_words = json!({"action": "dispute", "ground": "facts"});
    city.lead().transition(&one, no_words).is_problem(400, "schema");
    city.lead().transition(&one, json!({"action": "dispute", "ground": "?", "reason": "x"})).is_problem(400, "schema");
    city.lead().transition(&one, step(&city, "extend")).is_problem(403, "role_may_not");
    city.standing_lead().transition(&one, step(&city, "extend")).is(200);
    city.lead().transition(&one, step(&city, "dispute")).is(200);
    city.standing_lead().transition(&one, step(&city, "uphold")).is_problem(403, "role_may_not");

    // To whom it goes: another living agency below the owner.
    let lead = city.standing_lead();
    let reassign = |agency: Value| json!({"action": "reassign", "agency_id": agency});
    for (agency, code) in [
        (json!(city.agency("justice")), "same_agency"),
        (json!(city.agency("committee")), "not_below_owner"),
        (json!(UNKNOWN), "unknown_reference"),
    ] {
        lead.transition(&one, reassign(agency)).is_problem(422, code).points_at("/agency_id", code);
    }
    city.chair().transition(&one, step(&city, "reassign")).is_problem(403, "role_may_not");
    let before = city.chair().get(&one).is(200);
    let given = lead.transition(&one, step(&city, "reassign")).is(200);
    assert_eq!((&given["state"], &given["agency_id"]), (&json!("reassigned"), &json!(city.agency("justice"))));
    let next = successor(&city, &one);
    let new = city.by("culture_lead").get(&next).is(200);
    assert_eq!((&new["state"], &new["agency_id"]), (&json!("open"), &json!(city.agency("culture"))));
    // Each names the other, and whoever has to do it sees what paper it stands on, if not that paper.
    let concluded = city.chair().get(&format!("/inspection-reports/{}", new["report_id"].as_str().unwrap())).is(200);
    assert!(concluded["report_number"].is_string());
    assert_eq!(
        (&new["report_number"], &new["concluded_on"]),
        (&concluded["report_number"], &concluded["concluded_on"])
    );
    assert_eq!((&new["predecessor_id"], &new["successor_id"]), (&json!(id_in(&one)), &Value::Null));
    assert_eq!(city.lead().get(&one).is(200)["successor_id"], json!(id_in(&next)));
    for same in ["due_on", "extended_until", "text", "report_id", "inspection_id", "plan_id"] {
        assert_eq!(new[same], before[same], "{same}");
    }
    assert_eq!((&new["number"], &new["dispute_ground"]), (&json!(2), &Value::Null));
    assert_eq!(city.by("culture_lead").told(&next), ["reassign"]);
    for action in ["accept", "dispute", "record", "report_implemented"] {
        city.lead().transition(&one, step(&city, action)).is_problem(409, "state_forbids");
    }
    papers.move_recommendation("committee", "culture", &next, "accept");

    for from in ["open", "in_progress", "disputed"] {
        let one = papers.recommendation(from);
        assert_eq!(city.chair().transition(&one, step(&city, "waive")).is(200)["state"], "waived");
    }
}

fn the_standing_lead_does_not_waive(city: City) {
    let papers = city.papers();
    let one = papers.recommendation("open");
    for who in ["standing_lead", "standing_officer", "justice_lead", TEAM[0]] {
        city.by(who).transition(&one, step(&city, "waive")).is_problem(403, "role_may_not");
    }
    city.chair().transition(&one, json!({"action": "waive"})).is_problem(400, "schema");
    city.chair().transition(&one, step(&city, "waive")).is(200);
}

fn more_time_is_more_time_and_the_first_day_stays(city: City) {
    let papers = city.papers();
    let one = papers.recommendation("open");
    let lead = city.standing_lead();
    let due_on = lead.get(&one).is(200)["due_on"].clone();
    let until = |days: i64| json!({"action": "extend", "until": in_days(&city, days)});
    for days in [0, 99, 100] {
        lead.transition(&one, until(days)).is_problem(422, "until_not_later").points_at("/until", "until_not_later");
    }
    let given = lead.transition(&one, until(101)).is(200);
    assert_eq!((&given["due_on"], &given["extended_until"]), (&due_on, &json!(in_days(&city, 101))));
    assert_eq!(given["state"], "open");
    lead.transition(&one, until(101)).is_problem(422, "until_not_later");
    papers.move_recommendation("committee", "justice", &one, "accept");
    let given = lead.transition(&one, until(300)).is(200);
    assert_eq!((&given["due_on"], &given["state"]), (&due_on, &json!("in_progress")));
    for days in [731, 300_000] {
        lead.transition(&one, until(days)).is_problem(422, "day_out_of_range").points_at("/until", "day_out_of_range");
    }
    lead.transition(&one, until(730)).is(200);
    papers.move_recommendation("committee", "justice", &one, "dispute");
    lead.transition(&one, until(400)).is_problem(409, "state_forbids");
}

fn what_was_verified_is_opened_again(city: City) {
    let papers = city.papers();
    let one = papers.recommendation("verified");
    city.standing_officer().transition(&one, step(&city, "reopen")).is_problem(403, "role_may_not");
    city.standing_lead().transition(&one, json!({"action": "reopen"})).is_problem(400, "schema");
    let again = city.standing_lead().transition(&one, step(&city, "reopen")).is(200);
    assert_eq!((&again["state"], &again["implemented_at"]), (&json!("in_progress"), &Value::Null));
    papers.move_recommendation("committee", "justice", &one, "report_implemented");
    papers.move_recommendation("committee", "justice", &one, "verify");
}

fn it_is_overdue_when_its_day_is_over(city: City) {
    let papers = city.papers();
    let ones: Vec<String> = ["open", "in_progress", "disputed", "implemented", "verified", "waived"]
        .map(|it| papers.recommendation(it))
        .into();
    let first = city.chair().get("/recommendations?sort=last_day&limit=1").items();
    let last = city.chair().get("/recommendations?sort=-last_day&limit=1").items();
    let [first, last] = [first, last].map(|it| it[0]["due_on"].as_str().unwrap().to_owned());
    let overdue =
        || -> Vec<bool> { ones.iter().map(|it| city.chair().get(it).is(200)["overdue"].as_bool().unwrap()).collect() };
    let listed = |query: &str| city.standing_officer().get(&format!("/recommendations?{query}&limit=200")).ids().len();
    city.at(&format!("{first}T23:59:59.999999+07:00"));
    assert_eq!(overdue(), [false; 6]);
    assert_eq!((listed("overdue=true"), listed("overdue=false")), (0, 6));
    city.at(&format!("{last}T23:59:59.999999+07:00"));
    days_pass(&city, 1);
    assert_eq!(overdue(), [true, true, true, false, false, false]);
    assert_eq!((listed("overdue=true"), listed("overdue=false")), (3, 3));
    // More time takes it back.
    let until = json!({"action": "extend", "until": in_days(&city, 1)});
    city.standing_lead().transition(&ones[0], until).is(200);
    assert!(!overdue()[0]);
    assert_eq!(listed("overdue=true"), 2);
}

fn a_responsible_agency_reads_it_and_not_the_report(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("draft");
    let one = papers.recommended(&report, "district", json!({}));
    let visit = city.chair().get(&report).is(200)["inspection_id"].as_str().unwrap().to_owned();
    let (lead, officer) = (city.by("district_lead"), city.by("district_officer"));
    for state in ["draft", "with_agency"] {
        papers.bring_inspection_report("committee", "justice", &report, state);
        lead.get(&one).is_problem(404, "not_found");
        assert!(officer.get("/recommendations").ids().is_empty());
    }
    papers.move_report("committee", "justice", &report, "comment");
    papers.move_report("committee", "justice", &report, "conclude");
    for who in [&lead, &officer] {
        assert_eq!(who.get(&one).is(200)["state"], "open");
        assert_eq!(who.get("/recommendations").ids(), [id_in(&one)]);
        who.get(&report).is_problem(404, "not_found");
        who.get(&format!("/inspections/{visit}")).is_problem(404, "not_found");
        assert!(who.get("/inspection-reports").ids().is_empty());
        assert_eq!(who.told(&one), ["conclude"]);
    }
    lead.transition(&one, step(&city, "accept")).is(200);
    // The agency that was inspected reads what others have to do after it, and does none of that.
    city.lead().get(&one).is(200);
    city.lead().transition(&one, step(&city, "report_implemented")).is_problem(403, "role_may_not");
}

fn a_third_agency_knows_of_nothing(city: City) {
    let papers = city.papers();
    let one = papers.recommendation("open");
    let report = city.chair().get(&one).is(200)["report_id"].as_str().unwrap().to_owned();
    for who in ["district_lead", "commune_lead", "portal", "admin", "district_admin"] {
        let who = city.by(who);
        for path in [one.clone(), format!("/inspection-reports/{report}")] {
            who.get(&path).is_problem(404, "not_found");
            who.get(&format!("{path}/transitions")).is_problem(404, "not_found");
        }
        who.transition(&one, step(&city, "accept")).is_problem(404, "not_found");
        let list = who.get("/recommendations?count=true");
        assert_eq!((list.items().len(), &list.body["total"]), (0, &json!(0)), "{list}");
        assert!(who.get("/inspection-reports").ids().is_empty());
    }
}

fn the_standing_agency_does_not_verify_its_own(city: City) {
    let papers = city.papers();
    let one = papers.recommendation_of("committee", "justice", "labour", "open");
    // Its people are leads and officers of the committee's standing agency, and do what an agency does.
    city.standing_lead().transition(&one, step(&city, "accept")).is(200);
    city.standing_officer().transition(&one, step(&city, "record")).is(200);
    city.by("labour_lead").transition(&one, step(&city, "report_implemented")).is(200);
    city.by("standing_officer_2").transition(&one, step(&city, "verify")).is_problem(403, "role_may_not");
    city.by("standing_lead_2").transition(&one, step(&city, "extend")).is_problem(403, "role_may_not");
    city.chair().transition(&one, step(&city, "verify")).is(200);
    city.standing_lead().transition(&one, step(&city, "reopen")).is_problem(403, "role_may_not");
    city.chair().transition(&one, step(&city, "reopen")).is(200);
}

fn it_is_followed_up_by_agency_state_and_day(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("draft");
    let due = |agency: &str, days: i64| papers.recommended(&report, agency, json!({"due_on": in_days(&city, days)}));
    let (late, soon, later) = (due("justice", 300), due("culture", 60), due("justice", 200));
    let plan = city.chair().get(&report).is(200)["plan_id"].as_str().unwrap().to_owned();
    papers.bring_inspection_report("committee", "justice", &report, "concluded");
    papers.recommendation_of("district", "commune", "commune", "open");
    papers.bring_recommendation("committee", "culture", &soon, "in_progress");
    let found = |who: &str, query: &str| city.by(who).get(&format!("/recommendations?{query}&limit=200")).ids();
    let ids = |paths: &[&String]| paths.iter().map(|it| id_in(it).to_owned()).collect::<Vec<_>>();
    let of_plan = format!("plan_id={plan}");
    assert_eq!(found("standing_officer", &of_plan), ids(&[&soon, &later, &late]), "the earliest day first");
    assert_eq!(found("standing_officer", &format!("{of_plan}&sort=-last_day")), ids(&[&late, &later, &soon]));
    let justice = city.agency("justice");
    assert_eq!(found("standing_officer", &format!("{of_plan}&agency_id={justice}")), ids(&[&later, &late]));
    assert_eq!(found("standing_officer", &format!("{of_plan}&state=in_progress")), ids(&[&soon]));
    let before = in_days(&city, 150);
    assert_eq!(found("standing_officer", &format!("{of_plan}&due_before={before}")), ids(&[&soon]));
    assert_eq!(found("standing_officer", &format!("report_id={}", id_in(&report))).len(), 3);
    let owner = city.agency("committee");
    assert_eq!(found("standing_officer", &format!("owner_agency_id={owner}")).len(), 3);
    // An extension moves it to its place.
    let until = json!({"action": "extend", "until": in_days(&city, 365)});
    city.standing_lead().transition(&soon, until).is(200);
    assert_eq!(found("standing_officer", &of_plan), ids(&[&later, &late, &soon]));
    // Each finds his own.
    assert_eq!(found("culture_lead", &of_plan).len(), 3, "who led the visit");
    assert_eq!(found("district_officer", &of_plan).len(), 0);
    assert_eq!(found("district_officer", "state=open").len(), 1);
    assert_eq!(found("commune_officer", "overdue=false").len(), 1);
    let page = city.standing_officer().get(&format!("/recommendations?{of_plan}&limit=2&count=true"));
    assert_eq!((page.ids().len(), &page.body["total"]), (2, &json!(3)));
}

fn the_team_that_carries_it_verifies_it(city: City) {
    let papers = city.papers();
    let one = papers.recommendation("implemented");
    // Another team comes to Justice for the committee.
    let team = ["district_lead", "district_officer"];
    let officer = city.by("district_officer");
    officer.get(&one).is_problem(404, "not_found");
    let visit = papers.visit_of("committee", "justice", &team, "notified");
    officer.get(&one).is_problem(404, "not_found");
    city.by(team[0]).transition(&visit, inspection_step(&city, "start")).is(200);
    assert_eq!(officer.get(&one).is(200)["state"], "implemented");
    assert_eq!(officer.get("/recommendations").ids(), [id_in(&one)]);
    assert_eq!(officer.get(&format!("/recommendations?carried_by_id={}", id_in(&visit))).ids(), [id_in(&one)]);
    // What a visit carries a filter tells to those alone who may read it.
    let filtered = format!("/recommendations?carried_by_id={}&count=true", id_in(&visit));
    assert_eq!(city.standing_officer().get(&filtered).ids(), [id_in(&one)]);
    for who in ["justice_lead", "auditor", TEAM[1]] {
        city.by(who).get(&one).is(200);
        let page = city.by(who).get(&filtered);
        assert_eq!((page.ids().len(), &page.body["total"]), (0, &json!(0)), "{who}");
    }
    let report = officer.get(&one).is(200)["report_id"].as_str().unwrap().to_owned();
    officer.get(&format!("/inspection-reports/{report}")).is_problem(404, "not_found");
    assert_eq!(officer.get(&one).blocked("verify"), None);
    // The team that wrote it does not carry it.
    city.by(TEAM[1]).transition(&one, step(&city, "verify")).is_problem(403, "role_may_not");
    officer.transition(&one, step(&city, "send_back")).is(200);
    papers.move_recommendation("committee", "justice", &one, "report_implemented");
    // Whoever leaves the team reads and verifies nothing from the next request on.
    officer.transition(&visit, inspection_step(&city, "recuse")).is(200);
    officer.transition(&one, step(&city, "verify")).is_problem(404, "not_found");
    assert!(officer.get("/recommendations").ids().is_empty());
    city.by(team[0]).transition(&one, step(&city, "verify")).is(200);
}

fn files_show_that_it_is_done(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("draft");
    let one = papers.recommended(&report, "district", json!({}));
    papers.bring_inspection_report("committee", "justice", &report, "concluded");
    let (file, other) = (papers.stored("district", &pdf(40)), papers.stored("culture", &pdf(41)));
    let done = |file: &str| json!({"action": "report_implemented", "narrative": "Có ảnh chụp", "attachment_ids": [id_in(file)]});
    let lead = city.by("district_lead");
    let refused = lead.transition(&one, done(&other));
    refused.is_problem(422, "unknown_reference").points_at("/attachment_ids/0", "unknown_reference");
    assert_eq!(state(&city, &one), "open");
    lead.transition(&one, done(&file)).is(200);
    for who in ["district_officer", "standing_officer", "justice_lead", TEAM[1], "auditor"] {
        assert_eq!(city.by(who).get(&one).is(200)["attachments"][0]["id"], id_in(&file), "{who}");
        city.by(who).get(&format!("{file}/content")).is(200);
    }
    city.by("commune_officer").get(&file).is_problem(404, "not_found");
}

fn numbers_are_those_of_the_visit(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("draft");
    let one = papers.recommended(&report, "justice", json!({"number": 5}));
    let two = papers.recommended(&report, "justice", json!({}));
    let number = |path: &str| city.chair().get(path).is(200)["number"].clone();
    assert_eq!((number(&one), number(&two)), (json!(5), json!(6)));
    let member = city.by(TEAM[1]);
    let taken = new_recommendation(&city, &report, "justice", json!({"number": 5}));
    member.post("/recommendations", taken).is_problem(409, "number_taken").points_at("/number", "number_taken");
    let renumbered = member.patch(&two, json!({"number": 5}));
    renumbered.is_problem(409, "number_taken").points_at("/number", "number_taken");
    for number in [0, 1_000] {
        let body = new_recommendation(&city, &report, "justice", json!({"number": number}));
        member.post("/recommendations", body).is_problem(400, "schema");
    }
    papers.recommended(&papers.inspection_report("draft"), "justice", json!({"number": 5}));
    // Behind the last number that paper has come those that are free.
    let last = papers.recommended(&report, "justice", json!({"number": 999}));
    let next = [(); 2].map(|()| number(&papers.recommended(&report, "justice", json!({}))));
    assert_eq!((number(&last), next), (json!(999), [json!(1), json!(2)]));
    papers.bring_inspection_report("committee", "justice", &report, "concluded");
    city.lead().transition(&last, step(&city, "dispute")).is(200);
    city.standing_lead().transition(&last, step(&city, "reassign")).is(200);
    assert_eq!(number(&successor(&city, &last)), json!(3));
}

fn it_is_left_when_its_agency_ends(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("draft");
    let new = json!({"code": "H24.78", "name": "Trung tâm", "kind": "unit", "parent_id": city.agency("justice"),
        "valid_from": "2017-01-01"});
    let unit = city.admin().post("/agencies", new).is(201)["id"].clone();
    let one = papers.recommended(&report, "justice", json!({"agency_id": unit}));
    papers.bring_inspection_report("committee", "justice", &report, "concluded");
    let unit = unit.as_str().unwrap().parse().unwrap();
    assert!(city.leaves(unit).contains("recommendations: 1"));
    city.chair().transition(&one, step(&city, "waive")).is(200);
    assert!(!city.leaves(unit).contains("recommendations: 1"));
}

fn checks_come_in_one_order(city: City) {
    let one = city.papers().recommendation("verified");
    let stale = |who: &str| city.by(who).with("if-match", "\"99-x\"");
    let nothing = json!({"action": "report_implemented", "narrative": "Xong"});
    assert_eq!(stale("district_lead").transition(&one, nothing.clone()).code(), "not_found");
    assert_eq!(stale("justice_officer").transition(&one, nothing.clone()).code(), "role_may_not");
    assert_eq!(stale("justice_lead").transition(&one, nothing.clone()).code(), "stale_version");
    assert_eq!(city.lead().transition(&one, nothing.clone()).code(), "state_forbids");
    city.standing_lead().transition(&one, step(&city, "reopen")).is(200);
    assert_eq!(city.lead().transition(&one, nothing).code(), "evidence_missing");
    assert_eq!(city.lead().post(&format!("{one}/transitions"), step(&city, "accept")).code(), "precondition_required");
    assert_eq!(city.lead().transition(&one, json!({"action": "finish"})).code(), "schema");
    assert_eq!(city.lead().transition(&one, json!({"action": "accept", "percent": 3})).code(), "schema");
}

fn of_two_steps_at_once_one_is_late(city: City) {
    let one = city.papers().recommendation("implemented");
    let (officer, other) =
        (city.standing_officer().with_etag_of(&one), city.by("standing_officer_2").with_etag_of(&one));
    let (verify, back) = (step(&city, "verify"), step(&city, "send_back"));
    let path = format!("{one}/transitions");
    let answers = at_once(&[&|| officer.post(&path, verify.clone()), &|| other.post(&path, back.clone())]);
    let mut statuses: Vec<u16> = answers.iter().map(|it| it.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    // A request that is repeated is answered as before.
    let two = city.papers().recommendation("open");
    let lead = city.lead().with_key("once").with_etag_of(&two);
    let first = lead.post(&format!("{two}/transitions"), step(&city, "accept")).is(200);
    assert_eq!(lead.post(&format!("{two}/transitions"), step(&city, "accept")).is(200), first);
}

fn one_step_of_it_can_be_lent(city: City) {
    let papers = city.papers();
    let one = papers.recommendation("implemented");
    let lent = json!({"agency_id": city.agency("labour"),
        "delegate_id": city.user("labour_lead"), "actions": ["recommendations.verify"],
        "valid_from": in_days(&city, 0), "valid_to": in_days(&city, 10)});
    city.standing_officer().post("/delegations", lent).is(201);
    let verified = city.by("labour_lead").transition(&one, step(&city, "verify")).is(200);
    assert_eq!(verified["state"], "verified");
    let last = city.chair().get(&format!("{one}/transitions")).items().pop().unwrap();
    assert_eq!(last["on_behalf_of"]["id"], json!(city.user("standing_officer")));
}

/// Whatever is tried in whatever order: of each line of recommendations that took each other's place one is the last, it has an agency
/// below the owner, and all before it are reassigned.
fn no_sequence_of_steps_leaves_it_without_a_responsible_agency(city: City) {
    const ACTIONS: [&str; 11] = [
        "accept",
        "record",
        "report_implemented",
        "verify",
        "send_back",
        "dispute",
        "uphold",
        "reassign",
        "waive",
        "reopen",
        "extend",
    ];
    const AGENCIES: [&str; 4] = ["justice", "culture", "district", "labour"];
    let papers = city.papers();
    let mut runner = TestRunner::deterministic();
    let sequences = prop::collection::vec((0..ACTIONS.len(), 0..AGENCIES.len(), any::<bool>()), 24);
    let named = |id: &Value| {
        let found = AGENCIES.iter().find(|it| json!(city.agency(it)) == *id);
        *found.unwrap_or_else(|| panic!("nobody has to do it: {id}"))
    };
    for _ in 0..4 {
        let first = papers.recommendation("open");
        let mut last = first.clone();
        for (action, to, likely) in sequences.new_tree(&mut runner).unwrap().current() {
            // Every other step is one that the state allows, so that a sequence gets somewhere.
            let action = match (likely, state(&city, &last).as_str()) {
                (true, "disputed") => "reassign",
                (true, "open") => "dispute",
                _ => ACTIONS[action],
            };
            let agency = named(&city.chair().get(&last).is(200)["agency_id"]);
            let mut body = step(&city, action);
            if action == "reassign" {
                body["agency_id"] = json!(city.agency(AGENCIES[to]));
            }
            if action == "extend" {
                body["until"] = json!(in_days(&city, 400 + to as i64));
            }
            let who = match (action, agency) {
                ("verify" | "send_back", "labour") => "chair",
                ("reassign" | "reopen" | "extend", "labour") => "chair",
                ("verify" | "send_back", _) => "standing_officer",
                ("reassign" | "reopen" | "extend", _) => "standing_lead",
                ("uphold" | "waive", _) => "chair",
                (_, agency) => &format!("{agency}_lead"),
            };
            let answer = city.by(who).transition(&last, body);
            assert!([200, 409, 422].contains(&answer.status), "{answer}");
            if action == "reassign" && answer.status == 200 {
                last = successor(&city, &last);
            }
        }
        let all = city.chair().get("/recommendations?limit=200").items();
        let visit = city.chair().get(&first).is(200)["inspection_id"].clone();
        let line: Vec<&Value> = all.iter().filter(|it| it["inspection_id"] == visit).collect();
        for one in &line {
            named(&one["agency_id"]);
            let next = line.iter().filter(|it| it["predecessor_id"] == one["id"]).count();
            assert_eq!(next, usize::from(one["state"] == "reassigned"), "{one}");
        }
        assert_eq!(line.iter().filter(|it| it["state"] != "reassigned").count(), 1);
        city.chair().get(&last).is(200);
    }
}
