//! Decisions on the committee of an agency: entered, put in force, taken back.

use crate::agencies;
use crate::attachments::{self, Subject};
use crate::kernel::conflict::conflict_first;
use crate::kernel::db::Tx;
use crate::kernel::http::history::{HistoryEntry, history_from};
use crate::kernel::http::{Answer, Browsing, Changing, Creating, NoFilter, PathId, Showing, Stepping};
use crate::kernel::id::Id;
use crate::kernel::journal::{Change, Record as _};
use crate::kernel::page::Page;
use crate::kernel::policy::{Authority, Caller};
use crate::kernel::problem::Problem;
use crate::organisation::decisions::model::{
    CommitteeDecision, CommitteeDecisionAction, CommitteeDecisionFilter, CommitteeDecisionPatch, CommitteeMember,
    NewCommitteeDecision,
};
use crate::organisation::decisions::store::{self, Row};
use crate::organisation::decisions::workflow::TRANSITIONS;
use crate::organisation::decisions::{rules, work};
use crate::organisation::policy;
use crate::organisation::seats::Seats;

/// Lists decisions on committees.
///
/// Those of his own agency for whoever acts for it, those of every agency under the committee for its chair and its standing agency,
/// all in scope for auditors. The portal and administrators see none. `on` keeps those that say who sits there on a day.
#[utoipa::path(get, path = "/committee-decisions", operation_id = "list_committee_decisions", tag = "committee-decisions",
    params(CommitteeDecisionFilter), responses((status = 200, description = "One page of decisions", body = Page<CommitteeDecision>)))]
pub async fn list(browsing: Browsing<CommitteeDecisionFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Enters a decision on the committee of an agency as a draft.
///
/// Officers and leads of the standing agency. The list is that of the paper, always the whole one. Whoever has an account is named with
/// it, where the caller finds him by `GET /inspectors`; an account that he does not find there is 422 `unknown_reference`.
#[utoipa::path(post, path = "/committee-decisions", operation_id = "create_committee_decision", tag = "committee-decisions",
    request_body = NewCommitteeDecision,
    responses((status = 201, description = "The draft", body = CommitteeDecision),
        (status = 409, description = "The number is in use, or the agency has ended")))]
pub async fn create(creating: Creating<NewCommitteeDecision>) -> Answer {
    creating
        .answer(|tx, body| {
            let caller = tx.caller()?;
            let seats = rules::is_kept(Seats::of(&caller.directory, body.agency_id))?;
            let authority = policy::CREATE_DECISION.permit(&caller, &seats)?;
            let alive = agencies::held_alive(tx.connection, &[seats.agency], caller.today)?;
            rules::agency_is_alive(alive.contains(&seats.agency))?;
            let row = Row::new(body, seats.committee, tx.now)?;
            conflict_first(fitting(&caller, &row, &body.members, &[]), || store::free(tx.connection, &row))?;
            store::insert(tx.connection, &row)?;
            tx.record(Change::created(&row.answer()?)?.beginning(row.state).by(authority))
        })
        .await
}

/// Reads a decision on the committee of an agency, with what the caller may do next.
///
/// The agency itself, the chair and the standing agency of the committee above it, and auditors in their scope.
#[utoipa::path(get, path = "/committee-decisions/{id}", operation_id = "read_committee_decision", tag = "committee-decisions",
    params(("id" = Id, Path, description = "The decision")),
    responses((status = 200, description = "The decision", body = CommitteeDecision)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let row = store::find(view, id)?;
            let facts = store::facts(view, &row)?;
            let actions = work::next(&view.caller, &facts, view.now);
            let files = attachments::attached_to_one(view.connection, CommitteeDecision::RESOURCE, id)?;
            Ok(CommitteeDecision { actions: Some(actions), attachments: Some(files), ..row.answer()? })
        })
        .await
}

/// Edits a draft of a decision.
///
/// Those who may enter one. The list is replaced as a whole.
#[utoipa::path(patch, path = "/committee-decisions/{id}", operation_id = "update_committee_decision", tag = "committee-decisions",
    request_body = CommitteeDecisionPatch, params(("id" = Id, Path, description = "The decision")),
    responses((status = 200, description = "The draft as it is now", body = CommitteeDecision),
        (status = 409, description = "It is no draft, or the number is in use")))]
