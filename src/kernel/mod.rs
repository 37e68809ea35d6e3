//! What every chapter stands on; it knows no chapter.

pub mod agencies;
pub mod call;
pub mod chapter;
pub mod clock;
pub mod column;
pub mod conflict;
pub mod crypto;
pub mod db;
pub mod deadline;
pub mod directory;
pub mod due;
pub mod http;
pub mod id;
pub mod instant;
pub mod journal;
pub mod oidc;
pub mod owner;
pub mod page;
pub mod policy;
pub mod problem;
pub mod role;
#[cfg(test)]
pub(crate) mod sample;
pub mod seal;
pub mod settings;
pub mod signing;
pub mod sort;
pub mod sql;
pub mod table;
pub mod text;
pub(crate) mod text_enum;
pub mod token;
pub mod told;
pub mod validity;
pub mod workflow;
