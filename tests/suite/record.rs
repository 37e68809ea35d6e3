//! The record is the tables: whatever is changed in any of them beside the service is found. Walked through are all columns of all
//! tables of a whole year, as the database has them, so a column that is added later and forgotten fails here.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use tienbo::chapters;
use tienbo::kernel::chapter::Resource;
use tienbo::kernel::held::{self, Found};
use tienbo::kernel::sql::{AnyConnection, migrate};
use tienbo::kernel::table::Table;

use crate::harness::{City, Database, Engine, Program, TEAM, Value, both_databases, event_step, id_in, json};
use crate::kept::{newest, restored};

both_databases![
    whatever_is_changed_in_a_table_is_found,
    whatever_row_is_gone_or_slipped_in_is_found,
    a_row_that_cannot_be_read_hides_no_other,
    what_reads_like_a_right_value_and_compares_otherwise_is_found,
    an_amendment_is_whole_and_its_authors_are_held,
    an_id_that_others_have_breaks_nothing,
];

/// A year as it was kept. Served once, so that it has keys.
fn year(engine: Engine) -> Database {
    let database = restored(&newest(), engine);
    migrate::run(&database.target).unwrap();
    let program = Program::in_an_empty_folder().on(&database.target);
    let mut service = program.start(&["demo"]);
    service.ready(Duration::from_secs(60));
    service.stop();
    database
}

/// What the year has nothing of.
const BESIDE_THE_YEAR: &[&str] = &[
    "removed_tasks",
    "reporting_routes",
    "action_months",
    "action_month_documents",
    "event_plans",
    "calendar_addresses",
    "events",
    "event_co_organisers",
    "event_figures",
    "event_results",
    "event_series",
    "publications",
    "checklists",
    "committee_decisions",
    "inspection_answers",
    "restricted_texts",
    "disclosures",
    "inspections",
    "inspection_members",
    "inspection_plans",
    "inspection_reports",
    "recommendations",
    "carried_recommendations",
    "inspection_ratings",
    "difficulties",
    "difficulty_turns",
    "agency_changes",
    "agency_change_effects",
    "agency_names",
    "agency_succession",
];

fn is_beside(table: &str) -> bool {
    BESIDE_THE_YEAR.contains(&table)
}

/// Of which there is one row for each object, by its key.
const ONE_OF_EACH: &[&str] = &["consolidation_documents", "event_figures", "inspection_ratings"];

/// An agency reports to another than the one above it, two drafts have lost a task, two agencies have sent up their
/// event plans, two have an address for calendars, three have checklists, two plan inspections, and three have
/// decisions on their committees.
fn report_elsewhere(city: &City) {
    hold_events(city);
    let papers = city.papers();
    for agency in ["justice", "culture"] {
        let draft = papers.bare_draft(agency);
        let task = papers.task(agency, &draft, "1", json!({}));
        papers.hands(agency).0.delete(&format!("/tasks/{task}")).is(204);
    }
    let route = json!({"recipient_id": city.agency("justice"), "valid_from": "2017-12-05"});
    let ward = city.agency("commune");
    city.standing_lead().post(&format!("/agencies/{ward}/reporting-routes"), route).is(201);
    plan_events(city);
    for (agency, state) in [("committee", "retired"), ("justice", "published"), ("culture", "draft")] {
        papers.checklist(agency, state);
    }
    for (agency, state) in
        [("justice", "in_force"), ("justice", "in_force"), ("culture", "draft"), ("committee", "revoked")]
    {
        papers.decision(agency, state);
    }
    find_out(city);
    inspect(city);
    hinder(city);
    for (agency, state) in [("district", "draft"), ("committee", "approved"), ("district", "approved")] {
        papers.inspection_plan(agency, state);
    }
    for login in ["justice_officer", "culture_officer"] {
        let agency = city.agency(login.split('_').next().unwrap_or_default());
        city.by(login).post("/calendar-addresses", json!({"agency_id": agency, "label": "Điện thoại"})).is(201);
    }
    change_agencies(city);
}

