//! What every statement is made with: the connection, the types of columns, and the few statements that Diesel does not write
//! for two databases at once. Nothing here knows of a request.

pub mod connection;
mod engine;
mod filter;
pub(crate) mod insert;
pub(crate) mod keyset;
pub mod kinds;
mod listed;
mod lock;
pub mod migrate;
pub mod pool;
pub(crate) mod rows;
pub mod schema;
pub mod types;
pub(crate) mod watch;

pub use connection::{AnyConnection, Target};
pub(crate) use engine::on_engine;
pub use filter::{among, among_any, among_found, any_of, bytes_of, in_words, of_agencies, planned_anew, sum_of};
pub(crate) use insert::insert_many;
pub use keyset::row_after;
pub(crate) use lock::{
    advisory_lock, advisory_lock_all_named, advisory_lock_named, lock_administration, lock_row, lock_rows,
    lock_rows_but_keys, share_rows,
};
pub(crate) use rows::{insert_row, rewrite_row};

diesel::define_sql_function! {
    /// How many bytes a text has; it is not read through for that.
    fn octet_length(
        text: diesel::sql_types::Nullable<diesel::sql_types::Text>,
    ) -> diesel::sql_types::Nullable<diesel::sql_types::Integer>;
}

diesel::define_sql_function! {
    /// A text without another that it holds somewhere.
    fn replace(text: diesel::sql_types::Text, from: diesel::sql_types::Text, to: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

/// The condition that a column holds a text somewhere, letter by letter: `LIKE` knows no case on SQLite.
macro_rules! holding {
    ($column:expr, $text:expr) => {
        $crate::kernel::sql::replace($column, $text, "").ne($column)
    };
}
pub(crate) use holding;

/// So many rows one job of the housekeeping removes: whoever else writes waits no longer than that takes.
pub const SLICE: i64 = 500;
