//! Programmes: drafted, reviewed, issued, amended; every revision has its own text.

pub mod activation;
pub mod api;
pub mod model;
pub mod store;
pub mod workflow;
