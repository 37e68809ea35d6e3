//! Visits and self-inspections: how they move, who is of a team, and who reads what when.

use crate::harness::{
    Answer, City, Person, Program, TEAM, Value, at_once, both_databases, checklist_step, days_pass, id_in, in_days,
    inspection_plan_step, inspection_step, inspector, is_also, json, met, name_of, planned_visit, told,
};

const UNKNOWN: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

fn step(city: &City, who: &str, path: &str, action: &str) -> Answer {
    city.by(who).transition(path, inspection_step(city, action))
}

/// Somebody loses what he holds.
fn is_no_more(city: &City, login: &str) {
    for grant in city.admin().get(&format!("/grants?user_id={}", city.user(login))).ids() {
        revoke(city, &format!("/grants/{grant}"));
    }
}

fn revoke(city: &City, grant: &str) {
    city.admin().transition(grant, json!({"action": "revoke", "reason": "Chuyển công tác"})).is(200);
}

/// Appoints somebody of the city, for his own agency.
fn appoint(city: &City, visit: &str, login: &str) -> Answer {
    let mut step = inspector(city, login);
    step["action"] = json!("appoint");
    city.standing_lead().transition(visit, step)
}

fn release(city: &City, visit: &str, login: &str) -> Answer {
    city.standing_lead().transition(visit, json!({"action": "release", "user_id": city.user(login)}))
}

/// Who is of the team now: each with his part.
fn team(city: &City, visit: &Value) -> Vec<(String, String)> {
    let name =
        |id: &Value| TEAM.iter().chain(&["district_officer", "district_lead"]).find(|it| json!(city.user(it)) == *id);
    let now = visit["team"].as_array().unwrap().iter().filter(|it| it["to"].is_null());
    now.map(|it| ((*name(&it["user_id"]).unwrap()).to_string(), it["part"].as_str().unwrap().to_owned())).collect()
}

/// Whether an object is there for somebody: by itself, in its history, in lists and their counts.
fn sees(city: &City, who: &str, path: &str) -> bool {
    let person = city.by(who);
    let (object, history) = (person.get(path), person.get(&format!("{path}/transitions")));
    let listed = person.get("/inspections?limit=200&count=true");
    let is_listed = listed.ids().iter().any(|it| it == id_in(path));
    assert_eq!(listed.body["total"], json!(listed.ids().len()), "{who} counts what he sees");
    if object.status == 404 {
        object.is_problem(404, "not_found");
        history.is_problem(404, "not_found");
        person.transition(path, json!({"action": "finish"})).is_problem(404, "not_found");
        assert!(!is_listed, "{who} finds what he does not read");
        return false;
    }
    object.is(200);
    history.is(200);
    assert!(is_listed, "{who} reads what he does not find");
    true
}

/// Those of some people for whom it is there.
fn readers<'a>(city: &City, people: &[&'a str], path: &str) -> Vec<&'a str> {
    people.iter().copied().filter(|who| sees(city, who, path)).collect()
}

both_databases![
    a_plan_makes_its_visits_and_its_self_inspections,
    a_visit_from_its_plan_to_the_end_of_its_fieldwork,
    a_visit_asks_the_checklist_that_is_in_force_when_it_begins,
    an_agency_is_told_five_days_ahead_of_a_day_in_the_window,
    a_window_that_ends_before_it_begins_is_none,
    a_visit_begins_on_its_day_with_a_declaration,
    who_is_of_a_team_changes_while_it_is_open,
    without_a_leader_his_steps_wait,
    a_team_has_room_for_fifteen_beside_its_leader,
    nobody_inspects_where_he_has_an_interest,
    a_conflict_that_came_later_is_found_when_it_begins,
    a_member_reads_his_own_visit_and_no_other_of_the_plan,
    a_grant_that_is_revoked_ends_it_with_the_next_request,
    a_member_sits_there_for_his_agency_alone,
    whoever_leaves_a_team_is_out_with_the_next_request,
    a_visit_is_read_by_its_agency_once_it_was_told,
    a_refused_visit_is_cancelled_and_counted,
    what_the_team_does_nobody_does_for_somebody_else,
    a_self_inspection_is_signed_and_noted,
    the_day_ends_at_midnight_and_what_is_late_is_received,
    what_is_given_back_is_judged_by_its_first_signature,
    a_plan_that_is_closed_receives_nothing_more,
    nobody_judges_what_he_signed,
    a_self_inspection_is_read_by_others_once_it_was_handed_in,
    whoever_visits_an_agency_reads_what_it_handed_in,
    the_standing_agency_is_judged_by_the_chair,
    a_step_of_the_other_kind_is_none,
    checks_come_in_one_order,
    of_two_at_once_one_is_late,
    a_repeated_request_is_answered_as_before_while_it_may_be_read,
    what_is_open_is_left_when_its_agency_ends,
    they_are_found_by_what_they_are,
    the_record_shows_no_more_than_the_page,
    the_names_of_a_team_are_read_beside_it,
    what_was_given_back_can_be_dropped,
    what_counts_of_a_self_inspection_is_what_stands
];

fn a_plan_makes_its_visits_and_its_self_inspections(city: City) {
    let plan = city.papers().inspection_plan("committee", "submitted");
    let of_plan = format!("/inspections?plan_id={}&count=true", id_in(&plan));
    assert_eq!(city.auditor().get(&of_plan).body["total"], 0, "nothing is made before it is approved");
    city.chair().transition(&plan, inspection_plan_step("approve")).is(200);
    let owner = city.standing_officer().get(&of_plan);
    assert_eq!(owner.body["total"], 2, "both visits; the districts write what they have not handed in");
    let visit = owner.items().into_iter().find(|it| it["agency_id"] == json!(city.agency("justice"))).unwrap();
    assert_eq!((&visit["kind"], &visit["state"], &visit["version"]), (&json!("visit"), &json!("scheduled"), &json!(1)));
    assert_eq!((&visit["window_from"], &visit["window_to"]), (&json!("2017-06-05"), &json!("2017-06-16")));
    assert_eq!((&visit["owner_agency_id"], &visit["year"]), (&json!(city.agency("committee")), &json!(2017)));
    assert_eq!((&visit["checklist_id"], &visit["due_on"], &visit["late"]), (&Value::Null, &Value::Null, &Value::Null));
    let people = ["standing_lead", "culture_officer", "standing_officer_2"];
    let named: Vec<Value> = visit["team"].as_array().unwrap().iter().map(|it| it["user_id"].clone()).collect();
    assert_eq!(named, people.map(|it| json!(city.user(it))));
    assert_eq!((&visit["team"][0]["part"], &visit["team"][1]["part"]), (&json!("leader"), &json!("member")));
    assert_eq!((&visit["team"][0]["from"], &visit["team"][0]["to"]), (&visit["created_at"], &Value::Null));
    let own = city.by("district_officer").get(&of_plan).items();
    assert_eq!(own.len(), 1, "the district reads its own alone");
    assert_eq!((&own[0]["kind"], &own[0]["state"]), (&json!("self"), &json!("in_progress")));
    assert_eq!((&own[0]["due_on"], &own[0]["team"]), (&json!("2017-10-31"), &json!([])));
    let asked = city.auditor().get(&plan).body["checklist_id"].clone();
    assert_eq!((&own[0]["checklist_id"], &visit["planned_checklist_id"]), (&asked, &asked));
}

