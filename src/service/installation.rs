//! What a database is: new, a real installation, or a demo with a time of its own.

use std::fs::DirBuilder;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::Path;

use diesel::prelude::*;

use crate::chapters;
use crate::kernel::clock::CivilClock;
use crate::kernel::folded::{self, Collision};
use crate::kernel::instant::Instant;
use crate::kernel::settings;
use crate::kernel::sql::schema::journal_entries;
use crate::kernel::sql::{AnyConnection, Target, migrate};
use crate::service::demo_state as state;

/// What is in a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Installation {
    /// Nothing yet.
    Empty,
    /// A committee's own data, in real time.
    Real,
    /// The demo, whose civil clock stands at this instant.
    Demo(Instant),
    /// A demo whose year was not replayed to its end.
    UnfinishedDemo,
}

/// Makes the folder of a SQLite database.
pub fn prepare_folder(target: &Target) -> Result<(), String> {
    match target {
        Target::Sqlite(path) => prepare_folder_of(Path::new(path))
            .map_err(|error| format!("--database-url (TIENBO_DATABASE_URL): {path}: {error}")),
        Target::Postgres(_) => Ok(()),
    }
}

/// What bringing a database up to date came to.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The names of the migrations that were applied.
    pub applied: Vec<String>,
    /// Rows that are called the same, which they were not told to be when they were entered.
    pub collisions: Vec<Collision>,
}

/// Brings the database up to date, and with it whatever tables keep of their texts.
pub fn prepare(target: &Target) -> Result<Prepared, String> {
    let applied = migrate::run(target)?;
    warn_of_others(target);
    let collisions = renew(target)?;
    for Collision { table, id, other, text } in &collisions {
        tracing::warn!(%table, %id, %other, ?text, "two are called the same, which nobody was told; both stay as they are");
    }
    Ok(Prepared { applied, collisions })
}

fn renew(target: &Target) -> Result<Vec<Collision>, String> {
    let failed = |error: &dyn std::fmt::Display| {
        format!("cannot make anew what texts are found and compared by: {error}").replace('\n', " ")
    };
    let mut connection = target.connect().map_err(|error| failed(&error))?;
    folded::renew(&mut connection, &chapters::folded()).map_err(|problem| failed(&problem))
}

/// A file that was there already stays as it is: perhaps somebody lets a group make backups of it.
fn warn_of_others(target: &Target) {
    let Target::Sqlite(path) = target else { return };
    let mode = std::fs::metadata(path).map(|it| it.permissions().mode() & 0o777).unwrap_or_default();
    if mode & 0o077 != 0 {
        let mode = format!("{mode:04o}");
        tracing::warn!(
            database = path,
            mode,
            "others than its owner may open the database; `chmod 600` keeps them out"
        );
    }
}

/// Makes the folder of a file, for its owner alone: keys and passwords of the demo lie there.
pub fn prepare_folder_of(file: &Path) -> Result<(), String> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(|error| format!("cannot make the folder {}: {error}", folder.display())),
        _ => Ok(()),
    }
}

/// What is in an up-to-date database.
pub fn installation(target: &Target) -> Result<Installation, String> {
    let mut connection = target
        .connect()
        .map_err(|error| format!("--database-url (TIENBO_DATABASE_URL): cannot open the database: {error}"))?;
    look(&mut connection).map_err(|error| format!("cannot read the database: {error}").replace('\n', " "))
}

fn look(connection: &mut AnyConnection) -> QueryResult<Installation> {
    let latest: Option<Instant> = journal_entries::table
        .order(journal_entries::sequence.desc())
        .select(journal_entries::occurred_at)
        .first(connection)
        .optional()?;
    Ok(match settings::get(connection, state::NAME)?.as_deref() {
        Some(state::REPLAYING) => Installation::UnfinishedDemo,
        Some(_) => {
            let stood = settings::get(connection, state::CLOCK)?.and_then(|text| Instant::parse(&text));
            // Killed between a write and the clock's next mark: time must not go back behind what is on the record.
            Installation::Demo(stood.max(latest).unwrap_or(state::DEFAULT_START))
        }
        None if latest.is_none() => Installation::Empty,
        None => Installation::Real,
    })
}

/// The civil clock for a command beside the service.
pub fn clock_for(installation: Installation) -> CivilClock {
    match installation {
        Installation::Demo(now) => CivilClock::running_from(now),
        _ => CivilClock::real(),
    }
}
