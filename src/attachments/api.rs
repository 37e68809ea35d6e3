//! Attachments over HTTP.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::web::{Bytes, Data};
use futures_util::stream;

use super::access::{Attaching, Papers};
use super::model::{
    Attachment, AttachmentAction, AttachmentFilter, ContentQuery, FileBytes, NewAttachment, PartBytes, PartNumber,
    Sensitivity,
};
use super::policy::{Sender, Sent};
use super::store::{Row, Whole};
use super::workflow::TRANSITIONS;
use super::{policy, rules, store};
use crate::kernel::agencies::not_ended;
use crate::kernel::call::Call;
use crate::kernel::conflict::conflict_first;
use crate::kernel::db::Db;
use crate::kernel::http::history::HistoryEntry;
use crate::kernel::http::{
    Answer, Browsing, Creating, Download, File, NoFilter, PathId, Query, Removing, Sending, Showing, Stepping, file,
    no_store,
};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::page::Page;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::workflow::NextAction;

/// Lists attachments.
///
/// Files are listed for the agency that sent them, and for auditors. What belongs to a paper is shown with the paper. Evidence of an
/// inspection is listed for its sender alone, until it belongs to something.
#[utoipa::path(get, path = "/attachments", tag = "attachments", params(AttachmentFilter),
    responses((status = 200, description = "One page of attachments", body = Page<Attachment>)))]
pub async fn list(browsing: Browsing<AttachmentFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Declares a file, before its bytes are sent.
///
/// Officers and leads of the agency; of a committee's standing agency, for the committee and for what that agency owes itself. The bytes follow by `PUT …/parts/{number}`: parts of 262,144 bytes or of as many as the
/// declaration names, the last one shorter, in any order. Nobody keeps more than 20 files that belong to nothing, nor
/// more than 20 of one inspection, and such a file is removed seven days after it was declared. With `inspection_id` it is evidence of
/// an inspection that the caller may read: his alone until it is attached there, and read with what it is attached to afterwards.
#[utoipa::path(post, path = "/attachments", tag = "attachments", request_body = NewAttachment,
    responses((status = 201, description = "The attachment, all its parts missing", body = Attachment),
        (status = 409, description = "The id is in use, or too many files of the caller belong to nothing")))]
pub async fn create(creating: Creating<NewAttachment>, attaching: Data<Attaching>) -> Answer {
    let inspecting = attaching.inspecting;
    creating
        .answer(move |tx, body| {
            let caller = tx.caller()?;
            if !caller.directory.agencies.contains_key(&body.agency_id) {
                return Err(Problem::unknown("/agency_id"));
            }
            let agency = Sender::of(&caller.directory, body.agency_id, caller.today);
            let authority = policy::CREATE.permit(&caller, &agency)?;
            not_ended(&caller.directory, body.agency_id, caller.today, "/agency_id")?;
            rules::room_for_one(store::waiting(tx.connection, caller.user, body.inspection_id)?)?;
            let is_known = match body.inspection_id {
                Some(inspection) => (inspecting.may_send)(&mut tx.view()?, inspection)?,
                None => true,
            };
            let fitting = rules::called_as_its_kind(body.media_type, &body.file_name)
                .and_then(|()| rules::is_known_inspection(is_known))
                .and_then(|()| rules::is_restricted_as_evidence(body.sensitivity, body.inspection_id.is_some()));
            conflict_first(fitting, || store::free(tx.connection, body.id))?;
            let row = store::Row::new(body, caller.user, tx.now);
            store::insert(tx.connection, &row)?;
            tx.record(Change::created(&row.answer())?.beginning(row.state).by(authority))
        })
        .await
}

/// Reads an attachment, with the parts that are missing and what the caller may do next.
///
/// The agency that sent it, auditors, and whoever may read what it belongs to.
#[utoipa::path(get, path = "/attachments/{id}", tag = "attachments", params(("id" = Id, Path, description = "The attachment")),
    responses((status = 200, description = "The attachment", body = Attachment)))]
