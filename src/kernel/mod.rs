//! What every chapter stands on; it knows no chapter.

pub mod agencies;
pub mod clock;
pub mod column;
pub mod conflict;
pub mod crypto;
pub mod db;
pub mod deadline;
pub mod directory;
pub mod http;
pub mod id;
pub mod journal;
pub mod oidc;
pub mod owner;
pub mod policy;
pub mod problem;
pub mod seal;
pub mod settings;
pub mod text;
pub mod token;
pub mod workflow;
