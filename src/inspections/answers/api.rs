//! Answers over HTTP.

use actix_web::web::Data;

use crate::attachments::{self, Sensitivity};
use crate::inspections::answers::model::{
    AnswerBatch, AnswerBody, AnswerFilter, InspectionAnswer, ItemCode, NewAnswer,
};
use crate::inspections::answers::saving::Known;
use crate::inspections::answers::sheet::{self, Sheet};
use crate::inspections::answers::{access, rules, store};
use crate::inspections::policy;
use crate::inspections::restricted::access::{Restricted, is_told};
use crate::kernel::db::View;
use crate::kernel::http::{Answer, Batching, Browsing, Changing, Item as _, Items, PathId, Showing};
use crate::kernel::id::Id;
use crate::kernel::journal::Record as _;
use crate::kernel::page::Page;
use crate::kernel::problem::Problem;
use crate::kernel::workflow::NextAction;
use crate::reports::NamingDifficulties;
use crate::restricted;

/// Lists what was found, item by item in the order of the checklist.
///
/// Of a visit its team and those whose plan it is, unless they act for the inspected agency; whoever else reads it once its report was
/// first sent. Of a self-inspection its agency, and whoever else reads it once it was signed. Items that nobody answered are among them, at version 0; before a visit has begun there is none.
/// Restricted findings are shown by their SHA-256.
#[utoipa::path(get, path = "/inspections/{id}/answers", operation_id = "list_answers", tag = "answers",
    params(("id" = Id, Path, description = "The inspection"), AnswerFilter),
    responses((status = 200, description = "One page of answers", body = Page<InspectionAnswer>)))]
pub async fn list(browsing: Browsing<AnswerFilter>, id: PathId<Id>) -> Answer {
    browsing.answer(move |view, filter, page| sheet::list(view, *id, filter, page)).await
}

/// Reads what was found by one item, with its files and what the caller may do next.
///
/// Whoever may list the answers. An item that nobody answered is version 0, whose ETag the first answer names.
#[utoipa::path(get, path = "/inspections/{id}/answers/{code}", operation_id = "read_answer", tag = "answers",
    params(("id" = Id, Path, description = "The inspection"),
        ("code" = String, Path, description = "The code of the item", max_length = 40, pattern = r"^[A-Za-z0-9][A-Za-z0-9._-]*$")),
    responses((status = 200, description = "The answer", body = InspectionAnswer)))]
pub async fn read(showing: Showing<(Id, ItemCode)>) -> Answer {
    showing
        .answer(|view, (inspection, ItemCode(code))| {
            let sheet = sheet::find(view, inspection)?;
            let row = sheet.answer(view.connection, &code)?;
            let actions = actions(view, &sheet, &row)?;
            let attachments = attachments::attached_to_one(view.connection, InspectionAnswer::RESOURCE, row.id)?;
            let answer = row.answer()?.named(&view.caller.directory);
            Ok(InspectionAnswer { actions: Some(actions), attachments: Some(attachments), ..answer })
        })
        .await
}

fn actions(view: &mut View<'_>, sheet: &Sheet, row: &store::Row) -> Result<Vec<NextAction>, Problem> {
    let caller = view.caller.clone();
    let is_open = rules::is_open(sheet.inspection.state);
    let mut actions = vec![NextAction::of(&caller, &policy::SAVE_ANSWER, &sheet.answering(), is_open)];
    if row.sensitivity == Some(Sensitivity::Restricted) {
        let text = restricted::text_of(view.connection, InspectionAnswer::RESOURCE, row.id)?;
        let author = text.as_ref().map(|text| text.author_id);
        let is_told = is_told(view, &sheet.inspection)?;
        let restricted = Restricted::of(&sheet.seats, author, &caller, is_told);
        let is_there = restricted::is_there(text).map(drop);
        actions.push(NextAction::of(&caller, &policy::DISCLOSE, &restricted, is_there));
    }
    Ok(actions)
}

