//! The tables of attachments.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::access::{Inspecting, Papers, Reading, Shown};
use super::model::{
    Attachment, AttachmentColumn, AttachmentFilter, AttachmentState, MediaType, NewAttachment, PART_BYTES, PartNumber,
    Sensitivity, Subject,
};
use super::policy::Sender;
use super::workflow::AttachmentFacts;
use crate::kernel::conflict::free_id;
use crate::kernel::crypto::{self, Sha256};
use crate::kernel::db::View;
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::{self, Entry, Record as _};
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::policy::Caller;
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::{
    AnyConnection, advisory_lock_named, among, any_of, insert_row, lock_row, lock_rows, on_engine, rewrite_row,
};
use crate::kernel::table::Technical;
use crate::listed;
use crate::schema::attachment_parts;
use crate::schema::attachments::{self, table};

/// Attachment parts.
pub const PARTS: Technical = Technical {
    table: "attachment_parts",
    why: "parts of a file that is not whole yet; that it is whole, with its SHA-256, is on record, and so is that they were erased",
};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "attachments_pkey", columns: "attachments.id", code: Code::IdTaken },
    Constraint::ForeignKey(Code::UnknownReference),
];

#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = attachments, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub agency_id: Id,
    pub uploaded_by: Id,
    pub file_name: String,
    pub media_type: MediaType,
    pub size_bytes: i32,
    pub sha256: String,
    pub state: AttachmentState,
    /// Bit n - 1 stands for part n.
    pub received_parts: i64,
    pub resource: Option<String>,
    pub subject_id: Option<Id>,
    pub part_bytes: i32,
    /// Parts 65 to 128.
    pub received_parts_2: i64,
    /// Parts 129 to 160.
    pub received_parts_3: i64,
    /// The inspection of which it is evidence.
    pub inspection_id: Option<Id>,
    pub sensitivity: Sensitivity,
}

#[derive(Insertable)]
#[diesel(table_name = attachment_parts)]
struct PartRow<'a> {
    attachment_id: Id,
    number: i32,
    bytes: &'a [u8],
    sha256: Option<String>,
}

/// A file that will be whole with one more part, read through before that part is kept.
#[derive(Clone, Debug)]
pub struct Whole {
    /// Its SHA-256, in lower-case hexadecimal.
    pub sha256: String,
    /// What was read of the other parts: the number of each, and its SHA-256.
    pub others: Vec<(i32, String)>,
}

/// Bits of a word of received parts.
const WORD: i32 = 64;

impl Row {
    pub fn new(new: &NewAttachment, author: Id, now: Instant) -> Self {
        Self {
            id: new.id.unwrap_or_else(Id::fresh),
            version: 1,
            created_at: now,
            updated_at: now,
            agency_id: new.agency_id,
            uploaded_by: author,
            file_name: new.file_name.clone(),
            media_type: new.media_type,
            size_bytes: new.size_bytes,
            sha256: new.sha256.clone(),
            state: AttachmentState::Uploading,
            received_parts: 0,
            resource: None,
            subject_id: None,
            part_bytes: new.part_bytes.unwrap_or(PART_BYTES),
            received_parts_2: 0,
            received_parts_3: 0,
            inspection_id: new.inspection_id,
            sensitivity: new.sensitivity.unwrap_or(Sensitivity::Normal),
        }
    }

    /// How many bytes a part has; none where the file has no such part.
    pub fn length_of(&self, part: i32) -> i32 {
        (self.size_bytes - (part - 1) * self.part_bytes).clamp(0, self.part_bytes)
    }

    /// The same with one more part.
    pub fn with_part(&self, part: i32) -> Self {
        let mut row = self.clone();
        let bit = 1_i64 << ((part - 1) % WORD);
        match (part - 1) / WORD {
            0 => row.received_parts |= bit,
            1 => row.received_parts_2 |= bit,
            _ => row.received_parts_3 |= bit,
        }
        row
    }

    fn has_part(&self, part: i32) -> bool {
        let words = [self.received_parts, self.received_parts_2, self.received_parts_3];
        let word = usize::try_from((part - 1) / WORD).ok().and_then(|at| words.get(at));
        word.is_some_and(|word| word >> ((part - 1) % WORD) & 1 == 1)
    }

    /// The next version, with everything there.
    pub fn stored(&self, now: Instant) -> Self {
        self.in_state(AttachmentState::Stored, now)
    }

