//! Reminders of reports: what is owed, by whom, until it is received; and what was returned, until its next version.

use crate::harness::{City, Hands, Value, both_databases, id_in, json};
use crate::reminders::{days, expected, inbox, log, remind};

/// Makes the reminders of every day from one to another.
fn pass(city: &City, from: &str, to: &str) {
    for day in days(from, to) {
        city.at(&day);
        remind(city);
    }
}

both_databases![
    a_report_is_reminded_of_before_its_last_day_and_while_it_is_late,
    the_houses_earlier_date_reminds_earlier_and_makes_nobody_late,
    a_district_reminds_its_communes,
    what_was_returned_is_reminded_of_until_its_next_version,
    more_time_moves_the_days_and_an_exemption_ends_them,
    the_standing_agency_is_reminded_of_its_own_report_too,
    a_whole_period_is_reminded_of_by_hand_once_a_day,
    a_period_reminds_whoever_still_owes_and_says_whom_that_reached
];

fn a_report_is_reminded_of_before_its_last_day_and_while_it_is_late(city: City) {
    // Before 15 June, so 14 June is the last day.
    city.at("2017-05-20T08:00:00+07:00");
    let obligation = city.papers().obligation("culture", "open");
    pass(&city, "2017-05-25", "2017-07-01");
    assert_eq!(
        log(&city, &obligation),
        expected(&[
            ("2017-05-31", "before_due"),
            ("2017-06-07", "before_due"),
            ("2017-06-13", "before_due"),
            ("2017-06-15", "first_late_day"),
            ("2017-06-22", "overdue"),
            ("2017-06-29", "overdue"),
        ])
    );
    let seen = inbox(&city.by("culture_lead"));
    assert!(
        seen.iter().all(|it| it["resource"] == "obligations" && it["subject_id"] == id_in(&obligation)),
        "{seen:?}"
    );
    assert_eq!(seen.len(), 6);
}

fn the_houses_earlier_date_reminds_earlier_and_makes_nobody_late(city: City) {
    city.at("2017-05-10T08:00:00+07:00");
    let papers = city.papers();
    let internal_due = json!({"internal_due": {"department": "2017-06-09"}});
    let period = papers.planned_period(json!({}), internal_due);
    papers.open(&period);
    let (department, district) = (papers.owed(&period, "culture"), papers.owed(&period, "district"));
    pass(&city, "2017-05-20", "2017-06-16");
    assert_eq!(
        log(&city, &department),
        expected(&[
            ("2017-05-26", "before_due"),
            ("2017-06-02", "before_due"),
            ("2017-06-08", "before_due"),
            ("2017-06-15", "first_late_day"),
        ])
    );
    assert_eq!(
        log(&city, &district),
        expected(&[
            ("2017-05-31", "before_due"),
            ("2017-06-07", "before_due"),
            ("2017-06-13", "before_due"),
            ("2017-06-15", "first_late_day"),
        ]),
        "another level has no date of its own"
    );
}

fn a_district_reminds_its_communes(city: City) {
    city.at("2017-05-20T08:00:00+07:00");
    let papers = city.papers();
    let period = papers.open_period();
    let commune = papers.owed(&period, "commune");
    pass(&city, "2017-05-31", "2017-05-31");
    assert_eq!(log(&city, &commune), expected(&[("2017-05-31", "before_due")]));
    for login in ["commune_lead", "commune_officer"] {
        assert!(inbox(&city.by(login)).iter().any(|it| it["subject_id"] == id_in(&commune)), "{login}");
    }
    city.at("2017-06-01T08:00:00+07:00");
    let body = json!({"obligation_ids": [id_in(&commune)]});
    let made = city.by("district_officer").post("/reminders", body.clone()).is(200);
    assert_eq!(made["made"], json!([id_in(&commune)]), "who receives it may remind");
    for login in ["standing_officer", "justice_lead", "commune_lead"] {
        let answer = city.by(login).post("/reminders", body.clone());
        assert!(answer.status == 403 || answer.status == 422, "{answer}");
    }
    let again = city.by("district_lead").post("/reminders", body).is(200);
    assert_eq!(again["skipped"][0]["why"], "reminded_today");
}

fn what_was_returned_is_reminded_of_until_its_next_version(city: City) {
    city.at("2017-06-10T08:00:00+07:00");
    let papers = city.papers();
    let period = papers.open_period();
    let submission = papers.submission_in(&period, "culture", "submitted");
    let obligation = papers.owed(&period, "culture");
    pass(&city, "2017-06-11", "2017-06-20");
    assert_eq!(log(&city, &obligation), []);

    city.at("2017-06-20T15:00:00+07:00");
    let hands = Hands::of(&city, "culture");
    hands.step(&submission, "take");
    hands.step(&submission, "return");
    pass(&city, "2017-06-21", "2017-07-05");
    assert_eq!(log(&city, &obligation), expected(&[("2017-06-27", "returned"), ("2017-07-04", "returned")]));

    papers.bring_report(&papers.next_draft(&submission, "culture"), "culture", "submitted");
    pass(&city, "2017-07-06", "2017-07-20");
    assert_eq!(log(&city, &obligation).len(), 2);
}

