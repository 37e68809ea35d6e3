//! Periodic reports over HTTP.

pub mod consolidations;
pub mod indicators;
pub mod obligations;
pub mod periods;
pub mod regimes;
pub mod routes;
pub mod statistics;
pub mod submissions;
