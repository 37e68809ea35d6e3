//! Assignments: what one agency has to do about one task, and how far it is.

pub mod api;
pub mod attached;
pub mod model;
pub mod reminded;
pub mod store;
pub mod workflow;
