//! What the tests of the engine stand on: a throwaway database with one scratch table and one person, opened as the service
//! opens it. No chapter takes part.

use std::future::Future;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant as Moment};

use actix_web::FromRequest;
use actix_web::dev::Payload;
use actix_web::test::TestRequest;
use actix_web::web::Data;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};
use serde::Serialize;
use tienbo::kernel::call::Call;
use tienbo::kernel::clock::CivilClock;
use tienbo::kernel::crypto;
use tienbo::kernel::db::{Db, Done, Hooks, Options, Tx, View, Written};
use tienbo::kernel::directory::{AgencySeat, Directory, KeySeat, UserSeat};
use tienbo::kernel::id::Id;
use tienbo::kernel::instant::Instant;
use tienbo::kernel::journal::{Change, Record};
use tienbo::kernel::problem::Problem;
use tienbo::kernel::seal::{self, Verdict};
use tienbo::kernel::sql::{AnyConnection, Target, migrate};
use tienbo::kernel::telling::Told;
use tienbo::kernel::token::Tokens;
use tokio::task::JoinHandle;

pub use crate::harness::{Database, Engine};

pub type Answer = Result<Written, Problem>;

const ENCRYPTION_KEY: [u8; 32] = [7; 32];
const DAY: &str = "2017-03-06T08:00:00+07:00";

static USER: LazyLock<Id> = LazyLock::new(Id::fresh);
static AGENCY: LazyLock<Id> = LazyLock::new(Id::fresh);
static KEY: LazyLock<KeySeat> = LazyLock::new(|| {
    let private = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
    let public = Ed25519KeyPair::from_pkcs8(private.as_ref()).unwrap();
    KeySeat {
        kid: "test".to_owned(),
        public_key: public.public_key().as_ref().to_vec(),
        sealed_private_key: crypto::seal(&ENCRYPTION_KEY, "test", private.as_ref()).unwrap(),
        signs_from: Instant(0),
        verifies_until: None,
        withdrawn: false,
    }
});

/// A database of its own, gone when this is dropped.
pub struct House {
    pub kind: Engine,
    pub target: Target,
    _database: Database,
}

impl House {
    /// A database without any table.
    pub fn empty(kind: Engine) -> Self {
        Self::of(kind, kind.empty())
    }

    /// A database that is there already.
    pub fn of(kind: Engine, database: Database) -> Self {
        Self { kind, target: database.target.clone(), _database: database }
    }

    /// A database with the service's tables, a scratch table and one person.
    pub fn new(kind: Engine) -> Self {
        let house = Self::empty(kind);
        migrate::run(&house.target).unwrap();
        house.execute(
            "CREATE TABLE notes (text TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL DEFAULT ''); \
             CREATE TABLE people (disabled INTEGER NOT NULL, generation INTEGER NOT NULL); \
             INSERT INTO people (disabled, generation) VALUES (0, 1)",
        );
        house
    }

    /// On SQLite.
    pub fn sqlite() -> Self {
        Self::new(Engine::Sqlite)
    }

    /// On PostgreSQL, where the tests have a server.
    pub fn postgres() -> Option<Self> {
        Engine::postgres_is_wanted().then(|| Self::new(Engine::Postgres))
    }

    /// Opens it as a process of the service does.
    pub fn open(&self) -> Db {
        self.open_with(2, 256)
    }

    pub fn open_with(&self, threads: usize, queue: usize) -> Db {
        self.open_as(Options { target: self.target.clone(), threads, queue, storage_quota: None })
    }

    /// Where each agency keeps so many bytes and no more.
    pub fn open_with_quota(&self, bytes: i64) -> Db {
        self.open_as(Options { target: self.target.clone(), threads: 2, queue: 64, storage_quota: Some(bytes) })
    }

