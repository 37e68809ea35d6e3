//! Submissions: a report is drafted, signed, received, reviewed and amended.

use actix_web::web::Data;

use crate::accounts;
use crate::attachments::{self, Subject};
use crate::kernel::conflict::conflict_first;
use crate::kernel::db::{Done, Tx};
use crate::kernel::http::history::{HistoryEntry, history_from};
use crate::kernel::http::{
    Answer, Asked, Browsing, Changing, Creating, Items, NoFilter, PathId, Showing, StepOf, Stepping, SteppingMany,
    StepsTaken,
};
use crate::kernel::id::Id;
use crate::kernel::journal::{Change, Record as _};
use crate::kernel::page::Page;
use crate::kernel::policy::Authority;
use crate::kernel::problem::Problem;
use crate::kernel::workflow::Step;
use crate::reports::access::Reading;
use crate::reports::consolidations::store as consolidations;
use crate::reports::naming::NamingDifficulties;
use crate::reports::obligations::store::{self as obligations, ObligationRow};
use crate::reports::policy;
use crate::reports::submissions::model::{
    NewSubmission, Signed, Signing, Submission, SubmissionAction, SubmissionFilter, SubmissionPatch, SubmissionReview,
    SubmissionState,
};
use crate::reports::submissions::rules::{self, content, signing as signing_rules};
use crate::reports::submissions::store::{self, Row};
use crate::reports::submissions::workflow::{SubmissionFacts, TRANSITIONS};
use crate::reports::submissions::{steps, told, work};

/// Lists the versions of reports, without what they say.
///
/// A draft is listed for its own agency alone; what was submitted also for the agency that receives it, and for the chair and
/// the standing agency of the committee.
#[utoipa::path(get, path = "/submissions", operation_id = "list_submissions", tag = "submissions", params(SubmissionFilter),
    responses((status = 200, description = "One page of submissions", body = Page<Submission>)))]
pub async fn list(browsing: Browsing<SubmissionFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Begins a version of a report as a draft.
///
/// Officers of the agency that owes it; for what the standing agency owes itself, its standing officers too. Without content
/// it begins from that of the newest version. There is one draft or version under review at a time, and what is accepted is
/// amended instead. Sections name difficulties that the caller may read.
#[utoipa::path(post, path = "/submissions", operation_id = "create_submission", tag = "submissions", request_body = NewSubmission,
    responses((status = 201, description = "The draft", body = Submission),
        (status = 409, description = "A version is being written or reviewed, or is accepted; or nothing is owed")))]
pub async fn create(creating: Creating<NewSubmission>, naming: Data<NamingDifficulties>) -> Answer {
    creating
        .answer(move |tx, body| {
            let known = obligations::find(&mut tx.view()?, body.obligation_id)
                .map_err(|problem| problem.or_unknown("/obligation_id"))?;
            let obligation = store::lock_obligation(&mut tx.view()?, body.obligation_id, known.row.period_id)?;
            let caller = tx.caller()?;
            let parties = obligation.parties(&caller.directory, caller.today);
            let authority = policy::CREATE_SUBMISSION.permit(&caller, &parties)?;
            let before = store::newest(tx.connection, obligation.id)?;
            rules::may_follow(obligation.state, before.as_ref().map(|it| it.as_newest(&caller)))?;
            let content = match (&body.content, &before) {
                (Some(content), _) => {
                    let outline = store::outline(tx.connection, obligation.period_id)?;
                    let named = naming.judged(&mut tx.view()?, &content.sections, &[]);
                    let checked = content::checked(content, &outline, "/content").and_then(|kept| named.map(|()| kept));
                    conflict_first(checked, || store::free(tx.connection, body.id))?
                }
                (None, Some(before)) => before.content()?,
                (None, None) => Default::default(),
            };
            let people = caller.people(authority);
            let row = Row::draft(body.id, &obligation, &content, before.as_ref(), &people, tx.now)?;
            store::insert(tx.connection, &row)?;
            tx.record(Change::created(&row.answer()?)?.beginning(row.state).by(authority))
        })
        .await
}

