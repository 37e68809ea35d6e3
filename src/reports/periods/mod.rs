//! Report periods: a regime in a year, planned, opened, closed to corrections once something was received.

pub mod api;
pub mod model;
pub mod opening;
pub mod store;
pub mod workflow;
