//! Assignments: accepted or returned as not ours, worked on, reported, verified.

use actix_web::HttpRequest;
use actix_web::web::Data;

use super::people;
use crate::agencies;
use crate::kernel::db::{Db, Tx};
use crate::kernel::http::history::{HistoryEntry, history as history_of};
use crate::kernel::http::{Answer, Call, Changing, IfNoneMatch, Listing, NoFilter, Page, PathId, detail};
use crate::kernel::id::Id;
use crate::kernel::journal::{Change, Record};
use crate::kernel::problem::{Blocker, Code, Problem};
use crate::kernel::workflow::NextAction;
use crate::programmes::access::Reading;
use crate::programmes::model::assignment::{Assignment, AssignmentAction, AssignmentFilter, ProgressUpdate};
use crate::programmes::model::programme::ProgrammeState;
use crate::programmes::policy;
use crate::programmes::store::assignments::{self as store, SpellKind};
use crate::programmes::workflow::assignment::TRANSITIONS;

/// Lists assignments across programmes.
///
/// Assignments are listed for their agency, for the agency that leads the task, and for those who keep the programme (of the
/// committee's: its chair and its standing agency).
#[utoipa::path(get, path = "/assignments", tag = "assignments", params(AssignmentFilter),
    responses((status = 200, description = "One page of assignments", body = Page<Assignment>)))]
pub async fn list(db: Data<Db>, call: Call, request: HttpRequest, listing: Listing<AssignmentFilter>) -> Answer {
    let page = db.read(&call, move |view| {
        store::list(view.connection, &Reading::of(&view.caller), &listing.filter, &listing.page, view.now)
    });
    Ok(page.await?.answer(&request))
}

/// Reads an assignment, with what the caller may do next.
///
/// Its agency, the agency that leads the task, and those who keep the programme.
#[utoipa::path(get, path = "/assignments/{id}", tag = "assignments",
    params(("id" = Id, Path, description = "The assignment")),
    responses((status = 200, description = "The assignment", body = Assignment)))]
pub async fn read(db: Data<Db>, call: Call, id: PathId<Id>, known: IfNoneMatch) -> Answer {
    let assignment = db.read(&call, move |view| {
        let row = store::find(view.connection, &Reading::of(&view.caller), *id)?;
        let facts = store::facts(view.connection, &view.caller.directory, &row)?;
        let mut actions = TRANSITIONS.actions(&view.caller, &facts, view.now);
        let in_force = facts.programme == ProgrammeState::Issued;
        let blockers = if in_force { Vec::new() } else { vec![Blocker::of(Code::NotInForce)] };
        let ask = NextAction::of_rule(&view.caller, &policy::ASK_EXTENSION, &facts, blockers);
        actions.push(NextAction { action: "ask_extension".to_owned(), ..ask });
        Ok(Assignment { actions: Some(actions), ..row.answer(view.now) })
    });
    let assignment = assignment.await?;
    detail(&known, &assignment, i64::from(assignment.version))
}

/// Moves an assignment along its workflow.
///
/// Who may take which action, from where to where and under which conditions, is in the table "assignments" of the
/// description. `reassign` answers the cancelled assignment; the other agency's new one names it as its predecessor.
#[utoipa::path(post, path = "/assignments/{id}/transitions", operation_id = "transition_assignment", tag = "assignments", request_body = AssignmentAction,
    params(("id" = Id, Path, description = "The assignment")),
    responses((status = 200, description = "The assignment as it is now", body = Assignment)))]
