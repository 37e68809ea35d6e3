//! The year 2025: on 1 July districts and communes end, fifty communes follow, and the standing function moves. Nothing is lost, doubled or
//! orphaned: whatever was open is with somebody who is there, everybody has a seat or stands on the list of those who lose theirs, and both
//! reports of the year are received, judged and consolidated.

use std::collections::BTreeSet;
use std::time::Duration;

use diesel::prelude::*;
use tienbo::kernel::sql::Target;

use crate::engine_kit::{Word, count, engines};
use crate::harness::{Database, Engine, Person, Program, Running, Value};

/// The districts, their communes and the Department of Labour.
const ENDED: i64 = 15 + 167 + 1;
/// What is owed for the first half-year, by those and by the five departments that stay; and for the year, by these and by those that follow.
const OWED: [i64; 2] = [ENDED + 5, 50 + 5];
/// The districts' leads, and whoever leads the Department of Labour.
const WITHOUT_A_SEAT: usize = 15 + 1;
/// Fourteen districts have communes, whose first asks for more time.
const ASKED: i64 = 14;
/// One of each district, and one of the first commune of each.
const EVENTS: i64 = 15 + 14;
const STORY: &[&str] = &["demo", "--story=2025"];
/// Two days before the districts end: the change is approved.
const EVE: &str = "--now=2025-06-29T09:00:00+07:00";
/// Unoptimised code on a machine that runs other tests too.
const PATIENCE: Duration = Duration::from_secs(300);

struct Story {
    demo: Running,
    accounts: Vec<Value>,
    program: Program,
    database: Database,
}

impl Story {
    fn on(engine: Engine, more: &[&str]) -> Self {
        let program = Program::in_an_empty_folder();
        let database = match engine {
            // Each in a folder of its own: the accounts lie beside it.
            Engine::Sqlite => {
                Database { target: Target::Sqlite(program.file("data/tienbo.sqlite3").display().to_string()) }
            }
            Engine::Postgres => engine.empty(),
        };
        let program = program.on(&database.target);
        let mut demo = program.start(&[STORY, more].concat());
        demo.ready(PATIENCE);
        let accounts = std::fs::read(program.file("data/demo-accounts.json")).unwrap();
        let accounts = serde_json::from_slice(&accounts).unwrap();
        Self { demo, accounts, program, database }
    }

    fn password_of(&self, login: &str) -> &str {
        let account = self.accounts.iter().find(|it| it["login"] == login).unwrap_or_else(|| panic!("{login}"));
        account["password"].as_str().unwrap()
    }

    fn sign_in(&self, login: &str) -> Person {
        self.demo.person(login, self.password_of(login))
    }

    /// How many rows there are of a table, under some conditions.
    fn of(&self, rows: &str) -> i64 {
        count(&mut self.database.connect(), &format!("SELECT count(*) AS number FROM {rows}"))
    }

    fn words(&self, sql: &str) -> BTreeSet<String> {
        let rows: Vec<Word> = diesel::sql_query(sql).load(&mut self.database.connect()).unwrap();
        rows.into_iter().map(|it| it.word).collect()
    }

    fn is_whole(&self) {
        self.program.seals_all(&["audit", "verify"]).went_well();
    }
}

/// Who has no role at an agency that is there.
const SEATLESS: &str = "SELECT login AS word FROM users u WHERE u.state = 'active' AND NOT EXISTS \
     (SELECT 1 FROM grants g JOIN agencies a ON a.id = g.agency_id WHERE g.user_id = u.id AND g.state = 'active' AND a.valid_to IS NULL)";

/// On the eve everything is open everywhere, and the preview of the change says so; its list of people is returned.
fn everything_is_open_on_the_eve(engine: Engine) -> BTreeSet<String> {
    let story = Story::on(engine, &[EVE]);
    story.is_whole();
    assert_eq!(story.of("agencies WHERE valid_to IS NOT NULL"), 0, "{engine:?}");
    assert_eq!(story.of("extensions WHERE state = 'asked'"), ASKED);
    assert_eq!(story.of("events WHERE state = 'confirmed'"), EVENTS);
    assert!(story.of("recommendations WHERE state IN ('open', 'in_progress')") > 0);
    assert!(story.of("obligations WHERE state = 'open' AND received_at IS NULL") > 20);
    assert!(story.of("submissions WHERE state = 'submitted'") > 10, "received, and nobody has looked at them");
    assert!(story.of("submissions WHERE state = 'draft'") > 0);
    for (state, count) in [("raised", 2), ("in_handling", 2), ("resolved", 1), ("joined", 1)] {
        assert_eq!(story.of(&format!("difficulties WHERE state = '{state}'")), count, "{state}");
    }
    let auditor = story.sign_in("auditor");
    let change = auditor.get("/agency-changes?state=approved").items().remove(0);
    let path = format!("/agency-changes/{}", change["id"].as_str().unwrap());
    let preview = auditor.get(&format!("{path}/preview")).is(200);
    let left = |kind: &str| {
        let found = preview["left"].as_array().unwrap().iter().find(|it| it["kind"] == kind);
        found.unwrap_or_else(|| panic!("no {kind}"))["count"].as_i64().unwrap()
    };
    for kind in ["obligations", "assignments", "extensions", "events", "recommendations", "difficulties"] {
        assert!(left(kind) > 0, "{kind}");
    }
    assert_eq!(left("people-without-grant"), WITHOUT_A_SEAT as i64);
    let admin = story.sign_in("admin");
    let people = admin.get(&format!("{path}/preview/people-without-grant?limit=200")).items();
    let login = |it: &Value| {
        let person = admin.get(&format!("/users/{}", it["id"].as_str().unwrap())).is(200);
        person["login"].as_str().unwrap().to_owned()
    };
    people.iter().map(login).collect()
}

