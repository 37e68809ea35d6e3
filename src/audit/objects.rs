//! What the record tells of: objects of every chapter, of which this one knows none.

use crate::kernel::chapter::{ReadingOf, TellingOf};
use crate::kernel::policy::ReadRule;

/// What is asked of the chapters before the record shows an object. Who it is that knows all of them is `chapters.rs`.
#[derive(Clone, Copy)]
pub struct Objects {
    /// Whether the caller may read an object of a resource now.
    pub readable: ReadingOf,
    /// How much the record tells of an object of a resource to whoever may read it.
    pub told: TellingOf,
    /// The names of all resources that it can tell of.
    pub names: fn() -> Vec<&'static str>,
    /// The lines about reading a resource, right by right.
    pub reads: fn(&str) -> Vec<Vec<ReadRule>>,
}
