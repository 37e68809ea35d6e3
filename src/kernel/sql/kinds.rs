//! Column types of our own: ids are `uuid` or `BLOB`, instants `timestamptz` or whole microseconds. Diesel's own `Timestamp` is
//! text on SQLite, and parsing it showed in every list. How values become columns and come back is in [`super::types`].

use diesel::query_builder::QueryId;
use diesel::sql_types::SqlType;

/// The column type of [`Id`](crate::kernel::id::Id).
#[derive(Clone, Copy, Debug, Default, SqlType, QueryId)]
#[diesel(postgres_type(name = "uuid"))]
#[diesel(sqlite_type(name = "Binary"))]
pub struct SqlId;

/// The column type of [`Instant`](crate::kernel::instant::Instant).
#[derive(Clone, Copy, Debug, Default, SqlType, QueryId)]
#[diesel(postgres_type(name = "timestamptz"))]
#[diesel(sqlite_type(name = "Long"))]
pub struct SqlInstant;
