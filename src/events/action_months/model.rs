//! What an Action Month is: of a committee, in a year.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::{Validate, ValidationError};

use crate::kernel::http::patch;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::sort::Sort;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::{actions, sort_columns};

text_enum! {
    /// Where an Action Month stands.
    pub enum ActionMonthState {
        /// Being prepared; events are planned for it already.
        Planned => "planned",
        /// Its theme is out.
        Announced => "announced",
    }
}

/// One slogan (khẩu hiệu); a type for the document alone, which bounds each.
#[derive(ToSchema)]
#[schema(min_length = 1, max_length = 300, example = "Hãy hành động để chấm dứt bạo lực đối với phụ nữ và trẻ em gái")]
pub struct Slogan(#[allow(dead_code, reason = "never made")] String);

fn slogan_lines(lines: &[String]) -> Result<(), ValidationError> {
    let fits = lines.iter().all(|it| (1..=300).contains(&it.chars().count()));
    if fits { Ok(()) } else { Err(ValidationError::new("length")) }
}

/// The Action Month of a committee in a year.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ActionMonth {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The committee whose it is.
    pub committee_id: Id,
    /// The year.
    #[schema(minimum = 2000, maximum = 2100, example = 2017)]
    pub year: i32,
    /// Its name.
    #[schema(
        max_length = 300,
        example = "Tháng hành động vì bình đẳng giới và phòng, chống bạo lực trên cơ sở giới năm 2017"
    )]
    pub name: String,
    /// Its theme (chủ đề); null while nobody has set it.
    #[schema(max_length = 500, example = "Chung tay xoá bỏ bạo lực đối với phụ nữ và trẻ em")]
    pub theme: Option<String>,
    /// Its slogans.
    #[schema(max_items = 30, value_type = Vec<Slogan>)]
    pub slogans: Vec<String>,
    /// The legal documents that it rests on.
    #[schema(max_items = 20)]
    pub legal_document_ids: Vec<Id>,
    /// From when on its events can begin: 15 November, 00:00 in Hải Phòng.
    #[schema(example = "2017-11-14T17:00:00.000000Z")]
    pub opens_at: Instant,
    /// When its last event has ended: 15 December, 24:00 in Hải Phòng.
    #[schema(example = "2017-12-15T17:00:00.000000Z")]
    pub closes_at: Instant,
    /// From when on it can be launched: 1 November, 00:00 in Hải Phòng.
    #[schema(example = "2017-10-31T17:00:00.000000Z")]
    pub launches_from: Instant,
    /// Where it stands.
    pub state: ActionMonthState,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for ActionMonth {
    const RESOURCE: &'static str = "action-months";

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

/// An Action Month to enter.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewActionMonth {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// The committee whose it is.
    pub committee_id: Id,
    /// The year.
    #[validate(range(min = 2000, max = 2100))]
    #[schema(minimum = 2000, maximum = 2100, example = 2018)]
    pub year: i32,
    /// Its name.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, example = "Tháng hành động vì bình đẳng giới năm 2018")]
    pub name: String,
    /// Its theme, where it is known.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    pub theme: Option<String>,
    /// Its slogans, each of 1 to 300 characters.
    #[serde(default)]
    #[validate(length(max = 30), custom(function = slogan_lines))]
    #[schema(max_items = 30, value_type = Vec<Slogan>)]
    pub slogans: Vec<String>,
    /// The legal documents that it rests on.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    pub legal_document_ids: Vec<Id>,
}

/// What to edit; absent fields stay.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActionMonthPatch {
    /// Its name.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, nullable = false)]
    pub name: Option<String>,
    /// Its theme; null removes it, while it is planned.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500, example = "Chung tay xoá bỏ bạo lực đối với phụ nữ và trẻ em")]
    pub theme: Option<Option<String>>,
    /// Its slogans, each of 1 to 300 characters.
    #[validate(length(max = 30), custom(function = slogan_lines))]
    #[schema(max_items = 30, value_type = Option<Vec<Slogan>>, nullable = false)]
    pub slogans: Option<Vec<String>>,
    /// The legal documents that it rests on.
    #[validate(length(max = 20))]
    #[schema(max_items = 20, nullable = false)]
    pub legal_document_ids: Option<Vec<Id>>,
}

actions! {
    /// A step of an Action Month.
    pub enum ActionMonthAction {
        /// Makes its theme known.
        Announce => "announce" {},
        /// Takes that back.
        Retract => "retract" because reason {
            /// Why.
            #[schema(example = "Trung ương điều chỉnh chủ đề")]
            reason: String => text(1, 2_000),
        },
    }
}

sort_columns! {
    /// The orders of a list of Action Months.
    pub enum ActionMonthColumn { Year = "year", CreatedAt = "created_at" }
}

/// Which Action Months to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ActionMonthFilter {
    /// Of any of these committees.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub committee_id: Vec<Id>,
    /// Of any of these years.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub year: Vec<i32>,
    /// In any of these states.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<ActionMonthState>,
    /// Text in name or theme, with or without diacritics.
    #[validate(length(min = 1, max = 100))]
    #[param(min_length = 1, max_length = 100)]
    pub q: Option<String>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<ActionMonthColumn>,
}
