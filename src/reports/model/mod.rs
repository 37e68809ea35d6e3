//! What the resources of this chapter are, and the bodies that change them.

pub mod submission;
