//! What a legal document is.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::kernel::http::{dates, patch};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::sort::Sort;
use crate::kernel::text;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::sort_columns;

text_enum! {
    /// The kind of a legal document.
    pub enum DocumentKind {
        /// Luật.
        Law => "law",
        /// Nghị quyết.
        Resolution => "resolution",
        /// Nghị định.
        Decree => "decree",
        /// Quyết định.
        Decision => "decision",
        /// Thông tư.
        Circular => "circular",
        /// Chỉ thị.
        Directive => "directive",
        /// Công văn.
        OfficialLetter => "official_letter",
        /// Thông báo.
        Notice => "notice",
        /// Kế hoạch.
        Plan => "plan",
        /// Chương trình.
        Programme => "programme",
        /// Anything else.
        Other => "other",
    }
}

/// A legal document that programmes, plans and decisions refer to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LegalDocument {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The number on paper.
    #[schema(max_length = 100, example = "73/2006/QH11")]
    pub number: String,
    /// Its kind.
    pub kind: DocumentKind,
    /// Who issued it.
    #[schema(max_length = 300, example = "Quốc hội")]
    pub issuer: String,
    /// The date on paper.
    #[schema(example = "2006-11-29")]
    pub issued_on: NaiveDate,
    /// What it is about.
    #[schema(max_length = 500, example = "Luật Bình đẳng giới")]
    pub title: String,
    /// Where it can be read.
    #[schema(max_length = 2000)]
    pub link: Option<String>,
    /// What the caller may do; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for LegalDocument {
    const RESOURCE: &'static str = "legal-documents";

    fn id(&self) -> Id {
        self.id
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn owner(&self) -> Option<Id> {
        None
    }
}

/// A legal document to enter.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLegalDocument {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// The number on paper.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "178/QĐ-TTg")]
    pub number: String,
    /// Its kind.
    pub kind: DocumentKind,
    /// Who issued it.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, example = "Thủ tướng Chính phủ")]
    pub issuer: String,
    /// The date on paper.
    #[schema(example = "2016-01-28")]
    pub issued_on: NaiveDate,
    /// What it is about.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500, example = "Kế hoạch tăng cường công tác bình đẳng giới")]
    pub title: String,
    /// Where it can be read.
    #[validate(custom(function = text::web_address))]
    #[schema(max_length = 2000, pattern = r"^https?://[!-~]{1,1900}$")]
    pub link: Option<String>,
}

/// What to correct; absent fields stay.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LegalDocumentPatch {
    /// The number on paper.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, nullable = false)]
    pub number: Option<String>,
    /// Its kind.
    #[schema(nullable = false)]
    pub kind: Option<DocumentKind>,
    /// Who issued it.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, nullable = false)]
    pub issuer: Option<String>,
    /// The date on paper.
    #[schema(nullable = false)]
    pub issued_on: Option<NaiveDate>,
    /// What it is about.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500, example = "Luật Bình đẳng giới", nullable = false)]
    pub title: Option<String>,
    /// Where it can be read; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(custom(function = text::web_address))]
    #[schema(max_length = 2000, pattern = r"^https?://[!-~]{1,1900}$")]
    pub link: Option<Option<String>>,
}

impl LegalDocument {
    /// Whether readers know it by the same as another state of it.
    pub fn is_known_as(&self, other: &Self) -> bool {
        let known_by = |it: &Self| (it.number.clone(), it.kind, it.issuer.clone(), it.issued_on, it.title.clone());
        known_by(self) == known_by(other)
    }
}

sort_columns! {
    /// The orders of a list of legal documents.
    pub enum LegalDocumentColumn { IssuedOn = "issued_on", Title = "title" }
}

/// Which legal documents to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LegalDocumentFilter {
    /// Any of these kinds.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub kind: Vec<DocumentKind>,
    /// Issued on this date or later.
    #[serde(default, deserialize_with = "dates::optional")]
    pub issued_on_from: Option<NaiveDate>,
    /// Issued before this date.
    #[serde(default, deserialize_with = "dates::optional")]
    pub issued_on_before: Option<NaiveDate>,
    /// Text in number, issuer or title, with or without diacritics.
    #[validate(length(min = 1, max = 100))]
    #[param(min_length = 1, max_length = 100)]
    pub q: Option<String>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<LegalDocumentColumn>,
}
