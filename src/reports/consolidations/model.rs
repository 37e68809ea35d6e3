//! What a consolidation is: one report made of many versions, which it names by hash.

pub mod document;
pub mod item;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::attachments::Attachment;
use crate::kernel::http::{ValidateGiven as _, patch};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::signing::{Signatory, SignedAs};
use crate::kernel::sort::Sort;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::reports::consolidations::model::document::IndicatorSum;
use crate::reports::consolidations::model::item::{Difference, Warning};
use crate::{actions, sort_columns};

/// So many recipients one consolidation is sent to at most.
pub const MOST_DISPATCHES: usize = 200;

text_enum! {
    /// Where a consolidation stands.
    pub enum ConsolidationState {
        /// Begun; nothing is compiled yet.
        Open => "open",
        /// Made of the versions that were accepted then.
        Compiled => "compiled",
        /// With the chair.
        UnderReview => "under_review",
        /// Signed and numbered: frozen from here on.
        Issued => "issued",
        /// Issued, and sent to somebody at least.
        Sent => "sent",
    }
}

impl ConsolidationState {
    /// Not issued yet: a period has one of these at most.
    pub const IN_FLIGHT: [Self; 3] = [Self::Open, Self::Compiled, Self::UnderReview];

    /// Whether it is one of [`Self::IN_FLIGHT`].
    pub fn is_in_flight(self) -> bool {
        Self::IN_FLIGHT.contains(&self)
    }

    /// Whether it may still be edited.
    pub fn is_editable(self) -> bool {
        matches!(self, Self::Open | Self::Compiled)
    }
}

/// One letter by which it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Dispatch {
    /// To whom.
    #[schema(max_length = 300, example = "Ủy ban quốc gia vì sự tiến bộ của phụ nữ Việt Nam")]
    pub recipient: String,
    /// The date of the letter.
    pub sent_on: NaiveDate,
    /// Its number.
    #[schema(max_length = 100, example = "1205/CV-BCĐ")]
    pub letter_number: String,
    /// When it was recorded.
    pub recorded_at: Instant,
}

/// One report made of many.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Consolidation {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was begun.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The period.
    pub period_id: Id,
    /// The committee whose report it is.
    pub committee_id: Id,
    /// Which consolidation of the period it is, from 1.
    #[schema(minimum = 1)]
    pub number: i32,
    /// Where it stands.
    pub state: ConsolidationState,
    /// Its title.
    #[schema(max_length = 300, example = "Báo cáo tổng hợp 6 tháng đầu năm 2017")]
    pub title: String,
    /// What is said beside the figures.
    #[schema(max_length = 50_000)]
    pub narrative: Option<String>,
    /// When it was last compiled.
    pub compiled_at: Option<Instant>,
    /// How many versions it includes.
    #[schema(minimum = 0)]
    pub included: i32,
    /// How many reports were received, and were not accepted when it was compiled. Null where that was before they stood apart from
    /// the missing ones.
    #[schema(minimum = 0)]
    pub not_accepted: Option<i32>,
    /// How many reports it leaves out for a reason.
    #[schema(minimum = 0)]
    pub left_out: i32,
    /// Of how many reports nothing was received.
    #[schema(minimum = 0)]
    pub missing: i32,
    /// What of it is incomplete; absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 500, nullable = false)]
    pub warnings: Option<Vec<Warning>>,
    /// The sums of the indicators; absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 500, nullable = false)]
    pub sums: Option<Vec<IndicatorSum>>,
    /// The sum of the budget estimates, in VND.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub budget: i64,
    /// How the last compilation differs from the one before; null after the first.
    pub difference: Option<Difference>,
    /// The SHA-256 of its document, in hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: Option<String>,
    /// The number on paper, once issued.
    #[schema(max_length = 100, example = "58/BC-BCĐ")]
    pub report_number: Option<String>,
    /// The date on paper, once issued.
    pub issued_on: Option<NaiveDate>,
    /// Where it was issued.
    #[schema(max_length = 100, example = "Hải Phòng")]
    pub place: Option<String>,
    /// Who signed it.
    pub signatory: Option<Signatory>,
    /// Since when a version is official that it does not include; null while it is up to date.
    pub stale_since: Option<Instant>,
    /// When the next consolidation of the period took its place.
    pub superseded_at: Option<Instant>,
    /// To whom it was sent, each once.
    #[schema(max_items = 200)]
    pub dispatches: Vec<Dispatch>,
    /// The files that came with it when it was issued, such as a scan of the signed paper; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 10, nullable = false)]
    pub attachments: Option<Vec<Attachment>>,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for Consolidation {
    const RESOURCE: &'static str = "consolidations";

    fn id(&self) -> Id {
        self.id
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn owner(&self) -> Option<Id> {
        Some(self.committee_id)
    }
}

/// A consolidation to begin.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewConsolidation {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// The period.
    pub period_id: Id,
    /// Its title; the period's when absent.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, example = "Báo cáo tổng hợp 6 tháng đầu năm 2017")]
    pub title: Option<String>,
    /// What is said beside the figures.
    #[validate(length(min = 1, max = 50_000))]
    #[schema(min_length = 1, max_length = 50_000)]
    pub narrative: Option<String>,
}

