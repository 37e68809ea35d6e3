//! Consolidations: one report made of many, issued by the chair, and never changed afterwards.

pub mod api;
pub mod compilation;
pub mod document;
pub mod model;
pub mod store;
pub mod workflow;
