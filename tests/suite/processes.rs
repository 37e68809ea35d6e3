//! The running program under load and in trouble: it stops without breaking its word, slow clients starve nobody, and a
//! database that cannot be written to costs nobody anything.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant as Moment};

use diesel::connection::SimpleConnection;
use tienbo::kernel::id::Id;

use crate::engine_kit::engines;
use crate::harness::{Answer, Database, Engine, PASSWORD, Person, Program, Running, Value, agent, json};

const STARTS_WITHIN: Duration = Duration::from_secs(30);

/// A program with an administrator, serving.
struct Service {
    // In the order in which they end.
    running: Running,
    program: Program,
    database: Database,
    admin: Person,
}

impl Service {
    fn on(engine: Engine) -> Self {
        Self::with(engine, &["serve"])
    }

    fn with(engine: Engine, arguments: &[&str]) -> Self {
        let database = engine.empty();
        let program = Program::in_an_empty_folder().on(&database.target);
        program.enter_administrator("quan.tri");
        let mut running = program.start(arguments);
        running.ready(STARTS_WITHIN);
        let admin = running.person("quan.tri", PASSWORD);
        Self { running, program, database, admin }
    }

    /// The administrator over a connection of their own.
    fn admin(&self) -> Person {
        self.running.bearer(self.admin.token())
    }
}

fn document(id: Id) -> Value {
    json!({"id": id, "number": format!("{id}"), "kind": "decision", "issuer": "UBND thành phố",
        "issued_on": "2017-03-06",
        "title": "Quyết định thử"})
}

/// What a client knows of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Made,
    Refused,
    /// No answer: nothing was promised, and nothing may have been done.
    Unanswered,
}

/// Enters documents, one after the other, until nobody answers or somebody says stop.
fn enter_documents(root: &str, token: &str, stop: &AtomicBool, seen: &Mutex<Vec<(Id, Outcome)>>) {
    let agent = agent();
    while !stop.load(Ordering::SeqCst) {
        let id = Id::fresh();
        let request = agent
            .post(format!("{root}/api/v1/legal-documents"))
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json");
        let outcome = match request.send(document(id).to_string()) {
            Ok(mut answer) => match (answer.status().as_u16(), answer.body_mut().read_to_string()) {
                (201, Ok(_)) => Outcome::Made,
                (503, Ok(_)) => {
                    assert!(answer.headers().contains_key("retry-after"), "a refusal says when to come back");
                    Outcome::Refused
                }
                (_, Err(_)) => Outcome::Unanswered,
                (status, Ok(text)) => panic!("{status} {text}"),
            },
            Err(_) => Outcome::Unanswered,
        };
        seen.lock().unwrap().push((id, outcome));
        if outcome == Outcome::Unanswered {
            return;
        }
    }
}

/// Every document that was acknowledged is there, and no other.
fn assert_kept(admin: &Person, seen: &[(Id, Outcome)]) {
    let mut there = BTreeMap::new();
    let mut cursor = String::new();
    loop {
        let page = admin.get(&format!("/legal-documents?limit=200{cursor}")).is(200);
        for item in page["items"].as_array().unwrap() {
            there.insert(item["id"].as_str().unwrap().to_owned(), ());
        }
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    for (id, outcome) in seen {
        assert_eq!(there.contains_key(&id.to_string()), *outcome == Outcome::Made, "{id}: {outcome:?}");
    }
}

/// A request whose body has not all come yet.
struct HalfSent {
    stream: TcpStream,
    rest: String,
}

impl HalfSent {
    fn to(address: &str, token: &str) -> Self {
        let body = document(Id::fresh()).to_string();
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let (first, rest) = body.split_at(20);
        let head = head("POST", "/api/v1/legal-documents", token, body.len());
        stream.write_all(format!("{head}{first}").as_bytes()).unwrap();
        Self { stream, rest: rest.to_owned() }
    }

    /// Sends the rest: the status of the answer.
    fn finish(mut self) -> String {
        self.stream.write_all(self.rest.as_bytes()).unwrap();
        let mut answer = Vec::new();
        drop(self.stream.read_to_end(&mut answer));
        status_of(&answer)
    }
}

fn head(method: &str, path: &str, token: &str, length: usize) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n"
    )
}

