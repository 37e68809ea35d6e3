//! What is in a consolidation, report by report, and what each contributes to its sums.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::kernel::id::Id;
use crate::kernel::sort::Sort;
use crate::kernel::text_enum::text_enum;
use crate::reports::submissions::model::IndicatorValue;
use crate::sort_columns;

text_enum! {
    /// What became of what an agency owed.
    pub enum ItemPart {
        /// Its accepted version is part of the consolidation.
        Included => "included",
        /// It is left out, for a reason.
        LeftOut => "left_out",
        /// It has no accepted version.
        Missing => "missing",
    }
}

text_enum! {
    /// What a compilation changed against the one before.
    pub enum ItemChange {
        /// Its version was not included before.
        Added => "added",
        /// Another version of the same report was included before.
        Replaced => "replaced",
        /// It was included before.
        Removed => "removed",
    }
}

/// How a compilation differs from the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Difference {
    /// Versions of reports that were not included before.
    #[schema(minimum = 0)]
    pub added: i32,
    /// Versions in the place of earlier ones.
    #[schema(minimum = 0)]
    pub replaced: i32,
    /// Reports that are not included any more.
    #[schema(minimum = 0)]
    pub removed: i32,
}

/// What became of one report in a consolidation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConsolidationItem {
    /// What was owed.
    pub obligation_id: Id,
    /// By whom.
    pub agency_id: Id,
    /// The agency's name.
    #[schema(max_length = 300)]
    pub agency_name: String,
    /// Whether it is included.
    pub part: ItemPart,
    /// The version that is included.
    pub submission_id: Option<Id>,
    /// Its number.
    #[schema(minimum = 1)]
    pub submission_number: Option<i32>,
    /// Its SHA-256, in hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: Option<String>,
    /// Why it is left out.
    #[schema(max_length = 2_000)]
    pub reason: Option<String>,
    /// What the last compilation changed about it; null where nothing, and after the first.
    pub change: Option<ItemChange>,
    /// The version that was included before, where the last compilation replaced or removed it.
    #[schema(minimum = 1)]
    pub previous_number: Option<i32>,
}

/// What one agency contributes to a sum.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConsolidationSource {
    /// The agency.
    pub agency_id: Id,
    /// Its name.
    #[schema(max_length = 300)]
    pub agency_name: String,
    /// The version that says so.
    pub submission_id: Id,
    /// Its number.
    #[schema(minimum = 1)]
    pub submission_number: i32,
    /// Its SHA-256, in hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
    /// What it says of the indicator; null where it says nothing.
    pub value: Option<IndicatorValue>,
}

sort_columns! {
    /// The orders of what is in a consolidation.
    pub enum ItemColumn { Position = "position" }
}

/// Which reports of a consolidation to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ItemFilter {
    /// In any of these parts.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub part: Vec<ItemPart>,
    /// Changed in any of these ways by the last compilation.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub change: Vec<ItemChange>,
    /// Of any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub agency_id: Vec<Id>,
    /// The order: by the agencies' names.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<ItemColumn>,
}

/// Of which sum to list the sources.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SourceFilter {
    /// The indicator, by its code.
    #[validate(length(min = 1, max = 40))]
    #[param(min_length = 1, max_length = 40, example = "CB.01")]
    pub indicator: String,
    /// The order: by the agencies' names.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<ItemColumn>,
}
