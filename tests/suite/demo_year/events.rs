//! The Action Month of the demo's year with everything that is held in it, as the page about events counts it.

use std::collections::BTreeMap;

use super::{Demo, agencies, all, set, texts};
use crate::harness::{Person, Value, json};

pub(super) fn are_as_told(demo: &Demo, auditor: &Person) {
    let month = the_month_is_announced(auditor);
    let events = all(auditor, "/events");
    they_stand_in_every_state(auditor, &events, &month);
    their_results_are_owed_and_told(auditor, &events);
    their_publications_stand_in_every_state(auditor, &events);
    their_plans_were_sent_up(demo, auditor, &month);
    a_communes_event_is_approved_by_the_standing_agency(demo, auditor, &month);
    what_came_of_them_is_proposed_for_reports(auditor);
}

/// How many there are of each value of a field.
fn counted(items: &[Value], field: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for item in items {
        *counts.entry(item[field].as_str().unwrap_or_default().to_owned()).or_default() += 1;
    }
    counts
}

fn counts<const N: usize>(expected: [(&str, usize); N]) -> BTreeMap<String, usize> {
    expected.into_iter().map(|(word, count)| (word.to_owned(), count)).collect()
}

fn the_month_is_announced(auditor: &Person) -> String {
    let months = all(auditor, "/action-months");
    let [month] = months.as_slice() else { panic!("{months:?}") };
    assert_eq!((&month["year"], &month["state"]), (&json!(2017), &json!("announced")));
    assert_eq!(month["theme"], "Chung tay chấm dứt bạo lực đối với phụ nữ và trẻ em gái");
    assert!(month["slogans"].as_array().unwrap().len() >= 5);
    assert_eq!(month["legal_document_ids"].as_array().unwrap().len(), 4);
    month["id"].as_str().unwrap().to_owned()
}

fn they_stand_in_every_state(auditor: &Person, events: &[Value], month: &str) {
    assert_eq!(events.len(), 60);
    let of_the_month = all(auditor, "/events?year=2017&occasion=action_month&occasion=launch");
    assert_eq!(counted(&of_the_month, "occasion"), counts([("action_month", 42), ("launch", 2)]));
    let states = [("planned", 5), ("confirmed", 9), ("held", 10), ("reported", 14), ("postponed", 2), ("cancelled", 4)];
    assert_eq!(counted(&of_the_month, "state"), counts(states));
    for (state, count) in states {
        let listed = all(auditor, &format!("/events?occasion=action_month&occasion=launch&state={state}"));
        assert_eq!(listed.len(), count, "{state}");
    }
    assert!(of_the_month.iter().all(|it| it["action_month_id"] == month));
    for (occasion, states) in [
        ("day_8_3", counts([("reported", 5)])),
        ("day_20_10", counts([("reported", 5)])),
        ("training_course", counts([("confirmed", 1), ("reported", 5)])),
        ("other", counts([])),
    ] {
        assert_eq!(counted(&all(auditor, &format!("/events?occasion={occasion}")), "state"), states, "{occasion}");
    }
    let duplicates: Vec<&Value> = events.iter().filter(|it| it["duplicate_of_id"].is_string()).collect();
    let [duplicate] = duplicates.as_slice() else { panic!("{duplicates:?}") };
    let totals = auditor.get("/statistics/events?year=2017").is(200)["totals"].clone();
    let counted_once = (&totals["events"], &totals["by_state"]["cancelled"]);
    assert_eq!(counted_once, (&json!(59), &json!(3)), "a duplicate counts nowhere");
    let original = auditor.get(&format!("/events/{}", duplicate["duplicate_of_id"].as_str().unwrap())).is(200);
    assert_eq!((&original["occasion"], &original["state"]), (&json!("launch"), &json!("reported")));
    let series = events.iter().find(|it| it["series_id"].is_string()).unwrap()["series_id"].as_str().unwrap();
    assert_eq!(auditor.get(&format!("/event-series/{series}")).is(200)["event_ids"].as_array().unwrap().len(), 2);
    assert_eq!(all(auditor, &format!("/events?series_id={series}")).len(), 2);
    let organisers = texts(events, "agency_id");
    let kinds: Vec<Value> = all(auditor, "/agencies")
        .into_iter()
        .filter(|it| it["id"].as_str().is_some_and(|id| organisers.contains(id)))
        .collect();
    assert_eq!(texts(&kinds, "kind"), set(&["department", "mass_organisation", "district", "commune"]));
}

