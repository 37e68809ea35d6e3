//! The demo of a country, small: what is told in bulk is whole, adds up, and is the same every time.

use std::collections::BTreeMap;
use std::time::Duration;

use diesel::prelude::*;
use tienbo::kernel::sql::Target;

use crate::engine_kit::{Word, count, engines};
use crate::harness::{Database, Engine, Person, Program, Running, Value};

/// Two provinces with seven communes, and the two reports of one year.
const SMALL: &[&str] = &["demo", "--scale=national", "--years=1", "--provinces=2", "--communes=7"];
/// The evening on which the year's last reports are late: everything but what comes after the new year has happened.
const LATE: &str = "--now=2017-12-31T20:00:00+07:00";
const OWED: i64 = 2 * (2 + 7);
/// Six each: three in the Action Month, one on each of the two days, one course.
const EVENTS: i64 = 6 * (2 + 7);

/// Three communes of one province and four of the other, all visited by their provinces, and both of these by the committee.
const VISITS: i64 = 7 + 2;

/// Unoptimised code on a machine that runs other tests too.
const PATIENCE: Duration = Duration::from_secs(60);

struct Country {
    demo: Running,
    accounts: Vec<Value>,
    program: Program,
    database: Database,
}

impl Country {
    fn on(engine: Engine, arguments: &[&str]) -> Self {
        let program = Program::in_an_empty_folder();
        let database = match engine {
            // Each in a folder of its own: the accounts lie beside it.
            Engine::Sqlite => {
                Database { target: Target::Sqlite(program.file("data/tienbo.sqlite3").display().to_string()) }
            }
            Engine::Postgres => engine.empty(),
        };
        let program = program.on(&database.target);
        let mut demo = program.start(arguments);
        demo.ready(PATIENCE);
        let accounts = std::fs::read(program.file("data/demo-accounts.json")).unwrap();
        let accounts = serde_json::from_slice(&accounts).unwrap();
        Self { demo, accounts, program, database }
    }

    fn sign_in(&self, login: &str) -> Person {
        let account = self.accounts.iter().find(|it| it["login"] == login).unwrap_or_else(|| panic!("{login}"));
        self.demo.person(login, account["password"].as_str().unwrap())
    }

    fn count(&self, sql: &str) -> i64 {
        count(&mut self.database.connect(), sql)
    }

    /// One column of a statement, in its order.
    fn words(&self, sql: &str) -> Vec<String> {
        let rows: Vec<Word> = diesel::sql_query(sql).load(&mut self.database.connect()).unwrap();
        rows.into_iter().map(|it| it.word).collect()
    }

    /// What two builds have in common: everything but passwords, tokens and the machine's time.
    fn told(&self) -> [Vec<String>; 6] {
        let lead = self.sign_in("standing.lead");
        let listed = |path: &str| lead.get(path).items().iter().map(Value::to_string).collect::<Vec<_>>();
        [
            self.words(
                "SELECT receipt_number || ' ' || sha256 AS word FROM submissions WHERE sha256 IS NOT NULL ORDER BY id",
            ),
            listed("/obligations?limit=200"),
            listed("/submissions?limit=200"),
            listed("/events?limit=200"),
            self.words("SELECT receipt_number || ' ' || sha256 AS word FROM inspections WHERE sha256 IS NOT NULL ORDER BY id"),
            self.words("SELECT report_number || ' ' || sha256 AS word FROM inspection_reports WHERE sha256 IS NOT NULL ORDER BY id"),
        ]
    }

    fn is_whole(&self) {
        self.program.seals_all(&["audit", "verify"]).went_well();
    }
}

/// Every event has its publication, its results where it was reported, and the history that requests would have left.
fn its_events_are_whole(country: &Country, auditor: &Person) {
    for table in ["events", "publications", "event_figures"] {
        assert_eq!(country.count(&format!("SELECT count(*) AS number FROM {table}")), EVENTS, "{table}");
    }
    let odd = "SELECT count(*) AS number FROM events e JOIN publications p ON p.id = e.id \
         JOIN event_figures f ON f.event_id = e.id WHERE f.state <> e.state OR \
         (e.state = 'reported') <> (e.results_number > 0) \
         OR e.results_number <> (SELECT count(*) FROM event_results r WHERE r.event_id = e.id) \
         OR (e.action_month_id IS NOT NULL) <> (e.occasion = 'action_month') \
         OR p.visible AND (p.starts_at <> e.starts_at OR p.ends_at <> e.ends_at OR p.status IS NULL OR p.approved_text IS NULL)";
    assert_eq!(country.count(odd), 0);
    assert!(country.count("SELECT count(*) AS number FROM publications WHERE state = 'published'") > 0);
    let reported = auditor.get("/events?state=reported&occasion=action_month&limit=1").items().remove(0);
    let history = auditor.get(&format!("/events/{}/transitions", reported["id"].as_str().unwrap())).items();
    let actions: Vec<&str> = history.iter().map(|it| it["action"].as_str().unwrap()).collect();
    assert!(actions.starts_with(&["create", "confirm"]) && actions.ends_with(&["hold", "report"]), "{actions:?}");
    assert!(history.iter().map(|it| it["at"].as_str().unwrap()).is_sorted());
}

