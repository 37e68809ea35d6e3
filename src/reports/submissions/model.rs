//! What a submission is: one version of a report, under an obligation.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::{Validate, ValidationError};

use crate::attachments::Attachment;
use crate::kernel::exact;
use crate::kernel::http::{ValidateGiven as _, patch};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::signing::{Signatory, SignedAs};
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
    /// The difficulties that it tells of, each once; absent where there are none. Whoever writes may read them; what they are is told to
    /// whoever may read them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 10))]
    #[schema(max_items = 10)]
    pub difficulty_ids: Vec<Id>,
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
    #[validate(range(min = 0, max = exact::LARGEST))]
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 25_000_000)]
    pub amount: i64,
}

/// That there are no figures of an indicator, and why: what a required indicator has in place of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoData {
    /// The indicator, by its code.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "CB.03")]
    pub indicator: String,
    /// Why there are none.
    #[validate(length(min = 1, max = 2_000))]
    #[schema(min_length = 1, max_length = 2_000, example = "Chưa tách được số liệu theo giới")]
    pub reason: String,
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
    /// The indicators of which there are no figures, each once and none of those that have a value; absent where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 500), nested)]
    #[schema(max_items = 500)]
    pub no_data: Vec<NoData>,
    /// The directions for the year to come.
    #[serde(default)]
    #[validate(length(max = 100), custom(function = fitting_directions))]
    #[schema(max_items = 100, value_type = Vec<ReportDirection>)]
    pub directions: Vec<String>,
    /// The budget estimate.
    #[serde(default)]
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub budget: Vec<BudgetLine>,
}

/// What to change of what a report says: a list that is absent stays as it is, one that is sent takes the place of that on record, and
/// null empties it (RFC 7396).
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportContentPatch {
    /// The sections that have text, each once; null for none.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(length(max = 100), nested)]
    #[schema(max_items = 100)]
    pub sections: Option<Option<Vec<SectionText>>>,
    /// The values of the indicators, each once; null for none.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(length(max = 500), nested)]
    #[schema(max_items = 500)]
    pub values: Option<Option<Vec<IndicatorValue>>>,
    /// The indicators of which there are no figures, each once and none of those that have a value; null for none.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(length(max = 500), nested)]
    #[schema(max_items = 500)]
    pub no_data: Option<Option<Vec<NoData>>>,
    /// The directions for the year to come; null for none.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(length(max = 100), custom(function = fitting_directions))]
    #[schema(max_items = 100, value_type = Option<Vec<ReportDirection>>)]
    pub directions: Option<Option<Vec<String>>>,
    /// The budget estimate; null for none.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub budget: Option<Option<Vec<BudgetLine>>>,
}

impl ReportContent {
    /// The same after a change.
    #[must_use]
    pub fn patched(mut self, change: &ReportContentPatch) -> Self {
        fn set<T: Clone>(list: &mut Vec<T>, change: &Option<Option<Vec<T>>>) {
            patch::set(list, change.clone().map(Option::unwrap_or_default));
        }
        set(&mut self.sections, &change.sections);
        set(&mut self.values, &change.values);
        set(&mut self.no_data, &change.no_data);
        set(&mut self.directions, &change.directions);
        set(&mut self.budget, &change.budget);
        self
    }
}

