//! What programmes, tasks, assignments and extensions are, and the bodies that change them.

pub mod assignment;
pub mod extension;
pub mod programme;
pub mod statistics;
pub mod task;
