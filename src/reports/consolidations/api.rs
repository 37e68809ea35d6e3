//! Consolidations: one report is compiled of many, issued, and sent.

use crate::accounts;
use crate::attachments::{self, Subject};
use crate::kernel::column::{from_column, to_column};
use crate::kernel::db::Tx;
use crate::kernel::http::history::HistoryEntry;
use crate::kernel::http::{Answer, Browsing, Changing, Creating, NoFilter, PathId, Showing, Stepping};
use crate::kernel::id::Id;
use crate::kernel::journal::{Change, Record as _};
use crate::kernel::owner::Owner;
use crate::kernel::page::Page;
use crate::kernel::policy::Authority;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::reports::consolidations::model::document::ConsolidationDocument;
use crate::reports::consolidations::model::item::{
    ConsolidationItem, ConsolidationSource, ConsolidationText, ItemFilter, ItemPart, SourceFilter, TextFilter,
};
use crate::reports::consolidations::model::{
    Consolidation, ConsolidationAction, ConsolidationFilter, ConsolidationPatch, Dispatch, LeftOut, NewConsolidation,
};
use crate::reports::consolidations::rules::compilation;
use crate::reports::consolidations::store::compilations::{self, Read};
use crate::reports::consolidations::store::{self, Row, items as parts, said};
use crate::reports::consolidations::told;
use crate::reports::consolidations::workflow::TRANSITIONS;
use crate::reports::consolidations::{document, rules, work};
use crate::reports::periods::store as periods;
use crate::reports::policy;

/// Lists consolidations, without their sums.
///
/// Consolidations are listed for the chair and the standing agency of the committee, and for auditors who reach it.
#[utoipa::path(get, path = "/consolidations", operation_id = "list_consolidations", tag = "consolidations", params(ConsolidationFilter),
    responses((status = 200, description = "One page of consolidations", body = Page<Consolidation>)))]
pub async fn list(browsing: Browsing<ConsolidationFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Begins the next consolidation of a period.
///
/// Officers of the committee's standing agency may, while the period is open and none of its consolidations is still on its
/// way. Once it is issued it takes the place of the one before.
#[utoipa::path(post, path = "/consolidations", operation_id = "create_consolidation", tag = "consolidations", request_body = NewConsolidation,
    responses((status = 201, description = "The consolidation", body = Consolidation),
        (status = 409, description = "One is not issued yet, or the period is not open")))]
pub async fn create(creating: Creating<NewConsolidation>) -> Answer {
    creating
        .answer(|tx, body| {
            let period = periods::lock(&mut tx.view()?, body.period_id);
            let period = period.map_err(|problem| problem.or_unknown("/period_id"))?;
            let caller = tx.caller()?;
            let owner = Owner::of(&caller.directory, period.committee_id);
            let authority = policy::CREATE_CONSOLIDATION.permit(&caller, &owner)?;
            let newest = store::newest(tx.connection, period.id)?;
            rules::may_begin(period.state, newest.as_ref().map(|it| it.state))?;
            let number = newest.map_or(1, |it| it.number + 1);
            let row = Row::new(body, &period, number, &caller.people(authority), tx.now)?;
            store::insert(tx.connection, &row)?;
            tx.record(Change::created(&row.answer()?)?.beginning(row.state).by(authority))
        })
        .await
}

/// Reads a consolidation, with what the caller may do next.
///
/// The chair and the standing agency of the committee, and auditors who reach it.
#[utoipa::path(get, path = "/consolidations/{id}", operation_id = "read_consolidation", tag = "consolidations",
    params(("id" = Id, Path, description = "The consolidation")),
    responses((status = 200, description = "The consolidation", body = Consolidation)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let row = store::find(view, id)?;
            let facts = store::facts(view, &row)?;
            let actions = work::next(&view.caller, &facts, view.now);
            let files = attachments::attached_to_one(view.connection, Consolidation::RESOURCE, id)?;
            Ok(Consolidation { actions: Some(actions), attachments: Some(files), ..row.answer()? })
        })
        .await
}

/// Edits the title and the words of a consolidation.
///
/// Officers of the committee's standing agency may, until it is submitted.
#[utoipa::path(patch, path = "/consolidations/{id}", operation_id = "update_consolidation", tag = "consolidations", request_body = ConsolidationPatch,
    params(("id" = Id, Path, description = "The consolidation")),
    responses((status = 200, description = "The consolidation as it is now", body = Consolidation)))]
