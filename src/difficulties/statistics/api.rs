//! Difficulties added up.

use actix_web::web::Data;

use crate::difficulties::statistics::model::{DifficultyStatistics, DifficultyStatisticsFilter};
use crate::difficulties::statistics::{rules, store};
use crate::kernel::call::Call;
use crate::kernel::db::{Db, View};
use crate::kernel::http::{Answer, Content, IfNoneMatch, Query};
use crate::kernel::problem::Problem;
use crate::kernel::roll_up::RollingUp;

/// Counts difficulties that the caller may read: where they stand, by severity, and whose turns ended in time.
///
/// Drafts are counted nowhere. A turn is on time that ended on its last day to answer or before, whether it was answered or handed on.
/// With `roll_up=successor` a turn of an agency that has ended by the day of `as_of` counts for its heir; totals stay what they are.
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
    let (directory, day) = (view.caller.directory.clone(), filter.as_of.unwrap_or(view.caller.today));
    let rolling = RollingUp::of(filter.roll_up, &directory, day);
    // Below the one root are all of them: no condition then.
    let top = filter.agency_id.filter(|top| !directory.is_the_only_root(*top));
    let within = top.map(|top| rolling.within(top));
    let (states, totals) = rules::by_state(&store::by_state(view, within.as_deref())?);
    let turned = store::turned(view, within.as_deref())?;
    let holders = rules::by_holder(&turned, rolling, |agency| directory.name_on(agency, day));
    Ok(DifficultyStatistics { as_of: view.now, states, totals, holders })
}