/// Two agencies were renamed and two units ended, one was to end and does not, and one went on after all.
fn change_agencies(city: &City) {
    for (state, code) in [("cancelled", "H24.02.73"), ("reverted", "H24.02.74")] {
        city.change_of_a_unit(code, state);
    }
    let unit = |code: &str| -> Value {
        let new = json!({"code": code, "name": code, "kind": "unit", "parent_id": city.agency("justice"),
            "valid_from": "2016-01-01"});
        city.admin().post("/agencies", new).is(201)["id"].clone()
    };
    let (first, second) = (unit("H24.02.71"), unit("H24.02.72"));
    let renamed = |agency: &str, code: &str| json!({"agency_id": city.agency(agency), "name": "Tên mới", "code": code});
    let done = city.drafted_change_with(json!({
        "effective_on": "2017-02-01",
        "legal_document_id": law(city, "1211/NQ-UBTVQH13"),
        "ends": [
            {"agency_id": first, "heir_id": city.agency("culture"), "successor_ids": [city.agency("labour")],
                "open_obligations": "exempt"},
            {"agency_id": second, "open_obligations": "heir_files"},
        ],
        "renames": [renamed("culture", "H24.71"), renamed("district", "H24.72")],
    }));
    city.bring_change(&done, "executed");
}

/// Difficulties of two agencies from hand to hand, one of which was sent out of the house and answered with another that is joined to it.
fn hinder(city: &City) {
    let papers = city.papers();
    let survivor = papers.difficulty("justice", "in_handling");
    let joined = papers.difficulty_draft("culture", json!({"severity": "urgent", "sensitivity": "restricted"}));
    papers.bring_difficulty("culture", &joined, "raised");
    let join = json!({"action": "join", "survivor_id": id_in(&survivor)});
    city.standing_officer().transition(&joined, join).is(200);
    for action in ["ask", "inform", "escalate", "forward", "record_reply", "resolve"] {
        papers.move_difficulty("justice", &survivor, action);
    }
    let passed = papers.difficulty("commune", "in_handling");
    papers.move_difficulty("commune", &passed, "pass_up");
    let still = papers.difficulty("culture", "forwarded");
    let join = json!({"action": "join", "survivor_id": id_in(&still)});
    city.standing_officer().transition(&passed, join).is(200);
    papers.difficulty_draft("district", json!({"severity": "low", "sensitivity": "restricted"}));
}

/// Visits of two teams, one of which is under way and one was called off, and what two agencies handed in.
fn inspect(city: &City) {
    let papers = city.papers();
    papers.visit("in_progress");
    let visit = papers.visit_of("district", "commune", TEAM, "fieldwork_done");
    let release = json!({"action": "release", "user_id": city.user("culture_officer")});
    city.by("district_lead").transition(&visit, release).is(200);
    papers.visit_of("committee", "commune", TEAM, "cancelled");
    let called_off = papers.visit("postponed");
    let refused = json!({"action": "cancel", "cause": "refused"});
    city.standing_lead().transition(&called_off, refused).is(200);
    papers.self_inspection_of("committee", "justice", "submitted");
    papers.self_inspection_of("district", "commune", "closed");
    find(city);
    city.at("2017-02-01T09:00:00+07:00");
}

/// Reports of two visits, one of which was concluded and is amended, with recommendations that were extended, disputed and given to
/// another agency, and what a later visit found of some.
fn find(city: &City) {
    let papers = city.papers();
    let report = papers.inspection_report("draft");
    let ones: Vec<String> =
        ["justice", "culture", "district"].map(|agency| papers.recommended(&report, agency, json!({}))).into();
    papers.bring_inspection_report("committee", "justice", &report, "concluded");
    papers.move_recommendation("committee", "justice", &ones[0], "extend");
    papers.bring_recommendation("committee", "culture", &ones[1], "implemented");
    papers.bring_recommendation("committee", "district", &ones[2], "reassigned");
    let second = papers.amended("committee", "justice", &report);
    papers.recommended(&second, "justice", json!({}));
    let silent = papers.inspection_report_of("district", "commune", "with_agency");
    papers.move_report("district", "commune", &silent, "note_silence");
    for agency in ["justice", "culture"] {
        let team = ["district_lead", "district_officer"];
        let visit = papers.visit_of("committee", agency, &team, "in_progress");
        papers.judge_carried(&city.by("district_officer"), &visit);
    }
}

