//! Threads that write. On SQLite there is one writer: it opens `BEGIN IMMEDIATE`, runs the jobs that wait, each in a
//! savepoint, seals their entries, commits once and only then answers them all (group commit). On PostgreSQL each job is one
//! transaction of its own, run again after a conflict.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant as Moment};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use tokio::sync::oneshot;

use crate::kernel::call::Call;
use crate::kernel::db::crew::{Crew, Pools, Post};
use crate::kernel::db::idempotency;
use crate::kernel::db::lanes::{LONGEST_JOB, panicked};
use crate::kernel::db::options::Options;
use crate::kernel::db::sealer::Sealer;
use crate::kernel::db::shared::{DirectoryChange, Shared};
use crate::kernel::db::tx::{Done, Exit, Tx, Written};
use crate::kernel::instant::Instant;
use crate::kernel::problem::{Code, Fault, Problem};
use crate::kernel::seal;
use crate::kernel::sql::connection::{AnyConnection, BUSY_MILLISECONDS, Target};
use crate::kernel::sql::pool::Pooled;
use crate::kernel::sql::watch::{Losses, Watch};

/// A batch closes after so many jobs …
const LARGEST_BATCH: usize = 64;
/// … or after this long, so that the first of it does not wait for the last.
const LONGEST_BATCH: Duration = Duration::from_millis(5);
/// A job that met a conflict on PostgreSQL runs so often in all.
const TRIES: u32 = 3;
/// The write-ahead log never resets under constant readers: above this size the writer empties it between batches.
const LARGEST_WAL_BYTES: u64 = 16 * 1024 * 1024;

/// So long the writer waits for readers when it empties the log …
const WAIT_FOR_READERS_MILLISECONDS: u32 = 20;
/// … and so long it leaves the log alone where that was too short.
const LONGEST_REST: Duration = Duration::from_millis(250);