pub async fn transition(db: Data<Db>, id: PathId<Id>, changing: Changing<AssignmentAction>) -> Answer {
    let Changing { call, body, expected } = changing;
    let written = db.write(&call, move |tx| {
        let caller = tx.caller()?;
        let before = store::lock(tx.connection, &Reading::of(&caller), *id)?;
        let facts = store::facts(tx.connection, &caller.directory, &before)?;
        let fits = expected.check(i64::from(before.version));
        let step = TRANSITIONS.apply(&caller, &facts, body.name(), tx.now, fits)?;
        let mut after = before.touched(tx.now);
        after.state = step.to;
        match &body {
            AssignmentAction::Accept {} | AssignmentAction::Verify { .. } => {}
            AssignmentAction::Return { .. } => {
                // Whoever refused it does not decide on the refusal.
                after = after.authored_by(&people(&caller, step.authority))?;
                store::begin_spell(tx.connection, *id, SpellKind::Return, tx.now)?;
            }
            AssignmentAction::Insist { .. } => store::end_spell(tx.connection, *id, SpellKind::Return, tx.now)?,
            AssignmentAction::RecordProgress { percent, narrative } => {
                after.percent = *percent;
                after = after.authored_by(&people(&caller, step.authority))?;
                store::record_progress(tx.connection, *id, caller.user, *percent, narrative, tx.now)?;
            }
            AssignmentAction::ReportDone { narrative } => {
                after.percent = 100;
                after.done_at = Some(tx.now);
                after = after.authored_by(&people(&caller, step.authority))?;
                store::record_progress(tx.connection, *id, caller.user, 100, narrative, tx.now)?;
                store::begin_spell(tx.connection, *id, SpellKind::Completion, tx.now)?;
            }
            AssignmentAction::SendBack { .. } => {
                after.done_at = None;
                store::end_spell(tx.connection, *id, SpellKind::Completion, tx.now)?;
            }
            AssignmentAction::Reassign { agency_id, .. } => {
                after.cancelled_at = Some(tx.now);
                store::end_spell(tx.connection, *id, SpellKind::Return, tx.now)?;
                store::save(tx.connection, &after)?;
                let successor = hand_over(tx, &before, *agency_id)?;
                tx.note(Change::created(&successor.answer(tx.now))?.beginning(successor.state).by(step.authority));
            }
        }
        store::save(tx.connection, &after)?;
        let change = Change::moved(&step, &before.answer(tx.now), &after.answer(tx.now))?;
        tx.record(change.because(body.reason()))
    });
    Ok(written.await?.into())
}

fn hand_over(tx: &mut Tx<'_>, before: &store::Row, agency: Id) -> Result<store::Row, Problem> {
    let caller = tx.caller()?;
    if agency == before.agency_id || !caller.directory.can_carry_out(agency, before.owner_agency_id) {
        return Err(Problem::of(Code::UnknownReference).at("/agency_id", Code::UnknownReference));
    }
    if !agencies::held_alive(tx.connection, &[agency], caller.today)?.contains(&agency) {
        return Err(Problem::of(Code::AgencyNotAlive).at("/agency_id", Code::AgencyNotAlive));
    }
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
pub async fn history(
    db: Data<Db>,
    call: Call,
    request: HttpRequest,
    id: PathId<Id>,
    listing: Listing<NoFilter>,
) -> Answer {
    let page = db.read(&call, move |view| {
        store::find(view.connection, &Reading::of(&view.caller), *id)?;
        history_of(view, Assignment::RESOURCE, *id, &listing.page)
    });
    Ok(page.await?.answer(&request))
}

/// Lists what an agency said about its progress, oldest first.
///
/// Whoever may read the assignment.
#[utoipa::path(get, path = "/assignments/{id}/progress-updates", operation_id = "list_progress_updates", tag = "assignments",
    params(("id" = Id, Path, description = "The assignment")),
    responses((status = 200, description = "One page of updates", body = Page<ProgressUpdate>)))]
pub async fn progress(
    db: Data<Db>,
    call: Call,
    request: HttpRequest,
    id: PathId<Id>,
    listing: Listing<NoFilter>,
) -> Answer {
    let page = db.read(&call, move |view| {
        store::find(view.connection, &Reading::of(&view.caller), *id)?;
        store::progress(view.connection, *id, &listing.page)
    });
    Ok(page.await?.answer(&request))
}
