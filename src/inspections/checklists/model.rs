//! What a checklist is: topics, and items that ask about them.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::sort::Sort;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::reports::short_code;
use crate::{actions, sort_columns};

text_enum! {
    /// Where a version of a checklist stands.
    pub enum ChecklistState {
        /// Being written.
        Draft => "draft",
        /// In force: inspections ask by it.
        Published => "published",
        /// A later version took its place, or it was given up before anybody asked by it.
        Retired => "retired",
    }
}

/// What some items of a checklist are about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChecklistTopic {
    /// Its code, by which items name it.
    #[validate(custom(function = short_code))]
    #[schema(min_length = 1, max_length = 40, pattern = r"^[A-Za-z0-9][A-Za-z0-9._-]*$", example = "3")]
    pub code: String,
    /// What it is about.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, example = "Cán bộ nữ")]
    pub title: String,
}

/// A question of a checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChecklistItem {
    /// Its code, the same in every version that asks it.
    #[validate(custom(function = short_code))]
    #[schema(min_length = 1, max_length = 40, pattern = r"^[A-Za-z0-9][A-Za-z0-9._-]*$", example = "3.1")]
    pub code: String,
    /// The code of the topic that it belongs to.
    #[validate(custom(function = short_code))]
    #[schema(min_length = 1, max_length = 40, pattern = r"^[A-Za-z0-9][A-Za-z0-9._-]*$", example = "3")]
    pub topic: String,
    /// What is asked.
    #[validate(length(min = 1, max = 500))]
    #[schema(
        min_length = 1,
        max_length = 500,
        example = "Tỷ lệ nữ trong quy hoạch lãnh đạo của cơ quan là bao nhiêu?"
    )]
    pub question: String,
    /// Whether an inspection is not done before it is answered.
    pub required: bool,
    /// The indicators whose values belong to the answer, by code, each once.
    #[serde(default)]
    #[validate(length(max = 10))]
    #[schema(max_items = 10)]
    pub indicators: Vec<String>,
}

/// A question by what it is found by: what a page of answers needs of it.
#[derive(Clone, Debug, Deserialize)]
pub struct Heading {
    /// Its code.
    pub code: String,
    /// The code of the topic that it belongs to.
    pub topic: String,
}

/// What a version of a checklist asks, by codes alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The version.
    pub id: Id,
    /// The agency whose checklist it is.
    pub agency_id: Id,
    /// The code of the checklist.
    pub code: String,
    /// The codes of the items, in their order.
    pub items: Vec<String>,
}

/// A version of a checklist: the list of what an agency is asked when it is inspected.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Checklist {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was begun.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The agency whose it is: a committee, or one that inspects those below it.
    pub agency_id: Id,
    /// Its code, the same in every version.
    #[schema(max_length = 40, example = "KT-BDG")]
    pub code: String,
    /// Which version it is, from 1. Numbers of versions that were given up are not used again.
    #[schema(minimum = 1)]
    pub number: i32,
    /// Its title.
    #[schema(max_length = 300, example = "Kiểm tra công tác vì sự tiến bộ của phụ nữ")]
    pub title: String,
    /// What it asks about, in the order of the paper.
    #[schema(min_items = 1, max_items = 20)]
    pub topics: Vec<ChecklistTopic>,
    /// What it asks, in the order of the paper.
    #[schema(min_items = 1, max_items = 200)]
    pub items: Vec<ChecklistItem>,
    /// Codes of items that earlier versions asked and later ones dropped. None of them is used again, so that a code
    /// never means two questions.
    #[schema(max_items = 2_000)]
    pub dropped_codes: Vec<String>,
    /// Where it stands.
    pub state: ChecklistState,
    /// When it was published; null where it never was.
    pub published_at: Option<Instant>,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for Checklist {
    const RESOURCE: &'static str = "checklists";

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

/// A checklist to begin: its first version.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewChecklist {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// The agency whose it is.
    pub agency_id: Id,
    /// Its code, unique in the agency; it stays for good.
    #[validate(custom(function = short_code))]
    #[schema(min_length = 1, max_length = 40, pattern = r"^[A-Za-z0-9][A-Za-z0-9._-]*$", example = "KT-BDG")]
    pub code: String,
    /// Its title.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, example = "Kiểm tra công tác vì sự tiến bộ của phụ nữ")]
    pub title: String,
    /// What it asks about, each code once.
    #[validate(nested, length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20)]
    pub topics: Vec<ChecklistTopic>,
    /// What it asks, each code once.
    #[validate(nested, length(min = 1, max = 200))]
    #[schema(min_items = 1, max_items = 200)]
    pub items: Vec<ChecklistItem>,
}

/// What to edit while it is a draft; absent fields stay.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChecklistPatch {
    /// Its title.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, nullable = false)]
    pub title: Option<String>,
    /// What it asks about, each code once, in place of the list on record.
    #[validate(nested, length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20, nullable = false)]
    pub topics: Option<Vec<ChecklistTopic>>,
    /// What it asks, each code once, in place of the list on record.
    #[validate(nested, length(min = 1, max = 200))]
    #[schema(min_items = 1, max_items = 200, nullable = false)]
    pub items: Option<Vec<ChecklistItem>>,
}

actions! {
    /// A step of a version of a checklist.
    pub enum ChecklistAction {
        /// Puts it in force; the version that was in force until then is retired.
        Publish => "publish" {},
        /// Opens the next version as a draft; this one stays in force until that is published.
        Revise => "revise" {},
        /// Gives a draft up.
        Discard => "discard" {},
    }
}

sort_columns! {
    /// The orders of a list of checklists.
    pub enum ChecklistColumn { Code = "code", CreatedAt = "created_at" }
}

/// Which checklists to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ChecklistFilter {
    /// Of any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub agency_id: Vec<Id>,
    /// In any of these states.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<ChecklistState>,
    /// The versions of this code.
    #[validate(length(min = 1, max = 40))]
    #[param(min_length = 1, max_length = 40)]
    pub code: Option<String>,
    /// Text in code or title, with or without diacritics.
    #[validate(length(min = 1, max = 100))]
    #[param(min_length = 1, max_length = 100)]
    pub q: Option<String>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<ChecklistColumn>,
}
