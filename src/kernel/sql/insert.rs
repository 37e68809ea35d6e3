//! Inserting many rows at once does not compile through a multi-connection: this picks the variant.

/// PostgreSQL takes 65,535 values in one statement; no table has more than 60 columns.
pub(crate) const MOST_ROWS: usize = 1_000;

/// Inserts a `Vec` of rows: on PostgreSQL a thousand by one statement (row by row would cost a round trip each), on SQLite row
/// by row. One row goes as a row: Diesel never caches the statement of a `Vec`, and preparing it is a round trip more.
macro_rules! insert_many {
    ($connection:expr, $table:expr, $rows:expr) => {{
        use diesel::RunQueryDsl as _;
        let mut rows = $rows;
        let mut insert = || -> diesel::QueryResult<usize> {
            let mut inserted = 0;
            while !rows.is_empty() {
                let rest = rows.split_off(rows.len().min($crate::kernel::sql::insert::MOST_ROWS));
                let mut part = std::mem::replace(&mut rows, rest);
                let only = if part.len() == 1 { part.pop() } else { None };
                match (&mut *$connection, only) {
                    ($crate::kernel::sql::connection::AnyConnection::Pg(pg), Some(row)) => {
                        inserted += diesel::insert_into($table).values(row).execute(pg)?;
                    }
                    ($crate::kernel::sql::connection::AnyConnection::Pg(pg), None) => {
                        inserted += diesel::insert_into($table).values(part).execute(pg)?;
                    }
                    ($crate::kernel::sql::connection::AnyConnection::Sqlite(sqlite), only) => {
                        for row in part.into_iter().chain(only) {
                            inserted += diesel::insert_into($table).values(row).execute(sqlite)?;
                        }
                    }
                }
            }
            Ok(inserted)
        };
        insert()
    }};
}
pub(crate) use insert_many;
