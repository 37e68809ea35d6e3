//! One connection type for two databases, chosen by URL when the service starts.

#![allow(missing_docs, reason = "the derive writes items that cannot carry comments")]

use diesel::connection::{SimpleConnection, TransactionManager};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::r2d2::R2D2Connection;
use diesel::sqlite::SqliteConnection;

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// PostgreSQL, for a province.
    Pg(PgConnection),
    /// The embedded database, for one box.
    Sqlite(SqliteConnection),
}

/// Which database a URL names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A libpq connection string.
    Postgres(String),
    /// A path of a file.
    Sqlite(String),
}

impl Target {
    /// `postgres://…` and `postgresql://…` are PostgreSQL; `sqlite://path` and a bare path are SQLite.
    pub fn of(url: &str) -> Self {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Self::Postgres(url.to_owned());
        }
        Self::Sqlite(url.strip_prefix("sqlite://").unwrap_or(url).to_owned())
    }

    /// Opens one connection, set up as every connection of the service is.
    pub fn connect(&self) -> Result<AnyConnection, diesel::r2d2::Error> {
        match self {
            Self::Postgres(url) => {
                let mut connection = PgConnection::establish(url)?;
                connection.batch_execute(
                    "SET TIME ZONE 'UTC'; SET lock_timeout = '2s'; SET statement_timeout = '5s'; \
                     SET idle_in_transaction_session_timeout = '15s'",
                )?;
                Ok(AnyConnection::Pg(connection))
            }
            Self::Sqlite(path) => {
                let mut connection = SqliteConnection::establish(path)?;
                // The order matters: the time-out first, so that the rest waits for a neighbour instead of failing.
                connection.batch_execute(
                    "PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                     PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192",
                )?;
                Ok(AnyConnection::Sqlite(connection))
            }
        }
    }
}

impl AnyConnection {
    /// Whether this is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        matches!(self, Self::Pg(_))
    }
}

/// What r2d2 needs to know of our connections.
#[derive(Debug)]
pub struct Manager(pub Target);

impl r2d2::ManageConnection for Manager {
    type Connection = AnyConnection;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<AnyConnection, Self::Error> {
        self.0.connect()
    }

    fn is_valid(&self, connection: &mut AnyConnection) -> Result<(), Self::Error> {
        connection.batch_execute("SELECT 1").map_err(diesel::r2d2::Error::QueryError)
    }

    // A connection that panicked or failed inside a transaction must not serve the next caller.
    fn has_broken(&self, connection: &mut AnyConnection) -> bool {
        match connection {
            AnyConnection::Pg(inner) => {
                <PgConnection as Connection>::TransactionManager::is_broken_transaction_manager(inner)
                    || R2D2Connection::is_broken(inner)
            }
            AnyConnection::Sqlite(inner) => {
                <SqliteConnection as Connection>::TransactionManager::is_broken_transaction_manager(inner)
            }
        }
    }
}
