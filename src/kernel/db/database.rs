//! The two entries of the database: reads and writes.

use std::sync::Arc;
use std::time::Instant as Moment;

use diesel::prelude::*;
use tokio::sync::oneshot;

use crate::kernel::call::Call;
use crate::kernel::clock::CivilClock;
use crate::kernel::db::crew::{Crew, Pools};
use crate::kernel::db::lanes::{LONGEST_JOB, Lane, Planning, ReadJob};
use crate::kernel::db::options::Options;
use crate::kernel::db::sealer;
use crate::kernel::db::shared::{Hooks, Shared};
use crate::kernel::db::storage::{self, Storage};
use crate::kernel::db::tx::{Done, Tx, Written};
use crate::kernel::db::view::{PublicView, View};
use crate::kernel::db::writer::WriteLane;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::AnyConnection;
use crate::kernel::sql::schema::directory_version;
use crate::kernel::table::STORAGE_USED;

/// The database, shared by all handlers.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    reads: Lane,
    slow: Lane,
    public: Lane,
    writes: WriteLane,
    pools: Pools,
    shared: Arc<Shared>,
    /// Whoever stands in for threads that wait for good; gone with the database.
    _crew: Arc<Crew>,
}

/// How many jobs wait in each queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Queued {
    /// Reads for callers.
    pub reads: usize,
    /// Reads that may take long.
    pub slow: usize,
    /// Reads without a caller.
    pub public: usize,
    /// Writes.
    pub writes: usize,
}

impl Db {
    /// Opens an up-to-date database and starts its threads. The error is the line that the operator reads.
    pub fn open(options: &Options, hooks: Hooks, clock: CivilClock) -> Result<Self, String> {
        let mut first = options.target.connect().map_err(open_error)?;
        if let AnyConnection::Sqlite(_) = &first {
            // Once, on the first connection, before the pool opens: several connections switching at once get "locked".
            diesel::connection::SimpleConnection::batch_execute(&mut first, "PRAGMA journal_mode = WAL")
                .map_err(|error| error.to_string())?;
        }
        warn_of_another_language(&mut first);
        let era = sealer::open_era(&mut first).map_err(|error| error.to_string())?;
        let storage = Storage::new(options.storage_quota);
        storage.learn(&mut first).map_err(|error| error.to_string())?;
        let shared = Arc::new(Shared::new(hooks, clock, era, storage));
        shared.directory(&mut first, Moment::now()).map_err(|error| error.to_string())?;
        let public_threads = (options.threads / 2).max(1);
        let writers = if first.is_postgres() { options.threads as u32 } else { 0 };
        let pools = Pools::open(&options.target, options.threads as u32 + 2 + writers + public_threads as u32)?;
        let crew = Crew::new(pools.clone())?;
        let hands = (&*crew, &pools);
        let writes = WriteLane::start(options, first, hands, shared.clone())?;
        Ok(Self(Arc::new(Inner {
            reads: Lane::start("read", options.threads, options.queue, Planning::AsItSeesFit, hands)?,
            slow: Lane::start("slow", 1, options.queue.min(32), Planning::EachTime, hands)?,
            public: Lane::start("public", public_threads, options.queue, Planning::AsItSeesFit, hands)?,
            writes,
            pools,
            shared,
            _crew: crew,
        })))
    }

    /// The civil clock.
    pub fn clock(&self) -> &CivilClock {
        &self.0.shared.clock
    }

    /// Whether letters leave.
    pub fn mails(&self) -> bool {
        self.0.shared.hooks.by_mail
    }

    /// A read for an authenticated caller.
    pub async fn read<T: Send + 'static>(
        &self,
        call: &Call,
        job: impl FnOnce(&mut View<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.read_on(&self.0.reads, call, job).await
    }

    /// A read that may take long: statistics, exports. It has a thread of its own and holds nobody else up.
    pub async fn read_slowly<T: Send + 'static>(
        &self,
        call: &Call,
        job: impl FnOnce(&mut View<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.read_on(&self.0.slow, call, job).await
    }

    async fn read_on<T: Send + 'static>(
        &self,
        lane: &Lane,
        call: &Call,
        job: impl FnOnce(&mut View<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let bearer = call.bearer()?.clone();
        let shared = self.0.shared.clone();
        let (now, asked, is_open) = (call.arrived, Moment::now(), call.is_open_to_newcomers);
        submit(lane, move |connection| {
            let caller = shared.authenticate(connection, (&bearer, is_open), now, asked)?;
            job(&mut View { connection, caller, now })
        })
        .await
    }

    /// A read by anybody, at a civil time. It has threads and a queue of its own: however many there are, nobody who is signed in
    /// waits for one.
    pub async fn read_publicly<T: Send + 'static>(
        &self,
        now: Instant,
        job: impl FnOnce(&mut PublicView<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let (shared, asked) = (self.0.shared.clone(), Moment::now());
        submit(&self.0.public, move |connection| {
            let directory = shared.directory(connection, asked)?;
            job(&mut PublicView { connection, now, directory, callers: &shared.callers })
        })
        .await
    }