fn a_visit_from_its_plan_to_the_end_of_its_fieldwork(city: City) {
    let papers = city.papers();
    let visit = papers.visit("scheduled");
    let notified = step(&city, "standing_officer", &visit, "notify").is(200);
    assert_eq!((&notified["state"], &notified["starts_on"]), (&json!("notified"), &json!("2017-02-06")));
    assert_eq!(notified["notified_at"], "2017-02-01T02:00:00.000000Z");
    days_pass(&city, 1);
    let postponed = step(&city, "standing_lead", &visit, "postpone").is(200);
    assert_eq!((&postponed["state"], &postponed["starts_on"]), (&json!("postponed"), &Value::Null));
    let body = json!({"action": "reschedule", "window_from": "2017-03-06", "window_to": "2017-03-10"});
    let scheduled = city.standing_lead().transition(&visit, body).is(200);
    assert_eq!((&scheduled["state"], &scheduled["window_to"]), (&json!("scheduled"), &json!("2017-03-10")));
    let again = json!({"action": "notify", "starts_on": "2017-03-07"});
    let again = city.by("culture_lead").transition(&visit, again).is(200);
    assert_eq!(again["notified_at"], notified["notified_at"], "the first time stays");
    city.at("2017-03-07T08:00:00+07:00");
    let started = step(&city, "culture_lead", &visit, "start").is(200);
    assert_eq!(
        (&started["state"], &started["started_at"]),
        (&json!("in_progress"), &json!("2017-03-07T01:00:00.000000Z"))
    );
    // (1.1 is rated, the others are not.)
    let leader = city.by("culture_lead");
    leader.put(&format!("{visit}/answers/1.1"), met()).is(200);
    assert_eq!(leader.get(&visit).blocked("finish"), Some(vec!["item_unrated".to_owned(); 3]));
    step(&city, "culture_lead", &visit, "finish").is_problem(422, "item_unrated");
    papers.rate(&leader, &visit);
    let finished = step(&city, "culture_lead", &visit, "finish").is(200);
    assert_eq!((&finished["state"], &finished["finished_at"]), (&json!("fieldwork_done"), &started["started_at"]));
    assert_eq!((&started["report_expected_on"], &finished["report_expected_on"]), (&Value::Null, &json!("2017-03-22")));
    let resumed = step(&city, "culture_lead", &visit, "resume").is(200);
    assert_eq!((&resumed["state"], &resumed["finished_at"]), (&json!("in_progress"), &Value::Null));
    step(&city, "culture_lead", &visit, "finish").is(200);
    let steps = ["create", "notify", "postpone", "reschedule", "notify", "start", "finish", "resume", "finish"];
    assert_eq!(told(&city, "auditor", &visit), steps);
    let of_agency = city.lead().get(&format!("{visit}/transitions")).items();
    assert_eq!(of_agency.len(), steps.len() - 1, "to the agency it begins with the first time it was told");
    assert_eq!((&of_agency[1]["reason"], &of_agency[0]["to"]), (&json!("Theo đề nghị của đơn vị"), &json!("notified")));
    assert_eq!(of_agency[3]["actor"]["name"], name_of("culture_lead"));
}

fn a_visit_asks_the_checklist_that_is_in_force_when_it_begins(city: City) {
    let papers = city.papers();
    let visit = papers.visit("notified");
    let planned = city.auditor().get(&visit).body["planned_checklist_id"].as_str().unwrap().to_owned();
    let second = papers.revised("committee", &format!("/checklists/{planned}"));
    city.standing_lead().transition(&second, checklist_step("publish")).is(200);
    let started = step(&city, "culture_lead", &visit, "start").is(200);
    assert_eq!((&started["checklist_id"], &started["planned_checklist_id"]), (&json!(id_in(&second)), &json!(planned)));
    // What is published later changes nothing of it.
    papers.rate(&city.by("culture_lead"), &visit);
    let third = papers.revised("committee", &second);
    city.standing_lead().transition(&third, checklist_step("publish")).is(200);
    assert_eq!(step(&city, "culture_lead", &visit, "finish").is(200)["checklist_id"], json!(id_in(&second)));
}

fn an_agency_is_told_five_days_ahead_of_a_day_in_the_window(city: City) {
    let plan = city.papers().inspection_plan("committee", "approved");
    let visits = city.auditor().get(&format!("/inspections?plan_id={}&kind=visit", id_in(&plan)));
    let justice = visits.items().into_iter().find(|it| it["agency_id"] == json!(city.agency("justice"))).unwrap();
    let visit = format!("/inspections/{}", justice["id"].as_str().unwrap());
    let officer = city.standing_officer();
    let notify = |day: &str| officer.transition(&visit, json!({"action": "notify", "starts_on": day}));
    let outside = notify("2017-06-04");
    outside.is_problem(422, "outside_window").points_at("/starts_on", "outside_window");
    assert!(outside.body["errors"][0]["detail"].as_str().unwrap().contains("05/06/2017"), "{outside}");
    notify("2017-06-17").is_problem(422, "outside_window");
    city.at("2017-06-01T00:00:00+07:00");
    notify("2017-06-05").is_problem(422, "notice_too_short").points_at("/starts_on", "notice_too_short");
    // While no day of the window is far enough ahead, it says so before anybody chooses one.
    for (now, code) in [("2017-06-12T00:00:00+07:00", "notice_too_short"), ("2017-06-17T00:00:00+07:00", "window_over")]
    {
        city.at(now);
        assert_eq!(officer.get(&visit).blocked("notify"), Some(vec![code.to_owned()]), "{now}");
        let refused = notify("2017-06-16");
        refused.is_problem(422, code);
        assert_eq!(refused.body["errors"][0]["at"], "2017-06-16", "{refused}");
    }
    city.at("2017-05-31T23:59:59+07:00");
    assert_eq!(officer.get(&visit).blocked("notify"), None);
    assert_eq!(notify("2017-06-05").is(200)["starts_on"], "2017-06-05");
}

