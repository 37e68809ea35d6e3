//! A process killed with SIGKILL loses nothing that it acknowledged.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant as Moment};

use tienbo::kernel::id::Id;
use tienbo::kernel::sql::Target;

use crate::engine_kit::*;
use crate::harness::{Person, Value, agent, folder, json};

const TARGET: &str = "TIENBO_TEST_KILL_TARGET";
const ROUND: &str = "TIENBO_TEST_KILL_ROUND";
/// How often each test kills; 10 unless this says otherwise.
const KILLS: &str = "TIENBO_TEST_KILLS";

fn kills() -> u64 {
    std::env::var(KILLS).ok().and_then(|it| it.parse().ok()).unwrap_or(10)
}

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

on_both![nothing_acknowledged_is_lost];

fn nothing_acknowledged_is_lost(house: House) {
    let (Target::Sqlite(url) | Target::Postgres(url)) = &house.target;
    let mut acknowledged = Vec::new();
    for round in 0..kills() {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["engine_kill::writes_until_it_is_killed", "--exact", "--ignored", "--nocapture", "--test-threads=1"])
            .env(TARGET, url)
            .env(ROUND, round.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let mut written = lines.filter_map(|line| line.strip_prefix("acknowledged ").map(str::to_owned));
        // In the midst of its writing, however long it took to begin.
        acknowledged.extend(written.next());
        let killer = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(100 + round * 37 % 300));
            // SIGKILL.
            child.kill().unwrap();
            child.wait().unwrap();
        });
        acknowledged.extend(written);
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

const PASSWORD: &str = "một mật khẩu đủ dài";

/// The real program on a database of its own.
struct Program {
    house: House,
    address: String,
    key_file: String,
}

impl Program {
    /// With an administrator, made by the command line.
    fn with_administrator(kind: Engine) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let key_file = folder().join(format!("{}.key", Id::fresh())).display().to_string();
        let program = Self { house: House::empty(kind), address: format!("127.0.0.1:{port}"), key_file };
        let arguments = ["user", "create", "--login=admin", "--full-name=Quản trị", "--role=admin"];
        let agency = ["--agency=BCĐ", "--agency-name=Ban Chỉ đạo"];
        let made = program.command().args(arguments).args(agency).env("TIENBO_PASSWORD", PASSWORD).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        program
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tienbo"));
        let (Target::Sqlite(url) | Target::Postgres(url)) = &self.house.target;
        command
            .env("TIENBO_DATABASE_URL", url)
            .env("TIENBO_LISTEN", &self.address)
            .env("TIENBO_METRICS_LISTEN", "")
            .env("TIENBO_RATE_LIMIT_PER_MINUTE", "0")
            .env("TIENBO_KEY_ENCRYPTION_KEY_FILE", &self.key_file)
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        command
    }

    /// Serves until it is killed; ready in five seconds.
    fn serve(&self) -> Child {
        let child = self.command().arg("serve").stderr(Stdio::null()).spawn().unwrap();
        let (began, agent) = (Moment::now(), agent());
        while !agent.get(format!("http://{}/health/ready", self.address)).call().is_ok_and(|it| it.status() == 200) {
            assert!(began.elapsed() < Duration::from_secs(5), "it is not ready five seconds after a kill");
            std::thread::sleep(Duration::from_millis(10));
        }
        child
    }

    fn root(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Enters documents until nobody answers; the answers that said 201.
    fn enter_documents(&self, token: &str, acknowledged: &Mutex<Vec<Value>>) {
        let agent = agent();
        loop {
            let id = Id::fresh();
            let body = json!({"id": id, "number": format!("{id}"), "kind": "decision", "issuer": "UBND thành phố",
                "issued_on": "2017-03-06", "title": "Quyết định thử"});
            let request = agent
                .post(format!("{}/api/v1/legal-documents", self.root()))
                .header("authorization", format!("Bearer {token}"))
                .header("content-type", "application/json")
                .header("idempotency-key", id.to_string());
            // Whoever is cut off in the middle has no answer, and nothing was promised.
            let Ok(mut answer) = request.send(body.to_string()) else { return };
            let Ok(text) = answer.body_mut().read_to_string() else { return };
            assert_eq!(answer.status(), 201, "{text}");
            acknowledged.lock().unwrap().push(serde_json::from_str(&text).unwrap());
        }
    }
}