pub async fn update(changing: Changing<CommitteeDecisionPatch>) -> Answer {
    changing
        .answer(|tx, edit| {
            let before = store::lock(&mut tx.view()?, edit.id)?;
            let caller = tx.caller()?;
            let authority = policy::UPDATE_DECISION.permit(&caller, &before.seated())?;
            edit.fits(before.version)?;
            rules::is_draft(before.state)?;
            let after = before.patched(&edit.body, tx.now)?;
            fitting(&caller, &after, &after.members()?, &before.members()?)?;
            store::save(tx.connection, &after)?;
            tx.record(Change::updated(&before.answer()?, &after.answer()?)?.by(authority))
        })
        .await
}

/// Puts a decision in force, takes it back, or gives a draft up.
///
/// Who may is in the table "committee-decisions" of the description. `record` ends the decision that ran until then on the day before,
/// and takes the paper as it was signed; `revoke` takes the newest one back, and the one before it runs again.
#[utoipa::path(post, path = "/committee-decisions/{id}/transitions", operation_id = "transition_committee_decision", tag = "committee-decisions",
    request_body = CommitteeDecisionAction, params(("id" = Id, Path, description = "The decision")),
    responses((status = 200, description = "The decision as it is now", body = CommitteeDecision),
        (status = 409, description = "The state or another decision forbids it, or the agency does not exist on its first day")))]
pub async fn transition(stepping: Stepping<CommitteeDecisionAction>) -> Answer {
    stepping
        .answer(|tx, asked| {
            let before = store::lock(&mut tx.view()?, asked.id)?;
            if let CommitteeDecisionAction::Record { .. } = &asked.action {
                // Held as it is: one that is ending at this moment is seen to end.
                agencies::held_alive(tx.connection, &[before.agency_id], before.valid_from)?;
                tx.judge_anew()?;
            }
            let facts = store::facts(&mut tx.view()?, &before)?;
            let step = asked.judged(tx, &TRANSITIONS, &facts, before.version)?;
            let after = before.in_state(step.to, tx.now);
            match &asked.action {
                CommitteeDecisionAction::Record { attachment_ids } => {
                    run_to(tx, &before, Ended::ByAnother, step.authority)?;
                    store::save(tx.connection, &after)?;
                    let subject = Subject { resource: CommitteeDecision::RESOURCE, id: before.id };
                    let senders = [before.committee_id];
                    attachments::attach(tx, attachment_ids, &senders, subject, step.authority, "/attachment_ids")?;
                }
                CommitteeDecisionAction::Revoke { .. } => {
                    store::save(tx.connection, &after)?;
                    run_to(tx, &before, Ended::ByNobody, step.authority)?;
                }
                CommitteeDecisionAction::Discard { .. } => store::save(tx.connection, &after)?,
            }
            tx.record(asked.change(&step, &before.answer()?, &after.answer()?)?)
        })
        .await
}

/// Lists what happened to a decision on a committee, oldest first.
///
/// Whoever may read it.
#[utoipa::path(get, path = "/committee-decisions/{id}/transitions", operation_id = "list_committee_decision_transitions",
    tag = "committee-decisions", params(("id" = Id, Path, description = "The decision")),
    responses((status = 200, description = "One page of its history", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing
        .answer(move |view, _, page| {
            store::find(view, *id)?;
            history_from(view, TRANSITIONS.resource, *id, &[], page)
        })
        .await
}

/// Judges a decision as it would be on record; `there` are those whom it names already.
fn fitting(caller: &Caller, row: &Row, members: &[CommitteeMember], there: &[CommitteeMember]) -> Result<(), Problem> {
    let known = store::known_accounts(caller, members);
    Problem::of_all([
        rules::days_in_order(row.issued_on, row.valid_from, caller.today),
        rules::accounts_fit(members, &known, there),
    ])
}

/// By what a decision ends: by the one that follows it, or, once that is taken back, by nobody.
#[derive(Clone, Copy)]
enum Ended {
    ByAnother,
    ByNobody,
}

/// Ends the decision that another one follows on the day before that one begins, or lets it run again.
fn run_to(tx: &mut Tx<'_>, later: &Row, ended: Ended, by: Authority) -> Result<(), Problem> {
    let Some(before) = store::preceding(tx.connection, later)? else { return Ok(()) };
    let (action, last) = match ended {
        Ended::ByAnother => ("end", Some(rules::eve_of(later.valid_from)?)),
        Ended::ByNobody => ("resume", None),
    };
    let after = before.running_to(last, tx.now);
    store::save(tx.connection, &after)?;
    let change = Change::changed(action, &before.answer()?, &after.answer()?)?;
    tx.note(change.between(before.state, after.state).by(by));
    Ok(())
}
