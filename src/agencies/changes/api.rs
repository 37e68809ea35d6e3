//! Agency changes: drafted, approved, carried out, and taken back.

use actix_web::web::Data;

use crate::agencies::changes::ending::Ending;
use crate::agencies::changes::model::bodies::{AgencyChangeAction, AgencyChangePatch, NewAgencyChange};
use crate::agencies::changes::model::{AgencyChange, AgencyChangeFilter, AgencyChangePreview, LeftKind, LeftThing};
use crate::agencies::changes::workflow::{AgencyChangeFacts, TRANSITIONS};
use crate::agencies::changes::{executing, judging, rules, store, told, work};
use crate::agencies::policy;
use crate::kernel::call::Call;
use crate::kernel::conflict::conflict_first;
use crate::kernel::db::{Db, Tx};
use crate::kernel::http::history::HistoryEntry;
use crate::kernel::http::{
    Answer, Browsing, BrowsingAnew, Changing, Content, Creating, IfNoneMatch, NoFilter, PathId, Showing, Stepping,
};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::owner::Owner;
use crate::kernel::page::Page;
use crate::kernel::problem::Problem;
use crate::kernel::workflow::Action as _;

/// Lists agency changes.
///
/// Those who draft, approve or execute them, administrators and auditors see all of their committee; whoever stands below it those
/// that were executed.
#[utoipa::path(get, path = "/agency-changes", operation_id = "list_agency_changes", tag = "agency-changes", params(AgencyChangeFilter),
    responses((status = 200, description = "One page of changes", body = Page<AgencyChange>)))]
pub async fn list(browsing: Browsing<AgencyChangeFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Begins an agency change as a draft.
///
/// Officers and leads of the committee's standing agency may. Agencies that take over, and the roles there, are entered beforehand. Where
/// one becomes several, one of them is the heir, and the others are its successors.
#[utoipa::path(post, path = "/agency-changes", operation_id = "create_agency_change", tag = "agency-changes", request_body = NewAgencyChange,
    responses((status = 201, description = "The draft", body = AgencyChange),
        (status = 409, description = "The id is in use")))]
pub async fn create(ending: Data<Ending>, creating: Creating<NewAgencyChange>) -> Answer {
    creating
        .answer(move |tx, body| {
            let caller = tx.caller()?;
            let directory = caller.directory.clone();
            if !directory.agencies.contains_key(&body.committee_id) {
                return Err(Problem::unknown("/committee_id"));
            }
            let owner = Owner::of(&directory, body.committee_id);
            let authority = policy::CREATE_CHANGE.permit(&caller, &owner)?;
            let row = store::Row::new(body, &caller.people(authority), tx.now)?;
            let change = row.answer()?;
            let fitting = fitting(tx, **ending, &change);
            conflict_first(fitting, || store::free(tx.connection, body))?;
            store::insert(tx.connection, &row)?;
            tx.record(Change::created(&change)?.beginning(row.state).by(authority))
        })
        .await
}

/// Reads an agency change, with what the caller may do next.
///
/// Until it is executed those who have to do with it, administrators and auditors; from then on everybody below its committee. What
/// stands in the way of `approve`, `execute` and `revert` is told by places of the change, or by what is in the way.
#[utoipa::path(get, path = "/agency-changes/{id}", operation_id = "read_agency_change", tag = "agency-changes",
    params(("id" = Id, Path, description = "The change")),
    responses((status = 200, description = "The change", body = AgencyChange)))]
pub async fn read(ending: Data<Ending>, showing: Showing) -> Answer {
    showing
        .answer(move |view, id| {
            let row = store::find(view, id)?;
            let change = row.answer()?;
            let facts = judging::facts(view, &row, &change, judging::GUARDED, Some(ending.owing))?;
            let actions = work::next(&view.caller, &facts, view.now);
            Ok(AgencyChange { actions: Some(actions), ..store::seen_by(&view.caller, change) })
        })
        .await
}

/// Edits a draft.
///
/// Those who may begin one. Lists are replaced as a whole.
#[utoipa::path(patch, path = "/agency-changes/{id}", operation_id = "update_agency_change", tag = "agency-changes", request_body = AgencyChangePatch,
    params(("id" = Id, Path, description = "The change")),
    responses((status = 200, description = "The draft as it is now", body = AgencyChange)))]
pub async fn update(ending: Data<Ending>, changing: Changing<AgencyChangePatch>) -> Answer {
    changing
        .answer(move |tx, edit| {
            let before = store::lock(&mut tx.view()?, edit.id)?;
            let caller = tx.caller()?;
            let owner = Owner::of(&caller.directory, before.committee_id);
            let authority = policy::UPDATE_CHANGE.permit(&caller, &owner)?;
            edit.fits(before.version)?;
            rules::is_draft(before.state)?;
            let after = before.patched(&edit.body, &caller.people(authority), tx.now)?;
            let change = after.answer()?;
            fitting(tx, **ending, &change)?;
            store::save(tx.connection, &after)?;
            tx.record(Change::updated(&before.answer()?, &change)?.by(authority))
        })
        .await
}

/// Moves an agency change along its workflow.
///
/// Who may is in the table "agency-changes" of the description. `approve` and `execute` judge it as everything is then: 422 names each
/// thing that stands in the way. `execute` gives agencies their last day and their other names, lets off what is not to be filed, and
/// has those owe who go on, in open periods whose data reach that far; the rights of those who take over follow. `revert` undoes all of
/// that within 30 days; what heirs signed meanwhile stays.
#[utoipa::path(post, path = "/agency-changes/{id}/transitions", operation_id = "transition_agency_change", tag = "agency-changes", request_body = AgencyChangeAction,
    params(("id" = Id, Path, description = "The change")),
    responses((status = 200, description = "The change as it is now", body = AgencyChange),
        (status = 409, description = "The state forbids it, a later change of these agencies holds, a code is in use, or a report was received")))]
