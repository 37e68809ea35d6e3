//! `tienbo audit verify` as an auditor runs it: it is content with a whole record, and names the first broken entry of one
//! that somebody altered behind the service's back.

use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::engine_kit::{Word, engines};
use crate::harness::{City, Database, Engine, Program, both_databases, id_in};

both_databases![what_an_extension_is_for_is_held_against_the_record];

/// A record made by the program itself: a committee and three administrators, each with a grant.
struct Record {
    program: Program,
    database: Database,
}

impl Record {
    fn on(engine: Engine) -> Self {
        let database = engine.empty();
        let program = Program::in_an_empty_folder().on(&database.target);
        let record = Self { program, database };
        record.enter(&["mot", "hai", "ba"]);
        record
    }

    /// More administrators, beside a service: an entry for each account and one for its grant, and all of them sealed.
    fn enter(&self, logins: &[&str]) {
        let mut service = self.program.start(&["serve"]);
        service.ready(Duration::from_secs(30));
        for login in logins {
            self.program.enter_administrator(login);
        }
        self.program.seals_all(&["audit", "verify"]);
        service.kill();
    }

    /// The head that an auditor takes home.
    fn head(&self) -> String {
        self.program.run(&["audit", "head"]).went_well().out.trim().to_owned()
    }

    /// The sequences in the sealed order.
    fn sequences(&self) -> Vec<i64> {
        let seals: Vec<Word> = diesel::sql_query("SELECT sequences AS word FROM journal_seals ORDER BY number")
            .load(&mut self.database.connect())
            .unwrap();
        seals.iter().flat_map(|it| it.word.split(' ')).map(|it| it.parse().unwrap()).collect()
    }

    /// What an entry tells of.
    fn resource(&self, sequence: i64) -> String {
        let query = format!("SELECT resource AS word FROM journal_entries WHERE sequence = {sequence}");
        diesel::sql_query(query).get_result::<Word>(&mut self.database.connect()).unwrap().word
    }

    /// The text that a column of an entry holds.
    fn column(&self, column: &str, sequence: i64) -> String {
        let query = format!("SELECT {column} AS word FROM journal_entries WHERE sequence = {sequence}");
        diesel::sql_query(query).get_result::<Word>(&mut self.database.connect()).unwrap().word
    }

    /// It is broken at this position and sequence first, whether a head is shown or not.
    #[track_caller]
    fn is_broken_at(&self, position: usize, sequence: i64, head: &str) {
        for arguments in [vec!["audit", "verify"], vec!["audit", "verify", "--head", head]] {
            let ended = self.program.run(&arguments);
            let line = ended.refused();
            assert!(line.starts_with(&format!("broken at position {position}, sequence {sequence}")), "{line}");
            assert_eq!(ended.status.code(), Some(1));
        }
    }
}

#[test]
fn a_whole_record_is_found_whole() {
    for engine in engines() {
        let record = Record::on(engine);
        let head = record.head();
        let sealed = record.sequences().len();
        assert!(head.starts_with(&format!("{sealed}:")) && sealed >= 7, "{head}");
        let ended = record.program.run(&["audit", "verify", "--head", &head]);
        let said = &ended.went_well().out;
        // Each is the first word of an agency, a person, a grant or a key.
        let objects = sealed;
        assert_eq!(
            *said,
            format!(
                "the record is whole: {sealed} entries sealed, 0 not yet\nthe tables are as it tells: {objects} objects\n{head}\n"
            )
        );
        // The head of today is still in the record of tomorrow.
        record.enter(&["bon"]);
        record.program.run(&["audit", "verify", "--head", &head]).went_well();
        assert_ne!(record.head(), head);
    }
}

