//! What plans and reports do to inspections: making them, calling them off, closing them.

use chrono::NaiveDate;

use crate::inspections::inspections::model::{CancelCause, InspectionKind, InspectionState, TeamPart};
use crate::inspections::inspections::rules;
use crate::inspections::inspections::store::{self, MemberRow, Row};
use crate::inspections::inspections::told;
use crate::kernel::db::Tx;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Change;
use crate::kernel::policy::{Authority, Member};
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;

/// What is planned of an agency: a visit with its window and its team, or a self-inspection by a day.
#[derive(Clone, Debug)]
pub enum Asked {
    /// A team comes.
    Visit {
        /// The first day on which it can begin.
        from: NaiveDate,
        /// The last one.
        to: NaiveDate,
        /// Who leads.
        leader: Member,
        /// Who else is of the team.
        members: Vec<Member>,
    },
    /// The agency inspects itself.
    SelfInspection {
        /// The last day on which it is in time.
        due_on: NaiveDate,
    },
}

/// An inspection that a plan asks for.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The plan.
    pub plan_id: Id,
    /// Which revision of the plan asks for it.
    pub revision: i32,
    /// The agency whose plan it is.
    pub owner_id: Id,
    /// The year of the plan.
    pub year: i32,
    /// The version of a checklist that the plan names, which is in force.
    pub checklist_id: Id,
    /// The agency that is inspected.
    pub agency_id: Id,
    /// What is asked.
    pub asked: Asked,
}

impl Planned {
    /// What a revision of a plan asks of an agency is one thing: its id follows from that.
    fn id(&self, now: Instant) -> Id {
        let Self { plan_id, revision, agency_id, .. } = self;
        let what = match self.asked {
            Asked::Visit { .. } => InspectionKind::Visit,
            Asked::SelfInspection { .. } => InspectionKind::SelfInspection,
        };
        Id::named(now, &format!("inspection {what} of {agency_id} by {plan_id} {revision}"))
    }

    fn row(&self, now: Instant) -> Row {
        let made = Row {
            id: self.id(now),
            version: 1,
            created_at: now,
            updated_at: now,
            kind: InspectionKind::Visit,
            plan_id: self.plan_id,
            owner_id: self.owner_id,
            agency_id: self.agency_id,
            year: self.year,
            planned_checklist_id: self.checklist_id,
            checklist_id: None,
            state: InspectionState::Scheduled,
            window_from: None,
            window_to: None,
            due_on: None,
            last_day: now.date(),
            starts_on: None,
            notified_at: None,
            started_at: None,
            finished_at: None,
            first_signed_at: None,
            signed_at: None,
            receipt_number: None,
            sha256: None,
            cancel_cause: None,
        };
        match self.asked {
            Asked::Visit { from, to, .. } => made.rescheduled(from, to),
            Asked::SelfInspection { due_on } => Row {
                kind: InspectionKind::SelfInspection,
                checklist_id: Some(self.checklist_id),
                state: InspectionState::InProgress,
                due_on: Some(due_on),
                last_day: due_on,
                ..made
            },
        }
    }

    fn team(&self, row: &Row) -> Vec<MemberRow> {
        let Asked::Visit { leader, members, .. } = &self.asked else { return Vec::new() };
        let all = std::iter::once((TeamPart::Leader, leader)).chain(members.iter().map(|it| (TeamPart::Member, it)));
        all.zip(1..)
            .map(|((part, who), number)| MemberRow {
                inspection_id: row.id,
                number,
                user_id: who.user,
                agency_id: who.agency,
                part,
                joined_at: row.created_at,
                left_at: None,
            })
            .collect()
    }
}

/// Makes inspections, in the plan's own step. The plan is locked.
pub fn enter(tx: &mut Tx<'_>, planned: Vec<Planned>, authority: Authority) -> Result<(), Problem> {
    let (mut rows, mut members) = (Vec::with_capacity(planned.len()), Vec::new());
    let mut made = Vec::with_capacity(planned.len());
    for planned in planned {
        let row = planned.row(tx.now);
        let team = planned.team(&row);
        tx.note(Change::created(&row.answer(&team))?.beginning(row.state).by(authority));
        let people = team.iter().map(|it| Member { user: it.user_id, agency: it.agency_id }).collect();
        made.push((row.clone(), people));
        members.extend(team);
        rows.push(row);
    }
    store::insert(tx.connection, rows, members)?;
    told::made(tx, &made)
}

/// Calls off what a plan asked of an agency that it drops: a visit that has not begun (409 else), and a self-inspection that was not
/// signed. What was handed in stays. The plan is locked.
pub fn drop_agency(
    tx: &mut Tx<'_>,
    plan: Id,
    agency: Id,
    cause: CancelCause,
    reason: &str,
    authority: Authority,
) -> Result<(), Problem> {
    let rows = store::of_plan(tx.connection, plan, Some(agency), InspectionState::ALL)?;
    let has_begun = |row: &Row| row.state == InspectionState::Closed || row.started_at.is_some() && !row.is_over();
    rules::droppable(rows.iter().any(|row| row.kind == InspectionKind::Visit && has_begun(row)))?;
    for before in rows.iter().filter(|row| !row.is_over() && row.first_signed_at.is_none()) {
        let after = before.in_state(InspectionState::Cancelled, tx.now).cancelled(cause);
        settle(tx, "drop", before, &after, Some(reason), authority)?;
        told::called_off(tx, before)?;
    }
    Ok(())
}

/// How many visits of a plan are open: it cannot be closed before.
pub fn open_visits(connection: &mut AnyConnection, plan: Id) -> Result<usize, Problem> {
    store::count(connection, plan, InspectionKind::Visit, InspectionState::OPEN)
}

/// Closes what is left of a plan: a self-inspection that was never signed was not handed in, one that was given back is closed. What
/// was handed in stays to be taken note of. The plan is locked, and no visit is open.
pub fn close_of_plan(tx: &mut Tx<'_>, plan: Id, authority: Authority) -> Result<(), Problem> {
    let states = [InspectionState::InProgress, InspectionState::PendingSignature];
    let left = store::of_plan(tx.connection, plan, None, &states)?;
    rules::closable(left.iter().any(|row| row.kind == InspectionKind::Visit))?;
    for before in left {
        let was_signed = before.first_signed_at.is_some();
        let state = if was_signed { InspectionState::Closed } else { InspectionState::NotHandedIn };
        let after = before.in_state(state, tx.now);
        settle(tx, "close", &before, &after, None, authority)?;
    }
    Ok(())
}

/// Closes a visit whose report is concluded; one that was closed by an earlier version of the report stays so.
pub fn conclude(tx: &mut Tx<'_>, visit: Id, authority: Authority) -> Result<(), Problem> {
    let before = store::locked(tx.connection, visit)?;
    if !rules::closes(before.state)? {
        return Ok(());
    }
    let after = before.in_state(InspectionState::Closed, tx.now);
    settle(tx, "conclude", &before, &after, None, authority)
}

/// An inspection moves with something else.
fn settle(
    tx: &mut Tx<'_>,
    action: &str,
    before: &Row,
    after: &Row,
    reason: Option<&str>,
    authority: Authority,
) -> Result<(), Problem> {
    store::save(tx.connection, after)?;
    let team = store::team(tx.connection, before.id)?;
    let change = Change::changed(action, &before.answer(&team), &after.answer(&team))?;
    tx.note(change.between(before.state, after.state).because(reason).by(authority));
    Ok(())
}
