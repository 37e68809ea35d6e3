//! Programmes: drafting, issuing, amending.

use std::collections::HashMap;

use crate::accounts;
use crate::agencies::{living_owner, permit_owner};
use crate::documents;
use crate::kernel::conflict::conflict_first;
use crate::kernel::db::{Done, Tx};
use crate::kernel::http::history::{HistoryEntry, history_from};
use crate::kernel::http::{Answer, Browsing, Changing, Creating, NoFilter, PathId, Showing, Stepping};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::page::Page;
use crate::kernel::problem::Problem;
use crate::kernel::workflow::Step;
use crate::programmes::access::Reading;
use crate::programmes::assignments::store as assignments;
use crate::programmes::assignments::told as assignments_told;
use crate::programmes::policy;
use crate::programmes::programmes::model::{
    LegalBasis, NewDerivedProgramme, NewProgramme, Programme, ProgrammeAction, ProgrammeFilter, ProgrammePatch,
    ProgrammeState,
};
use crate::programmes::programmes::workflow::TRANSITIONS;
use crate::programmes::programmes::{rules, store, told, work};
use crate::programmes::tasks::store as tasks;

/// Lists programmes.
///
/// A draft is listed for its own agency alone (for the committee's: its chair and its standing agency), an issued programme
/// for every agency under its issuer. Auditors see all in scope.
#[utoipa::path(get, path = "/programmes", tag = "programmes", params(ProgrammeFilter),
    responses((status = 200, description = "One page of programmes", body = Page<Programme>)))]
pub async fn list(browsing: Browsing<ProgrammeFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Begins a programme as a draft.
///
/// The committee's: officers and leads of its standing agency. An agency's own: its officers.
#[utoipa::path(post, path = "/programmes", tag = "programmes", request_body = NewProgramme,
    responses((status = 201, description = "The draft", body = Programme)))]
pub async fn create(creating: Creating<NewProgramme>) -> Answer {
    creating
        .answer(|tx, body| {
            let authority = permit_owner(tx, &policy::CREATE, body.agency_id)?;
            living_owner(tx, body.agency_id)?;
            let rules = known_references(tx, body);
            conflict_first(rules, || store::free(tx.connection, body.id))?;
            let stored = store::Stored::new(body, tx.now)?;
            store::insert(tx.connection, &stored)?;
            tx.record(Change::created(&stored.answer()?)?.beginning(stored.row.state).by(authority))
        })
        .await
}

/// Reads a programme, with what the caller may do next.
///
/// A draft is shown to its own agency alone, an issued programme to every agency under its issuer.
#[utoipa::path(get, path = "/programmes/{id}", tag = "programmes", params(("id" = Id, Path, description = "The programme")),
    responses((status = 200, description = "The programme", body = Programme)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let stored = store::find(view, id)?;
            let facts = store::facts(view, &stored.row)?;
            let actions = work::next(&view.caller, &facts, view.now);
            Ok(Programme { actions: Some(actions), ..stored.answer()? })
        })
        .await
}

/// Edits a draft.
///
/// Those who may draft it. Once handed over it can only be returned; once issued, only amended.
#[utoipa::path(patch, path = "/programmes/{id}", tag = "programmes", request_body = ProgrammePatch,
    params(("id" = Id, Path, description = "The programme")),
    responses((status = 200, description = "The draft as it is now", body = Programme)))]
pub async fn update(changing: Changing<ProgrammePatch>) -> Answer {
    changing
        .answer(|tx, edit| {
            let before = store::lock(&mut tx.view()?, edit.id)?;
            let authority = permit_owner(tx, &policy::UPDATE, before.row.agency_id)?;
            edit.fits(before.row.version)?;
            rules::is_draft(before.row.state)?;
            known_documents(
                tx,
                edit.body.legal_basis.as_deref().unwrap_or_default(),
                edit.body.cited_documents.as_deref().unwrap_or_default(),
            )?;
            let after = before.patched(&edit.body, tx.now)?;
            store::save_with_references(tx.connection, &after)?;
            tx.record(Change::updated(&before.answer()?, &after.answer()?)?.by(authority))
        })
        .await
}