fn a_window_that_ends_before_it_begins_is_none(city: City) {
    let visit = city.papers().visit("postponed");
    let lead = city.standing_lead();
    let reschedule = |from: &str, to: &str| {
        lead.transition(&visit, json!({"action": "reschedule", "window_from": from, "window_to": to}))
    };
    reschedule("2017-03-02", "2017-03-01")
        .is_problem(422, "window_reversed")
        .points_at("/window_to", "window_reversed");
    reschedule("2017-01-02", "2017-01-31").is_problem(422, "window_over").points_at("/window_to", "window_over");
    lead.transition(&visit, json!({"action": "reschedule", "window_from": "2017-03-02"})).is_problem(400, "schema");
    assert_eq!(reschedule("2017-03-01", "2017-03-01").is(200)["window_from"], "2017-03-01");
}

fn a_visit_begins_on_its_day_with_a_declaration(city: City) {
    let visit = city.papers().visit("scheduled");
    step(&city, "culture_lead", &visit, "notify").is(200);
    let leader = city.by("culture_lead");
    let start =
        |nobody_related: bool| leader.transition(&visit, json!({"action": "start", "nobody_related": nobody_related}));
    city.at("2017-02-05T23:59:59.999999+07:00");
    assert_eq!(leader.get(&visit).blocked("start"), Some(vec!["starts_later".to_owned()]));
    start(true).is_problem(422, "starts_later");
    city.at("2017-02-06T00:00:00+07:00");
    start(false).is_problem(422, "declaration_needed").points_at("/nobody_related", "declaration_needed");
    leader.transition(&visit, json!({"action": "start"})).is_problem(400, "schema");
    start(true).is(200);
}

fn who_is_of_a_team_changes_while_it_is_open(city: City) {
    let visit = city.papers().visit("scheduled");
    let member = |login: &str, part: &str| (login.to_owned(), part.to_owned());
    let first = city.auditor().get(&visit).body;
    assert_eq!(team(&city, &first)[0], member("culture_lead", "leader"));
    days_pass(&city, 1);
    appoint(&city, &visit, "culture_officer").is_problem(409, "already_member").points_at("/user_id", "already_member");
    appoint(&city, &visit, "culture_lead").is_problem(409, "already_member");
    let appointed = appoint(&city, &visit, "district_officer").is(200);
    assert_eq!((&appointed["state"], &appointed["version"]), (&json!("scheduled"), &json!(2)));
    assert_eq!(team(&city, &appointed).last(), Some(&member("district_officer", "member")));
    assert_eq!(appointed["team"][3]["from"], appointed["updated_at"]);
    let stranger = json!({"action": "release", "user_id": city.user("justice_lead")});
    city.standing_lead()
        .transition(&visit, stranger)
        .is_problem(422, "unknown_reference")
        .points_at("/user_id", "unknown_reference");
    let released = release(&city, &visit, "culture_officer").is(200);
    assert_eq!(released["team"][1]["to"], released["updated_at"], "who was of it is told");
    assert_eq!(team(&city, &released).len(), 3);
    release(&city, &visit, "culture_officer").is_problem(422, "unknown_reference");
    // The chair gives it another leader, and the one who led leaves.
    let mut leading = inspector(&city, "district_officer");
    leading["action"] = json!("appoint_leader");
    city.standing_lead().transition(&visit, leading.clone()).is_problem(403, "role_may_not");
    let led = city.chair().transition(&visit, leading.clone()).is(200);
    let expected = [member("standing_officer_2", "member"), member("district_officer", "leader")];
    assert_eq!(team(&city, &led), expected);
    city.chair().transition(&visit, leading).is_problem(409, "already_member");
    // Somebody who was of it can come back, and whoever knows better leaves by himself.
    appoint(&city, &visit, "culture_officer").is(200);
    let reason = "Có người thân làm việc tại đó";
    let recusing = json!({"action": "recuse", "reason": reason});
    let recused = city.by("culture_officer").transition(&visit, recusing).is(200);
    assert_eq!(team(&city, &recused), expected);
    let last = city.auditor().get(&format!("{visit}/transitions")).items().pop().unwrap();
    assert_eq!((&last["action"], &last["reason"]), (&json!("recuse"), &json!(reason)));
    let nobody = json!({"action": "appoint", "user_id": UNKNOWN, "agency_id": city.agency("culture")});
    city.standing_lead().transition(&visit, nobody).is_problem(422, "unknown_reference");
    let elsewhere =
        json!({"action": "appoint", "user_id": city.user("district_lead"), "agency_id": city.agency("culture")});
    city.standing_lead()
        .transition(&visit, elsewhere)
        .is_problem(422, "not_an_inspector")
        .points_at("/agency_id", "not_an_inspector");
}

fn without_a_leader_his_steps_wait(city: City) {
    let visit = city.papers().visit("notified");
    release(&city, &visit, "culture_lead").is(200);
    for who in ["culture_officer", "standing_lead", "chair"] {
        step(&city, who, &visit, "start").is_problem(403, "role_may_not");
    }
    assert!(!sees(&city, "culture_lead", &visit));
    step(&city, "chair", &visit, "appoint_leader").is(200);
    step(&city, "district_officer", &visit, "start").is(200);
}

fn a_team_has_room_for_fifteen_beside_its_leader(city: City) {
    let visit = city.papers().visit("scheduled");
    let culture = city.agency("culture");
    let newcomer = |number: usize| {
        let body = json!({"login": format!("moi-{number}"), "full_name": "Nguyễn Thị Mới", "agency_id": culture,
            "password": "một câu dài dễ nhớ"});
        let user = city.admin().post("/users", body).is(201)["id"].clone();
        let grant = json!({"user_id": user, "agency_id": culture, "role": "agency_officer", "scope": "self",
            "valid_from": "2017-01-01"});
        city.admin().post("/grants", grant).is(201);
        json!({"action": "appoint", "user_id": user, "agency_id": culture})
    };
    for number in 2..15 {
        city.standing_lead().transition(&visit, newcomer(number)).is(200);
    }
    let one_more = newcomer(15);
    city.standing_lead().transition(&visit, one_more.clone()).is_problem(409, "quota_reached");
    release(&city, &visit, "culture_officer").is(200);
    city.standing_lead().transition(&visit, one_more).is(200);
}