type Reply = Result<Written, Problem>;
type Body = Box<dyn Fn(&mut Tx<'_>) -> Result<Done, Problem> + Send>;

struct Job {
    call: Call,
    asked: Moment,
    shared: Arc<Shared>,
    body: Body,
    sender: oneshot::Sender<Reply>,
}

/// What one run of a job left behind in the open transaction.
struct Run {
    answer: Reply,
    /// Lives until the commit where who is who has changed.
    changing: Option<DirectoryChange>,
}

impl Job {
    fn abandoned(&self) -> bool {
        self.sender.is_closed()
    }

    fn settle(self, answer: Reply) {
        // The caller may have gone meanwhile: what is committed is on record, and the same key replays it.
        let _ = self.sender.send(answer);
    }

    /// Everything that stands between BEGIN and COMMIT for one request. `Err` undoes it.
    fn run(&self, connection: &mut AnyConnection, watch: &Watch) -> Result<Run, Undoing> {
        watch.begin_job();
        catch_unwind(AssertUnwindSafe(|| self.run_inside(connection, watch))).unwrap_or_else(|_| Err(panicked().into()))
    }

    fn run_inside(&self, connection: &mut AnyConnection, watch: &Watch) -> Result<Run, Undoing> {
        let caller = match &self.call.bearer {
            Some(bearer) => {
                // On SQLite it costs nothing to look inside the batch, where a neighbour may just have changed who is who.
                let asked = if connection.is_postgres() { self.asked } else { Moment::now() };
                let who = (bearer, self.call.is_open_to_newcomers);
                Some(self.shared.authenticate(connection, who, self.call.arrived, asked)?)
            }
            None => None,
        };
        let answer_id = self.call.entry_id(&self.shared.clock);
        if let Some(earlier) = idempotency::claim(connection, &self.call, answer_id)? {
            let answer = idempotency::replay(connection, &self.shared, &self.call, caller, earlier)?;
            return Ok(Run { answer: Ok(answer), changing: None });
        }
        let mut tx = Tx::new(connection, caller, &self.shared, &self.call, answer_id);
        let Done(exit) = (self.body)(&mut tx)?;
        if watch.has_failed() {
            // The database may have ended the transaction: on PostgreSQL its COMMIT would then say yes and undo everything, on
            // SQLite the entry would be written in a transaction of its own.
            tracing::error!("a job went on after a database error");
            return Err(Problem::of(Code::Internal).into());
        }
        if let Exit::Unchanged(written) = exit {
            return Err(Undoing::Unchanged(written));
        }
        let repeatable = matches!(exit, Exit::Recorded { .. });
        let (answer, changing) = tx.finish(exit)?;
        if !repeatable {
            idempotency::release(connection, &self.call)?;
        }
        Ok(Run { answer, changing })
    }
}

/// The queue of writes with its threads.
pub(crate) struct WriteLane(Sender<Job>);

impl WriteLane {
    pub(crate) fn start(
        options: &Options,
        first: AnyConnection,
        (crew, pools): (&Crew, &Pools),
        shared: Arc<Shared>,
    ) -> Result<Self, String> {
        let (sender, receiver) = bounded::<Job>(options.queue);
        if let Target::Sqlite(path) = &options.target {
            let writer = SqliteWriter { target: options.target.clone(), wal: format!("{path}-wal"), shared };
            std::thread::Builder::new()
                .name("db-write".into())
                .spawn(move || writer.serve(first, &receiver))
                .map_err(|error| format!("cannot start a database thread: {error}"))?;
        } else {
            let sealer = Sealer::start(first, options.target.clone(), shared.era, crew)?;
            for number in 1..=options.threads {
                let (receiver, pools, sealer) = (receiver.clone(), pools.clone(), sealer.clone());
                crew.post(format!("db-write-{number}"), move |post| serve_postgres(&receiver, &pools, post, &sealer))?;
            }
        }
        Ok(Self(sender))
    }

    pub(crate) async fn submit(
        &self,
        call: &Call,
        shared: &Arc<Shared>,
        body: impl Fn(&mut Tx<'_>) -> Result<Done, Problem> + Send + 'static,
    ) -> Reply {
        let (sender, receiver) = oneshot::channel();
        let job =
            Job { call: call.clone(), asked: Moment::now(), shared: shared.clone(), body: Box::new(body), sender };
        self.0.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => Problem::of(Code::Overloaded).retry_after(1),
            TrySendError::Disconnected(_) => Problem::of(Code::Internal),
        })?;
        // A thread that was given up never answers.
        let unknown = || Problem::of(Code::OutcomeUnknown);
        let answer = tokio::time::timeout(LONGEST_JOB, receiver).await.map_err(|_elapsed| unknown())?;
        answer.unwrap_or_else(|_| Err(unknown()))
    }

    pub(crate) fn queued(&self) -> usize {
        self.0.len()
    }
}

struct SqliteWriter {
    target: Target,
    wal: String,
    shared: Arc<Shared>,
}

/// The write connection, and what has been seen on it.
struct Desk {
    connection: AnyConnection,
    watch: Watch,
}

impl Desk {
    fn at(mut connection: AnyConnection) -> Self {
        let watch = Watch::over(&mut connection, &Losses::default());
        Self { connection, watch }
    }
}

impl SqliteWriter {
    fn serve(&self, first: AnyConnection, jobs: &Receiver<Job>) {
        let mut desk = Some(Desk::at(first));
        let mut rest = Rest::default();
        while let Ok(job) = jobs.recv() {
            let mut open = match desk.take().map_or_else(|| self.target.connect().map(Desk::at), Ok) {
                Ok(open) => open,
                Err(error) => {
                    tracing::error!(%error, "the write connection cannot be opened");
                    job.settle(Err(Problem::of(Code::Overloaded).retry_after(2)));
                    continue;
                }
            };
            if self.batch(&mut open, job, jobs) {
                self.tidy(&mut open.connection, &mut rest);
                desk = Some(open).filter(|it| !it.watch.is_worn());
            }
        }
    }

