//! The rules, one row each.

pub mod obligation;
pub mod period;