    /// The next version, belonging to something.
    pub fn attached(&self, subject: Subject, now: Instant) -> Self {
        Self {
            resource: Some(subject.resource.to_owned()),
            subject_id: Some(subject.id),
            ..self.in_state(AttachmentState::Attached, now)
        }
    }

    /// The next version, in another state.
    pub fn in_state(&self, state: AttachmentState, now: Instant) -> Self {
        Self { state, version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// The agency that sent it, as it is known today.
    pub fn sender(&self, caller: &Caller) -> Sender {
        Sender::of(&caller.directory, self.agency_id, caller.today)
    }

    /// As those are judged who would read it.
    fn shown(&self) -> Shown<'_> {
        let paper = self.resource.as_deref().zip(self.subject_id);
        Shown { agency: self.agency_id, sender: self.uploaded_by, is_evidence: self.inspection_id.is_some(), paper }
    }

    /// When its bytes were erased. Nothing changes a file after that, so it was its last change.
    fn erased_at(&self) -> Option<Instant> {
        (self.state == AttachmentState::Erased).then_some(self.updated_at)
    }

    /// What its agency keeps with it, in bytes; what is on its way is not counted, nor what was erased.
    pub fn kept_bytes(&self) -> i64 {
        match self.state {
            AttachmentState::Uploading | AttachmentState::Erased => 0,
            AttachmentState::Stored | AttachmentState::Attached => i64::from(self.size_bytes),
        }
    }

    /// How many parts it has.
    pub fn parts(&self) -> i32 {
        (self.size_bytes + self.part_bytes - 1) / self.part_bytes
    }

    pub fn missing_parts(&self) -> Vec<PartNumber> {
        (1..=self.parts()).filter(|part| !self.has_part(*part)).map(PartNumber).collect()
    }

    pub fn answer(&self) -> Attachment {
        Attachment {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            agency_id: self.agency_id,
            uploaded_by: self.uploaded_by,
            file_name: self.file_name.clone(),
            media_type: self.media_type,
            size_bytes: self.size_bytes,
            sha256: self.sha256.clone(),
            part_bytes: self.part_bytes,
            state: self.state,
            missing_parts: self.missing_parts(),
            resource: self.resource.clone(),
            subject_id: self.subject_id,
            erased_at: self.erased_at(),
            inspection_id: self.inspection_id,
            sensitivity: self.sensitivity,
            actions: None,
        }
    }
}

/// One attachment; 404 where the caller may not read it.
pub fn find(view: &mut View<'_>, id: Id, papers: Papers) -> Result<Row, Problem> {
    let row: QueryResult<Row> = on_engine!(view.connection, native => table.find(id).first(native));
    readable(view, row?, papers)
}

/// The same, locked.
pub fn lock(view: &mut View<'_>, id: Id, papers: Papers) -> Result<Row, Problem> {
    let row: QueryResult<Row> = lock_row!(view.connection, table.find(id));
    readable(view, row?, papers)
}

fn readable(view: &mut View<'_>, row: Row, papers: Papers) -> Result<Row, Problem> {
    if papers.show(view, &row.shown())? { Ok(row) } else { Err(Problem::of(Code::NotFound)) }
}

/// A file as its workflow sees it. What it is evidence of says who keeps it.
pub fn facts(view: &mut View<'_>, row: &Row, inspecting: Inspecting) -> Result<AttachmentFacts, Problem> {
    let keeper = match row.inspection_id {
        Some(inspection) => (inspecting.keeper)(view, inspection)?,
        None => None,
    };
    Ok(AttachmentFacts { agency: row.sender(&view.caller), keeper, state: row.state })
}

/// Some files, locked in the order of their ids, by id.
pub fn locked(connection: &mut AnyConnection, ids: &[Id]) -> Result<BTreeMap<Id, Row>, Problem> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: QueryResult<Vec<Row>> =
        lock_rows!(connection, table.filter(attachments::id.eq_any(ids)).order(attachments::id));
    Ok(rows?.into_iter().map(|row| (row.id, row)).collect())
}

/// How many files of a sender are attached to nothing: evidence of an inspection, or other files where none is named. Until the commit
/// he declares no other.
pub fn waiting(connection: &mut AnyConnection, sender: Id, inspection: Option<Id>) -> Result<i64, Problem> {
    advisory_lock_named(connection, &format!("attachments of {sender}"))?;
    let waiting = table.filter(attachments::uploaded_by.eq(sender)).filter(attachments::subject_id.is_null());
    Ok(match inspection {
        Some(inspection) => waiting.filter(attachments::inspection_id.eq(inspection)).count().get_result(connection)?,
        None => waiting.filter(attachments::inspection_id.is_null()).count().get_result(connection)?,
    })
}