    /// One shared commit. `false`: the connection is not to be used again.
    fn batch(&self, desk: &mut Desk, first: Job, jobs: &Receiver<Job>) -> bool {
        let Desk { connection, watch } = desk;
        if let Err(error) = begin_immediate(connection) {
            let problem = Problem::from(error).into_unavailable();
            // Somebody else holds the file. Those behind would each wait as long again, one after the other.
            for job in std::iter::once(first).chain(jobs.try_iter().take(jobs.len())) {
                job.settle(Err(problem.clone()));
            }
            return self.roll_back(connection);
        }
        let began = Moment::now();
        let mut settled: Vec<(Job, Reply)> = Vec::new();
        let mut changing: Vec<DirectoryChange> = Vec::new();
        let mut broken: Option<Problem> = None;
        let mut next = Some(first);
        while let Some(job) = next.take().or_else(|| jobs.try_recv().ok()) {
            if job.abandoned() {
                continue;
            }
            // The panic is caught inside the savepoint: caught outside, it would leave Diesel's count of open transactions one
            // too high, and the "commit" of the batch would release a savepoint and nothing else.
            // What the job says is kept beside: where the rollback fails too, Diesel tells of that alone.
            let mut told = None;
            let run = connection.transaction::<Run, Undoing, _>(|connection| {
                job.run(connection, watch).inspect_err(|undoing| told = Some(undoing.clone()))
            });
            let answer = match run {
                Ok(run) => {
                    changing.extend(run.changing);
                    run.answer
                }
                Err(undoing) => told.unwrap_or(undoing).answer(),
            };
            // On a full disk SQLite ends the transaction by itself. Another job would then be a durable transaction of its own.
            if watch.is_broken() || depth(connection) != Some(1) {
                broken = Some(answer.as_ref().err().cloned().unwrap_or_else(|| Problem::of(Code::Overloaded)));
            }
            settled.push((job, answer));
            if broken.is_some() || settled.len() >= LARGEST_BATCH || began.elapsed() >= LONGEST_BATCH {
                break;
            }
        }
        let committed = match broken {
            Some(problem) => Err(problem),
            None => seal::seal_sqlite(connection).and_then(|()| commit(connection)).map_err(Problem::from),
        };
        let usable = committed.is_ok() || self.roll_back(connection);
        let who_is_who_changed = !changing.is_empty();
        drop(changing);
        if committed.is_ok()
            && who_is_who_changed
            && let Err(error) = self.shared.directory(connection, Moment::now())
        {
            // The next request looks for itself.
            tracing::warn!(%error, "who is who could not be read after a change");
        }
        for (job, answer) in settled {
            // A commit that failed is 503 for all of it: nothing of it is there.
            job.settle(match &committed {
                Ok(()) => answer,
                Err(problem) => Err(problem.clone().into_unavailable()),
            });
        }
        usable
    }

    fn roll_back(&self, connection: &mut AnyConnection) -> bool {
        // On a full disk SQLite has rolled back by itself and says that there is nothing to roll back; either way the
        // connection is dropped, so that Diesel's count of open transactions cannot be wrong.
        let _ = connection.batch_execute("ROLLBACK");
        false
    }

    fn tidy(&self, connection: &mut AnyConnection, rest: &mut Rest) {
        let is_large = || std::fs::metadata(&self.wal).is_ok_and(|it| it.len() > LARGEST_WAL_BYTES);
        if rest.lasts() || !is_large() {
            return;
        }
        // A long read holds the log; writers must not wait for it, so this gives up soon and tries again later.
        let emptied = connection.batch_execute(&format!(
            "PRAGMA busy_timeout = {WAIT_FOR_READERS_MILLISECONDS}; PRAGMA wal_checkpoint(TRUNCATE); \
             PRAGMA busy_timeout = {BUSY_MILLISECONDS}"
        ));
        if let Err(error) = emptied {
            tracing::warn!(%error, "the write-ahead log could not be emptied");
        }
        if is_large() {
            rest.begin();
        }
    }
}

/// How long the writer leaves the log alone after it could not be emptied.
#[derive(Default)]
struct Rest(Option<Moment>);

impl Rest {
    fn begin(&mut self) {
        self.0 = Some(Moment::now());
    }

    fn lasts(&self) -> bool {
        self.0.is_some_and(|began| began.elapsed() < LONGEST_REST)
    }
}

/// Why a job is undone. It travels through Diesel's savepoint, which wants an error that database errors convert to.
#[derive(Clone)]
enum Undoing {
    /// It was refused, or failed.
    Failed(Problem),
    /// It changed nothing after all, and is answered with what is there.
    Unchanged(Written),
}

impl Undoing {
    fn answer(self) -> Reply {
        match self {
            Self::Failed(problem) => Err(problem),
            Self::Unchanged(written) => Ok(written),
        }
    }
}

