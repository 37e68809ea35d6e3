//! What commands share that run beside a service: they write through the same entry, and take effect in it with the next
//! request.

use std::path::Path;

use crate::config::DatabaseConfig;
use crate::kernel::db::{Db, Options};
use crate::kernel::sql::{AnyConnection, Target};
use crate::service::{self, Lock};

/// What a command may have waiting.
const QUEUE: usize = 64;

/// Opens the database for writing, in the civil time that its service lives in. One that nobody serves is brought up to date
/// first.
pub fn open(config: &DatabaseConfig, command: &str) -> Result<Db, String> {
    let target = Target::of(&config.database_url);
    service::prepare_folder(&target)?;
    match (&target, Lock::take(&target, command)) {
        (Target::Postgres(_), _) | (_, Ok(_)) => service::prepare(&target).map(drop)?,
        // Whoever holds the lock has brought it up to date.
        (Target::Sqlite(_), Err(_)) => {}
    }
    let clock = service::clock_for(service::installation(&target)?);
    // One thing after the other, and nothing of it adds to what an agency keeps.
    let options = Options { target, threads: 1, queue: QUEUE, storage_quota: None };
    service::open_database(&options, false, clock)
}

/// The same for a database that must be there already.
pub fn open_existing(config: &DatabaseConfig, command: &str) -> Result<Db, String> {
    must_exist(&Target::of(&config.database_url))?;
    open(config, command)
}

fn must_exist(target: &Target) -> Result<(), String> {
    match target {
        Target::Sqlite(path) if !Path::new(path).exists() => {
            Err(format!("--database-url (TIENBO_DATABASE_URL): there is no database {path}"))
        }
        _ => Ok(()),
    }
}

/// Opens one connection to a database that must be there already.
pub fn connect(config: &DatabaseConfig) -> Result<AnyConnection, String> {
    let target = Target::of(&config.database_url);
    must_exist(&target)?;
    target.connect().map_err(|error| format!("--database-url (TIENBO_DATABASE_URL): cannot open the database: {error}"))
}
