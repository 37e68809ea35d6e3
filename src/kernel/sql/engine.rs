//! Queries that run often, asked of the variant instead of through the multi-connection: there Diesel writes a statement's
//! text anew for every request, twice over, and PostgreSQL gets lists of values in a form whose statement is never kept.

/// Runs an expression on the connection's variant, under a name for it.
macro_rules! on_engine {
    ($connection:expr, $native:ident => $query:expr) => {
        match $connection {
            $crate::kernel::sql::connection::AnyConnection::Pg($native) => $query,
            $crate::kernel::sql::connection::AnyConnection::Sqlite($native) => $query,
        }
    };
}
pub(crate) use on_engine;
