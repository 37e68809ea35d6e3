//! Difficulties added up.

use actix_web::web::Data;

use crate::difficulties::statistics::model::{DifficultyStatistics, DifficultyStatisticsFilter};
use crate::difficulties::statistics::{rules, store};
use crate::kernel::call::Call;
use crate::kernel::db::{Db, View};
use crate::kernel::http::{Answer, Content, IfNoneMatch, Query};
use crate::kernel::problem::Problem;

/// Counts difficulties that the caller may read: where they stand, by severity, and whose turns ended in time.
///
/// Drafts are counted nowhere. A turn is on time that ended on its last day to answer or before, whether it was answered or handed on.
#[utoipa::path(get, path = "/statistics/difficulties", operation_id = "read_difficulty_statistics", tag = "statistics",
    params(DifficultyStatisticsFilter), responses((status = 200, description = "The figures", body = DifficultyStatistics)))]
pub async fn difficulties(
    db: Data<Db>,
    call: Call,
    filter: Query<DifficultyStatisticsFilter>,
    known: IfNoneMatch,
) -> Answer {
    let statistics = db.read_slowly(&call, move |view| counted(view, &filter)).await?;
    Ok(Content::json(&statistics)?.answer(&known))
}

fn counted(view: &mut View<'_>, filter: &DifficultyStatisticsFilter) -> Result<DifficultyStatistics, Problem> {
    let (states, totals) = rules::by_state(&store::by_state(view, filter.agency_id)?);
    let turned = store::turned(view, filter.agency_id)?;
    let holders = rules::by_holder(&turned, &view.caller.directory);
    Ok(DifficultyStatistics { as_of: view.now, states, totals, holders })
}
