//! What steps tell people at once: whom it concerns, once, in the transaction of the step; and nobody else.

use diesel::prelude::*;

use crate::engine_kit::{Word, count};
use crate::harness::{
    City, Engine, Hands, Person, Planners, Value, both_databases, consolidation_step, id_in, inspection_plan_step,
    inspection_report_step, inspection_step, inspector, issue, json, plan_step, publication_step, recommendation_step,
    report_step,
};
use crate::reminders::{make, scheduler};

/// What steps told somebody of an object, the newest first.
pub fn told_of(person: &Person, object: &str) -> Vec<Value> {
    let mut all = person.get("/me/notifications?limit=200").items();
    all.retain(|it| it["reminder_id"].is_null() && it["subject_id"] == id_in(object));
    all
}

/// Who was told of an object on an occasion, each as often as he was.
fn told(city: &City, object: &str, occasion: &str) -> Vec<String> {
    let id = match city.engine {
        Engine::Sqlite => format!("X'{}'", id_in(object).replace('-', "")),
        Engine::Postgres => format!("'{}'", id_in(object)),
    };
    let query = format!(
        "SELECT users.login AS word FROM notifications JOIN tellings ON tellings.id = notifications.telling_id \
         JOIN users ON users.id = notifications.user_id WHERE tellings.subject_id = {id} \
         AND tellings.occasion = '{occasion}' ORDER BY users.login"
    );
    let rows: Vec<Word> = diesel::sql_query(query).load(&mut city.connect()).unwrap();
    rows.into_iter().map(|it| it.word).collect()
}

/// These people were told once each, and nobody else was.
#[track_caller]
fn is_told(city: &City, object: &str, occasion: &str, people: &[&str]) {
    let mut expected = people.to_vec();
    expected.sort_unstable();
    assert_eq!(told(city, object, occasion), expected, "{occasion} {object}");
    // What is told next is told later.
    city.clock.set(city.clock.now().plus_seconds(1));
}

/// What is told last of an object in both languages.
fn sentences(person: &Person, object: &str) -> [String; 2] {
    ["vi", "en"].map(|language| {
        let newest = told_of(&person.with("accept-language", language), object).swap_remove(0);
        newest["text"].as_str().unwrap().to_owned()
    })
}

/// Nobody is told of anything by what is attempted.
fn tells_nobody(city: &City, attempt: impl FnOnce()) {
    let rows = || {
        ["tellings", "notifications"]
            .map(|table| count(&mut city.connect(), &format!("SELECT count(*) AS number FROM {table}")))
    };
    let before = rows();
    attempt();
    assert_eq!(rows(), before);
}

both_databases![
    a_report_is_told_of_from_hand_to_hand,
    the_reports_of_a_commune_and_of_the_standing_agency_are_told_of_to_their_own,
    a_consolidation_is_told_of_to_whoever_has_it_next,
    more_time_is_decided_and_those_who_asked_know,
    a_programme_is_issued_and_every_agency_in_it_knows_once,
    work_is_given_sent_back_and_called_off,
    what_is_published_is_told_of_to_its_organiser,
    a_visit_is_told_of_to_the_agency_and_to_the_team,
    a_self_inspection_is_told_of_from_hand_to_hand,
    a_report_of_a_visit_goes_to_the_agency_and_its_recommendations_to_those_who_do_them,
    an_agency_change_is_told_of_to_whoever_has_it_next_and_to_heirs,
    nothing_that_was_found_is_told,
    a_step_that_is_repeated_tells_once_and_one_that_is_refused_nobody,
    deputies_are_told_of_what_they_do,
    the_reason_is_shown_to_whoever_may_read_what_it_is_about,
    what_is_told_says_where_it_is_read_and_what_it_is_done_for,
    a_programme_is_named_to_those_who_read_it_today,
    all_is_read_at_once
];

