//! Obligations: who owes which report, by when, and what became of it.

pub mod api;
pub mod extending;
pub mod model;
pub mod reminded;
pub mod store;
pub mod workflow;
