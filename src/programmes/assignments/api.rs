//! Assignments: accepted or returned as not ours, worked on, reported, verified.

use crate::agencies;
use crate::attachments::{self, Subject};
use crate::kernel::db::{Done, Tx};
use crate::kernel::http::history::HistoryEntry;
use crate::kernel::http::{
    Answer, Asked, Browsing, Items, NoFilter, PathId, Showing, StepOf, Stepping, SteppingMany, StepsTaken,
};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::page::Page;
use crate::kernel::policy::Authority;
use crate::kernel::problem::Problem;
use crate::programmes::assignments::attached::ATTACHED;
use crate::programmes::assignments::model::{
    Assignment, AssignmentAction, AssignmentFilter, AssignmentStep, ProgressUpdate,
};
use crate::programmes::assignments::store::{self, Names, SpellKind};
use crate::programmes::assignments::workflow::TRANSITIONS;
use crate::programmes::assignments::{rules, told, work};

/// Lists assignments across programmes.
///
/// Assignments are listed for their agency, for the agency that leads the task, and for those who keep the programme (of the
/// committee's: its chair and its standing agency).
#[utoipa::path(get, path = "/assignments", tag = "assignments", params(AssignmentFilter),
    responses((status = 200, description = "One page of assignments", body = Page<Assignment>)))]
pub async fn list(browsing: Browsing<AssignmentFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Reads an assignment, with what the caller may do next.
///
/// Its agency, the agency that leads the task, and those who keep the programme.
#[utoipa::path(get, path = "/assignments/{id}", tag = "assignments",
    params(("id" = Id, Path, description = "The assignment")),
    responses((status = 200, description = "The assignment", body = Assignment)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let row = store::find(view, id)?;
            let names = Names::of(view.connection, std::slice::from_ref(&row))?;
            let directory = &view.caller.directory;
            let facts = row.facts(directory, names.programme_of(&row))?;
            let actions = work::next(&view.caller, &facts, view.now);
            Ok(Assignment { actions: Some(actions), ..names.told(&row, directory, row.answer(view.now)) })
        })
        .await
}

/// Moves an assignment along its workflow.
///
/// Who may take which action, from where to where and under which conditions, is in the table "assignments" of the
/// description. `reassign` answers the cancelled assignment; the other agency's new one names it as its predecessor.
#[utoipa::path(post, path = "/assignments/{id}/transitions", operation_id = "transition_assignment", tag = "assignments", request_body = AssignmentAction,
    params(("id" = Id, Path, description = "The assignment")),
    responses((status = 200, description = "The assignment as it is now", body = Assignment)))]
pub async fn transition(stepping: Stepping<AssignmentAction>) -> Answer {
    stepping.answer(take_step).await
}

/// Moves many assignments along their workflow: takes them on, reports them done or verifies that they are.
///
/// Who may take which action is in the table "assignments" of the description. Each step names the version that it is meant for, and
/// is judged, taken and answered by itself, in the order of the list, as if it had been asked for alone.
#[utoipa::path(post, path = "/assignments/transitions", operation_id = "transition_assignments", tag = "assignments", request_body = Items<StepOf<AssignmentStep>>,
    responses((status = 200, description = "What became of each", body = StepsTaken)))]
pub async fn transition_many(stepping: SteppingMany<AssignmentStep>) -> Answer {
    stepping.answer(take_step).await
}

