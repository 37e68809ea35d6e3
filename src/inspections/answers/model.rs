//! What is found by each item of a checklist.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::attachments::{Attachment, Sensitivity};
use crate::kernel::directory::Directory;
use crate::kernel::http::{Item, ItemAnswer};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::reports::{IndicatorValue, short_code};

/// So many files belong to one answer at most.
pub const MOST_FILES: usize = 10;

text_enum! {
    /// How an item was found.
    pub enum Rating {
        /// As it should be.
        Met => "met",
        /// In part as it should be.
        PartlyMet => "partly_met",
        /// Not as it should be.
        NotMet => "not_met",
        /// It does not apply here.
        NotApplicable => "not_applicable",
    }
}

/// What was found by an item of the checklist. One that nobody answered is version 0, and no row of any table.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InspectionAnswer {
    /// Its identifier; the same before anybody answered.
    pub id: Id,
    /// Raised by one with every change; 0 where nobody answered yet.
    #[schema(minimum = 0)]
    pub version: i32,
    /// When it was first answered.
    pub created_at: Option<Instant>,
    /// When it was last changed.
    pub updated_at: Option<Instant>,
    /// The inspection.
    pub inspection_id: Id,
    /// The agency whose paper that is: whoever planned the visit, or the agency that inspects itself.
    pub agency_id: Id,
    /// The code of the item.
    #[schema(max_length = 40, example = "3.1")]
    pub code: String,
    /// How it was found; null until somebody says so.
    pub rating: Option<Rating>,
    /// What was found; null where nothing was written, and where it is restricted.
    #[schema(max_length = 10_000, example = "Tỷ lệ nữ trong quy hoạch đạt 18%")]
    pub finding: Option<String>,
    /// Whether everybody reads the finding who reads the answer; chosen with the first finding, for good. Null until then.
    pub sensitivity: Option<Sensitivity>,
    /// The SHA-256 over 32 random bytes and the restricted finding, in hexadecimal; null where there is none.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub finding_sha256: Option<String>,
    /// The values of the indicators that the item asks for.
    #[schema(max_items = 10)]
    pub indicator_values: Vec<IndicatorValue>,
    /// The files that show it, in the order in which they came.
    #[schema(max_items = 10)]
    pub attachment_ids: Vec<Id>,
    /// The difficulties that it tells of; absent where there are none. What they are is told to whoever may read them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    pub difficulty_ids: Vec<Id>,
    /// When its author says that he wrote it down, by the clock of his device. Nothing follows from it.
    pub device_time: Option<Instant>,
    /// Who answered last.
    pub answered_by: Option<Id>,
    /// That person's name; only on reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200, nullable = false, example = "Nguyễn Thị Hoa")]
    pub answered_by_name: Option<String>,
    /// The files; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 10, nullable = false)]
    pub attachments: Option<Vec<Attachment>>,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl InspectionAnswer {
    /// The same with the name of whoever answered: what is read, and not what goes on record.
    pub fn named(self, directory: &Directory) -> Self {
        Self { answered_by_name: self.answered_by.map(|user| directory.user_name(user)), ..self }
    }
}

impl Record for InspectionAnswer {
    const RESOURCE: &'static str = "answers";
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

/// What is to be said of an item, in place of what was said before. Files come on top, and a restricted finding that is left out
/// stays.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerBody {
    /// How it was found.
    pub rating: Option<Rating>,
    /// What was found. Left out, a restricted finding stays and any other is cleared.
    #[validate(length(min = 1, max = 10_000))]
    #[schema(min_length = 1, max_length = 10_000, example = "Tỷ lệ nữ trong quy hoạch đạt 18%")]
    pub finding: Option<String>,
    /// Whether everybody reads the finding who reads the answer: `normal` where nothing is said with the first finding, and for good.
    pub sensitivity: Option<Sensitivity>,
    /// The values of indicators that the item asks for, each once.
    #[serde(default)]
    #[validate(nested, length(max = 10))]
    #[schema(max_items = 10)]
    pub indicator_values: Vec<IndicatorValue>,
    /// More files that show it, sent by the caller as evidence of this inspection. What belongs to the answer already may be named
    /// again.
    #[serde(default)]
    #[validate(length(max = 10))]
    #[schema(max_items = 10)]
    pub attachment_ids: Vec<Id>,
    /// The difficulties that it tells of, each once: such as the caller may read, beside those that were named before.
    #[serde(default)]
    #[validate(length(max = 10))]
    #[schema(max_items = 10)]
    pub difficulty_ids: Vec<Id>,
    /// When it was written down, by the clock of the device. Nothing follows from it.
    pub device_time: Option<Instant>,
}

