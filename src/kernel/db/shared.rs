//! What the threads of the database share: who is who, as last looked at, and what the house above supplies.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant as Moment;

use diesel::prelude::*;
use parking_lot::RwLock;

use crate::kernel::call::Bearer;
use crate::kernel::clock::CivilClock;
use crate::kernel::db::callers::Callers;
use crate::kernel::db::storage::Storage;
use crate::kernel::db::view::View;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::policy::Caller;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::schema::directory_version;
use crate::kernel::sql::{AnyConnection, on_engine};
use crate::kernel::telling::{Mailer, Teller};

/// Reads who is who. The chapters that own those tables supply it.
pub type DirectoryReader = fn(&mut AnyConnection, version: i64) -> QueryResult<Directory>;

/// Whether a caller may still read an object, asked before an earlier answer is replayed. The chapters supply it.
pub type ReplayGate = fn(&mut View<'_>, resource: &str, id: Id) -> Result<bool, Problem>;

/// What the kernel needs of the house above it.
#[derive(Clone, Copy)]
pub struct Hooks {
    /// Reads who is who.
    pub directory: DirectoryReader,
    /// Judges replays.
    pub replay: ReplayGate,
    /// Writes what steps tell.
    pub tell: Teller,
    /// Enters letters with links.
    pub mail: Mailer,
    /// Enters letters to addresses that people had before.
    pub moved: Mailer,
    /// Whether letters leave at all.
    pub by_mail: bool,
}

/// What the database threads share with each other.
pub(crate) struct Shared {
    pub(crate) hooks: Hooks,
    pub(crate) clock: CivilClock,
    pub(crate) era: i32,
    looked: RwLock<Option<Look>>,
    pub(crate) callers: Callers,
    pub(crate) storage: Storage,
    /// Transactions under way that have changed who is who.
    uncommitted: AtomicUsize,
}

/// Stands for one transaction under way that changes who is who.
pub(crate) struct DirectoryChange(Arc<Shared>);

impl Drop for DirectoryChange {
    fn drop(&mut self) {
        self.0.uncommitted.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Who is who, as found by a look that began at some moment: true for every request that was made before it.
struct Look {
    began: Moment,
    directory: Arc<Directory>,
}

impl Shared {
    /// Of a database that was just opened, in this life of it.
    pub(crate) fn new(hooks: Hooks, clock: CivilClock, era: i32, storage: Storage) -> Self {
        let (looked, callers, uncommitted) = (RwLock::default(), Callers::default(), AtomicUsize::new(0));
        Self { hooks, clock, era, looked, callers, storage, uncommitted }
    }

    pub(crate) fn remembered(&self) -> Arc<Directory> {
        let looked = self.looked.read();
        looked.as_ref().map_or_else(Arc::default, |look| look.directory.clone())
    }

    /// Who is who, for a request that was made at `asked`. A look at the counter that began later tells the truth about it, so
    /// of the requests that wait together one looks for all: nobody's revoked grant outlives the next request, and a point
    /// read does not pay a second round trip. To be asked before the transaction at hand has changed anything; after that,
    /// ask [`Shared::directory_inside`].
    pub(crate) fn directory(&self, connection: &mut AnyConnection, asked: Moment) -> QueryResult<Arc<Directory>> {
        let latest = self.looked.read();
        if let Some(look) = latest.as_ref().filter(|look| look.began >= asked) {
            return Ok(look.directory.clone());
        }
        drop(latest);
        let began = Moment::now();
        let directory = self.look(connection)?;
        // What a transaction in progress may have changed must not be remembered: it may never be.
        if self.uncommitted.load(Ordering::SeqCst) == 0 {
            let mut looked = self.looked.write();
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
        let version: i64 = on_engine!(connection, native => query.get_result(native))?;
        let remembered = self.remembered();
        if remembered.version == version {
            return Ok(remembered);
        }
        Ok(Arc::new((self.hooks.directory)(connection, version)?))
    }

    /// A transaction is about to change who is who. What this gives lives until the transaction has ended, however it ends.
    pub(crate) fn directory_is_changing(self: &Arc<Self>) -> DirectoryChange {
        self.uncommitted.fetch_add(1, Ordering::SeqCst);
        DirectoryChange(self.clone())
    }

    /// The caller of a verified token, if the account is still alive, and the password his own where he does anything but change it.
    pub(crate) fn authenticate(
        &self,
        connection: &mut AnyConnection,
        (bearer, is_open_to_newcomers): (&Bearer, bool),
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
        // An agency that has ended does nothing any more, and nobody acts for it.
        let has_ended = directory.has_ended(bearer.agency, now.date());
        if user.disabled || !is_current || has_ended {
            return Err(Problem::of(Code::InvalidToken));
        }
        // Nobody works with a password that somebody else knows. It opens nothing to whom another provider vouches for.
        if user.password_is_given && !bearer.foreign && !is_open_to_newcomers {
            return Err(Problem::of(Code::PasswordChangeNeeded));
        }
        Ok(self.callers.narrowed((bearer.user, bearer.agency, bearer.scope.clone()), now.date(), &directory))
    }
}