fn a_report_is_told_of_from_hand_to_hand(city: City) {
    city.at("2017-06-01T08:00:00+07:00");
    let papers = city.papers();
    let period = papers.open_period();
    let report = papers.report_draft(&period, "justice");
    let hands = Hands::of(&city, "justice");
    hands.step(&report, "hand_over");
    is_told(&city, &report, "handed_over", &["justice_lead", "justice_lead_2"]);
    hands.step(&report, "return_to_draft");
    is_told(&city, &report, "sent_back", &["justice_officer"]);
    hands.step(&report, "submit");
    hands.step(&report, "take");
    hands.step(&report, "return");
    is_told(&city, &report, "returned", &["justice_lead", "justice_lead_2", "justice_officer"]);
    let title = city.auditor().get(&period).is(200)["title"].as_str().unwrap().to_owned();
    assert_eq!(
        sentences(&hands.signer, &report),
        [
            format!("“{title}” bị trả lại. Hạn cuối: 14/06/2017."),
            format!("“{title}” was returned. Last day on time: 14 June 2017.")
        ]
    );
    let newest = told_of(&hands.signer, &report).swap_remove(0);
    assert_eq!(
        (newest["reason"].as_str(), newest["resource"].as_str()),
        (Some("Theo ý kiến của lãnh đạo"), Some("submissions"))
    );
    assert_eq!((newest["last_day"].as_str(), newest["for_on"].as_str()), (Some("2017-06-14"), Some("2017-06-01")));
    assert_eq!(newest["agency_id"], city.agency("justice").to_string());
    let next = papers.next_draft(&report, "justice");
    papers.bring_report(&next, "justice", "accepted");
    is_told(&city, &next, "accepted", &["justice_lead", "justice_lead_2", "justice_officer"]);
    let newest = told_of(&hands.signer, &next).swap_remove(0);
    assert_eq!((&newest["reason"], &newest["last_day"]), (&Value::Null, &Value::Null));
    assert!(sentences(&hands.drafter, &next)[1].ends_with("was accepted."));
}

fn the_reports_of_a_commune_and_of_the_standing_agency_are_told_of_to_their_own(city: City) {
    city.at("2017-06-01T08:00:00+07:00");
    let papers = city.papers();
    let period = papers.open_period();
    let of_commune = papers.submission_in(&period, "commune", "returned");
    // The district's lead reaches the commune, and is not told of its papers.
    is_told(&city, &of_commune, "returned", &["commune_lead", "commune_officer"]);
    let own = papers.submission_in(&period, "labour", "pending_signature");
    is_told(&city, &own, "handed_over", &["labour_lead", "standing_lead", "standing_lead_2"]);
    papers.bring_report(&papers.submission("labour", "draft"), "labour", "returned");
    let last = city.standing_officer().get("/me/notifications?limit=1").items().swap_remove(0);
    assert_eq!(last["occasion"], "returned");
}

fn a_consolidation_is_told_of_to_whoever_has_it_next(city: City) {
    let papers = city.papers();
    let consolidation = papers.consolidation("under_review");
    is_told(&city, &consolidation, "handed_over", &["chair"]);
    papers.consolidate(&consolidation, consolidation_step("return"));
    is_told(&city, &consolidation, "sent_back", &["standing_officer", "standing_officer_2"]);
}

fn more_time_is_decided_and_those_who_asked_know(city: City) {
    let granted = city.papers().extension("culture", "granted");
    is_told(&city, &granted, "approved", &["culture_lead"]);
    assert_eq!(
        sentences(&city.by("culture_lead"), &granted),
        [
            "“Đề nghị gia hạn I.1 Nhiệm vụ I.1” đã được chấp thuận. Hạn mới: 31/12/2017.",
            "“Đề nghị gia hạn I.1 Nhiệm vụ I.1” was approved. The new last day is 31 December 2017.",
        ]
    );
    let refused = city.papers().extension("justice", "refused");
    is_told(&city, &refused, "refused", &["justice_lead", "justice_lead_2"]);
    assert_eq!(told_of(&city.lead(), &refused)[0]["reason"], "Đủ thời gian");
    let withdrawn = city.papers().extension("culture", "withdrawn");
    for occasion in ["approved", "refused"] {
        is_told(&city, &withdrawn, occasion, &[]);
    }
    city.at("2017-05-20T08:00:00+07:00");
    let of_report = city.papers().report_extension("commune_lead", "commune");
    city.by("district_lead").transition(&of_report, json!({"action": "grant"})).is(200);
    is_told(&city, &of_report, "approved", &["commune_lead"]);
}