    fn open_as(&self, options: Options) -> Db {
        let clock = CivilClock::standing_at(Instant::parse(DAY).unwrap());
        Db::open(&options, Hooks { directory, replay, tell, mail, moved: mail, by_mail: false }, clock).unwrap()
    }

    pub fn connect(&self) -> AnyConnection {
        self.target.connect().unwrap()
    }

    pub fn execute(&self, sql: &str) {
        self.connect().batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    pub fn count(&self, sql: &str) -> i64 {
        count(&mut self.connect(), sql)
    }

    /// How many idempotency keys are kept.
    pub fn keys(&self) -> i64 {
        self.count("SELECT count(*) AS number FROM idempotency_keys")
    }

    /// The texts of all notes, sorted.
    pub fn notes(&self) -> Vec<String> {
        let rows: Vec<Word> = diesel::sql_query("SELECT text AS word FROM notes").load(&mut self.connect()).unwrap();
        let mut texts: Vec<String> = rows.into_iter().map(|row| row.word).collect();
        texts.sort();
        texts
    }

    /// Whether a note and its journal entry are both there; panics where only one is.
    pub fn holds(&self, text: &str) -> bool {
        let notes = self.count(&format!("SELECT count(*) AS number FROM notes WHERE text = '{text}'"));
        let entries = self.count(&format!("SELECT count(*) AS number FROM journal_entries WHERE reason = '{text}'"));
        assert_eq!(notes, entries, "{text}: half of it is there");
        notes == 1
    }

    /// Waits until every entry is sealed, and holds the chain against the entries.
    pub fn assert_whole(&self) -> seal::Head {
        // A process that has ended may have left the last entries to the next.
        let db = self.open();
        let head = self.wait_until_sealed();
        drop(db);
        self.wait_until_closed();
        head
    }

    /// On PostgreSQL, waits until the processes that were opened have hung up.
    pub fn wait_until_closed(&self) {
        let began = Moment::now();
        let sessions = "SELECT count(*) AS number FROM pg_stat_activity WHERE datname = current_database() \
             AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
        while self.kind == Engine::Postgres && began.elapsed() < Duration::from_secs(2) && self.count(sessions) > 0 {
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn wait_until_sealed(&self) -> seal::Head {
        let mut connection = self.connect();
        let began = Moment::now();
        loop {
            match seal::verify(&mut connection, None, |_| ()).unwrap() {
                Verdict::Whole { head, unsealed: 0 } => return head,
                Verdict::Whole { unsealed, .. } => {
                    assert!(began.elapsed() < Duration::from_secs(20), "{unsealed} entries are never sealed");
                }
                broken => panic!("{broken:?}"),
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// The databases to test on.
pub fn engines() -> impl Iterator<Item = Engine> {
    [Engine::Sqlite, Engine::Postgres].into_iter().filter(|it| *it == Engine::Sqlite || Engine::postgres_is_wanted())
}

/// Makes tests of functions that take a house: each runs on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        $(mod $name {
            #[test]
            fn on_sqlite() {
                super::$name($crate::engine_kit::House::sqlite());
            }

            #[test]
            fn on_postgres() {
                $crate::engine_kit::House::postgres().into_iter().for_each(super::$name);
            }
        })+
    };
}
pub(crate) use on_both;

#[derive(QueryableByName)]
pub struct Word {
    #[diesel(sql_type = Text)]
    pub word: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[derive(QueryableByName)]
struct PersonRow {
    #[diesel(sql_type = Integer)]
    disabled: i32,
    #[diesel(sql_type = Integer)]
    generation: i32,
}

/// The `number` that a statement answers.
pub fn count(connection: &mut AnyConnection, sql: &str) -> i64 {
    diesel::sql_query(sql).get_result::<Number>(connection).unwrap_or_else(|error| panic!("{sql}: {error}")).number
}

fn directory(connection: &mut AnyConnection, version: i64) -> QueryResult<Directory> {
    let row: PersonRow = diesel::sql_query("SELECT disabled, generation FROM people").get_result(connection)?;
    let person = UserSeat {
        login: "mot.nguoi".to_owned(),
        name: "Một người".to_owned(),
        agency: *AGENCY,
        disabled: row.disabled != 0,
        generation: row.generation,
        is_machine: false,
        password_is_given: false,
    };
    let agency = AgencySeat {
        parent: None,
        code: "H24.1".to_owned(),
        name: "Một cơ quan".to_owned(),
        is_committee: true,
        valid_from: Instant(0).date(),
        valid_to: None,
        heir: None,
    };
    Ok(Directory {
        version,
        users: [(*USER, person)].into(),
        agencies: [(*AGENCY, agency)].into(),
        keys: vec![KEY.clone()],
        ..Directory::default()
    })
}

/// A note whose text begins with "hidden" may not be read any more.
fn replay(view: &mut View<'_>, _resource: &str, _id: Id) -> Result<bool, Problem> {
    let hidden = count(view.connection, "SELECT count(*) AS number FROM notes WHERE text = 'hidden'");
    Ok(hidden == 0)
}

/// Nobody has an inbox here.
fn mail(_: &mut AnyConnection, _: Id, _: &str, _: Instant) -> Result<(), Problem> {
    Ok(())
}

fn tell(_: &mut AnyConnection, _: &Told<'_>) -> Result<(), Problem> {
    Ok(())
}

/// What the tests write: its answer is what the journal keeps.
#[derive(Serialize)]
struct Note {
    id: Id,
    text: String,
    version: i32,
}

impl Record for Note {
    const RESOURCE: &'static str = "notes";

    fn id(&self) -> Id {
        self.id
    }
    fn version(&self) -> i32 {
        self.version
    }
    fn owner(&self) -> Option<Id> {
        None
    }
}

/// What moves on its own beside a note, and goes by its id.
#[derive(Serialize)]
pub struct Twin {
    pub id: Id,
    pub text: String,
    pub version: i32,
}

impl Record for Twin {
    const RESOURCE: &'static str = "twins";

    fn id(&self) -> Id {
        self.id
    }
    fn version(&self) -> i32 {
        self.version
    }
    fn owner(&self) -> Option<Id> {
        None
    }
}

/// A note with a twin, both new, in one job of the same person.
pub fn twins(tx: &mut Tx<'_>, id: Id, text: &str) -> Result<Done, Problem> {
    let twin = Twin { id, text: format!("twin {text}"), version: 1 };
    tx.note(Change::created(&twin)?);
    insert(tx, text)?;
    tx.record(Change::created(&Note { id, text: text.to_owned(), version: 1 })?)
}

/// The one person, as the directory knows them.
#[derive(Serialize)]
struct Person {
    disabled: bool,
}

impl Record for Person {
    const RESOURCE: &'static str = "people";
    const IN_DIRECTORY: bool = true;

    fn id(&self) -> Id {
        *USER
    }
    fn version(&self) -> i32 {
        1
    }
    fn owner(&self) -> Option<Id> {
        None
    }
}

/// Runs SQL inside a job.
pub fn sql(tx: &mut Tx<'_>, statement: &str) -> Result<usize, Problem> {
    Ok(diesel::sql_query(statement).execute(tx.connection)?)
}

pub fn change(text: &str) -> Result<Change, Problem> {
    let note = Note { id: Id::fresh(), text: text.to_owned(), version: 1 };
    Ok(Change::created(&note)?.because(Some(text)))
}

/// Writes a note.
pub fn insert(tx: &mut Tx<'_>, text: &str) -> Result<(), Problem> {
    sql(tx, &format!("INSERT INTO notes (text) VALUES ('{text}')")).map(drop)
}

/// Writes a note with its journal entry: a whole job.
pub fn note(tx: &mut Tx<'_>, text: &str) -> Result<Done, Problem> {
    insert(tx, text)?;
    tx.record(change(text)?)
}

/// Changes who is who.
pub fn set_disabled(tx: &mut Tx<'_>, disabled: bool) -> Result<Done, Problem> {
    sql(tx, &format!("UPDATE people SET disabled = {}", i32::from(disabled)))?;
    let (before, after) = (Person { disabled: !disabled }, Person { disabled });
    tx.record(Change::updated(&before, &after)?)
}

/// Runs a future to its end on this thread.
pub fn wait<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// Writes on nobody's behalf.
pub fn write(db: &Db, job: impl Fn(&mut Tx<'_>) -> Result<Done, Problem> + Send + 'static) -> Answer {
    wait(db.write_as_system(&command(), job))
}

/// Hands a job in without waiting for it. Jobs come in the order of these calls once the caller awaits something.
pub fn hand_in(db: &Db, job: impl Fn(&mut Tx<'_>) -> Result<Done, Problem> + Send + 'static) -> JoinHandle<Answer> {
    let db = db.clone();
    tokio::spawn(async move { db.write_as_system(&command(), job).await })
}

pub fn command() -> Call {
    Call::of_command("test", Instant::parse(DAY).unwrap())
}

/// The one person with a good token.
pub struct Client {
    db: Db,
    tokens: Data<Tokens>,
    token: String,
}

impl Client {
    pub fn of(db: &Db) -> Self {
        let tokens = Tokens::new(db.clone(), "http://test", 600, ENCRYPTION_KEY, None);
        let known = wait(db.refresh_directory()).unwrap();
        let token = tokens.sign(&known, *USER, *AGENCY, Vec::new()).unwrap().token;
        Self { db: db.clone(), tokens: Data::new(tokens), token }
    }

    /// A request with or without an idempotency key, and with this body.
    pub fn call(&self, key: Option<&str>, body: &str) -> Call {
        let mut request = self.post("/api/v1/notes");
        if let Some(key) = key {
            request = request.insert_header(("idempotency-key", key));
        }
        let call = wait(Call::from_request(&request.to_http_request(), &mut Payload::None)).unwrap();
        call.with_body(crypto::sha256(body.as_bytes()))
    }

    /// The head of a request, as an extractor wants it.
    pub fn post(&self, path: &str) -> TestRequest {
        TestRequest::post()
            .uri(path)
            .app_data(Data::new(self.db.clone()))
            .app_data(self.tokens.clone())
            .insert_header(("authorization", format!("Bearer {}", self.token)))
    }

    /// Writes as the person.
    pub fn write(&self, job: impl Fn(&mut Tx<'_>) -> Result<Done, Problem> + Send + 'static) -> Answer {
        wait(self.db.write(&self.call(None, ""), job))
    }

    /// Who it is.
    pub fn user(&self) -> Id {
        *USER
    }

    /// Whether the person is let in.
    pub fn is_let_in(&self) -> bool {
        wait(self.db.read(&self.call(None, ""), |_view| Ok(()))).is_ok()
    }
}

/// A job that says it has begun and goes on when it is told to.
#[derive(Clone, Default)]
pub struct Gate(Arc<AtomicI32>);

impl Gate {
    const LONGEST: Duration = Duration::from_secs(20);

    pub fn pass(&self) {
        self.0.store(1, Ordering::SeqCst);
        self.wait_for(2);
    }

    pub fn wait_until_reached(&self) {
        self.wait_for(1);
    }

    pub fn open(&self) {
        self.0.store(2, Ordering::SeqCst);
    }

    fn wait_for(&self, value: i32) {
        let began = Moment::now();
        while self.0.load(Ordering::SeqCst) < value {
            assert!(began.elapsed() < Self::LONGEST, "nobody came");
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// The problem of an answer, as its stable code.
pub fn code(answer: &Answer) -> &'static str {
    answer.as_ref().err().map_or("ok", |problem| problem.code().as_str())
}
