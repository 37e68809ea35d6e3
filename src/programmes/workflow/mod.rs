//! The rules, one row each.

pub mod assignment;
pub mod extension;
pub mod programme;
