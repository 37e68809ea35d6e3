//! Restricted texts of difficulties over HTTP: disclosed to one reader at a time, who says what for.

use std::sync::Arc;

use parking_lot::Mutex;

use crate::difficulties::disclosed::{Restricted, sees_all_readers};
use crate::difficulties::model::Difficulty;
use crate::difficulties::{policy, store};
use crate::kernel::db::Written;
use crate::kernel::http::{Answer, Browsing, Creating, NoFilter, PathId, no_store};
use crate::kernel::id::Id;
use crate::kernel::journal::{Change, Record as _};
use crate::kernel::page::Page;
use crate::kernel::problem::{Code, Problem};
use crate::restricted::{self, DisclosedText, Disclosure, DisclosureRow, NewDisclosure};

/// Discloses the restricted text of a difficulty to the caller.
///
/// Its author, whoever leads the agency that raised it, and whoever leads where the turn is or was: of the committee's standing agency its
/// lead, and the chair where it was his. That they read it, and what for, is on record each time: `Idempotency-Key` is ignored. The text is
/// in this answer and in no other.
#[utoipa::path(post, path = "/difficulties/{id}/disclosures", operation_id = "disclose_difficulty", tag = "difficulties",
    request_body = NewDisclosure, params(("id" = Id, Path, description = "The difficulty")),
    responses((status = 200, description = "What is on record, and the text", body = DisclosedText),
        (status = 409, description = "The difficulty has no restricted text")))]
pub async fn disclose(Creating { db, call, body }: Creating<NewDisclosure>, id: PathId<Id>) -> Answer {
    let id = id.into_inner();
    // No answer of the database's has the text, and no record: it waits here for the commit.
    let told: Arc<Mutex<Option<String>>> = Arc::default();
    let telling = told.clone();
    let call = call.unrepeatable();
    let written = db.write(&call, move |tx| {
        let stored = store::find(&mut tx.view()?, id)?;
        let caller = tx.caller()?;
        let text = restricted::text_of(tx.connection, Difficulty::RESOURCE, id)?;
        let author = text.as_ref().map(|text| text.author_id);
        let asked = Restricted::of(&stored.facts(&caller), &stored.turns, author, &caller);
        let authority = asked.permit(&policy::DISCLOSE, &caller)?;
        let text = restricted::is_there(text)?;
        let row = DisclosureRow {
            id: Id::fresh(),
            created_at: tx.now,
            inspection_id: None,
            agency_id: stored.row.agency_id,
            resource: Difficulty::RESOURCE.to_owned(),
            subject_id: id,
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

/// Lists who read the restricted text of a difficulty, and what for, oldest first.
///
/// Those to whom it is disclosed, and auditors; to others who read the difficulty it shows what they read themselves.
#[utoipa::path(get, path = "/difficulties/{id}/disclosures", operation_id = "list_difficulty_disclosures", tag = "difficulties",
    params(("id" = Id, Path, description = "The difficulty")),
    responses((status = 200, description = "One page of disclosures", body = Page<Disclosure>)))]
pub async fn list(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing
        .answer(move |view, _, page| {
            let stored = store::find(view, *id)?;
            let reader = if sees_all_readers(view, &stored)? { None } else { Some(view.caller.user) };
            restricted::disclosures_of_subject(view, (Difficulty::RESOURCE, *id), reader, page)
        })
        .await
}
