//! What the service forgets by itself: all that nobody may rely on any more, a slice at a time, and nothing else.

use std::time::{Duration, Instant as Moment};

use tienbo::kernel::db::forget_old_keys;
use tienbo::kernel::instant::Instant;
use tienbo::kernel::sql::SLICE;

use crate::engine_kit::{count, engines};
use crate::harness::{Database, Engine, PASSWORD, Program, Value, json};

/// More than two slices.
const OLD: i64 = 2 * SLICE + 100;

/// So many rows of a table, written so many hours ago.
fn write(database: &Database, engine: Engine, table: &str, rows: i64, hours: i64) {
    let from = match engine {
        Engine::Sqlite => format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})"),
        Engine::Postgres => format!("WITH n AS (SELECT generate_series(1, {rows}) AS i)"),
    };
    let (hash, id, at) = match engine {
        Engine::Sqlite => {
            let at = Instant::of_machine().plus_seconds(-hours * 3600).0;
            ("randomblob(32)", "randomblob(16)", at.to_string())
        }
        Engine::Postgres => {
            ("sha256(random()::text::bytea)", "gen_random_uuid()", format!("now() - interval '{hours} hours'"))
        }
    };
    let values = match table {
        "idempotency_keys" => {
            format!("(scope, request_hash, entry_id, created_at) {from} SELECT {hash}, {hash}, {id}, {at} FROM n")
        }
        _ => format!("(id, login_hash, attempted_at) {from} SELECT {id}, {hash}, {at} FROM n"),
    };
    database.execute(&format!("INSERT INTO {table} {values}"));
}

fn rows(database: &Database, table: &str) -> i64 {
    count(&mut database.connect(), &format!("SELECT count(*) AS number FROM {table}"))
}

#[test]
fn what_nobody_may_rely_on_any_more_is_forgotten_and_nothing_else() {
    for engine in engines() {
        let database = engine.empty();
        let program = Program::in_an_empty_folder().on(&database.target);
        program.enter_administrator("quan.tri");
        let mut first = program.start(&["serve"]);
        first.ready(Duration::from_secs(30));
        let (expired, kept) =
            (first.sign_in("quan.tri", PASSWORD).is(200), first.sign_in("quan.tri", PASSWORD).is(200));
        first.kill();
        let past = if engine == Engine::Postgres { "now() - interval '1 second'" } else { "1" };
        let earliest = "(SELECT min(created_at) FROM refresh_tokens)";
        database.execute(&format!("UPDATE refresh_tokens SET expires_at = {past} WHERE created_at = {earliest}"));
        write(&database, engine, "idempotency_keys", OLD, 49);
        write(&database, engine, "idempotency_keys", 30, 47);
        write(&database, engine, "sign_in_attempts", OLD, 1);
        write(&database, engine, "sign_in_attempts", 40, 0);

        let mut second = program.start(&["serve"]);
        second.ready(Duration::from_secs(30));
        let began = Moment::now();
        let tables = ["idempotency_keys", "sign_in_attempts", "refresh_tokens", "token_families"];
        while tables.map(|table| rows(&database, table)) != [30, 40, 1, 1] {
            let now = tables.map(|table| rows(&database, table));
            assert!(began.elapsed() < Duration::from_secs(20), "{now:?} are left");
            std::thread::sleep(Duration::from_millis(20));
        }
        let refresh = |session: &Value| {
            second.nobody().post("/auth/refresh", json!({"refresh_token": session["refresh_token"]})).status
        };
        assert_eq!((refresh(&expired), refresh(&kept)), (401, 200));
    }
}

#[test]
fn it_is_forgotten_a_slice_at_a_time() {
    for engine in engines() {
        let database = engine.empty();
        let program = Program::in_an_empty_folder().on(&database.target);
        program.run(&["migrate"]).went_well();
        write(&database, engine, "idempotency_keys", OLD, 49);
        write(&database, engine, "idempotency_keys", 7, 1);
        let mut connection = database.connect();
        let now = Instant::of_machine();
        let slices = [(); 4].map(|()| forget_old_keys(&mut connection, now).unwrap() as i64);
        assert_eq!(slices, [SLICE, SLICE, OLD - 2 * SLICE, 0]);
        assert_eq!(rows(&database, "idempotency_keys"), 7);
    }
}
