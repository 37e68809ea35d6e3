//! What is counted: what the caller may read in lists, once raised, under the same condition.

use diesel::dsl::count_star;
use diesel::prelude::*;

use crate::difficulties::access::{Reading, readable_difficulties};
use crate::difficulties::model::{DifficultyState, Severity};
use crate::difficulties::statistics::rules::Turned;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::sql::among_any;
use crate::schema::{difficulties, difficulty_turns};

/// Of raised difficulties those that are counted.
macro_rules! counted {
    ($reading:expr, $within:expr) => {
        readable_difficulties!($reading)
            .and(difficulties::raised_at.is_not_null())
            .and(among_any(difficulties::agency_id, $within))
    };
}

/// How many stand where, by severity: of what some agencies raised, or all.
pub fn by_state(view: &mut View<'_>, within: Option<&[Id]>) -> Result<Vec<(DifficultyState, Severity, i64)>, Problem> {
    let reading = Reading::of(&view.caller);
    Ok(difficulties::table
        .filter(counted!(reading, within))
        .group_by((difficulties::state, difficulties::severity))
        .select((difficulties::state, difficulties::severity, count_star()))
        .load(view.connection)?)
}

/// The turns of the same, by whose they are or were.
pub fn turned(view: &mut View<'_>, within: Option<&[Id]>) -> Result<Turned, Problem> {
    let (reading, today) = (Reading::of(&view.caller), view.now.date());
    let ended: Vec<(Id, bool, i64)> = difficulty_turns::table
        .inner_join(difficulties::table)
        .filter(counted!(reading, within))
        .filter(difficulty_turns::ended_at.is_not_null())
        .group_by((difficulty_turns::holder_id, difficulty_turns::late))
        .select((difficulty_turns::holder_id, difficulty_turns::late, count_star()))
        .load(view.connection)?;
    let running: Vec<(Id, i64)> = difficulty_turns::table
        .inner_join(difficulties::table)
        .filter(counted!(reading, within))
        .filter(difficulty_turns::ended_at.is_null())
        .group_by(difficulty_turns::holder_id)
        .select((difficulty_turns::holder_id, count_star()))
        .load(view.connection)?;
    let overdue: Vec<(Id, i64)> = difficulty_turns::table
        .inner_join(difficulties::table)
        .filter(counted!(reading, within))
        .filter(difficulty_turns::ended_at.is_null())
        .filter(difficulties::last_day.lt(today))
        .group_by(difficulty_turns::holder_id)
        .select((difficulty_turns::holder_id, count_star()))
        .load(view.connection)?;
    Ok(Turned { ended, running, overdue })
}
