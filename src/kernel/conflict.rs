//! A create that meets a conflict (409) and breaks a rule (422) answers the conflict, as the order of checks has it.
//!
//! The database finds a conflict when the row is written, which is after the rules. So where a rule is broken, and only
//! there, the conflict is looked for as well: what is right pays nothing.

use actix_web::http::StatusCode;

use crate::kernel::problem::Problem;

/// What the rules say, or the conflict that comes before a broken one.
pub fn conflict_first<T>(
    rules: Result<T, Problem>,
    conflict: impl FnOnce() -> Result<(), Problem>,
) -> Result<T, Problem> {
    match rules {
        Err(problem) if problem.status() == StatusCode::UNPROCESSABLE_ENTITY => {
            conflict()?;
            Err(problem)
        }
        other => other,
    }
}

/// 409 where the id that a client chose is in use in this table.
macro_rules! free_id {
    ($connection:expr, $table:ident, $id:expr) => {{
        let taken = match $id {
            Some(id) => $table::table.find(id).count().get_result::<i64>($connection)? > 0,
            None => false,
        };
        if taken { Err($crate::kernel::problem::Problem::of($crate::kernel::problem::Code::IdTaken)) } else { Ok(()) }
    }};
}
pub(crate) use free_id;
