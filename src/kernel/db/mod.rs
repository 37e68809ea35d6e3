//! The database: one entry for reads, one for writes. Handlers are asynchronous, Diesel is not: jobs travel through bounded
//! queues to a few database threads and the answers come back through oneshot channels. A full queue is overload said aloud.

pub(crate) mod beyond;
mod callers;
pub mod connection;
mod filter;
pub(crate) mod insert;
mod lanes;
mod lock;
pub mod migrate;
mod natively;
pub(crate) mod rows;
pub mod schema;
mod sealer;
mod tx;
pub mod types;
mod watch;
mod writer;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant as Moment};

use diesel::prelude::*;
use tokio::sync::oneshot;

pub use connection::{AnyConnection, Target};
pub use filter::{among, any_of};
pub(crate) use insert::insert_many;
pub(crate) use lock::{lock_name, lock_row, lock_word, share_rows};
pub(crate) use natively::natively;
pub(crate) use rows::{insert_row, rewrite_row};
pub use tx::{Done, Technical, Tx, Written};
pub use writer::forget_old_keys;

use crate::kernel::clock::{CivilClock, Instant};
use crate::kernel::db::callers::Callers;
use crate::kernel::db::connection::Manager;
use crate::kernel::db::lanes::{Lane, Planning, ReadJob};
use crate::kernel::db::schema::directory_version;
use crate::kernel::db::writer::WriteLane;
use crate::kernel::directory::Directory;
use crate::kernel::http::call::Call;
use crate::kernel::policy::Caller;
use crate::kernel::problem::{Code, Problem};

/// So many rows one job of the housekeeping removes: whoever else writes waits no longer than that takes.
pub const SLICE: i64 = 500;

pub(crate) type Pool = r2d2::Pool<Manager>;

/// Reads who is who. The chapters that own those tables supply it.
pub type DirectoryReader = fn(&mut AnyConnection, version: i64) -> QueryResult<Directory>;

/// Whether a caller may still read an object, asked before an earlier answer is replayed. The chapters supply it.
pub type ReplayGate = fn(&mut View<'_>, resource: &str, id: crate::kernel::id::Id) -> Result<bool, Problem>;

/// What the kernel needs of the house above it.
#[derive(Clone, Copy)]
pub struct Hooks {
    /// Reads who is who.
    pub directory: DirectoryReader,
    /// Judges replays.
    pub replay: ReplayGate,
}

/// How the database is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which database.
    pub target: Target,
    /// Threads that read, and on PostgreSQL as many that write.
    pub threads: usize,
    /// Jobs that may wait in each queue.
    pub queue: usize,
}

/// The database, shared by all handlers.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    reads: Lane,
    slow: Lane,
    writes: WriteLane,
    pool: Pool,
    shared: Arc<Shared>,
}

/// What the database threads share with each other.
pub(crate) struct Shared {
    pub(crate) hooks: Hooks,
    pub(crate) clock: CivilClock,
    pub(crate) era: i32,
    looked: RwLock<Option<Look>>,
    callers: Callers,
    /// Transactions under way that have changed who is who.
    uncommitted: AtomicUsize,
}

/// Stands for one transaction under way that changes who is who.
pub(crate) struct Changing(Arc<Shared>);

impl Drop for Changing {
    fn drop(&mut self) {
        self.0.uncommitted.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Who is who, as found by a look that began at some moment: true for every request that was made before it.
struct Look {
    began: Moment,
    directory: Arc<Directory>,
}

/// A read in progress: a connection, and who asks.
pub struct View<'a> {
    /// The connection.
    pub connection: &'a mut AnyConnection,
    /// Who asks.
    pub caller: Arc<Caller>,
    /// The civil time of the request.
    pub now: Instant,
}

impl Db {
    /// Opens an up-to-date database and starts its threads.
    pub fn open(options: &Options, hooks: Hooks, clock: CivilClock) -> anyhow_free::Result<Self> {
        let mut first = options.target.connect().map_err(open_error)?;
        if let AnyConnection::Sqlite(_) = &first {
            // Once, on the first connection, before the pool opens: several connections switching at once get "locked".
            diesel::connection::SimpleConnection::batch_execute(&mut first, "PRAGMA journal_mode = WAL")
                .map_err(|error| error.to_string())?;
        }
        warn_of_another_language(&mut first);
        let era = sealer::open_era(&mut first).map_err(|error| error.to_string())?;
        let shared = Arc::new(Shared {
            hooks,
            clock,
            era,
            looked: RwLock::default(),
            callers: Callers::default(),
            uncommitted: AtomicUsize::new(0),
        });
        shared.directory(&mut first, Moment::now()).map_err(|error| error.to_string())?;
        let writers = if first.is_postgres() { options.threads as u32 } else { 0 };
        let pool = r2d2::Pool::builder()
            .max_size(options.threads as u32 + 2 + writers)
            .min_idle(Some(1))
            // The default pings the server before every query.
            .test_on_check_out(false)
            .connection_timeout(Duration::from_secs(3))
            .build(Manager::new(options.target.clone()))
            .map_err(|error| error.to_string())?;
        let writes = WriteLane::start(options, first, pool.clone(), shared.clone())?;
        Ok(Self(Arc::new(Inner {
            reads: Lane::start("read", options.threads, options.queue, Planning::AsItSeesFit, &pool)?,
            slow: Lane::start("slow", 1, options.queue.min(32), Planning::EachTime, &pool)?,
            writes,
            pool,
            shared,
        })))
    }