fn nobody_inspects_where_he_has_an_interest(city: City) {
    // The leader of the district above the inspected commune, an officer of the commune, and somebody whose home it is.
    let visit = city.papers().visit_of("committee", "commune", TEAM, "scheduled");
    for who in ["district_lead", "district_officer", "commune_officer"] {
        appoint(&city, &visit, who)
            .is_problem(422, "conflict_of_interest")
            .points_at("/user_id", "conflict_of_interest");
        let mut leading = inspector(&city, who);
        leading["action"] = json!("appoint_leader");
        city.chair().transition(&visit, leading).is_problem(422, "conflict_of_interest");
    }
    is_also(&city, "commune_officer", "agency_officer", "culture");
    let for_culture =
        json!({"action": "appoint", "user_id": city.user("commune_officer"), "agency_id": city.agency("culture")});
    city.standing_lead().transition(&visit, for_culture).is_problem(422, "conflict_of_interest");
    appoint(&city, &visit, "justice_officer").is(200);
}

fn a_conflict_that_came_later_is_found_when_it_begins(city: City) {
    let visit = city.papers().visit("notified");
    let grant = is_also(&city, "culture_officer", "agency_officer", "justice");
    let leader = city.by("culture_lead");
    assert_eq!(leader.get(&visit).blocked("start"), Some(vec!["conflict_of_interest".to_owned()]));
    let refused = step(&city, "culture_lead", &visit, "start");
    refused.is_problem(422, "conflict_of_interest");
    assert_eq!(refused.body["errors"][0]["at"], json!(city.user("culture_officer")), "it names the member");
    revoke(&city, &grant);
    step(&city, "culture_lead", &visit, "start").is(200);
}

fn a_member_reads_his_own_visit_and_no_other_of_the_plan(city: City) {
    let visits = json!([
        planned_visit(&city, "justice", "culture_lead", &["culture_officer"]),
        planned_visit(&city, "commune", "culture_lead", &["justice_officer"]),
    ]);
    let plan = city.papers().inspection_plan_draft("committee", json!({"visits": visits, "self_inspections": null}));
    city.papers().bring_inspection_plan("committee", &plan, "approved");
    let listed = city.auditor().get(&format!("/inspections?plan_id={}", id_in(&plan))).items();
    let of = |agency: &str| {
        let found = listed.iter().find(|it| it["agency_id"] == json!(city.agency(agency))).unwrap();
        format!("/inspections/{}", found["id"].as_str().unwrap())
    };
    let (own, other) = (of("justice"), of("commune"));
    let people =
        ["culture_lead", "culture_officer", "justice_officer", "justice_lead", "district_lead", "commune_lead"];
    assert_eq!(readers(&city, &people, &own), ["culture_lead", "culture_officer"]);
    assert_eq!(readers(&city, &people, &other), ["culture_lead", "justice_officer"]);
    let owners = ["chair", "standing_lead", "standing_officer", "auditor"];
    assert_eq!(readers(&city, &owners, &own), owners);
    for outsider in ["portal", "admin", "district_admin", "justice_auditor"] {
        assert!(!sees(&city, outsider, &own), "{outsider}");
    }
    let mine = city.by("culture_officer").get("/inspections?mine=true&count=true");
    assert_eq!((mine.ids(), &mine.body["total"]), (vec![id_in(&own).to_owned()], &json!(1)));
    assert_eq!(city.by("culture_officer").get("/inspections?mine=false").ids().len(), 0);
    assert_eq!(city.standing_lead().get("/inspections?mine=true").ids().len(), 0);
}

fn a_grant_that_is_revoked_ends_it_with_the_next_request(city: City) {
    let visit = city.papers().visit("notified");
    let member = city.by("culture_officer");
    let read = member.get(&visit);
    read.is(200);
    is_no_more(&city, "culture_officer");
    assert!(!sees(&city, "culture_officer", &visit));
    member.having_read(&read).transition(&visit, json!({"action": "recuse"})).is_problem(404, "not_found");
    // Another role at that agency opens it again; one that moves nothing does not.
    is_also(&city, "culture_officer", "auditor", "culture");
    assert!(!sees(&city, "culture_officer", &visit));
    is_also(&city, "culture_officer", "agency_lead", "culture");
    assert!(sees(&city, "culture_officer", &visit));
    step(&city, "culture_officer", &visit, "recuse").is(200);
}

fn a_member_sits_there_for_his_agency_alone(city: City) {
    let visit = city.papers().visit("notified");
    is_also(&city, "culture_lead", "agency_lead", "district");
    let elsewhere = city.acting("culture_lead", city.user("culture_lead"), city.agency("district"));
    elsewhere.get(&visit).is_problem(404, "not_found");
    assert_eq!(elsewhere.get("/inspections").ids().len(), 0);
    elsewhere.transition(&visit, inspection_step(&city, "start")).is_problem(404, "not_found");
    assert!(sees(&city, "culture_lead", &visit), "for the agency that he is listed for");
}

fn whoever_leaves_a_team_is_out_with_the_next_request(city: City) {
    let visit = city.papers().visit("notified");
    let leader = city.by("culture_lead");
    let read = leader.get(&visit);
    assert_eq!(read.blocked("start"), None);
    // Between his read and his write he is released.
    release(&city, &visit, "culture_lead").is(200);
    leader.having_read(&read).transition(&visit, inspection_step(&city, "start")).is_problem(404, "not_found");
    assert!(!sees(&city, "culture_lead", &visit));
    // Somebody who reads it by a role as well may still read, and act for the team no more.
    let officer = city.by("standing_officer_2");
    step(&city, "standing_officer_2", &visit, "recuse").is(200);
    assert!(sees(&city, "standing_officer_2", &visit));
    assert_eq!(officer.get(&visit).blocked("recuse"), Some(vec!["role_may_not".to_owned()]));
    let left = city.by("culture_officer").transition(&visit, json!({"action": "recuse"}));
    assert_eq!(left.is(200)["id"], json!(id_in(&visit)), "his last step is answered");
    assert!(!sees(&city, "culture_officer", &visit));
}

