//! What of inspections not everybody may read who reads them: to whom restricted findings and restricted files are disclosed.

pub mod access;
pub mod api;
