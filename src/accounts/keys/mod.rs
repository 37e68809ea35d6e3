//! Signing keys: made, published, withdrawn.

pub(crate) mod api;
mod keeping;
pub(crate) mod model;
pub(crate) mod store;

pub use keeping::{encryption_key, ensure, rotate, withdraw};