pub async fn update(changing: Changing<ConsolidationPatch>) -> Answer {
    changing
        .answer(|tx, edit| {
            let (_, before) = store::lock(&mut tx.view()?, edit.id)?;
            let facts = store::facts(&tx.view()?, &before)?;
            let caller = tx.caller()?;
            let authority = policy::UPDATE_CONSOLIDATION.permit(&caller, &facts)?;
            edit.fits(before.version)?;
            rules::is_editable(before.state)?;
            let mut after = before.patched(&edit.body, tx.now).authored_by(&caller.people(authority))?;
            if after.compiled_at.is_some() {
                reword(tx.connection, &mut after)?;
            }
            store::save(tx.connection, &after)?;
            tx.record(Change::updated(&before.answer()?, &after.answer()?)?.by(authority))
        })
        .await
}

/// Moves a consolidation along its workflow.
///
/// Who may take which action, from where to where and under which conditions, is in the table "consolidations" of the
/// description. `compile` makes it of the versions that are accepted at that moment; done again it says what changed. Its
/// `warnings` say what of it is incomplete: reports that were received and not accepted, left out or missing, and indicators
/// without the values of some; they stand in the way of nothing. `issue` is signed by the account that takes the step, or in the
/// name of somebody who delegated it. What was issued stays as it is: a version that is accepted
/// afterwards marks it as stale, and changes none of its bytes.
#[utoipa::path(post, path = "/consolidations/{id}/transitions", operation_id = "transition_consolidation", tag = "consolidations", request_body = ConsolidationAction,
    params(("id" = Id, Path, description = "The consolidation")),
    responses((status = 200, description = "The consolidation as it is now", body = Consolidation),
        (status = 409, description = "The state forbids it, the number is in use, or it was sent to that recipient before")))]
pub async fn transition(stepping: Stepping<ConsolidationAction>) -> Answer {
    let read = match &stepping.asked().action {
        ConsolidationAction::Compile { .. } => {
            stepping.prepared(|view, asked| compilations::read(view, asked.id)).await?
        }
        _ => Read::new(),
    };
    stepping
        .answer(move |tx, asked| {
            let (period, before) = store::lock(&mut tx.view()?, asked.id)?;
            let facts = store::facts(&tx.view()?, &before)?;
            let mut step = asked.judged(tx, &TRANSITIONS, &facts, before.version)?;
            let people = tx.caller()?.people(step.authority);
            let mut after = before.in_state(step.to, tx.now);
            match &asked.action {
                ConsolidationAction::Compile { left_out } => {
                    after = compiled(tx, &period, after, left_out, &read)?.authored_by(&people)?;
                }
                ConsolidationAction::Submit {} => after = after.authored_by(&people)?,
                ConsolidationAction::Return { .. } => {}
                ConsolidationAction::Issue { number, issued_on, place, signatory, attachment_ids } => {
                    let in_time = rules::issued_in_time(*issued_on, period.data_from, tx.caller()?.today);
                    let said = signatory.as_ref();
                    let signatory = accounts::sign(tx, &TRANSITIONS, &facts, &mut step, said, in_time)?;
                    after = after.issued(number, *issued_on, place.as_deref(), &signatory)?;
                    attach(tx, &after, attachment_ids, step.authority)?;
                    reword(tx.connection, &mut after)?;
                    store::supersede(tx, period.id, after.number, step.authority)?;
                }
                ConsolidationAction::Send { recipient, sent_on, letter_number } => {
                    rules::not_sent_before(&before.dispatches()?, recipient)?;
                    rules::sent_in_time(*sent_on, before.issued_on, tx.caller()?.today)?;
                    after = after.sent(Dispatch {
                        recipient: recipient.clone(),
                        sent_on: *sent_on,
                        letter_number: letter_number.clone(),
                        recorded_at: tx.now,
                    })?;
                }
            }
            store::save(tx.connection, &after)?;
            told::tell(tx, &asked.action, &facts, &after);
            tx.record(asked.change(&step, &before.answer()?, &after.answer()?)?)
        })
        .await
}

/// Lists what happened to a consolidation, oldest first.
///
/// Whoever may read it.
#[utoipa::path(get, path = "/consolidations/{id}/transitions", operation_id = "list_consolidation_transitions", tag = "consolidations",
    params(("id" = Id, Path, description = "The consolidation")),
    responses((status = 200, description = "One page of its history", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing.history(TRANSITIONS.resource, *id, store::find).await
}

/// Lists what became of each report: included by version and hash, received and not accepted, left out for a reason, or missing.
///
/// Whoever may read the consolidation. Filtered by `part` it is one of the four lists: of a report that was received and not
/// accepted it says in which `state` it was when this was compiled, and since when. Filtered by `change` it shows how the last
/// compilation differs from the one before.
#[utoipa::path(get, path = "/consolidations/{id}/items", operation_id = "list_consolidation_items", tag = "consolidations",
    params(("id" = Id, Path, description = "The consolidation"), ItemFilter),
    responses((status = 200, description = "One page of reports", body = Page<ConsolidationItem>)))]
pub async fn items(browsing: Browsing<ItemFilter>, id: PathId<Id>) -> Answer {
    browsing.answer(move |view, filter, page| parts::list(view, *id, filter, page)).await
}

