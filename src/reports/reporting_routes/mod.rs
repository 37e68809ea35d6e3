//! Reporting routes: who reports to somebody else than the agency above.

pub mod api;
pub mod model;
pub mod store;