/// Two series, and two events that were reported, corrected and published, one with a change that is asked for.
fn hold_events(city: &City) {
    let papers = city.papers();
    let beginning = "2017-02-01T09:00:00+07:00";
    for (agency, other, state) in [
        ("justice", "culture", "published"),
        ("culture", "district", "change_requested"),
        ("commune", "justice", "refused"),
    ] {
        papers.series(agency);
        let together = json!([{"kind": "agency", "agency_id": city.agency(other), "role": "co_organiser"}]);
        let event = papers.event(agency, json!({"partners": together, "planned": {"state": 7_000_000}}));
        papers.bring_event(agency, &event, "reported");
        city.at("2017-11-25T09:00:00+07:00");
        let lead = city.by(&format!("{agency}_lead"));
        for views in [240, 360] {
            let mut step = event_step("correct");
            step["results"]["online_views"] = json!(views);
            lead.transition(&event, step).is(200);
        }
        papers.bring_publication(agency, &event, state);
        city.at(beginning);
    }
    let (one, same) = (papers.event("justice", json!({})), papers.event_in("culture", "confirmed"));
    let duplicate = json!({"action": "declare_duplicate", "of_id": id_in(&one), "reason": "Nhập hai lần"});
    city.standing_officer().transition(&same, duplicate).is(200);
}

/// A self-inspection was handed in with restricted findings, and three people have read one of them.
fn find_out(city: &City) {
    let papers = city.papers();
    let (own, file) = papers.handed_in();
    let other = papers.self_inspection();
    let officer = city.by("district_officer");
    for code in ["1.1", "2.1"] {
        let secret = json!({"rating": "met", "finding": "Lời kể khác", "sensitivity": "restricted", "device_time": "2017-02-01T01:00:00Z"});
        officer.put(&format!("{other}/answers/{code}"), secret).is(200);
    }
    officer.put(&format!("{other}/answers/1.2"), json!({"rating": "met", "finding": "Có quy hoạch"})).is(200);
    for (reader, path) in [
        ("standing_lead", format!("{own}/answers/1.1")),
        ("chair", file),
        ("district_lead", format!("{other}/answers/2.1")),
    ] {
        city.by(reader).post(&format!("{path}/disclosures"), json!({"purpose": "Chuẩn bị kết luận"})).is(200);
    }
}

fn plan_events(city: &City) {
    let papers = city.papers();
    let laws: Vec<Value> =
        ["73/2006/QH11", "1241/QĐ-TTg", "02/2007/QH12"].iter().map(|number| law(city, number)).collect();
    for (agency, state) in [("justice", "acknowledged"), ("culture", "returned")] {
        let month = papers.month("announced");
        city.standing_lead().patch(&month, json!({"legal_document_ids": laws})).is(200);
        let plan = papers.plan_for(&month, agency, state);
        if state == "returned" {
            city.by("culture_officer").patch(&plan, json!({"note": "Bổ sung một buổi toạ đàm"})).is(200);
        }
    }
}