fn a_programme_is_issued_and_every_agency_in_it_knows_once(city: City) {
    let papers = city.papers();
    let programme = papers.bare_draft("committee");
    for number in 1..=6 {
        let fields =
            json!({"lead_agency_id": city.agency("culture"), "coordinating_agency_ids": [city.agency("commune")]});
        papers.task("committee", &programme, &format!("I.{number}"), fields);
    }
    papers.submit("committee", &programme);
    is_told(&city, &programme, "handed_over", &["chair"]);
    city.chair().transition(&programme, json!({"action": "return", "reason": "Bổ sung nhiệm vụ"})).is(200);
    let drafters = ["standing_lead", "standing_lead_2", "standing_officer", "standing_officer_2"];
    is_told(&city, &programme, "sent_back", &drafters);
    assert_eq!(told_of(&city.standing_officer(), &programme)[0]["reason"], "Bổ sung nhiệm vụ");
    papers.submit("committee", &programme);
    city.chair().transition(&programme, issue("1016/CTr-BCĐ")).is(200);
    let doers = ["commune_lead", "commune_officer", "culture_lead", "culture_officer"];
    is_told(&city, &programme, "issued", &doers);
    assert_eq!(
        sentences(&city.by("commune_officer"), &programme),
        [
            "“1016/CTr-BCĐ Chương trình công tác năm 2017” đã được ban hành; cơ quan có nhiệm vụ được giao.",
            "“1016/CTr-BCĐ Chương trình công tác năm 2017” was issued, with tasks for the agency.",
        ]
    );
    // However much an agency has to do, and however many do it, one row is for a person and one for an agency.
    let rows = |table: &str| {
        count(
            &mut city.connect(),
            &format!(
                "SELECT count(*) AS number FROM {table} WHERE telling_id IN (SELECT id FROM tellings WHERE occasion = 'issued')"
            ),
        )
    };
    assert_eq!(rows("notifications"), 4);
    city.chair().transition(&programme, json!({"action": "cancel", "reason": "Không còn cần"})).is(200);
    is_told(&city, &programme, "cancelled", &doers);
}

fn work_is_given_sent_back_and_called_off(city: City) {
    let papers = city.papers();
    let assignment = papers.assignment("culture", "returned");
    let deciders = ["standing_lead", "standing_lead_2", "standing_officer", "standing_officer_2"];
    is_told(&city, &assignment, "returned", &deciders);
    city.standing_lead().transition(&assignment, json!({"action": "insist", "reason": "Đúng chức năng"})).is(200);
    is_told(&city, &assignment, "assigned", &["culture_lead", "culture_officer"]);
    papers.bring("committee", "culture", &assignment, "reported_done");
    let send_back = json!({"action": "send_back", "reason": "Thiếu số liệu"});
    city.standing_officer().transition(&assignment, send_back).is(200);
    is_told(&city, &assignment, "sent_back", &["culture_lead", "culture_officer"]);
    let newest = told_of(&city.by("culture_officer"), &assignment).swap_remove(0);
    assert_eq!((newest["reason"].as_str(), newest["last_day"].as_str()), (Some("Thiếu số liệu"), Some("2017-09-30")));
    city.by("culture_lead").transition(&assignment, json!({"action": "report_done", "narrative": "Đã xong"})).is(200);
    city.standing_officer().transition(&assignment, json!({"action": "verify"})).is(200);
    is_told(&city, &assignment, "accepted", &["culture_lead", "culture_officer"]);

    let handed_on = papers.assignment("culture", "cancelled");
    let successor = city.auditor().get("/assignments?limit=200").items();
    let successor = successor.iter().find(|it| it["predecessor_id"] == id_in(&handed_on)).unwrap()["id"].clone();
    let successor = format!("/assignments/{}", successor.as_str().unwrap());
    is_told(&city, &successor, "assigned", &["justice_lead", "justice_lead_2", "justice_officer"]);
    // Why it was given away is said of the other agency's assignment, which these do not read.
    assert_eq!(told_of(&city.lead(), &successor)[0]["reason"], Value::Null);
}

