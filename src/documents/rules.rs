//! What stands in the way of changing a document, beside who may.

use crate::kernel::bound::Bound;
use crate::kernel::problem::{Code, Problem};

const ALL: Bound = Bound { most: 20_000, vietnamese: "văn bản pháp lý", english: "legal documents" };
const OF_ONE: Bound = Bound {
    most: 4_000,
    vietnamese: "văn bản pháp lý do một người nhập",
    english: "legal documents that one person entered",
};

/// The catalogue has room for one more. `there` are in it, and so many `of_caller` were entered by the caller, who does not use up
/// what is everybody's; until the commit nobody enters another.
pub fn room_for_one(there: usize, of_caller: usize) -> Result<(), Problem> {
    OF_ONE.room(of_caller)?;
    ALL.room(there)
}

/// What is referred to is not removed, and what an issued programme rests on keeps what it is known by.
pub fn unreferenced(is_referenced: bool) -> Result<(), Problem> {
    if is_referenced { Err(Problem::of(Code::Referenced)) } else { Ok(()) }
}