fn law(city: &City, number: &str) -> Value {
    let law =
        json!({"number": number, "kind": "law", "issuer": "Quốc hội", "issued_on": "2006-11-29", "title": number});
    city.admin().post("/legal-documents", law).is(201)["id"].clone()
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

fn columns(connection: &mut AnyConnection) -> Vec<Column> {
    let query = match connection {
        AnyConnection::Sqlite(_) => {
            "SELECT t.name AS \"table\", c.name AS name, c.type AS kind FROM sqlite_schema t, pragma_table_info(t.name) c \
             WHERE t.type = 'table' ORDER BY t.name, c.cid"
        }
        AnyConnection::Pg(_) => {
            "SELECT table_name::text AS \"table\", column_name::text AS name, data_type::text AS kind \
             FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"
        }
    };
    diesel::sql_query(query).load(connection).unwrap()
}

/// Nothing that the database itself would refuse stands in the way of whoever writes into its files.
fn unbound(connection: &mut AnyConnection) {
    match connection {
        AnyConnection::Sqlite(_) => {
            connection.batch_execute("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON").unwrap();
            let indexes = "SELECT 'DROP INDEX ' || name AS name FROM sqlite_schema \
                           WHERE type = 'index' AND sql LIKE 'CREATE UNIQUE%'";
            run_all(connection, indexes);
        }
        AnyConnection::Pg(_) => {
            let constraints = "SELECT format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', conrelid::regclass, conname) AS name \
                 FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f', 'u')";
            run_all(connection, constraints);
            let indexes = "SELECT format('DROP INDEX %I', i.relname) AS name FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid \
                 WHERE x.indisunique AND NOT x.indisprimary AND i.relnamespace = 'public'::regnamespace";
            run_all(connection, indexes);
        }
    }
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

fn run_all(connection: &mut AnyConnection, statements: &str) {
    let all: Vec<Name> = diesel::sql_query(statements).load(connection).unwrap();
    for statement in all {
        connection.batch_execute(&statement.name).unwrap();
    }
}

/// What a value becomes, in the words of SQL: another row's first, which nothing tells from a true one.
fn forgeries(column: &Column) -> Vec<String> {
    let Column { table, name, kind } = column;
    let another = format!(
        "(SELECT other.{name} FROM {table} other WHERE other.{name} IS NOT NULL AND other.{name} <> {table}.{name} LIMIT 1)"
    );
    let altered = match kind.as_str() {
        // What is yes or no on SQLite becomes the other.
        "INTEGER" | "integer" | "bigint" => format!("CASE WHEN {name} = 1 THEN 0 ELSE coalesce({name}, 0) + 1 END"),
        "BLOB" => "randomblob(16)".to_owned(),
        "uuid" => "gen_random_uuid()".to_owned(),
        "bytea" => "'\\x00112233445566778899aabbccddeeff'::bytea".to_owned(),
        "boolean" => format!("NOT coalesce({name}, false)"),
        "date" => format!("coalesce({name}, date '2017-01-01') + 1"),
        "timestamp with time zone" => format!("coalesce({name}, now()) + interval '1 second'"),
        "TEXT" | "text" => format!("coalesce({name}, '') || 'x'"),
        other => panic!("{table}.{name}: {other} is a type that this test does not know"),
    };
    vec![another, altered, "NULL".to_owned()]
}

/// Tries something and takes it back. None where the database would not have it, or where nothing changed.
fn tried(connection: &mut AnyConnection, forgery: &str, watched: &[held::Resource]) -> Option<Found> {
    let mut found = None;
    let taken_back: QueryResult<()> = connection.transaction(|connection| {
        if diesel::sql_query(forgery).execute(connection)? > 0 {
            found = Some(held::verify(connection, watched, |_| ()).unwrap());
        }
        Err(diesel::result::Error::RollbackTransaction)
    });
    assert!(taken_back.is_err());
    found
}

/// The tables that the journal tells of, each with the resources that hold it.
fn held_tables() -> BTreeMap<&'static str, Vec<&'static Resource>> {
    let all: Vec<&Resource> = chapters::resources().collect();
    let with = |table: &str| -> Vec<&'static Resource> {
        all.iter().copied().filter(|it| it.tables.contains(&Table::Held(leaked(table)))).collect()
    };
    let mut found = BTreeMap::new();
    for table in all.iter().flat_map(|it| it.tables) {
        match table {
            Table::Held(name) => found.insert(*name, with(name)),
            Table::Part(part) => found.insert(part.table, with(part.of)),
            Table::Beside(_) => continue,
        };
    }
    // One table of two kinds of accounts.
    let services = all.iter().copied().filter(|it| it.name == "service-accounts");
    found.entry("users").or_default().extend(services);
    found
}

fn leaked(name: &str) -> &'static str {
    name.to_owned().leak()
}

fn unheld() -> BTreeSet<(&'static str, &'static str)> {
    let all = chapters::resources().filter_map(|it| it.held).flat_map(|it| it.unheld);
    all.map(|it| (it.table, it.column)).collect()
}

fn watched(holders: &[&'static Resource]) -> Vec<held::Resource> {
    let watched: Vec<held::Resource> = holders.iter().filter_map(|it| Some((it.name, it.held?))).collect();
    assert!(!watched.is_empty(), "a table is held by nothing");
    watched
}

fn whatever_is_changed_in_a_table_is_found(city: City) {
    report_elsewhere(&city);
    let year = year(city.engine);
    let mut connection = year.connect();
    let whole = held::verify(&mut connection, &chapters::held(), |_| ()).unwrap();
    assert!(whole.faults.is_empty() && whole.objects > 1_000, "{whole:?}");
    let mut missed = altered(&mut connection, city.engine, |table| !is_beside(table));
    missed.extend(altered(&mut city.connect(), city.engine, |table| BESIDE_THE_YEAR.contains(&table)));
    assert!(missed.is_empty(), "{} forgeries are not found:\n{}", missed.len(), missed.join("\n"));
}

fn whatever_row_is_gone_or_slipped_in_is_found(city: City) {
    report_elsewhere(&city);
    let year = year(city.engine);
    let mut missed = added_and_removed(&mut year.connect(), city.engine, |table| !is_beside(table));
    missed.extend(added_and_removed(&mut city.connect(), city.engine, |table| BESIDE_THE_YEAR.contains(&table)));
    assert!(missed.is_empty(), "{} forgeries are not found:\n{}", missed.len(), missed.join("\n"));
}

/// By what a row is told from all others.
fn key_of(engine: Engine) -> &'static str {
    if engine == Engine::Sqlite { "rowid" } else { "ctid" }
}

