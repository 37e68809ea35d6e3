//! Group commit on SQLite: a neighbour's failure is not mine, and nothing is acknowledged that is not there.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use tienbo::kernel::db::{Done, Tx};
use tienbo::kernel::problem::{Code, Problem};

use crate::engine_kit::*;

type Job = Box<dyn Fn(&mut Tx<'_>) -> Result<Done, Problem> + Send>;

fn plain(text: impl Into<String>) -> Job {
    let text = text.into();
    Box::new(move |tx| note(tx, &text))
}

/// Hands in jobs while the writer is held, so that they wait together, and gives their answers.
fn together(house: &House, jobs: Vec<Job>) -> Vec<Answer> {
    let db = house.open();
    wait(async {
        let gate = Gate::default();
        let held = gate.clone();
        let first = hand_in(&db, move |tx| {
            held.pass();
            tx.technical(&tienbo::kernel::table::SETTINGS, &())
        });
        let handles: Vec<_> = jobs.into_iter().map(|job| hand_in(&db, job)).collect();
        tokio::task::yield_now().await;
        gate.wait_until_reached();
        gate.open();
        // It may share the commit with those that break it.
        drop(first.await.unwrap());
        let mut answers = Vec::new();
        for handle in handles {
            answers.push(handle.await.unwrap());
        }
        answers
    })
}

/// How many entries share a commit with another: on SQLite each commit is one batch of the seal.
fn largest_commit(house: &House) -> usize {
    let lists: Vec<Word> =
        diesel::sql_query("SELECT sequences AS word FROM journal_seals").load(&mut house.connect()).unwrap();
    lists.iter().map(|list| list.word.split(' ').count()).max().unwrap_or(0)
}

#[test]
fn jobs_that_fail_in_a_shared_commit_take_nobody_with_them() {
    // A slow machine may cut the batch short, so this is tried until the jobs did share a commit.
    for _ in 0..20 {
        let house = House::sqlite();
        let answers = together(
            &house,
            vec![
                plain("first"),
                Box::new(|tx| {
                    insert(tx, "refused")?;
                    Err(Problem::of(Code::Blocked))
                }),
                plain("second"),
                Box::new(|tx| {
                    insert(tx, "failed")?;
                    note(tx, "first")
                }),
                plain("third"),
                Box::new(|tx| {
                    insert(tx, "panicked")?;
                    // Without the hook: printing a backtrace lasts longer than a shared commit may.
                    std::panic::resume_unwind(Box::new("on purpose"))
                }),
                plain("fourth"),
                Box::new(|tx| {
                    insert(tx, "committed and refused")?;
                    tx.refuse(Problem::of(Code::InvalidCredentials), Some(change("committed and refused")?))
                }),
                plain("fifth"),
            ],
        );
        let codes: Vec<_> = answers.iter().map(code).collect();
        assert_eq!(
            codes,
            ["ok", "blocked", "ok", "internal", "ok", "internal", "ok", "invalid_credentials", "ok"],
            "each job has its own answer"
        );
        assert_eq!(house.notes(), ["committed and refused", "fifth", "first", "fourth", "second", "third"]);
        house.assert_whole();
        if largest_commit(&house) >= 5 {
            return;
        }
    }
    panic!("the jobs never shared a commit");
}

/// Whatever was acknowledged is there with its entry, whatever was answered otherwise is not.
fn assert_answers_are_true(house: &House, answers: &[Answer], texts: &[&str]) {
    for (answer, text) in answers.iter().zip(texts) {
        assert_eq!(answer.is_ok(), house.holds(text), "{text}: {answer:?}");
    }
    house.assert_whole();
}

/// Runs a job that breaks its batch between two neighbours: the neighbours' answers are true, and afterwards the writer goes on.
fn breaks_its_batch(breaker: fn(&mut Tx<'_>) -> Result<Done, Problem>) -> Vec<Answer> {
    for _ in 0..20 {
        let house = House::sqlite();
        let answers = together(&house, vec![plain("before"), Box::new(breaker), plain("after")]);
        let texts = ["before", "breaker", "after"];
        assert_answers_are_true(&house, &answers, &texts);
        assert!(answers[1].is_err(), "the one that breaks is not acknowledged");
        let db = house.open();
        write(&db, |tx| note(tx, "later")).unwrap();
        assert!(house.holds("later"));
        if answers[0].is_err() {
            for answer in &answers[..2] {
                let status = answer.as_ref().unwrap_err().code().status();
                assert_eq!(status.as_u16(), 503, "a commit that failed is 503 for all of it: {answer:?}");
            }
            return answers;
        }
    }
    panic!("the jobs never shared a commit");
}

#[test]
fn a_commit_that_fails_is_503_for_all_of_it_and_nothing_is_there() {
    // A foreign key checked at COMMIT only, which the service itself never has.
    breaks_its_batch(|tx| {
        sql(tx, "CREATE TABLE child (parent TEXT REFERENCES notes (text) DEFERRABLE INITIALLY DEFERRED)")?;
        sql(tx, "INSERT INTO child VALUES ('nobody')")?;
        note(tx, "breaker")
    });
}

fn fill(tx: &mut Tx<'_>) -> Result<(), Problem> {
    tx.connection.batch_execute("PRAGMA max_page_count = 1")?;
    for number in 0..1_000 {
        sql(tx, &format!("INSERT INTO notes (text, body) VALUES ('fill {number}', hex(zeroblob(4000)))"))?;
    }
    Ok(())
}

#[test]
fn a_full_disk_in_mid_batch_is_503_and_nothing_is_there() {
    let answers = breaks_its_batch(|tx| {
        fill(tx)?;
        note(tx, "breaker")
    });
    assert_eq!(code(&answers[1]), "storage_full");
}

#[test]
fn a_job_that_hides_what_the_database_told_it_breaks_no_promise() {
    // The depth trap: SQLite has ended the transaction by itself, and whoever runs next would run in one of its own.
    breaks_its_batch(|tx| {
        let _hidden = fill(tx);
        let _rolled_back = tx.connection.batch_execute("ROLLBACK");
        tx.record(change("breaker")?)
    });
    breaks_its_batch(|tx| {
        let _hidden = fill(tx);
        let _rolled_back = tx.connection.batch_execute("ROLLBACK");
        Err(Problem::of(Code::Blocked))
    });
}

#[test]
fn a_panic_inside_a_nested_transaction_acknowledges_nothing_that_is_not_there() {
    breaks_its_batch(|tx| {
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            tx.connection
                .transaction::<(), diesel::result::Error, _>(|_| std::panic::resume_unwind(Box::new("on purpose")))
        }));
        assert!(caught.is_err());
        note(tx, "breaker")
    });
    breaks_its_batch(|tx| {
        insert(tx, "breaker")?;
        let nested: QueryResult<Done> =
            tx.connection.transaction(|_| std::panic::resume_unwind(Box::new("on purpose")));
        Ok(nested?)
    });
}

#[test]
fn an_error_that_is_no_broken_constraint_undoes_the_batch() {
    breaks_its_batch(|tx| {
        sql(tx, "INSERT INTO no_such_table VALUES (1)")?;
        note(tx, "breaker")
    });
}

#[test]
fn a_write_waits_for_another_process_and_is_503_when_that_takes_too_long() {
    let house = House::sqlite();
    let db = house.open();
    let mut other = house.connect();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let told = Arc::new(AtomicBool::new(false));
    let answer = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let answer = write(&db, |tx| note(tx, "too late"));
            told.store(true, Ordering::SeqCst);
            answer
        });
        std::thread::sleep(std::time::Duration::from_millis(300));
        assert!(!told.load(Ordering::SeqCst), "it waits");
        waiting.join().unwrap()
    });
    assert_eq!(code(&answer), "overloaded");
    other.batch_execute("ROLLBACK").unwrap();
    write(&db, |tx| note(tx, "in time")).unwrap();
    assert_eq!(house.notes(), ["in time"]);
}