/// What to edit until it is submitted; absent fields stay.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsolidationPatch {
    /// Its title.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, nullable = false)]
    pub title: Option<String>,
    /// What is said beside the figures; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 50_000))]
    #[schema(min_length = 1, max_length = 50_000)]
    pub narrative: Option<Option<String>>,
}

/// An agency whose report is left out.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// The agency.
    pub agency_id: Id,
    /// Why.
    #[validate(length(min = 1, max = 2_000))]
    #[schema(min_length = 1, max_length = 2_000, example = "Số liệu đang được đối chiếu")]
    pub reason: String,
}

actions! {
    /// A step of a consolidation.
    pub enum ConsolidationAction {
        /// Makes it of the versions that are accepted now, in place of what was compiled before.
        Compile => "compile" {
            /// Whose reports to leave out, each agency once; all others are included where they are accepted.
            #[serde(default)]
            left_out: Vec<LeftOut> => items(1_000) => nested(validate),
        },
        /// Gives it to the chair.
        Submit => "submit" {},
        /// Gives it back, to be compiled anew or submitted again.
        Return => "return" because reason {
            /// Why.
            #[schema(example = "Bổ sung báo cáo của các quận")]
            reason: String => text(1, 2_000),
        },
        /// Signs it: frozen from here on. It takes the place of the one before.
        Issue => "issue" {
            /// The number on paper.
            #[schema(example = "58/BC-BCĐ")]
            number: String => text(1, 100),
            /// The date on paper: from the first day that the figures of the period cover, or today where that comes later, until today.
            #[schema(example = "2017-07-05")]
            issued_on: NaiveDate,
            /// Where.
            #[schema(example = "Hải Phòng")]
            place: Option<String> => text(1, 100),
            /// Who signed it; the account that signs when absent.
            signatory: Option<SignedAs> => nested(validate_given),
            /// Files of the committee that come with it, such as a scan of the signed paper, sent beforehand.
            #[serde(default)]
            attachment_ids: Vec<Id> => items(10),
        },
        /// Records that it was sent, once per recipient.
        Send => "send" {
            /// To whom.
            #[schema(example = "Ủy ban quốc gia vì sự tiến bộ của phụ nữ Việt Nam")]
            recipient: String => text(1, 300),
            /// The date of the letter: from the date of the consolidation until today.
            #[schema(example = "2017-07-06")]
            sent_on: NaiveDate,
            /// Its number.
            #[schema(example = "1205/CV-BCĐ")]
            letter_number: String => text(1, 100),
        },
    }
}

sort_columns! {
    /// The orders of a list of consolidations.
    pub enum ConsolidationColumn { CreatedAt = "created_at" }
}

/// Which consolidations to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ConsolidationFilter {
    /// Of any of these periods.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub period_id: Vec<Id>,
    /// In any of these states.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<ConsolidationState>,
    /// Only those that are stale, or only those that are not.
    pub stale: Option<bool>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<ConsolidationColumn>,
}
