//! The caller, by his own eyes.

pub mod api;
pub mod model;
