//! Periodic reports: which agency owes what to whom, and by when; what it submitted; and one report made out of many.
//!
//! What an obligation is follows from its submissions: [`store::obligations::settle`] derives it after each of their steps.

mod access;
mod canonical;
mod content;
mod model;
mod parties;
pub mod policy;
mod store;
pub mod workflow;