fn more_time_moves_the_days_and_an_exemption_ends_them(city: City) {
    city.at("2017-05-20T08:00:00+07:00");
    let papers = city.papers();
    let extension = papers.report_extension("culture_lead", "culture");
    city.standing_lead().transition(&extension, json!({"action": "grant"})).is(200);
    let extended = city.standing_lead().get(&extension).is(200)["obligation_ids"][0].as_str().unwrap().to_owned();
    let exempt = papers.obligation("justice", "exempt");
    pass(&city, "2017-05-25", "2017-06-20");
    pass(&city, "2017-12-15", "2017-12-20");
    assert_eq!(log(&city, &format!("/obligations/{extended}")), expected(&[("2017-12-17", "before_due")]));
    assert_eq!(log(&city, &exempt), []);
}

fn the_standing_agency_is_reminded_of_its_own_report_too(city: City) {
    city.at("2017-05-20T08:00:00+07:00");
    let own = city.papers().obligation("labour", "open");
    pass(&city, "2017-05-31", "2017-05-31");
    assert_eq!(log(&city, &own), expected(&[("2017-05-31", "before_due")]));
    assert!(inbox(&city.standing_officer()).iter().any(|it| it["subject_id"] == id_in(&own)));
}

fn a_whole_period_is_reminded_of_by_hand_once_a_day(city: City) {
    city.at("2017-06-01T08:00:00+07:00");
    let papers = city.papers();
    let period = papers.open_period();
    papers.submission_in(&period, "culture", "submitted");
    let owed = |agency: &str| json!(id_in(&papers.owed(&period, agency)));
    let body = json!({"period_id": id_in(&period)});
    let made = |answer: &Value| answer["made"].as_array().unwrap().clone();

    let first = city.standing_lead().post("/reminders", body.clone()).is(200);
    assert!(made(&first).contains(&owed("justice")) && !made(&first).contains(&owed("culture")), "{first}");
    let again = city.standing_lead().post("/reminders", body.clone()).is(200);
    assert_eq!(made(&again), Vec::<Value>::new());
    let reminded = json!({"subject_id": owed("justice"), "why": "reminded_today"});
    assert!(again["skipped"].as_array().unwrap().contains(&reminded), "{again}");
    city.at("2017-06-02T08:00:00+07:00");
    assert!(made(&city.standing_lead().post("/reminders", body).is(200)).contains(&owed("justice")));
}

fn a_period_reminds_whoever_still_owes_and_says_whom_that_reached(city: City) {
    city.at("2017-02-01T08:00:00+07:00");
    let papers = city.papers();
    // It opens in May: what is owed then is owed, and nothing is due for months.
    let period = papers.planned_period(json!({}), json!({"opens_on": "2017-05-15"}));
    papers.open(&period);
    let owed = |agency: &str| id_in(&papers.owed(&period, agency)).to_owned();
    let extended = owed("culture");
    let asked = json!({"obligation_ids": [extended], "until": "2017-07-31", "reason": "Chờ số liệu"});
    let extension = city.by("culture_lead").post("/extensions", asked).is(201)["id"].as_str().unwrap().to_owned();
    city.standing_lead().transition(&format!("/extensions/{extension}"), json!({"action": "grant"})).is(200);
    papers.submission_in(&period, "justice", "submitted");
    // Nobody of the district can be reached.
    for login in ["district_lead", "district_officer"] {
        let disable = json!({"action": "disable", "reason": "Nghỉ hưu"});
        city.admin().transition(&format!("/users/{}", city.user(login)), disable).is(200);
    }
    let body = json!({"period_id": id_in(&period)});
    let answer = city.standing_officer().with_key("ky-1").post("/reminders", body.clone()).is(200);
    assert_eq!(
        answer["made"],
        json!([owed("district")]),
        "the chair waits for the standing agency's, the district for its communes'"
    );
    assert_eq!(answer["skipped"], json!([{"subject_id": extended, "why": "extension_runs"}]));
    assert_eq!((&answer["notified"], &answer["unreached"]), (&json!(0), &json!([owed("district")])));
    let district = json!({"agency_id": city.agency("district"), "name": "Quận Hồng Bàng", "made": 1, "notified": 0});
    assert_eq!(answer["agencies"], json!([district]));
    assert_eq!(city.standing_officer().with_key("ky-1").post("/reminders", body.clone()).is(200), answer);
    let own = city.chair().post("/reminders", body.clone()).is(200);
    assert_eq!((&own["made"], &own["agencies"][0]["notified"]), (&json!([owed("labour")]), &json!(4)));
    assert!(!inbox(&city.standing_officer()).is_empty());

    // Whoever names one means it; and once the time that was given is over, all are reminded.
    city.at("2017-07-20T08:00:00+07:00");
    let one = city.standing_officer().post("/reminders", json!({"obligation_ids": [extended]})).is(200);
    assert_eq!(one["agencies"][0]["notified"], 2);
    city.at("2017-07-31T23:59:59.999999+07:00");
    let before = city.standing_officer().post("/reminders", body.clone()).is(200);
    assert_eq!(before["skipped"], json!([{"subject_id": extended, "why": "extension_runs"}]));
    city.at("2017-08-01T00:00:00+07:00");
    let after = city.standing_officer().post("/reminders", body).is(200);
    assert_eq!((&after["skipped"], after["made"].as_array().unwrap().len()), (&json!([]), 2));
    let names: Vec<&str> =
        after["agencies"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Quận Hồng Bàng", "Sở Văn hoá và Thể thao"]);
}
