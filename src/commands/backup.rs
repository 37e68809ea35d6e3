//! `tienbo backup`.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use clap::Args;
use diesel::RunQueryDsl;
use diesel::sql_types::Text;

use super::{beside, say};
use crate::config::DatabaseConfig;
use crate::kernel::sql::AnyConnection;

/// What a backup takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The file to write; it must not be there yet
    target: PathBuf,
    #[command(flatten)]
    config: DatabaseConfig,
}

/// Copies a SQLite database as it is at one moment, while it is in use.
pub fn run(arguments: &Arguments) -> Result<(), String> {
    let shown = arguments.target.display();
    let mut sqlite = match beside::connect(&arguments.config)? {
        AnyConnection::Sqlite(sqlite) => sqlite,
        AnyConnection::Pg(_) => {
            return Err("this is PostgreSQL, which brings its own means: use `pg_dump --format=custom`".to_owned());
        }
    };
    let path = arguments.target.to_str().ok_or_else(|| format!("{shown}: the name is not UTF-8"))?;
    // SQLite writes into an empty file, which only its owner reads: there are password hashes in it.
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    made.map_err(|error| format!("cannot make {shown}: {error}"))?;
    diesel::sql_query("VACUUM INTO ?")
        .bind::<Text, _>(path)
        .execute(&mut sqlite)
        .map_err(|error| format!("cannot write {shown}: {error}"))?;
    say(&format!("wrote {shown}"))
}