    /// The civil clock.
    pub fn clock(&self) -> &CivilClock {
        &self.0.shared.clock
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
        let (now, asked) = (call.arrived, Moment::now());
        submit(lane, move |connection| {
            let caller = shared.authenticate(connection, &bearer, now, asked)?;
            job(&mut View { connection, caller, now })
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

    /// Jobs that wait: (reads, slow reads, writes).
    pub fn queued(&self) -> (usize, usize, usize) {
        (self.0.reads.queued(), self.0.slow.queued(), self.0.writes.queued())
    }

    /// Connections that the pool holds, and how many of them are idle.
    pub fn connections(&self) -> (u32, u32) {
        let state = self.0.pool.state();
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

    /// The age in seconds of the oldest entry that is written and not yet sealed.
    pub async fn sealing_backlog(&self) -> Result<i64, Problem> {
        self.read_as_system(|connection| Ok(sealer::backlog(connection)?)).await
    }
}

/// Opening fails with one line for the operator.
pub mod anyhow_free {
    /// The error is the line to print.
    pub type Result<T> = std::result::Result<T, String>;
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
    receiver.await.unwrap_or_else(|_| Err(Problem::of(Code::Internal)))
}

impl Shared {
    fn remembered(&self) -> Arc<Directory> {
        let looked = self.looked.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        looked.as_ref().map_or_else(Arc::default, |look| look.directory.clone())
    }

    /// Who is who, for a request that was made at `asked`. A look at the counter that began later tells the truth about it, so
    /// of the requests that wait together one looks for all: nobody's revoked grant outlives the next request, and a point
    /// read does not pay a second round trip. To be asked before the transaction at hand has changed anything; after that,
    /// ask [`Shared::directory_inside`].
    pub(crate) fn directory(&self, connection: &mut AnyConnection, asked: Moment) -> QueryResult<Arc<Directory>> {
        let latest = self.looked.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(look) = latest.as_ref().filter(|look| look.began >= asked) {
            return Ok(look.directory.clone());
        }
        drop(latest);
        let began = Moment::now();
        let directory = self.look(connection)?;
        // What a transaction in progress may have changed must not be remembered: it may never be.
        if self.uncommitted.load(Ordering::SeqCst) == 0 {
            let mut looked = self.looked.write().unwrap_or_else(std::sync::PoisonError::into_inner);
            if looked.as_ref().is_none_or(|look| look.began < began) {
                *looked = Some(Look { began, directory: directory.clone() });
            }
        }
        Ok(directory)
    }

    /// Who is who as a transaction sees it that may have changed it. It is never remembered: the counter is raised at the end
    /// of the transaction, and the transaction may come to nothing.
    pub(crate) fn directory_inside(&self, connection: &mut AnyConnection) -> QueryResult<Arc<Directory>> {
        self.look(connection)
    }

    /// The counter is read before the rows, so what is read is never older than the counter it is remembered by.
    fn look(&self, connection: &mut AnyConnection) -> QueryResult<Arc<Directory>> {
        let query = directory_version::table.select(directory_version::version);
        let version: i64 = natively!(connection, native => query.get_result(native))?;
        let remembered = self.remembered();
        if remembered.version == version {
            return Ok(remembered);
        }
        Ok(Arc::new((self.hooks.directory)(connection, version)?))
    }

    /// A transaction is about to change who is who. What this gives lives until the transaction has ended, however it ends.
    pub(crate) fn directory_is_changing(self: &Arc<Self>) -> Changing {
        self.uncommitted.fetch_add(1, Ordering::SeqCst);
        Changing(self.clone())
    }

    /// The caller of a verified token, if the account is still alive.
    pub(crate) fn authenticate(
        &self,
        connection: &mut AnyConnection,
        bearer: &crate::kernel::http::call::Bearer,
        now: Instant,
        asked: Moment,
    ) -> Result<Arc<Caller>, Problem> {
        let directory = self.directory(connection, asked)?;
        let user = directory.users.get(&bearer.user).ok_or_else(|| Problem::of(Code::InvalidToken))?;
        let key = directory.keys.iter().find(|it| it.kid == bearer.kid);
        let key_is_good =
            key.is_some_and(|it| !it.withdrawn && it.verifies_until.is_none_or(|until| Instant::of_machine() < until));
        // The provider of a foreign token vouches for the person; no password of ours stands behind it.
        let is_current = bearer.foreign || user.generation == bearer.generation && key_is_good;
        if user.disabled || !is_current {
            return Err(Problem::of(Code::InvalidToken));
        }
        Ok(self.callers.of(bearer.user, bearer.agency, now.date(), &directory))
    }
}