fn the_real_program_loses_nothing(kind: Engine) {
    let program = Program::with_administrator(kind);
    let acknowledged = Mutex::new(Vec::new());
    let mut token = String::new();
    for round in 0..kills() {
        let mut child = program.serve();
        if round % 50 == 0 {
            let somebody = Person::new("admin", &agent(), program.root(), None);
            let answer = somebody.post("/auth/login", json!({"login": "admin", "password": PASSWORD}));
            assert_eq!(answer.status, 200, "{:?}", answer.body);
            token = answer.body["access_token"].as_str().unwrap().to_owned();
        }
        std::thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(|| program.enter_documents(&token, &acknowledged));
            }
            std::thread::sleep(Duration::from_millis(100 + round * 37 % 200));
            // SIGKILL.
            child.kill().unwrap();
            child.wait().unwrap();
        });
    }
    let mut child = program.serve();
    let admin = Person::new("admin", &agent(), program.root(), Some(token));
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() > 50, "only {} writes were acknowledged", acknowledged.len());
    for promised in &acknowledged {
        let id = promised["id"].as_str().unwrap();
        let mut found = admin.get(&format!("/legal-documents/{id}")).body;
        found.as_object_mut().unwrap().remove("actions");
        assert_eq!(&found, promised, "as it was acknowledged");
    }
    let verified = program.command().args(["audit", "verify"]).output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn the_real_program_on_sqlite_loses_nothing_acknowledged() {
    the_real_program_loses_nothing(Engine::Sqlite);
}

#[test]
fn the_real_program_on_postgres_loses_nothing_acknowledged() {
    if Engine::postgres_is_wanted() {
        the_real_program_loses_nothing(Engine::Postgres);
    }
}

/// The largest file that the child may write, in bytes: the disk is full there.
const FULL_AT: u64 = 3_000_000;

#[test]
fn a_disk_that_is_full_at_commit_acknowledges_nothing_that_is_not_there() {
    // A real write that fails, at COMMIT and wherever else: no file of the child may grow beyond a size.
    let house = House::sqlite();
    let (Target::Sqlite(url) | Target::Postgres(url)) = &house.target;
    let test = "engine_kill::writes_large_notes_until_the_disk_is_full";
    let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" {test} --exact --ignored --nocapture", FULL_AT / 512);
    let child = Command::new("sh")
        .args(["-c", &script, std::env::current_exe().unwrap().to_str().unwrap()])
        .env(TARGET, url)
        .stdout(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stderr).into_owned();
    let of = |word: &str| -> Vec<String> {
        said.lines().filter_map(|line| line.strip_prefix(word)).map(str::to_owned).collect()
    };
    let (acknowledged, refused, wrong) = (of("acknowledged "), of("refused "), of("wrong "));
    assert!(wrong.is_empty(), "a full disk is 503: {wrong:?}");
    assert!(acknowledged.len() > 10 && refused.len() > 10, "{said}");
    assert!(acknowledged.iter().all(|text| house.holds(text)), "an acknowledged write is lost");
    assert!(!refused.iter().any(|text| house.holds(text)), "a refused write is there");
    house.assert_whole();
}

/// What runs in the process whose disk is full.
#[test]
#[ignore = "run by the tests of this file in a process of its own"]
fn writes_large_notes_until_the_disk_is_full() {
    let Ok(url) = std::env::var(TARGET) else { return };
    let house = std::mem::ManuallyDrop::new(House::of(Engine::Sqlite, Database { target: Target::of(&url) }));
    let db = house.open();
    let refusals = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for client in 0..4 {
            let (db, refusals) = (&db, &refusals);
            scope.spawn(move || {
                for number in 0..2_000 {
                    let text = format!("{client}-{number}");
                    let written = text.clone();
                    let answer = write(db, move |tx| {
                        let body = "x".repeat(20_000);
                        sql(tx, &format!("INSERT INTO notes (text, body) VALUES ('{written}', '{body}')"))?;
                        tx.record(change(&written)?)
                    });
                    let word = match &answer {
                        Ok(_) => "acknowledged",
                        Err(problem) if problem.code().status().as_u16() == 503 => "refused",
                        Err(_) => "wrong",
                    };
                    let line = format!("{word} {text}\n");
                    let _ = std::io::stderr().lock().write_all(line.as_bytes());
                    if answer.is_err() && refusals.fetch_add(1, std::sync::atomic::Ordering::SeqCst) > 40 {
                        return;
                    }
                }
            });
        }
    });
}
