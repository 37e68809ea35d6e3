//! People, and service accounts where the two are alike: one table, two kinds.

pub mod api;
pub mod model;
pub mod store;
pub mod workflow;
