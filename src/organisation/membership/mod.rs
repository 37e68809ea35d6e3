//! Who sits on committees on a day, and what share of them are women.

pub mod api;
pub mod model;