/// Derives an agency's own programme from one in force above it.
///
/// Officers of the agency. The draft takes over the tasks in which the agency takes part, or all of them where none names it;
/// the agency itself leads the copies, and headings are left out.
#[utoipa::path(post, path = "/programmes/{id}/derived", operation_id = "derive_programme", tag = "programmes", request_body = NewDerivedProgramme,
    params(("id" = Id, Path, description = "The programme in force")),
    responses((status = 201, description = "The draft", body = Programme)))]
pub async fn derive(id: PathId<Id>, creating: Creating<NewDerivedProgramme>) -> Answer {
    creating
        .answer(move |tx, body| {
            store::find(&mut tx.view()?, *id)?;
            let authority = permit_owner(tx, &policy::CREATE, body.agency_id)?;
            living_owner(tx, body.agency_id)?;
            // Held before its state is judged: one that is being closed at this moment is closed for the draft too.
            store::hold(tx.connection, *id)?;
            let parent = store::find(&mut tx.view()?, *id)?;
            rules::can_be_derived_from(parent.row.state, parent.row.superseded_at.is_some())?;
            let caller = tx.caller()?;
            let issuer = caller.directory.holder(parent.row.agency_id, caller.today);
            let below = rules::under_issuer(&caller.directory, body.agency_id, issuer);
            conflict_first(below, || store::free(tx.connection, body.id))?;
            let new = NewProgramme {
                id: body.id,
                agency_id: body.agency_id,
                kind: Some(parent.row.kind),
                year: parent.row.year,
                title: body.title.clone().unwrap_or_else(|| parent.row.title.clone()),
                purpose: None,
                requirements: None,
                legal_basis: Vec::new(),
                cited_documents: Vec::new(),
                recipients: Vec::new(),
                parent_id: Some(parent.row.id),
                note: None,
            };
            let stored = store::Stored::new(&new, tx.now)?;
            store::insert(tx.connection, &stored)?;
            for task in tasks::derived(tx.connection, parent.row.id, stored.row.id, body.agency_id, tx.now)? {
                tx.note(Change::created(&task.owned(body.agency_id))?.by(authority));
            }
            tx.record(Change::created(&stored.answer()?)?.beginning(stored.row.state).by(authority))
        })
        .await
}

/// Moves a programme along its workflow.
///
/// Who may take which action, from where to where and under which conditions, is in the table "programmes" of the
/// description. `issue` is signed by the account that takes the step, or in the name of somebody who delegated it. `amend` answers
/// the draft of the next revision; the others answer the programme itself.
#[utoipa::path(post, path = "/programmes/{id}/transitions", operation_id = "transition_programme", tag = "programmes", request_body = ProgrammeAction,
    params(("id" = Id, Path, description = "The programme")),
    responses((status = 200, description = "The programme as it is now", body = Programme),
        (status = 409, description = "The state forbids it, or the number is in use")))]
