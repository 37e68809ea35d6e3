//! What is remembered of sign-ins beside the record, and forgotten again.

pub mod networks;
pub mod notices;
