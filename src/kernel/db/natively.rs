//! Queries that run often, asked of the variant instead of through the multi-connection: there Diesel writes a statement's
//! text anew for every request, twice over, and PostgreSQL gets lists of values in a form whose statement is never kept.

/// Runs an expression on the connection's variant, under a name for it.
macro_rules! natively {
    ($connection:expr, $native:ident => $query:expr) => {
        match $connection {
            $crate::kernel::db::connection::AnyConnection::Pg($native) => $query,
            $crate::kernel::db::connection::AnyConnection::Sqlite($native) => $query,
        }
    };
}
pub(crate) use natively;

/// Keeps of a boxed query the rows whose column has one of some values; all where none is given. One value is compared as
/// one, since SQLite prepares a list of values anew each time.
macro_rules! any_of {
    ($query:expr, $column:expr, $values:expr) => {{
        let query = $query;
        match $values.as_slice() {
            [] => query,
            [only] => query.filter($column.eq(only.clone())),
            some => query.filter($column.eq_any(some.to_vec())),
        }
    }};
}
pub(crate) use any_of;
