//! What a difficulty is, and whose turn it is to do something about it.

pub mod bodies;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::attachments::{Attachment, Sensitivity};
use crate::kernel::http::dates;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::sort::Sort;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::sort_columns;

text_enum! {
    /// Where a difficulty stands.
    pub enum DifficultyState {
        /// Its agency is writing it.
        Draft => "draft",
        /// Raised, or passed up, and not taken on yet.
        Raised => "raised",
        /// Somebody deals with it.
        InHandling => "in_handling",
        /// Whoever raised it was asked for more.
        NeedsInfo => "needs_info",
        /// The chair is to decide.
        Escalated => "escalated",
        /// A letter about it went out of the house, and the standing agency awaits the reply.
        Forwarded => "forwarded",
        /// Answered; whoever raised it says whether that is an answer.
        Resolved => "resolved",
        /// The answer was confirmed, or nobody said anything against it.
        Closed => "closed",
        /// Taken back, or never raised.
        Withdrawn => "withdrawn",
        /// Dealt with together with another.
        Joined => "joined",
    }
}

impl DifficultyState {
    /// In these a turn runs.
    pub const TURNING: [Self; 5] = [Self::Raised, Self::InHandling, Self::NeedsInfo, Self::Escalated, Self::Forwarded];
    /// In these nothing is left to be done about it: any other keeps its agency from ending.
    pub const OVER: [Self; 2] = [Self::Closed, Self::Withdrawn];

    /// Whether it is one of [`Self::TURNING`].
    pub fn is_turning(self) -> bool {
        Self::TURNING.contains(&self)
    }
}

text_enum! {
    /// How much a difficulty presses, from which the days of a turn follow.
    pub enum Severity {
        /// To acknowledge within 5 days, to answer within 30.
        Low => "low",
        /// Within 3 days, and 15.
        Normal => "normal",
        /// Within 1 day, and 5.
        Urgent => "urgent",
    }
}

text_enum! {
    /// As what somebody has the turn.
    pub enum TurnPart {
        /// As an agency, by its own officers and leads.
        Agency => "agency",
        /// As the standing agency of the committee.
        StandingAgency => "standing_agency",
        /// As the chair of the committee.
        Chair => "chair",
    }
}

text_enum! {
    /// What kind of paper a difficulty mentions: the resource, as in paths.
    pub enum MentionedKind {
        /// A version of a report.
        Submissions => "submissions",
        /// Something that an agency was given to do.
        Assignments => "assignments",
        /// A visit, or a self-inspection.
        Inspections => "inspections",
    }
}

/// A paper that a difficulty mentions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Mention {
    /// What kind of paper it is.
    pub resource: MentionedKind,
    /// Which one.
    pub id: Id,
}

/// A turn: somebody has the difficulty, until it is handed on or answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Turn {
    /// The agency whose turn it is: of the chair's, the committee.
    pub holder_agency_id: Id,
    /// As what.
    pub part: TurnPart,
    /// The state in which it began.
    pub opened_in: DifficultyState,
    /// When it began.
    pub began_at: Instant,
    /// The last day to acknowledge it, to 24:00 in Vietnam; null where it was not raised or passed up.
    pub acknowledge_by: Option<NaiveDate>,
    /// When it was acknowledged.
    pub acknowledged_at: Option<Instant>,
    /// The last day to answer, or to hand on, to 24:00 in Vietnam.
    pub answer_by: NaiveDate,
    /// When it was handed on, answered, withdrawn or joined to another; null while it runs.
    pub ended_at: Option<Instant>,
    /// Whether it ended after its last day; false while it runs.
    pub late: bool,
}

/// What hinders an agency.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Difficulty {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was drafted.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The agency that raises it.
    pub agency_id: Id,
    /// The committee below which that stood then.
    pub committee_id: Id,
    /// What it is called. A title is never restricted.
    #[schema(max_length = 200, example = "Thiếu kinh phí duy trì nhà tạm lánh")]
    pub title: String,
    /// What it is; left out where that is restricted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 10_000, nullable = false, example = "Kinh phí được giao chỉ đủ cho sáu tháng")]
    pub text: Option<String>,
    /// Whether everybody reads the text who reads the difficulty; chosen when it was first written, for good.
    pub sensitivity: Sensitivity,
    /// The SHA-256 over 32 random bytes and the restricted text, in hexadecimal; null where nothing is restricted.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub text_sha256: Option<String>,
    /// How much it presses.
    pub severity: Severity,
    /// Where it stands.
    pub state: DifficultyState,
    /// When it was raised.
    pub raised_at: Option<Instant>,
    /// The agency whose turn it is, or which answered it last, while that is not confirmed; null where it waits for nobody.
    pub holder_agency_id: Option<Id>,
    /// As what.
    pub holder_part: Option<TurnPart>,
    /// The turn that runs; null where none does.
    pub turn: Option<Turn>,
    /// Whether the day is over by which the turn was to be acknowledged or answered.
    pub overdue: bool,
    /// What was answered last.
    #[schema(max_length = 10_000, example = "Thành phố bổ sung kinh phí trong dự toán năm 2018")]
    pub answer: Option<String>,
    /// When it was answered, while that stands.
    pub resolved_at: Option<Instant>,
    /// The last day on which whoever raised it can say that this is no answer before others close it; null where it is not answered.
    pub confirm_by: Option<NaiveDate>,
    /// The number of the letter by which it was last sent out of the house.
    #[schema(max_length = 100, example = "215/SLĐTBXH-BĐG")]
    pub letter_number: Option<String>,
    /// To whom that letter went.
    #[schema(max_length = 300, example = "Bộ Lao động - Thương binh và Xã hội")]
    pub forwarded_to: Option<String>,
    /// The difficulty together with which it is or was dealt with.
    pub survivor_id: Option<Id>,
    /// Every turn, in their order; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 100, nullable = false)]
    pub turns: Option<Vec<Turn>>,
    /// The papers that it mentions and that the caller may read; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 50, nullable = false)]
    pub mentions: Option<Vec<Mention>>,
    /// The files that show it, and those of the answers; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 1_000, nullable = false)]
    pub attachments: Option<Vec<Attachment>>,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 30, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for Difficulty {
    const RESOURCE: &'static str = "difficulties";
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

sort_columns! {
    /// The orders of a list of difficulties.
    pub enum DifficultyColumn { LastDay = "last_day", CreatedAt = "created_at" }
}

/// Which difficulties to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DifficultyFilter {
    /// Raised by any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub agency_id: Vec<Id>,
    /// Whose turn it is at any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub holder_agency_id: Vec<Id>,
    /// In any of these states.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<DifficultyState>,
    /// Of any of these severities.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub severity: Vec<Severity>,
    /// Only those that are overdue, or only those that are not.
    pub overdue: Option<bool>,
    /// With a last day before this one: of the turn that runs, or to confirm the answer.
    #[serde(default, deserialize_with = "dates::optional")]
    pub due_before: Option<NaiveDate>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<DifficultyColumn>,
}