fn status_of(answer: &[u8]) -> String {
    String::from_utf8_lossy(answer).split(' ').nth(1).unwrap_or("no answer").to_owned()
}

#[test]
fn a_stop_under_load_is_quick_and_fails_no_request_that_was_accepted() {
    for engine in engines() {
        let service = Service::on(engine);
        let (root, token) = (service.running.root.clone(), service.admin.token().to_owned());
        let seen = Mutex::new(Vec::new());
        let stop = AtomicBool::new(false);
        let mut running = service.running;
        // Connections on which nothing is asked for do not hold it up.
        let _idle: Vec<TcpStream> = (0..5).map(|_| TcpStream::connect(&service.program.address).unwrap()).collect();
        let mut kept_alive = TcpStream::connect(&service.program.address).unwrap();
        kept_alive.write_all(b"GET /api/v1/time HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
        assert!(kept_alive.read(&mut [0; 4096]).unwrap() > 0);
        let half_sent = HalfSent::to(&service.program.address, &token);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| enter_documents(&root, &token, &stop, &seen));
            }
            wait_until("forty documents are there", || seen.lock().unwrap().len() >= 40);
            running.terminate();
            let asked = Moment::now();
            wait_until("it begins to stop", || running.err().contains("stopping"));
            assert_eq!(half_sent.finish(), "201", "a request that was begun before is answered");
            let status = running.wait(Duration::from_secs(12));
            assert!(status.success(), "{status}\n{}", running.err());
            assert!(asked.elapsed() <= Duration::from_secs(10), "it took {:?} to stop", asked.elapsed());
            stop.store(true, Ordering::SeqCst);
        });
        let seen = seen.into_inner().unwrap();
        let unanswered = seen.iter().filter(|(_, outcome)| *outcome == Outcome::Unanswered).count();
        assert!(unanswered <= 8, "each client met the end at most once: {unanswered}");
        let mut again = service.program.start(&["serve"]);
        again.ready(Duration::from_secs(5));
        assert_kept(&again.bearer(&token), &seen);
    }
}

#[track_caller]
fn wait_until(what: &str, so: impl Fn() -> bool) {
    let began = Moment::now();
    while !so() {
        assert!(began.elapsed() < Duration::from_secs(20), "{what}: not so after 20 seconds");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A client that sends its request a byte at a time.
struct Slow {
    stream: TcpStream,
    rest: std::vec::IntoIter<u8>,
    answer: Vec<u8>,
    ended: Option<Duration>,
}

impl Slow {
    fn new(address: &str, at_once: &str, rest: String) -> Self {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(at_once.as_bytes()).unwrap();
        stream.set_nonblocking(true).unwrap();
        Self { stream, rest: rest.into_bytes().into_iter(), answer: Vec::new(), ended: None }
    }

    /// One byte more; notes when it was answered or cut off.
    fn drip(&mut self, began: Moment) {
        if self.ended.is_some() {
            return;
        }
        let mut buffer = [0_u8; 4096];
        match self.stream.read(&mut buffer) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                let byte = self.rest.next().expect("more to send than it is given time for");
                if self.stream.write_all(&[byte]).is_err() {
                    self.ended = Some(began.elapsed());
                }
            }
            Ok(length) if length > 0 => {
                self.answer.extend_from_slice(&buffer[..length]);
                self.ended = Some(began.elapsed());
            }
            Ok(_) | Err(_) => self.ended = Some(began.elapsed()),
        }
    }
}

