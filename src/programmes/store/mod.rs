//! The only place in this chapter with Diesel.

pub mod assignments;
pub mod extensions;
pub mod programmes;
pub mod statistics;
pub mod tasks;
