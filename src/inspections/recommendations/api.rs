//! Recommendations: written into a report, opened by its conclusion, done, shown, and seen by somebody else.

use crate::agencies;
use crate::attachments::{self, Subject};
use crate::inspections::inspections::store as inspections;
use crate::inspections::policy;
use crate::inspections::recommendations::facts::{facts, lock};
use crate::inspections::recommendations::model::{
    NewRecommendation, Recommendation, RecommendationAction, RecommendationFilter, RecommendationPatch,
};
use crate::inspections::recommendations::rules;
use crate::inspections::recommendations::store::{self, Row};
use crate::inspections::recommendations::told;
use crate::inspections::recommendations::workflow::TRANSITIONS;
use crate::inspections::reports::facts as reports;
use crate::inspections::reports::model::ReportState;
use crate::inspections::reports::rules::is_draft;
use crate::inspections::reports::store as report_store;
use crate::inspections::rules::at_number;
use crate::kernel::conflict::conflict_first;
use crate::kernel::db::{Tx, View};
use crate::kernel::http::history::{HistoryEntry, history_from};
use crate::kernel::http::{Answer, Browsing, Changing, Creating, NoFilter, PathId, Removing, Showing, Stepping};
use crate::kernel::id::Id;
use crate::kernel::journal::{Change, Record as _};
use crate::kernel::page::Page;
use crate::kernel::policy::{Authority, Rule};
use crate::kernel::problem::Problem;
use crate::kernel::workflow::NextAction;

/// Lists recommendations: what is to be followed up, the earliest last day first.
///
/// Those of a report are listed for its readers; once open, also for the agency that has to do them, and for the team of a visit that
/// carries them. The portal and administrators see none.
#[utoipa::path(get, path = "/recommendations", operation_id = "list_recommendations", tag = "recommendations", params(RecommendationFilter),
    responses((status = 200, description = "One page of recommendations", body = Page<Recommendation>)))]
pub async fn list(browsing: Browsing<RecommendationFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Writes a recommendation into the draft of a report.
///
/// Those who write the report: the visit's team, and officers of whose plan it is. Any agency below the one whose plan it is can be held
/// to it, not only the one that was inspected.
#[utoipa::path(post, path = "/recommendations", operation_id = "create_recommendation", tag = "recommendations", request_body = NewRecommendation,
    responses((status = 201, description = "The recommendation", body = Recommendation),
        (status = 409, description = "The report is no draft, the number is in use, or the agency has ended")))]
pub async fn create(creating: Creating<NewRecommendation>) -> Answer {
    creating
        .answer(|tx, body| {
            let locked = reports::lock(&mut tx.view()?, body.report_id);
            let (visit, report) = locked.map_err(|problem| problem.or_unknown("/report_id"))?;
            let seats = inspections::seats(&mut tx.view()?, &visit)?;
            let authority = policy::CREATE_RECOMMENDATION.permit(&*tx.caller()?, &seats)?;
            is_draft(report.state)?;
            let there = store::numbers_of(tx.connection, visit.id)?;
            rules::OF_ONE_VISIT.room(there.len())?;
            let number = rules::number_of(body.number, &there)?;
            let can_be = can_be_held(tx, visit.owner_id, body.agency_id);
            let judged = can_be.and_then(|()| rules::leaves_time(tx.caller()?.today, body.due_on));
            conflict_first(judged, || store::free(tx.connection, body.id))?;
            let row = Row::new(body, &report, number, tx.now);
            store::insert(tx.connection, &row)?;
            tx.record(Change::created(&row.answer(tx.now))?.beginning(row.state).by(authority))
        })
        .await
}

