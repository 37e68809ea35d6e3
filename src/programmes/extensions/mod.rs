//! Extensions: more time, asked for and decided.

pub mod api;
pub mod model;
pub mod store;
pub mod workflow;
