//! A database that hangs without dying: its processes are stopped, not killed, so its connections stay open and nothing answers.

use std::process::Command;
use std::time::{Duration, Instant as Moment};

use diesel::prelude::*;
use diesel::sql_types::Integer;

use crate::harness::{City, Engine, json};

#[derive(QueryableByName)]
struct Process {
    #[diesel(sql_type = Integer)]
    pid: i32,
}

/// The server's processes behind the application's connections, stopped; they go on when this is dropped.
struct Stopped(Vec<i32>);

impl Stopped {
    fn behind(city: &City) -> Self {
        let others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        let found: Vec<Process> = diesel::sql_query(others).load(&mut city.connect()).expect("the server's processes");
        let stopped = Self(found.iter().map(|it| it.pid).collect());
        assert!(stopped.0.len() > 2, "the application has its connections");
        stopped.signal("-STOP");
        stopped
    }

    fn signal(&self, signal: &str) {
        let pids = self.0.iter().map(i32::to_string);
        assert!(Command::new("kill").arg(signal).args(pids).status().expect("kill").success());
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        self.signal("-CONT");
    }
}

/// Sends a read from a thread of its own, so that nobody waits for it.
fn begin_read(city: &City) -> std::thread::JoinHandle<u16> {
    let reader = city.officer();
    std::thread::spawn(move || reader.get("/programmes").status)
}

#[test]
fn an_instance_says_so_at_once_gives_silent_connections_up_and_serves_again() {
    if !Engine::postgres_is_wanted() {
        return;
    }
    let city = City::on(Engine::Postgres);
    // Connections for reads and writes are there.
    city.papers().programme("justice", "justice", "issued");
    city.nobody().get("/health/ready").is(200);
    let stopped = Stopped::behind(&city);
    let began = Moment::now();
    let waiting: Vec<_> = (0..6).map(|_| begin_read(&city)).collect();
    std::thread::sleep(Duration::from_millis(200));
    for _ in 0..3 {
        let asked = Moment::now();
        city.nobody().get("/health/ready").is_problem(503, "not_ready");
        assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
        city.nobody().get("/health/live").is(200);
    }
    for reader in waiting {
        assert_eq!(reader.join().expect("an answer"), 503, "nobody waits longer than a handler may");
    }
    // The address answers, for new connections; what hangs still hangs.
    while city.nobody().get("/health/ready").status != 200 {
        assert!(began.elapsed() < Duration::from_secs(60), "it never serves again");
        std::thread::sleep(Duration::from_millis(200));
    }
    assert!(began.elapsed() > Duration::from_secs(20), "a statement is given thirty seconds");
    // It writes, too, and seals what it writes: the sealer was given up as well.
    let written = loop {
        let body = json!({"agency_id": city.agency("justice"), "year": 2017, "title": "Kế hoạch"});
        let answer = city.officer().post("/programmes", body);
        if answer.status == 201 {
            break answer.body["id"].clone();
        }
        assert!(began.elapsed() < Duration::from_secs(120), "it never writes again: {answer}");
    };
    drop(stopped);
    let sealed = || {
        let entries = city.auditor().get(&format!("/audit-entries?resource_id={}", written.as_str().unwrap())).items();
        entries[0]["sealed"] == true
    };
    while !sealed() {
        assert!(began.elapsed() < Duration::from_secs(150), "it never seals again");
        std::thread::sleep(Duration::from_millis(200));
    }
    // Those who were stopped go on, are answered, and are no longer needed: nobody serves twice.
    for _ in 0..20 {
        city.officer().get("/programmes").is(200);
    }
}
