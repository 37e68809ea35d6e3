//! Submissions: the versions of each report, from draft to accepted.

pub mod api;
pub mod content;
pub mod model;
pub mod steps;
pub mod store;
pub mod workflow;
