//! Agencies: committees, departments, unions, districts, communes, and what is inside them.

pub mod api;
pub mod entering;
pub mod model;
pub mod store;
