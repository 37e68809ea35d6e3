//! Reminders of inspections: self-inspections that nobody has signed, comments that are awaited, and recommendations that are to be done.
//! What they say names the kind, the number and the agency, and never what was found.

use crate::calendars::{made, path_of};
use crate::harness::{
    City, PostOffice, TEAM, Value, both_databases, days_pass, id_in, in_days, inspection_report_step, inspection_step,
    json, recommendation_step,
};
use crate::public::entries;
use crate::reminders::{days, inbox, log, make, remind, scheduler};
use crate::reminders_mail::{deliver, deliverer, give_address};

/// Makes the reminders of every day from so many days ahead to another.
fn pass(city: &City, from: i64, to: i64) {
    for day in days(&in_days(city, from).to_string(), &in_days(city, to).to_string()) {
        city.at(&day);
        remind(city);
    }
}

/// Reminders as they are expected, in days from now.
fn on_days(city: &City, days: &[(i64, &str)]) -> Vec<(String, String)> {
    days.iter().map(|(day, occasion)| (in_days(city, *day).to_string(), (*occasion).to_owned())).collect()
}

both_databases![
    a_self_inspection_is_reminded_of_until_it_is_signed,
    what_was_given_back_is_awaited,
    a_plan_reminds_of_all_that_was_not_handed_in,
    a_comment_is_reminded_of_until_it_came,
    a_recommendation_is_reminded_of_until_it_is_done,
    who_waits_reminds_by_hand,
    no_word_of_what_was_found_is_in_a_reminder,
    due_dates_are_in_the_feed_of_the_agency,
];

/// Rates all that a self-inspection asks.
fn rate(city: &City, agency: &str, path: &str) {
    let items: Vec<Value> =
        ["1.1", "1.2", "2.1", "2.2"].iter().map(|code| json!({"code": code, "version": 0, "rating": "met"})).collect();
    city.by(&format!("{agency}_officer")).post(&format!("{path}/answers"), json!({"items": items})).is(200);
}

fn step(city: &City, who: &str, path: &str, action: &str) {
    city.by(who).transition(path, inspection_step(city, action)).is(200);
}

/// The reminders of an object as its own agency reads them, the oldest first.
fn of(city: &City, who: &str, path: &str) -> Vec<(String, String)> {
    let list = city.by(who).get(&format!("{path}/reminders?limit=200")).items();
    let text = |it: &Value, field: &str| it[field].as_str().unwrap().to_owned();
    list.iter().map(|it| (text(it, "for_on"), text(it, "occasion"))).collect()
}

fn a_self_inspection_is_reminded_of_until_it_is_signed(city: City) {
    let papers = city.papers();
    let due_on = in_days(&city, 20);
    let [unsigned, signed] =
        ["justice", "culture"].map(|agency| papers.self_inspection_due("committee", agency, due_on, "in_progress"));
    let reminded = on_days(
        &city,
        &[(6, "before_due"), (13, "before_due"), (19, "before_due"), (21, "first_late_day"), (28, "overdue")],
    );
    let last = in_days(&city, 30).to_string();
    pass(&city, 0, 13);
    rate(&city, "culture", &signed);
    step(&city, "culture_officer", &signed, "hand_over");
    step(&city, "culture_lead", &signed, "sign");
    let today = in_days(&city, 0).to_string();
    for day in days(&today, &last) {
        city.at(&day);
        remind(&city);
    }
    assert_eq!(of(&city, "justice_lead", &unsigned), reminded);
    assert_eq!(of(&city, "culture_lead", &signed), reminded[..2], "it is signed");
    for login in ["justice_lead", "justice_officer"] {
        let seen = inbox(&city.by(login));
        assert_eq!(seen.len(), 5, "{login}");
        assert!(
            seen.iter().all(|it| it["resource"] == "inspections" && it["subject_id"] == id_in(&unsigned)),
            "{seen:?}"
        );
    }
    // Whoever waits for it sees that the agency was reminded, and not what it writes.
    let seen = city.standing_officer().get(&format!("/reminders?subject_id={}", id_in(&unsigned))).items();
    assert_eq!(seen.len(), 5);
    city.standing_officer().get(&format!("{unsigned}/reminders")).is_problem(404, "not_found");
    assert_eq!(log(&city, &signed), reminded[..2], "once it was handed in");
    assert!(inbox(&city.by("district_lead")).is_empty());
}

