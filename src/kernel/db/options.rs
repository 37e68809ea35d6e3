//! How the database is opened.

use crate::kernel::sql::Target;

/// How the database is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which database.
    pub target: Target,
    /// Threads that read, and on PostgreSQL as many that write.
    pub threads: usize,
    /// Jobs that may wait in each queue.
    pub queue: usize,
    /// How many bytes an agency may keep; none is no limit.
    pub storage_quota: Option<i64>,
}