fn a_visit_is_read_by_its_agency_once_it_was_told(city: City) {
    let papers = city.papers();
    let people = ["justice_lead", "justice_officer", "justice_auditor", "district_lead", "labour_lead"];
    let visit = papers.visit("scheduled");
    assert!(readers(&city, &people, &visit).is_empty());
    step(&city, "standing_lead", &visit, "postpone").is(200);
    assert!(readers(&city, &people, &visit).is_empty(), "what it was not told of it does not see");
    step(&city, "standing_lead", &visit, "reschedule").is(200);
    step(&city, "culture_lead", &visit, "notify").is(200);
    let told = ["justice_lead", "justice_officer", "justice_auditor"];
    assert_eq!(readers(&city, &people, &visit), told);
    // Whatever follows.
    step(&city, "standing_lead", &visit, "postpone").is(200);
    assert_eq!(readers(&city, &people, &visit), told);
    step(&city, "standing_lead", &visit, "cancel").is(200);
    assert_eq!(readers(&city, &people, &visit), told);
    let justice = city.agency("justice");
    let found = city.lead().get(&format!("/inspections?agency_id={justice}&kind=visit&count=true"));
    assert_eq!((found.ids(), &found.body["total"]), (vec![id_in(&visit).to_owned()], &json!(1)));
    // A district's own visit is nothing to the committee.
    let own = papers.visit_of("district", "commune", TEAM, "notified");
    let people =
        ["district_lead", "district_officer", "commune_lead", "culture_lead", "chair", "standing_lead", "justice_lead"];
    assert_eq!(readers(&city, &people, &own), &people[..4]);
    assert!(sees(&city, "auditor", &own));
}

fn a_refused_visit_is_cancelled_and_counted(city: City) {
    let papers = city.papers();
    let visit = papers.visit("in_progress");
    let cancel = |cause: &str| city.standing_lead().transition(&visit, json!({"action": "cancel", "cause": cause}));
    cancel("bad_weather").is_problem(400, "schema");
    city.standing_lead().transition(&visit, json!({"action": "cancel"})).is_problem(400, "schema");
    let cancelled = cancel("refused").is(200);
    assert_eq!((&cancelled["state"], &cancelled["cancel_cause"]), (&json!("cancelled"), &json!("refused")));
    step(&city, "standing_lead", &visit, "appoint").is_problem(409, "state_forbids");
    step(&city, "chair", &visit, "appoint_leader").is_problem(409, "state_forbids");
    let second = papers.visit("postponed");
    let reason = "Lồng ghép với cuộc thanh tra của thành phố";
    let why = json!({"action": "cancel", "cause": "joint", "reason": reason});
    city.standing_lead().transition(&second, why).is(200);
    let last = city.auditor().get(&format!("{second}/transitions")).items().pop().unwrap();
    assert_eq!((&last["action"], &last["reason"]), (&json!("cancel"), &json!(reason)));
    let counted = city.standing_officer().get("/inspections?state=cancelled&kind=visit&count=true");
    assert_eq!(counted.body["total"], 2);
    // Once its work in the field is done a visit is not called off any more.
    let done = papers.visit("fieldwork_done");
    step(&city, "standing_lead", &done, "cancel").is_problem(409, "state_forbids");
}

fn what_the_team_does_nobody_does_for_somebody_else(city: City) {
    let visit = city.papers().visit("notified");
    let delegate = |who: &str, to: &str, action: &str| {
        let by = city.by(who);
        by.post(
            "/delegations",
            json!({"delegate_id": city.user(to), "agency_id": city.caller(who).agency,
            "actions": [action], "valid_from": in_days(&city, 0), "valid_to": in_days(&city, 30)}),
        )
    };
    for action in ["inspections.start", "inspections.finish", "inspections.recuse"] {
        delegate("culture_lead", "culture_officer", action).is_problem(422, "action_not_delegable");
    }
    // What others may do as well is lent by these alone, and a member lends nothing of his.
    let second = city.papers().visit("scheduled");
    delegate("standing_officer", "labour_officer", "inspections.notify").is(201);
    assert!(sees(&city, "labour_officer", &second), "he sees what he acts on");
    step(&city, "labour_officer", &second, "notify").is(200);
    let last = city.auditor().get(&format!("{second}/transitions")).items().pop().unwrap();
    assert_eq!(last["on_behalf_of"]["name"], name_of("standing_officer"));
    days_pass(&city, 5);
    step(&city, "labour_officer", &visit, "start").is_problem(403, "role_may_not");
}

fn a_self_inspection_is_signed_and_noted(city: City) {
    let own = city.papers().self_inspection_of("committee", "justice", "in_progress");
    step(&city, "justice_officer", &own, "hand_over").is(200);
    assert_eq!(step(&city, "justice_lead", &own, "return_to_draft").is(200)["state"], "in_progress");
    step(&city, "justice_officer", &own, "hand_over").is(200);
    city.at("2017-02-03T10:00:00+07:00");
    let signed = step(&city, "justice_lead", &own, "sign").is(200);
    assert_eq!((&signed["state"], &signed["late"]), (&json!("submitted"), &json!(false)));
    let at = json!("2017-02-03T03:00:00.000000Z");
    assert_eq!((&signed["signed_at"], &signed["first_signed_at"]), (&at, &at));
    let (number, hash) = (signed["receipt_number"].as_str().unwrap(), signed["sha256"].as_str().unwrap());
    assert!(number.starts_with("TN-20170203-") && number.len() == 22, "{number}");
    assert!(hash.len() == 64 && hash.bytes().all(|it| it.is_ascii_hexdigit()), "{hash}");
    step(&city, "justice_lead", &own, "sign").is_problem(409, "state_forbids");
    let noted = step(&city, "standing_officer", &own, "take_note").is(200);
    assert_eq!((&noted["state"], &noted["sha256"]), (&json!("closed"), &signed["sha256"]));
    assert_eq!(
        told(&city, "standing_officer", &own),
        ["sign", "take_note"],
        "to others it begins when it was handed in"
    );
    let all = ["create", "hand_over", "return_to_draft", "hand_over", "sign", "take_note"];
    assert_eq!(told(&city, "justice_officer", &own), all);
}

fn the_day_ends_at_midnight_and_what_is_late_is_received(city: City) {
    let papers = city.papers();
    let day = in_days(&city, 30);
    let make = || papers.self_inspection_due("committee", "justice", day, "in_progress");
    let (in_time, late) = (make(), make());
    city.at("2017-03-03T23:59:59.999999+07:00");
    assert_eq!(step(&city, "justice_lead", &in_time, "sign").is(200)["late"], false);
    city.at("2017-03-04T00:00:00+07:00");
    let signed = step(&city, "justice_lead", &late, "sign").is(200);
    assert_eq!((&signed["late"], &signed["state"]), (&json!(true), &json!("submitted")), "it is received all the same");
    step(&city, "standing_officer", &late, "take_note").is(200);
}

