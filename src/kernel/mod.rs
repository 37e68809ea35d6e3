//! What every chapter stands on; it knows no chapter.

pub mod http;
pub mod problem;
pub mod text;
