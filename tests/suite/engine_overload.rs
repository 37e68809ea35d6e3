//! Overload is refused, not suffered.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant as Moment};

use diesel::connection::SimpleConnection;
use tienbo::kernel::db::Db;
use tienbo::kernel::problem::Problem;
use tienbo::kernel::sql::Target;
use tienbo::kernel::table::SETTINGS;
use tokio::task::JoinHandle;

use crate::engine_kit::*;

/// Occupies every writing thread until the gates open.
async fn occupy(db: &Db, threads: usize) -> (Vec<Gate>, Vec<JoinHandle<Answer>>) {
    let gates: Vec<Gate> = (0..threads).map(|_| Gate::default()).collect();
    let mut handles = Vec::new();
    for gate in &gates {
        let held = gate.clone();
        handles.push(hand_in(db, move |tx| {
            held.pass();
            tx.technical(&SETTINGS, &())
        }));
        tokio::task::yield_now().await;
        gate.wait_until_reached();
    }
    (gates, handles)
}

fn writers(house: &House, threads: usize) -> usize {
    if house.kind == Engine::Sqlite { 1 } else { threads }
}

on_both![
    a_full_queue_is_503_at_once,
    a_job_whose_caller_has_gone_is_not_begun,
    reads_go_on_while_the_writer_is_busy,
    a_full_queue_of_reads_is_503_and_a_read_that_panics_harms_nobody
];

fn a_full_queue_is_503_at_once(house: House) {
    let db = house.open_with(2, 3);
    wait(async {
        let (gates, busy) = occupy(&db, writers(&house, 2)).await;
        let waiting: Vec<_> =
            (0..3).map(|number| hand_in(&db, move |tx| note(tx, &format!("waited {number}")))).collect();
        tokio::task::yield_now().await;
        let began = Moment::now();
        let refused = db.write_as_system(&command(), |tx| note(tx, "refused")).await;
        assert!(began.elapsed() < Duration::from_millis(500), "at once");
        assert_eq!(code(&refused), "overloaded");
        let response = actix_web::ResponseError::error_response(&refused.unwrap_err());
        assert!(response.headers().contains_key("retry-after"), "it says when to come back");
        assert_eq!(db.queued().writes, 3);
        gates.iter().for_each(Gate::open);
        for handle in busy.into_iter().chain(waiting) {
            handle.await.unwrap().unwrap();
        }
    });
    assert_eq!(house.notes(), ["waited 0", "waited 1", "waited 2"]);
}

fn a_job_whose_caller_has_gone_is_not_begun(house: House) {
    let db = house.open();
    wait(async {
        let (gates, busy) = occupy(&db, writers(&house, 2)).await;
        let gone = hand_in(&db, |tx| note(tx, "nobody waits"));
        tokio::task::yield_now().await;
        gone.abort();
        assert!(gone.await.is_err());
        gates.iter().for_each(Gate::open);
        for handle in busy {
            handle.await.unwrap().unwrap();
        }
    });
    write(&db, |tx| note(tx, "somebody waits")).unwrap();
    assert_eq!(house.notes(), ["somebody waits"]);
}

fn reads_go_on_while_the_writer_is_busy(house: House) {
    let db = house.open();
    wait(async {
        let (gates, busy) = occupy(&db, writers(&house, 2)).await;
        let read = db.read_as_system(|connection| Ok(count(connection, "SELECT count(*) AS number FROM notes")));
        let read = tokio::time::timeout(Duration::from_secs(3), read).await.expect("a read waits for no writer");
        assert_eq!(read.unwrap(), 0);
        gates.iter().for_each(Gate::open);
        for handle in busy {
            handle.await.unwrap().unwrap();
        }
    });
}

fn a_full_queue_of_reads_is_503_and_a_read_that_panics_harms_nobody(house: House) {
    let db = house.open_with(1, 2);
    wait(async {
        let gate = Gate::default();
        let read = |job: Box<dyn FnOnce() + Send>| {
            let db = db.clone();
            tokio::spawn(async move {
                db.read_as_system(move |_| {
                    job();
                    Ok(())
                })
                .await
            })
        };
        let held = gate.clone();
        let first = read(Box::new(move || held.pass()));
        tokio::task::yield_now().await;
        gate.wait_until_reached();
        let (panics, waits) = (read(Box::new(|| panic!("on purpose"))), read(Box::new(|| {})));
        tokio::task::yield_now().await;
        let refused = read(Box::new(|| {})).await.unwrap();
        assert_eq!(refused.unwrap_err().code().as_str(), "overloaded");
        gate.open();
        first.await.unwrap().unwrap();
        assert_eq!(panics.await.unwrap().unwrap_err().code().as_str(), "internal");
        waits.await.unwrap().unwrap();
    });
}

#[test]
fn a_read_that_panics_inside_a_transaction_leaves_no_transaction_open() {
    for kind in engines() {
        let house = House::new(kind);
        let db = house.open_with(1, 8);
        for _ in 0..3 {
            let read = db.read_as_system(|connection| {
                use diesel::Connection;
                connection.transaction::<(), diesel::result::Error, _>(|_| panic!("on purpose")).map_err(Problem::from)
            });
            assert_eq!(wait(read).unwrap_err().code().as_str(), "internal");
            write(&db, |tx| {
                sql(tx, "DELETE FROM notes")?;
                note(tx, "seen")
            })
            .unwrap();
            let seen =
                wait(db.read_as_system(|connection| Ok(count(connection, "SELECT count(*) AS number FROM notes"))));
            assert_eq!(seen.unwrap(), 1, "an old snapshot would still be empty");
        }
    }
}

#[test]
fn nobody_writes_to_sqlite_beside_the_writer() {
    let house = House::sqlite();
    let db = house.open();
    let write =
        db.read_as_system(|connection| Ok(connection.batch_execute("INSERT INTO notes (text) VALUES ('beside')")?));
    assert!(wait(write).is_err());
    assert!(house.notes().is_empty());
}

#[test]
fn the_write_ahead_log_is_emptied_under_constant_readers() {
    let house = House::sqlite();
    let db = house.open();
    let Target::Sqlite(path) = &house.target else { unreachable!() };
    let wal = format!("{path}-wal");
    let size = || std::fs::metadata(&wal).map_or(0, |it| it.len());
    let stop = Arc::new(AtomicUsize::new(0));
    let readers: Vec<_> = (0..2)
        .map(|_| {
            let (db, stop) = (db.clone(), stop.clone());
            std::thread::spawn(move || {
                while stop.load(Ordering::SeqCst) == 0 {
                    let read =
                        db.read_as_system(|connection| Ok(count(connection, "SELECT count(*) AS number FROM notes")));
                    wait(read).unwrap();
                }
            })
        })
        .collect();
    let (mut largest, mut written) = (0, 0);
    for number in 0..60 {
        write(&db, move |tx| {
            let body = "x".repeat(1_000_000);
            sql(tx, &format!("INSERT INTO notes (text, body) VALUES ('note {number}', '{body}')"))?;
            tx.record(change("large")?)
        })
        .unwrap();
        written += 1_000_000;
        largest = largest.max(size());
    }
    stop.store(1, Ordering::SeqCst);
    readers.into_iter().for_each(|reader| reader.join().unwrap());
    write(&db, |tx| note(tx, "last")).unwrap();
    assert!(largest < 40_000_000 && written > largest, "the log reached {largest} bytes");
    assert!(size() < 20_000_000, "the log is {} bytes at the end", size());
}
