//! Databases of earlier versions, as `scripts/keep-database` kept them under `tests/kept`: restored, brought up to date by the
//! migrations of this version, and served. What was in them is there still; the record stays as it was, byte by byte.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use diesel::prelude::*;
use tienbo::kernel::sql::migrate;

use crate::engine_kit::{Word, count, engines};
use crate::harness::{Database, Engine, PASSWORD, Program, json};

/// The committee of the demo.
const COMMITTEE: &str = "H24.BVSTBPN";

/// Tables that a demo leaves empty, and those that are left out because they hold secrets or soon forgotten things.
const EMPTY: &[&str] = &[
    "idempotency_keys",
    "mail_deliveries",
    "mail_preferences",
    "refresh_tokens",
    "reporting_routes",
    "sign_in_attempts",
    "sign_in_networks",
    "sign_in_notices",
    "signing_keys",
    "token_families",
];

/// The folders of the versions that were kept.
fn versions() -> Vec<PathBuf> {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kept");
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(kept).unwrap().map(|it| it.unwrap().path()).filter(|it| it.is_dir()).collect();
    folders.sort();
    folders
}

/// The folder of the version that was kept last.
pub fn newest() -> PathBuf {
    versions().pop().unwrap()
}

/// A database with what a version kept for an engine.
pub fn restored(version: &Path, engine: Engine) -> Database {
    let name = if engine == Engine::Sqlite { "sqlite.sql.gz" } else { "postgres.sql.gz" };
    let unpacked = Command::new("gzip").args(["--decompress", "--stdout"]).arg(version.join(name)).output().unwrap();
    assert!(unpacked.status.success(), "{}", String::from_utf8_lossy(&unpacked.stderr));
    let database = engine.empty();
    database.execute(&String::from_utf8(unpacked.stdout).unwrap());
    database
}

fn words(database: &Database, query: &str) -> Vec<String> {
    let rows: Vec<Word> =
        diesel::sql_query(query).load(&mut database.connect()).unwrap_or_else(|error| panic!("{query}: {error}"));
    rows.into_iter().map(|it| it.word).collect()
}

/// Every table with its columns.
fn tables(database: &Database, engine: Engine) -> BTreeMap<String, Vec<String>> {
    let query = match engine {
        Engine::Sqlite => {
            "SELECT t.name || '.' || c.name AS word FROM sqlite_schema t, pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.cid"
        }
        Engine::Postgres => {
            "SELECT table_name || '.' || column_name AS word FROM information_schema.columns \
             WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"
        }
    };
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for word in words(database, query) {
        let (table, column) = word.split_once('.').unwrap();
        tables.entry(table.to_owned()).or_default().push(column.to_owned());
    }
    tables
}

/// The rows of a table by some of its columns, each as one text that differs where any byte does.
fn rows(database: &Database, engine: Engine, table: &str, columns: &[String]) -> BTreeSet<String> {
    let text = |column: &String| match engine {
        Engine::Sqlite => format!("quote({column})"),
        Engine::Postgres => format!("quote_nullable({column}::text)"),
    };
    let all: Vec<String> = columns.iter().map(text).collect();
    words(database, &format!("SELECT {} AS word FROM {table}", all.join(" || ',' || "))).into_iter().collect()
}

/// What is in a database: the rows of every table, by the columns of then.
struct Content {
    columns: BTreeMap<String, Vec<String>>,
    rows: BTreeMap<String, BTreeSet<String>>,
}

impl Content {
    fn of(database: &Database, engine: Engine) -> Self {
        let columns = tables(database, engine);
        let read = |(table, columns): (&String, &Vec<String>)| (table.clone(), rows(database, engine, table, columns));
        Self { rows: columns.iter().map(read).collect(), columns }
    }

    /// Whatever is in some tables is there still.
    fn is_still_there(&self, database: &Database, engine: Engine, tables: impl Fn(&str) -> bool) {
        for (table, before) in self.rows.iter().filter(|(table, _)| tables(table)) {
            let after = rows(database, engine, table, &self.columns[table]);
            let lost: Vec<&String> = before.difference(&after).collect();
            assert!(
                lost.is_empty(),
                "{table}: {} of {} rows are gone or changed: {}",
                lost.len(),
                before.len(),
                lost[0]
            );
        }
    }
}

fn is_record(table: &str) -> bool {
    table.starts_with("journal_")
}

#[test]
fn every_kept_database_is_brought_up_to_date_and_stays_whole() {
    assert!(!versions().is_empty(), "none was kept");
    for (version, engine) in versions().into_iter().flat_map(|it| engines().map(move |engine| (it.clone(), engine))) {
        let database = restored(&version, engine);
        let before = Content::of(&database, engine);
        for (table, rows) in &before.rows {
            let is_era_of_sqlite = table == "journal_eras" && engine == Engine::Sqlite;
            assert_eq!(rows.is_empty(), EMPTY.contains(&table.as_str()) || is_era_of_sqlite, "{table}");
        }
        migrate::run(&database.target).unwrap();
        before.is_still_there(&database, engine, |_| true);
        let program = Program::in_an_empty_folder().on(&database.target);
        program.run(&["migrate"]).went_well();
        before.is_still_there(&database, engine, is_record);
        let eras = || count(&mut database.connect(), "SELECT count(*) AS number FROM journal_eras");
        let eras_before = eras();
        let head = program.run(&["audit", "head"]).went_well().out.trim().to_owned();
        program.run(&["audit", "verify", "--head", &head]).went_well();

        // It is served, and the record goes on where it ended. Its accounts have no passwords here, so another one comes in.
        let mut service = program.start(&["demo"]);
        service.ready(Duration::from_secs(60));
        let agency = format!("--agency={COMMITTEE}");
        let arguments = ["user", "create", "--login=nguoi-moi", "--full-name=Người mới", "--role=admin", &agency];
        program.run_with(&arguments, &[("TIENBO_PASSWORD", PASSWORD)]).went_well();
        let administrator = service.person("nguoi-moi", PASSWORD);
        let entries = before.rows["journal_entries"].len();
        let found = administrator.get("/audit-entries?count=true&sort=sequence").is(200);
        assert!(found["total"].as_u64().unwrap() > entries as u64, "{}", found["total"]);
        assert!(!administrator.get("/programmes").ids().is_empty(), "what was issued is read");
        let document = json!({"number": "01/QĐ-UBND", "kind": "decision", "issuer": "UBND thành phố",
            "issued_on": "2017-11-29", "title": "Quyết định mới"});
        administrator.post("/legal-documents", document).is(201);
        program.seals_all(&["audit", "verify", "--head", &head]).went_well();
        service.stop();
        // What the first form sealed goes into a bundle whole, or is left out where only a part of it is to be told.
        for (name, agency, left_out) in [("all", None, false), ("part", Some("--agency=H24.SYT"), true)] {
            let (to, bundle) = (format!("--to={name}"), format!("--bundle={name}"));
            let export: Vec<&str> = ["audit", "export", &to].into_iter().chain(agency).collect();
            let head_now = program.run(&export).went_well().out.trim().to_owned();
            let said = program.run(&["audit", "verify", &bundle, "--head", &head_now]).went_well().out.clone();
            assert_eq!(said.contains("are left out"), left_out, "{said}");
        }
        before.is_still_there(&database, engine, is_record);
        let expected = if engine == Engine::Postgres { eras_before + 1 } else { eras_before };
        assert_eq!(eras(), expected, "a restored PostgreSQL opens a new era, and SQLite has none");
    }
}
