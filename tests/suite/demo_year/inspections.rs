//! Inspections of the demo's year, as the page about inspections counts them.

use std::collections::BTreeMap;

use super::{Demo, agencies, all};
use crate::harness::{Person, Value, json};

/// The plan of 2017.
struct Plan {
    id: String,
    /// The id of every agency by its name.
    agencies: BTreeMap<String, Value>,
}

pub(super) fn are_as_told(demo: &Demo, auditor: &Person) {
    what_is_asked_is_known(demo, auditor);
    let plan = the_plan_is_that_of_20_april(auditor);
    its_visits_are_as_told(demo, &plan);
    a_restricted_finding_was_read_once(demo, &plan);
    agencies_inspect_themselves_in_every_state(demo, auditor, &plan);
    the_plan_of_the_year_before_is_closed(demo, auditor);
    reports_stand_where_the_page_says(demo, &plan);
    recommendations_stand_in_every_state(demo, auditor);
}

/// How many there are of each value of a field.
fn counted(items: &[Value], field: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for item in items {
        *counts.entry(item[field].as_str().unwrap_or("none").to_owned()).or_default() += 1;
    }
    counts
}

fn counts<const N: usize>(expected: [(&str, usize); N]) -> BTreeMap<String, usize> {
    expected.into_iter().map(|(word, count)| (word.to_owned(), count)).collect()
}

fn id(item: &Value) -> &str {
    item["id"].as_str().unwrap()
}

fn actions(history: &[Value]) -> Vec<&str> {
    history.iter().map(|it| it["action"].as_str().unwrap()).collect()
}

fn what_is_asked_is_known(demo: &Demo, auditor: &Person) {
    let checklists = all(auditor, "/checklists?code=KT-VSTBPN");
    let [checklist] = checklists.as_slice() else { panic!("{checklists:?}") };
    assert_eq!((&checklist["number"], &checklist["state"]), (&json!(1), &json!("published")));
    let published = checklist["published_at"].as_str().unwrap();
    assert!(published < "2017-04-20", "it is there before the plan of 20 April: {published}");
    let topics = checklist["topics"].as_array().unwrap();
    assert_eq!(topics.len(), 6, "as the programme names them");
    let items = checklist["items"].as_array().unwrap();
    for topic in topics {
        let asks = |it: &&Value| it["topic"] == topic["code"] && it["required"] == true;
        assert!(items.iter().any(|it| asks(&it)), "{topic}");
    }
    assert!(items.iter().any(|it| it["indicators"] == json!(["CB.01", "CB.02"])));
    let path = format!("/checklists/{}", id(checklist));
    let steps = auditor.get(&format!("{path}/transitions")).items();
    let by: Vec<(&Value, &Value)> = steps.iter().map(|it| (&it["action"], &it["actor"]["name"])).collect();
    assert_eq!((by.len(), by[0].0, by[1].0), (2, &json!("create"), &json!("publish")));
    assert_ne!(by[0].1, by[1].1, "nobody publishes what he wrote");
    // Whoever is inspected knows what will be asked.
    demo.person("officer.xa-tan-duong").get(&path).is(200);
}

fn the_plan_is_that_of_20_april(auditor: &Person) -> Plan {
    let plans = all(auditor, "/inspection-plans?year=2017");
    let [plan] = plans.as_slice() else { panic!("{plans:?}") };
    let read = |field: &str| plan[field].clone();
    assert_eq!([read("number"), read("approved_on"), read("state")], ["DEMO-05/KH", "2017-04-20", "approved"]);
    assert_eq!(read("revision"), 2, "one agency was dropped");
    assert_eq!(plan["visits"].as_array().unwrap().len(), 4);
    for visit in plan["visits"].as_array().unwrap() {
        let people = visit["members"].as_array().unwrap().iter().chain([&visit["leader"]]);
        let agencies: std::collections::BTreeSet<&str> = people.map(|it| it["agency_id"].as_str().unwrap()).collect();
        assert!(agencies.len() > 1, "a team of several agencies: {visit}");
    }
    Plan { id: id(plan).to_owned(), agencies: agencies(auditor) }
}

impl Plan {
    /// The one of a kind of an agency.
    fn one(&self, person: &Person, kind: &str, agency: &str) -> Value {
        let agency = self.agencies[agency].as_str().unwrap();
        let found = all(person, &format!("/inspections?plan_id={}&kind={kind}&agency_id={agency}", self.id));
        let [one] = found.as_slice() else { panic!("{agency}: {found:?}") };
        one.clone()
    }
}

