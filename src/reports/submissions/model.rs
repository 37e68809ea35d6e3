//! What a submission is: one version of a report, under an obligation.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::{Validate, ValidationError};

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::signing::Signatory;
use crate::kernel::sort::Sort;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::{actions, sort_columns};

/// No count is larger: the counts of every agency of the country add up within 64 bits.
const LARGEST_COUNT: i64 = 1_000_000_000_000;

text_enum! {
    /// Where a version of a report stands.
    pub enum SubmissionState {
        /// Being written; its own agency alone sees it.
        Draft => "draft",
        /// Handed over for signature; its own agency alone sees it.
        PendingSignature => "pending_signature",
        /// Signed and received: frozen from here on.
        Submitted => "submitted",
        /// The recipient looks at it.
        UnderReview => "under_review",
        /// The official one.
        Accepted => "accepted",
        /// Given back; the next version follows.
        Returned => "returned",
        /// Taken back before the review.
        Withdrawn => "withdrawn",
        /// A later version is official in its place.
        Superseded => "superseded",
    }
}

impl SubmissionState {
    /// Being written or on its way to acceptance: an obligation has one of these at most.
    pub const IN_FLIGHT: [Self; 4] = [Self::Draft, Self::PendingSignature, Self::Submitted, Self::UnderReview];

    /// Whether it has not left its agency yet: nobody else may know of it.
    pub fn is_draft(self) -> bool {
        matches!(self, Self::Draft | Self::PendingSignature)
    }

    /// Whether it is one of [`Self::IN_FLIGHT`].
    pub fn is_in_flight(self) -> bool {
        Self::IN_FLIGHT.contains(&self)
    }
}

/// What one section of the report says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionText {
    /// The section, by its code in the period.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "II")]
    pub code: String,
    /// The text.
    #[validate(length(min = 1, max = 50_000))]
    #[schema(min_length = 1, max_length = 50_000, example = "Đã tổ chức hai lớp tập huấn về lồng ghép giới")]
    pub text: String,
}

/// The value of one indicator: by sex, as one count, or as a ratio with its two parts. Which fields it has follows from the
/// indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IndicatorValue {
    /// The indicator, by its code.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "CB.01")]
    pub indicator: String,
    /// Women and girls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 0, max = LARGEST_COUNT))]
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64, example = 12)]
    pub female: Option<i64>,
    /// Men and boys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 0, max = LARGEST_COUNT))]
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64, example = 30)]
    pub male: Option<i64>,
    /// All together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 0, max = LARGEST_COUNT))]
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64, example = 42)]
    pub total: Option<i64>,
    /// The part, of a ratio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 0, max = LARGEST_COUNT))]
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    pub numerator: Option<i64>,
    /// The whole, of a ratio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(range(min = 0, max = LARGEST_COUNT))]
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    pub denominator: Option<i64>,
}

/// One line of the budget estimate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BudgetLine {
    /// What for.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, example = "Tập huấn cho cán bộ nữ")]
    pub item: String,
    /// How much, in whole VND.
    #[validate(range(min = 0))]
    #[schema(minimum = 0, maximum = 9_223_372_036_854_775_807_i64, example = 25_000_000)]
    pub amount: i64,
}

/// One direction for the year to come; a type for the document alone, which bounds each.
#[derive(ToSchema)]
#[schema(min_length = 1, max_length = 5_000, example = "Tăng tỷ lệ nữ trong quy hoạch lãnh đạo")]
pub struct ReportDirection(#[allow(dead_code, reason = "never made")] String);

/// What a report says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportContent {
    /// The sections that have text, each once.
    #[serde(default)]
    #[validate(length(max = 100), nested)]
    #[schema(max_items = 100)]
    pub sections: Vec<SectionText>,
    /// The values of the indicators, each once.
    #[serde(default)]
    #[validate(length(max = 500), nested)]
    #[schema(max_items = 500)]
    pub values: Vec<IndicatorValue>,
    /// The directions for the year to come.
    #[serde(default)]
    #[validate(length(max = 100), custom(function = directions))]
    #[schema(max_items = 100, value_type = Vec<ReportDirection>)]
    pub directions: Vec<String>,
    /// The budget estimate.
    #[serde(default)]
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub budget: Vec<BudgetLine>,
}

fn directions(lines: &[String]) -> Result<(), ValidationError> {
    let fits = lines.iter().all(|it| (1..=5_000).contains(&it.chars().count()));
    if fits { Ok(()) } else { Err(ValidationError::new("length")) }
}