#[test]
fn slow_clients_are_cut_off_and_starve_nobody() {
    let service = Service::on(Engine::Sqlite);
    let (address, token) = (&service.program.address, service.admin.token());
    let request = "GET /api/v1/time HTTP/1.1\r\nhost: localhost\r\n";
    let endless = |name: &str| format!("{name}: {}", "a".repeat(2_000));
    let head_of_body = head("POST", "/api/v1/legal-documents", token, 5_000);
    let mut heads: Vec<Slow> = (0..60).map(|_| Slow::new(address, request, endless("x-slow"))).collect();
    let mut second_heads: Vec<Slow> = (0..20)
        .map(|_| {
            let mut slow = Slow::new(address, &format!("{request}\r\n"), format!("{request}{}", endless("x-slow")));
            // The first request of the connection is a quick one.
            wait_until("the first is answered", || match slow.stream.peek(&mut [0]) {
                Ok(length) => length > 0,
                Err(_) => false,
            });
            let mut answer = [0_u8; 65_536];
            let length = slow.stream.read(&mut answer).unwrap();
            assert_eq!(status_of(&answer[..length]), "200");
            slow
        })
        .collect();
    let mut bodies: Vec<Slow> = (0..60).map(|_| Slow::new(address, &head_of_body, " ".repeat(4_000))).collect();
    // One that is kept alive, and says nothing for a while.
    let mut silent = TcpStream::connect(address).unwrap();
    silent.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let mut again = || {
        silent.write_all(format!("{request}\r\n").as_bytes()).unwrap();
        let mut answer = [0_u8; 65_536];
        let length = silent.read(&mut answer).unwrap();
        status_of(&answer[..length])
    };
    assert_eq!((again(), again()), ("200".to_owned(), "200".to_owned()));
    let began = Moment::now();
    let mut slowest = Duration::ZERO;
    let neighbour = service.admin();
    while began.elapsed() < Duration::from_secs(13) {
        let all = || heads.iter().chain(&second_heads).chain(&bodies);
        if all().all(|it| it.ended.is_some()) {
            break;
        }
        let asked = Moment::now();
        neighbour.get("/legal-documents").is(200);
        slowest = slowest.max(asked.elapsed());
        for slow in heads.iter_mut().chain(&mut second_heads).chain(&mut bodies) {
            slow.drip(began);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    // A second more than promised: this machine has other things to do.
    for (what, clients, seconds) in [("head", &heads, 6), ("second head", &second_heads, 6), ("body", &bodies, 11)] {
        for slow in clients {
            let ended = slow.ended.unwrap_or_else(|| panic!("a slow {what} is served for ever"));
            assert!(ended < Duration::from_secs(seconds), "a slow {what} was served for {ended:?}");
            let status = status_of(&slow.answer);
            assert!(["408", "no answer"].contains(&status.as_str()), "a slow {what}: {status}");
        }
    }
    assert!(bodies.iter().all(|it| status_of(&it.answer) == "408"), "who had sent a good head is told why");
    assert!(began.elapsed() > Duration::from_secs(6));
    assert_eq!(again(), "200", "an idle connection is kept");
    assert!(slowest < Duration::from_secs(2), "a quick client waited {slowest:?} beside them");
}

#[track_caller]
fn is_refused_for_now(answer: &Answer) {
    assert_eq!(answer.status, 503, "{answer}");
    assert!(["overloaded", "outcome_unknown"].contains(&answer.code()), "{answer}");
    let wait = answer.header("retry-after").and_then(|it| it.parse::<u64>().ok());
    assert!(wait.is_some_and(|it| it > 0), "{answer}");
}

#[test]
fn a_database_locked_by_somebody_else_is_503_and_nothing_is_lost() {
    let service = Service::on(Engine::Sqlite);
    let kept = Id::fresh();
    service.admin.post("/legal-documents", document(kept)).is(201);
    let mut intruder = service.database.connect();
    intruder.batch_execute("BEGIN IMMEDIATE").unwrap();
    let began = Moment::now();
    let locked_out: Vec<Id> = (0..8).map(|_| Id::fresh()).collect();
    std::thread::scope(|scope| {
        for id in &locked_out {
            let admin = service.admin();
            scope.spawn(move || {
                let key = format!("khoa-{id}");
                is_refused_for_now(&admin.with_key(&key).post("/legal-documents", document(*id)));
            });
        }
        scope.spawn(|| is_refused_for_now(&service.running.sign_in("quan.tri", PASSWORD)));
        // Readers do not notice.
        for _ in 0..20 {
            service.admin().get(&format!("/legal-documents/{kept}")).is(200);
        }
    });
    assert!(began.elapsed() < Duration::from_secs(10), "they wait side by side, not in turn: {:?}", began.elapsed());
    intruder.batch_execute("ROLLBACK").unwrap();
    for id in &locked_out {
        service.admin.get(&format!("/legal-documents/{id}")).is_problem(404, "not_found");
        let again = service.admin.with_key(&format!("khoa-{id}")).post("/legal-documents", document(*id));
        assert_eq!(again.status, 201, "the same request under the same key: {again}");
    }
    service.program.run(&["audit", "verify"]).went_well();
}

#[test]
fn a_full_disk_is_503_and_nothing_is_lost() {
    let service = Service::on(Engine::Sqlite);
    let token = service.admin.token().to_owned();
    let Service { running, program, database: _database, .. } = service;
    running.kill();
    // No file may grow beyond three megabytes, in blocks of 512 bytes.
    let limited = program.command_under("trap '' XFSZ; ulimit -f 6000", &["serve", "--log=off"]);
    let mut running = program.start_command(limited);
    running.ready(STARTS_WITHIN);
    let (stop, seen) = (AtomicBool::new(false), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| enter_documents(&running.root, &token, &stop, &seen));
        }
        let refused = || seen.lock().unwrap().iter().filter(|(_, outcome)| *outcome == Outcome::Refused).count();
        wait_until("the disk is full", || refused() >= 20);
        stop.store(true, Ordering::SeqCst);
    });
    let seen = seen.into_inner().unwrap();
    assert!(seen.iter().all(|(_, outcome)| *outcome != Outcome::Unanswered), "everybody is answered");
    assert!(seen.iter().filter(|(_, outcome)| *outcome == Outcome::Made).count() > 20);
    // What is there can still be read.
    assert_kept(&running.bearer(&token), &seen);
    running.kill();
    let mut again = program.start(&["serve"]);
    again.ready(Duration::from_secs(5));
    let admin = again.bearer(&token);
    assert_kept(&admin, &seen);
    admin.post("/legal-documents", document(Id::fresh())).is(201);
    program.run(&["audit", "verify"]).went_well();
}