pub async fn read(showing: Showing, attaching: Data<Attaching>) -> Answer {
    showing
        .answer(move |view, id| {
            let row = store::find(view, id, attaching.papers)?;
            let agency = row.sender(&view.caller);
            let sent = Sent { agency, by_caller: row.uploaded_by == view.caller.user };
            let may = |rule, rules| NextAction::of(&view.caller, rule, &sent, rules);
            let mut actions = vec![
                may(&policy::STORE, rules::takes_parts(row.state)),
                may(&policy::DELETE, rules::belongs_to_nothing(row.state)),
            ];
            actions.extend(TRANSITIONS.actions(&view.caller, &row.facts(&view.caller), view.now));
            Ok(Attachment { actions: Some(actions), ..row.answer() })
        })
        .await
}

/// Sends a part of a file.
///
/// Officers and leads of the agency. A part may be sent again until the file is whole: it takes the place of what came before.
/// How the first part begins must fit the media type that was declared. With the last missing part the whole is compared with the
/// SHA-256 that was declared; where they differ, that part is not kept, and a right one can follow. After a lost answer to it the
/// next try finds the file stored: read it again on 412. A part arrives at 4 KiB a second or faster, after five seconds, and within
/// sixty.
#[utoipa::path(put, path = "/attachments/{id}/parts/{number}", operation_id = "send_attachment_part", tag = "attachments",
    request_body(content = PartBytes, content_type = "application/octet-stream", description = "The bytes of the part"),
    params(("id" = Id, Path, description = "The attachment"),
        ("number" = i32, Path, description = "The number of the part, from 1 on", minimum = 1, maximum = 160)),
    responses((status = 200, description = "The attachment, with the parts that are still missing", body = Attachment),
        (status = 409, description = "The file is whole already")))]
pub async fn send_part(sending: Sending<(Id, PartNumber)>, attaching: Data<Attaching>) -> Answer {
    let papers = attaching.papers;
    let mut tries = 1;
    loop {
        let whole = read_through(&sending, papers).await?;
        let has_moved_on = Arc::new(AtomicBool::new(false));
        let seen = has_moved_on.clone();
        let answer = sending.answer(move |tx, edit| {
            // A conflict makes it run again.
            seen.store(false, Ordering::Relaxed);
            let ((id, PartNumber(number)), bytes) = (edit.id, &edit.body);
            let before = store::lock(&mut tx.view()?, id, papers)?;
            let caller = tx.caller()?;
            let authority = policy::STORE.permit(&caller, &before.sender(&caller))?;
            edit.fits(before.version)?;
            rules::takes_parts(before.state)?;
            rules::part_fits(&before, number, bytes)?;
            store::keep_part(tx.connection, id, number, bytes)?;
            tx.charge(before.agency_id, 0);
            let after = before.with_part(number);
            if !after.missing_parts().is_empty() {
                store::save(tx.connection, &after)?;
                return tx.technical_beside(&store::PARTS, &after.answer());
            }
            let others = store::others(tx.connection, id, number)?;
            let sha256 = rules::is_as_read(whole.as_ref(), &others);
            seen.store(sha256.is_err(), Ordering::Relaxed);
            rules::is_what_was_declared(&after, &sha256?)?;
            let whole = after.stored(tx.now);
            store::save(tx.connection, &whole)?;
            tx.charge(whole.agency_id, whole.kept_bytes());
            let change = Change::changed("store", &before.answer(), &whole.answer())?;
            tx.record(change.between(before.state, whole.state).by(authority))
        });
        let answer = answer.await;
        // Another part came between the reading and the write.
        if tries >= TRIES || !has_moved_on.load(Ordering::Relaxed) {
            return answer;
        }
        tries += 1;
    }
}

/// So often a file is read through before its last part is refused for now.
const TRIES: u32 = 3;

