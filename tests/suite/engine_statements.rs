//! What a request costs the database.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use diesel::connection::{InstrumentationEvent, SimpleConnection};
use diesel::prelude::*;
use tienbo::kernel::db::Db;
use tienbo::kernel::id::Id;
use tienbo::kernel::sql::AnyConnection;

use crate::engine_kit::*;

type Log = Arc<Mutex<Vec<String>>>;

/// Writes down what is said on a connection: statements, and `prepare` where one has to be prepared first.
fn listen(connection: &mut AnyConnection, log: &Log) {
    let log = log.clone();
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        let line = match event {
            InstrumentationEvent::StartQuery { query, .. } => query.to_string(),
            InstrumentationEvent::CacheQuery { .. } => "prepare".to_owned(),
            _ => return,
        };
        log.lock().unwrap().push(line);
    });
}

/// Repeats a request until it is one on a connection that was listened to from before it began.
fn heard(log: &Log, opening: &str, mut request: impl FnMut(usize)) -> Vec<String> {
    for number in 0..100 {
        log.lock().unwrap().clear();
        request(number);
        let said = log.lock().unwrap().clone();
        // The first rounds prepare what later ones repeat.
        if number > 20 && said.first().is_some_and(|first| first.contains(opening)) {
            return said;
        }
    }
    panic!("never on a connection that was listened to");
}

#[test]
fn a_create_is_four_statements_between_begin_and_commit() {
    let Some(house) = House::postgres() else { return };
    let (db, log) = (house.open_with(1, 64), Log::default());
    let client = Client::of(&db);
    let said = heard(&log, "BEGIN", |number| {
        let call = client.call(Some(&format!("key-{number}")), "body");
        let log = log.clone();
        wait(db.write(&call, move |tx| {
            listen(tx.connection, &log);
            diesel::sql_query("INSERT INTO notes (text) VALUES (gen_random_uuid()::text)").execute(tx.connection)?;
            tx.record(change("counted")?)
        }))
        .unwrap();
    });
    assert_eq!(said.last().map(String::as_str), Some("COMMIT"), "{said:#?}");
    assert_eq!(said.len(), 6, "four between BEGIN and COMMIT, none of them prepared anew: {said:#?}");
}

#[test]
fn a_point_read_asks_no_more_than_it_must() {
    let Some(house) = House::postgres() else { return };
    let (db, log) = (house.open_with(1, 64), Log::default());
    let client = Client::of(&db);
    let said = heard(&log, "directory_version", |_| {
        let (call, log) = (client.call(None, ""), log.clone());
        let read = db.read(&call, move |view| {
            listen(view.connection, &log);
            Ok(count(view.connection, "SELECT count(*) AS number FROM notes"))
        });
        wait(read).unwrap();
    });
    assert_eq!(said.len(), 2, "{said:#?}");
}

#[test]
fn of_the_requests_that_wait_together_one_looks_who_is_who_for_all() {
    let Some(house) = House::postgres() else { return };
    let (db, other) = (house.open_with(1, 64), house.open());
    let (client, log, gate) = (Client::of(&db), Log::default(), Gate::default());
    let calls: Vec<_> = (0..10).map(|_| client.call(None, "")).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let read = |call: tienbo::kernel::call::Call| {
        let db = db.clone();
        runtime.spawn(async move { db.read(&call, |_view| Ok(())).await })
    };
    let (held, tap) = (gate.clone(), log.clone());
    let busy = {
        let db = db.clone();
        runtime.spawn(async move {
            let hold = db.read_as_system(move |connection| {
                listen(connection, &tap);
                held.pass();
                Ok(())
            });
            hold.await
        })
    };
    let reads: Vec<_> = calls.iter().cloned().map(read).collect();
    runtime.block_on(async {
        tokio::task::yield_now().await;
        gate.wait_until_reached();
        gate.open();
        busy.await.unwrap().unwrap();
        for read in reads {
            read.await.unwrap().unwrap();
        }
    });
    let looks = log.lock().unwrap().iter().filter(|line| line.contains("directory_version")).count();
    assert!((1..=2).contains(&looks), "{looks} looks for ten requests");
    // And yet nobody who asks after a change in another process is answered from before it.
    write(&other, |tx| set_disabled(tx, true)).unwrap();
    runtime.block_on(async {
        for call in calls {
            assert!(read(call).await.unwrap().is_err());
        }
    });
}

