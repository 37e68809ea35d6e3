//! The only place with this chapter's tables.

pub mod compilations;
pub mod consolidation_items;
pub mod consolidations;
pub mod indicators;
pub mod obligations;
pub mod periods;
pub mod regimes;
pub mod routes;
pub mod spells;
pub mod statistics;
pub mod submissions;
