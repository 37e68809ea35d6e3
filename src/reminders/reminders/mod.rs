//! Reminders: one letter to those who owe one paper.

pub mod api;
pub mod model;
pub mod store;
