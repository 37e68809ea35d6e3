//! Whether the tables are as the journal tells. The chain of the journal vouches for its entries, and so these for every row that
//! one of them tells of: each is compared with its newest entry, and rows without an entry and entries without their row are found.
//!
//! The walk goes along the journal in the order of what its entries tell of, a few hundred objects at a time, and holds a few
//! megabytes whatever there is on record.

mod compare;
mod kept;
mod keys;
mod story;
mod walk;

pub use compare::Fault;
pub use kept::{Held, Kept, Resource, Unheld};
pub use keys::{DAYS, FLAGS, misspelt_in, stray};
pub(crate) use story::rows_of;
pub use story::{Line, Story, Stretch, every_answer, people};
pub use walk::{Found, verify};
