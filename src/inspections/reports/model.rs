//! What a report of a visit is: drafted by its team, shown to the agency, and concluded by the chair.

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
use crate::{actions, sort_columns};

text_enum! {
    /// Where a report of a visit stands.
    pub enum ReportState {
        /// Being written, or written anew; the inspected agency does not see it.
        Draft => "draft",
        /// With the inspected agency, for its comment.
        WithAgency => "with_agency",
        /// The agency has said something, or nothing in time; the chair looks at it.
        UnderReview => "under_review",
        /// Signed and numbered: none of it changes any more.
        Concluded => "concluded",
        /// A later version was concluded in its place.
        Superseded => "superseded",
        /// Given up.
        Discarded => "discarded",
    }
}

impl ReportState {
    /// Whether it is on its way: a visit has one of these at most.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::WithAgency | Self::UnderReview)
    }

    /// Whether others than those who write it may see it, once it was first sent.
    pub fn is_shown(self) -> bool {
        !matches!(self, Self::Draft | Self::Discarded)
    }
}

/// A version of the report of a visit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InspectionReport {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was begun.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The visit.
    pub inspection_id: Id,
    /// The plan of the visit.
    pub plan_id: Id,
    /// The agency whose plan it is.
    pub owner_agency_id: Id,
    /// The agency that was inspected.
    pub agency_id: Id,
    /// Which version of the report it is, from 1. Numbers of versions that were given up are not used again.
    #[schema(minimum = 1)]
    pub number: i32,
    /// Where it stands.
    pub state: ReportState,
    /// How often it was sent to the agency: each return begins a new round.
    #[schema(minimum = 0)]
    pub round: i32,
    /// What it says in short; absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, max_length = 50_000, required = false)]
    pub summary: Option<Option<String>>,
    /// What was found; absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, max_length = 50_000, required = false)]
    pub findings: Option<Option<String>>,
    /// What follows from it; absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, max_length = 50_000, required = false)]
    pub conclusion: Option<Option<String>>,
    /// When it was first sent to the agency.
    pub first_sent_at: Option<Instant>,
    /// The last day for the agency's comment in this round, to 24:00 in Vietnam.
    pub comment_until: Option<NaiveDate>,
    /// What the agency says to it in this round; absent in lists. What it said in earlier rounds is in its history, as the reason of each
    /// `comment`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, max_length = 20_000, required = false)]
    pub comment: Option<Option<String>>,
    /// Whether the agency agrees, in this round.
    pub agrees: bool,
    /// When the comment was received, in this round.
    pub commented_at: Option<Instant>,
    /// Whether that was after its last day; null without a comment.
    pub comment_late: Option<bool>,
    /// When it was noted that the agency said nothing in time, in this round.
    pub silence_noted_at: Option<Instant>,
    /// By which day its conclusion is expected, fifteen days after its review began: shown, and judging nobody.
    pub conclusion_expected_on: Option<NaiveDate>,
    /// The number on paper, once concluded.
    #[schema(max_length = 100, example = "64/KL-BCĐ")]
    pub report_number: Option<String>,
    /// The date on paper, once concluded.
    pub concluded_on: Option<NaiveDate>,
    /// Where it was concluded.
    #[schema(max_length = 100, example = "Hải Phòng")]
    pub place: Option<String>,
    /// Who signed it.
    pub signatory: Option<Signatory>,
    /// When it was concluded.
    pub concluded_at: Option<Instant>,
    /// The SHA-256 of what was concluded, in hexadecimal, over its canonical JSON (RFC 8785): `id`, `inspection_id`,
    /// `agency_id`, `number`, `summary`, `findings`, `conclusion`, `comment_until`, `comment`, `agrees`, `commented_at`,
    /// `silence_noted_at`, `report_number`, `concluded_on`, `place` and `signatory` as they stand here, null where there is
    /// none, and `recommendations`: of each that it opened, by number, `id`, `number`, `text`, `agency_id` and `due_on`.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: Option<String>,
    /// When a later version took its place.
    pub superseded_at: Option<Instant>,
    /// The files that came with the agency's comment; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 1_000, nullable = false)]
    pub attachments: Option<Vec<Attachment>>,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for InspectionReport {
    const RESOURCE: &'static str = "inspection-reports";
    const KEPT_BY_AUTHORS: bool = true;

    fn id(&self) -> Id {
        self.id
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn owner(&self) -> Option<Id> {
        Some(self.owner_agency_id)
    }
}

/// A report to begin: the first version of a visit's.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInspectionReport {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// The visit.
    pub inspection_id: Id,
    /// What it says in short.
    #[validate(length(min = 1, max = 50_000))]
    #[schema(min_length = 1, max_length = 50_000, example = "Đơn vị đã kiện toàn Ban vì sự tiến bộ của phụ nữ")]
    pub summary: Option<String>,
    /// What was found.
    #[validate(length(min = 1, max = 50_000))]
    #[schema(min_length = 1, max_length = 50_000)]
    pub findings: Option<String>,
    /// What follows from it.
    #[validate(length(min = 1, max = 50_000))]
    #[schema(min_length = 1, max_length = 50_000)]
    pub conclusion: Option<String>,
}

