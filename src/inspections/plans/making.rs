//! What a plan makes, and what becomes of that with it: its visits and its self-inspections.

use chrono::NaiveDate;

use crate::inspections::inspections::making::{self, Asked, Planned};
use crate::inspections::inspections::model::{InspectionKind, InspectionState};
use crate::inspections::inspections::store as inspections;
use crate::inspections::plans::model::{Inspector, PlannedVisit};
use crate::inspections::plans::rules::{Place, There};
use crate::inspections::plans::store::Row;
use crate::kernel::db::Tx;
use crate::kernel::id::Id;
use crate::kernel::policy::Authority;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;

/// Enters the visits of an approved plan, and a self-inspection of each of these agencies.
pub fn all_of(tx: &mut Tx<'_>, plan: &Row, inspecting: &[Id], authority: Authority) -> Result<(), Problem> {
    let visits = plan.visits()?;
    let mut all: Vec<Planned> = visits.iter().map(|visit| planned(plan, visit.agency_id, visit_of(visit))).collect();
    if let Some(own) = plan.self_inspections()? {
        let due_on = own.due_on;
        all.extend(inspecting.iter().map(|agency| planned(plan, *agency, Asked::SelfInspection { due_on })));
    }
    making::enter(tx, all, authority)
}

/// Enters one visit more.
pub fn visit(tx: &mut Tx<'_>, plan: &Row, visit: &PlannedVisit, authority: Authority) -> Result<(), Problem> {
    making::enter(tx, vec![planned(plan, visit.agency_id, visit_of(visit))], authority)
}

/// Enters one self-inspection more, by a version of the checklist.
pub fn self_inspection(
    tx: &mut Tx<'_>,
    plan: &Row,
    agency: Id,
    due_on: NaiveDate,
    checklist: Id,
    authority: Authority,
) -> Result<(), Problem> {
    let planned = Planned { checklist_id: checklist, ..planned(plan, agency, Asked::SelfInspection { due_on }) };
    making::enter(tx, vec![planned], authority)
}

/// The visits of a plan that are open. One that was not approved has none.
pub fn open_visits(connection: &mut AnyConnection, plan: &Row) -> Result<Vec<Id>, Problem> {
    if plan.was_approved() { making::open_visits(connection, plan.id) } else { Ok(Vec::new()) }
}

/// How many self-inspections of a plan were not cancelled.
pub fn self_inspections(connection: &mut AnyConnection, plan: &Row) -> Result<usize, Problem> {
    let counting: Vec<InspectionState> =
        InspectionState::ALL.iter().copied().filter(|it| *it != InspectionState::Cancelled).collect();
    inspections::count(connection, plan.id, InspectionKind::SelfInspection, &counting)
}

/// What an agency has of a plan.
pub fn there(connection: &mut AnyConnection, plan: &Row, agency: Id) -> Result<There, Problem> {
    let mut there = There::default();
    for row in inspections::of_plan(connection, plan.id, Some(agency), InspectionState::ALL)? {
        if row.state == InspectionState::Cancelled {
            continue;
        }
        let place = Some(if row.is_awaited() { Place::Open } else { Place::Done });
        match row.kind {
            InspectionKind::Visit => there.visit = place,
            InspectionKind::SelfInspection => there.self_inspection = place,
        }
    }
    Ok(there)
}

fn planned(plan: &Row, agency: Id, asked: Asked) -> Planned {
    Planned {
        plan_id: plan.id,
        revision: plan.revision,
        owner_id: plan.agency_id,
        year: plan.year,
        checklist_id: plan.checklist_id,
        agency_id: agency,
        asked,
    }
}

fn visit_of(visit: &PlannedVisit) -> Asked {
    let members = visit.members.iter().copied().map(Inspector::member).collect();
    Asked::Visit { from: visit.from, to: visit.to, leader: visit.leader.member(), members }
}