/// Reads a version of a report, with what the caller may do next.
///
/// A draft is shown to its own agency alone; what was submitted also to the agency that receives it, and to the chair and the
/// standing agency of the committee.
#[utoipa::path(get, path = "/submissions/{id}", operation_id = "read_submission", tag = "submissions",
    params(("id" = Id, Path, description = "The submission")),
    responses((status = 200, description = "The submission", body = Submission)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let row = store::find(view, id)?;
            let obligation = obligations::find(view, row.obligation_id)?.row;
            let facts = store::facts(view, &obligation, &row)?;
            let actions = work::next(&view.caller, &facts, view.now);
            let files = attachments::attached_to_one(view.connection, Submission::RESOURCE, id)?;
            Ok(Submission { actions: Some(actions), attachments: Some(files), ..row.answer()? })
        })
        .await
}

/// Edits a draft, list by list: a list that is left out stays, one that is sent takes the place of that on record, null empties it.
///
/// Those who may draft it. Once handed over it can be sent back to the draft; once submitted it is frozen. Sections name difficulties
/// that the caller may read, beside those that they named before.
#[utoipa::path(patch, path = "/submissions/{id}", operation_id = "update_submission", tag = "submissions", request_body = SubmissionPatch,
    params(("id" = Id, Path, description = "The submission")),
    responses((status = 200, description = "The draft as it is now", body = Submission)))]
pub async fn update(changing: Changing<SubmissionPatch>, naming: Data<NamingDifficulties>) -> Answer {
    changing
        .answer(move |tx, edit| {
            let (obligation, before) = store::lock(&mut tx.view()?, edit.id)?;
            let caller = tx.caller()?;
            let parties = obligation.parties(&caller.directory, caller.today);
            let authority = policy::UPDATE_SUBMISSION.permit(&caller, &parties)?;
            edit.fits(before.version)?;
            rules::is_draft(before.state)?;
            let there = before.content()?;
            let patched = there.clone().patched(&edit.body.content.clone().unwrap_or_default());
            let content = content::checked(&patched, &store::outline(tx.connection, before.period_id)?, "/content")?;
            naming.judged(&mut tx.view()?, &content.sections, &there.sections)?;
            let after = before.edited(&content, tx.now)?.authored_by(&caller.people(authority))?;
            store::save(tx.connection, &after)?;
            tx.record(Change::updated(&before.answer()?, &after.answer()?)?.by(authority))
        })
        .await
}

/// Moves a version of a report along its workflow.
///
/// Who may take which action, from where to where and under which conditions, is in the table "submissions" of the
/// description. `submit` and `declare_nil` give a receipt and freeze the version, with the files that come with it, by its SHA-256; a
/// late report is received all the same, and flagged. They are signed by the account that takes the step, or in the name of somebody
/// who delegated it. `amend` answers the draft of the next version; the others answer the version itself.
#[utoipa::path(post, path = "/submissions/{id}/transitions", operation_id = "transition_submission", tag = "submissions", request_body = SubmissionAction,
    params(("id" = Id, Path, description = "The submission")),
    responses((status = 200, description = "The submission as it is now", body = Submission),
        (status = 409, description = "The state forbids it, nothing is owed, or another version is under way")))]
pub async fn transition(stepping: Stepping<SubmissionAction>) -> Answer {
    stepping.answer(take_step).await
}

/// Moves many versions of reports along their workflow: takes them under review, returns or accepts them.
///
/// Who may take which action is in the table "submissions" of the description. Each step names the version that it is meant for, and
/// is judged, taken and answered by itself, in the order of the list, as if it had been asked for alone.
#[utoipa::path(post, path = "/submissions/transitions", operation_id = "transition_submissions", tag = "submissions", request_body = Items<StepOf<SubmissionReview>>,
    responses((status = 200, description = "What became of each", body = StepsTaken)))]
pub async fn transition_many(stepping: SteppingMany<SubmissionReview>) -> Answer {
    stepping.answer(take_step).await
}

