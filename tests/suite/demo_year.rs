//! The demo's year as its users find it: the programme of 2017 as on paper, and by the first of December every state there is.

mod agency_changes;
mod difficulties;
mod events;
mod inspections;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tienbo::kernel::instant::Instant;

use crate::engine_kit::Engine;
use crate::harness::{Database, Person, Program, Running, Value, json};

/// From the start of the program to ready. Unoptimised code replays the year several times slower than a release, and on a
/// machine that runs the other tests too.
const READY_WITHIN: Duration = Duration::from_secs(if cfg!(debug_assertions) { 120 } else { 15 });

/// A demo that runs.
struct Demo {
    // In the order in which they end.
    running: Running,
    program: Program,
    _database: Option<Database>,
}

impl Demo {
    /// On SQLite it is the one command in an empty folder.
    fn on(engine: Engine, arguments: &[&str]) -> Self {
        let database = (engine == Engine::Postgres).then(|| engine.empty());
        let program = Program::in_an_empty_folder();
        let program = match &database {
            Some(database) => program.on(&database.target),
            None => program,
        };
        let mut running = program.start(&[&["demo"], arguments].concat());
        running.ready(READY_WITHIN);
        Self { running, program, _database: database }
    }

    /// Somebody who holds a role, the first of the file.
    fn somebody(&self, role: &str) -> Person {
        self.account("role", role)
    }

    /// The person of a login.
    fn person(&self, login: &str) -> Person {
        self.account("login", login)
    }

    fn account(&self, field: &str, value: &str) -> Person {
        let file = std::fs::read(self.program.file("data/demo-accounts.json")).unwrap();
        let accounts: Vec<Value> = serde_json::from_slice(&file).unwrap();
        let account = accounts.iter().find(|it| it[field] == value).unwrap();
        self.running.person(account["login"].as_str().unwrap(), account["password"].as_str().unwrap())
    }
}