/// What is not found of what was changed, column by column.
fn altered(connection: &mut AnyConnection, engine: Engine, of: impl Fn(&str) -> bool) -> Vec<String> {
    unbound(connection);
    let (tables, unheld, key) = (held_tables(), unheld(), key_of(engine));
    let mut missed = Vec::new();
    for column in columns(connection).iter().filter(|it| of(&it.table)) {
        let Column { table, name, .. } = column;
        let Some(holders) = tables.get(table.as_str()) else { continue };
        let watched = watched(holders);
        if unheld.contains(&(table.as_str(), name.as_str())) {
            continue;
        }
        let mut tries = 0;
        for value in forgeries(column) {
            // Of a table of two kinds one of each.
            let ends: &[&str] = if table == "users" { &["min", "max"] } else { &["max"] };
            for end in ends {
                let which = format!("SELECT {end}({key}) FROM {table} WHERE {name} IS DISTINCT FROM {value}");
                let forgery = format!("UPDATE {table} SET {name} = {value} WHERE {key} = ({which})");
                if let Some(found) = tried(connection, &forgery, &watched) {
                    tries += 1;
                    if found.faults.is_empty() {
                        missed.push(format!("{engine:?} {forgery}"));
                    }
                }
            }
        }
        assert!(tries > 0, "{engine:?}: nothing could be forged in {table}.{name}");
    }
    missed
}

/// What is not found of rows that are gone, and of copies under another key.
fn added_and_removed(connection: &mut AnyConnection, engine: Engine, of: impl Fn(&str) -> bool) -> Vec<String> {
    unbound(connection);
    let (all, key) = (columns(connection), key_of(engine));
    let mut missed = Vec::new();
    for (table, holders) in held_tables().into_iter().filter(|(table, _)| of(table)) {
        let watched = watched(&holders);
        let left_out = watched.iter().all(|(_, held)| held.left_out);
        let one = format!("{key} = (SELECT max({key}) FROM {table})");
        let gone = format!("DELETE FROM {table} WHERE {one}");
        let found = tried(connection, &gone, &watched).unwrap_or_else(|| panic!("{table} is empty"));
        if found.faults.is_empty() && !left_out {
            missed.push(format!("{engine:?} {gone}"));
        }
        let names: Vec<&Column> = all.iter().filter(|it| it.table == table).collect();
        let has_id = names[0].name == "id";
        let copied = names.iter().map(|it| match (it.name.as_str(), it.kind.as_str()) {
            ("id", "BLOB") => "randomblob(16)".to_owned(),
            ("id", _) => "gen_random_uuid()".to_owned(),
            ("task_id", "BLOB") if table == "removed_tasks" => "randomblob(16)".to_owned(),
            ("task_id", "uuid") if table == "removed_tasks" => "gen_random_uuid()".to_owned(),
            ("kid", _) => "'0197a6f2-0000-7000-8000-000000000000'".to_owned(),
            ("position", _) if table != "users" => "position + 1000".to_owned(),
            // Nobody is of one team twice at a time.
            ("number", _) if table == "inspection_members" || table == "difficulty_turns" => "number + 1000".to_owned(),
            ("part", _) if table == "inspection_members" => "'member'".to_owned(),
            ("user_id", "BLOB") if table == "inspection_members" => "randomblob(16)".to_owned(),
            ("user_id", "uuid") if table == "inspection_members" => "gen_random_uuid()".to_owned(),
            ("subject_id" | "agency_id", "BLOB") if !has_id => "randomblob(16)".to_owned(),
            ("subject_id" | "agency_id", "uuid") if !has_id => "gen_random_uuid()".to_owned(),
            (name, _) => name.to_owned(),
        });
        let copied = copied.collect::<Vec<_>>().join(", ");
        let names = names.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(", ");
        let slipped_in = format!("INSERT INTO {table} ({names}) SELECT {copied} FROM {table} WHERE {one}");
        match tried(connection, &slipped_in, &watched) {
            None => assert!(ONE_OF_EACH.contains(&table), "{slipped_in}"),
            Some(found) if found.faults.is_empty() => missed.push(format!("{engine:?} {slipped_in}")),
            Some(_) => {}
        }
    }
    missed
}

