//! Row locks. PostgreSQL runs READ COMMITTED, so a guard that reads a row proves nothing unless the row is locked; SQLite
//! has one writer and needs none. `FOR UPDATE` does not compile through a multi-connection: these pick the variant.

/// Reads the first row of a query and locks it for this transaction: the root of what is about to change.
macro_rules! lock_row {
    ($connection:expr, $query:expr) => {{
        use diesel::prelude::*;
        let query = $query;
        match $connection {
            $crate::kernel::sql::connection::AnyConnection::Pg(pg) => query.for_update().first(pg),
            $crate::kernel::sql::connection::AnyConnection::Sqlite(sqlite) => query.first(sqlite),
        }
    }};
}
pub(crate) use lock_row;

/// Reads all rows of a query and locks them for this transaction; in one order, so that no two transactions wait for each other.
macro_rules! lock_rows {
    ($connection:expr, $query:expr) => {{
        use diesel::prelude::*;
        let query = $query;
        match $connection {
            $crate::kernel::sql::connection::AnyConnection::Pg(pg) => query.for_update().load(pg),
            $crate::kernel::sql::connection::AnyConnection::Sqlite(sqlite) => query.load(sqlite),
        }
    }};
}
pub(crate) use lock_rows;

/// The same of rows whose keys stay as they are: whoever enters a row elsewhere that names one of them need not wait.
macro_rules! lock_rows_but_keys {
    ($connection:expr, $query:expr) => {{
        use diesel::prelude::*;
        let query = $query;
        match $connection {
            $crate::kernel::sql::connection::AnyConnection::Pg(pg) => query.for_no_key_update().load(pg),
            $crate::kernel::sql::connection::AnyConnection::Sqlite(sqlite) => query.load(sqlite),
        }
    }};
}
pub(crate) use lock_rows_but_keys;

/// Reads rows of another aggregate that a guard depends on, and holds them as they are until the commit.
macro_rules! share_rows {
    ($connection:expr, $query:expr) => {{
        use diesel::prelude::*;
        let query = $query;
        match $connection {
            $crate::kernel::sql::connection::AnyConnection::Pg(pg) => query.for_share().load(pg),
            $crate::kernel::sql::connection::AnyConnection::Sqlite(sqlite) => query.load(sqlite),
        }
    }};
}
pub(crate) use share_rows;

/// Waits for everybody who holds the same word, until the commit: for what has no row to lock yet.
pub(crate) fn advisory_lock(connection: &mut crate::kernel::sql::AnyConnection, word: i64) -> diesel::QueryResult<()> {
    use diesel::prelude::*;
    match connection {
        crate::kernel::sql::AnyConnection::Pg(pg) => diesel::sql_query("SELECT pg_advisory_xact_lock($1)")
            .bind::<diesel::sql_types::BigInt, _>(word)
            .execute(pg)
            .map(drop),
        crate::kernel::sql::AnyConnection::Sqlite(_) => Ok(()),
    }
}

/// The word that stands for "somebody administrates".
const ADMINISTRATION: i64 = i64::from_be_bytes(*b"administ");

/// Held by whoever may take away an administrator: two that end each other at the same moment see each other. It comes before the locks
/// of people, of their roles and of agencies.
pub(crate) fn lock_administration(connection: &mut crate::kernel::sql::AnyConnection) -> diesel::QueryResult<()> {
    advisory_lock(connection, ADMINISTRATION)
}

/// The same for whoever names the same thing: what is said of an agency, say, where the first of it has no row yet.
pub(crate) fn advisory_lock_named(
    connection: &mut crate::kernel::sql::AnyConnection,
    name: &str,
) -> diesel::QueryResult<()> {
    advisory_lock(connection, word_of(name))
}

/// The same for several things, one after the other: by one statement, since each alone would be a round trip. Whoever names
/// several does so in their order, so that no two transactions wait for each other.
pub(crate) fn advisory_lock_all_named(
    connection: &mut crate::kernel::sql::AnyConnection,
    names: impl Iterator<Item = String>,
) -> diesel::QueryResult<()> {
    use diesel::prelude::*;
    use diesel::sql_types::{Array, BigInt};
    match connection {
        crate::kernel::sql::AnyConnection::Pg(pg) => {
            let words: Vec<i64> = names.map(|name| word_of(&name)).collect();
            diesel::sql_query("SELECT pg_advisory_xact_lock(word) FROM unnest($1) AS word")
                .bind::<Array<BigInt>, _>(words)
                .execute(pg)
                .map(drop)
        }
        crate::kernel::sql::AnyConnection::Sqlite(_) => Ok(()),
    }
}

fn word_of(name: &str) -> i64 {
    let hash = crate::kernel::crypto::sha256(name.as_bytes());
    hash.first_chunk::<8>().copied().map(i64::from_be_bytes).unwrap_or_default()
}
