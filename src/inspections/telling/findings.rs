//! A report and what it recommends, as far as they are told.

use crate::inspections::recommendations::store as recommendations;
use crate::inspections::reports::store as reports;
use crate::kernel::id::Id;

/// A report as far as it is told.
pub struct Written {
    /// The report as it is now.
    pub row: reports::Row,
    /// Whoever wrote it, or what it recommends, or spoke for the agency.
    pub authors: Vec<Id>,
}

/// A recommendation as far as it is told.
pub struct Recommended {
    /// The recommendation as it is now.
    pub row: recommendations::Row,
    /// Whoever said how far it is, that it is done, or that it cannot be.
    pub authors: Vec<Id>,
}