/// Whatever names one that has ended is held by an heir that is there.
fn nothing_is_orphaned(story: &Story) {
    for (table, agency) in [
        ("obligations", "agency_id"),
        ("obligations", "recipient_id"),
        ("submissions", "agency_id"),
        ("assignments", "agency_id"),
        ("assignments", "lead_agency_id"),
        ("extensions", "agency_id"),
        ("events", "agency_id"),
        ("recommendations", "agency_id"),
        ("difficulties", "agency_id"),
        ("difficulties", "holder_id"),
    ] {
        let orphaned = format!(
            "{table} x JOIN agencies a ON a.id = x.{agency} LEFT JOIN agency_succession s ON s.agency_id = a.id \
             LEFT JOIN agencies h ON h.id = s.heir_id \
             WHERE a.valid_to IS NOT NULL AND (h.id IS NULL OR h.valid_to IS NOT NULL)"
        );
        assert_eq!(story.of(&orphaned), 0, "{table}.{agency}");
    }
    assert_eq!(story.of("agency_succession"), ENDED);
    assert_eq!(story.of("agencies WHERE valid_to IS NOT NULL"), ENDED);
    // The committee, five departments, and the fifty that follow.
    assert_eq!(story.of("agencies WHERE valid_to IS NULL"), 1 + 5 + 50);
}

/// Both reports are received and accepted, but for the one of which nothing was asked any more.
fn both_reports_are_received_judged_and_consolidated(story: &Story) {
    let by_period = |condition: &str| {
        ["mid_year", "annual"].map(|regime| {
            story.of(&format!(
                "obligations o JOIN report_periods p ON p.id = o.period_id JOIN report_regimes r ON r.id = p.regime_id \
                 WHERE r.regime = '{regime}' AND {condition}"
            ))
        })
    };
    assert_eq!(by_period("true"), OWED);
    assert_eq!(by_period("o.state = 'exempt'"), [1, 0]);
    assert_eq!(by_period("o.state = 'satisfied' AND o.accepted_at IS NOT NULL"), [OWED[0] - 1, OWED[1]]);
    let doubled =
        "(SELECT obligation_id FROM submissions WHERE state = 'accepted' GROUP BY obligation_id HAVING count(*) > 1) d";
    assert_eq!(story.of(doubled), 0);
    assert_eq!(story.of("submissions WHERE state <> 'accepted'"), 0, "nobody waits for anything");
    assert_eq!(story.of("consolidations WHERE state = 'sent'"), 2);

    let figures = |path: &str| story.sign_in("auditor").get(path).is(200)["totals"].clone();
    let totals = figures("/statistics/compliance?year=2025");
    let number = |name: &str| totals[name].as_i64().unwrap();
    assert_eq!((number("expected"), number("exempt")), (OWED[0] + OWED[1], 1));
    assert_eq!((number("overdue"), number("pending")), (0, 0));
    assert_eq!(figures("/statistics/compliance?year=2025&roll_up=successor"), totals, "by heirs it is as much");
}

