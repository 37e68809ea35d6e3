//! The government's four cells.

use std::collections::BTreeMap;

use actix_web::web::Data;

use crate::kernel::call::Call;
use crate::kernel::db::{Db, View};
use crate::kernel::http::{Answer, Content, IfNoneMatch, Query};
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::roll_up::RollingUp;
use crate::kernel::text;
use crate::programmes::access::Reading;
use crate::programmes::statistics::model::{AgencyCells, Cells, ProgrammeCells, StatisticsFilter, TaskStatistics};
use crate::programmes::statistics::store;

/// Counts assignments in the government's four cells, in all, per agency and per programme.
///
/// Counted is what the caller may read, lead and coordinating alike, without cancelled ones. A returned assignment counts for
/// the standing agency, its clock still running. `as_of` judges by what was on record then. With `roll_up=successor` what an agency has
/// that has ended by that day counts for its heir, or for the nearest living agency above where nobody was named; totals stay what
/// they are.
#[utoipa::path(get, path = "/statistics/tasks", operation_id = "read_task_statistics", tag = "statistics", params(StatisticsFilter),
    responses((status = 200, description = "The four cells", body = TaskStatistics)))]
pub async fn tasks(db: Data<Db>, call: Call, filter: Query<StatisticsFilter>, known: IfNoneMatch) -> Answer {
    let statistics = db.read_slowly(&call, move |view| counted(view, &filter)).await?;
    Ok(Content::json(&statistics)?.answer(&known))
}

fn counted(view: &mut View<'_>, filter: &StatisticsFilter) -> Result<TaskStatistics, Problem> {
    let directory = view.caller.directory.clone();
    let as_of = filter.as_of.unwrap_or(view.now);
    let day = as_of.date();
    // Below the one root are all of them: no condition then.
    let top = filter.agency_id.filter(|top| !directory.is_the_only_root(*top));
    let rolling = RollingUp::of(filter.roll_up, &directory, day);
    let agencies = top.map(|top| rolling.within(top));
    let reading = Reading::of(&view.caller);
    let judged = store::judged(view.connection, &reading, filter, agencies.as_deref(), as_of)?;
    let mut totals = Cells::default();
    let mut by_agency: BTreeMap<Id, Cells> = BTreeMap::new();
    let mut by_programme: BTreeMap<Id, Cells> = BTreeMap::new();
    for it in judged {
        let standing = directory.committee_of(it.owner).and_then(|committee| directory.standing_agency(committee, day));
        let counts_for = if it.returned { standing.unwrap_or(it.owner) } else { it.agency };
        if agencies.as_ref().is_some_and(|some| !some.contains(&counts_for)) {
            continue;
        }
        totals.count(it.cell);
        by_agency.entry(rolling.agency(counts_for)).or_default().count(it.cell);
        by_programme.entry(it.series).or_default().count(it.cell);
    }
    let series: Vec<Id> = by_programme.keys().copied().collect();
    let titles = store::titles(view.connection, &series)?;
    let mut by_agency: Vec<AgencyCells> = by_agency
        .into_iter()
        .map(|(agency_id, cells)| AgencyCells { agency_id, agency_name: directory.name_on(agency_id, day), cells })
        .collect();
    by_agency.sort_by_key(|it| text::sort_key(&it.agency_name));
    let mut by_programme: Vec<ProgrammeCells> = by_programme
        .into_iter()
        .map(|(programme_id, cells)| {
            let title = titles.get(&programme_id).cloned().unwrap_or_default();
            ProgrammeCells { programme_id, title, cells }
        })
        .collect();
    by_programme.sort_by_key(|it| text::sort_key(&it.title));
    Ok(TaskStatistics { as_of, totals, by_agency, by_programme })
}