pub async fn transition(stepping: Stepping<ProgrammeAction>) -> Answer {
    stepping
        .answer(|tx, asked| {
            let before = store::lock(&mut tx.view()?, asked.id)?;
            if let Some(parent) = before.row.parent_id {
                store::hold(tx.connection, parent)?;
            }
            let mut facts = store::facts(&mut tx.view()?, &before.row)?;
            if matches!(asked.action, ProgrammeAction::Issue { .. }) {
                store::hold_agencies(tx.connection, asked.id, tx.caller()?.today, &mut facts)?;
            }
            let mut step = asked.judged(tx, &TRANSITIONS, &facts, before.row.version)?;
            let signatory = match &asked.action {
                ProgrammeAction::Issue { issued_on, signatory, .. } => {
                    let in_time = rules::issued_in_time(*issued_on, before.row.year, tx.caller()?.today);
                    Some(accounts::sign(tx, &TRANSITIONS, &facts, &mut step, signatory.as_ref(), in_time)?)
                }
                _ => None,
            };
            let after = before.stepped(step.to, &asked.action, signatory.as_ref(), tx.now)?;
            store::save(tx.connection, &after.row)?;
            let change = asked.change(&step, &before.answer()?, &after.answer()?)?;
            told::tell(tx, &asked.action, &facts, &after);
            match &asked.action {
                ProgrammeAction::Issue { .. } => {
                    supersede(tx, &after, &step)?;
                    activate(tx, &after, &step)?;
                }
                ProgrammeAction::Cancel { .. } if before.row.state == ProgrammeState::Issued => {
                    cancel_assignments(tx, &after, &step)?
                }
                ProgrammeAction::Amend { reason } => {
                    tx.note(change);
                    return open_revision(tx, &before, &step, reason);
                }
                _ => {}
            }
            tx.record(change)
        })
        .await
}

