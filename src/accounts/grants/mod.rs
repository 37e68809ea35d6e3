//! Grants: roles that people hold at agencies, from when until when.

pub mod api;
pub mod model;
pub mod store;
pub mod workflow;