fn what_was_given_back_is_awaited(city: City) {
    let own = city.papers().self_inspection_due("committee", "justice", in_days(&city, 20), "in_progress");
    rate(&city, "justice", &own);
    step(&city, "justice_officer", &own, "hand_over");
    step(&city, "justice_lead", &own, "sign");
    days_pass(&city, 21);
    step(&city, "standing_officer", &own, "return");
    let awaited = on_days(&city, &[(7, "returned"), (14, "returned")]);
    pass(&city, 0, 15);
    assert_eq!(of(&city, "justice_lead", &own), awaited, "it is not called late");
    step(&city, "justice_lead", &own, "sign");
    pass(&city, 0, 10);
    assert_eq!(of(&city, "justice_lead", &own).len(), 2);
}

fn a_plan_reminds_of_all_that_was_not_handed_in(city: City) {
    let papers = city.papers();
    let planned = json!({"kinds": ["department"], "excluded": [], "due_on": "2017-10-31"});
    let plan = papers.inspection_plan_draft("committee", json!({"visits": [], "self_inspections": planned}));
    papers.bring_inspection_plan("committee", &plan, "approved");
    let of_agency = |agency: &str| {
        let found = city.by(&format!("{agency}_lead")).get(&format!("/inspections?plan_id={}&kind=self", id_in(&plan)));
        format!("/inspections/{}", found.ids()[0])
    };
    let (justice, culture) = (of_agency("justice"), of_agency("culture"));
    rate(&city, "culture", &culture);
    step(&city, "culture_officer", &culture, "hand_over");
    step(&city, "culture_lead", &culture, "sign");
    let body = json!({"plan_id": id_in(&plan)});
    let made = city.standing_officer().post("/reminders", body.clone()).is(200);
    // The standing agency itself is the chair's to remind.
    assert_eq!((&made["made"], &made["notified"]), (&json!([id_in(&justice)]), &json!(3)));
    let again = city.standing_lead().post("/reminders", body.clone()).is(200);
    assert_eq!(again["skipped"], json!([{"subject_id": id_in(&justice), "why": "reminded_today"}]));
    let by_chair = city.chair().post("/reminders", body.clone()).is(200);
    assert_eq!(by_chair["made"].as_array().unwrap().len(), 1);
    let titles: Vec<Value> = inbox(&city.standing_lead()).iter().map(|it| it["title"].clone()).collect();
    let number = city.lead().get(&plan).is(200)["number"].as_str().unwrap().to_owned();
    let expected = format!("Tự kiểm tra theo kế hoạch số {number}: Sở Lao động - Thương binh và Xã hội");
    assert_eq!(titles, [json!(expected)]);
    // Whoever does not wait for them reads no more of them when all are handed in.
    let others = ["justice_lead", "culture_officer", "district_lead"];
    for who in others {
        city.by(who).post("/reminders", body.clone()).is_problem(403, "role_may_not");
    }
    let closed = papers.self_inspection_of("committee", "district", "submitted");
    let closed = city.standing_officer().get(&closed).is(200)["plan_id"].clone();
    for who in others {
        city.by(who).post("/reminders", json!({"plan_id": closed})).is_problem(403, "role_may_not");
    }
    assert_eq!(city.standing_officer().post("/reminders", json!({"plan_id": closed})).is(200)["made"], json!([]));
    let draft = papers.inspection_plan("committee", "draft");
    city.lead().post("/reminders", json!({"plan_id": id_in(&draft)})).is_problem(422, "unknown_reference");
    let two = json!({"plan_id": id_in(&plan), "inspection_ids": [id_in(&justice)]});
    city.standing_officer().post("/reminders", two).is_problem(422, "one_subject");
}

fn a_comment_is_reminded_of_until_it_came(city: City) {
    let papers = city.papers();
    let (awaited, came) =
        (papers.inspection_report("draft"), papers.inspection_report_of("committee", "district", "draft"));
    for (agency, report) in [("justice", &awaited), ("district", &came)] {
        papers.move_report("committee", agency, report, "send");
    }
    let reminded = on_days(&city, &[(3, "before_due"), (9, "before_due"), (11, "first_late_day"), (18, "overdue")]);
    let last = in_days(&city, 19).to_string();
    pass(&city, 0, 4);
    papers.move_report("committee", "district", &came, "comment");
    for day in days(&in_days(&city, 0).to_string(), &last) {
        city.at(&day);
        remind(&city);
    }
    assert_eq!(log(&city, &awaited), reminded);
    assert_eq!(log(&city, &came), reminded[..1]);
    assert_eq!(inbox(&city.lead()).len(), 4);
    assert!(inbox(&city.by("culture_lead")).is_empty(), "the team is asked nothing");
    // A draft again: nobody is asked until the next round.
    papers.move_report("committee", "justice", &awaited, "return");
    pass(&city, 0, 30);
    city.auditor().get(&format!("{awaited}/reminders")).is_problem(404, "not_found");
    assert_eq!(city.standing_officer().get(&format!("{awaited}/reminders")).items().len(), 4);
}