fn fitting_directions(lines: &[String]) -> Result<(), ValidationError> {
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
    /// `signed_on`, `signatory`, `nil` and `content` as they stand here, keys sorted, without blanks; where files came with it, also
    /// `attachments`, a list with the `id` and the `sha256` of each in the order of their ids.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: Option<String>,
    /// What the sender's clock said: evidence that nothing is judged by.
    pub device_time: Option<Instant>,
    /// When it was accepted.
    pub accepted_at: Option<Instant>,
    /// The files that came with it, such as a scan of the signed paper; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 10, nullable = false)]
    pub attachments: Option<Vec<Attachment>>,
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

/// What to edit while it is a draft; absent fields stay.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmissionPatch {
    /// What it says, list by list.
    #[validate(nested)]
    #[schema(nullable = false)]
    pub content: Option<ReportContentPatch>,
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
            /// The date on paper: from the first day that the figures cover, or today where that comes later, until today.
            #[schema(example = "2017-06-10")]
            signed_on: NaiveDate,
            /// Who signed it; the account that signs when absent.
            signatory: Option<SignedAs> => nested(validate_given),
            /// What the sender's clock says: kept as evidence, and nothing is judged by it.
            device_time: Option<Instant>,
            /// Files of the agency that come with it, such as a scan of the signed paper, sent beforehand.
            #[serde(default)]
            attachment_ids: Vec<Id> => items(10),
        },
        /// Declares, signed, that there is nothing to report.
        DeclareNil => "declare_nil" {
            /// The number on paper.
            #[schema(example = "46/BC-STP")]
            number: String => text(1, 100),
            /// The date on paper: from the first day that the figures cover, or today where that comes later, until today.
            #[schema(example = "2017-06-10")]
            signed_on: NaiveDate,
            /// Who signed it; the account that signs when absent.
            signatory: Option<SignedAs> => nested(validate_given),
            /// What the sender's clock says: kept as evidence, and nothing is judged by it.
            device_time: Option<Instant>,
            /// Files of the agency that come with it, such as a scan of the signed paper, sent beforehand.
            #[serde(default)]
            attachment_ids: Vec<Id> => items(10),
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

actions! {
    /// A step of a review, which many reports can take in one request.
    pub enum SubmissionReview {
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
    }
}

impl From<SubmissionReview> for SubmissionAction {
    fn from(review: SubmissionReview) -> Self {
        match review {
            SubmissionReview::Take {} => Self::Take {},
            SubmissionReview::Return { reason } => Self::Return { reason },
            SubmissionReview::Accept {} => Self::Accept {},
        }
    }
}

/// What somebody who signs says.
#[derive(Clone, Copy, Debug)]
pub struct Signing<'a> {
    /// The number on paper.
    pub number: &'a str,
    /// The date on paper.
    pub signed_on: NaiveDate,
    /// As whom, as far as it is said.
    pub signatory: Option<&'a SignedAs>,
    /// What the sender's clock says.
    pub device_time: Option<Instant>,
    /// Whether there is nothing to report.
    pub nil: bool,
    /// The files that come with it.
    pub attachment_ids: &'a [Id],
}

/// A signature: what was said, and what follows from who signs.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The number on paper.
    pub number: String,
    /// The date on paper.
    pub signed_on: NaiveDate,
    /// Who signed.
    pub signatory: Signatory,
    /// What the sender's clock says.
    pub device_time: Option<Instant>,
    /// Whether there is nothing to report.
    pub nil: bool,
    /// The files that came with it, in the order of their ids.
    pub files: Vec<SealedFile>,
}

/// A file as a receipt's hash covers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SealedFile {
    /// The file.
    pub id: Id,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl Signing<'_> {
    /// The signature of somebody.
    pub fn of(&self, signatory: Signatory, files: Vec<SealedFile>) -> Signed {
        let Self { number, signed_on, device_time, nil, .. } = *self;
        Signed { number: number.to_owned(), signed_on, signatory, device_time, nil, files }
    }
}

impl SubmissionAction {
    /// What is signed by this step, if it is one that signs.
    pub fn signing(&self) -> Option<Signing<'_>> {
        let nil = matches!(self, Self::DeclareNil { .. });
        match self {
            Self::Submit { number, signed_on, signatory, device_time, attachment_ids }
            | Self::DeclareNil { number, signed_on, signatory, device_time, attachment_ids } => Some(Signing {
                number,
                signed_on: *signed_on,
                signatory: signatory.as_ref(),
                device_time: *device_time,
                nil,
                attachment_ids,
            }),
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
