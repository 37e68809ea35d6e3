//! What the rules of an inspection look at.

use crate::inspections::inspections::beside;
use crate::inspections::inspections::model::{Inspection, InspectionState};
use crate::inspections::inspections::store::{self, Row};
use crate::inspections::inspections::workflow::{InspectionFacts, TRANSITIONS};
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::journal::{self, Acts, Record as _};
use crate::kernel::problem::{Code, Problem};

/// Whoever takes these steps wrote what the owner judges.
const AUTHORING: [&str; 2] = ["hand_over", "sign"];

/// Whether somebody who did not write it judges it where it stands.
fn is_judged(row: &Row) -> bool {
    !row.is_visit() && TRANSITIONS.sets_apart(row.state)
}

/// What the rules of an inspection look at.
pub fn facts(view: &mut View<'_>, row: &Row) -> Result<InspectionFacts, Problem> {
    facts_of(view, std::slice::from_ref(row))?.pop().ok_or_else(|| Problem::of(Code::NotFound))
}

/// The same of some, in their order.
pub fn facts_of(view: &mut View<'_>, rows: &[Row]) -> Result<Vec<InspectionFacts>, Problem> {
    let ids_of = |is: fn(&Row) -> bool| rows.iter().filter(|row| is(row)).map(|row| row.id).collect::<Vec<Id>>();
    let (visits, judged) = (ids_of(Row::is_visit), ids_of(is_judged));
    let plans: Vec<Id> = rows.iter().map(|row| row.plan_id).collect();
    let running = beside::running(view.connection, &plans)?;
    let teams = store::teams(view.connection, &visits)?;
    let reported = beside::reported(view.connection, &visits)?;
    let (people, resources) = (view.caller.acts_as(), [Inspection::RESOURCE]);
    let acts = Acts { resources: &resources, objects: &judged, actions: &AUTHORING };
    let signed_by = journal::authors_of_each(view.connection, &people, acts)?;
    let answered_by = beside::who_answered(view.connection, &judged, &people)?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let seats = store::seated(&view.caller, row, teams.get(&row.id).map(Vec::as_slice).unwrap_or_default());
        let authors = [&signed_by, &answered_by].into_iter().filter_map(|by| by.get(&row.id)).flatten();
        let authors = authors.copied().collect();
        let is_written = row.state == InspectionState::InProgress || row.state == InspectionState::PendingSignature;
        all.push(InspectionFacts {
            kind: row.kind,
            state: row.state,
            plan_runs: running.contains(&row.plan_id),
            starts_on: row.starts_on,
            window_to: row.window_to,
            unrated: if is_written { beside::unrated(view.connection, row)? } else { Vec::new() },
            unjudged: if is_written && row.is_visit() {
                beside::unjudged(view.connection, row.id)?
            } else {
                Vec::new()
            },
            report_sent: reported.contains(&row.id),
            authors,
            seats,
        });
    }
    Ok(all)
}