/// Reads a recommendation, with what the caller may do next.
///
/// The readers of its report; once open, also the agency that has to do it, and the team of a visit that carries it.
#[utoipa::path(get, path = "/recommendations/{id}", operation_id = "read_recommendation", tag = "recommendations",
    params(("id" = Id, Path, description = "The recommendation")),
    responses((status = 200, description = "The recommendation", body = Recommendation)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let row = store::find(view, id)?;
            let mut actions = if row.is_open() { Vec::new() } else { drafting(view, &row)? };
            let facts = facts(view, &row)?;
            actions.extend(TRANSITIONS.actions(&view.caller, &facts, view.now));
            let files = attachments::attached_to_one(view.connection, Recommendation::RESOURCE, id)?;
            let report = report_store::of_id(view.connection, row.report_id)?;
            Ok(Recommendation {
                report_number: Some(report.report_number),
                concluded_on: Some(report.concluded_on),
                successor_id: Some(store::successor_of(view.connection, id)?),
                actions: Some(actions),
                attachments: Some(files),
                ..row.answer(view.now)
            })
        })
        .await
}

/// Edits a recommendation while its report is a draft.
///
/// Those who write the report.
#[utoipa::path(patch, path = "/recommendations/{id}", operation_id = "update_recommendation", tag = "recommendations", request_body = RecommendationPatch,
    params(("id" = Id, Path, description = "The recommendation")),
    responses((status = 200, description = "The recommendation as it is now", body = Recommendation),
        (status = 409, description = "The report is no draft, the number is in use, or the agency has ended")))]
pub async fn update(changing: Changing<RecommendationPatch>) -> Answer {
    changing
        .answer(|tx, edit| {
            let (before, report_state, authority) = written(tx, edit.id, &policy::UPDATE_RECOMMENDATION)?;
            edit.fits(before.version)?;
            is_draft(report_state)?;
            let after = before.patched(&edit.body, tx.now);
            if edit.body.agency_id.is_some() {
                can_be_held(tx, before.owner_id, after.agency_id)?;
            }
            if edit.body.due_on.is_some() {
                rules::leaves_time(tx.caller()?.today, after.due_on)?;
            }
            store::save(tx.connection, &after).map_err(at_number)?;
            tx.record(Change::updated(&before.answer(tx.now), &after.answer(tx.now))?.by(authority))
        })
        .await
}

/// Takes a recommendation out of the draft of a report.
///
/// Those who write the report.
#[utoipa::path(delete, path = "/recommendations/{id}", operation_id = "delete_recommendation", tag = "recommendations",
    params(("id" = Id, Path, description = "The recommendation")),
    responses((status = 204, description = "It is gone"), (status = 409, description = "The report is no draft")))]
pub async fn delete(removing: Removing) -> Answer {
    removing
        .answer(|tx, edit| {
            let (before, report_state, authority) = written(tx, edit.id, &policy::DELETE_RECOMMENDATION)?;
            edit.fits(before.version)?;
            is_draft(report_state)?;
            store::delete(tx.connection, edit.id)?;
            tx.record(Change::deleted(&before.answer(tx.now))?.by(authority))
        })
        .await
}

/// Moves a recommendation along its workflow.
///
/// Who may take which action, from where to where and under which conditions, is in the table "recommendations" of the description.
/// `reassign` answers the one that was given away; the other agency's new one names it as its predecessor.
#[utoipa::path(post, path = "/recommendations/{id}/transitions", operation_id = "transition_recommendation", tag = "recommendations", request_body = RecommendationAction,
    params(("id" = Id, Path, description = "The recommendation")),
    responses((status = 200, description = "The recommendation as it is now", body = Recommendation),
        (status = 409, description = "The state forbids it, or the other agency has ended")))]
