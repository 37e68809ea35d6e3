//! The schema's history, built into the binary, one folder per database with the same names in both.

use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::kernel::sql::connection::{AnyConnection, Target};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Applies what is missing; the names applied. Refuses a database that knows a migration this binary does not.
pub fn run(target: &Target) -> Result<Vec<String>, String> {
    let mut connection = target
        .connect()
        .map_err(|error| one_line("--database-url (TIENBO_DATABASE_URL): cannot open the database", &error))?;
    let fail = |error: Box<dyn std::error::Error + Send + Sync>| one_line("cannot migrate the database", &*error);
    match &mut connection {
        AnyConnection::Sqlite(sqlite) => {
            // One transaction for all of it, so that of two that start together one waits, and half a schema is never there.
            let applied = sqlite.immediate_transaction::<_, Failure, _>(|sqlite| {
                refuse_the_future::<diesel::sqlite::Sqlite>(SQLITE, sqlite.applied_migrations()?)?;
                Ok(sqlite.run_pending_migrations(SQLITE)?.iter().map(ToString::to_string).collect())
            });
            applied.map_err(|Failure(error)| fail(error))
        }
        AnyConnection::Pg(pg) => {
            // Two instances that start together must not both create the tables.
            use diesel::connection::SimpleConnection;
            pg.batch_execute(
                "SET lock_timeout = '60s'; SET statement_timeout = '600s'; SELECT pg_advisory_lock(7453926)",
            )
            .map_err(|error| one_line("cannot lock the database", &error))?;
            refuse_the_future::<diesel::pg::Pg>(POSTGRES, pg.applied_migrations().map_err(fail)?)?;
            let applied = pg.run_pending_migrations(POSTGRES).map_err(fail)?;
            Ok(applied.iter().map(ToString::to_string).collect())
        }
    }
}

struct Failure(Box<dyn std::error::Error + Send + Sync>);

impl<E: Into<Box<dyn std::error::Error + Send + Sync>>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

fn refuse_the_future<DB: diesel::backend::Backend>(
    known: EmbeddedMigrations,
    applied: Vec<MigrationVersion<'_>>,
) -> Result<(), String> {
    let known: Vec<Box<dyn Migration<DB>>> =
        known.migrations().map_err(|error| one_line("cannot read the migrations", &*error))?;
    let stranger = applied.iter().find(|version| !known.iter().any(|it| it.name().version() == **version));
    match stranger {
        None => Ok(()),
        Some(version) => Err(format!(
            "the database has migration {version}, which this version of tienbo does not know: it was written by a newer one"
        )),
    }
}

fn one_line(what: &str, error: &dyn std::fmt::Display) -> String {
    format!("{what}: {error}").replace('\n', " ")
}