/// What to edit while it is a draft; absent fields stay.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InspectionReportPatch {
    /// What it says in short; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 50_000))]
    #[schema(min_length = 1, max_length = 50_000)]
    pub summary: Option<Option<String>>,
    /// What was found; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 50_000))]
    #[schema(min_length = 1, max_length = 50_000)]
    pub findings: Option<Option<String>>,
    /// What follows from it; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 50_000))]
    #[schema(min_length = 1, max_length = 50_000)]
    pub conclusion: Option<Option<String>>,
}

actions! {
    /// A step of a report of a visit.
    pub enum InspectionReportAction {
        /// Sends it to the inspected agency for its comment.
        Send => "send" {
            /// The last day for that, to 24:00 in Vietnam: 5 to 30 days ahead.
            #[schema(example = "2017-12-20")]
            comment_until: NaiveDate,
        },
        /// Says what the agency has to say to it, or that it agrees. Until it was noted that nothing came, a comment is
        /// received, late or not.
        Comment => "comment" because text {
            /// What it says.
            #[schema(nullable = false, example = "Đơn vị thống nhất với nội dung báo cáo")]
            text: Option<String> => text(1, 20_000),
            /// Whether it agrees.
            #[serde(default)]
            agrees: bool,
            /// Files of the agency that belong to it, sent beforehand.
            #[serde(default)]
            attachment_ids: Vec<Id> => items(10),
        },
        /// Notes that the agency said nothing in time.
        NoteSilence => "note_silence" {},
        /// Gives it back to be written anew; a new round with the agency follows.
        Return => "return" because reason {
            /// Why.
            #[schema(example = "Cần làm rõ số liệu về cán bộ nữ")]
            reason: String => text(1, 2_000),
        },
        /// Concludes it: its recommendations are open from here on, and the version before gives way.
        Conclude => "conclude" {
            /// The number on paper.
            #[schema(example = "64/KL-BCĐ")]
            number: String => text(1, 100),
            /// The date on paper: from the first day of the visit until today.
            #[schema(example = "2017-12-22")]
            concluded_on: NaiveDate,
            /// Where.
            #[schema(nullable = false, example = "Hải Phòng")]
            place: Option<String> => text(1, 100),
            /// Who signed it; the account that signs when absent.
            signatory: Option<SignedAs> => nested(validate_given),
        },
        /// Opens the next version as a draft; this one stays in force until that is concluded.
        Amend => "amend" because reason {
            /// Why: told with this version once the next one takes its place.
            #[schema(example = "Bổ sung kiến nghị")]
            reason: String => text(1, 2_000),
        },
        /// Gives a later version up, with what it proposes.
        Discard => "discard" because reason {
            /// Why.
            #[schema(nullable = false, example = "Không còn cần sửa đổi")]
            reason: Option<String> => text(1, 2_000),
        },
    }
}

sort_columns! {
    /// The orders of a list of reports of visits.
    pub enum InspectionReportColumn { CreatedAt = "created_at" }
}

/// Which reports of visits to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InspectionReportFilter {
    /// Of any of these visits.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub inspection_id: Vec<Id>,
    /// Of visits of any of these plans.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub plan_id: Vec<Id>,
    /// About any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub agency_id: Vec<Id>,
    /// In any of these states.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<ReportState>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<InspectionReportColumn>,
}
