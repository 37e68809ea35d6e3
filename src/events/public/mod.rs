//! What anybody may read without a token: events whose text was approved, Action Months that were announced, and a calendar of the
//! former.

pub mod api;
mod kept;
mod model;
mod rules;
mod store;

pub use kept::KeptFeeds;
