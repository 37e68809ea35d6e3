//! Agencies over HTTP.

pub mod agencies;
pub mod designations;