/// Every inspection stands as requests would have left it, over three years, so that visits carry what earlier ones recommended; of the
/// first of them, in which nothing was required, no answers are told.
#[test]
fn inspections_of_some_years_are_whole_and_carry_what_was_left() {
    for engine in engines() {
        let arguments = ["demo", "--scale=national", "--years=3", "--provinces=2", "--communes=7", LATE];
        let country = Country::on(engine, &arguments);
        country.is_whole();
        let of = |sql: &str| country.count(&format!("SELECT count(*) AS number FROM {sql}"));
        assert_eq!(of("inspections WHERE kind = 'visit'"), 3 * VISITS, "{engine:?}");
        assert_eq!(of("inspections WHERE kind = 'self'"), 3 * 7);
        assert_eq!(of("inspection_plans WHERE state = 'closed'"), 6, "those of the years before");
        assert_eq!(of("inspection_plans WHERE state = 'approved'"), 3);
        let left = "inspections WHERE year < 2017 AND state NOT IN ('closed', 'cancelled', 'not_handed_in')";
        assert_eq!(of(left), 0, "nothing is left of a year that was closed");
        // A concluded report closes its visit and opens what it recommends.
        let closed = of("inspections WHERE kind = 'visit' AND state = 'closed'");
        assert!(closed >= VISITS, "{closed}");
        assert_eq!(of("inspection_reports WHERE state = 'concluded' AND sha256 IS NOT NULL"), closed);
        let recommended = of("recommendations WHERE state <> 'proposed'");
        assert!((6 * closed..=8 * closed).contains(&recommended), "{recommended} of {closed} visits");
        assert!(of("recommendations WHERE state = 'verified'") * 10 > recommended * 7, "most are verified");
        assert!(of("carried_recommendations WHERE found IS NOT NULL") > 0);
        assert_eq!(of("carried_recommendations WHERE found IS NULL"), 0);
        // What was signed, or ended in the field, has every required item of the last two years.
        let odd = "inspections i WHERE (i.first_signed_at IS NOT NULL OR i.finished_at IS NOT NULL) \
             AND (SELECT count(*) FROM inspection_answers a WHERE a.inspection_id = i.id) <> CASE i.year WHEN 2015 THEN 0 ELSE 40 END";
        assert_eq!(of(odd), 0);

        // A province follows up what it recommended, and what it was recommended.
        let head = country.sign_in("lead.h01");
        let visit = head.get("/inspections?kind=visit&state=closed&limit=1").items().remove(0);
        let history = head.get(&format!("/inspections/{}/transitions", visit["id"].as_str().unwrap())).items();
        let actions: Vec<&str> = history.iter().map(|it| it["action"].as_str().unwrap()).collect();
        assert!(actions.ends_with(&["notify", "start", "finish", "conclude"]), "{actions:?}");
        assert!(history.iter().map(|it| it["at"].as_str().unwrap()).is_sorted());
        let page = head.get(&format!("/inspections/{}/answers?limit=60", visit["id"].as_str().unwrap())).is(200);
        assert_eq!(page["items"].as_array().unwrap().len(), 60, "those that nobody answered are among them");
    }
}