/// Lists what each included version contributes to the sum of an indicator.
///
/// Whoever may read the consolidation.
#[utoipa::path(get, path = "/consolidations/{id}/sources", operation_id = "list_consolidation_sources", tag = "consolidations",
    params(("id" = Id, Path, description = "The consolidation"), SourceFilter),
    responses((status = 200, description = "One page of sources", body = Page<ConsolidationSource>)))]
pub async fn sources(browsing: Browsing<SourceFilter>, id: PathId<Id>) -> Answer {
    browsing.answer(move |view, filter, page| said::sources(view, *id, filter, page)).await
}

/// Lists what each included version says in a section.
///
/// Whoever may read the consolidation, but for the portal. The texts are those of the versions that it names by hash, whatever was submitted since, in
/// the order of the agencies' names; one that says nothing in the section has no text. A section that the period does not have is 422.
#[utoipa::path(get, path = "/consolidations/{id}/texts", operation_id = "list_consolidation_texts", tag = "consolidations",
    params(("id" = Id, Path, description = "The consolidation"), TextFilter),
    responses((status = 200, description = "One page of texts", body = Page<ConsolidationText>)))]
pub async fn texts(browsing: Browsing<TextFilter>, id: PathId<Id>) -> Answer {
    browsing.answer(move |view, filter, page| said::texts(view, *id, filter, page)).await
}

/// Reads what a consolidation says in full, as the bytes that its `sha256` is over.
///
/// Whoever may read the consolidation, once it is compiled. It is canonical JSON (RFC 8785), so what was issued can be checked
/// with any tool that knows SHA-256.
#[utoipa::path(get, path = "/consolidations/{id}/document", operation_id = "read_consolidation_document", tag = "consolidations",
    params(("id" = Id, Path, description = "The consolidation")),
    responses((status = 200, description = "The document", body = ConsolidationDocument)))]
pub async fn document(showing: Showing) -> Answer {
    showing
        .answer_text(|view, id| {
            let row = store::find(view, id)?;
            Ok((parts::document(view.connection, id)?, row.version))
        })
        .await
}

/// The consolidation as it is compiled from what is official under the lock of its period.
fn compiled(
    tx: &mut Tx<'_>,
    period: &periods::Row,
    mut row: Row,
    left_out: &[LeftOut],
    read: &Read,
) -> Result<Row, Problem> {
    let directory = tx.caller()?.directory.clone();
    let owed = compilations::owed(tx.connection, period.id, &directory)?;
    let official = owed.iter().filter_map(|it| Some(it.official.as_ref()?.submission));
    let late = compilations::unread(tx.connection, official, read)?;
    let items = compilation::sorted(owed, left_out)?;
    let included = items.iter().filter_map(|it| it.included());
    let figures = included.filter_map(|it| read.get(&it.submission).or_else(|| late.get(&it.submission)));
    let (sums, budget) = compilation::summed(&compilations::counted(tx.connection, period)?, figures)?;

    let again = row.compiled_at.is_some();
    let changes = parts::replace(tx.connection, row.id, &items, again)?;
    let count = |part| i32::try_from(items.iter().filter(|it| it.part == part).count()).unwrap_or(i32::MAX);
    row.compiled_at = Some(tx.now);
    row.included = count(ItemPart::Included);
    row.not_accepted = Some(count(ItemPart::NotAccepted));
    row.left_out = count(ItemPart::LeftOut);
    row.missing = count(ItemPart::Missing);
    row.sums = to_column(&sums)?;
    row.budget = budget;
    row.difference = if again { Some(to_column(&compilation::difference(changes))?) } else { None };
    row.stale_since = None;
    let document = document::compiled(&row, period, &items, sums, tx.now, &directory);
    keep(tx.connection, &mut row, &document)?;
    Ok(row)
}

/// Files of the committee belong to it from then on.
fn attach(tx: &mut Tx<'_>, row: &Row, files: &[Id], by: Authority) -> Result<(), Problem> {
    let subject = Subject { resource: Consolidation::RESOURCE, id: row.id };
    attachments::attach(tx, files, &[row.committee_id], subject, by, "/attachment_ids")
}

/// Brings the document in line with the words and the signature of its row.
fn reword(connection: &mut AnyConnection, row: &mut Row) -> Result<(), Problem> {
    let before: ConsolidationDocument = from_column(&parts::document(connection, row.id)?)?;
    keep(connection, row, &document::reworded(row, before)?)
}

fn keep(connection: &mut AnyConnection, row: &mut Row, document: &ConsolidationDocument) -> Result<(), Problem> {
    let (text, sha256) = document::sealed(document)?;
    parts::keep_document(connection, row.id, &text)?;
    row.sha256 = Some(sha256);
    Ok(())
}
