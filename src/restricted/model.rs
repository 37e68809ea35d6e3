//! What is told of restricted texts and files, and of those who read them. The text itself is told to none but them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;

/// What something restricted belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    /// The resource, as in paths.
    pub resource: String,
    /// The object.
    pub subject: Id,
    /// The inspection, where it is one of an inspection's.
    pub inspection: Option<Id>,
}

/// A restricted text, as everybody else sees it who reads what it belongs to.
#[derive(Clone, Debug, Serialize)]
pub struct RestrictedText {
    /// Its identifier.
    pub id: Id,
    /// Raised by one each time that it is replaced.
    pub version: i32,
    /// When it was first written.
    pub created_at: Instant,
    /// When it was last replaced.
    pub updated_at: Instant,
    /// The inspection that it is one of; none where it belongs to anything else.
    pub inspection_id: Option<Id>,
    /// The agency whose paper that is.
    pub agency_id: Id,
    /// What kind of thing it belongs to, as in paths.
    pub resource: String,
    /// What it belongs to.
    pub subject_id: Id,
    /// Who wrote what it says now. He may replace it, and so may whoever leads: of a visit the team, of a difficulty the agency.
    pub author_id: Id,
    /// The SHA-256 over 32 random bytes and the text, in hexadecimal.
    pub sha256: String,
}

impl Record for RestrictedText {
    const RESOURCE: &'static str = "restricted-texts";
    const KEPT_BY_AUTHORS: bool = true;

    fn id(&self) -> Id {
        self.id
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn owner(&self) -> Option<Id> {
        Some(self.agency_id)
    }
}

/// That somebody read what is restricted, and why.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Disclosure {
    /// Its identifier.
    pub id: Id,
    /// Always 1: what was read stays read.
    #[schema(minimum = 1, maximum = 1)]
    pub version: i32,
    /// When.
    pub created_at: Instant,
    /// The inspection that it is of; null where it belongs to anything else.
    pub inspection_id: Option<Id>,
    /// The agency whose paper that is.
    pub agency_id: Id,
    /// What kind of thing was read, as in paths: `answers`, `attachments` or `difficulties`.
    #[schema(max_length = 40, example = "answers")]
    pub resource: String,
    /// What was read.
    pub subject_id: Id,
    /// The SHA-256 of what was read, in hexadecimal: of a file, or over 32 random bytes and a text.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
    /// Who read it.
    pub reader_id: Id,
    /// That person's name; only on reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200, nullable = false, example = "Nguyễn Thị Hoa")]
    pub reader_name: Option<String>,
    /// For which agency.
    pub reader_agency_id: Id,
    /// What for.
    #[schema(max_length = 500, example = "Chuẩn bị kết luận kiểm tra")]
    pub purpose: String,
    /// Until when its reader may download the file; null for a text, which comes with the answer alone.
    pub until: Option<Instant>,
}

impl Record for Disclosure {
    const RESOURCE: &'static str = "disclosures";
    const KEPT_BY_AUTHORS: bool = true;

    fn id(&self) -> Id {
        self.id
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn owner(&self) -> Option<Id> {
        Some(self.agency_id)
    }
}

/// A disclosure with the text, which no record has.
#[derive(Clone, Serialize, ToSchema)]
pub struct DisclosedText {
    /// What is on record.
    #[serde(flatten)]
    pub disclosure: Disclosure,
    /// The text.
    #[schema(max_length = 10_000)]
    pub text: String,
}

/// What somebody wants to read restricted text for.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDisclosure {
    /// What for. It stays on record, and names nobody.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500, example = "Chuẩn bị kết luận kiểm tra")]
    pub purpose: String,
}
