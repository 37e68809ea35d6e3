//! What the attachments are told of progress: what they belong to, and who may read that.

use diesel::prelude::*;

use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::programmes::access::may_read_assignment;
use crate::schema::progress_updates;

/// What updates of progress are called as a resource.
pub const ATTACHED: &str = "progress-updates";

/// Whoever may read the assignment.
pub fn may_read(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    let assignment: Option<Id> =
        progress_updates::table.find(id).select(progress_updates::assignment_id).first(view.connection).optional()?;
    match assignment {
        Some(assignment) => may_read_assignment(view, assignment),
        None => Ok(false),
    }
}
