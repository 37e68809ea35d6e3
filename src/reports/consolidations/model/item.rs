//! What is in a consolidation, report by report, and what each contributes to its sums.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::sort::Sort;
use crate::kernel::text_enum::text_enum;
use crate::reports::submissions::model::{IndicatorValue, SubmissionState};
use crate::sort_columns;

text_enum! {
    /// What became of what an agency owed.
    pub enum ItemPart {
        /// Its accepted version is part of the consolidation.
        Included => "included",
        /// It was received, and is not accepted: it lies with the recipient, or was returned.
        NotAccepted => "not_accepted",
        /// It is left out, for a reason.
        LeftOut => "left_out",
        /// Nothing was received, or what was received was withdrawn.
        Missing => "missing",
    }
}

text_enum! {
    /// What is incomplete about a compilation.
    pub enum Incomplete {
        /// Reports were received, and are not accepted.
        ReportsNotAccepted => "reports_not_accepted",
        /// Reports are left out.
        ReportsLeftOut => "reports_left_out",
        /// Nothing was received of some reports.
        ReportsMissing => "reports_missing",
        /// Some of the included reports give no value of an indicator. Those that declare that there is nothing to report do not
        /// count.
        ValuesMissing => "values_missing",
    }
}

/// Something that is incomplete about a compilation. It stands in the way of nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Warning {
    /// What.
    pub code: Incomplete,
    /// Of how many reports.
    #[schema(minimum = 1, example = 3)]
    pub reports: i32,
    /// The indicator, by its code, where values are missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 40, nullable = false, example = "CB.01")]
    pub indicator: Option<String>,
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
    /// What the agency was called when it was compiled.
    #[schema(max_length = 300)]
    pub agency_name: String,
    /// Whether it is included.
    pub part: ItemPart,
    /// The version that is included, or that was received and is not accepted.
    pub submission_id: Option<Id>,
    /// Its number.
    #[schema(minimum = 1)]
    pub submission_number: Option<i32>,
    /// Its SHA-256, in hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: Option<String>,
    /// Where the version stood when it was compiled, if it was received and not accepted.
    pub state: Option<SubmissionState>,
    /// Since when it stood there.
    pub since: Option<Instant>,
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
    /// What it was called when this was compiled.
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

/// What one agency says in a section.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConsolidationText {
    /// The agency.
    pub agency_id: Id,
    /// What it was called when this was compiled.
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
    /// What it says in the section; null where it says nothing.
    #[schema(max_length = 50_000)]
    pub text: Option<String>,
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

/// Of which section to list the texts.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TextFilter {
    /// The section, by its code in the period.
    #[validate(length(min = 1, max = 40))]
    #[param(min_length = 1, max_length = 40, example = "I")]
    pub section: String,
    /// The order: by the agencies' names.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<ItemColumn>,
}