#[test]
fn an_edited_entry_is_named() {
    for engine in engines() {
        let record = Record::on(engine);
        let (head, sequences) = (record.head(), record.sequences());
        let third = sequences[2];
        let after = record.column("after", third);
        assert!(after.contains("\"version\":1"), "{after}");
        diesel::sql_query(format!("UPDATE journal_entries SET after = {} WHERE sequence = {third}", place(engine)))
            .bind::<Text, _>(after.replacen("\"version\":1", "\"version\":2", 1))
            .execute(&mut record.database.connect())
            .unwrap();
        record.is_broken_at(3, third, &head);
        let line = record.program.run(&["audit", "verify"]).refused().to_owned();
        assert!(line.contains(&record.resource(third)), "it says what the entry tells of: {line}");
        // A later one that is edited too does not hide the first.
        record
            .database
            .execute(&format!("UPDATE journal_entries SET action = 'forged' WHERE sequence = {}", sequences[4]));
        record.is_broken_at(3, third, &head);
    }
}

fn place(engine: Engine) -> &'static str {
    if engine == Engine::Postgres { "$1" } else { "?" }
}

#[test]
fn a_deleted_entry_is_named() {
    for engine in engines() {
        let record = Record::on(engine);
        let (head, sequences) = (record.head(), record.sequences());
        record.database.execute(&format!("DELETE FROM journal_entries WHERE sequence = {}", sequences[3]));
        record.is_broken_at(4, sequences[3], &head);
    }
}

#[test]
fn swapped_entries_are_named() {
    for engine in engines() {
        let record = Record::on(engine);
        let (head, sequences) = (record.head(), record.sequences());
        let (second, fifth) = (sequences[1], sequences[4]);
        // Each takes the other's place in the order.
        let overriding = if engine == Engine::Postgres { "sequence = DEFAULT" } else { "sequence = 1000000" };
        record.database.execute(&format!("UPDATE journal_entries SET {overriding} WHERE sequence = {second}"));
        let moved = sequences.iter().max().unwrap();
        let highest = format!("UPDATE journal_entries SET sequence = {second} WHERE sequence = {fifth}");
        record.database.execute(&if engine == Engine::Postgres { by_hand(&highest) } else { highest });
        let back = format!("UPDATE journal_entries SET sequence = {fifth} WHERE sequence > {moved}");
        record.database.execute(&if engine == Engine::Postgres { by_hand(&back) } else { back });
        record.is_broken_at(2, second, &head);
    }
}

/// PostgreSQL numbers entries always by itself: who writes a number has to switch that off.
fn by_hand(update: &str) -> String {
    format!(
        "ALTER TABLE journal_entries ALTER COLUMN sequence SET GENERATED BY DEFAULT; {update}; \
         ALTER TABLE journal_entries ALTER COLUMN sequence SET GENERATED ALWAYS"
    )
}

#[test]
fn an_inserted_entry_is_named() {
    for engine in engines() {
        let record = Record::on(engine);
        let (head, sequences) = (record.head(), record.sequences());
        let third = sequences[2];
        let (uuid, overriding) = if engine == Engine::Postgres {
            ("gen_random_uuid()", "OVERRIDING SYSTEM VALUE")
        } else {
            ("randomblob(16)", "")
        };
        record.database.execute(&format!(
            "INSERT INTO journal_entries (sequence, id, era, transaction_id, occurred_at, recorded_at, resource, resource_id, \
             resource_version, action) {overriding} SELECT -1, {uuid}, era, transaction_id, occurred_at, recorded_at, resource, \
             resource_id, resource_version, action FROM journal_entries WHERE sequence = {third}"
        ));
        let line = record.program.run(&["audit", "verify", "--head", &head]).refused().to_owned();
        assert!(line.contains("sequence -1 "), "the one that slipped in is named: {line}");
    }
}

#[test]
fn an_entry_that_no_service_wrote_is_named() {
    for engine in engines() {
        let record = Record::on(engine);
        let third = record.sequences()[2];
        let (sequence, uuid, transaction, overriding) = if engine == Engine::Postgres {
            ("1000000", "gen_random_uuid()", "4611686018427387904", "OVERRIDING SYSTEM VALUE")
        } else {
            ("1000000", "randomblob(16)", "0", "")
        };
        record.database.execute(&format!(
            "INSERT INTO journal_entries (sequence, id, era, transaction_id, occurred_at, recorded_at, resource, resource_id, \
             resource_version, action) {overriding} SELECT {sequence}, {uuid}, era, {transaction}, occurred_at, recorded_at, resource, \
             resource_id, resource_version, action FROM journal_entries WHERE sequence = {third}"
        ));
        let line = record.program.run(&["audit", "verify"]).refused().to_owned();
        assert!(line.contains("sequence 1000000 ") && line.contains("beside the service"), "{line}");
    }
}