pub async fn transition(stepping: Stepping<RecommendationAction>) -> Answer {
    stepping
        .answer(|tx, asked| {
            let before = lock(&mut tx.view()?, asked.id)?;
            let facts = facts(&mut tx.view()?, &before)?;
            let step = asked.judged(tx, &TRANSITIONS, &facts, before.version)?;
            let mut after = before.in_state(step.to, tx.now);
            let mut successor = None;
            match &asked.action {
                RecommendationAction::Accept {}
                | RecommendationAction::Verify { .. }
                | RecommendationAction::Waive { .. } => {}
                RecommendationAction::Record { percent, .. } => after = after.recorded(*percent),
                RecommendationAction::ReportImplemented { document_number, attachment_ids, .. } => {
                    rules::is_shown(attachment_ids.len(), document_number.as_deref())?;
                    after = after.implemented(document_number.as_deref(), tx.now);
                    let subject = Subject { resource: Recommendation::RESOURCE, id: before.id };
                    let by = step.authority;
                    let senders = facts.seats.senders();
                    attachments::attach(tx, attachment_ids, &senders, subject, by, "/attachment_ids")?;
                }
                RecommendationAction::SendBack { .. } | RecommendationAction::Reopen { .. } => {
                    after = after.unimplemented();
                }
                RecommendationAction::Dispute { ground, .. } => after = after.disputed(Some(*ground)),
                RecommendationAction::Uphold { .. } => after = after.disputed(None),
                RecommendationAction::Reassign { agency_id, reason } => {
                    successor = Some(hand_over(tx, &before, *agency_id, reason.as_deref(), step.authority)?);
                }
                RecommendationAction::Extend { until, .. } => {
                    rules::more_time(before.last_day, before.opened_at.map(|at| at.date()), *until)?;
                    after = after.extended(*until);
                }
            }
            store::save(tx.connection, &after)?;
            told::tell(tx, &asked.action, &facts, after.id, successor)?;
            tx.record(asked.change(&step, &before.answer(tx.now), &after.answer(tx.now))?)
        })
        .await
}

/// Lists what happened to a recommendation, oldest first.
///
/// Whoever may read it. How it was written is shown to those who may read drafts of its report; to others its history begins with the
/// conclusion.
#[utoipa::path(get, path = "/recommendations/{id}/transitions", operation_id = "list_recommendation_transitions", tag = "recommendations",
    params(("id" = Id, Path, description = "The recommendation")),
    responses((status = 200, description = "One page of its history", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing
        .answer(move |view, _, page| {
            let row = store::find(view, *id)?;
            let told = store::told_of(view, &row)?;
            history_from(view, TRANSITIONS.resource, *id, told.first(), page)
        })
        .await
}

/// What can be done to one that is written still.
fn drafting(view: &mut View<'_>, row: &Row) -> Result<Vec<NextAction>, Problem> {
    let report = report_store::of_id(view.connection, row.report_id)?;
    let visit = inspections::find(view, row.inspection_id)?;
    let seats = inspections::seats(view, &visit)?;
    let of = |rule: &Rule| NextAction::of(&view.caller, rule, &seats, is_draft(report.state));
    Ok(vec![of(&policy::UPDATE_RECOMMENDATION), of(&policy::DELETE_RECOMMENDATION)])
}

/// One that somebody means to edit or remove, locked behind its report, and where that stands; 404 before 403.
fn written(tx: &mut Tx<'_>, id: Id, rule: &Rule) -> Result<(Row, ReportState, Authority), Problem> {
    let known = store::find(&mut tx.view()?, id)?;
    let visit = inspections::locked(tx.connection, known.inspection_id)?;
    let report = report_store::locked(tx.connection, known.report_id)?;
    let row = store::locked(tx.connection, id)?;
    let row = store::readable(&mut tx.view()?, row)?;
    let seats = inspections::seats(&mut tx.view()?, &visit)?;
    let authority = rule.permit(&*tx.caller()?, &seats)?;
    Ok((row, report.state, authority))
}

/// An agency below the owner that is there, and stays until the commit.
fn can_be_held(tx: &mut Tx<'_>, owner: Id, agency: Id) -> Result<(), Problem> {
    let caller = tx.caller()?;
    rules::is_below(&caller.directory, caller.directory.holder(owner, caller.today), agency)?;
    let alive = agencies::held_alive(tx.connection, &[agency], caller.today)?;
    rules::is_alive(alive.contains(&agency))
}

/// The recommendation of another agency takes this one's place: its id.
fn hand_over(tx: &mut Tx<'_>, before: &Row, to: Id, reason: Option<&str>, by: Authority) -> Result<Id, Problem> {
    rules::is_another(before.agency_id, to)?;
    can_be_held(tx, before.owner_id, to)?;
    let there = store::numbers_of(tx.connection, before.inspection_id)?;
    let successor = before.successor(to, rules::number_of(None, &there)?, tx.now);
    store::insert(tx.connection, &successor)?;
    let change = Change::opened("reassign", &successor.answer(tx.now))?;
    tx.note(change.beginning(successor.state).because(reason).by(by));
    Ok(successor.id)
}