fn a_recommendation_is_reminded_of_until_it_is_done(city: City) {
    let papers = city.papers();
    let open = papers.recommendation("open");
    let [done, disputed, extended] = ["open", "disputed", "open"].map(|state| papers.recommendation(state));
    let due = |path: &str| city.lead().get(path).is(200)["due_on"].as_str().unwrap().to_owned();
    let (last_day, until) = (due(&open), due(&extended));
    let of_it = |offsets: &[(i64, &str)]| -> Vec<(String, String)> {
        let last: chrono::NaiveDate = last_day.parse().unwrap();
        offsets
            .iter()
            .map(|(day, why)| ((last + chrono::Duration::days(*day)).to_string(), (*why).to_owned()))
            .collect()
    };
    city.standing_lead().transition(&extended, recommendation_step(&city, "extend")).is(200);
    papers.move_recommendation("committee", "justice", &done, "report_implemented");
    for day in days(&in_days(&city, 60).to_string(), &until) {
        city.at(&day);
        remind(&city);
    }
    let told = log(&city, &open);
    let whole = of_it(&[
        (-14, "before_due"),
        (-7, "before_due"),
        (-1, "before_due"),
        (1, "first_late_day"),
        (8, "overdue"),
        (15, "overdue"),
    ]);
    assert_eq!(told, whole[..told.len()]);
    assert!(told.len() >= 4, "{told:?}");
    for path in [&done, &disputed, &extended] {
        assert!(log(&city, path).is_empty(), "{path}");
    }
}

fn who_waits_reminds_by_hand(city: City) {
    let papers = city.papers();
    let own = papers.self_inspection_of("committee", "justice", "in_progress");
    let (report, recommendation) = (papers.inspection_report("with_agency"), papers.recommendation("open"));
    let below = papers.recommendation_of("district", "commune", "commune", "open");
    for (field, path) in
        [("inspection_ids", &own), ("inspection_report_ids", &report), ("recommendation_ids", &recommendation)]
    {
        let body = json!({field: [id_in(path)]});
        city.lead().post("/reminders", body.clone()).is_problem(403, "role_may_not");
        city.by("district_lead").post("/reminders", body.clone()).is_problem(422, "unknown_reference");
        let made = city.standing_officer().post("/reminders", body).is(200);
        assert_eq!((&made["made"], &made["notified"]), (&json!([id_in(path)]), &json!(3)), "{field}");
    }
    let body = json!({"recommendation_ids": [id_in(&below)]});
    city.standing_officer().post("/reminders", body.clone()).is_problem(422, "unknown_reference");
    let made = city.by("district_officer").post("/reminders", body).is(200);
    assert_eq!(made["made"], json!([id_in(&below)]));
    // What was answered is owed no more.
    papers.move_report("committee", "justice", &report, "comment");
    days_pass(&city, 1);
    let made = city.standing_officer().post("/reminders", json!({"inspection_report_ids": [id_in(&report)]})).is(200);
    assert_eq!(made["skipped"][0]["why"], "nothing_owed");
    for (path, reader) in [(&own, "justice_lead"), (&report, "justice_lead"), (&recommendation, "justice_officer")] {
        assert_eq!(city.by(reader).get(&format!("{path}/reminders")).items().len(), 1, "{path}");
        city.by("district_lead").get(&format!("{path}/reminders")).is_problem(404, "not_found");
    }
}

/// A word that stands in every text of an inspection, and may stand in no reminder.
const CANARY: &str = "chim-hoàng-yến";

