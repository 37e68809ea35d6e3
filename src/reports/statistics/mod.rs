//! Figures of compliance.

pub mod api;
pub mod model;
pub mod store;
