//! Restricted texts, and who read what. A text is read by those alone to whom it is disclosed.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::kernel::crypto;
use crate::kernel::db::View;
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sort::Sort;
use crate::kernel::sql::{AnyConnection, insert_many, insert_row, on_engine};
use crate::listed;
use crate::restricted::model::{Disclosure, RestrictedText, Whose};
use crate::restricted::rules;
use crate::schema::{disclosures, restricted_texts};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "disclosures_pkey", columns: "disclosures.id", code: Code::IdTaken },
    Constraint::ForeignKey(Code::UnknownReference),
];

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

/// What a text belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The inspection that it is one of; none where it belongs to anything else.
    pub inspection: Option<Id>,
    /// The agency whose paper that is.
    pub agency: Id,
    /// The resource, as in paths.
    pub resource: &'static str,
    /// The object.
    pub id: Id,
}

/// A text as it is on record. It is never shown as a whole: neither a log nor a panic has its words.
#[derive(Clone, Queryable, Insertable)]
#[diesel(table_name = restricted_texts, treat_none_as_default_value = false)]
pub struct TextRow {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    pub version: i32,
    /// When it was made.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The inspection that it belongs to; none where it is of another paper.
    pub inspection_id: Option<Id>,
    /// The agency whose paper that is.
    pub agency_id: Id,
    /// What it is said of: the resource, as in paths.
    pub resource: String,
    /// And which object.
    pub subject_id: Id,
    /// Who wrote it.
    pub author_id: Id,
    /// The 32 random bytes before it.
    pub salt: Vec<u8>,
    /// What it says.
    pub text: String,
    /// The SHA-256 over both, in hexadecimal.
    pub sha256: String,
}

impl std::fmt::Debug for TextRow {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("TextRow").field("id", &self.id).field("sha256", &self.sha256).finish_non_exhaustive()
    }
}

/// The SHA-256 over the random bytes and the text.
fn digest(salt: &[u8], text: &str) -> String {
    crypto::hex(&crypto::sha256(&[salt, text.as_bytes()].concat()))
}

fn salt() -> Result<Vec<u8>, Problem> {
    let random = crypto::random::<32>().map_err(|error| {
        tracing::error!(%error, "no random bytes");
        Problem::of(Code::Internal)
    })?;
    Ok(random.to_vec())
}

impl TextRow {
    /// A text that somebody writes.
    pub fn new(place: Place, text: &str, author: Id, now: Instant) -> Result<Self, Problem> {
        let salt = salt()?;
        Ok(Self {
            id: Id::named(now, &format!("restricted text of {} {}", place.resource, place.id)),
            version: 1,
            created_at: now,
            updated_at: now,
            inspection_id: place.inspection,
            agency_id: place.agency,
            resource: place.resource.to_owned(),
            subject_id: place.id,
            author_id: author,
            sha256: digest(&salt, text),
            salt,
            text: text.to_owned(),
        })
    }

    /// The next version, with another text in place of it, which is whose words it is from then on.
    pub fn replaced(&self, text: &str, author: Id, now: Instant) -> Result<Self, Problem> {
        let salt = salt()?;
        Ok(Self {
            version: self.version + 1,
            updated_at: now,
            author_id: author,
            sha256: digest(&salt, text),
            salt,
            text: text.to_owned(),
            ..self.clone()
        })
    }

    /// What everybody else sees of it.
    pub fn answer(&self) -> RestrictedText {
        RestrictedText {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            inspection_id: self.inspection_id,
            agency_id: self.agency_id,
            resource: self.resource.clone(),
            subject_id: self.subject_id,
            author_id: self.author_id,
            sha256: self.sha256.clone(),
        }
    }
}

/// The restricted text of an object, under the lock of its inspection; none where it has none.
pub fn text_of(connection: &mut AnyConnection, resource: &str, subject: Id) -> Result<Option<TextRow>, Problem> {
    Ok(texts_of(connection, resource, &[subject])?.remove(&subject))
}

/// The restricted texts of some objects, by object.
pub fn texts_of(
    connection: &mut AnyConnection,
    resource: &str,
    subjects: &[Id],
) -> Result<HashMap<Id, TextRow>, Problem> {
    if subjects.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<TextRow> = restricted_texts::table
        .filter(restricted_texts::subject_id.eq_any(subjects))
        .filter(restricted_texts::resource.eq(resource))
        .load(connection)?;
    Ok(rows.into_iter().map(|row| (row.subject_id, row)).collect())
}

/// Stores texts, each in place of what was there. What was there is written over on SQLite (`secure_delete`).
pub fn store_texts(connection: &mut AnyConnection, rows: Vec<TextRow>) -> Result<(), Problem> {
    if rows.is_empty() {
        return Ok(());
    }
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let earlier = restricted_texts::table.filter(restricted_texts::id.eq_any(ids));
    diesel::delete(earlier).execute(connection).map_err(broken)?;
    insert_many!(connection, restricted_texts::table, rows).map(drop).map_err(broken)
}