fn what_is_published_is_told_of_to_its_organiser(city: City) {
    let papers = city.papers();
    let event = papers.event_in("culture", "confirmed");
    let publication = papers.bring_publication("culture", &event, "refused");
    is_told(&city, &event, "refused", &["culture_lead", "culture_officer"]);
    let newest = told_of(&city.by("culture_lead"), &event).swap_remove(0);
    assert_eq!(
        (newest["reason"].as_str(), newest["resource"].as_str()),
        (Some("Cần bổ sung nội dung"), Some("events"))
    );
    papers.bring_publication("culture", &event, "published");
    is_told(&city, &event, "approved", &["culture_lead", "culture_officer"]);
    assert_eq!(
        sentences(&city.by("culture_officer"), &event)[1],
        "“Công bố hoạt động: Hội thảo phòng, chống bạo lực gia đình” was approved."
    );
    city.standing_lead().transition(&publication, publication_step("withdraw")).is(200);
    is_told(&city, &event, "withdrawn", &["culture_lead", "culture_officer"]);

    let plan = papers.plan("culture", "returned");
    is_told(&city, &plan, "returned", &["culture_lead", "culture_officer"]);
    let planners = Planners::of(&city, "culture");
    planners.step(&plan, "submit");
    planners.receiver.transition(&plan, plan_step("acknowledge")).is(200);
    is_told(&city, &plan, "accepted", &["culture_lead", "culture_officer"]);
}

fn a_visit_is_told_of_to_the_agency_and_to_the_team(city: City) {
    let papers = city.papers();
    let visit = papers.visit("scheduled");
    is_told(&city, &visit, "appointed", &["culture_lead", "culture_officer", "standing_officer_2"]);
    let (leader, standing) = (city.by("culture_lead"), city.standing_lead());
    // Nobody of the agency knows of it yet, so nobody is told that it is put off.
    standing.transition(&visit, inspection_step(&city, "postpone")).is(200);
    is_told(&city, &visit, "postponed", &["culture_lead", "culture_officer", "standing_officer_2"]);
    standing.transition(&visit, inspection_step(&city, "reschedule")).is(200);
    leader.transition(&visit, inspection_step(&city, "notify")).is(200);
    let inspected = ["justice_lead", "justice_lead_2", "justice_officer"];
    let team = ["culture_officer", "standing_officer_2"];
    let all: Vec<&str> = ["culture_officer"].into_iter().chain(inspected).chain(["standing_officer_2"]).collect();
    is_told(&city, &visit, "notified", &all);
    let starts_on = city.lead().get(&visit).is(200)["starts_on"].clone();
    let newest = told_of(&city.lead(), &visit).swap_remove(0);
    assert_eq!(newest["last_day"], starts_on);
    assert!(newest["text"].as_str().unwrap().contains("Bắt đầu ngày"), "{newest}");
    assert!(told_of(&city.by(team[0]), &visit).len() >= 3);
    standing.transition(&visit, inspection_step(&city, "appoint")).is(200);
    assert_eq!(told_of(&city.by("district_officer"), &visit)[0]["occasion"], "appointed");
    standing.transition(&visit, inspection_step(&city, "cancel")).is(200);
    let mut expected: Vec<&str> = vec!["culture_lead", "culture_officer", "district_officer"];
    expected.extend(inspected);
    expected.push("standing_officer_2");
    is_told(&city, &visit, "cancelled", &expected);
    assert_eq!(inspector(&city, "culture_lead")["user_id"], city.user("culture_lead").to_string());
}

