//! Notifications: what lies in the inboxes.

pub mod api;
pub mod model;
pub mod store;