/// 409 where the id is in use.
pub fn free(connection: &mut AnyConnection, id: Option<Id>) -> Result<(), Problem> {
    free_id!(connection, attachments, id)
}

pub fn insert(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    insert_row!(connection, table, row).map(drop).map_err(broken)
}

pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, table, row.id, row).map(drop).map_err(broken)
}

/// With everything that has arrived of it.
pub fn delete(connection: &mut AnyConnection, id: Id) -> Result<(), Problem> {
    erase(connection, id)?;
    diesel::delete(table.find(id)).execute(connection).map(drop).map_err(broken)
}

/// The bytes that have arrived of it. SQLite writes over them (`secure_delete` of the connection), PostgreSQL when it vacuums.
pub fn erase(connection: &mut AnyConnection, id: Id) -> Result<(), Problem> {
    let parts = attachment_parts::table.filter(attachment_parts::attachment_id.eq(id));
    diesel::delete(parts).execute(connection).map(drop).map_err(broken)
}

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

/// Keeps a part, in place of what arrived under its number before.
pub fn keep_part(connection: &mut AnyConnection, attachment: Id, number: i32, bytes: &[u8]) -> Result<(), Problem> {
    diesel::delete(attachment_parts::table.find((attachment, number))).execute(connection)?;
    let sha256 = Some(crypto::hex(&crypto::sha256(bytes)));
    let part = PartRow { attachment_id: attachment, number, bytes, sha256 };
    insert_row!(connection, attachment_parts::table, part).map(drop).map_err(broken)
}

/// A part of a file; none where it is not there.
pub fn part(connection: &mut AnyConnection, id: Id, number: i32) -> Result<Option<Vec<u8>>, Problem> {
    let query = attachment_parts::table.find((id, number)).select(attachment_parts::bytes);
    Ok(on_engine!(connection, native => query.first(native).optional())?)
}

/// Reads a file through that one more part makes whole, as it would be with it; one part is in memory at a time.
pub fn read_with(connection: &mut AnyConnection, row: &Row, number: i32, bytes: &[u8]) -> Result<Whole, Problem> {
    let (mut digest, mut others) = (Sha256::default(), Vec::new());
    for at in 1..=row.parts() {
        if at == number {
            digest.update(bytes);
            continue;
        }
        // Told is what was read itself, and not the digest beside it: the part may be another by then.
        let part = part(connection, row.id, at)?.unwrap_or_default();
        digest.update(&part);
        others.push((at, crypto::hex(&crypto::sha256(&part))));
    }
    Ok(Whole { sha256: digest.hex(), others })
}

/// The parts of a file but for one: the number of each, and its SHA-256.
pub fn others(connection: &mut AnyConnection, id: Id, number: i32) -> Result<Vec<(i32, String)>, Problem> {
    let kept: Vec<(i32, Option<String>)> = attachment_parts::table
        .filter(attachment_parts::attachment_id.eq(id))
        .filter(attachment_parts::number.ne(number))
        .order(attachment_parts::number)
        .select((attachment_parts::number, attachment_parts::sha256))
        .load(connection)?;
    kept.into_iter()
        .map(|(at, sha256)| match sha256 {
            Some(sha256) => Ok((at, sha256)),
            // It came before digests were kept.
            None => Ok((at, crypto::hex(&crypto::sha256(&part(connection, id, at)?.unwrap_or_default())))),
        })
        .collect()
}

/// Some of the files that were declared before an instant and are attached to nothing, locked.
pub fn stale(connection: &mut AnyConnection, before: Instant, most: i64) -> Result<Vec<Row>, Problem> {
    let waiting = || table.filter(attachments::subject_id.is_null()).filter(attachments::created_at.lt(before));
    let ids: Vec<Id> = waiting()
        .order((attachments::created_at, attachments::id))
        .limit(most)
        .select(attachments::id)
        .load(connection)?;
    let mut found = Vec::new();
    for id in ids {
        let row: QueryResult<Row> = lock_row!(connection, table.find(id));
        // Meanwhile it may have been attached to something, or removed.
        found.extend(row.optional()?.filter(|row| row.subject_id.is_none()));
    }
    Ok(found)
}