#[test]
fn a_country_is_whole_adds_up_and_is_the_same_twice() {
    for engine in engines() {
        let arguments = [SMALL, &[LATE]].concat();
        let country = Country::on(engine, &arguments);
        country.is_whole();
        assert_eq!(country.count("SELECT count(*) AS number FROM obligations"), OWED);
        assert_eq!(country.count("SELECT count(*) AS number FROM agencies"), 2 + 2 + 7);

        // What is derived is what its submissions say, and what figures count is what is on record.
        let odd = "SELECT count(*) AS number FROM obligations o WHERE \
             (o.official_id IS NOT NULL) <> (o.state = 'satisfied') \
             OR o.versions <> (SELECT count(*) FROM submissions s WHERE s.obligation_id = o.id AND s.received_at IS NOT NULL) \
             OR (SELECT count(*) FROM obligation_spells p WHERE p.obligation_id = o.id AND p.ended_at > (SELECT max(began_at) FROM obligation_spells)) <> 1";
        assert_eq!(country.count(odd), 0, "{engine:?}");
        let apart = "SELECT count(*) AS number FROM obligations o JOIN obligation_spells p ON p.obligation_id = o.id \
             WHERE p.ended_at > (SELECT max(began_at) FROM obligation_spells) \
             AND (p.state <> o.state OR p.content <> o.content OR coalesce(p.received_at <> o.received_at, false))";
        assert_eq!(country.count(apart), 0, "{engine:?}");

        let auditor = country.sign_in("auditor");
        let figures = auditor.get("/statistics/compliance?year=2017").is(200);
        let number = |part: &Value, name: &str| part[name].as_i64().unwrap();
        let totals = &figures["totals"];
        assert_eq!(number(totals, "expected"), OWED);
        let owed = number(totals, "expected") - number(totals, "exempt");
        assert_eq!(["on_time", "late", "overdue", "pending"].map(|it| number(totals, it)).iter().sum::<i64>(), owed);
        for (parts, branches) in [("by_level", 2), ("by_branch", 2)] {
            let parts = figures[parts].as_array().unwrap();
            assert_eq!(parts.len(), branches);
            let sum: i64 = parts.iter().map(|it| number(&it["figures"], "expected")).sum();
            assert_eq!(sum, OWED);
        }
        // Before anything was due, nothing was late; the spells remember.
        let early = auditor.get("/statistics/compliance?as_of=2017-05-16T00:00:00Z").is(200);
        assert_eq!(number(&early["totals"], "overdue"), 0);
        assert_eq!(number(&early["totals"], "expected"), 2 + 7);

        // A history is what requests would have left.
        let accepted = auditor.get("/submissions?state=accepted&limit=1").items().remove(0);
        let id = accepted["id"].as_str().unwrap();
        let history = country.sign_in("standing.lead").get(&format!("/submissions/{id}/transitions")).items();
        let actions: Vec<&str> = history.iter().map(|it| it["action"].as_str().unwrap()).collect();
        assert!(actions.ends_with(&["take", "accept"]), "{actions:?}");
        let times: Vec<&str> = history.iter().map(|it| it["at"].as_str().unwrap()).collect();
        assert!(times.is_sorted(), "{times:?}");
        let whole = auditor.get(&format!("/submissions/{id}")).is(200);
        assert_eq!(whole["content"]["values"].as_array().unwrap().len(), 30);

        its_events_are_whole(&country, &auditor);
        let told = country.told();
        let again = Country::on(engine, &arguments);
        assert_eq!(again.told(), told, "{engine:?}: two builds tell the same");
    }
}

#[test]
fn a_country_is_alive_and_a_second_start_goes_on_with_it() {
    for engine in engines() {
        let country = Country::on(engine, SMALL);
        let lead = country.sign_in("standing.lead");
        let time = lead.get("/time").is(200);
        assert!(time["now"].as_str().unwrap().starts_with("2017-12-01T02:"), "{time}");
        let states: BTreeMap<String, usize> =
            lead.get("/obligations?limit=200").items().iter().fold(BTreeMap::new(), |mut counted, it| {
                *counted.entry(it["timeliness"].as_str().unwrap_or("none").to_owned()).or_default() += 1;
                counted
            });
        assert!(states.get("pending").is_some_and(|it| *it > 0), "the annual report is still owed: {states:?}");

        // An officer of a commune goes on where the tale ends.
        let officer = country.sign_in("officer.h01.001");
        let owed = officer.get("/obligations?timeliness=pending&limit=10").items();
        for obligation in &owed {
            let known =
                officer.get(&format!("/submissions?obligation_id={}", obligation["id"].as_str().unwrap())).items();
            if known.is_empty() {
                officer.post("/submissions", crate::harness::json!({"obligation_id": obligation["id"]})).is(201);
            }
        }
        let told = country.told();
        let Country { demo, program, database, .. } = country;
        demo.stop();
        let mut demo = program.start(SMALL);
        demo.ready(Duration::from_secs(15));
        let accounts = Vec::new();
        let country = Country { demo, accounts, program, database };
        assert_eq!(
            country.words(
                "SELECT receipt_number || ' ' || sha256 AS word FROM submissions WHERE sha256 IS NOT NULL ORDER BY id"
            ),
            told[0]
        );
    }
}

#[test]
fn a_demo_of_another_scale_is_not_taken_for_this_one() {
    let program = Program::in_an_empty_folder();
    let mut demo = program.start(SMALL);
    demo.ready(PATIENCE);
    demo.stop();
    let line = program.run(&["demo", "--scale=city"]).refused().to_owned();
    assert!(line.contains("--scale"), "{line}");
    let mut demo = program.start(&["demo"]);
    demo.ready(PATIENCE);
    demo.stop();
    assert!(program.run(&["demo", "--years=3"]).refused().contains("--scale"), "a city has one year");
}
