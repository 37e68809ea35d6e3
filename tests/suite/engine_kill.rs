//! A process killed with SIGKILL loses nothing that it acknowledged.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use tienbo::kernel::db::Target;

use crate::engine_kit::*;

const TARGET: &str = "TIENBO_TEST_KILL_TARGET";
const ROUND: &str = "TIENBO_TEST_KILL_ROUND";
/// How often each test kills; 10 unless this says otherwise.
const KILLS: &str = "TIENBO_TEST_KILLS";

/// What runs in the process that is killed: eight clients that write and say what was acknowledged.
#[test]
#[ignore = "run by the tests of this file in a process of its own"]
fn writes_until_it_is_killed() {
    let Ok(url) = std::env::var(TARGET) else { return };
    let round = std::env::var(ROUND).unwrap();
    let kind = if url.starts_with("postgres") { Engine::Postgres } else { Engine::Sqlite };
    // The database is not this process's to remove.
    let house = std::mem::ManuallyDrop::new(House::of(kind, Database { target: Target::of(&url) }));
    let db = house.open();
    std::thread::scope(|scope| {
        for client in 0..8 {
            let (db, round) = (&db, &round);
            scope.spawn(move || {
                for number in 0_u64.. {
                    let text = format!("{round}-{client}-{number}");
                    let written = text.clone();
                    if write(db, move |tx| note(tx, &written)).is_ok() {
                        // In one piece, so that the kill cannot cut it.
                        let line = format!("acknowledged {text}\n");
                        let _ = std::io::stderr().lock().write_all(line.as_bytes());
                    }
                }
            });
        }
    });
}

on_both! {
    fn nothing_acknowledged_is_lost(house) {
        let kills: u64 = std::env::var(KILLS).ok().and_then(|it| it.parse().ok()).unwrap_or(10);
        let (Target::Sqlite(url) | Target::Postgres(url)) = &house.target;
        let mut acknowledged = Vec::new();
        for round in 0..kills {
            let mut child = Command::new(std::env::current_exe().unwrap())
                .args(["engine_kill::writes_until_it_is_killed", "--exact", "--ignored", "--nocapture", "--test-threads=1"])
                .env(TARGET, url)
                .env(ROUND, round.to_string())
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let lines = BufReader::new(child.stderr.take().unwrap()).lines();
            let killer = std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(250 + round * 37 % 300));
                // SIGKILL.
                child.kill().unwrap();
                child.wait().unwrap();
            });
            for line in lines.map_while(Result::ok) {
                acknowledged.extend(line.strip_prefix("acknowledged ").map(str::to_owned));
            }
            killer.join().unwrap();
        }
        assert!(acknowledged.len() > 100, "only {} writes were acknowledged", acknowledged.len());
        // What the last one left unsealed is sealed by the next.
        write(&house.open(), |tx| note(tx, "afterwards")).unwrap();
        let db = house.open();
        let notes: std::collections::HashSet<String> = house.notes().into_iter().collect();
        let lost: Vec<_> = acknowledged.iter().filter(|it| !notes.contains(*it)).collect();
        assert!(lost.is_empty(), "{} of {} lost: {lost:?}", lost.len(), acknowledged.len());
        let entries = house.count("SELECT count(*) AS number FROM journal_entries");
        assert_eq!(entries as usize, notes.len(), "a change and its entry are there together or not at all");
        assert_eq!(house.assert_whole().position, entries);
        drop(db);
    }
}
