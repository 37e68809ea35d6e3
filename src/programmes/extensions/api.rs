//! Extensions: more time, asked for and decided. The due date on paper stays.

use actix_web::web::Data;

use crate::kernel::column::to_column;
use crate::kernel::conflict::conflict_first;
use crate::kernel::db::{Db, Tx};
use crate::kernel::deadline;
use crate::kernel::http::history::HistoryEntry;
use crate::kernel::http::{Answer, Browsing, Creating, NoFilter, PathId, Showing, Stepping};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::page::Page;
use crate::kernel::policy::Authority;
use crate::kernel::problem::{Code, Problem};
use crate::programmes::assignments::model::AssignmentState;
use crate::programmes::assignments::store as assignments;
use crate::programmes::extensions::model::{Extension, ExtensionAction, ExtensionFilter, ExtensionState, NewExtension};
use crate::programmes::extensions::store;
use crate::programmes::extensions::workflow::TRANSITIONS;
use crate::programmes::policy;
use crate::programmes::programmes::model::ProgrammeState;
use crate::reports::Extensible;

/// Lists extensions.
///
/// Extensions are listed for the agency that asks, and for those who keep the programme or receive the report.
#[utoipa::path(get, path = "/extensions", tag = "extensions", params(ExtensionFilter),
    responses((status = 200, description = "One page of extensions", body = Page<Extension>)))]
pub async fn list(browsing: Browsing<ExtensionFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Asks for more time, also after the due date: for assignments of one agency, or for reports that it owes.
///
/// Leads of the agency that carries them out, or that owes; of what the standing agency owes itself, its leads. The body names
/// either `assignment_ids` or `obligation_ids`.
#[utoipa::path(post, path = "/extensions", tag = "extensions", request_body = NewExtension,
    responses((status = 201, description = "The request", body = Extension),
        (status = 409, description = "One of them awaits a decision already")))]
pub async fn create(db: Data<Db>, Creating { call, body }: Creating<NewExtension>) -> Answer {
    let written = db.write(&call, move |tx| {
        let asked = match (&body.assignment_ids, &body.obligation_ids) {
            (Some(ids), None) => asked_for_assignments(tx, ids, &body)?,
            (None, Some(ids)) => asked_for_reports(tx, ids, &body)?,
            _ => return Err(Problem::of(Code::OneSubject)),
        };
        let stored = store::Stored {
            row: store::Row {
                id: body.id.unwrap_or_else(Id::fresh),
                version: 1,
                created_at: tx.now,
                updated_at: tx.now,
                agency_id: asked.agency,
                owner_agency_id: asked.owner,
                until: body.until,
                reason: body.reason.clone(),
                state: ExtensionState::Asked,
                granted_until: None,
                decided_at: None,
                authors: to_column(&tx.caller()?.people(asked.authority))?,
            },
            assignment_ids: asked.assignment_ids,
            obligation_ids: asked.obligation_ids,
        };
        store::insert(tx.connection, &stored)?;
        let change = Change::created(&stored.answer())?.beginning(ExtensionState::Asked);
        tx.record(change.because(Some(&body.reason)).by(asked.authority))
    });
    Ok(written.await?.into())
}

/// A request that keeps the rules.
struct AskedFor {
    agency: Id,
    owner: Id,
    assignment_ids: Vec<Id>,
    obligation_ids: Vec<Id>,
    authority: Authority,
}

fn asked_for_assignments(tx: &mut Tx<'_>, ids: &[Id], body: &NewExtension) -> Result<AskedFor, Problem> {
    let rows = locked(tx, ids)?;
    let first = rows.first().ok_or_else(|| Problem::of(Code::NotFound))?;
    let facts = assignments::facts(&mut tx.view()?, first)?;
    let authority = policy::ASK_EXTENSION.permit(&*tx.caller()?, &facts)?;
    if facts.programme != ProgrammeState::Issued {
        return Err(Problem::of(Code::NotInForce));
    }
    store::not_asked_yet(tx.connection, ids, &[])?;
    conflict_first(extensible(&rows, body.until), || store::free(tx.connection, body.id))?;
    Ok(AskedFor {
        agency: first.agency_id,
        owner: first.owner_agency_id,
        assignment_ids: rows.iter().map(|row| row.id).collect(),
        obligation_ids: Vec::new(),
        authority,
    })
}

fn asked_for_reports(tx: &mut Tx<'_>, ids: &[Id], body: &NewExtension) -> Result<AskedFor, Problem> {
    let owed = locked_reports(tx, ids)?;
    let parties = owed.parties(&tx.view()?).ok_or_else(|| Problem::of(Code::NotFound))?;
    let authority = policy::ASK_EXTENSION.permit(&*tx.caller()?, &parties)?;
    store::not_asked_yet(tx.connection, &[], ids)?;
    let wrong = |code| Err(Problem::of(code).at("/obligation_ids", code));
    let rules = if owed.differ() {
        wrong(Code::ObligationsDiffer)
    } else if owed.something_settled() {
        wrong(Code::ObligationSettled)
    } else {
        owed.later_than_due(body.until)
    };
    conflict_first(rules, || store::free(tx.connection, body.id))?;
    Ok(AskedFor {
        agency: parties.agency,
        owner: parties.receiver(),
        assignment_ids: Vec::new(),
        obligation_ids: owed.ids(),
        authority,
    })
}