fn no_word_of_what_was_found_is_in_a_reminder(city: City) {
    let papers = city.papers();
    give_address(&city, "justice_lead", "lead@tuphap.example");
    let own = papers.self_inspection_due("committee", "justice", in_days(&city, 190), "in_progress");
    let finding = json!({"rating": "not_met", "finding": format!("{CANARY} trong bản tự kiểm tra")});
    city.by("justice_officer").put(&format!("{own}/answers/1.1"), finding).is(200);
    let visit = papers.visit_of("committee", "justice", TEAM, "fieldwork_done");
    let report = papers.report_on(&visit);
    let texts = json!({"summary": CANARY, "findings": CANARY, "conclusion": CANARY});
    city.by(TEAM[1]).patch(&report, texts).is(200);
    let due_on = in_days(&city, 31);
    papers.recommended(&report, "justice", json!({"text": CANARY, "due_on": due_on}));
    papers.move_report("committee", "justice", &report, "send");
    let office = PostOffice::open("127.0.0.1:0");
    let by_mail = deliverer(&city, &format!("smtp://{}", office.address));
    let mut mailed = scheduler(&city, &[14, 7, 1], 7, true);
    let mut sent = 0;
    for day in days(&in_days(&city, 1).to_string(), &in_days(&city, 8).to_string()) {
        city.at(&day);
        sent += make(&mut mailed);
        deliver(&by_mail);
    }
    assert!(sent >= 1, "of the comment");
    papers.move_report("committee", "justice", &report, "comment");
    city.chair().transition(&report, inspection_report_step(&city, "conclude")).is(200);
    for day in days(&in_days(&city, 1).to_string(), &in_days(&city, 24).to_string()) {
        city.at(&day);
        sent += make(&mut mailed);
        deliver(&by_mail);
    }
    city.at(&format!("{}T08:00:00+07:00", city.lead().get(&own).is(200)["due_on"].as_str().unwrap()));
    sent += make(&mut mailed);
    deliver(&by_mail);
    let mail = office.mail();
    assert_eq!(mail.len(), sent, "one to whoever has an address");
    let subjects: Vec<String> = mail.iter().map(|it| it.header("Subject")).map(|it| it.to_string()).collect();
    for begins in [
        "Tự kiểm tra theo kế hoạch số",
        "Ý kiến về báo cáo kiểm tra theo kế hoạch số",
        "Kiến nghị 1 của kết luận kiểm tra số",
    ] {
        assert!(subjects.iter().any(|it| it.contains(begins) && it.contains("Sở Tư pháp")), "{begins}: {subjects:?}");
    }
    let address = made(&city.lead(), &city, "justice");
    let feed = city.nobody().get(&path_of(&address));
    let told = [format!("{:?}", inbox(&city.lead())), String::from_utf8_lossy(&feed.bytes).into_owned()];
    let reminders = city.auditor().get("/reminders?limit=200").is(200).to_string();
    let said = mail.iter().map(|it| format!("{} {} {}", it.text, it.body(), it.header("Subject")));
    for text in said.chain(told).chain([reminders]) {
        assert!(!text.contains(CANARY) && !text.contains("hoàng-yến"), "{text}");
    }
}

fn due_dates_are_in_the_feed_of_the_agency(city: City) {
    let papers = city.papers();
    let own = papers.self_inspection_of("committee", "justice", "in_progress");
    let (report, recommendation) = (papers.inspection_report("with_agency"), papers.recommendation("open"));
    let [lead, other] = ["justice_lead", "culture_lead"].map(|login| city.by(login));
    let address = made(&lead, &city, "justice");
    let feed = || entries(&city.nobody().get(&path_of(&address)));
    let told = feed();
    for (kind, path, day, title) in [
        ("inspections", &own, "due_on", "Tự kiểm tra theo kế hoạch số"),
        ("inspection-reports", &report, "comment_until", "Ý kiến về báo cáo kiểm tra"),
        ("recommendations", &recommendation, "due_on", "Kiến nghị 1 của kết luận kiểm tra số"),
    ] {
        let (entry, object) = (&told[&format!("due-{kind}-{}", id_in(path))], lead.get(path).is(200));
        assert_eq!(entry["DTSTART"], object[day].as_str().unwrap().replace('-', ""), "{kind}");
        assert_eq!(entry["SEQUENCE"], object["version"].to_string(), "{kind}");
        assert!(entry["SUMMARY"].starts_with(&format!("Hạn: {title}")), "{entry:?}");
    }
    let others = entries(&city.nobody().get(&path_of(&made(&other, &city, "culture"))));
    assert!(!others.keys().any(|it| it.starts_with("due-")), "{others:?}");
    // What was done is owed no more.
    papers.move_report("committee", "justice", &report, "comment");
    papers.move_recommendation("committee", "justice", &recommendation, "report_implemented");
    rate(&city, "justice", &own);
    step(&city, "justice_officer", &own, "hand_over");
    assert_eq!(feed().keys().filter(|it| it.starts_with("due-")).count(), 1, "it is not signed");
    step(&city, "justice_lead", &own, "sign");
    assert!(!feed().keys().any(|it| it.starts_with("due-")));
}