fn a_self_inspection_is_told_of_from_hand_to_hand(city: City) {
    let papers = city.papers();
    let own = papers.self_inspection_of("committee", "justice", "in_progress");
    let people = ["justice_lead", "justice_lead_2", "justice_officer"];
    is_told(&city, &own, "assigned", &people);
    let (officer, lead) = papers.inspecting_itself("justice");
    officer.transition(&own, inspection_step(&city, "hand_over")).is(200);
    is_told(&city, &own, "handed_over", &["justice_lead", "justice_lead_2"]);
    lead.transition(&own, inspection_step(&city, "return_to_draft")).is(200);
    is_told(&city, &own, "sent_back", &["justice_officer"]);
    lead.transition(&own, inspection_step(&city, "sign")).is(200);
    city.standing_officer().transition(&own, inspection_step(&city, "return")).is(200);
    is_told(&city, &own, "returned", &people);
    lead.transition(&own, inspection_step(&city, "sign")).is(200);
    city.standing_officer().transition(&own, inspection_step(&city, "take_note")).is(200);
    is_told(&city, &own, "accepted", &people);

    let dropped = papers.self_inspection_of("district", "commune", "cancelled");
    is_told(&city, &dropped, "cancelled", &["commune_lead", "commune_officer"]);
    let plan = papers.inspection_plan("district", "submitted");
    is_told(&city, &plan, "handed_over", &["district_lead"]);
    city.by("district_lead").transition(&plan, inspection_plan_step("return")).is(200);
    is_told(&city, &plan, "sent_back", &["district_officer"]);
}

fn a_report_of_a_visit_goes_to_the_agency_and_its_recommendations_to_those_who_do_them(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("draft");
    let to_justice = papers.recommended(&report, "justice", json!({}));
    let to_commune = papers.recommended(&report, "commune", json!({}));
    papers.move_report("committee", "justice", &report, "send");
    let inspected = ["justice_lead", "justice_lead_2", "justice_officer"];
    is_told(&city, &report, "for_comment", &inspected);
    let newest = told_of(&city.officer(), &report).swap_remove(0);
    assert_eq!(newest["last_day"], city.lead().get(&report).is(200)["comment_until"]);
    papers.move_report("committee", "justice", &report, "return");
    let writers = ["culture_lead", "culture_officer", "standing_officer", "standing_officer_2"];
    is_told(&city, &report, "sent_back", &writers);
    is_told(&city, &to_justice, "assigned", &[]);
    for action in ["send", "comment"] {
        papers.move_report("committee", "justice", &report, action);
    }
    papers.move_report("committee", "justice", &report, "conclude");
    let mut all: Vec<&str> = writers[..2].to_vec();
    all.extend(inspected);
    all.extend(&writers[2..]);
    is_told(&city, &report, "concluded", &all);
    is_told(&city, &to_justice, "assigned", &inspected);
    is_told(&city, &to_commune, "assigned", &["commune_lead", "commune_officer"]);

    papers.bring_recommendation("committee", "justice", &to_justice, "implemented");
    papers.move_recommendation("committee", "justice", &to_justice, "send_back");
    is_told(&city, &to_justice, "sent_back", &inspected);
    assert_eq!(told_of(&city.officer(), &to_justice)[0]["reason"], "Theo kết quả kiểm tra");
    papers.move_recommendation("committee", "justice", &to_justice, "extend");
    is_told(&city, &to_justice, "approved", &inspected);
    papers.move_recommendation("committee", "commune", &to_commune, "dispute");
    is_told(&city, &to_commune, "returned", &["chair", "standing_lead", "standing_lead_2"]);
    let given = city.standing_lead().transition(&to_commune, recommendation_step(&city, "reassign"));
    assert_eq!(given.is(200)["state"], "reassigned");
    let all = city.by("culture_officer").get("/me/notifications?limit=200").items();
    assert!(all.iter().any(|it| it["occasion"] == "assigned" && it["resource"] == "recommendations"), "{all:?}");
}