/// Takes one step of one assignment.
fn take_step(tx: &mut Tx<'_>, asked: &Asked<AssignmentAction>) -> Result<Done, Problem> {
    let before = store::lock(&mut tx.view()?, asked.id)?;
    let facts = store::facts(&mut tx.view()?, &before)?;
    let step = asked.judged(tx, &TRANSITIONS, &facts, before.version)?;
    let mut after = before.touched(tx.now);
    after.state = step.to;
    let mut successor_id = None;
    match &asked.action {
        AssignmentAction::Accept {} | AssignmentAction::Verify { .. } => {}
        AssignmentAction::Return { .. } => {
            // Whoever refused it does not decide on the refusal.
            after = after.authored_by(&tx.caller()?.people(step.authority))?;
            store::begin_spell(tx.connection, asked.id, SpellKind::Return, tx.now)?;
        }
        AssignmentAction::Insist { .. } => store::end_spell(tx.connection, asked.id, SpellKind::Return, tx.now)?,
        AssignmentAction::RecordProgress { percent, narrative, attachment_ids } => {
            after.percent = *percent;
            after = after.authored_by(&tx.caller()?.people(step.authority))?;
            record_progress(tx, &after, narrative, attachment_ids, step.authority)?;
        }
        AssignmentAction::ReportDone { narrative, attachment_ids } => {
            after.percent = 100;
            after.done_at = Some(tx.now);
            after = after.authored_by(&tx.caller()?.people(step.authority))?;
            record_progress(tx, &after, narrative, attachment_ids, step.authority)?;
            store::begin_spell(tx.connection, asked.id, SpellKind::Completion, tx.now)?;
        }
        AssignmentAction::SendBack { .. } => {
            after.done_at = None;
            store::end_spell(tx.connection, asked.id, SpellKind::Completion, tx.now)?;
        }
        AssignmentAction::Reassign { agency_id, .. } => {
            after.cancelled_at = Some(tx.now);
            store::end_spell(tx.connection, asked.id, SpellKind::Return, tx.now)?;
            store::save(tx.connection, &after)?;
            let successor = hand_over(tx, &before, *agency_id)?;
            tx.note(Change::created(&successor.answer(tx.now))?.beginning(successor.state).by(step.authority));
            successor_id = Some(successor.id);
        }
    }
    store::save(tx.connection, &after)?;
    told::tell(tx, &asked.action, asked.id, successor_id)?;
    tx.record(asked.change(&step, &before.answer(tx.now), &after.answer(tx.now))?)
}

/// Keeps what the agency says about its progress, with the files that show it.
fn record_progress(
    tx: &mut Tx<'_>,
    after: &store::Row,
    narrative: &str,
    files: &[Id],
    by: Authority,
) -> Result<(), Problem> {
    let author = tx.caller()?.user;
    let id = store::record_progress(tx.connection, after, author, narrative, tx.now)?;
    let subject = Subject { resource: ATTACHED, id };
    attachments::attach(tx, files, &[after.agency_id], subject, by, "/attachment_ids")
}

fn hand_over(tx: &mut Tx<'_>, before: &store::Row, agency: Id) -> Result<store::Row, Problem> {
    let caller = tx.caller()?;
    let owner = caller.directory.holder(before.owner_agency_id, caller.today);
    rules::can_take_over(&caller.directory, owner, before.agency_id, agency)?;
    rules::is_alive(agencies::held_alive(tx.connection, &[agency], caller.today)?.contains(&agency))?;
    let successor = before.successor(agency, tx.now);
    store::insert(tx.connection, std::slice::from_ref(&successor))?;
    Ok(successor)
}

/// Lists what happened to an assignment, oldest first.
///
/// Whoever may read the assignment.
#[utoipa::path(get, path = "/assignments/{id}/transitions", operation_id = "list_assignment_transitions", tag = "assignments",
    params(("id" = Id, Path, description = "The assignment")),
    responses((status = 200, description = "One page of its history", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing.history(TRANSITIONS.resource, *id, store::find).await
}

/// Lists what an agency said about its progress, oldest first.
///
/// Whoever may read the assignment, but for the portal.
#[utoipa::path(get, path = "/assignments/{id}/progress-updates", operation_id = "list_progress_updates", tag = "assignments",
    params(("id" = Id, Path, description = "The assignment")),
    responses((status = 200, description = "One page of updates", body = Page<ProgressUpdate>)))]
pub async fn progress(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing
        .answer(move |view, _, page| {
            store::find(view, *id)?;
            view.caller.permit_what_people_did()?;
            store::progress(view, *id, page)
        })
        .await
}
