//! Designations: which agency is a committee's standing agency, and when.

pub mod api;
pub mod model;
pub mod store;
