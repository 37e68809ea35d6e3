//! What an agency's reported events come to, beside what its report says: proposed, and taken over by whoever writes the report.

pub mod api;
pub mod model;
pub mod rules;
pub mod store;
