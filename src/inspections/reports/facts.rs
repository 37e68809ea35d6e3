//! What the rules of a report look at, and the locks under which they do.

use std::collections::HashSet;

use crate::agencies;
use crate::inspections::inspections::beside;
use crate::inspections::inspections::model::InspectionState;
use crate::inspections::inspections::store as inspections;
use crate::inspections::recommendations::model::Recommendation;
use crate::inspections::recommendations::rules::{self, Proposed};
use crate::inspections::recommendations::store as recommendations;
use crate::inspections::reports::model::{InspectionReport, ReportState};
use crate::inspections::reports::store::{self, Row};
use crate::inspections::reports::workflow::{ReportFacts, TRANSITIONS};
use crate::kernel::db::{Tx, View};
use crate::kernel::id::Id;
use crate::kernel::journal::{self, Acts, Record as _};
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;

/// A report with its visit, both locked; 404 where the caller may not read it.
pub fn lock(view: &mut View<'_>, id: Id) -> Result<(inspections::Row, Row), Problem> {
    let visit = store::visit_of(view.connection, id)?;
    let visit = inspections::locked(view.connection, visit)?;
    let row = store::locked(view.connection, id)?;
    Ok((visit, store::readable(view, row)?))
}

/// The number of the plan by which the visit was made.
pub fn plan_number(connection: &mut AnyConnection, row: &Row) -> Result<String, Problem> {
    Ok(beside::plan_number(connection, row.plan_id)?.unwrap_or_default())
}

/// Whoever takes these steps wrote what the chair concludes, or spoke for the agency.
const AUTHORING: [&str; 3] = ["create", "update", "comment"];
const AUTHORING_RECOMMENDATIONS: [&str; 2] = ["create", "update"];

/// What the rules of a report look at.
pub fn facts(view: &mut View<'_>, visit: &inspections::Row, row: &Row) -> Result<ReportFacts, Problem> {
    let versions = store::versions(view.connection, visit.id)?;
    let judged = TRANSITIONS.sets_apart(row.state);
    let is_of_visit =
        |state: InspectionState| matches!(state, InspectionState::FieldworkDone | InspectionState::Closed);
    Ok(ReportFacts {
        seats: inspections::seats(view, visit)?,
        state: row.state,
        number: row.number,
        is_empty: row.is_empty(),
        fieldwork_done: is_of_visit(visit.state),
        comment_until: row.comment_until,
        revision_open: versions.iter().any(|(id, state)| *id != row.id && state.is_open()),
        proposed: if judged { proposed(view, row)? } else { Vec::new() },
        authors: if judged { authors(view, visit, &versions)? } else { Vec::new() },
    })
}

/// What a report recommends, by who is who on this day.
fn proposed(view: &mut View<'_>, row: &Row) -> Result<Vec<Proposed>, Problem> {
    let (directory, today) = (view.caller.directory.clone(), view.caller.today);
    let owner = directory.holder(row.owner_id, today);
    let rows = recommendations::proposed_of(view.connection, row.id)?;
    let judge = |it: &recommendations::Row| Proposed {
        number: it.number,
        due_on: it.due_on,
        is_below: rules::can_be_held(&directory, owner, it.agency_id),
        is_alive: directory.is_alive(it.agency_id, today),
    };
    Ok(rows.iter().map(judge).collect())
}

fn authors(view: &mut View<'_>, visit: &inspections::Row, versions: &[(Id, ReportState)]) -> Result<Vec<Id>, Problem> {
    let reports: Vec<Id> = versions.iter().map(|(id, _)| *id).collect();
    let proposed = recommendations::of_visit(view.connection, visit.id)?;
    let me = view.caller.acts_as();
    let wrote = Acts { resources: &[InspectionReport::RESOURCE], objects: &reports, actions: &AUTHORING };
    let mut people = journal::authors_among(view.connection, &me, wrote)?;
    let resources = [Recommendation::RESOURCE];
    let proposed = Acts { resources: &resources, objects: &proposed, actions: &AUTHORING_RECOMMENDATIONS };
    people.extend(journal::authors_among(view.connection, &me, proposed)?);
    // Whoever was of the team at any time looked at what is concluded.
    people.extend(inspections::team(view.connection, visit.id)?.iter().map(|it| it.user_id));
    Ok(people)
}

/// The agencies that a conclusion gives something to do are held until the commit: one that is ending at this moment has none left, or
/// is known to have ended.
pub fn hold_agencies(tx: &mut Tx<'_>, row: &Row) -> Result<(), Problem> {
    let today = tx.caller()?.today;
    let named = recommendations::proposed_of(tx.connection, row.id)?;
    let named: HashSet<Id> = named.iter().map(|it| it.agency_id).collect();
    let named: Vec<Id> = named.into_iter().collect();
    agencies::held_alive(tx.connection, &named, today)?;
    tx.judge_anew()
}