fn what_is_given_back_is_judged_by_its_first_signature(city: City) {
    let day = in_days(&city, 30);
    let own = city.papers().self_inspection_due("committee", "justice", day, "submitted");
    let first = city.lead().get(&own).body;
    days_pass(&city, 60);
    let returned = step(&city, "standing_officer", &own, "return").is(200);
    assert_eq!((&returned["state"], &returned["late"]), (&json!("in_progress"), &json!(false)));
    for kept in ["receipt_number", "sha256", "signed_at", "first_signed_at"] {
        assert_eq!(returned[kept], first[kept], "the agency's receipt holds: {kept}");
    }
    assert_eq!((&first["returned_at"], &returned["returned_at"]), (&Value::Null, &returned["updated_at"]));
    assert!(sees(&city, "standing_lead", &own), "what was handed in once is read by the owner");
    let again = step(&city, "justice_lead", &own, "sign").is(200);
    assert_eq!((&again["late"], &again["first_signed_at"]), (&json!(false), &first["first_signed_at"]));
    assert_ne!(again["receipt_number"], first["receipt_number"]);
    assert_eq!((&again["returned_at"], &again["signed_at"]), (&Value::Null, &again["updated_at"]));
    let none = json!({"action": "return"});
    city.standing_officer().transition(&own, none).is_problem(400, "schema");
}

fn a_plan_that_is_closed_receives_nothing_more(city: City) {
    let papers = city.papers();
    let make = |state: &str| papers.self_inspection_of("committee", "justice", state);
    let (never, given_back, handed_in) = (make("in_progress"), make("submitted"), make("submitted"));
    step(&city, "standing_officer", &given_back, "return").is(200);
    for path in [&never, &given_back, &handed_in] {
        let plan = format!("/inspection-plans/{}", city.lead().get(path).body["plan_id"].as_str().unwrap());
        city.standing_lead().transition(&plan, inspection_plan_step("close")).is(200);
    }
    let state = |path: &str| city.lead().get(path).body["state"].as_str().unwrap().to_owned();
    assert_eq!([&never, &given_back, &handed_in].map(|it| state(it)), ["not_handed_in", "closed", "submitted"]);
    for path in [&never, &given_back] {
        step(&city, "justice_lead", path, "sign").is_problem(409, "state_forbids");
        assert_eq!(told(&city, "justice_lead", path).last().unwrap(), "close");
    }
    // That it never handed in is the owner's own finding; what it wrote stays its own.
    let whom = ["chair", "standing_lead", "standing_officer", "auditor", "justice_auditor", "justice_lead"];
    let others = ["culture_lead", "district_lead", "portal", "admin"];
    assert_eq!(readers(&city, &[whom.as_slice(), others.as_slice()].concat(), &never), whom);
    for who in &whom {
        let found = city.by(who).get("/inspections?state=not_handed_in&count=true");
        assert_eq!((found.ids(), &found.body["total"]), (vec![id_in(&never).to_owned()], &json!(1)), "{who}");
        let answers = city.by(who).get(&format!("{never}/answers"));
        assert_eq!(answers.status, if *who == "justice_lead" { 200 } else { 404 }, "{who}");
    }
    assert_eq!(told(&city, "chair", &never), ["close"]);
    let last = city.chair().get(&never).is(200);
    assert_eq!((&last["state"], &last["receipt_number"]), (&json!("not_handed_in"), &Value::Null));
    assert!(city.by("chair").get(&format!("{given_back}/answers")).status == 200, "what was signed once is read");
    // What was handed in is taken note of still, and given back no more.
    step(&city, "standing_officer", &handed_in, "return").is_problem(409, "not_in_force");
    step(&city, "standing_officer", &handed_in, "take_note").is(200);
}

fn nobody_judges_what_he_signed(city: City) {
    is_also(&city, "district_officer", "agency_officer", "commune");
    is_also(&city, "district_officer", "agency_lead", "commune");
    let own = city.papers().self_inspection_of("district", "commune", "in_progress");
    let at_commune = city.acting("district_officer", city.user("district_officer"), city.agency("commune"));
    at_commune.transition(&own, inspection_step(&city, "sign")).is(200);
    let officer = city.by("district_officer");
    assert_eq!(officer.get(&own).blocked("take_note"), Some(vec!["separation_of_duties".to_owned()]));
    for action in ["take_note", "return"] {
        step(&city, "district_officer", &own, action).is_problem(403, "separation_of_duties");
    }
    is_also(&city, "district_lead", "agency_officer", "district");
    step(&city, "district_lead", &own, "take_note").is(200);
}

fn a_self_inspection_is_read_by_others_once_it_was_handed_in(city: City) {
    let own = city.papers().self_inspection_of("committee", "justice", "pending_signature");
    let people = [
        "justice_lead",
        "justice_officer",
        "chair",
        "standing_lead",
        "standing_officer",
        "auditor",
        "justice_auditor",
        "culture_lead",
        "district_lead",
        "portal",
        "admin",
    ];
    assert_eq!(readers(&city, &people, &own), ["justice_lead", "justice_officer"]);
    step(&city, "justice_lead", &own, "sign").is(200);
    let told = &people[..7];
    assert_eq!(readers(&city, &people, &own), told);
    step(&city, "standing_officer", &own, "return").is(200);
    assert_eq!(readers(&city, &people, &own), told, "whatever follows");
}

