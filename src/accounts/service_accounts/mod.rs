//! Service accounts: machines that sign in with a secret.

pub mod api;
pub mod model;
