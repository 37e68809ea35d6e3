//! The rules, one row each.

pub mod consolidation;
pub mod obligation;
pub mod period;
pub mod submission;