fn their_results_are_owed_and_told(auditor: &Person, events: &[Value]) {
    let overdue = all(auditor, "/events?results_standing=overdue");
    assert_eq!(counted(&overdue, "state"), counts([("confirmed", 1), ("held", 4)]));
    // 24:00 of 23 November is the edge: from then on it is late at the beginning of December.
    assert!(overdue.iter().all(|it| it["ends_at"].as_str().unwrap() <= "2017-11-23T17:00:00.000000Z"));
    assert!(overdue.iter().any(|it| it["results_due_at"] == "2017-11-30T17:00:00.000000Z"));
    let owed = all(auditor, "/events?results_standing=owed");
    assert!(owed.iter().any(|it| it["results_due_at"] == "2017-12-01T17:00:00.000000Z"), "one day in time");
    let read = |event: &Value| auditor.get(&format!("/events/{}", event["id"].as_str().unwrap())).is(200);
    let told: Vec<Value> = events.iter().filter(|it| it["state"] == "reported").map(read).collect();
    assert_eq!(told.len(), 29);
    assert!(told.iter().any(|it| it["results"]["participants"].is_null() && it["results"]["online_views"] != 0));
    assert!(told.iter().any(|it| it["results"]["certificates"]["female"].is_number()));
    let corrected: Vec<&Value> = told.iter().filter(|it| it["results_number"] == 2).collect();
    let [corrected] = corrected.as_slice() else { panic!("{corrected:?}") };
    let versions = auditor.get(&format!("/events/{}/results", corrected["id"].as_str().unwrap())).items();
    assert_ne!(versions[0]["results"], versions[1]["results"]);
    let files: Vec<Value> = told
        .iter()
        .flat_map(|it| auditor.get(&format!("/events/{}/results", it["id"].as_str().unwrap())).items())
        .flat_map(|it| it["attachments"].as_array().unwrap().clone())
        .collect();
    assert_eq!(files.len(), 1);
    let content = auditor.get(&format!("/attachments/{}/content", files[0]["id"].as_str().unwrap()));
    assert!(content.bytes.starts_with(b"%PDF"));
}

fn their_publications_stand_in_every_state(auditor: &Person, events: &[Value]) {
    let publication = |it: &Value| auditor.get(&format!("/events/{}/publication", it["id"].as_str().unwrap())).is(200);
    let publications: Vec<Value> = events.iter().map(publication).collect();
    let expected =
        [("none", 24), ("published", 30), ("change_requested", 1), ("requested", 3), ("refused", 1), ("withdrawn", 1)];
    assert_eq!(counted(&publications, "state"), counts(expected));
    let shown: Vec<Value> = publications.iter().map(|it| it["shown"].clone()).filter(Value::is_object).collect();
    assert_eq!(shown.len(), 31);
    assert_eq!(texts(&shown, "status"), set(&["scheduled", "rescheduled", "held", "postponed", "cancelled"]));
    let once = |status: &str| shown.iter().filter(|it| it["status"] == status).count();
    assert_eq!([once("rescheduled"), once("postponed"), once("cancelled")], [1, 1, 1]);
    let changing = publications.iter().find(|it| it["state"] == "change_requested").unwrap();
    assert_ne!(changing["requested"]["title"], changing["approved"]["title"], "the old title is public until then");
}

fn their_plans_were_sent_up(demo: &Demo, auditor: &Person, month: &str) {
    let plans = all(auditor, &format!("/event-plans?action_month_id={month}"));
    // A draft that was never sent up is its own agency's alone.
    assert_eq!(
        counted(&plans, "state"),
        counts([("acknowledged", 12), ("submitted", 3), ("returned", 1), ("draft", 1)])
    );
    let drafts = all(&demo.person("officer.so-y-te"), "/event-plans?state=draft");
    assert_eq!((drafts.len(), &drafts[0]["submitted_at"]), (1, &Value::Null));
}

fn a_communes_event_is_approved_by_the_standing_agency(demo: &Demo, auditor: &Person, month: &str) {
    let agencies = agencies(auditor);
    let commune = agencies["Xã Tân Dương"].as_str().unwrap();
    let plan = all(auditor, &format!("/event-plans?agency_id={commune}&action_month_id={month}"));
    assert_eq!((&plan[0]["state"], &plan[0]["recipient_id"]), (&json!("acknowledged"), &agencies["Huyện Thuỷ Nguyên"]));
    let event = all(auditor, &format!("/events?agency_id={commune}"))[0]["id"].as_str().unwrap().to_owned();
    let steps = auditor.get(&format!("/events/{event}/publication/transitions")).items();
    let approved = steps.iter().find(|it| it["action"] == "approve").unwrap();
    assert_eq!(approved["actor"]["name"], "Lê Thị Minh Hoạ (demo)");
    // Its district reads the event and not what becomes of its publication.
    let district = demo.person("lead.thuy-nguyen");
    district.get(&format!("/events/{event}")).is(200);
    district.get(&format!("/events/{event}/publication")).is_problem(404, "not_found");
}

/// Two indicators of the demo say which figure of events they measure.
fn what_came_of_them_is_proposed_for_reports(auditor: &Person) {
    let obligations = all(auditor, "/obligations");
    let proposed = |it: &Value| {
        auditor.get(&format!("/obligations/{}/proposed-values", it["id"].as_str().unwrap())).is(200)["values"].clone()
    };
    let some = obligations.iter().map(proposed).find(|it| it.as_array().is_some_and(|it| it.len() == 2));
    let measures: Vec<Value> = some.unwrap().as_array().unwrap().iter().map(|it| it["event_measure"].clone()).collect();
    assert_eq!(measures, ["participants", "events"]);
}
