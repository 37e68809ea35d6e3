//! Reports of visits: drafted, shown to the agency, concluded, amended.

use crate::accounts;
use crate::attachments::{self, Subject};
use crate::inspections::inspections::{making as visits, store as inspections};
use crate::inspections::policy;
use crate::inspections::recommendations::making as recommendations;
use crate::inspections::recommendations::rules::stand_on;
use crate::inspections::reports::facts::{facts, hold_agencies, lock};
use crate::inspections::reports::model::{
    InspectionReport, InspectionReportAction, InspectionReportFilter, InspectionReportPatch, NewInspectionReport,
};
use crate::inspections::reports::store::{self, Concluding, OfVisit, Row};
use crate::inspections::reports::workflow::TRANSITIONS;
use crate::inspections::reports::{making, rules, told, work};
use crate::inspections::rules::at_number;
use crate::kernel::conflict::conflict_first;
use crate::kernel::db::{Done, Tx};
use crate::kernel::http::history::{HistoryEntry, history_from};
use crate::kernel::http::{Answer, Browsing, Changing, Creating, NoFilter, PathId, Showing, Stepping};
use crate::kernel::id::Id;
use crate::kernel::journal::{Change, Record as _};
use crate::kernel::page::Page;
use crate::kernel::policy::Authority;
use crate::kernel::problem::Problem;

/// Lists reports of visits, without what they say.
///
/// A draft is listed for its visit's team and for whose plan it is (of a committee's: its chair and its standing agency); once it was
/// sent, also for the inspected agency and for auditors. The portal and administrators see none.
#[utoipa::path(get, path = "/inspection-reports", operation_id = "list_inspection_reports", tag = "inspection-reports", params(InspectionReportFilter),
    responses((status = 200, description = "One page of reports", body = Page<InspectionReport>)))]
pub async fn list(browsing: Browsing<InspectionReportFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Begins the report of a visit as a draft.
///
/// The visit's team, and officers of whose plan it is, once the fieldwork is done. There is one report of a visit; further versions
/// of it are opened by `amend`.
#[utoipa::path(post, path = "/inspection-reports", operation_id = "create_inspection_report", tag = "inspection-reports", request_body = NewInspectionReport,
    responses((status = 201, description = "The draft", body = InspectionReport),
        (status = 409, description = "The visit has a report, or its fieldwork is not done")))]
pub async fn create(creating: Creating<NewInspectionReport>) -> Answer {
    creating
        .answer(|tx, body| {
            let visit = inspections::lock(&mut tx.view()?, body.inspection_id);
            let visit = visit.map_err(|problem| problem.or_unknown("/inspection_id"))?;
            let seats = inspections::seats(&mut tx.view()?, &visit)?;
            let authority = policy::CREATE_INSPECTION_REPORT.permit(&*tx.caller()?, &seats)?;
            let newest = store::newest(tx.connection, visit.id)?;
            let may = rules::may_begin(visit.kind, visit.state, newest.as_ref().map(|it| it.state));
            conflict_first(may, || store::free(tx.connection, body.id))?;
            let number = newest.map_or(1, |it| it.number + 1);
            let of =
                OfVisit { inspection: visit.id, plan: visit.plan_id, owner: visit.owner_id, agency: visit.agency_id };
            let row = Row::new(body, of, number, tx.now);
            store::insert(tx.connection, &row)?;
            tx.record(Change::created(&row.answer()?)?.beginning(row.state).by(authority))
        })
        .await
}

/// Reads a report of a visit, with what the caller may do next.
///
/// A draft is shown to its visit's team and to whose plan it is; once it was sent, and while it is not a draft again, also to the
/// inspected agency and to auditors.
#[utoipa::path(get, path = "/inspection-reports/{id}", operation_id = "read_inspection_report", tag = "inspection-reports",
    params(("id" = Id, Path, description = "The report")),
    responses((status = 200, description = "The report", body = InspectionReport)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let row = store::find(view, id)?;
            let visit = inspections::find(view, row.inspection_id)?;
            let facts = facts(view, &visit, &row)?;
            let actions = work::next(&view.caller, &facts, view.now);
            let attached = store::comment_files(view.connection, &row)?;
            Ok(InspectionReport { actions: Some(actions), attachments: Some(attached), ..row.answer()? })
        })
        .await
}

/// Edits the draft of a report.
///
/// The visit's team, and officers of whose plan it is.
#[utoipa::path(patch, path = "/inspection-reports/{id}", operation_id = "update_inspection_report", tag = "inspection-reports", request_body = InspectionReportPatch,
    params(("id" = Id, Path, description = "The report")),
    responses((status = 200, description = "The draft as it is now", body = InspectionReport)))]
pub async fn update(changing: Changing<InspectionReportPatch>) -> Answer {
    changing
        .answer(|tx, edit| {
            let (visit, before) = lock(&mut tx.view()?, edit.id)?;
            let seats = inspections::seats(&mut tx.view()?, &visit)?;
            let authority = policy::UPDATE_INSPECTION_REPORT.permit(&*tx.caller()?, &seats)?;
            edit.fits(before.version)?;
            rules::is_draft(before.state)?;
            let after = before.patched(&edit.body, tx.now);
            store::save(tx.connection, &after)?;
            tx.record(Change::updated(&before.answer()?, &after.answer()?)?.by(authority))
        })
        .await
}