fn an_agency_change_is_told_of_to_whoever_has_it_next_and_to_heirs(city: City) {
    let end = json!([crate::harness::ends(city.agency("culture"), Some(city.agency("justice")))]);
    let change = city.drafted_change("2017-01-31", end);
    city.bring_change(&change, "approved");
    is_told(&city, &change, "handed_over", &["standing_lead", "standing_lead_2"]);
    city.standing_lead().transition(&change, crate::harness::change_step("reopen")).is(200);
    is_told(&city, &change, "sent_back", &["standing_lead_2", "standing_officer", "standing_officer_2"]);
    city.bring_change(&change, "executed");
    is_told(&city, &change, "concluded", &["justice_lead", "justice_lead_2", "justice_officer"]);
}

fn nothing_that_was_found_is_told(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("draft");
    let text = "Chữ kín chim hoàng yến";
    papers.recommended(&report, "justice", json!({"text": text}));
    papers.recommended(&report, "commune", json!({"text": text}));
    city.by("culture_officer").patch(&report, json!({"findings": text, "conclusion": text})).is(200);
    for action in ["send", "comment", "conclude"] {
        papers.move_report("committee", "justice", &report, action);
    }
    for who in [
        "justice_lead",
        "justice_officer",
        "commune_lead",
        "culture_lead",
        "culture_officer",
        "standing_officer",
        "chair",
    ] {
        let all = city.by(who).get("/me/notifications?limit=200").is(200).to_string();
        assert!(!all.contains("hoàng yến"), "{who}: {all}");
    }
    let draft = papers.inspection_report_in("committee", "justice", "draft");
    let told = inspection_report_step(&city, "send");
    city.by("culture_lead").transition(&draft, told).is(200);
    papers.move_report("committee", "justice", &draft, "return");
    // It is a draft again: who was asked reads no reason of that, for he was not told of it.
    assert!(told_of(&city.lead(), &draft).iter().all(|it| it["reason"].is_null()));
}

fn a_step_that_is_repeated_tells_once_and_one_that_is_refused_nobody(city: City) {
    city.at("2017-06-01T08:00:00+07:00");
    let papers = city.papers();
    let report = papers.submission("culture", "under_review");
    let read = city.standing_officer().get(&report);
    let returning = city.standing_officer().having_read(&read).with_key("tra-lai-1");
    let step = || returning.post(&format!("{report}/transitions"), report_step("return"));
    assert_eq!(step().is(200), step().is(200));
    is_told(&city, &report, "returned", &["culture_lead", "culture_officer"]);
    tells_nobody(&city, || {
        let stale = city.standing_officer().having_read(&read);
        stale.post(&format!("{report}/transitions"), report_step("return")).is_problem(412, "stale_version");
        city.by("justice_lead").transition(&report, report_step("return")).is_problem(404, "not_found");
        city.by("culture_lead").transition(&report, report_step("return")).is_problem(403, "role_may_not");
        city.standing_officer().transition(&report, report_step("return")).is_problem(409, "state_forbids");
        city.standing_officer().transition(&report, json!({"action": "return"})).is_problem(400, "schema");
    });
    // A rule that is judged after all was written undoes what was told, too.
    let first = papers.programme("committee", "culture", "draft");
    papers.submit("committee", &first);
    city.chair().transition(&first, issue("77/CTr-BCĐ")).is(200);
    let second = papers.programme("committee", "culture", "draft");
    papers.submit("committee", &second);
    tells_nobody(&city, || {
        city.chair().transition(&second, issue("77/CTr-BCĐ")).is_problem(409, "number_taken");
    });
}