/// Takes one step of one version.
fn take_step(tx: &mut Tx<'_>, asked: &Asked<SubmissionAction>) -> Result<Done, Problem> {
    let (obligation, before) = store::lock(&mut tx.view()?, asked.id)?;
    let facts = store::facts(&mut tx.view()?, &obligation, &before)?;
    let mut step = asked.judged(tx, &TRANSITIONS, &facts, before.version)?;
    if let SubmissionAction::Amend { reason } = &asked.action {
        // This one stays as it is, and no entry of its own tells that a draft was begun, which is its agency's alone.
        return open_next(tx, &obligation, &before, step.authority, reason);
    }
    let signed = match asked.action.signing() {
        Some(signing) => Some(sign(tx, &before, &facts, &mut step, &signing)?),
        None => None,
    };
    let people = tx.caller()?.people(step.authority);
    let after = steps::moved(&before, &obligation, &step, (&asked.action, signed.as_ref()), &people, tx.now)?;
    if let SubmissionAction::Accept {} = &asked.action {
        supersede(tx, &obligation, step.authority)?;
        consolidations::mark_stale(tx, obligation.period_id, step.authority)?;
    }
    store::save(tx.connection, &after)?;
    obligations::settle(tx, obligation.id, step.authority)?;
    told::tell(tx, &asked.action, &facts, obligation.id, after.id)?;
    tx.record(asked.change(&step, &before.answer()?, &after.answer()?)?)
}

/// Who signs, and with which files; whoever signs for somebody else does so by that person's right.
fn sign(
    tx: &mut Tx<'_>,
    row: &Row,
    facts: &SubmissionFacts,
    step: &mut Step<SubmissionState>,
    signing: &Signing<'_>,
) -> Result<Signed, Problem> {
    let data_from = store::data_from(tx.connection, row.period_id)?;
    let in_time = signing_rules::signed_in_time(signing.signed_on, data_from, tx.caller()?.today);
    let signatory = accounts::sign(tx, &TRANSITIONS, facts, step, signing.signatory, in_time)?;
    let subject = Subject { resource: Submission::RESOURCE, id: row.id };
    attachments::attach(tx, signing.attachment_ids, &[row.agency_id], subject, step.authority, "/attachment_ids")?;
    let files = store::sealed_files(tx.connection, &[row.id])?.remove(&row.id).unwrap_or_default();
    Ok(signing.of(signatory, files))
}

/// Lists what happened to a version of a report, oldest first.
///
/// Whoever may read it. How the draft came to be is shown to its own agency alone; to others the history begins with the
/// receipt.
#[utoipa::path(get, path = "/submissions/{id}/transitions", operation_id = "list_submission_transitions", tag = "submissions",
    params(("id" = Id, Path, description = "The submission")),
    responses((status = 200, description = "One page of its history", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing
        .answer(move |view, _, page| {
            let agency = store::find(view, *id)?.agency_id;
            let own = Reading::of(&view.caller).draft(agency);
            let from: &[&'static str] = if own { &[] } else { &["submit", "declare_nil"] };
            history_from(view, TRANSITIONS.resource, *id, from, page)
        })
        .await
}

/// What was official until now is no longer. Before the next one becomes it: there are never two.
fn supersede(tx: &mut Tx<'_>, obligation: &ObligationRow, by: Authority) -> Result<(), Problem> {
    let Some(before) = store::official(tx.connection, obligation.id)? else { return Ok(()) };
    let (after, change) = steps::superseded(&before, by, tx.now)?;
    store::save(tx.connection, &after)?;
    tx.note(change);
    Ok(())
}

/// The next version begins as a draft.
fn open_next(
    tx: &mut Tx<'_>,
    obligation: &ObligationRow,
    official: &Row,
    by: Authority,
    reason: &str,
) -> Result<Done, Problem> {
    let number = store::newest(tx.connection, obligation.id)?.map_or(official.number, |it| it.number) + 1;
    let (next, change) = steps::next_of(official, obligation, number, by, reason, tx.now)?;
    store::insert(tx.connection, &next)?;
    tx.record(change)
}