/// Whether what is there of a file has the SHA-256 that is on record, and each of its parts the one that is kept beside it; one part is in
/// memory at a time. Parts that came before digests were kept have none.
fn is_as_told(connection: &mut AnyConnection, row: &Row) -> Result<bool, Problem> {
    let mut digest = Sha256::default();
    for number in 1..=row.parts() {
        let kept = attachment_parts::table
            .find((row.id, number))
            .select((attachment_parts::bytes, attachment_parts::sha256))
            .first(connection)
            .optional()?;
        let Some((bytes, sha256)): Option<(Vec<u8>, Option<String>)> = kept else { return Ok(false) };
        if sha256.is_some_and(|sha256| sha256 != crypto::hex(&crypto::sha256(&bytes))) {
            return Ok(false);
        }
        digest.update(&bytes);
    }
    Ok(digest.hex() == row.sha256)
}

/// How many parts of a file are there, whatever their numbers.
fn parts_of(connection: &mut AnyConnection, id: Id) -> QueryResult<i64> {
    attachment_parts::table.filter(attachment_parts::attachment_id.eq(id)).count().get_result(connection)
}

/// The attachments of some things, in the order in which they were declared.
pub fn of_subjects(connection: &mut AnyConnection, resource: &str, ids: &[Id]) -> Result<Vec<Row>, Problem> {
    Ok(table
        .filter(attachments::subject_id.eq_any(ids.iter().map(|id| Some(*id))))
        .filter(attachments::resource.eq(resource))
        .order((attachments::created_at, attachments::id))
        .load(connection)?)
}

/// The files of a part of the table, as the journal would tell of them, read through byte by byte; of what was erased nothing may be
/// there.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(attachments, part).load(connection)?;
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        let (what, follows) = match row.state {
            // Of a file on its way nothing is on record but that it was declared.
            AttachmentState::Uploading => ("the file", true),
            AttachmentState::Stored | AttachmentState::Attached => {
                ("the file", row.missing_parts().is_empty() && is_as_told(connection, &row)?)
            }
            AttachmentState::Erased => ("the file that was erased", parts_of(connection, row.id)? == 0),
        };
        kept.push(Kept::of(row.id, &row.answer())?.with(what, follows));
    }
    Ok(kept)
}

/// Whether an entry tells of evidence of an inspection: its own agency has no part in that but through its paper.
pub fn tells_of_evidence(connection: &mut AnyConnection, entry: &Entry) -> QueryResult<bool> {
    #[derive(serde::Deserialize)]
    struct Told {
        inspection_id: Option<Id>,
    }
    if entry.resource != Attachment::RESOURCE {
        return Ok(false);
    }
    let text = match &entry.after {
        Some(text) => Some(text.clone()),
        None => journal::before_of(connection, entry)?,
    };
    // What cannot be read is told to nobody; what was written before there was evidence names no inspection.
    let told = text.and_then(|text| serde_json::from_str::<Told>(&text).ok());
    Ok(told.is_none_or(|told| told.inspection_id.is_some()))
}

/// One page of what the caller's agencies sent, and of the evidence that he sent himself and that belongs to nothing yet: what belongs
/// to the paper of an inspection is shown with it.
pub fn list(view: &mut View<'_>, filter: &AttachmentFilter, page: &PageRequest) -> Result<Page<Attachment>, Problem> {
    let reading = Reading::of(&view.caller);
    let found = on_engine!(view.connection, native => {
        let filtered = || {
            let mut query = table.into_boxed();
            let own = attachments::inspection_id
                .is_not_null()
                .and(attachments::subject_id.is_null())
                .and(attachments::uploaded_by.eq(view.caller.user));
            query = match reading.0.listed() {
                Some(agencies) => query.filter(
                    own.or(attachments::inspection_id.is_null().and(among(attachments::agency_id, agencies))),
                ),
                None => query.filter(own.or(attachments::inspection_id.is_null())),
            };
            query = any_of(query, attachments::agency_id, &filter.agency_id);
            query = any_of(query, attachments::state, &filter.state);
            query = any_of(query, attachments::inspection_id.assume_not_null(), &filter.inspection_id);
            any_of(query, attachments::subject_id.assume_not_null(), &filter.subject_id)
        };
        listed!(native, page, filtered => Row, attachments.updated_at, filter.sort => {
            AttachmentColumn::CreatedAt => created_at: Instant,
        })
    });
    Ok(found.map(|row| row.answer()))
}