/// One version of a report.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Submission {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was begun.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The obligation that it answers.
    pub obligation_id: Id,
    /// The period.
    pub period_id: Id,
    /// The agency that reports.
    pub agency_id: Id,
    /// The agency that receives the report.
    pub recipient_id: Id,
    /// Which version of the report it is, from 1.
    #[schema(minimum = 1)]
    pub number: i32,
    /// Where it stands.
    pub state: SubmissionState,
    /// Whether it declares that there is nothing to report.
    pub nil: bool,
    /// What it says; absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub content: Option<ReportContent>,
    /// The number on paper, once signed.
    #[schema(max_length = 100, example = "45/BC-STP")]
    pub report_number: Option<String>,
    /// The date on paper, once signed.
    pub signed_on: Option<NaiveDate>,
    /// Who signed it.
    pub signatory: Option<Signatory>,
    /// The number under which it was received.
    #[schema(max_length = 40, example = "TN-20170610-7K3F9Q2M4X")]
    pub receipt_number: Option<String>,
    /// When it arrived, by the server's clock.
    pub received_at: Option<Instant>,
    /// Whether the report was late when this version arrived: by the receipt of the first version that was not withdrawn,
    /// against the due instant that held then.
    pub late: Option<bool>,
    /// The SHA-256 of what was received, over its canonical JSON: `id`, `obligation_id`, `number`, `report_number`,
    /// `signed_on`, `signatory`, `nil` and `content` as they stand here, keys sorted, without blanks.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: Option<String>,
    /// What the sender's clock said: evidence that nothing is judged by.
    pub device_time: Option<Instant>,
    /// When it was accepted.
    pub accepted_at: Option<Instant>,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for Submission {
    const RESOURCE: &'static str = "submissions";

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

/// A version to begin.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSubmission {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// The obligation that it answers.
    pub obligation_id: Id,
    /// What it says; that of the newest version when absent.
    #[validate(nested)]
    pub content: Option<ReportContent>,
}

/// What to edit while it is a draft.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmissionPatch {
    /// What it says, as a whole.
    #[validate(nested)]
    pub content: ReportContent,
}

actions! {
    /// A step of a submission.
    pub enum SubmissionAction {
        /// Hands the draft over for signature.
        HandOver => "hand_over" {},
        /// Gives it back to be reworked before it is signed.
        ReturnToDraft => "return_to_draft" because reason {
            /// Why.
            #[schema(example = "Bổ sung số liệu cán bộ nữ")]
            reason: String => text(1, 2_000),
        },
        /// Signs it and sends it in.
        Submit => "submit" {
            /// The number on paper.
            #[schema(example = "45/BC-STP")]
            number: String => text(1, 100),
            /// The date on paper.
            #[schema(example = "2017-06-10")]
            signed_on: NaiveDate,
            /// Who signed it.
            signatory: Signatory => nested(validate),
            /// What the sender's clock says: kept as evidence, and nothing is judged by it.
            device_time: Option<Instant>,
        },
        /// Declares, signed, that there is nothing to report.
        DeclareNil => "declare_nil" {
            /// The number on paper.
            #[schema(example = "46/BC-STP")]
            number: String => text(1, 100),
            /// The date on paper.
            #[schema(example = "2017-06-10")]
            signed_on: NaiveDate,
            /// Who signed it.
            signatory: Signatory => nested(validate),
            /// What the sender's clock says: kept as evidence, and nothing is judged by it.
            device_time: Option<Instant>,
        },
        /// Takes it back before anybody reviews it.
        Withdraw => "withdraw" because reason {
            /// Why.
            #[schema(example = "Gửi nhầm bản")]
            reason: String => text(1, 2_000),
        },
        /// Takes it under review.
        Take => "take" {},
        /// Gives it back; the next version follows.
        Return => "return" because reason {
            /// Why.
            #[schema(example = "Thiếu số liệu theo giới")]
            reason: String => text(1, 2_000),
        },
        /// Accepts it: it is the official one from now on.
        Accept => "accept" {},
        /// Opens the next version as a draft; this one stays official until that is accepted.
        Amend => "amend" because reason {
            /// Why.
            #[schema(example = "Đính chính số liệu quý II")]
            reason: String => text(1, 2_000),
        },
    }
}

/// What a signature says.
#[derive(Clone, Copy, Debug)]
pub struct Signing<'a> {
    /// The number on paper.
    pub number: &'a str,
    /// The date on paper.
    pub signed_on: NaiveDate,
    /// Who signed.
    pub signatory: &'a Signatory,
    /// What the sender's clock says.
    pub device_time: Option<Instant>,
    /// Whether there is nothing to report.
    pub nil: bool,
}

impl SubmissionAction {
    /// What is signed by this step, if it is one that signs.
    pub fn signing(&self) -> Option<Signing<'_>> {
        let nil = matches!(self, Self::DeclareNil { .. });
        match self {
            Self::Submit { number, signed_on, signatory, device_time }
            | Self::DeclareNil { number, signed_on, signatory, device_time } => {
                Some(Signing { number, signed_on: *signed_on, signatory, device_time: *device_time, nil })
            }
            _ => None,
        }
    }
}

sort_columns! {
    /// The orders of a list of submissions.
    pub enum SubmissionColumn { CreatedAt = "created_at" }
}

/// Which submissions to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SubmissionFilter {
    /// Under any of these obligations.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub obligation_id: Vec<Id>,
    /// Of any of these periods.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub period_id: Vec<Id>,
    /// Of any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub agency_id: Vec<Id>,
    /// Received by any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub recipient_id: Vec<Id>,
    /// In any of these states.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<SubmissionState>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<SubmissionColumn>,
}
