//! What a year's plans of inspections asked for and what came of it, what became of recommendations, and the year as a picture.

pub mod api;
pub mod model;
pub mod months;
pub mod picture;
pub mod rules;
pub mod store;