/// Lists what happened to a programme, oldest first.
///
/// Whoever may read the programme. How the draft came to be is shown to those who may read drafts; to others its history
/// begins with its issue.
#[utoipa::path(get, path = "/programmes/{id}/transitions", operation_id = "list_programme_transitions", tag = "programmes",
    params(("id" = Id, Path, description = "The programme")),
    responses((status = 200, description = "One page of its history", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing
        .answer(move |view, _, page| {
            let owner = store::find(view, *id)?.row.agency_id;
            let from: &[&'static str] = if Reading::of(&view.caller).drafts.contains(owner) { &[] } else { &["issue"] };
            history_from(view, TRANSITIONS.resource, *id, from, page)
        })
        .await
}

/// What a new programme rests on and is derived from.
fn known_references(tx: &mut Tx<'_>, new: &NewProgramme) -> Result<(), Problem> {
    known_documents(tx, &new.legal_basis, &new.cited_documents)?;
    match new.parent_id {
        Some(parent) => {
            let parent = readable_parent(tx, parent)?;
            let caller = tx.caller()?;
            let issuer = caller.directory.holder(parent.agency_id, caller.today);
            rules::under_issuer(&caller.directory, new.agency_id, issuer)
        }
        None => Ok(()),
    }
}

fn known_documents(tx: &mut Tx<'_>, basis: &[LegalBasis], cited: &[Id]) -> Result<(), Problem> {
    let checks = [
        ("/legal_basis", basis.iter().map(|it| it.legal_document_id).collect::<Vec<_>>()),
        ("/cited_documents", cited.to_vec()),
    ];
    for (pointer, ids) in checks {
        if !documents::all_known(tx.connection, &ids)? {
            return Err(Problem::unknown(pointer));
        }
    }
    Ok(())
}

fn readable_parent(tx: &mut Tx<'_>, parent: Id) -> Result<store::Row, Problem> {
    let found = store::find(&mut tx.view()?, parent).map_err(|problem| problem.or_unknown("/parent_id"))?;
    Ok(found.row)
}

/// Revision n+1 takes the place of n.
fn supersede(tx: &mut Tx<'_>, issued: &store::Stored, step: &Step<ProgrammeState>) -> Result<(), Problem> {
    let Some(earlier) = issued.row.supersedes_id else { return Ok(()) };
    let before = store::revision(tx.connection, earlier)?;
    let mut row = before.row.clone();
    row.superseded_at = Some(tx.now);
    let after = store::Stored { row: row.touched(tx.now), ..before.clone() };
    store::save(tx.connection, &after.row)?;
    tx.note(Change::changed("supersede", &before.answer()?, &after.answer()?)?.by(step.authority));
    Ok(())
}

/// Issuing makes the tasks obligations.
fn activate(tx: &mut Tx<'_>, issued: &store::Stored, step: &Step<ProgrammeState>) -> Result<(), Problem> {
    let series = issued.row.series_id;
    tasks::show(tx.connection, issued.row.id, tx.now)?;
    let planned: Vec<_> =
        tasks::of_programme(tx.connection, issued.row.id)?.iter().map(tasks::Stored::planned).collect();
    let known = assignments::of_series(tx.connection, series)?;
    let plan = rules::activation::plan(&planned, &assignments::known(&known));
    let leads: HashMap<Id, Id> = planned.iter().filter_map(|task| Some((task.origin, task.lead()?))).collect();
    let new: Vec<assignments::Row> = plan
        .make
        .iter()
        .map(|it| {
            let lead = leads.get(&it.origin).copied().unwrap_or(it.agency);
            assignments::Row::new(it, issued.row.id, series, issued.row.agency_id, lead, tx.now)
        })
        .collect();
    assignments::insert(tx.connection, &new)?;
    told::issued(tx, issued, &new)?;
    for row in &new {
        let change = Change::created(&row.answer(tx.now))?.beginning(row.state);
        tx.note(change.by(step.authority));
    }
    for row in &known {
        // Whoever leads the task from now on reads what is done for it, cancelled or not.
        let lead = leads.get(&row.task_id).copied().unwrap_or(row.lead_agency_id);
        let part = plan.recast.iter().find(|(id, _)| *id == row.id).map(|(_, part)| *part);
        if plan.cancel.contains(&row.id) {
            cancel(tx, row, lead, step)?;
        } else if part.is_some() || lead != row.lead_agency_id {
            let after = assignments::Row { part: part.unwrap_or(row.part), ..row.touched(tx.now) }.led_by(lead);
            assignments::save(tx.connection, &after)?;
            let action = if part.is_some() { "recast" } else { "change_lead" };
            tx.note(Change::changed(action, &row.answer(tx.now), &after.answer(tx.now))?.by(step.authority));
        }
    }
    assignments_told::cancelled(tx, &plan.cancel)
}

fn cancel_assignments(tx: &mut Tx<'_>, programme: &store::Stored, step: &Step<ProgrammeState>) -> Result<(), Problem> {
    let mut open = assignments::of_series(tx.connection, programme.row.series_id)?;
    open.retain(|row| row.cancelled_at.is_none());
    for row in &open {
        cancel(tx, row, row.lead_agency_id, step)?;
    }
    told::cancelled(tx, programme, &open)
}

fn cancel(tx: &mut Tx<'_>, row: &assignments::Row, lead: Id, step: &Step<ProgrammeState>) -> Result<(), Problem> {
    let after = row.cancelled(tx.now).led_by(lead);
    assignments::save(tx.connection, &after)?;
    let change = Change::changed("cancel", &row.answer(tx.now), &after.answer(tx.now))?;
    tx.note(change.between(row.state, after.state).by(step.authority));
    Ok(())
}

/// The next revision begins as a draft with the same text and the same tasks.
fn open_revision(
    tx: &mut Tx<'_>,
    current: &store::Stored,
    step: &Step<ProgrammeState>,
    reason: &str,
) -> Result<Done, Problem> {
    let revision = store::next_revision_of(tx.connection, current.row.series_id)?;
    let next = current.next_revision(revision, tx.now);
    store::insert(tx.connection, &next)?;
    let copies: Vec<tasks::Stored> = tasks::of_programme(tx.connection, current.row.id)?
        .iter()
        .map(|task| task.copied(next.row.id, true, tx.now))
        .collect();
    tasks::insert(tx.connection, &copies)?;
    for task in &copies {
        // Copying is no drafting: whoever amends may issue the amendment that somebody else writes.
        tx.note(Change::opened("copy", &task.owned(next.row.agency_id))?.by(step.authority));
    }
    let change = Change::opened("amend", &next.answer()?)?;
    tx.record(change.beginning(next.row.state).because(Some(reason)).by(step.authority))
}
