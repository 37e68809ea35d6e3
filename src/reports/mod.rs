//! Periodic reports: who owes what to whom and by when, the versions that are sent in, and what becomes of them.

pub mod canonical;
mod content;
mod model;
