//! Delegations: one person does named actions for another.

pub mod api;
pub mod model;
pub mod store;
pub mod workflow;
