//! Limits that the resources of this chapter share.

/// The longest reason, in characters.
pub const LONGEST_REASON: usize = 2_000;
