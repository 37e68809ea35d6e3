//! What comes with the steps of an inspection.

use crate::inspections::inspections::beside;
use crate::inspections::inspections::model::{InspectionAction as Action, InspectionState, TeamPart};
use crate::inspections::inspections::rules::{self, Candidate};
use crate::inspections::inspections::store::{self, Row};
use crate::inspections::inspections::workflow::InspectionFacts;
use crate::inspections::interest;
use crate::kernel::db::Tx;
use crate::kernel::policy::Member;
use crate::kernel::problem::Problem;
use crate::kernel::workflow::Step;

/// The inspection after a step that was allowed, its team with it.
pub fn after(
    tx: &mut Tx<'_>,
    action: &Action,
    before: &Row,
    facts: &InspectionFacts,
    step: &Step<InspectionState>,
) -> Result<Row, Problem> {
    let (now, today) = (tx.now, tx.now.date());
    let moved = before.in_state(step.to, now);
    match action {
        Action::Notify { starts_on } => {
            rules::notice((before.window_from, before.window_to), *starts_on, today)?;
            Ok(moved.notified(*starts_on, now))
        }
        Action::Postpone { .. } => Ok(moved.postponed()),
        Action::Reschedule { window_from, window_to } => {
            rules::window(*window_from, *window_to, today)?;
            Ok(moved.rescheduled(*window_from, *window_to))
        }
        Action::Start { nobody_related } => {
            rules::declared(*nobody_related)?;
            let started = moved.started(beside::in_force(tx.connection, before.planned_checklist_id)?, now);
            beside::carry(tx, &started, step.authority)?;
            Ok(started)
        }
        Action::Finish {} => counted(tx, moved.finished(Some(now))),
        Action::Resume {} => counted(tx, moved.finished(None)),
        Action::Cancel { cause, .. } => {
            beside::discard_draft(tx, before.id, step.authority)?;
            Ok(moved.cancelled(*cause))
        }
        Action::Appoint { user_id, agency_id } => {
            let who = Member { user: *user_id, agency: *agency_id };
            join(tx, before, facts, who, TeamPart::Member)?;
            Ok(moved)
        }
        Action::AppointLeader { user_id, agency_id } => {
            let who = Member { user: *user_id, agency: *agency_id };
            join(tx, before, facts, who, TeamPart::Leader)?;
            Ok(moved)
        }
        Action::Release { user_id, .. } => {
            rules::leaving(&facts.seats, *user_id)?;
            store::leave(tx.connection, before.id, *user_id, now)?;
            Ok(moved)
        }
        Action::Recuse { .. } => {
            let user = tx.caller()?.user;
            store::leave(tx.connection, before.id, user, now)?;
            Ok(moved)
        }
        Action::Sign {} => {
            let signed = moved.signed(&beside::answers(tx.connection, before.id)?, now)?;
            counted(tx, signed)
        }
        Action::Return { .. } => counted(tx, moved.returned(now)),
        Action::HandOver {} | Action::ReturnToDraft { .. } | Action::TakeNote {} => Ok(moved),
    }
}

/// With its answers counted while they stand.
fn counted(tx: &mut Tx<'_>, row: Row) -> Result<Row, Problem> {
    beside::count_ratings(tx.connection, &row)?;
    Ok(row)
}

/// Somebody joins the team. A new leader takes the place of the one who led until then; a member who becomes the leader is none beside.
fn join(tx: &mut Tx<'_>, visit: &Row, facts: &InspectionFacts, who: Member, part: TeamPart) -> Result<(), Problem> {
    let (caller, now) = (tx.caller()?, tx.now);
    let (directory, today) = (&caller.directory, caller.today);
    let candidate = Candidate {
        user: who.user,
        known: directory.users.contains_key(&who.user),
        can_inspect: interest::is_inspector(directory, visit.owner_id, who, today),
        has_interest: interest::has_interest(directory, visit.owner_id, visit.agency_id, who.user, today),
    };
    let team = store::team(tx.connection, visit.id)?;
    rules::joining(&facts.seats, candidate, part, team.len())?;
    if part == TeamPart::Leader {
        for gone in store::led_by(&team).into_iter().chain([who.user]) {
            store::leave(tx.connection, visit.id, gone, now)?;
        }
    }
    store::join(tx.connection, visit.id, &team, who, part, now)
}
