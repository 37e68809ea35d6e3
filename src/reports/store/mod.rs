//! The only place with this chapter's tables.

pub mod obligations;
pub mod spells;