fn faults(connection: &mut AnyConnection) -> Vec<String> {
    held::verify(connection, &chapters::held(), |_| ()).unwrap().faults.iter().map(ToString::to_string).collect()
}

fn a_row_that_cannot_be_read_hides_no_other(city: City) {
    let mut connection = city.connect();
    unbound(&mut connection);
    let id = if city.engine == Engine::Sqlite { "randomblob(16)" } else { "gen_random_uuid()" };
    let copy = |role: &str, state: &str| {
        format!(
            "INSERT INTO grants (id, version, created_at, updated_at, user_id, agency_id, role, scope, valid_from, valid_to, state) \
             SELECT {id}, version, created_at, updated_at, user_id, agency_id, '{role}', 'subtree', valid_from, valid_to, '{state}' \
             FROM grants LIMIT 1"
        )
    };
    connection.batch_execute(&copy("boss", "revoked")).unwrap();
    assert_eq!(faults(&mut connection).len(), 1, "what cannot be read is a fault itself");
    connection.batch_execute(&copy("admin", "active")).unwrap();
    let found = faults(&mut connection);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|it| it.starts_with("grants ")), "{found:?}");
}

fn what_reads_like_a_right_value_and_compares_otherwise_is_found(city: City) {
    let year = year(city.engine);
    let mut connection = year.connect();
    if city.engine == Engine::Postgres {
        // There every column has its type, and so the lists of names are held here.
        let of = |connection: &mut AnyConnection, kind: &str| -> BTreeSet<String> {
            let held: Vec<Column> = columns(connection).into_iter().filter(|it| it.kind == kind).collect();
            held.into_iter().map(|it| it.name).collect()
        };
        let set = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect::<BTreeSet<String>>();
        assert_eq!(of(&mut connection, "date"), set(&held::DAYS));
        assert_eq!(of(&mut connection, "boolean"), set(&held::FLAGS));
        return;
    }
    unbound(&mut connection);
    for (table, column, value) in [
        ("legal_documents", "issued_on", "' ' || issued_on"),
        ("grants", "valid_from", "replace(valid_from, '-0', '-')"),
        ("indicators", "by_sex", "by_sex * 2 + 2"),
        ("obligations", "awaiting", "awaiting + 2"),
    ] {
        let forgery = format!("UPDATE {table} SET {column} = {value} WHERE rowid = (SELECT min(rowid) FROM {table})");
        let found = tried(&mut connection, &forgery, &chapters::held()).unwrap();
        assert!(!found.faults.is_empty(), "{forgery}");
    }
}

fn an_amendment_is_whole_and_its_authors_are_held(city: City) {
    let papers = city.papers();
    let accepted = papers.submission("justice", "accepted");
    city.by("justice_lead_2").transition(&accepted, json!({"action": "amend", "reason": "Bổ sung số liệu"})).is(200);
    let mut connection = city.connect();
    assert_eq!(faults(&mut connection), Vec::<String>::new());
    let emptied = "UPDATE submissions SET authors = '[]' WHERE number = 2";
    let found = tried(&mut connection, emptied, &chapters::held()).unwrap();
    assert!(found.faults.iter().any(|it| it.what.starts_with("who wrote it")), "{found:?}");
}

fn an_id_that_others_have_breaks_nothing(city: City) {
    let papers = city.papers();
    let obligation = papers.obligation("justice", "open");
    let body =
        json!({"id": id_in(&obligation), "agency_id": city.agency("justice"), "year": 2017, "title": "Chương trình"});
    city.by("justice_officer").post("/programmes", body).is(201);
    assert_eq!(faults(&mut city.connect()), Vec::<String>::new());
}
