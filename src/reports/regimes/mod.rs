//! Report regimes: which kinds of agency owe what, and by when, year after year.

pub mod api;
pub mod model;
pub mod store;
