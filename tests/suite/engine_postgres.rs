//! PostgreSQL: conflicts run again, waits end, guards hold, and a lost connection costs nobody a write.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant as Moment};

use diesel::connection::SimpleConnection;
use tienbo::kernel::problem::{Code, Problem};

use crate::engine_kit::*;

/// Raises an error with this SQLSTATE, as the server would.
fn raise(state: &str, message: &str) -> String {
    format!("DO $$ BEGIN RAISE EXCEPTION SQLSTATE '{state}' USING MESSAGE = '{message}'; END $$")
}

#[test]
fn conflicts_run_again_and_are_503_the_third_time() {
    let Some(house) = House::postgres() else { return };
    let db = house.open();
    for (state, message) in
        [("40001", "could not serialize access due to concurrent update"), ("40P01", "deadlock detected")]
    {
        for (conflicts, expected, runs) in [(1, "ok", 2), (2, "ok", 3), (3, "overloaded", 3), (9, "overloaded", 3)] {
            let ran = Arc::new(AtomicUsize::new(0));
            let (counter, error) = (ran.clone(), raise(state, message));
            let text = format!("{state} {conflicts}");
            let written = text.clone();
            let answer = write(&db, move |tx| {
                insert(tx, &written)?;
                if counter.fetch_add(1, Ordering::SeqCst) < conflicts {
                    sql(tx, &error)?;
                }
                tx.record(change(&written)?)
            });
            assert_eq!((code(&answer), ran.load(Ordering::SeqCst)), (expected, runs), "{text}");
            assert_eq!(house.holds(&text), answer.is_ok());
        }
    }
}

#[test]
fn a_real_deadlock_costs_nobody_a_write() {
    let Some(house) = House::postgres() else { return };
    house.execute("INSERT INTO notes (text) VALUES ('a'), ('b')");
    let db = house.open();
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let handles: Vec<_> = [("a", "b"), ("b", "a")]
            .into_iter()
            .map(|(first, second)| {
                let db = &db;
                scope.spawn(move || {
                    write(db, move |tx| {
                        sql(tx, &format!("UPDATE notes SET body = '{first}' WHERE text = '{first}'"))?;
                        std::thread::sleep(Duration::from_millis(100));
                        sql(tx, &format!("UPDATE notes SET body = '{first}' WHERE text = '{second}'"))?;
                        tx.record(change(&format!("{first} then {second}"))?)
                    })
                })
            })
            .collect();
        handles.into_iter().map(|handle| handle.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().map(code).collect::<Vec<_>>(), ["ok", "ok"]);
}

#[test]
fn a_lock_held_too_long_is_503() {
    let Some(house) = House::postgres() else { return };
    house.execute("INSERT INTO notes (text) VALUES ('held')");
    let db = house.open();
    let mut other = house.connect();
    other.batch_execute("BEGIN; UPDATE notes SET body = 'mine' WHERE text = 'held'").unwrap();
    let began = Moment::now();
    let answer = write(&db, |tx| {
        insert(tx, "half")?;
        sql(tx, "UPDATE notes SET body = 'ours' WHERE text = 'held'")?;
        tx.record(change("half")?)
    });
    assert_eq!(code(&answer), "overloaded");
    assert!(began.elapsed() < Duration::from_secs(5), "two seconds, not for ever");
    assert!(!house.holds("half"));
    other.batch_execute("COMMIT").unwrap();
    write(&db, |tx| note(tx, "after")).unwrap();
}

#[test]
fn a_job_that_met_a_database_error_leaves_no_half_change() {
    let Some(house) = House::postgres() else { return };
    let db = house.open();
    write(&db, |tx| note(tx, "there")).unwrap();
    let unique = write(&db, |tx| {
        insert(tx, "half")?;
        note(tx, "there")
    });
    let unknown = write(&db, |tx| {
        insert(tx, "half")?;
        sql(tx, "SELECT 1/0")?;
        tx.record(change("half")?)
    });
    // Whoever hides the error does not get through either: the server has ended the transaction.
    let hidden = write(&db, |tx| {
        insert(tx, "half")?;
        let _hidden = sql(tx, "SELECT 1/0");
        tx.record(change("half")?)
    });
    let refused = write(&db, |tx| {
        insert(tx, "half")?;
        tx.note(change("half")?);
        Err(Problem::of(Code::Blocked))
    });
    let panicked = write(&db, |tx| {
        insert(tx, "half")?;
        panic!("on purpose")
    });
    for answer in [unique, unknown, hidden, refused, panicked] {
        assert!(answer.is_err());
        assert!(!house.holds("half"));
    }
    write(&db, |tx| note(tx, "after")).unwrap();
    house.assert_whole();
}