fn its_visits_are_as_told(demo: &Demo, plan: &Plan) {
    let lead = demo.person("standing.lead");
    let visits = all(&lead, &format!("/inspections?plan_id={}&kind=visit", plan.id));
    let expected = [("closed", 1), ("fieldwork_done", 2), ("notified", 1), ("cancelled", 1)];
    assert_eq!(counted(&visits, "state"), counts(expected));
    let state = |agency: &str| plan.one(&lead, "visit", agency)["state"].clone();
    assert_eq!(state("Quận Hồng Bàng"), "closed");
    assert_eq!(state("Huyện Thuỷ Nguyên"), "fieldwork_done");
    let dropped = plan.one(&lead, "visit", "Huyện Bạch Long Vĩ");
    assert_eq!((&dropped["state"], &dropped["cancel_cause"]), (&json!("cancelled"), &json!("other")));

    let notified = plan.one(&lead, "visit", "Huyện Vĩnh Bảo");
    assert_eq!((&notified["state"], &notified["starts_on"]), (&json!("notified"), &json!("2017-12-08")));
    let history = lead.get(&format!("/inspections/{}/transitions", id(&notified))).items();
    let expected = ["create", "notify", "postpone", "reschedule", "recuse", "appoint", "notify"];
    assert!(actions(&history).ends_with(&expected[1..]), "{:?}", actions(&history));
    let left = notified["team"].as_array().unwrap().iter().filter(|it| it["to"].is_string()).count();
    assert_eq!((notified["team"].as_array().unwrap().len(), left), (4, 1));
    // Whoever left reads it no more, whoever came does.
    let path = format!("/inspections/{}", id(&notified));
    demo.person("lead.mat-tran").get(&path).is(404);
    demo.person("officer.so-van-hoa").get(&path).is(200);
    demo.person("lead.vinh-bao").get(&path).is(200);

    let carrying = plan.one(&lead, "visit", "Huyện Thuỷ Nguyên");
    let carried = all(&lead, &format!("/inspections/{}/carried", id(&carrying)));
    let [carried] = carried.as_slice() else { panic!("{carried:?}") };
    assert_eq!(carried["found"], "partly");
    let answers = all(&lead, &format!("/inspections/{}/answers", id(&carrying)));
    assert_eq!(answers.len(), 15, "those that nobody answered are among them");
    assert_eq!(answers.iter().filter(|it| it["version"] == 0).count(), 4);
}

fn a_restricted_finding_was_read_once(demo: &Demo, plan: &Plan) {
    let lead = demo.person("standing.lead");
    let visit = plan.one(&lead, "visit", "Quận Hồng Bàng");
    let answers = all(&lead, &format!("/inspections/{}/answers", id(&visit)));
    let restricted: Vec<&Value> = answers.iter().filter(|it| it["sensitivity"] == "restricted").collect();
    let [restricted] = restricted.as_slice() else { panic!("{restricted:?}") };
    assert_eq!((&restricted["code"], &restricted["finding"]), (&json!("4.1"), &Value::Null));
    assert_eq!(restricted["finding_sha256"].as_str().unwrap().len(), 64);
    let read = all(&lead, &format!("/inspections/{}/disclosures", id(&visit)));
    let [once] = read.as_slice() else { panic!("{read:?}") };
    assert_eq!(once["subject_id"], restricted["id"]);
    assert!(once["created_at"].as_str().unwrap().starts_with("2017-06-08"), "{once}");
    let mended = answers.iter().find(|it| it["code"] == "5.1").unwrap();
    assert_eq!(mended["version"], 2, "the leader said more of it");
    let shown = lead.get(&format!("/inspections/{}/answers/4.2", id(&visit))).is(200);
    assert_eq!(shown["attachments"].as_array().unwrap().len(), 1);
}

fn agencies_inspect_themselves_in_every_state(demo: &Demo, auditor: &Person, plan: &Plan) {
    let of_plan = format!("/inspections?plan_id={}&kind=self", plan.id);
    // Those that were handed in are told to others than the agencies, and so is what was called off.
    let handed_in = all(auditor, &of_plan);
    let late = |wanted: bool| handed_in.iter().filter(|it| it["late"] == wanted).count();
    assert_eq!((late(false), late(true)), (7, 3));
    for (agency, login, state, is_late) in [
        ("Quận Ngô Quyền", "lead.ngo-quyen", "closed", json!(false)),
        ("Quận Kiến An", "lead.kien-an", "closed", json!(false)),
        ("Quận Dương Kinh", "lead.duong-kinh", "closed", json!(false)),
        ("Huyện Kiến Thuỵ", "lead.kien-thuy", "closed", json!(true)),
        ("Huyện Thuỷ Nguyên", "officer.thuy-nguyen", "submitted", json!(false)),
        ("Quận Đồ Sơn", "lead.do-son", "submitted", json!(true)),
        ("Huyện An Lão", "lead.an-lao", "in_progress", json!(false)),
        ("Huyện Cát Hải", "lead.cat-hai", "in_progress", Value::Null),
        ("Huyện Vĩnh Bảo", "officer.vinh-bao", "pending_signature", Value::Null),
        ("Huyện Bạch Long Vĩ", "lead.bach-long-vi", "cancelled", Value::Null),
    ] {
        let own = plan.one(&demo.person(login), "self", agency);
        assert_eq!((&own["state"], &own["late"]), (&json!(state), &is_late), "{agency}");
        // Whoever has handed in keeps the receipt, until it is handed in anew.
        assert_eq!(own["receipt_number"].is_string(), !is_late.is_null(), "{agency}");
    }
}

