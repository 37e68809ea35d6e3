//! Signing in and staying signed in.

pub mod api;
pub mod families;
pub mod model;
pub mod store;
pub mod throttle;