/// Ends every other session of the database.
const END_SESSIONS: &str = "SELECT count(pg_terminate_backend(pid)) AS number FROM pg_stat_activity \
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'";

#[test]
fn a_lost_connection_costs_no_write_and_reads_recover() {
    let Some(house) = House::postgres() else { return };
    let db = house.open();
    let read = || wait(db.read_as_system(|connection| Ok(connection.batch_execute("SELECT 1")?)));
    for round in 0..3 {
        write(&db, move |tx| note(tx, &format!("before {round}"))).unwrap();
        read().unwrap();
        assert!(house.count(END_SESSIONS) > 0);
        // Nothing of the write was committed, so it runs on another connection.
        write(&db, move |tx| note(tx, &format!("after {round}"))).unwrap();
        assert!(house.count(END_SESSIONS) > 0);
        // A read is refused once for each connection that was lost, never with more than 503, and then served.
        let answers: Vec<_> = (0..8).map(|_| read()).collect();
        for problem in answers.iter().filter_map(|it| it.as_ref().err()) {
            assert_eq!(problem.code().as_str(), "overloaded");
        }
        assert!(answers[7].is_ok(), "a dead connection serves nobody twice");
    }
    house.assert_whole();
}

#[test]
fn a_connection_lost_inside_a_job_runs_it_again_and_one_lost_in_commit_is_unknown() {
    let Some(house) = House::postgres() else { return };
    let db = house.open();
    let ran = Arc::new(AtomicUsize::new(0));
    let counter = ran.clone();
    write(&db, move |tx| {
        insert(tx, "again")?;
        if counter.fetch_add(1, Ordering::SeqCst) == 0 {
            sql(tx, "SELECT pg_terminate_backend(pg_backend_pid())")?;
        }
        tx.record(change("again")?)
    })
    .unwrap();
    assert_eq!(ran.load(Ordering::SeqCst), 2);
    assert!(house.holds("again"));

    // A trigger at COMMIT ends the session: the answer is lost, and nobody knows.
    house.execute(
        "CREATE FUNCTION hang_up() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$; \
         CREATE CONSTRAINT TRIGGER hang_up AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED \
         FOR EACH ROW WHEN (NEW.text = 'unknown') EXECUTE FUNCTION hang_up()",
    );
    assert_eq!(code(&write(&db, |tx| note(tx, "unknown"))), "outcome_unknown");
    assert!(!house.holds("unknown"));
    write(&db, |tx| note(tx, "after")).unwrap();
}

#[test]
fn a_guard_that_reads_other_rows_holds_against_their_writer() {
    // The rule: "closing" is allowed only while no note is open, and opening one only while "closing" is not there. Without locks
    // both would see what the other has not committed yet.
    let Some(house) = House::postgres() else { return };
    house.execute("INSERT INTO notes (text, body) VALUES ('root', 'open')");
    let db = house.open();
    for round in 0..10 {
        house.execute("UPDATE notes SET body = 'open' WHERE text = 'root'; DELETE FROM notes WHERE text = 'child'");
        let (closed, added) = std::thread::scope(|scope| {
            let closing = scope.spawn(|| {
                write(&db, move |tx| {
                    sql(tx, "SELECT 1 FROM notes WHERE text = 'root' FOR UPDATE")?;
                    let children = count(tx.connection, "SELECT count(*) AS number FROM notes WHERE text = 'child'");
                    std::thread::sleep(Duration::from_millis(20));
                    if children > 0 {
                        return Err(Problem::of(Code::Blocked));
                    }
                    sql(tx, "UPDATE notes SET body = 'closed' WHERE text = 'root'")?;
                    tx.record(change("close")?)
                })
            });
            let adding = scope.spawn(|| {
                write(&db, move |tx| {
                    let open = "SELECT count(*) AS number FROM (SELECT 1 FROM notes \
                         WHERE text = 'root' AND body = 'open' FOR SHARE) AS held";
                    let open = count(tx.connection, open);
                    std::thread::sleep(Duration::from_millis(20));
                    if open == 0 {
                        return Err(Problem::of(Code::Blocked));
                    }
                    sql(tx, "INSERT INTO notes (text) VALUES ('child')")?;
                    tx.record(change("add")?)
                })
            });
            (closing.join().unwrap(), adding.join().unwrap())
        });
        assert!(closed.is_ok() != added.is_ok(), "round {round}: {} and {}", code(&closed), code(&added));
    }
}