/// One of many answers, for the version of the item that its sender had read.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAnswer {
    /// The code of the item.
    #[validate(custom(function = short_code))]
    #[schema(min_length = 1, max_length = 40, pattern = r"^[A-Za-z0-9][A-Za-z0-9._-]*$", example = "3.1")]
    pub code: String,
    /// The version that it is meant for: 0 where nobody had answered yet.
    #[validate(range(min = 0))]
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    pub version: i32,
    /// How it was found.
    pub rating: Option<Rating>,
    /// What was found. Left out, a restricted finding stays and any other is cleared.
    #[validate(length(min = 1, max = 10_000))]
    #[schema(min_length = 1, max_length = 10_000, example = "Tỷ lệ nữ trong quy hoạch đạt 18%")]
    pub finding: Option<String>,
    /// Whether everybody reads the finding who reads the answer: `normal` where nothing is said with the first finding, and for good.
    pub sensitivity: Option<Sensitivity>,
    /// The values of indicators that the item asks for, each once.
    #[serde(default)]
    #[validate(nested, length(max = 10))]
    #[schema(max_items = 10)]
    pub indicator_values: Vec<IndicatorValue>,
    /// More files that show it, sent by the caller as evidence of this inspection.
    #[serde(default)]
    #[validate(length(max = 10))]
    #[schema(max_items = 10)]
    pub attachment_ids: Vec<Id>,
    /// The difficulties that it tells of, each once: such as the caller may read, beside those that were named before.
    #[serde(default)]
    #[validate(length(max = 10))]
    #[schema(max_items = 10)]
    pub difficulty_ids: Vec<Id>,
    /// When it was written down, by the clock of the device. Nothing follows from it.
    pub device_time: Option<Instant>,
}

impl NewAnswer {
    /// What is said of the item.
    pub fn body(&self) -> AnswerBody {
        AnswerBody {
            rating: self.rating,
            finding: self.finding.clone(),
            sensitivity: self.sensitivity,
            indicator_values: self.indicator_values.clone(),
            attachment_ids: self.attachment_ids.clone(),
            difficulty_ids: self.difficulty_ids.clone(),
            device_time: self.device_time,
        }
    }
}

impl Item for NewAnswer {
    const KEY: &'static str = "code";

    fn key(&self) -> String {
        self.code.clone()
    }

    fn version(&self) -> i32 {
        self.version
    }
}

/// What became of many answers in one request.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AnswerBatch {
    /// The entry of the record that tells of it; null where nothing was saved.
    pub id: Option<Id>,
    /// The inspection.
    pub inspection_id: Id,
    /// The agency whose paper that is.
    pub agency_id: Id,
    /// What became of each, in the order in which they were sent.
    #[schema(min_items = 1, max_items = 200)]
    pub items: Vec<ItemAnswer>,
}

impl Record for AnswerBatch {
    const RESOURCE: &'static str = "answer-batches";
    const KEPT_BY_AUTHORS: bool = true;

    /// It is read with its inspection.
    fn id(&self) -> Id {
        self.inspection_id
    }

    fn version(&self) -> i32 {
        1
    }

    fn owner(&self) -> Option<Id> {
        Some(self.agency_id)
    }
}

/// Which answers to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AnswerFilter {
    /// To items of this topic, by code.
    #[validate(length(min = 1, max = 40))]
    #[param(min_length = 1, max_length = 40)]
    pub topic: Option<String>,
}

/// The code of an item, as part of a path.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct ItemCode(pub String);

impl TryFrom<String> for ItemCode {
    type Error = &'static str;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        if short_code(&code).is_ok() { Ok(Self(code)) } else { Err("no code of an item") }
    }
}