/// What a text belongs to; none where there is no such text.
pub fn whose_text(connection: &mut AnyConnection, id: Id) -> Result<Option<Whose>, Problem> {
    let found: Option<(String, Id, Option<Id>)> = restricted_texts::table
        .find(id)
        .select((restricted_texts::resource, restricted_texts::subject_id, restricted_texts::inspection_id))
        .first(connection)
        .optional()?;
    Ok(found.map(|(resource, subject, inspection)| Whose { resource, subject, inspection }))
}

/// The texts of a part of the table, as the journal would tell of them: each has the SHA-256 that it is known by.
pub fn held_texts(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<TextRow> = rows_of!(restricted_texts, part).load(connection)?;
    let is_known = |row: &TextRow| row.salt.len() == 32 && digest(&row.salt, &row.text) == row.sha256;
    rows.iter().map(|row| Ok(Kept::of(row.id, &row.answer())?.with("the text", is_known(row)))).collect()
}

/// That somebody read something.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = disclosures, treat_none_as_default_value = false)]
pub struct DisclosureRow {
    /// Its identifier.
    pub id: Id,
    /// When it was read.
    pub created_at: Instant,
    /// The inspection that it belongs to; none where it is of another paper.
    pub inspection_id: Option<Id>,
    /// The agency whose paper that is.
    pub agency_id: Id,
    /// What the text is said of: the resource, as in paths.
    pub resource: String,
    /// And which object.
    pub subject_id: Id,
    /// The SHA-256 of what was read, in hexadecimal.
    pub sha256: String,
    /// Who read it.
    pub reader_id: Id,
    /// The agency for which.
    pub reader_agency_id: Id,
    /// What for.
    pub purpose: String,
}

impl DisclosureRow {
    /// What was read.
    pub fn whose(&self) -> Whose {
        Whose { resource: self.resource.clone(), subject: self.subject_id, inspection: self.inspection_id }
    }

    /// What is on record of it.
    pub fn answer(&self) -> Disclosure {
        let is_of_file = self.resource == crate::attachments::NAME;
        Disclosure {
            id: self.id,
            version: 1,
            created_at: self.created_at,
            inspection_id: self.inspection_id,
            agency_id: self.agency_id,
            resource: self.resource.clone(),
            subject_id: self.subject_id,
            sha256: self.sha256.clone(),
            reader_id: self.reader_id,
            reader_name: None,
            reader_agency_id: self.reader_agency_id,
            purpose: self.purpose.clone(),
            until: is_of_file.then(|| rules::open_until(self.created_at)),
        }
    }
}

/// Enters one.
pub fn insert_disclosure(connection: &mut AnyConnection, row: &DisclosureRow) -> Result<(), Problem> {
    insert_row!(connection, disclosures::table, row).map(drop).map_err(broken)
}

/// One disclosure; none where there is no such.
pub fn disclosure(connection: &mut AnyConnection, id: Id) -> Result<Option<DisclosureRow>, Problem> {
    let found: QueryResult<DisclosureRow> = on_engine!(connection, native => disclosures::table.find(id).first(native));
    Ok(found.optional()?)
}

/// One page of who read what of an inspection, oldest first: of everybody, or of one reader.
pub fn disclosures_of_inspection(
    view: &mut View<'_>,
    inspection: Id,
    reader: Option<Id>,
    page: &PageRequest,
) -> Result<Page<Disclosure>, Problem> {
    let filtered = || {
        let query = disclosures::table.filter(disclosures::inspection_id.eq(inspection)).into_boxed();
        match reader {
            Some(reader) => query.filter(disclosures::reader_id.eq(reader)),
            None => query,
        }
    };
    let found = listed!(view.connection, page, filtered => DisclosureRow, disclosures.created_at, Sort::ONLY => {
        () => created_at: Instant,
    });
    Ok(named(view, found))
}

/// The same of one thing that has a restricted text.
pub fn disclosures_of_subject(
    view: &mut View<'_>,
    (resource, subject): (&'static str, Id),
    reader: Option<Id>,
    page: &PageRequest,
) -> Result<Page<Disclosure>, Problem> {
    let filtered = || {
        let query = disclosures::table
            .filter(disclosures::subject_id.eq(subject))
            .filter(disclosures::resource.eq(resource))
            .into_boxed();
        match reader {
            Some(reader) => query.filter(disclosures::reader_id.eq(reader)),
            None => query,
        }
    };
    let found = listed!(view.connection, page, filtered => DisclosureRow, disclosures.created_at, Sort::ONLY => {
        () => created_at: Instant,
    });
    Ok(named(view, found))
}

fn named(view: &View<'_>, found: Page<DisclosureRow>) -> Page<Disclosure> {
    let directory = &view.caller.directory;
    found.map(|row| Disclosure { reader_name: Some(directory.user_name(row.reader_id)), ..row.answer() })
}

/// The disclosures of a part of the table, as the journal would tell of them.
pub fn held_disclosures(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<DisclosureRow> = rows_of!(disclosures, part).load(connection)?;
    rows.iter().map(|row| Kept::of(row.id, &row.answer())).collect()
}