    /// A read on nobody's behalf: health, the public keys, the token check itself.
    pub async fn read_as_system<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut AnyConnection) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        submit(&self.0.reads, job).await
    }

    /// The one way to write. The job runs in a transaction; its answer leaves after the commit. It may run again after a
    /// conflict on PostgreSQL, so it is `Fn`.
    pub async fn write(
        &self,
        call: &Call,
        job: impl Fn(&mut Tx<'_>) -> Result<Done, Problem> + Send + 'static,
    ) -> Result<Written, Problem> {
        call.bearer()?;
        self.0.writes.submit(call, &self.0.shared, job).await
    }

    /// The one way to write where nobody is signed in yet: sign-in itself.
    pub async fn write_as_system(
        &self,
        call: &Call,
        job: impl Fn(&mut Tx<'_>) -> Result<Done, Problem> + Send + 'static,
    ) -> Result<Written, Problem> {
        self.0.writes.submit(&call.anonymous(), &self.0.shared, job).await
    }

    /// Who is who, as of the last job that looked.
    pub fn directory(&self) -> Arc<Directory> {
        self.0.shared.remembered()
    }

    /// Looks again who is who.
    pub async fn refresh_directory(&self) -> Result<Arc<Directory>, Problem> {
        let shared = self.0.shared.clone();
        let asked = Moment::now();
        self.read_as_system(move |connection| Ok(shared.directory(connection, asked)?)).await
    }

    /// Jobs that wait.
    pub fn queued(&self) -> Queued {
        Queued {
            reads: self.0.reads.queued(),
            slow: self.0.slow.queued(),
            public: self.0.public.queued(),
            writes: self.0.writes.queued(),
        }
    }

    /// Connections that the pool holds, and how many of them are idle.
    pub fn connections(&self) -> (u32, u32) {
        let state = self.0.pools.current().state();
        (state.connections, state.idle_connections)
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), Problem> {
        self.read_as_system(|connection| {
            directory_version::table.select(directory_version::version).first::<i64>(connection)?;
            Ok(())
        })
        .await
    }

    /// Writes down what agencies keep more than before, and reads what other instances wrote down.
    pub async fn settle_storage(&self) -> Result<(), Problem> {
        let shared = self.0.shared.clone();
        let counted = shared.storage.taken();
        if !counted.is_empty() {
            let call = Call::of_command("storage", self.clock().now());
            let settling = counted.clone();
            let settled = self.write_as_system(&call, move |tx| {
                storage::settle(tx.connection, &settling)?;
                tx.technical(&STORAGE_USED, &())
            });
            if let Err(problem) = settled.await {
                counted.into_iter().for_each(|(agency, bytes)| shared.storage.charge(agency, bytes));
                return Err(problem);
            }
        }
        self.read_as_system(move |connection| Ok(shared.storage.learn(connection)?)).await
    }

    /// The agencies that keep most, and how many bytes.
    pub fn largest_storage(&self, number: usize) -> Vec<(Id, i64)> {
        self.0.shared.storage.largest(number)
    }

    /// The age in seconds of the oldest entry that is written and not yet sealed.
    pub async fn sealing_backlog(&self) -> Result<i64, Problem> {
        self.read_as_system(|connection| Ok(sealer::backlog(connection)?)).await
    }
}

fn open_error(error: diesel::r2d2::Error) -> String {
    format!("--database-url (TIENBO_DATABASE_URL): cannot open the database: {error}").replace('\n', " ")
}

/// A server that speaks another language than English, and will not change, cannot tell us of a deadlock.
fn warn_of_another_language(connection: &mut AnyConnection) {
    if let AnyConnection::Pg(pg) = connection {
        let show = diesel::select(diesel::dsl::sql::<diesel::sql_types::Text>("current_setting('lc_messages')"));
        let language: String = show.get_result(pg).unwrap_or_default();
        if !(language.is_empty()
            || language.starts_with("en")
            || matches!(language.as_str(), "C" | "POSIX" | "C.UTF-8" | "C.utf8"))
        {
            tracing::warn!(
                language,
                "PostgreSQL does not speak English, and this role may not change that: conflicts are answered 500 instead of \
                 being tried again; let it: GRANT SET ON PARAMETER lc_messages TO this role"
            );
        }
    }
}

async fn submit<T: Send + 'static>(
    lane: &Lane,
    job: impl FnOnce(&mut AnyConnection) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let (sender, receiver) = oneshot::channel();
    lane.push(ReadJob::new(sender, job))?;
    // A thread that was given up never answers.
    let answer = tokio::time::timeout(LONGEST_JOB, receiver).await;
    let answer = answer.map_err(|_elapsed| Problem::of(Code::Overloaded).retry_after(2))?;
    answer.unwrap_or_else(|_| Err(Problem::of(Code::Internal)))
}
