//! What stands in the way of changing a document, beside who may.

use crate::kernel::bound::Bound;
use crate::kernel::problem::{Code, Problem};

const ALL: Bound = Bound { most: 20_000, vietnamese: "văn bản pháp lý", english: "legal documents" };

/// The catalogue has room for one more. `there` are in it; until the commit nobody enters another.
pub fn room_for_one(there: usize) -> Result<(), Problem> {
    ALL.room(there)
}

/// What is referred to is not removed, and what an issued programme rests on keeps what it is known by.
pub fn unreferenced(is_referenced: bool) -> Result<(), Problem> {
    if is_referenced { Err(Problem::of(Code::Referenced)) } else { Ok(()) }
}
