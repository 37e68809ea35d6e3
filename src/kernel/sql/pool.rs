//! The pool: which connections may serve the next caller.

use diesel::connection::SimpleConnection;

use crate::kernel::sql::connection::{AnyConnection, Target};
use crate::kernel::sql::watch::{Losses, Watch};

/// Connections, opened as they are needed.
pub(crate) type Pool = r2d2::Pool<Manager>;

/// A connection of the pool, and what has been seen to happen on it.
#[derive(Debug)]
pub struct Pooled {
    connection: Box<AnyConnection>,
    watch: Watch,
    losses: Losses,
    proved_after: u64,
}

impl Pooled {
    /// The connection itself.
    pub fn connection(&mut self) -> &mut AnyConnection {
        &mut self.connection
    }

    /// What is seen on it.
    pub(crate) fn watch(&self) -> &Watch {
        &self.watch
    }

    /// Whether it may serve: one that is older than the last loss has to answer first.
    fn proves_itself(&mut self) -> bool {
        let lost_so_far = self.losses.count();
        if self.proved_after != lost_so_far {
            let lives = self.connection.batch_execute("SELECT 1").is_ok();
            self.proved_after = lost_so_far;
            return lives;
        }
        true
    }

    /// Whether the server has gone from it.
    pub fn is_lost(&self) -> bool {
        self.watch.is_lost()
    }
}

/// What r2d2 needs to know of our connections.
#[derive(Debug)]
pub struct Manager {
    target: Target,
    losses: Losses,
}

impl Manager {
    /// The manager of a pool of connections to this database.
    pub fn new(target: Target) -> Self {
        Self { target, losses: Losses::default() }
    }
}

/// A connection out of the pool that is not known to be dead. `used` hears of each before anything is asked on it.
pub(crate) fn lease(
    pool: &r2d2::Pool<Manager>,
    used: impl Fn(&Pooled),
) -> Result<r2d2::PooledConnection<Manager>, r2d2::Error> {
    for _ in 0..pool.max_size() {
        let mut pooled = pool.get()?;
        used(&pooled);
        if pooled.proves_itself() {
            return Ok(pooled);
        }
    }
    let pooled = pool.get()?;
    used(&pooled);
    Ok(pooled)
}

impl r2d2::ManageConnection for Manager {
    type Connection = Pooled;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Pooled, Self::Error> {
        let proved_after = self.losses.count();
        let mut connection = self.target.connect()?;
        if let AnyConnection::Sqlite(sqlite) = &mut connection {
            // SQLite has one writer, and that is not in the pool.
            sqlite.batch_execute("PRAGMA query_only = ON")?;
        }
        let watch = Watch::over(&mut connection, &self.losses);
        Ok(Pooled { connection: Box::new(connection), watch, losses: self.losses.clone(), proved_after })
    }

    fn is_valid(&self, pooled: &mut Pooled) -> Result<(), Self::Error> {
        pooled.connection.batch_execute("SELECT 1").map_err(diesel::r2d2::Error::QueryError)
    }

    // A connection that panicked or failed inside a transaction must not serve the next caller, nor one whose server has
    // gone or whose cache has grown too large.
    fn has_broken(&self, pooled: &mut Pooled) -> bool {
        pooled.watch.is_lost() || pooled.watch.is_worn() || pooled.connection.is_in_transaction()
    }
}
