//! Indicators: what is counted, and the targets by year.

pub mod api;
pub mod model;
pub mod store;