#[test]
fn a_cut_off_tail_is_found_by_the_head_that_was_kept() {
    for engine in engines() {
        let record = Record::on(engine);
        let kept_before = record.sequences().len();
        record.enter(&["bon"]);
        let (head, sequences) = (record.head(), record.sequences());
        let last = sequences[kept_before - 1];
        record.database.execute(&format!(
            "DELETE FROM journal_seals WHERE first_position > {kept_before}; DELETE FROM journal_entries WHERE sequence > {last}"
        ));
        let line = record.program.run(&["audit", "verify"]).refused().to_owned();
        assert!(line.contains("users ") && line.contains("no entry of the record tells of it"), "{line}");
        let cut = |record: &Record| {
            let ended = record.program.run(&["audit", "verify", "--head", &head]);
            ended.refused().to_owned()
        };
        let line = cut(&record);
        assert!(line.contains(&format!("cut off behind position {kept_before}")), "{line}");
        // What is written afterwards does not hide it.
        record.enter(&["nam"]);
        let line = cut(&record);
        assert!(line.contains("not in the chain") || line.contains("cut off"), "{line}");
    }
}

fn what_an_extension_is_for_is_held_against_the_record(city: City) {
    let (engine, papers) = (city.engine, city.papers());
    let literal = |id: &str| match engine {
        Engine::Sqlite => format!("X'{}'", id.replace('-', "")),
        Engine::Postgres => format!("'{id}'"),
    };
    let one = papers.extension("justice", "granted");
    let two = papers.extension("culture", "asked");
    let of_a_report = papers.report_extension("culture_lead", "culture");
    let verify = || Program::in_an_empty_folder().on(&city.database.target).run(&["audit", "verify"]);
    verify().went_well();

    let mut city = city;
    city.stop();
    let [first, second, third] = [&one, &two, &of_a_report].map(|path| literal(id_in(path)));
    let invented = literal("01890a5d-ac96-774b-bcce-b302099a8057");
    let rows = "extension_subjects (extension_id, resource, subject_id)";
    for (forgery, named) in [
        (format!("UPDATE extension_subjects SET subject_id = {invented} WHERE extension_id = {first}"), &one),
        (format!("UPDATE extension_subjects SET resource = 'obligations' WHERE extension_id = {first}"), &one),
        (format!("UPDATE extension_subjects SET extension_id = {second} WHERE extension_id = {first}"), &one),
        (format!("DELETE FROM extension_subjects WHERE extension_id = {third}"), &of_a_report),
        (format!("INSERT INTO {rows} VALUES ({third}, 'obligations', {invented})"), &of_a_report),
        (
            format!(
                "DELETE FROM extension_subjects WHERE extension_id = {second}; DELETE FROM extensions WHERE id = {second}"
            ),
            &two,
        ),
    ] {
        let copy = city.database.copied();
        copy.execute(&forgery);
        let line = Program::in_an_empty_folder().on(&copy.target).run(&["audit", "verify"]).refused().to_owned();
        assert!(line.contains(&format!("extensions {}: ", id_in(named))), "{forgery}: {line}");
    }
}

#[test]
fn there_is_nothing_to_verify_where_there_is_no_database() {
    let program = Program::in_an_empty_folder();
    assert!(program.run(&["audit", "verify"]).refused().contains("TIENBO_DATABASE_URL"));
    assert!(!program.file("data/tienbo.sqlite3").exists(), "nothing is made by looking");
    // A database of another kind, or one that was never migrated.
    std::fs::create_dir(program.file("data")).unwrap();
    std::fs::write(program.file("data/tienbo.sqlite3"), "").unwrap();
    program.run(&["audit", "verify"]).refused();
}
