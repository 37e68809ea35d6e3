//! Whose work something is, is found without reading the work.

use std::sync::{Arc, Mutex};

use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use diesel::sql_types::Text;
use tienbo::kernel::id::Id;
use tienbo::kernel::journal::{Acts, authors_among};
use tienbo::kernel::sql::AnyConnection;

use crate::engine_kit::count;
use crate::harness::{City, Engine, both_databases, inspection_step, json};

both_databases![
    who_wrote_something_is_found_without_reading_what_was_written,
    nobody_judges_what_he_wrote_however_often_others_wrote_it,
];

/// So often somebody changed one answer.
const CHANGES: i64 = 20_000;

/// Copies the newest entry of an object as the act of somebody, many times.
fn repeat(city: &City, resource: &str, object: &str, actor: Id) {
    let literal = |id: &str| match city.engine {
        Engine::Sqlite => format!("x'{}'", id.replace('-', "")),
        Engine::Postgres => format!("'{id}'::uuid"),
    };
    let (fresh, numbers) = match city.engine {
        Engine::Sqlite => {
            let counted = format!("SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {CHANGES}");
            ("randomblob(16)", format!("(WITH RECURSIVE n(i) AS ({counted}) SELECT i FROM n)"))
        }
        Engine::Postgres => ("gen_random_uuid()", format!("generate_series(1, {CHANGES})")),
    };
    let (object, actor) = (literal(object), literal(&actor.to_string()));
    city.database.execute(&format!(
        "INSERT INTO journal_entries (id, era, occurred_at, recorded_at, actor_id, actor_agency_id, owner_agency_id, \
         resource, resource_id, resource_version, action, before, after) \
         SELECT {fresh}, era, occurred_at, recorded_at, {actor}, actor_agency_id, owner_agency_id, \
         resource, resource_id, resource_version, 'update', after, after \
         FROM journal_entries, {numbers} AS numbers WHERE sequence = \
         (SELECT max(sequence) FROM journal_entries WHERE resource = '{resource}' AND resource_id = {object})"
    ));
}

fn ids(city: &City, who: &str, list: &str) -> Vec<Id> {
    let items = city.by(who).get(list).items();
    items.iter().map(|it| it["id"].as_str().expect("an id").parse().expect("an id")).collect()
}

/// How many rows and entries of indexes of the record were read by this session since it last told.
const READ: &str = "SELECT (pg_stat_get_xact_tuples_returned('journal_entries'::regclass) \
    + pg_stat_get_xact_tuples_fetched('journal_entries'::regclass) \
    + (SELECT sum(pg_stat_get_xact_tuples_returned(indexrelid)) FROM pg_index WHERE indrelid = 'journal_entries'::regclass))::bigint \
    AS number";

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// How each statement on a connection goes to the record, as SQLite plans it.
fn plans(connection: &mut AnyConnection, said: &[String]) -> Vec<String> {
    let plan =
        |statement: &String| format!("EXPLAIN QUERY PLAN {}", statement.split(" -- binds").next().unwrap_or_default());
    let lines = said.iter().flat_map(|it| diesel::sql_query(plan(it)).load::<Line>(connection).expect("a plan"));
    lines.map(|line| line.detail).filter(|line| line.contains("entry") || line.contains("journal_entries")).collect()
}

fn who_wrote_something_is_found_without_reading_what_was_written(city: City) {
    let own = city.papers().self_inspection_of("committee", "justice", "submitted");
    let answers = ids(&city, "justice_officer", &format!("{own}/answers?limit=200"));
    let (author, other) = (city.user("justice_officer"), city.user("standing_officer"));
    repeat(&city, "answers", &answers[0].to_string(), author);
    let acts = Acts { resources: &["answers"], objects: &answers, actions: &["answer", "update"] };
    let connection = &mut city.connect();
    if city.engine == Engine::Postgres {
        diesel::sql_query("ANALYZE journal_entries").execute(connection).expect("statistics");
    }
    let said: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = said.clone();
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            log.lock().expect("a log").push(query.to_string());
        }
    });
    let read = connection.transaction::<i64, diesel::result::Error, _>(|connection| {
        let read_before = if city.engine == Engine::Postgres { count(connection, READ) } else { 0 };
        said.lock().expect("a log").clear();
        assert_eq!(authors_among(connection, &[author], acts)?, [author]);
        assert_eq!(authors_among(connection, &[other], acts)?, Vec::<Id>::new());
        Ok(if city.engine == Engine::Postgres { count(connection, READ) - read_before } else { 0 })
    });
    let said: Vec<String> = said.lock().expect("a log").iter().filter(|it| it.contains("found")).cloned().collect();
    assert_eq!(said.len(), 2, "one statement for each person: {said:#?}");
    // One entry is found and is enough, of 20,000 and more.
    let read = read.expect("it is read");
    assert!(read <= 20, "{read} rows or entries of an index");
    if city.engine == Engine::Sqlite {
        let plans = plans(connection, &said);
        assert_eq!(plans.len(), 4, "{plans:#?}");
        for plan in plans {
            let all = |column: &str| format!("(resource_id=? AND resource=? AND action=? AND {column}=?)");
            let looks_up = plan.contains("USING COVERING INDEX")
                && (plan.contains(&all("actor_id")) || plan.contains(&all("on_behalf_of_id")));
            assert!(looks_up, "every column is given, and no row is read: {plan}");
        }
    }
}

fn nobody_judges_what_he_wrote_however_often_others_wrote_it(city: City) {
    let own = city.papers().self_inspection_of("committee", "justice", "submitted");
    let answers = ids(&city, "justice_officer", &format!("{own}/answers?limit=200"));
    let reviewer = city.standing_officer();
    assert_eq!(reviewer.get(&own).blocked("take_note"), None);
    repeat(&city, "answers", &answers[0].to_string(), city.user("justice_lead"));
    assert_eq!(reviewer.get(&own).blocked("take_note"), None);
    repeat(&city, "answers", &answers[1].to_string(), city.user("standing_officer"));
    assert_eq!(reviewer.get(&own).blocked("take_note"), Some(vec!["separation_of_duties".to_owned()]));
    reviewer.transition(&own, inspection_step(&city, "take_note")).is_problem(403, "separation_of_duties");
    city.by("standing_officer_2").transition(&own, json!({"action": "take_note"})).is(200);
}
