//! What was planned, what took place and what came of it, added up; and the days on which it takes place, as a picture.

pub mod api;
pub mod calendar;
pub mod model;
pub mod picture;
pub mod rules;
pub mod store;
