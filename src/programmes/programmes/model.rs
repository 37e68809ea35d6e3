//! What a programme is.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::{Validate, ValidationError};

use crate::kernel::http::{ValidateGiven as _, patch};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::signing::{Signatory, SignedAs};
use crate::kernel::sort::Sort;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::{actions, sort_columns};

text_enum! {
    /// Where a programme stands.
    pub enum ProgrammeState {
        /// Being written.
        Draft => "draft",
        /// Handed over for issue.
        UnderReview => "under_review",
        /// Issued: immutable, and its tasks are obligations.
        Issued => "issued",
        /// Its year is done.
        Closed => "closed",
        /// Given up.
        Cancelled => "cancelled",
    }
}

text_enum! {
    /// The kind of paper.
    pub enum ProgrammeKind {
        /// Chương trình (CTr).
        Programme => "programme",
        /// Kế hoạch (KH).
        Plan => "plan",
    }
}

/// One line of nơi nhận; a type for the document alone, which bounds each line.
#[derive(ToSchema)]
#[schema(min_length = 1, max_length = 300, example = "Ban VSTBPN các quận, huyện")]
pub struct Recipient(#[allow(dead_code, reason = "never made")] String);

/// A document that a programme rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LegalBasis {
    /// The document.
    pub legal_document_id: Id,
    /// What of it.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    pub note: Option<String>,
}

/// A work programme of an agency for a year.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Programme {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was begun.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The identifier of its first revision.
    pub series_id: Id,
    /// The revision, from 1.
    #[schema(minimum = 1)]
    pub revision: i32,
    /// The revision before.
    pub supersedes_id: Option<Id>,
    /// Since when a later revision is in force in its place.
    pub superseded_at: Option<Instant>,
    /// The agency that issues it.
    pub agency_id: Id,
    /// The programme that it is derived from.
    pub parent_id: Option<Id>,
    /// The kind of paper.
    pub kind: ProgrammeKind,
    /// The year.
    #[schema(minimum = 1990, maximum = 2200, example = 2017)]
    pub year: i32,
    /// Its title.
    #[schema(max_length = 500, example = "Chương trình công tác vì sự tiến bộ của phụ nữ thành phố năm 2017")]
    pub title: String,
    /// What it is for.
    #[schema(max_length = 10_000)]
    pub purpose: Option<String>,
    /// What it asks.
    #[schema(max_length = 10_000)]
    pub requirements: Option<String>,
    /// The documents it rests on.
    #[schema(max_items = 50)]
    pub legal_basis: Vec<LegalBasis>,
    /// The documents it cites.
    #[schema(max_items = 50)]
    pub cited_documents: Vec<Id>,
    /// Who receives it (nơi nhận).
    #[schema(max_items = 100, value_type = Vec<Recipient>)]
    pub recipients: Vec<String>,
    /// A note, for instance which facts are assumed.
    #[schema(max_length = 2_000)]
    pub note: Option<String>,
    /// Where it stands.
    pub state: ProgrammeState,
    /// The number on paper, once issued.
    #[schema(max_length = 100, example = "1016/CTr-BCĐ")]
    pub number: Option<String>,
    /// The date on paper, once issued.
    pub issued_on: Option<NaiveDate>,
    /// The place on paper.
    #[schema(max_length = 200, example = "Hải Phòng")]
    pub place: Option<String>,
    /// Who signed it.
    pub signatory: Option<Signatory>,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for Programme {
    const RESOURCE: &'static str = "programmes";

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

fn recipient_lines(lines: &[String]) -> Result<(), ValidationError> {
    let fits = lines.iter().all(|it| (1..=300).contains(&it.chars().count()));
    if fits { Ok(()) } else { Err(ValidationError::new("length")) }
}

/// A programme to begin.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProgramme {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// The agency that will issue it.
    pub agency_id: Id,
    /// The kind of paper; a programme when absent.
    pub kind: Option<ProgrammeKind>,
    /// The year.
    #[validate(range(min = 1990, max = 2200))]
    #[schema(minimum = 1990, maximum = 2200, example = 2018)]
    pub year: i32,
    /// Its title.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500, example = "Chương trình công tác năm 2018")]
    pub title: String,
    /// What it is for.
    #[validate(length(min = 1, max = 10_000))]
    #[schema(min_length = 1, max_length = 10_000)]
    pub purpose: Option<String>,
    /// What it asks.
    #[validate(length(min = 1, max = 10_000))]
    #[schema(min_length = 1, max_length = 10_000)]
    pub requirements: Option<String>,
    /// The documents it rests on.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    pub legal_basis: Vec<LegalBasis>,
    /// The documents it cites.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub cited_documents: Vec<Id>,
    /// Who receives it, a line each, of 1 to 300 characters.
    #[serde(default)]
    #[validate(length(max = 100), custom(function = recipient_lines))]
    #[schema(max_items = 100, value_type = Vec<Recipient>)]
    pub recipients: Vec<String>,
    /// The programme that it is derived from.
    pub parent_id: Option<Id>,
    /// A note.
    #[validate(length(min = 1, max = 2_000))]
    #[schema(min_length = 1, max_length = 2_000)]
    pub note: Option<String>,
}