/// All pages of a list.
fn all(person: &Person, path: &str) -> Vec<Value> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    let joint = if path.contains('?') { '&' } else { '?' };
    loop {
        let page = person.get(&format!("{path}{joint}limit=200{cursor}")).is(200);
        items.extend(page["items"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
}

fn texts(items: &[Value], field: &str) -> BTreeSet<String> {
    items.iter().map(|it| it[field].as_str().unwrap_or_default().to_owned()).collect()
}

fn set(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|it| (*it).to_owned()).collect()
}

/// The id of every agency by its name.
fn agencies(auditor: &Person) -> BTreeMap<String, Value> {
    let agencies = all(auditor, "/agencies");
    agencies.iter().map(|it| (it["name"].as_str().unwrap().to_owned(), it["id"].clone())).collect()
}

fn programme_1016(auditor: &Person) -> Value {
    let found: Vec<Value> =
        all(auditor, "/programmes?q=1016").into_iter().filter(|it| it["number"] == "1016/CTr-BCĐ").collect();
    assert_eq!(found.len(), 1);
    found[0].clone()
}

fn the_programme_is_that_of_the_paper(auditor: &Person) {
    let programme = programme_1016(auditor);
    assert_eq!((&programme["issued_on"], &programme["year"]), (&json!("2017-03-06"), &json!(2017)));
    assert_eq!(
        (&programme["state"], &programme["kind"], &programme["revision"]),
        (&json!("issued"), &json!("programme"), &json!(1))
    );
    assert_eq!(programme["place"], "Hải Phòng");
    assert_eq!(
        (&programme["signatory"]["name"], &programme["signatory"]["capacity"]),
        (&json!("Lê Khắc Nam"), &Value::Null)
    );
    assert_eq!(programme["recipients"].as_array().unwrap().len(), 17, "every abbreviation of nơi nhận written out");

    let number =
        |id: &Value| auditor.get(&format!("/legal-documents/{}", id.as_str().unwrap())).is(200)["number"].clone();
    let basis: Vec<Value> =
        programme["legal_basis"].as_array().unwrap().iter().map(|it| number(&it["legal_document_id"])).collect();
    assert_eq!(basis, ["06/UBQG-VP"]);
    let cited: BTreeSet<String> = programme["cited_documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| number(it).as_str().unwrap().to_owned())
        .collect();
    assert_eq!(cited, set(&["11-NQ/TW", "178/QĐ-TTg", "57/NQ-CP", "04-TT/TU", "73/2006/QH11"]));

    let id = programme["id"].as_str().unwrap();
    let tasks = all(auditor, &format!("/tasks?programme_id={id}&sort=number"));
    let numbers: Vec<&str> = tasks.iter().map(|it| it["number"].as_str().unwrap()).collect();
    let on_paper = [
        "II.1", "II.2", "II.2.a", "II.2.b", "II.2.c", "II.3", "II.3.a", "II.3.b", "II.3.c", "II.3.d", "II.4", "II.4.a",
        "II.4.b", "II.4.c", "II.4.d", "II.4.đ", "II.4.e", "III.1", "III.2", "III.3",
    ];
    assert_eq!(numbers, on_paper, "đ stands between d and e");
    for task in tasks.iter().filter(|it| it["kind"] != "group") {
        assert!(task["lead_agency_id"].is_string(), "{task}");
        assert!(task["note"].is_string(), "what is invented is marked so: {task}");
    }
    let reports = tasks.iter().find(|it| it["number"] == "II.4.e").unwrap();
    assert_eq!(
        (&reports["due_rule"], &reports["occurrences"]),
        (&json!("before"), &json!(["2017-06-15", "2017-12-15"]))
    );
    let steps = auditor.get(&format!("/programmes/{id}/transitions")).items();
    let issue = steps.iter().find(|it| it["action"] == "issue").unwrap();
    assert_eq!(
        (&issue["actor"]["name"], &issue["on_behalf_of"]["name"]),
        (&json!("Trần Văn Minh Hoạ (demo)"), &json!("Lê Khắc Nam")),
        "whose name is on the paper lent the step"
    );
    let mut actions: Vec<&str> = steps.iter().map(|it| it["action"].as_str().unwrap()).collect();
    if actions.first() == Some(&"issue") {
        actions.reverse();
    }
    assert_eq!(actions, ["create", "submit", "return", "submit", "issue"], "drafted, returned once, issued");
}

fn the_agencies_are_those_of_2017(auditor: &Person) {
    let districts = texts(&all(auditor, "/agencies?kind=district"), "name");
    let of_hai_phong = [
        "Quận Hồng Bàng",
        "Quận Ngô Quyền",
        "Quận Lê Chân",
        "Quận Hải An",
        "Quận Kiến An",
        "Quận Đồ Sơn",
        "Quận Dương Kinh",
        "Huyện Thuỷ Nguyên",
        "Huyện An Dương",
        "Huyện An Lão",
        "Huyện Kiến Thuỵ",
        "Huyện Tiên Lãng",
        "Huyện Vĩnh Bảo",
        "Huyện Cát Hải",
        "Huyện Bạch Long Vĩ",
    ];
    assert_eq!(districts, set(&of_hai_phong));
    let committees = all(auditor, "/agencies?kind=city_committee");
    assert_eq!(committees.len(), 1);
    let standing = auditor.get(&format!("/agencies/{}/designations", committees[0]["id"].as_str().unwrap())).items();
    let labour = &agencies(auditor)["Sở Lao động - Thương binh và Xã hội"];
    assert_eq!((standing.len(), &standing[0]["agency_id"], &standing[0]["valid_to"]), (1, labour, &Value::Null));
    for kind in ["department", "mass_organisation"] {
        assert!(all(auditor, &format!("/agencies?kind={kind}")).len() >= 5, "{kind}");
    }
}

fn every_state_and_every_cell_occurs(auditor: &Person) {
    let programmes = all(auditor, "/programmes");
    assert_eq!(texts(&programmes, "state"), set(&["draft", "under_review", "issued", "closed", "cancelled"]));
    let of_2016 = programmes.iter().find(|it| it["year"] == 2016).unwrap();
    assert_eq!(of_2016["state"], "closed");
    let cancelled = programmes.iter().find(|it| it["state"] == "cancelled").unwrap();
    assert_eq!(cancelled["parent_id"], programme_1016(auditor)["id"], "a derived one");

    let assignments = all(auditor, "/assignments");
    let states = ["pending", "accepted", "in_progress", "reported_done", "verified", "returned", "cancelled"];
    assert_eq!(texts(&assignments, "state"), set(&states));
    let extensions = all(auditor, "/extensions");
    assert_eq!(texts(&extensions, "state"), set(&["asked", "granted", "refused", "withdrawn"]));
    let extended = assignments.iter().filter(|it| it["extended_until"].is_string() && it["state"] != "cancelled");
    let kept = extended.filter(|it| it["effective_due_at"] != it["due_at"]).count();
    assert!(kept > 0, "the original due date stands beside the extension");

    let statistics = auditor.get("/statistics/tasks").is(200);
    let counted = |cells: &Value, cell: &str| cells[cell].as_i64().unwrap();
    let cells = ["done_on_time", "done_late", "open_in_time", "open_overdue"];
    for cell in cells {
        assert!(counted(&statistics["totals"], cell) > 0, "{cell}: {}", statistics["totals"]);
        let listed = assignments.iter().filter(|it| it["cell"] == cell).count();
        assert_eq!(counted(&statistics["totals"], cell), listed as i64, "{cell}");
    }
    let not_cancelled = assignments.iter().filter(|it| it["state"] != "cancelled").count();
    assert_eq!(counted(&statistics["totals"], "total"), not_cancelled as i64);
    for part in ["by_agency", "by_programme"] {
        let sum: i64 = statistics[part].as_array().unwrap().iter().map(|it| counted(&it["cells"], "total")).sum();
        assert_eq!(sum, not_cancelled as i64, "{part}");
    }
    let actions = texts(&all(auditor, "/audit-entries?resource=assignments"), "action");
    for action in ["accept", "return", "reassign", "insist", "record_progress", "report_done", "verify", "send_back"] {
        assert!(actions.contains(action), "{action} is in the record");
    }
}

/// The mid-year report of a district.
fn mid_year_report(auditor: &Person, district: &str) -> Value {
    let agency = agencies(auditor)[district].as_str().unwrap().to_owned();
    let theirs = all(auditor, &format!("/assignments?agency_id={agency}"));
    let report = theirs.into_iter().find(|it| it["due_on"] == "2017-06-15" && it["owner_agency_id"] != agency.as_str());
    report.unwrap_or_else(|| panic!("{district} owes a report"))
}

fn midnight_parts_on_time_from_late(auditor: &Person) {
    let done = |district: &str| {
        let report = mid_year_report(auditor, district);
        (report["done_at"].clone(), report["cell"].clone())
    };
    assert_eq!(done("Huyện Thuỷ Nguyên"), (json!("2017-06-14T16:58:10.000000Z"), json!("done_on_time")));
    assert_eq!(done("Huyện Kiến Thuỵ"), (json!("2017-06-14T17:00:00.000000Z"), json!("done_late")));
}

/// The period of a sort of report.
fn period(auditor: &Person, regime: &str) -> Value {
    let found = all(auditor, &format!("/report-periods?year=2017&regime={regime}"));
    assert_eq!(found.len(), 1, "{regime}");
    found[0].clone()
}

/// What is owed in a period, by the name of the agency.
fn owed(auditor: &Person, regime: &str) -> BTreeMap<String, Value> {
    let id = period(auditor, regime)["id"].as_str().unwrap().to_owned();
    let obligations = all(auditor, &format!("/obligations?period_id={id}"));
    obligations.into_iter().map(|it| (it["agency_name"].as_str().unwrap().to_owned(), it)).collect()
}

fn four_periods_are_open(auditor: &Person) {
    let expected = [
        ("mid_year", "2017-06-15", "2017-06-14T17:00:00.000000Z", "2016-12-15", "2017-06-14"),
        ("one_off", "2017-09-15", "2017-09-14T17:00:00.000000Z", "2007-07-01", "2017-06-30"),
        ("annual", "2017-12-15", "2017-12-14T17:00:00.000000Z", "2016-12-15", "2017-12-14"),
        ("action_month", "2017-12-31", "2017-12-30T17:00:00.000000Z", "2017-11-15", "2017-12-15"),
    ];
    for (regime, due_on, due_at, from, to) in expected {
        let period = period(auditor, regime);
        assert_eq!((&period["state"], &period["due_rule"]), (&json!("open"), &json!("before")), "{regime}");
        assert_eq!((&period["due_on"], &period["due_at"]), (&json!(due_on), &json!(due_at)), "{regime}");
        assert_eq!((&period["data_from"], &period["data_to"]), (&json!(from), &json!(to)), "{regime}");
        assert_eq!(period["obligations"], 34, "departments, unions and districts owe it: {regime}");
    }
}

fn mid_year_reports_show_every_value_of_every_axis(auditor: &Person) {
    let owed = owed(auditor, "mid_year");
    let obligations: Vec<Value> = owed.values().cloned().collect();
    assert_eq!(
        texts(&obligations, "timeliness"),
        set(&["", "on_time", "late", "overdue"]),
        "none where nothing is owed"
    );
    assert_eq!(texts(&obligations, "content"), set(&["reported", "confirmed_nil", "missing", "exempt"]));
    assert_eq!(texts(&obligations, "state"), set(&["satisfied", "open", "exempt"]));

    let axes = |agency: &str| ["state", "timeliness", "content"].map(|axis| owed[agency][axis].clone());
    assert_eq!(axes("Ban Tổ chức Thành uỷ"), [json!("exempt"), Value::Null, json!("exempt")]);
    assert_eq!(axes("Văn phòng Uỷ ban nhân dân thành phố"), ["satisfied", "on_time", "confirmed_nil"]);
    assert_eq!(axes("Huyện Cát Hải"), ["open", "overdue", "missing"], "a report that was withdrawn stops no clock");
    assert_eq!(axes("Quận Kiến An"), ["open", "on_time", "missing"], "returned, and the next version is awaited");
    assert_eq!(owed["Quận Kiến An"]["awaiting_resubmission"], true);
    assert_eq!(axes("Huyện Bạch Long Vĩ"), ["open", "late", "reported"]);
    let returned = &owed["Quận Lê Chân"];
    assert_eq!(axes("Quận Lê Chân"), ["satisfied", "on_time", "reported"], "returned once, and in time all the same");
    assert_eq!((&returned["versions"], &returned["accepted_late"]), (&json!(2), &json!(true)));
    let extended = &owed["Huyện Tiên Lãng"];
    assert_eq!(axes("Huyện Tiên Lãng"), ["satisfied", "on_time", "reported"], "within the time that was granted");
    assert_eq!((&extended["due_on"], &extended["extended_until"]), (&json!("2017-06-15"), &json!("2017-06-20")));
    let received = |agency: &str| (owed[agency]["received_at"].clone(), owed[agency]["timeliness"].clone());
    assert_eq!(received("Quận Dương Kinh"), (json!("2017-06-14T16:59:45.000000Z"), json!("on_time")));
    assert_eq!(received("Huyện Kiến Thuỵ"), (json!("2017-06-14T17:00:30.000000Z"), json!("late")));

    let versions = |agency: &str| {
        let id = owed[agency]["id"].as_str().unwrap();
        let listed = all(auditor, &format!("/submissions?obligation_id={id}&sort=created_at"));
        let states = listed.iter().map(|it| it["state"].as_str().unwrap().to_owned());
        states.collect::<Vec<_>>()
    };
    assert_eq!(versions("Sở Nội vụ"), ["superseded", "accepted"], "amended in November");
    assert_eq!(versions("Quận Lê Chân"), ["returned", "accepted"]);
    assert_eq!(versions("Huyện Cát Hải"), ["withdrawn"]);
    let own = owed["Sở Lao động - Thương binh và Xã hội"]["official_submission_id"].as_str().unwrap();
    let steps = auditor.get(&format!("/submissions/{own}/transitions")).items();
    let accepted = steps.iter().find(|it| it["action"] == "accept").unwrap();
    assert_eq!(accepted["actor"]["name"], "Trần Văn Minh Hoạ (demo)", "the chair accepts the standing agency's own");
}

fn the_mid_year_reports_are_one_report(demo: &Demo, auditor: &Person) {
    let mid_year = period(auditor, "mid_year")["id"].as_str().unwrap().to_owned();
    let of_it = auditor.get(&format!("/consolidations?period_id={mid_year}")).ids();
    assert_eq!(of_it.len(), 1);
    let path = format!("/consolidations/{}", of_it[0]);
    let issued = auditor.get(&path).is(200);
    assert_eq!((&issued["state"], &issued["issued_on"]), (&json!("sent"), &json!("2017-07-05")));
    assert_eq!(issued["dispatches"].as_array().unwrap().len(), 2);
    assert_eq!(
        issued["stale_since"], "2017-11-23T08:00:00.000000Z",
        "the Department of Home Affairs amended its report"
    );
    let part = |part: &str| all(auditor, &format!("{path}/items?part={part}"));
    let [included, not_accepted, left_out, missing] = ["included", "not_accepted", "left_out", "missing"].map(part);
    assert_eq!(included.len() + not_accepted.len() + left_out.len() + missing.len(), 34);
    assert_eq!(issued["not_accepted"], not_accepted.len());
    let waiting: Vec<(&Value, &Value)> = not_accepted.iter().map(|it| (&it["state"], &it["since"])).collect();
    let expected = [("under_review", "2017-06-21T01:33:00.000000Z"), ("returned", "2017-06-20T06:54:00.000000Z")];
    assert_eq!(waiting, expected.map(|(state, since)| (json!(state), json!(since))).each_ref().map(|(a, b)| (a, b)));
    let warned = |code: &str| issued["warnings"].as_array().unwrap().iter().find(|it| it["code"] == code).cloned();
    assert_eq!(warned("reports_missing").unwrap()["reports"], missing.len());
    let said = all(auditor, &format!("{path}/texts?section=IV"));
    assert_eq!(said.len(), included.len());
    assert!(said.iter().all(|it| it["sha256"].is_string()));
    let silent: Vec<&Value> = said.iter().filter(|it| it["text"].is_null()).map(|it| &it["agency_name"]).collect();
    assert_eq!(silent, ["Văn phòng Uỷ ban nhân dân thành phố"], "each must have it but who had nothing to report");
    assert_eq!(texts(&left_out, "agency_name"), set(&["Ban Tổ chức Thành uỷ", "Quận Hải An"]));
    assert!(texts(&missing, "agency_name").contains("Huyện Cát Hải"), "it was taken back");
    let amended = included.iter().find(|it| it["agency_name"] == "Sở Nội vụ").unwrap();
    assert_eq!(amended["submission_number"], 1, "as it was when it was issued");
    assert_eq!(texts(&all(auditor, &format!("{path}/items?change=added")), "agency_name"), set(&["Quận Lê Chân"]));
    let paper = auditor.get(&format!("{path}/document"));
    assert_eq!(issued["sha256"], tienbo::kernel::crypto::hex(&tienbo::kernel::crypto::sha256(&paper.bytes)));
    demo.somebody("agency_lead").get(&path).is_problem(404, "not_found");
}

fn the_other_reports_are_under_way(demo: &Demo, auditor: &Person) {
    let annual: Vec<Value> = owed(auditor, "annual").into_values().collect();
    assert_eq!(annual.iter().filter(|it| it["content"] == "reported").count(), 2, "the first two");
    assert_eq!(annual.iter().filter(|it| it["timeliness"] == "pending").count(), 32);
    let period_of_the_year = period(auditor, "annual");
    assert_eq!(period_of_the_year["required_indicators"], json!(["TT.01", "TT.02"]));
    let id = period_of_the_year["id"].as_str().unwrap().to_owned();
    assert_eq!(
        texts(&all(auditor, &format!("/submissions?period_id={id}")), "state"),
        set(&["submitted", "under_review"])
    );
    let drafts: Vec<Value> = ["officer.so-noi-vu", "officer.vinh-bao"]
        .iter()
        .flat_map(|login| all(&demo.person(login), &format!("/submissions?period_id={id}")))
        .collect();
    assert_eq!(texts(&drafts, "state"), set(&["draft", "pending_signature"]), "for their own agencies alone");

    let review: Vec<Value> = owed(auditor, "one_off").into_values().collect();
    assert_eq!(texts(&review, "timeliness"), set(&["", "on_time", "late", "overdue"]));
    let supplement: Vec<Value> = owed(auditor, "action_month").into_values().collect();
    assert_eq!(
        (texts(&supplement, "timeliness"), texts(&supplement, "content")),
        (set(&["pending"]), set(&["missing"]))
    );
}

fn the_citys_committee_is_that_of_two_decisions(auditor: &Person) {
    let decisions = all(auditor, "/committee-decisions?sort=valid_from");
    let told: Vec<[&Value; 3]> =
        decisions.iter().map(|it| [&it["number"], &it["valid_from"], &it["valid_to"]]).collect();
    assert_eq!(
        told,
        [
            [&json!("DEMO-31/QĐ"), &json!("2017-01-12"), &json!("2017-09-14")],
            [&json!("DEMO-32/QĐ"), &json!("2017-09-15"), &Value::Null]
        ]
    );
    for decision in &decisions {
        let members = decision["members"].as_array().unwrap();
        assert!(members.iter().all(|it| it["full_name"].as_str().unwrap().ends_with("(demo)")), "{decision}");
    }
    let committee = decisions[0]["agency_id"].as_str().unwrap();
    for (on, women, members) in [("2017-01-11", 0, 0), ("2017-03-08", 4, 9), ("2017-10-20", 6, 10)] {
        let told = auditor.get(&format!("/statistics/membership?on={on}")).is(200);
        assert_eq!((&told["totals"]["women"], &told["totals"]["members"]), (&json!(women), &json!(members)), "{on}");
        let sitting = auditor.get(&format!("/agencies/{committee}/members?on={on}")).is(200);
        assert_eq!(sitting["members"].as_array().unwrap().len(), members, "{on}");
    }
}

fn the_year(engine: Engine) {
    let demo = Demo::on(engine, &[]);
    let said = demo.running.out();
    assert!(
        said.contains("2017-12-01T02:00:0"),
        "it begins at nine in the morning of 1 December 2017 in Hải Phòng: {said}"
    );
    let time = demo.running.nobody().get("/time").is(200);
    assert_eq!((&time["date"], &time["is_demo"]), (&json!("2017-12-01"), &json!(true)));
    let auditor = demo.somebody("auditor");
    the_programme_is_that_of_the_paper(&auditor);
    the_agencies_are_those_of_2017(&auditor);
    every_state_and_every_cell_occurs(&auditor);
    midnight_parts_on_time_from_late(&auditor);
    four_periods_are_open(&auditor);
    mid_year_reports_show_every_value_of_every_axis(&auditor);
    the_mid_year_reports_are_one_report(&demo, &auditor);
    the_other_reports_are_under_way(&demo, &auditor);
    events::are_as_told(&demo, &auditor);
    inspections::are_as_told(&demo, &auditor);
    the_citys_committee_is_that_of_two_decisions(&auditor);
    difficulties::are_as_told(&demo, &auditor);
    agency_changes::are_as_told(&demo, &auditor);
    // Those whose programme it is read it too, and their assignments with what they may do next.
    for role in ["agency_lead", "agency_officer", "standing_officer", "chair"] {
        let person = demo.somebody(role);
        let path = format!("/programmes/{}", programme_1016(&person)["id"].as_str().unwrap());
        let may = person.get(&path).blocked("amend").is_none();
        assert_eq!(may, role == "chair", "{role}");
    }
    let ended = demo.program.run(&["audit", "verify"]);
    assert!(ended.went_well().out.starts_with("the record is whole"), "{}", ended.out);
    demo.running.stop();
}

#[test]
fn the_year_on_sqlite() {
    the_year(Engine::Sqlite);
}

#[test]
fn the_year_on_postgres() {
    if Engine::postgres_is_wanted() {
        the_year(Engine::Postgres);
    }
}

#[test]
fn another_instant_stops_the_replay_there() {
    let demo = Demo::on(Engine::Sqlite, &["--now", "2017-06-14T23:59:30+07:00"]);
    let said = demo.running.out();
    assert!(said.contains("2017-06-14T16:59:3"), "{said}");
    let now = Instant::parse(demo.running.nobody().get("/time").is(200)["now"].as_str().unwrap()).unwrap();
    let begun = Instant::parse("2017-06-14T23:59:30+07:00").unwrap();
    assert!(begun <= now && now < begun.plus_seconds(120), "it runs on from there: {now}");

    let auditor = demo.somebody("auditor");
    let later = auditor.get("/audit-entries?at_from=2017-06-14T16:59:30.000001Z").items();
    assert!(later.iter().all(|it| it["resource"] == "sign-ins"), "{later:?}");
    let last = auditor.get("/audit-entries?resource=assignments&limit=1").items();
    assert_eq!(last[0]["occurred_at"], "2017-06-14T16:58:10.000000Z", "Thuỷ Nguyên's report, 80 seconds before");
    for path in [
        "/programmes",
        "/assignments",
        "/extensions",
        "/tasks",
        "/report-periods",
        "/obligations",
        "/submissions",
        "/events",
    ] {
        for item in all(&auditor, path) {
            let updated = item["updated_at"].as_str().unwrap();
            assert!(Instant::parse(updated).unwrap() <= begun, "{path}: {item}");
        }
    }
    assert!(all(&auditor, "/programmes?kind=plan").is_empty(), "the plan of the Action Month comes in October");
    assert!(all(&auditor, "/action-months").is_empty(), "and the Month with it");
    let reports = owed(&auditor, "mid_year");
    for agency in ["Quận Dương Kinh", "Huyện Kiến Thuỵ"] {
        let report = &reports[agency];
        assert_eq!((&report["timeliness"], &report["content"]), (&json!("pending"), &json!("missing")), "{agency}");
    }
    assert_eq!(reports["Huyện Thuỷ Nguyên"]["timeliness"], "on_time");
    assert!(reports.values().all(|it| it["timeliness"] != "late" && it["timeliness"] != "overdue"));
    let open = mid_year_report(&auditor, "Huyện Kiến Thuỵ");
    assert_eq!(open["done_at"], Value::Null, "half a minute is left for it");
    demo.running.stop();
}