impl From<diesel::result::Error> for Undoing {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(Problem::from(error))
    }
}

impl From<Problem> for Undoing {
    fn from(problem: Problem) -> Self {
        Self::Failed(problem)
    }
}

fn begin_immediate(connection: &mut AnyConnection) -> QueryResult<()> {
    match connection {
        AnyConnection::Sqlite(sqlite) => AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN IMMEDIATE"),
        AnyConnection::Pg(_) => Err(diesel::result::Error::NotInTransaction),
    }
}

fn commit(connection: &mut AnyConnection) -> QueryResult<()> {
    match connection {
        AnyConnection::Sqlite(sqlite) => AnsiTransactionManager::commit_transaction(sqlite),
        AnyConnection::Pg(pg) => AnsiTransactionManager::commit_transaction(pg),
    }
}

fn depth(connection: &mut AnyConnection) -> Option<u32> {
    type Manager = <AnyConnection as Connection>::TransactionManager;
    Manager::transaction_manager_status_mut(connection).transaction_depth().ok().flatten().map(u32::from)
}

fn serve_postgres(jobs: &Receiver<Job>, pools: &Pools, post: &Post, sealer: &Sealer) {
    while !post.is_relieved() {
        let Ok(job) = jobs.recv() else { return };
        if job.abandoned() {
            continue;
        }
        let answer = run_postgres(&job, pools, post);
        post.rests();
        if answer.is_ok() {
            sealer.wake();
        }
        job.settle(answer);
    }
}

/// Runs a job until it is committed or refused: again after a conflict, and on another connection after one was lost, three
/// times at most.
fn run_postgres(job: &Job, pools: &Pools, post: &Post) -> Reply {
    let mut tries = 1;
    loop {
        let outcome = match pools.lease(post) {
            Ok(mut pooled) => try_postgres(job, &mut pooled),
            Err(error) => {
                tracing::error!(%error, "no database connection");
                return Err(Problem::of(Code::Overloaded).retry_after(2));
            }
        };
        match outcome {
            Outcome::Settled(answer) => return answer,
            Outcome::Undone(problem) if tries >= TRIES => return Err(problem.into_unavailable()),
            Outcome::Undone(_) => std::thread::sleep(Duration::from_millis(u64::from(tries) * 5)),
        }
        tries += 1;
    }
}

enum Outcome {
    /// The caller's answer.
    Settled(Reply),
    /// Nothing is there, through no fault of the request, and it may be tried again.
    Undone(Problem),
}

fn try_postgres(job: &Job, pooled: &mut Pooled) -> Outcome {
    let mut has_run = false;
    let mut changing = None;
    let watch = pooled.watch().clone();
    let connection = pooled.connection();
    let run = connection.transaction::<Reply, Undoing, _>(|connection| {
        let run = job.run(connection, &watch)?;
        changing = run.changing;
        has_run = true;
        Ok(run.answer)
    });
    let is_open = connection.is_in_transaction();
    drop(changing);
    match run {
        // A transaction that is still open was not committed, whatever Diesel believes.
        Ok(_) if is_open => Outcome::Settled(Err(Problem::of(Code::Overloaded))),
        Ok(answer) => Outcome::Settled(answer),
        Err(Undoing::Unchanged(written)) => Outcome::Settled(Ok(written)),
        Err(Undoing::Failed(problem)) if problem.fault() == Fault::Conflict => Outcome::Undone(problem),
        // The connection was lost while COMMIT was under way: nobody knows what became of it.
        Err(Undoing::Failed(_)) if has_run && pooled.is_lost() => {
            Outcome::Settled(Err(Problem::of(Code::OutcomeUnknown)))
        }
        Err(Undoing::Failed(problem)) if pooled.is_lost() => Outcome::Undone(problem),
        Err(Undoing::Failed(problem)) if has_run => Outcome::Settled(Err(problem.into_unavailable())),
        Err(Undoing::Failed(problem)) => Outcome::Settled(Err(problem)),
    }
}

/// Removes idempotency records that are older than they have to be kept, two days; run by the scheduler of the service.
pub fn forget_old_keys(connection: &mut AnyConnection, now: Instant) -> QueryResult<usize> {
    idempotency::forget_before(connection, now.plus_seconds(-idempotency::KEPT_SECONDS))
}
