//! This chapter over HTTP.

pub mod assignments;
pub mod extensions;
pub mod programmes;
pub mod statistics;
pub mod tasks;
