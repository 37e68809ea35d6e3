//! A read in progress.

use std::sync::Arc;

use crate::kernel::instant::Instant;
use crate::kernel::policy::Caller;
use crate::kernel::sql::AnyConnection;

/// A read in progress: a connection, and who asks.
pub struct View<'a> {
    /// The connection.
    pub connection: &'a mut AnyConnection,
    /// Who asks.
    pub caller: Arc<Caller>,
    /// The civil time of the request.
    pub now: Instant,
}