/// The committee of the city before and after the standing function moved, and that of a district as long as this was there.
fn who_sat_is_told_of_each_day(story: &Story) {
    let auditor = story.sign_in("auditor");
    let agency = |code: &str| -> String {
        let found = auditor.get(&format!("/agencies?q={code}")).items().into_iter().find(|it| it["code"] == code);
        found.unwrap_or_else(|| panic!("{code}"))["id"].as_str().unwrap().to_owned()
    };
    let (city, district) = (agency("H24.BVSTBPN"), agency("H24.01"));
    let posts = |agency: &str, day: &str| -> Vec<String> {
        let sitting = auditor.get(&format!("/agencies/{agency}/members?on={day}")).is(200);
        let members = sitting["members"].as_array().unwrap().iter();
        members.map(|it| it["post"].as_str().unwrap().to_owned()).collect()
    };
    let deputy = |day: &str| posts(&city, day)[1].clone();
    assert_eq!(deputy("2025-07-09"), "Giám đốc Sở Lao động - Thương binh và Xã hội");
    assert_eq!(deputy("2025-07-10"), "Giám đốc Sở Nội vụ");
    assert_eq!((posts(&district, "2025-06-30").len(), posts(&district, "2025-07-01").len()), (2, 0));
    let share = |day: &str| {
        let figures = auditor.get(&format!("/statistics/membership?on={day}")).is(200);
        let rows = figures["by_agency"].as_array().unwrap().iter();
        rows.map(|it| (it["agency_id"].clone(), it["figures"]["women"].clone())).find(|it| it.0 == city.as_str())
    };
    assert_eq!(share("2025-06-30").unwrap().1, 2);
    assert_eq!(share("2025-12-01").unwrap().1, 1);
}

/// A rural district, a city within the city, and several communes.
fn names_are_those_of_each_day(story: &Story) {
    let auditor = story.sign_in("auditor");
    let found = auditor.get("/agencies?q=H24.09&limit=200").items();
    let district = found.iter().find(|it| it["code"] == "H24.09").unwrap()["id"].as_str().unwrap();
    let names = auditor.get(&format!("/agencies/{district}/names")).items();
    let told: Vec<_> = names.iter().map(|it| (it["name"].as_str().unwrap(), it["valid_to"].as_str())).collect();
    let expected = [("Huyện Thuỷ Nguyên", Some("2024-12-31")), ("Thành phố Thuỷ Nguyên", Some("2025-06-30"))];
    assert_eq!(told, expected);
    let followed = auditor.get(&format!("/agencies/{district}/succession")).items();
    let of_it = followed.iter().find(|it| it["agency"]["id"] == district).unwrap();
    assert_eq!(of_it["successors"].as_array().unwrap().len(), 8);
}

#[test]
fn nothing_is_lost_doubled_or_orphaned_when_the_districts_end() {
    for engine in engines() {
        let listed = everything_is_open_on_the_eve(engine);
        assert_eq!(listed.len(), WITHOUT_A_SEAT, "{listed:?}");
        let story = Story::on(engine, &[]);
        story.is_whole();
        nothing_is_orphaned(&story);
        both_reports_are_received_judged_and_consolidated(&story);
        assert_eq!(story.words(SEATLESS), listed, "{engine:?}: whoever has no seat was on the list");

        // What was begun by those that ended was ended by those that follow.
        assert_eq!(story.of("extensions WHERE state IN ('granted', 'refused')"), ASKED);
        assert_eq!(story.of("events WHERE state = 'reported'"), EVENTS);
        assert!(story.of("recommendations WHERE state = 'verified'") > 0);
        assert_eq!(story.of("recommendations WHERE state NOT IN ('verified', 'waived', 'reassigned')"), 0);
        assert_eq!(story.of("difficulties WHERE state = 'closed'"), story.of("difficulties"));
        who_sat_is_told_of_each_day(&story);
        names_are_those_of_each_day(&story);
        assert_eq!(story.of("assignments WHERE state = 'verified'"), ASKED);

        // The new lead leads, and reads what the old one was sent; the old one signs in no more.
        let lead = story.sign_in("lead.h24.snv");
        let accepted = lead.get("/submissions?state=accepted&limit=1&count=true").is(200);
        assert_eq!(accepted["total"].as_i64().unwrap(), OWED[0] - 1 + OWED[1]);
        story.demo.sign_in("standing.lead", story.password_of("standing.lead")).is_problem(422, "no_role");
        // The clerk of a district acts at the one that follows.
        let clerk = story.sign_in("officer.h24.14");
        let drafts = clerk.get("/obligations?limit=50").items();
        assert!(drafts.len() > 12, "its own, and those of its twelve predecessors: {}", drafts.len());
        let time = lead.get("/time").is(200);
        assert!(time["now"].as_str().unwrap().starts_with("2025-12-30T02:"), "{time}");
    }
}

#[test]
fn a_story_has_its_own_year_and_its_own_database() {
    let program = Program::in_an_empty_folder();
    assert!(program.run(&["demo", "--story=2025", "--now=2017-06-14T23:59:30+07:00"]).refused().contains("2025"));
    assert!(program.run(&["demo", "--story=2025", "--scale=city"]).refused().contains("--scale"));
    let mut demo = program.start(&["demo", "--now=2017-01-09T08:00:00+07:00"]);
    demo.ready(PATIENCE);
    demo.stop();
    assert!(program.run(&["demo", "--story=2025"]).refused().contains("--story"));
}