/// What the service may hold in memory.
const MOST_MEMORY: u64 = 256 << 20;

#[test]
fn far_too_many_clients_are_refused_and_cost_no_memory() {
    for engine in engines() {
        // A small house, so that 64 clients are far more than twice what it holds.
        let service = Service::with(engine, &["serve", "--database-threads=1", "--database-queue=8", "--log=error"]);
        let (statuses, stop) = (Mutex::new(BTreeMap::<u16, u32>::new()), AtomicBool::new(false));
        let mut largest = 0;
        std::thread::scope(|scope| {
            for client in 0..64 {
                let (statuses, stop, admin) = (&statuses, &stop, service.admin());
                scope.spawn(move || {
                    while !stop.load(Ordering::SeqCst) {
                        let answer = if client % 2 == 0 {
                            admin.post("/legal-documents", document(Id::fresh()))
                        } else {
                            admin.get("/legal-documents?limit=200&count=true")
                        };
                        if [429, 503].contains(&answer.status) {
                            let wait = answer.header("retry-after").and_then(|it| it.parse::<u64>().ok());
                            assert!(wait.is_some_and(|it| it > 0), "{answer}");
                        }
                        *statuses.lock().unwrap().entry(answer.status).or_default() += 1;
                    }
                });
            }
            let began = Moment::now();
            while began.elapsed() < Duration::from_secs(3) {
                largest = largest.max(service.running.resident());
                std::thread::sleep(Duration::from_millis(50));
            }
            stop.store(true, Ordering::SeqCst);
        });
        let statuses = statuses.into_inner().unwrap();
        let others: Vec<_> = statuses.keys().filter(|it| ![200, 201, 429, 503].contains(*it)).collect();
        assert!(others.is_empty(), "{statuses:?}");
        assert!(
            [200, 201, 503].iter().all(|it| statuses.contains_key(it)),
            "some are served, some refused: {statuses:?}"
        );
        assert!(largest < MOST_MEMORY, "it held {} MB", largest >> 20);
        // As soon as they are gone, everybody is served.
        service.admin.post("/legal-documents", document(Id::fresh())).is(201);
        service.program.run(&["audit", "verify"]).went_well();
    }
}