#[test]
fn a_list_of_agencies_keeps_the_same_rows_however_long_it_is() {
    use tienbo::kernel::sql::among;
    use tienbo::kernel::sql::schema::journal_entries::dsl::{id, journal_entries};
    for kind in engines() {
        let house = House::new(kind);
        let db = house.open();
        ["one", "two", "three"].into_iter().for_each(|text| drop(write(&db, move |tx| note(tx, text)).unwrap()));
        let mut connection = house.connect();
        let entries: Vec<Id> = journal_entries.select(id).load(&mut connection).unwrap();
        assert_eq!(entries.len(), 3);
        for (length, kept) in [(0, 0), (1, 1), (2, 2), (5, 3), (32, 3), (33, 3), (1_500, 3)] {
            let known = entries.iter().copied();
            let list: Vec<Id> = known.chain(std::iter::repeat_with(Id::fresh)).take(length).collect();
            let query = || journal_entries.filter(among(id, &list)).count();
            let found: i64 = match &mut connection {
                AnyConnection::Pg(pg) => query().get_result(pg).unwrap(),
                AnyConnection::Sqlite(sqlite) => query().get_result(sqlite).unwrap(),
            };
            let beside: i64 = query().get_result(&mut connection).unwrap();
            assert_eq!((found, beside), (kept, kept), "{kind:?}: {length} of them");
        }
    }
}

#[test]
fn what_reads_much_is_planned_for_the_values_at_hand_and_nothing_else_is() {
    let Some(house) = House::postgres() else { return };
    let db = house.open_with(1, 64);
    let client = Client::of(&db);
    const CUSTOM: &str = "SELECT count(*) AS number FROM (SELECT 1 WHERE current_setting('plan_cache_mode') = 'force_custom_plan') AS it";
    for _ in 0..3 {
        let (slow, quick) = (client.call(None, ""), client.call(None, ""));
        assert_eq!(wait(db.read_slowly(&slow, |view| Ok(count(view.connection, CUSTOM)))).unwrap(), 1);
        // The connection goes back to the pool as it was.
        assert_eq!(wait(db.read(&quick, |view| Ok(count(view.connection, CUSTOM)))).unwrap(), 0);
    }
}

#[test]
fn a_connection_retires_before_its_statement_cache_grows_without_bound() {
    for kind in engines() {
        let house = House::new(kind);
        let db = house.open_with(1, 64);
        let mark = match kind {
            Engine::Sqlite => "CREATE TEMP TABLE mine (x INTEGER)",
            Engine::Postgres => "SELECT set_config('tienbo.mine', 'yes', false)",
        };
        let found = match kind {
            Engine::Sqlite => "SELECT count(*) AS number FROM sqlite_temp_schema",
            Engine::Postgres => {
                "SELECT count(*) AS number FROM (SELECT 1 WHERE current_setting('tienbo.mine', true) = 'yes') AS it"
            }
        };
        let is_marked = |db: &Db| {
            let look = move |connection: &mut AnyConnection| Ok(count(connection, found) > 0);
            if kind == Engine::Postgres {
                // Every connection that the pool may hand out bears the mark, or it is new.
                return (0..6).any(|_| wait(db.read_as_system(look)).unwrap());
            }
            let seen = Arc::new(Mutex::new(false));
            let told = seen.clone();
            write(db, move |tx| {
                *told.lock().unwrap() = count(tx.connection, found) > 0;
                tx.technical(&tienbo::kernel::table::SETTINGS, &())
            })
            .unwrap();
            *seen.lock().unwrap()
        };
        let use_texts = |db: &Db, number: usize| {
            // Each offset is another text, as each combination of filters is.
            let run = move |connection: &mut AnyConnection| {
                use tienbo::kernel::sql::schema::settings;
                for text in 0..100 {
                    let mut query = settings::table.select(settings::name).into_boxed();
                    for _ in 0..=(number * 100 + text) % 700 {
                        query = query.or_filter(settings::name.eq("x"));
                    }
                    query.load::<String>(connection)?;
                }
                Ok(())
            };
            if kind == Engine::Postgres {
                wait(db.read_as_system(run)).unwrap();
            } else {
                write(db, move |tx| {
                    run(tx.connection)?;
                    tx.technical(&tienbo::kernel::table::SETTINGS, &())
                })
                .unwrap();
            }
        };
        let place_mark = move |connection: &mut AnyConnection| Ok(connection.batch_execute(mark)?);
        if kind == Engine::Postgres {
            // The pool opens another connection once its first is in use: until that is there, jobs may find one without a mark.
            wait(db.read_as_system(|_| Ok(()))).unwrap();
            let is_settled = || matches!(db.connections(), (all, idle) if all >= 2 && all == idle);
            assert!((0..1_000).any(|_| {
                std::thread::sleep(Duration::from_millis(10));
                is_settled()
            }));
            (0..6).for_each(|_| wait(db.read_as_system(place_mark)).unwrap());
        } else {
            write(&db, move |tx| {
                place_mark(tx.connection)?;
                tx.technical(&tienbo::kernel::table::SETTINGS, &())
            })
            .unwrap();
        }
        assert!(is_marked(&db));
        (0..2).for_each(|number| use_texts(&db, number));
        assert!(is_marked(&db), "{kind:?}: two hundred texts are no reason to retire");
        // Jobs go to whichever connection is free, and each of them retires by itself.
        let retired = (2..60).any(|number| {
            use_texts(&db, number % 7);
            !is_marked(&db)
        });
        assert!(retired, "{kind:?}: the connection retires");
    }
}
