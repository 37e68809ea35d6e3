//! Tellings: what a step told people at once, written in the step's own transaction.

pub mod making;
pub mod store;
pub mod text;
