//! The yearly programme of a Committee for the Advancement of Women as live obligations.
pub mod accounts;
pub mod agencies;
pub mod app;
pub mod config;
pub mod documents;
pub mod kernel;
pub mod openapi;
pub mod programmes;

pub mod schema;