/// What to edit while it is a draft; absent fields stay.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProgrammePatch {
    /// Its title.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500, nullable = false)]
    pub title: Option<String>,
    /// What it is for; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 10_000))]
    #[schema(min_length = 1, max_length = 10_000, example = "Triển khai công tác bình đẳng giới trong năm")]
    pub purpose: Option<Option<String>>,
    /// What it asks; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 10_000))]
    #[schema(min_length = 1, max_length = 10_000)]
    pub requirements: Option<Option<String>>,
    /// The documents it rests on.
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50, nullable = false)]
    pub legal_basis: Option<Vec<LegalBasis>>,
    /// The documents it cites.
    #[validate(length(max = 50))]
    #[schema(max_items = 50, nullable = false)]
    pub cited_documents: Option<Vec<Id>>,
    /// Who receives it, a line each, of 1 to 300 characters.
    #[validate(length(max = 100), custom(function = recipient_lines))]
    #[schema(max_items = 100, value_type = Option<Vec<Recipient>>, nullable = false)]
    pub recipients: Option<Vec<String>>,
    /// A note; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 2_000))]
    #[schema(min_length = 1, max_length = 2_000)]
    pub note: Option<Option<String>>,
}

/// An agency's own programme, derived from one in force above it.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDerivedProgramme {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// The agency that will issue it.
    pub agency_id: Id,
    /// Its title; that of the programme above when absent.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    pub title: Option<String>,
}

actions! {
    /// A step of a programme.
    pub enum ProgrammeAction {
        /// Hands the draft over for issue.
        Submit => "submit" {},
        /// Gives it back to be reworked.
        Return => "return" because reason {
            /// Why.
            #[schema(example = "Cần bổ sung đơn vị phối hợp của nhiệm vụ II.3.b")]
            reason: String => text(1, 2_000),
        },
        /// Issues it; its tasks become obligations.
        Issue => "issue" {
            /// The number on paper, unique for the issuer, the year and the kind.
            #[schema(example = "1016/CTr-BCĐ")]
            number: String => text(1, 100),
            /// The date on paper: from 1 January of the year before that of the programme, or today where that comes later, until today.
            #[schema(example = "2017-03-06")]
            issued_on: NaiveDate,
            /// The place on paper.
            #[schema(example = "Hải Phòng")]
            place: String => text(1, 200),
            /// Who signed it; the account that signs when absent.
            signatory: Option<SignedAs> => nested(validate_given),
        },
        /// Opens the next revision as a draft; this one stays in force until that is issued.
        Amend => "amend" because reason {
            /// Why.
            #[schema(example = "Điều chỉnh thời hạn của nhiệm vụ II.1")]
            reason: String => text(1, 2_000),
        },
        /// Closes the year.
        Close => "close" {},
        /// Gives it up; its open assignments are cancelled.
        Cancel => "cancel" because reason {
            /// Why.
            #[schema(example = "Lồng ghép vào chương trình của thành phố")]
            reason: String => text(1, 2_000),
        },
    }
}

sort_columns! {
    /// The orders of a list of programmes.
    pub enum ProgrammeColumn { CreatedAt = "created_at", Title = "title", Year = "year" }
}

/// Which programmes to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProgrammeFilter {
    /// Issued by any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub agency_id: Vec<Id>,
    /// Of any of these years.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub year: Vec<i32>,
    /// In any of these states.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<ProgrammeState>,
    /// Of this kind.
    pub kind: Option<ProgrammeKind>,
    /// Derived from this programme.
    pub parent_id: Option<Id>,
    /// Text in number or title, with or without diacritics.
    #[validate(length(min = 1, max = 100))]
    #[param(min_length = 1, max_length = 100)]
    pub q: Option<String>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<ProgrammeColumn>,
}