/// Reads an extension, with what the caller may do next.
///
/// The agency that asks, and those who keep the programme or receive the report.
#[utoipa::path(get, path = "/extensions/{id}", tag = "extensions", params(("id" = Id, Path, description = "The extension")),
    responses((status = 200, description = "The extension", body = Extension)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let stored = store::find(view, id)?;
            let facts = store::facts(view, &stored)?;
            let actions = TRANSITIONS.actions(&view.caller, &facts, view.now);
            Ok(Extension { actions: Some(actions), ..stored.answer() })
        })
        .await
}

/// Grants, refuses or withdraws an extension.
///
/// Who may is in the table "extensions" of the description. A grant judges anew from now on; figures as of an earlier day
/// stay as they were.
#[utoipa::path(post, path = "/extensions/{id}/transitions", operation_id = "transition_extension", tag = "extensions", request_body = ExtensionAction,
    params(("id" = Id, Path, description = "The extension")),
    responses((status = 200, description = "The extension as it is now", body = Extension)))]
pub async fn transition(stepping: Stepping<ExtensionAction>) -> Answer {
    stepping
        .answer(|tx, asked| {
            // What it is about before the extension: the same order in which asking takes its locks.
            let found = store::find(&mut tx.view()?, asked.id)?;
            let rows = locked(tx, &found.assignment_ids)?;
            let owed = locked_reports(tx, &found.obligation_ids)?;
            let before = store::lock(&mut tx.view()?, asked.id)?;
            let facts = store::facts(&mut tx.view()?, &before)?;
            let step = asked.judged(tx, &TRANSITIONS, &facts, before.row.version)?;
            let granted_until = match &asked.action {
                ExtensionAction::Grant { until } => Some(until.unwrap_or(before.row.until)),
                _ => None,
            };
            let after = before.decided(step.to, granted_until, tx.now);
            store::save(tx.connection, &after.row)?;
            if let Some(until) = granted_until {
                later_than_due(&rows, until)?;
                owed.later_than_due(until)?;
                extend(tx, &rows, until, step.authority)?;
                owed.extend(tx, until, step.authority)?;
            }
            tx.record(asked.change(&step, &before.answer(), &after.answer())?)
        })
        .await
}

/// Lists what happened to an extension, oldest first.
///
/// Whoever may read it.
#[utoipa::path(get, path = "/extensions/{id}/transitions", operation_id = "list_extension_transitions", tag = "extensions",
    params(("id" = Id, Path, description = "The extension")),
    responses((status = 200, description = "One page of its history", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing.history(TRANSITIONS.resource, *id, store::find).await
}

/// The assignments, locked in the order of their ids so that two requests cannot wait for each other.
fn locked(tx: &mut Tx<'_>, ids: &[Id]) -> Result<Vec<assignments::Row>, Problem> {
    assignments::lock_all(&mut tx.view()?, ids).map_err(|problem| problem.or_unknown("/assignment_ids"))
}

fn locked_reports(tx: &mut Tx<'_>, ids: &[Id]) -> Result<Extensible, Problem> {
    Extensible::lock(&mut tx.view()?, ids).map_err(|problem| problem.or_unknown("/obligation_ids"))
}

/// More time is asked for open assignments of one agency and one programme, and beyond what they have.
fn extensible(rows: &[assignments::Row], until: chrono::NaiveDate) -> Result<(), Problem> {
    let wrong = |code| Err(Problem::of(code).at("/assignment_ids", code));
    let kin = |row: &assignments::Row| (row.agency_id, row.series_id);
    if rows.windows(2).any(|pair| matches!(pair, [one, other] if kin(one) != kin(other))) {
        return wrong(Code::AssignmentsDiffer);
    }
    if rows.iter().any(is_settled) {
        return wrong(Code::AssignmentSettled);
    }
    later_than_due(rows, until)
}

fn is_settled(row: &assignments::Row) -> bool {
    use AssignmentState::{Cancelled, ReportedDone, Verified};
    matches!(row.state, Cancelled | ReportedDone | Verified)
}

fn later_than_due(rows: &[assignments::Row], until: chrono::NaiveDate) -> Result<(), Problem> {
    let ends = deadline::end_of(until);
    if rows.iter().any(|row| ends <= row.effective_due_at) {
        return Err(Problem::of_place("/until", Code::UntilNotLater));
    }
    Ok(())
}

fn extend(tx: &mut Tx<'_>, rows: &[assignments::Row], until: chrono::NaiveDate, by: Authority) -> Result<(), Problem> {
    for before in rows {
        let mut after = before.touched(tx.now);
        after.extended_until = Some(until);
        after.effective_due_at = deadline::end_of(until);
        assignments::save(tx.connection, &after)?;
        tx.note(Change::changed("extend", &before.answer(tx.now), &after.answer(tx.now))?.by(by));
    }
    Ok(())
}