/// Moves a report of a visit along its workflow.
///
/// Who may take which action, from where to where and under which conditions, is in the table "inspection-reports" of the description.
/// `comment` keeps its words in the history too, so that they stay readable there after a `return`. `conclude` opens the recommendations, closes the visit and freezes what was concluded with its SHA-256; it is
/// signed by the account that takes the step, or in the name of somebody who delegated it. `amend` answers the draft of
/// the next version; the others answer the version itself.
#[utoipa::path(post, path = "/inspection-reports/{id}/transitions", operation_id = "transition_inspection_report", tag = "inspection-reports", request_body = InspectionReportAction,
    params(("id" = Id, Path, description = "The report")),
    responses((status = 200, description = "The report as it is now, or the draft of the next version", body = InspectionReport),
        (status = 409, description = "The state forbids it, the agency may still comment, the number is in use, or another version is on its way")))]
pub async fn transition(stepping: Stepping<InspectionReportAction>) -> Answer {
    stepping
        .answer(|tx, asked| {
            let (visit, before) = lock(&mut tx.view()?, asked.id)?;
            if let InspectionReportAction::Conclude { .. } = &asked.action {
                hold_agencies(tx, &before)?;
            }
            let facts = facts(&mut tx.view()?, &visit, &before)?;
            let mut step = asked.judged(tx, &TRANSITIONS, &facts, before.version)?;
            let mut after = before.in_state(step.to, tx.now);
            let mut recommended = Vec::new();
            match &asked.action {
                InspectionReportAction::Send { comment_until } => {
                    rules::leaves_time(tx.caller()?.today, *comment_until)?;
                    after = after.sent(*comment_until, tx.now);
                }
                InspectionReportAction::Comment { text, agrees, attachment_ids } => {
                    rules::says_something(text.as_deref(), *agrees)?;
                    after = after.commented(text.as_deref(), *agrees, tx.now);
                    let subject = Subject { resource: InspectionReport::RESOURCE, id: before.id };
                    let senders = facts.seats.senders();
                    attachments::attach(tx, attachment_ids, &senders, subject, step.authority, "/attachment_ids")?;
                }
                InspectionReportAction::NoteSilence {} => after = after.silent(tx.now),
                InspectionReportAction::Return { .. } => after = after.returned(),
                InspectionReportAction::Conclude { number, concluded_on, place, signatory } => {
                    let concluded_on = *concluded_on;
                    let in_time = rules::concluded_in_time(concluded_on, visit.starts_on, tx.caller()?.today);
                    let signatory = accounts::sign(tx, &TRANSITIONS, &facts, &mut step, signatory.as_ref(), in_time)?;
                    stand_on(&facts.proposed, concluded_on)?;
                    let said = Concluding { number, concluded_on, place: place.as_deref(), signatory: &signatory };
                    recommended = recommendations::open(tx, before.id, step.authority)?;
                    let attached = store::comment_files(tx.connection, &before)?;
                    after = after.concluded(said, &recommended, &store::covered(&attached), tx.now)?;
                    making::supersede(tx, visit.id, before.id, step.authority)?;
                    visits::conclude(tx, visit.id, step.authority)?;
                }
                // This one stays as it is, and no entry of its own tells that a draft was begun, which others do not see.
                InspectionReportAction::Amend { reason } => {
                    return open_next(tx, &before, reason, step.authority);
                }
                InspectionReportAction::Discard { .. } => {
                    recommendations::remove_proposed(tx, before.id, step.authority)?;
                }
            }
            store::save(tx.connection, &after).map_err(at_number)?;
            told::tell(tx, &asked.action, &facts, &after)?;
            told::opened(tx, &recommended)?;
            tx.record(asked.change(&step, &before.answer()?, &after.answer()?)?)
        })
        .await
}

/// Lists what happened to a report of a visit, oldest first.
///
/// Whoever may read it. How the draft came to be is shown to those who may read drafts; to others its history begins when it was first
/// sent.
#[utoipa::path(get, path = "/inspection-reports/{id}/transitions", operation_id = "list_inspection_report_transitions", tag = "inspection-reports",
    params(("id" = Id, Path, description = "The report")),
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

/// The next version begins as a draft that says the same.
fn open_next(tx: &mut Tx<'_>, concluded: &Row, reason: &str, by: Authority) -> Result<Done, Problem> {
    let newest = store::newest(tx.connection, concluded.inspection_id)?;
    let next = concluded.next(newest.map_or(concluded.number, |it| it.number) + 1, tx.now);
    store::insert(tx.connection, &next)?;
    let change = Change::opened("amend", &next.answer()?)?;
    tx.record(change.beginning(next.state).because(Some(reason)).by(by))
}