fn deputies_are_told_of_what_they_do(city: City) {
    city.at("2017-06-01T08:00:00+07:00");
    // Whom somebody lends a right holds a role where it is lent.
    let besides = json!({"user_id": city.user("justice_officer"), "agency_id": city.agency("culture"),
        "role": "auditor", "scope": "self", "valid_from": "2017-01-01"});
    city.admin().post("/grants", besides).is(201);
    let lend = json!({"delegate_id": city.user("justice_officer"), "agency_id": city.agency("culture"),
        "actions": ["submissions.submit"], "valid_from": "2017-06-01", "valid_to": "2017-06-30"});
    city.by("culture_lead").post("/delegations", lend).is(201);
    let papers = city.papers();
    let report = papers.submission("culture", "pending_signature");
    is_told(&city, &report, "handed_over", &["culture_lead", "justice_officer"]);
    Hands::of(&city, "culture").step(&report, "return_to_draft");
    is_told(&city, &report, "sent_back", &["culture_officer"]);
    // What was lent is over, and what was told then is told without a reason now.
    city.at("2017-07-03T08:00:00+07:00");
    let other = papers.submission("culture", "pending_signature");
    is_told(&city, &other, "handed_over", &["culture_lead"]);
    // Whoever lost the role is told of nothing.
    let grants = city.admin().get(&format!("/grants?user_id={}", city.user("culture_officer"))).ids();
    let revoke = json!({"action": "revoke", "reason": "Thôi chức"});
    city.admin().transition(&format!("/grants/{}", grants[0]), revoke).is(200);
    Hands::of(&city, "culture").step(&other, "return_to_draft");
    is_told(&city, &other, "sent_back", &[]);
}

fn the_reason_is_shown_to_whoever_may_read_what_it_is_about(city: City) {
    city.at("2017-06-01T08:00:00+07:00");
    let report = city.papers().submission("culture", "returned");
    let officer = city.by("culture_officer");
    let path = format!("/me/notifications/{}", told_of(&officer, &report)[0]["id"].as_str().unwrap());
    assert_eq!(officer.get(&path).is(200)["reason"], "Theo ý kiến của lãnh đạo");
    // He works for another agency now, and reads his inbox by its token.
    let also = json!({"user_id": city.user("culture_officer"), "agency_id": city.agency("justice"), "role": "agency_officer",
        "scope": "self", "valid_from": "2017-01-01"});
    city.admin().post("/grants", also).is(201);
    let grants = city.admin().get(&format!("/grants?user_id={}", city.user("culture_officer"))).items();
    let old = grants.iter().find(|it| it["agency_id"] == city.agency("culture").to_string()).unwrap();
    let elsewhere = city.acting("culture_officer", city.user("culture_officer"), city.agency("justice"));
    assert_eq!(elsewhere.get(&path).is(200)["reason"], "Theo ý kiến của lãnh đạo", "whichever agency the token names");
    let revoke = json!({"action": "revoke", "reason": "Chuyển công tác"});
    city.admin().transition(&format!("/grants/{}", old["id"].as_str().unwrap()), revoke).is(200);
    let shown = elsewhere.get(&path).is(200);
    assert_eq!((shown["reason"].clone(), shown["occasion"].as_str()), (Value::Null, Some("returned")));
    elsewhere.get(&report).is_problem(404, "not_found");
    assert_eq!(told_of(&elsewhere, &report)[0]["reason"], Value::Null);
}

fn all_is_read_at_once(city: City) {
    let papers = city.papers();
    for _ in 0..3 {
        papers.assignment("culture", "accepted");
    }
    let (lead, officer) = (city.by("culture_lead"), city.by("culture_officer"));
    let unread = |person: &Person| person.get("/me/notifications?unread=true&count=true").is(200)["total"].clone();
    assert_eq!([unread(&lead), unread(&officer)], [3, 3].map(Value::from));
    let first = lead.get("/me/notifications?limit=1").ids().swap_remove(0);
    lead.send("POST", &format!("/me/notifications/{first}/read"), None).is(200);
    let read = lead.get(&format!("/me/notifications/{first}")).is(200);
    city.at("2017-03-07T08:00:00+07:00");
    let all = lead.with_key("doc-het");
    assert_eq!(all.send("POST", "/me/notifications/read", None).is(200), json!({"marked": 2}));
    assert_eq!(all.send("POST", "/me/notifications/read", None).is(200), json!({"marked": 0}));
    assert_eq!(lead.get(&format!("/me/notifications/{first}")).is(200), read, "what was read stays as it was");
    assert_eq!([unread(&lead), unread(&officer)], [0, 3].map(Value::from));
    let one = lead.get("/me/notifications?limit=200").items().pop().unwrap();
    assert_eq!((one["version"].as_i64(), one["read_at"].is_null()), (Some(2), false));
    papers.assignment("culture", "accepted");
    assert_eq!(unread(&lead), 1);
    city.nobody().send("POST", "/me/notifications/read", None).is_problem(401, "unauthenticated");
}

