//! The government's four cells.

pub mod api;
pub mod model;
pub mod store;
