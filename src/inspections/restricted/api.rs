//! Restricted text and files over HTTP: disclosed to one reader at a time, who says what for.

use std::sync::Arc;

use actix_web::web::Data;
use parking_lot::Mutex;

use crate::attachments::{self, Attaching};
use crate::inspections::answers::model::{InspectionAnswer, ItemCode};
use crate::inspections::answers::{self, sheet};
use crate::inspections::inspections::store as inspections;
use crate::inspections::policy;
use crate::inspections::restricted::access::{Restricted, is_told, sees_all_readers};
use crate::kernel::db::{Tx, Written};
use crate::kernel::http::{Answer, Browsing, Creating, NoFilter, PathId, no_store};
use crate::kernel::id::Id;
use crate::kernel::journal::{Change, Record as _};
use crate::kernel::page::Page;
use crate::kernel::problem::{Code, Problem};
use crate::restricted::{self, DisclosedText, Disclosure, DisclosureRow, NewDisclosure};

/// Discloses a restricted finding to the caller.
///
/// Its author, the leader of the team, whoever leads the inspected agency (of a visit, once its report was sent there), and for the
/// owner of the plan its lead and its chair. That they read it, and what for, is on record each time: `Idempotency-Key` is ignored.
/// The text is in this answer and in no other.
#[utoipa::path(post, path = "/inspections/{id}/answers/{code}/disclosures", operation_id = "disclose_finding", tag = "answers",
    request_body = NewDisclosure,
    params(("id" = Id, Path, description = "The inspection"),
        ("code" = String, Path, description = "The code of the item", max_length = 40, pattern = r"^[A-Za-z0-9][A-Za-z0-9._-]*$")),
    responses((status = 200, description = "What is on record, and the text", body = DisclosedText),
        (status = 409, description = "The answer has no restricted finding")))]
pub async fn disclose_text(
    Creating { db, call, body }: Creating<NewDisclosure>,
    path: PathId<(Id, ItemCode)>,
) -> Answer {
    let (inspection, ItemCode(code)) = path.into_inner();
    // No answer of the database's has the text, and no record: it waits here for the commit.
    let told: Arc<Mutex<Option<String>>> = Arc::default();
    let telling = told.clone();
    let call = call.unrepeatable();
    let written = db.write(&call, move |tx| {
        let sheet = sheet::find(&mut tx.view()?, inspection)?;
        let answer = sheet.answer(tx.connection, &code)?;
        let text = restricted::text_of(tx.connection, InspectionAnswer::RESOURCE, answer.id)?;
        let caller = tx.caller()?;
        let is_told = is_told(&mut tx.view()?, &sheet.inspection)?;
        let author = text.as_ref().map(|text| text.author_id);
        let authority = policy::DISCLOSE.permit(&caller, &Restricted::of(&sheet.seats, author, &caller, is_told))?;
        let text = restricted::is_there(text)?;
        let row = DisclosureRow {
            id: Id::fresh(),
            created_at: tx.now,
            inspection_id: Some(inspection),
            agency_id: answer.agency_id,
            resource: InspectionAnswer::RESOURCE.to_owned(),
            subject_id: answer.id,
            sha256: text.sha256,
            reader_id: caller.user,
            reader_agency_id: caller.agency,
            purpose: body.purpose.clone(),
        };
        restricted::insert_disclosure(tx.connection, &row)?;
        *telling.lock() = Some(text.text);
        tx.record(Change::opened("disclose", &row.answer())?.by(authority))
    });
    let written = written.await?;
    let text = told.lock().take();
    with_text(written, text)
}

/// The answer on record, with the text that no record holds.
fn with_text(written: Written, text: Option<String>) -> Answer {
    let text = text.ok_or_else(|| Problem::of(Code::Internal))?;
    Ok(no_store(written.with("text", text)?.into()))
}

/// Opens a restricted file to the caller, for ten minutes.
///
/// Who may read a restricted finding may: its sender, the leader of the team, whoever leads the inspected agency (of a visit, once its
/// report was sent there), and for the owner of the plan its lead and its chair. That they read it, and what for, is on record each
/// time: `Idempotency-Key` is ignored. The bytes follow by `GET /attachments/{id}/content?disclosure=ID`, for this reader alone.
#[utoipa::path(post, path = "/attachments/{id}/disclosures", operation_id = "disclose_attachment", tag = "attachments",
    request_body = NewDisclosure, params(("id" = Id, Path, description = "The attachment")),
    responses((status = 200, description = "What is on record: its id opens the file", body = Disclosure),
        (status = 409, description = "The file is not restricted, or not whole, or its bytes were erased")))]
pub async fn disclose_file(
    Creating { db, call, body }: Creating<NewDisclosure>,
    id: PathId<Id>,
    attaching: Data<Attaching>,
) -> Answer {
    let (id, papers) = (id.into_inner(), attaching.papers);
    let call = call.unrepeatable();
    let written = db.write(&call, move |tx| {
        let file = attachments::evidence(&mut tx.view()?, id, papers)?;
        let inspection = restricted::is_there(file.inspection_id)?;
        let row = disclosed_file(tx, &file, inspection, &body.purpose)?;
        restricted::insert_disclosure(tx.connection, &row.0)?;
        tx.record(Change::opened("disclose", &row.0.answer())?.by(row.1))
    });
    Ok(no_store(written.await?.into()))
}

fn disclosed_file(
    tx: &mut Tx<'_>,
    file: &attachments::Attachment,
    inspection: Id,
    purpose: &str,
) -> Result<(DisclosureRow, crate::kernel::policy::Authority), Problem> {
    let row = inspections::find(&mut tx.view()?, inspection)?;
    let seats = inspections::seats(&mut tx.view()?, &row)?;
    let is_told = is_told(&mut tx.view()?, &row)?;
    let caller = tx.caller()?;
    let restricted = Restricted::of(&seats, Some(file.uploaded_by), &caller, is_told);
    let authority = policy::DISCLOSE.permit(&caller, &restricted)?;
    restricted::is_restricted(Some(file.sensitivity))?;
    attachments::is_whole(file)?;
    let disclosure = DisclosureRow {
        id: Id::fresh(),
        created_at: tx.now,
        inspection_id: Some(inspection),
        agency_id: answers::access::paper_of(&row),
        resource: attachments::NAME.to_owned(),
        subject_id: file.id,
        sha256: file.sha256.clone(),
        reader_id: caller.user,
        reader_agency_id: caller.agency,
        purpose: purpose.to_owned(),
    };
    Ok((disclosure, authority))
}

/// Lists who read what was restricted in an inspection, and what for, oldest first.
///
/// Those to whom it is disclosed, and auditors; to others who read the answers it shows what they read themselves.
#[utoipa::path(get, path = "/inspections/{id}/disclosures", operation_id = "list_disclosures", tag = "answers",
    params(("id" = Id, Path, description = "The inspection")),
    responses((status = 200, description = "One page of disclosures", body = Page<Disclosure>)))]
pub async fn list(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing
        .answer(move |view, _, page| {
            let row = answers::access::find(view, *id)?;
            let seats = inspections::seats(view, &row)?;
            let reader = if sees_all_readers(view, &row, &seats)? { None } else { Some(view.caller.user) };
            restricted::disclosures_of_inspection(view, *id, reader, page)
        })
        .await
}