pub async fn transition(ending: Data<Ending>, stepping: Stepping<AgencyChangeAction>) -> Answer {
    stepping
        .answer(move |tx, asked| {
            let before = store::lock(&mut tx.view()?, asked.id)?;
            let change = before.answer()?;
            let facts = facts(tx, **ending, &asked.action, &before, &change)?;
            let step = asked.judged(tx, &TRANSITIONS, &facts, before.version)?;
            let people = tx.caller()?.people(step.authority);
            let after = before.in_state(step.to, tx.now);
            let after = match &asked.action {
                AgencyChangeAction::Approve {} => after.approved(&people, tx.now)?,
                AgencyChangeAction::Reopen { .. } => after.reopened(),
                AgencyChangeAction::Execute {} => {
                    let carried = executing::execute(tx, **ending, &change, step.authority)?;
                    let at = store::after_all(tx.connection, before.committee_id, tx.now)?;
                    after.executed(&carried, &people, at)?
                }
                AgencyChangeAction::Cancel { reason } => after.because(reason),
                AgencyChangeAction::Revert { reason } => {
                    executing::take_back(tx, **ending, &change, step.authority)?;
                    after.reverted(&people, tx.now)?.because(reason)
                }
            };
            store::save(tx.connection, &after)?;
            told::tell(tx, &asked.action, &facts, &after)?;
            tx.record(asked.change(&step, &change, &after.answer()?)?)
        })
        .await
}

/// A change as it is written fits who is there, and what they owe.
fn fitting(tx: &mut Tx<'_>, ending: Ending, change: &AgencyChange) -> Result<(), Problem> {
    let directory = tx.caller()?.directory.clone();
    let excepted: Vec<Id> = change.ends.iter().flat_map(|it| &it.exceptions).map(|it| it.obligation_id).collect();
    let debtors = (ending.owing.debtors)(tx.connection, &excepted)?;
    rules::fitting(&directory, change.committee_id, &change.renames, &change.ends)?;
    rules::exceptions_fit(&directory, change, &debtors)
}

/// What the rules look at. Of what is about to be executed or taken back everything is locked first, by whoever may: nobody else
/// makes others wait.
fn facts(
    tx: &mut Tx<'_>,
    ending: Ending,
    action: &AgencyChangeAction,
    row: &store::Row,
    change: &AgencyChange,
) -> Result<AgencyChangeFacts, Problem> {
    let caller = tx.caller()?;
    let bare = judging::bare(&caller, row, tx.now)?;
    if rules::is_carried(action) && TRANSITIONS.is_open_to(&caller, &bare, action.name()) {
        executing::lock(tx, ending, change)?;
    }
    judging::facts(&mut tx.view()?, row, change, &[action.name()], Some(ending.owing))
}

/// Counts what agencies leave that end by a change.
///
/// Those who draft, approve or execute it, administrators and auditors may. Nothing of it moves: whoever takes over holds it from the day
/// of the change on. People are counted who would hold no role anywhere.
#[utoipa::path(get, path = "/agency-changes/{id}/preview", operation_id = "preview_agency_change", tag = "agency-changes",
    params(("id" = Id, Path, description = "The change")),
    responses((status = 200, description = "How much there is of each sort", body = AgencyChangePreview)))]
pub async fn preview(db: Data<Db>, call: Call, ending: Data<Ending>, id: PathId<Id>, known: IfNoneMatch) -> Answer {
    let preview = db
        .read_slowly(&call, move |view| {
            let change = store::find_in_full(view, *id)?.answer()?;
            let left = ending.left(view, &change, None)?;
            let people = rules::without_grant(&view.caller.directory, &change, view.caller.today).len();
            Ok(AgencyChangePreview { left: rules::counted(&left, people) })
        })
        .await?;
    Ok(Content::json(&preview)?.answer(&known))
}

/// Lists what agencies leave of one sort that end by a change, by agency.
///
/// Those who draft, approve or execute it, administrators and auditors may. What is listed follows from the agencies and from the papers
/// as they are now, and has no time of its own.
#[utoipa::path(get, path = "/agency-changes/{id}/preview/{kind}", operation_id = "list_agency_change_preview", tag = "agency-changes",
    params(("id" = Id, Path, description = "The change"), ("kind" = LeftKind, Path, description = "What sort of thing")),
    responses((status = 200, description = "One page of what there is", body = Page<LeftThing>)))]
pub async fn preview_of_kind(
    browsing: BrowsingAnew<NoFilter>,
    ending: Data<Ending>,
    path: PathId<(Id, LeftKind)>,
) -> Answer {
    browsing
        .answer_slowly(move |view, _, page| {
            let (id, kind) = *path;
            let change = store::find_in_full(view, id)?.answer()?;
            let directory = view.caller.directory.clone();
            let things = if kind == LeftKind::PeopleWithoutGrant {
                let people = rules::without_grant(&directory, &change, view.caller.today);
                rules::of_people(&directory, &people)
            } else {
                rules::of_kind(&ending.left(view, &change, Some(kind))?, kind)
            };
            Page::of_all(things, page, &format!("left_{kind}"), |it| (it.agency_id, it.id.0))
        })
        .await
}

/// Lists what happened to an agency change, oldest first.
///
/// Whoever may read it.
#[utoipa::path(get, path = "/agency-changes/{id}/transitions", operation_id = "list_agency_change_transitions", tag = "agency-changes",
    params(("id" = Id, Path, description = "The change")),
    responses((status = 200, description = "One page of its history", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing.history(TRANSITIONS.resource, *id, store::find).await
}
