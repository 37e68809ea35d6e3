//! Reminders of results: whoever is to tell what came of an event, from its end on until it is told.

use crate::harness::{City, both_databases, event_step, id_in, json};
use crate::reminders::{days, expected, inbox, log, remind};

/// Makes the reminders of every day from one to another.
fn pass(city: &City, from: &str, to: &str) {
    for day in days(from, to) {
        city.at(&day);
        remind(city);
    }
}

both_databases![
    results_are_reminded_of_the_day_before_they_are_late_and_weekly_after,
    what_is_called_off_or_told_is_reminded_of_no_more,
    the_standing_agency_reminds_of_results_by_hand
];

fn results_are_reminded_of_the_day_before_they_are_late_and_weekly_after(city: City) {
    // Its last day is 20 November, so that 27 November is the last day of its results.
    let papers = city.papers();
    let (planned, held) = (papers.event("commune", json!({})), papers.event_in("culture", "held"));
    pass(&city, "2017-11-10", "2017-12-06");
    for event in [&planned, &held] {
        assert_eq!(
            log(&city, event),
            expected(&[("2017-11-26", "before_due"), ("2017-11-28", "first_late_day"), ("2017-12-05", "overdue")])
        );
    }
    for login in ["culture_lead", "culture_officer"] {
        let seen = inbox(&city.by(login));
        assert_eq!(seen.len(), 3, "{login}");
        assert!(seen.iter().all(|it| it["resource"] == "events" && it["subject_id"] == id_in(&held)), "{seen:?}");
    }
}

fn what_is_called_off_or_told_is_reminded_of_no_more(city: City) {
    let papers = city.papers();
    let (postponed, cancelled) = (papers.event_in("culture", "postponed"), papers.event_in("culture", "cancelled"));
    let told = papers.event_in("culture", "held");
    pass(&city, "2017-11-25", "2017-11-26");
    city.by("culture_officer").transition(&told, event_step("report")).is(200);
    pass(&city, "2017-11-27", "2017-12-06");
    assert_eq!(log(&city, &told), expected(&[("2017-11-26", "before_due")]));
    assert_eq!((log(&city, &postponed), log(&city, &cancelled)), (Vec::new(), Vec::new()));
}

fn the_standing_agency_reminds_of_results_by_hand(city: City) {
    let papers = city.papers();
    let (over, to_come) = (
        papers.event("commune", json!({})),
        papers.event(
            "commune",
            json!({"starts_at":
        "2017-12-01T01:00:00Z", "ends_at": "2017-12-01T04:00:00Z"}),
        ),
    );
    city.at("2017-11-21T08:00:00+07:00");
    let body = json!({"event_ids": [id_in(&over), id_in(&to_come)]});
    let made = city.standing_officer().post("/reminders", body.clone()).is(200);
    assert_eq!((&made["made"], &made["notified"]), (&json!([id_in(&over)]), &json!(2)));
    assert_eq!(made["skipped"], json!([{"subject_id": id_in(&to_come), "why": "nothing_owed"}]));
    let again = city.standing_lead().post("/reminders", body.clone()).is(200);
    assert!(again["skipped"].as_array().unwrap().iter().any(|it| it["why"] == "reminded_today"), "{again}");
    city.by("commune_lead").post("/reminders", body.clone()).is_problem(403, "role_may_not");
    city.lead().post("/reminders", body).is_problem(422, "unknown_reference");
    assert_eq!(city.by("commune_officer").get(&format!("{over}/reminders")).items().len(), 1);
    city.lead().get(&format!("{over}/reminders")).is_problem(404, "not_found");
}