fn whoever_visits_an_agency_reads_what_it_handed_in(city: City) {
    let papers = city.papers();
    let own = papers.self_inspection_of("committee", "justice", "in_progress");
    let of_district = papers.self_inspection_of("district", "commune", "submitted");
    let visit = papers.visit("notified");
    assert!(!sees(&city, "culture_officer", &own), "not before");
    step(&city, "justice_lead", &own, "sign").is(200);
    assert!(sees(&city, "culture_officer", &own) && sees(&city, "culture_lead", &own));
    assert_eq!(told(&city, "culture_officer", &own), ["sign"]);
    city.by("culture_officer").transition(&own, json!({"action": "take_note"})).is_problem(403, "role_may_not");
    assert!(!sees(&city, "district_officer", &own));
    assert!(!sees(&city, "culture_officer", &of_district));
    release(&city, &visit, "culture_officer").is(200);
    assert!(!sees(&city, "culture_officer", &own));
    papers.visit_of("committee", "commune", TEAM, "notified");
    assert!(!sees(&city, "culture_officer", &of_district), "it was handed in to another owner");
    papers.visit_of("district", "commune", TEAM, "notified");
    assert!(sees(&city, "culture_officer", &of_district));
    step(&city, "standing_lead", &visit, "cancel").is(200);
    assert!(!sees(&city, "culture_lead", &own), "there is no visit any more");
    // Nor once it is concluded.
    let report = papers.inspection_report("draft");
    assert!(sees(&city, "culture_lead", &own));
    papers.bring_inspection_report("committee", "justice", &report, "concluded");
    assert!(!sees(&city, "culture_lead", &own), "the visit is closed");
}

fn the_standing_agency_is_judged_by_the_chair(city: City) {
    let papers = city.papers();
    let own = papers.self_inspection_of("committee", "labour", "in_progress");
    assert!(sees(&city, "standing_officer", &own) && sees(&city, "labour_officer", &own));
    step(&city, "standing_officer", &own, "hand_over").is(200);
    step(&city, "standing_lead", &own, "sign").is(200);
    step(&city, "standing_officer_2", &own, "take_note").is_problem(403, "role_may_not");
    step(&city, "chair", &own, "take_note").is(200);
    let visit = papers.visit_of("committee", "labour", &TEAM[..2], "notified");
    step(&city, "standing_lead", &visit, "postpone").is_problem(403, "role_may_not");
    step(&city, "chair", &visit, "postpone").is(200);
}

fn a_step_of_the_other_kind_is_none(city: City) {
    let papers = city.papers();
    let (visit, own) = (papers.visit("in_progress"), papers.self_inspection_of("committee", "justice", "submitted"));
    step(&city, "standing_lead", &own, "cancel").is_problem(409, "state_forbids");
    step(&city, "culture_lead", &own, "finish").is_problem(403, "role_may_not");
    step(&city, "justice_lead", &visit, "sign").is_problem(409, "state_forbids");
    step(&city, "standing_officer", &visit, "return").is_problem(409, "state_forbids");
    let names = |path: &str| -> Vec<String> {
        let read = city.standing_officer().get(path).is(200);
        read["actions"].as_array().unwrap().iter().map(|it| it["action"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&own), ["hand_over", "return_to_draft", "sign", "return", "take_note", "save_answers"]);
    assert_eq!(names(&visit).len(), 13);
    assert!(!names(&visit).contains(&"sign".to_owned()));
}

fn checks_come_in_one_order(city: City) {
    let visit = city.papers().visit("notified");
    let (stale, leader) = (city.by("culture_lead").get(&visit), city.by("culture_lead"));
    step(&city, "standing_lead", &visit, "appoint").is(200);
    let bad = json!({"action": "start", "nobody_related": "yes"});
    city.by("district_lead").having_read(&stale).transition(&visit, bad).is_problem(400, "schema");
    let start = inspection_step(&city, "start");
    city.nobody().transition(&visit, start.clone()).is_problem(401, "unauthenticated");
    let path = format!("{visit}/transitions");
    leader.post(&path, start.clone()).is_problem(428, "precondition_required");
    city.by("district_lead").having_read(&stale).transition(&visit, start.clone()).is_problem(404, "not_found");
    city.by("culture_officer").having_read(&stale).transition(&visit, start.clone()).is_problem(403, "role_may_not");
    leader.having_read(&stale).transition(&visit, start.clone()).is_problem(412, "stale_version");
    leader.transition(&visit, json!({"action": "finish"})).is_problem(409, "state_forbids");
    let undeclared = json!({"action": "start", "nobody_related": false});
    leader.transition(&visit, undeclared).is_problem(422, "declaration_needed");
    leader.transition(&visit, start).is(200);
}

fn of_two_at_once_one_is_late(city: City) {
    let papers = city.papers();
    for (path, who, action) in [
        (papers.visit("notified"), ["culture_lead", "culture_lead"], "start"),
        (
            papers.self_inspection_of("committee", "justice", "submitted"),
            ["standing_officer", "standing_officer_2"],
            "take_note",
        ),
    ] {
        let people: Vec<(Person, Answer)> = who.map(|it| (city.by(it), city.by(it).get(&path))).into_iter().collect();
        let act = |number: usize| {
            let (person, read) = &people[number];
            person.having_read(read).transition(&path, inspection_step(&city, action))
        };
        let answers = at_once(&[&|| act(0), &|| act(1)]);
        let mut statuses: Vec<u16> = answers.iter().map(|it| it.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412], "{action}");
    }
    // Two people join at once who were both chosen for the one visit that was read.
    let visit = papers.visit("scheduled");
    let lead = city.standing_lead();
    let read = lead.get(&visit);
    let joining = |login: &str| {
        let mut step = inspector(&city, login);
        step["action"] = json!("appoint");
        lead.having_read(&read).transition(&visit, step)
    };
    let answers = at_once(&[&|| joining("district_officer"), &|| joining("district_lead")]);
    let late = answers.iter().filter(|it| it.status == 412).count();
    assert_eq!((late, team(&city, &city.auditor().get(&visit).body).len()), (1, TEAM.len() + 1));
}

fn a_repeated_request_is_answered_as_before_while_it_may_be_read(city: City) {
    let visit = city.papers().visit("scheduled");
    let leader = city.by("culture_lead");
    let read = leader.get(&visit);
    let (repeated, body) = (leader.having_read(&read).with_key("notify-once"), inspection_step(&city, "notify"));
    let first = repeated.transition(&visit, body.clone());
    first.is(200);
    assert_eq!(repeated.transition(&visit, body.clone()).body, first.body);
    assert_eq!(told(&city, "auditor", &visit), ["create", "notify"]);
    release(&city, &visit, "culture_lead").is(200);
    repeated.transition(&visit, body).is_problem(404, "not_found");
}

fn what_is_open_is_left_when_its_agency_ends(city: City) {
    let papers = city.papers();
    let is_left = |what: &str| city.leaves(city.agency("commune")).contains(what);
    let visit = papers.visit_of("committee", "commune", TEAM, "notified");
    assert!(is_left("visits: 1"));
    step(&city, "standing_lead", &visit, "cancel").is(200);
    let own = papers.self_inspection_of("committee", "commune", "submitted");
    assert!(!is_left("visits: 1") && is_left("self-inspections: 1"));
    step(&city, "standing_officer", &own, "take_note").is(200);
    assert!(!is_left("self-inspections: 1"));
}

