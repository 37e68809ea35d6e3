//! What stands in the way of changing a document, beside who may.

use crate::kernel::problem::{Code, Problem};

/// What is referred to is not removed, and what an issued programme rests on keeps what it is known by.
pub fn unreferenced(is_referenced: bool) -> Result<(), Problem> {
    if is_referenced { Err(Problem::of(Code::Referenced)) } else { Ok(()) }
}
