//! Difficulties added up: where they stand, and who answers in time.

pub mod api;
mod model;
mod rules;
mod store;