/// What somebody was reminded of, of an object.
fn reminded_of(person: &Person, object: &str) -> Value {
    let mut all = person.get("/me/notifications?limit=200").items();
    all.retain(|it| it["reminder_id"].is_string() && it["subject_id"] == id_in(object));
    assert_eq!(all.len(), 1, "{object}");
    all.remove(0)
}

/// A notification leads to its object.
#[track_caller]
fn leads_to(person: &Person, notification: &Value, object: &str) {
    assert_eq!(notification["href"], format!("/api/v1{object}"));
    person.get(object).is(200);
}

fn what_is_told_says_where_it_is_read_and_what_it_is_done_for(city: City) {
    let papers = city.papers();
    let lead = city.by("culture_lead");
    let visit = papers.visit_of("committee", "justice", &["culture_lead", "culture_officer"], "scheduled");
    let appointed = told_of(&lead, &visit).remove(0);
    leads_to(&lead, &appointed, &visit);
    let plan = lead.get(&visit).is(200)["plan_id"].as_str().unwrap().to_owned();
    let plan = lead.get(&format!("/inspection-plans/{plan}")).is(200);
    let name = json!({"id": plan["id"], "number": plan["number"], "title": plan["title"]});
    assert_eq!((&appointed["plan"], &appointed["programme"]), (&name, &Value::Null));
    // More time is asked for what its papers are done for.
    let extension = papers.extension("culture", "granted");
    let granted = told_of(&lead, &extension).remove(0);
    leads_to(&lead, &granted, &extension);
    assert!(granted["programme"]["number"].is_string() && granted["plan"].is_null(), "{granted}");
    let report = papers.submission("culture", "accepted");
    let accepted = told_of(&lead, &report).remove(0);
    leads_to(&lead, &accepted, &report);
    assert!(accepted["programme"].is_null() && accepted["plan"].is_null(), "{accepted}");
    // Two of one title are told apart by their programmes.
    let both = ["accepted"; 2].map(|state| papers.assignment("culture", state));
    city.at("2017-09-23T07:00:00+07:00");
    make(&mut scheduler(&city, &[7], 7, false));
    let [first, second] = both.map(|assignment| {
        let reminded = reminded_of(&lead, &assignment);
        leads_to(&lead, &reminded, &assignment);
        assert_eq!(reminded["programme"], lead.get(&assignment).is(200)["programme"]);
        let alone = lead.get(&format!("/me/notifications/{}", reminded["id"].as_str().unwrap())).is(200);
        assert_eq!(alone, reminded);
        reminded
    });
    assert_eq!(first["title"], second["title"]);
    assert_ne!(first["programme"]["number"], second["programme"]["number"]);
}

fn a_programme_is_named_to_those_who_read_it_today(city: City) {
    let assignment = city.papers().assignment_of("district", "commune", "accepted");
    city.at("2017-09-23T07:00:00+07:00");
    make(&mut scheduler(&city, &[7], 7, false));
    let (lead, culture) = (city.user("commune_lead"), city.agency("culture"));
    let programme = city.by("commune_lead").get(&assignment).is(200)["programme"].clone();
    let besides = json!({"user_id": lead, "agency_id": culture, "role": "agency_lead", "scope": "self",
        "valid_from": "2017-01-01"});
    let grants = city.admin().get(&format!("/grants?user_id={lead}")).ids();
    city.admin().post("/grants", besides).is(201);
    let elsewhere = city.acting("commune_lead", lead, culture);
    assert_eq!(reminded_of(&elsewhere, &assignment)["programme"], programme, "whichever agency the token names");
    let revoke = json!({"action": "revoke", "reason": "Chuyển công tác"});
    city.admin().transition(&format!("/grants/{}", grants[0]), revoke).is(200);
    let reminded = reminded_of(&elsewhere, &assignment);
    assert_eq!((&reminded["programme"], &reminded["title"]), (&Value::Null, &json!("I.1 Nhiệm vụ I.1")));
}
