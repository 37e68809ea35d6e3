//! Tasks: numbered as on paper, with who leads and who takes part.

pub mod api;
pub mod model;
pub mod store;
