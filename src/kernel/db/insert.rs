//! Inserting many rows at once does not compile through a multi-connection: this picks the variant.

/// Inserts a `Vec` of rows: one statement on PostgreSQL (row by row would cost a round trip each), a loop on SQLite.
macro_rules! insert_many {
    ($connection:expr, $table:expr, $rows:expr) => {{
        use diesel::RunQueryDsl as _;
        let rows = $rows;
        match $connection {
            _ if rows.is_empty() => Ok(0),
            $crate::kernel::db::connection::AnyConnection::Pg(pg) => {
                diesel::insert_into($table).values(rows).execute(pg)
            }
            $crate::kernel::db::connection::AnyConnection::Sqlite(sqlite) => {
                diesel::insert_into($table).values(rows).execute(sqlite)
            }
        }
    }};
}
pub(crate) use insert_many;