/// Says what was found by one item, in place of what was said before.
///
/// The team of a visit, and officers and leads of an agency that inspects itself, while the inspection is in progress. `If-Match` names
/// the version of the item, which is 0 where nobody answered; the second of two who answer at once gets 412. Files that are named come on
/// top; they were sent by the caller as evidence of this inspection. A restricted finding is replaced by its author and by the leader of
/// the team alone; left out, it stays.
#[utoipa::path(put, path = "/inspections/{id}/answers/{code}", operation_id = "save_answer", tag = "answers", request_body = AnswerBody,
    params(("id" = Id, Path, description = "The inspection"),
        ("code" = String, Path, description = "The code of the item", max_length = 40, pattern = r"^[A-Za-z0-9][A-Za-z0-9._-]*$")),
    responses((status = 200, description = "The answer as it is on record now", body = InspectionAnswer),
        (status = 409, description = "The inspection is not in progress (of a visit: has not begun, or is done), or the answer has as many files as it may")))]
pub async fn save(changing: Changing<AnswerBody, (Id, ItemCode)>, naming: Data<NamingDifficulties>) -> Answer {
    changing
        .answer(move |tx, edit| {
            let (inspection, ItemCode(code)) = &edit.id;
            let sheet = sheet::lock(&mut tx.view()?, *inspection)?;
            // Before a visit has begun nothing is asked, and no item is unknown yet.
            let asks = sheet.inspection.checklist_id.is_some();
            if asks {
                rules::item_of(&sheet.items, code)?;
            }
            let authority = policy::SAVE_ANSWER.permit(&*tx.caller()?, &sheet.answering())?;
            if !asks {
                rules::is_open(sheet.inspection.state)?;
            }
            let mut known = Known::of(tx, **naming, &sheet, std::iter::once((code.as_str(), &edit.body)))?;
            let state = sheet.inspection.state;
            let fits = |version| edit.fits(version).and_then(|()| rules::is_open(state));
            let (change, accepted) = known.judged(&sheet, code, &edit.body, fits)?;
            known.store(tx, vec![accepted], authority)?;
            tx.record(change.by(authority))
        })
        .await
}

/// Saves many answers, such as what a phone wrote down where there was no network.
///
/// Who may save one may. Each names the version that it is meant for, is judged by itself and is answered with its ETag or its problem;
/// what one of them is refused keeps none of the others. Under an `Idempotency-Key` a repeated request is answered as the first was.
#[utoipa::path(post, path = "/inspections/{id}/answers", operation_id = "save_answers", tag = "answers",
    request_body = Items<NewAnswer>, params(("id" = Id, Path, description = "The inspection")),
    responses((status = 200, description = "What became of each", body = AnswerBatch),
        (status = 409, description = "The inspection is not in progress")))]
pub async fn save_many(batching: Batching<NewAnswer>, naming: Data<NamingDifficulties>) -> Answer {
    batching
        .answer(move |tx, asked| {
            let sheet = sheet::lock(&mut tx.view()?, asked.id)?;
            let authority = policy::SAVE_ANSWER.permit(&*tx.caller()?, &sheet.answering())?;
            rules::is_open(sheet.inspection.state)?;
            let bodies: Vec<(&str, AnswerBody)> =
                asked.items.iter().map(|item| (item.code.as_str(), item.body())).collect();
            let mut known = Known::of(tx, **naming, &sheet, bodies.iter().map(|(code, body)| (*code, body)))?;
            let judged = asked
                .judged(tx, |item| known.judged(&sheet, &item.code, &item.body(), |version| item.fits(version)))?;
            let (rows, judged) = judged.taken();
            known.store(tx, rows, authority)?;
            let (inspection_id, agency_id) = (sheet.inspection.id, access::paper_of(&sheet.inspection));
            judged.record(tx, authority, |id, items| AnswerBatch { id, inspection_id, agency_id, items })
        })
        .await
}
