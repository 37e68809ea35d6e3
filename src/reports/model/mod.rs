//! The public answers, the bodies and the filters.

pub mod consolidation;
pub mod consolidation_document;
pub mod consolidation_item;
pub mod indicator;
pub mod obligation;
pub mod period;
pub mod regime;
pub mod route;
pub mod statistics;
pub mod submission;