fn they_are_found_by_what_they_are(city: City) {
    let papers = city.papers();
    let (visit, second) = (papers.visit("scheduled"), papers.visit_of("committee", "commune", TEAM, "cancelled"));
    let own = papers.self_inspection_due("committee", "justice", in_days(&city, 30), "submitted");
    let of_district = papers.visit_of("district", "commune", TEAM, "scheduled");
    let auditor = city.auditor();
    let found = |query: &str| -> Vec<String> {
        let answer = auditor.get(&format!("/inspections?count=true&{query}"));
        assert_eq!(answer.body["total"], json!(answer.ids().len()));
        let mut ids = answer.ids();
        ids.sort();
        ids
    };
    let ids = |paths: &[&String]| -> Vec<String> {
        let mut ids: Vec<String> = paths.iter().map(|it| id_in(it).to_owned()).collect();
        ids.sort();
        ids
    };
    let all = [&visit, &second, &own, &of_district];
    assert_eq!(found(""), ids(&all));
    assert_eq!(found("kind=self"), ids(&[&own]));
    assert_eq!(found("kind=visit&state=scheduled"), ids(&[&visit, &of_district]));
    assert_eq!(found("state=cancelled&state=submitted"), ids(&[&second, &own]));
    assert_eq!(found(&format!("agency_id={}", city.agency("commune"))), ids(&[&second, &of_district]));
    assert_eq!(found(&format!("owner_agency_id={}", city.agency("district"))), ids(&[&of_district]));
    assert_eq!(found("year=2017"), ids(&all));
    assert_eq!(found("year=2016"), ids(&[]));
    let plan = auditor.get(&visit).body["plan_id"].as_str().unwrap().to_owned();
    assert_eq!(found(&format!("plan_id={plan}")), ids(&[&visit]));
    let (due, after) = (in_days(&city, 30), in_days(&city, 31));
    assert_eq!(found(&format!("due_from={due}&due_before={after}")), ids(&[&own]));
    assert_eq!(found(&format!("due_from={after}")), ids(&[&visit, &second, &of_district]));
    assert_eq!(auditor.get("/inspections").ids()[0], id_in(&own), "what is due first comes first");
    auditor.get("/inspections?kind=surprise").is_problem(400, "bad_parameter");
}

fn the_record_shows_no_more_than_the_page(city: City) {
    let visit = city.papers().visit("scheduled");
    let entries = |who: &str, path: &str| {
        city.by(who).get(&format!("/audit-entries?resource=inspections&resource_id={}", id_in(path))).items()
    };
    assert_eq!(entries("auditor", &visit).len(), 1);
    assert_eq!(entries("justice_auditor", &visit).len(), 0, "it was not told");
    step(&city, "culture_lead", &visit, "notify").is(200);
    assert_eq!(entries("auditor", &visit).len(), 2);
    // What an agency writes is withheld from those above until it is handed in.
    let own = city.papers().self_inspection_of("committee", "justice", "pending_signature");
    let withheld =
        |who: &str| -> Vec<bool> { entries(who, &own).iter().map(|it| it["withheld"].as_bool().unwrap()).collect() };
    assert_eq!(withheld("auditor"), [true, true]);
    assert_eq!(withheld("justice_auditor"), [true, true]);
    step(&city, "justice_lead", &own, "sign").is(200);
    assert_eq!(withheld("auditor"), [false, false, false]);
    assert_eq!(withheld("justice_auditor"), [false, false, false]);
}

fn the_names_of_a_team_are_read_beside_it(city: City) {
    let visit = city.papers().visit("notified");
    for who in ["justice_lead", "culture_officer", "chair", "auditor"] {
        let person = city.by(who);
        let listed = person.get("/inspections").items().into_iter().find(|it| it["id"] == id_in(&visit)).unwrap();
        for read in [person.get(&visit).is(200), listed] {
            let names: Vec<&str> =
                read["team"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
            assert_eq!(names, [TEAM[0], TEAM[1], TEAM[2]].map(name_of), "{who}");
        }
    }
    // A name is who is who, and not what went on record.
    let moved = step(&city, "standing_lead", &visit, "postpone").is(200);
    assert_eq!(moved["team"][0]["name"], Value::Null);
}

fn what_was_given_back_can_be_dropped(city: City) {
    let papers = city.papers();
    let drop = |path: &str| {
        let plan = format!("/inspection-plans/{}", city.lead().get(path).body["plan_id"].as_str().unwrap());
        let mut step = inspection_plan_step("drop");
        step["agency_id"] = json!(city.agency("justice"));
        step["cancel_cause"] = json!("not_needed");
        city.chair().transition(&plan, step)
    };
    let own = papers.self_inspection_of("committee", "justice", "submitted");
    drop(&own).is_problem(422, "agency_not_planned");
    step(&city, "standing_officer", &own, "return").is(200);
    drop(&own).is(200);
    let dropped = city.lead().get(&own).is(200);
    assert_eq!((&dropped["state"], &dropped["cancel_cause"]), (&json!("cancelled"), &json!("not_needed")));
    step(&city, "justice_lead", &own, "sign").is_problem(409, "state_forbids");
}

fn what_counts_of_a_self_inspection_is_what_stands(city: City) {
    let own = city.papers().self_inspection_of("committee", "justice", "submitted");
    let met = || {
        let told = city.standing_officer().get("/statistics/inspections?year=2017").is(200);
        told["ratings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["self_inspections"]["met"].as_i64().unwrap())
            .sum::<i64>()
    };
    let counted = met();
    assert!(counted > 0);
    step(&city, "standing_officer", &own, "return").is(200);
    assert_eq!(met(), 0, "what may change does not count");
    step(&city, "justice_lead", &own, "sign").is(200);
    assert_eq!(met(), counted);
    step(&city, "standing_officer", &own, "return").is(200);
    let plan = format!("/inspection-plans/{}", city.lead().get(&own).body["plan_id"].as_str().unwrap());
    city.standing_lead().transition(&plan, inspection_plan_step("close")).is(200);
    assert_eq!((city.lead().get(&own).body["state"].clone(), met()), (json!("closed"), 0));
    let verified = Program::in_an_empty_folder().on(&city.database.target).run(&["audit", "verify"]);
    assert!(verified.went_well().out.contains("the tables are as it tells: "), "{}", verified.out);
}
