//! One connection type for two databases, chosen by URL when the service starts.

#![allow(missing_docs, reason = "the derive writes items that cannot carry comments")]

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt as _;

use diesel::connection::{SimpleConnection, TransactionManager};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

/// So long a connection to SQLite waits for another process that writes.
pub(crate) const BUSY_MILLISECONDS: u32 = 5_000;

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
                // Otherwise OpenSSL is torn down when the process ends, under threads that still speak to the server.
                openssl_sys::init();
                let mut connection = PgConnection::establish(&impatient(url))?;
                connection.batch_execute(
                    "SET TIME ZONE 'UTC'; SET lock_timeout = '2s'; SET statement_timeout = '5s'; \
                     SET idle_in_transaction_session_timeout = '15s'",
                )?;
                connection.batch_execute(SPEAK_ENGLISH)?;
                Ok(AnyConnection::Pg(connection))
            }
            Self::Sqlite(path) => {
                owned_by_us_alone(path)?;
                let mut connection = SqliteConnection::establish(path)?;
                // The order matters: the time-out first, so that the rest waits for a neighbour instead of failing. What is deleted
                // is written over with zeros, so that an erased file is not in free pages still.
                connection.batch_execute(&format!(
                    "PRAGMA busy_timeout = {BUSY_MILLISECONDS}; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                     PRAGMA temp_store = MEMORY; PRAGMA cache_size = -6144; PRAGMA secure_delete = ON",
                ))?;
                Ok(AnyConnection::Sqlite(connection))
            }
        }
    }
}

/// SQLite gives a new file to everybody whom the umask lets read it, and its log and index to whoever reads the file. So it finds
/// an empty one that is its owner's alone: there are password hashes in it.
fn owned_by_us_alone(path: &str) -> Result<(), diesel::r2d2::Error> {
    let is_a_path = !path.is_empty() && !path.starts_with(':') && !path.starts_with("file:");
    if !is_a_path {
        return Ok(());
    }
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(diesel::r2d2::Error::ConnectionError(ConnectionError::BadConnection(error.to_string()))),
    }
}

/// What a connection waits for at most, unless the operator's own URL says so: seconds until a server that took the connection speaks,
/// and milliseconds until what was sent is acknowledged.
const IMPATIENCE: [(&str, &str); 2] = [("connect_timeout", "3"), ("tcp_user_timeout", "30000")];

/// The URL with those time-outs.
fn impatient(url: &str) -> String {
    let missing = IMPATIENCE.iter().filter(|(name, _)| !url.contains(&format!("{name}=")));
    missing.fold(url.to_owned(), |url, (name, value)| {
        let joint = if url.contains('?') { '&' } else { '?' };
        format!("{url}{joint}{name}={value}")
    })
}

/// Deadlocks and time-outs are told apart by their text, since Diesel does not hand out the SQLSTATE, and a server may speak
/// Vietnamese. Only some roles may set this; for the others the server's own setting has to be English.
const SPEAK_ENGLISH: &str = "DO $$ BEGIN PERFORM set_config('lc_messages', 'C', false); \
     EXCEPTION WHEN insufficient_privilege THEN NULL; END $$";

impl AnyConnection {
    /// Whether this is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        matches!(self, Self::Pg(_))
    }

    /// Whether a transaction is open, or Diesel does not know.
    pub(crate) fn is_in_transaction(&mut self) -> bool {
        type Manager = <AnyConnection as Connection>::TransactionManager;
        Manager::is_broken_transaction_manager(self)
    }
}

impl std::fmt::Debug for AnyConnection {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(if self.is_postgres() { "AnyConnection::Pg" } else { "AnyConnection::Sqlite" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_takes_a_connection_and_says_nothing_is_not_waited_for() {
        let short = "?connect_timeout=3&tcp_user_timeout=30000";
        assert_eq!(impatient("postgres://a/b"), format!("postgres://a/b{short}"));
        let own = "postgres://a/b?sslmode=require&connect_timeout=9&tcp_user_timeout=1";
        assert_eq!(impatient(own), own);
    }
}