/// Where a part makes a file whole, the file is read through before the write: inside it everybody who writes would wait for ten
/// megabytes, and for a part of a single byte again and again. Nothing is judged here but whether it is worth while.
async fn read_through(sending: &Sending<(Id, PartNumber)>, papers: Papers) -> Result<Option<Whole>, Problem> {
    let row = sending.looked(move |view, edit| {
        let (id, PartNumber(number)) = edit.id;
        let Some(row) = kept(store::find(view, id, papers))? else { return Ok(None) };
        let is_last = policy::STORE.permit(&view.caller, &row.sender(&view.caller)).is_ok()
            && rules::takes_parts(row.state).is_ok()
            && rules::part_fits(&row, number, &edit.body).is_ok()
            && row.with_part(number).missing_parts().is_empty();
        Ok(is_last.then_some(row))
    });
    let Some(row) = row.await? else { return Ok(None) };
    let whole = sending.prepared(move |view, edit| {
        let (_, PartNumber(number)) = edit.id;
        store::read_with(view.connection, &row, number, &edit.body).map(Some)
    });
    whole.await
}

/// What was found; none where the caller may not read it.
fn kept(found: Result<Row, Problem>) -> Result<Option<Row>, Problem> {
    match found {
        Err(problem) if problem.code() == Code::NotFound => Ok(None),
        other => other.map(Some),
    }
}

/// Downloads a file.
///
/// The agency that sent it, auditors, and whoever may read what it belongs to. Its bytes never change, so its ETag holds until
/// they are erased. A download that is under way then breaks off, shorter than it said it would be. One that broke off goes on from
/// where it stood: `Range` asks for some of the bytes (206), and where several ranges are asked for, all of them are sent (200). A
/// restricted file is opened by a disclosure of the caller's own (`POST /attachments/{id}/disclosures`), for ten minutes.
#[utoipa::path(get, path = "/attachments/{id}/content", operation_id = "download_attachment", tag = "attachments",
    params(("id" = Id, Path, description = "The attachment"), ContentQuery),
    responses((status = 200, description = "The bytes of the file", body = FileBytes, content_type = "application/octet-stream",
            headers(("content-disposition" = String, description = "How it is to be saved: as an attachment, under its name"),
                ("accept-ranges" = String, description = "Some of its bytes can be asked for: `bytes`"))),
        (status = 206, description = "The bytes that were asked for", body = FileBytes, content_type = "application/octet-stream",
            headers(("content-disposition" = String, description = "How it is to be saved: as an attachment, under its name"),
                ("accept-ranges" = String, description = "Some of its bytes can be asked for: `bytes`"),
                ("content-range" = String, description = "Which bytes these are, and of how many: `bytes 0-499/1258291`"))),
        (status = 403, description = "The file is restricted, and no disclosure opens it to the caller now"),
        (status = 409, description = "The file is not whole yet, or its bytes were erased"),
        (status = 416, description = "There are no such bytes; `Content-Range` says how many there are",
            headers(("content-range" = String, description = "How many bytes there are: `bytes */1258291`")))))]
pub async fn content(
    db: Data<Db>,
    call: Call,
    id: PathId<Id>,
    query: Query<ContentQuery>,
    asked: Download,
    attaching: Data<Attaching>,
) -> Answer {
    let id = id.into_inner();
    let (papers, inspecting, disclosure) = (attaching.papers, attaching.inspecting, query.disclosure);
    let row = db.read(&call, move |view| {
        let row = store::find(view, id, papers)?;
        let is_disclosed = match disclosure.filter(|_| row.sensitivity == Sensitivity::Restricted) {
            Some(disclosure) => (inspecting.is_disclosed)(view, disclosure, id)?,
            None => false,
        };
        rules::is_disclosed(row.sensitivity, is_disclosed)?;
        Ok(row)
    });
    let row = row.await?;
    let is_restricted = row.sensitivity == Sensitivity::Restricted;
    rules::is_whole(row.state)?;
    let place = attaching.download(call.bearer()?.user)?;
    let part_bytes = u64::from(row.part_bytes.unsigned_abs()).max(1);
    let head = File { name: row.file_name, size: u64::from(row.size_bytes.unsigned_abs()), sha256: row.sha256 };
    // Each part is a read of its own: a slow reader holds one in memory, and no connection to the database.
    let pieces = move |bytes: Range<u64>| {
        stream::try_unfold((bytes.start, place), move |(next, place)| {
            let (db, call, end) = (db.clone(), call.clone(), bytes.end);
            async move {
                if next >= end {
                    return Ok(None);
                }
                let (number, skipped) = (next / part_bytes, next % part_bytes);
                let number = i32::try_from(number + 1).map_err(|_| Problem::of(Code::Internal))?;
                let part = db.read(&call, move |view| store::part(view.connection, id, number)).await?;
                // It was erased meanwhile: the answer breaks off. What came before is as it was sent in.
                let part = Bytes::from(part.ok_or_else(|| Problem::of(Code::NotFound))?);
                let piece = wanted_of(part, skipped, end - next);
                let after = next + piece.len() as u64;
                Ok::<_, Problem>((!piece.is_empty()).then_some((piece, (after, place))))
            }
        })
    };
    let answer = file(&asked, head, pieces);
    Ok(if is_restricted { no_store(answer) } else { answer })
}