fn the_plan_of_the_year_before_is_closed(demo: &Demo, auditor: &Person) {
    let plans = all(auditor, "/inspection-plans?year=2016");
    let [plan] = plans.as_slice() else { panic!("{plans:?}") };
    assert_eq!((&plan["number"], &plan["state"]), (&json!("DEMO-03/KH"), &json!("closed")));
    let own = |login: &str| {
        let found = all(&demo.person(login), &format!("/inspections?plan_id={}&kind=self", id(plan)));
        let [own] = found.as_slice() else { panic!("{found:?}") };
        own["state"].clone()
    };
    assert_eq!(own("lead.hai-an"), "not_handed_in");
    assert_eq!(own("lead.kien-an"), "closed", "what was given back is closed with the plan");
    assert_eq!(own("lead.le-chan"), "closed");
}

fn reports_stand_where_the_page_says(demo: &Demo, plan: &Plan) {
    let lead = demo.person("standing.lead");
    let reports = all(&lead, &format!("/inspection-reports?plan_id={}", plan.id));
    assert_eq!(counted(&reports, "state"), counts([("superseded", 1), ("concluded", 1), ("under_review", 1)]));
    let of = |state: &str| reports.iter().find(|it| it["state"] == state).unwrap();
    assert_eq!(of("superseded")["report_number"], "DEMO-64/KL-BCĐ");
    let amended = lead.get(&format!("/inspection-reports/{}", id(of("concluded")))).is(200);
    assert_eq!((&amended["report_number"], &amended["number"]), (&json!("DEMO-97/KL-BCĐ"), &json!(2)));
    assert_eq!((amended["agrees"].clone(), amended["sha256"].as_str().unwrap().len()), (json!(true), 64));
    let silent = of("under_review");
    assert!(silent["silence_noted_at"].as_str().unwrap().starts_with("2017-10-23"));
    assert_eq!((&silent["commented_at"], &silent["agency_id"]), (&Value::Null, &plan.agencies["Sở Y tế"]));
    assert_eq!(silent["conclusion_expected_on"], "2017-11-07");
    // The agency reads what was sent to it, another one nothing.
    let path = format!("/inspection-reports/{}", id(silent));
    demo.person("lead.so-y-te").get(&path).is(200);
    demo.person("lead.ngo-quyen").get(&path).is(404);
}

fn recommendations_stand_in_every_state(demo: &Demo, auditor: &Person) {
    let lead = demo.person("standing.lead");
    let all_of_them = all(&lead, "/recommendations");
    assert_eq!(all_of_them.len(), 10);
    let states = [
        ("proposed", 1),
        ("open", 2),
        ("in_progress", 2),
        ("implemented", 1),
        ("verified", 1),
        ("disputed", 1),
        ("reassigned", 1),
        ("waived", 1),
    ];
    assert_eq!(counted(&all_of_them, "state"), counts(states));
    let overdue = all(auditor, "/recommendations?overdue=true");
    assert_eq!(counted(&overdue, "state"), counts([("open", 1), ("in_progress", 1)]));
    let moved = overdue.iter().find(|it| it["state"] == "open").unwrap();
    let from = all_of_them.iter().find(|it| it["state"] == "reassigned").unwrap();
    assert_eq!((&moved["predecessor_id"], &moved["due_on"]), (&from["id"], &from["due_on"]));
    let extended = all_of_them.iter().find(|it| it["extended_until"].is_string()).unwrap();
    assert_eq!((&extended["due_on"], &extended["overdue"]), (&json!("2017-10-31"), &json!(false)));
    // Whoever has to do it reads it, and not the report that it is from.
    let person = demo.person("lead.so-van-hoa");
    person.get(&format!("/recommendations/{}", id(moved))).is(200);
    person.get(&format!("/inspection-reports/{}", moved["report_id"].as_str().unwrap())).is(404);
}
