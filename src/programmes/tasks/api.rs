//! Tasks: numbered as on paper, edited while their programme is a draft.

use crate::kernel::conflict::conflict_first;
use crate::kernel::db::Tx;
use crate::kernel::http::{Answer, Browsing, Changing, Creating, Removing, Showing};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::owner::Owner;
use crate::kernel::page::Page;
use crate::kernel::policy::{Authority, Caller};
use crate::kernel::problem::Problem;
use crate::kernel::workflow::NextAction;
use crate::programmes::policy;
use crate::programmes::programmes::model::ProgrammeState;
use crate::programmes::programmes::rules::is_draft;
use crate::programmes::programmes::store as programmes;
use crate::programmes::tasks::model::{NewTask, OwnedTask, Task, TaskFilter, TaskPatch};
use crate::programmes::tasks::{rules, store};

/// Lists tasks across programmes.
///
/// Tasks are listed for whoever may read their programme.
#[utoipa::path(get, path = "/tasks", tag = "tasks", params(TaskFilter),
    responses((status = 200, description = "One page of tasks", body = Page<Task>)))]
pub async fn list(browsing: Browsing<TaskFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Adds a task to a draft.
///
/// Those who may draft the programme.
#[utoipa::path(post, path = "/tasks", tag = "tasks", request_body = NewTask,
    responses((status = 201, description = "The task", body = Task),
        (status = 409, description = "The programme is no draft, or the number is in use")))]
pub async fn create(creating: Creating<NewTask>) -> Answer {
    creating
        .answer(|tx, body| {
            let programme = programmes::lock_row_of(&mut tx.view()?, body.programme_id)
                .map_err(|problem| problem.or_unknown("/programme_id"))?;
            let authority = permitted(tx, &programme)?;
            is_draft(programme.state)?;
            let caller = tx.caller()?;
            let (lead, others) = (body.lead_agency_id, &body.coordinating_agency_ids);
            let day = rules::done_by(caller.today, body.due_on, &body.occurrences);
            rules::chosen_are_there(&caller.directory, day, lead, others)?;
            rules::room_for_one(store::how_many(tx.connection, body.programme_id)?)?;
            let rules = fitting(tx, store::Stored::new(body, tx.now), programme.agency_id);
            let stored = conflict_first(rules, || {
                store::free(tx.connection, body.id, (body.programme_id, body.number.as_str()), None)
            })?;
            store::insert(tx.connection, std::slice::from_ref(&stored))?;
            tx.record(Change::created(&stored.owned(programme.agency_id))?.by(authority))
        })
        .await
}

/// Reads a task, with what the caller may do.
///
/// Whoever may read its programme.
#[utoipa::path(get, path = "/tasks/{id}", tag = "tasks", params(("id" = Id, Path, description = "The task")),
    responses((status = 200, description = "The task", body = Task)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let found = store::find(view, id)?;
            let actions = Some(actions(&view.caller, found.owner, found.state));
            Ok(OwnedTask { task: Task { actions, ..found.stored.into_answer() }, owner: found.owner })
        })
        .await
}

/// Edits a task of a draft.
///
/// Those who may draft the programme.
#[utoipa::path(patch, path = "/tasks/{id}", tag = "tasks", request_body = TaskPatch,
    params(("id" = Id, Path, description = "The task")),
    responses((status = 200, description = "The task as it is now", body = Task),
        (status = 409, description = "The programme is no draft, or the number is in use")))]
pub async fn update(changing: Changing<TaskPatch>) -> Answer {
    changing
        .answer(|tx, edit| {
            let (before, programme) = locked(tx, edit.id)?;
            let authority = permitted(tx, &programme)?;
            edit.fits(before.row.version)?;
            is_draft(programme.state)?;
            let (lead, others) = newly_chosen(&before, &edit.body);
            let caller = tx.caller()?;
            let row = &before.row;
            let due_on = edit.body.due_on.unwrap_or(row.due_on);
            let occurrences = edit.body.occurrences.as_deref().unwrap_or(&before.occurrences);
            let day = rules::done_by(caller.today, due_on, occurrences);
            rules::chosen_are_there(&caller.directory, day, lead, &others)?;
            if (due_on, occurrences) != (row.due_on, &before.occurrences[..]) {
                rules::chosen_are_there(&caller.directory, day, row.lead_agency_id, &before.coordinating)?;
            }
            let rules = fitting(tx, before.patched(&edit.body, tx.now), programme.agency_id);
            let number = edit.body.number.as_deref().unwrap_or(&before.row.number);
            let after = conflict_first(rules, || {
                store::free(tx.connection, None, (before.row.programme_id, number), Some(edit.id))
            })?;
            store::save(tx.connection, &after)?;
            let owner = programme.agency_id;
            tx.record(Change::updated(&before.owned(owner), &after.owned(owner))?.by(authority))
        })
        .await
}

/// Removes a task from a draft.
///
/// Those who may draft the programme. Where an earlier revision is in force, issuing the next one cancels its assignments.
#[utoipa::path(delete, path = "/tasks/{id}", tag = "tasks", params(("id" = Id, Path, description = "The task")),
    responses((status = 204, description = "It is gone"), (status = 409, description = "The programme is no draft")))]
pub async fn delete(removing: Removing) -> Answer {
    removing
        .answer(|tx, edit| {
            let (before, programme) = locked(tx, edit.id)?;
            let authority = permitted(tx, &programme)?;
            edit.fits(before.row.version)?;
            is_draft(programme.state)?;
            store::delete(tx.connection, &before.row)?;
            tx.record(Change::deleted(&before.owned(programme.agency_id))?.by(authority))
        })
        .await
}

/// The programme first, as the root of what changes, then the task as it is under that lock.
fn locked(tx: &mut Tx<'_>, id: Id) -> Result<(store::Stored, programmes::Row), Problem> {
    let found = store::find(&mut tx.view()?, id)?;
    let programme = programmes::lock_row_of(&mut tx.view()?, found.stored.row.programme_id)?;
    let again = store::find(&mut tx.view()?, id)?;
    Ok((again.stored, programme))
}

/// Editing a task is editing its programme.
fn permitted(tx: &mut Tx<'_>, programme: &programmes::Row) -> Result<Authority, Problem> {
    let caller = tx.caller()?;
    policy::UPDATE.permit(&caller, &Owner::of(&caller.directory, programme.agency_id))
}

fn actions(caller: &Caller, owner: Id, state: ProgrammeState) -> Vec<NextAction> {
    let update = NextAction::of(caller, &policy::UPDATE, &Owner::of(&caller.directory, owner), is_draft(state));
    vec![update.clone(), NextAction { action: "delete".to_owned(), ..update }]
}

/// The agencies that an edit gives a part to which they had not.
fn newly_chosen(before: &store::Stored, edit: &TaskPatch) -> (Option<Id>, Vec<Id>) {
    let lead = edit.lead_agency_id.flatten().filter(|it| before.row.lead_agency_id != Some(*it));
    let others = edit.coordinating_agency_ids.iter().flatten().filter(|it| !before.coordinating.contains(it));
    (lead, others.copied().collect())
}

/// The task, where it keeps the rules and names agencies that may take part, for whoever holds today what is the owner's.
fn fitting(tx: &mut Tx<'_>, task: Result<store::Stored, Problem>, owner: Id) -> Result<store::Stored, Problem> {
    let (task, caller) = (task?, tx.caller()?);
    let owner = caller.directory.holder(owner, caller.today);
    rules::carried_out(&caller.directory, owner, task.row.lead_agency_id, &task.coordinating)?;
    Ok(task)
}