/// The bytes of a part behind so many, and no more than so many.
fn wanted_of(part: Bytes, skipped: u64, most: u64) -> Bytes {
    let within = |count: u64| usize::try_from(count).unwrap_or(usize::MAX).min(part.len());
    part.slice(within(skipped)..within(skipped.saturating_add(most)))
}

/// Removes a file that belongs to nothing.
///
/// Whoever declared it, while he is an officer or a lead of the agency.
#[utoipa::path(delete, path = "/attachments/{id}", tag = "attachments", params(("id" = Id, Path, description = "The attachment")),
    responses((status = 204, description = "It is gone")))]
pub async fn delete(removing: Removing, attaching: Data<Attaching>) -> Answer {
    removing
        .answer(move |tx, edit| {
            let before = store::lock(&mut tx.view()?, edit.id, attaching.papers)?;
            let caller = tx.caller()?;
            let agency = before.sender(&caller);
            let sent = Sent { agency, by_caller: before.uploaded_by == caller.user };
            let authority = policy::DELETE.permit(&caller, &sent)?;
            edit.fits(before.version)?;
            rules::belongs_to_nothing(before.state)?;
            store::delete(tx.connection, edit.id)?;
            tx.charge(before.agency_id, -before.kept_bytes());
            tx.record(Change::deleted(&before.answer())?.by(authority))
        })
        .await
}

/// Erases the bytes of a file that belongs to something, for good and with a reason.
///
/// Who may is in the table "attachments" of the description: leads of the agency that sent it. Its name, size, media type and SHA-256
/// stay, and what it belongs to; its content is 409 `attachment_erased` from then on. Backups that were made before have the bytes
/// still. A file that belongs to nothing is removed in place of that, by whoever sent it.
#[utoipa::path(post, path = "/attachments/{id}/transitions", operation_id = "transition_attachment", tag = "attachments", request_body = AttachmentAction,
    params(("id" = Id, Path, description = "The attachment")),
    responses((status = 200, description = "The attachment as it is now", body = Attachment)))]
pub async fn transition(stepping: Stepping<AttachmentAction>, attaching: Data<Attaching>) -> Answer {
    let papers = attaching.papers;
    stepping
        .answer(move |tx, asked| {
            let before = store::lock(&mut tx.view()?, asked.id, papers)?;
            let facts = before.facts(&*tx.caller()?);
            let step = asked.judged(tx, &TRANSITIONS, &facts, before.version)?;
            let AttachmentAction::Erase { .. } = &asked.action;
            store::erase(tx.connection, before.id)?;
            let after = before.in_state(step.to, tx.now);
            store::save(tx.connection, &after)?;
            tx.charge(before.agency_id, after.kept_bytes() - before.kept_bytes());
            tx.record(asked.change(&step, &before.answer(), &after.answer())?)
        })
        .await
}

/// Lists what happened to a file, oldest first.
///
/// Whoever may read it.
#[utoipa::path(get, path = "/attachments/{id}/transitions", operation_id = "list_attachment_transitions", tag = "attachments",
    params(("id" = Id, Path, description = "The attachment")),
    responses((status = 200, description = "One page of its history", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>, attaching: Data<Attaching>) -> Answer {
    let papers = attaching.papers;
    browsing.history(TRANSITIONS.resource, *id, move |view, id| store::find(view, id, papers)).await
}
