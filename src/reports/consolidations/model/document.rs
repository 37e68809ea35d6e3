//! What a consolidation says in full. What documents of earlier versions do not say is left out of them for good: their bytes,
//! and with them their hashes, are what they were.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::signing::Signatory;
use crate::reports::indicators::model::Aggregation;
use crate::reports::submissions::model::SubmissionState;

/// What many agencies reported of one indicator, added up: counts alone, and of ratios both parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IndicatorSum {
    /// The indicator, by its code.
    #[schema(min_length = 1, max_length = 40, example = "CB.01")]
    pub indicator: String,
    /// What it counted when this was compiled; absent where that was before names were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 300, nullable = false, example = "Nữ tham gia cấp ủy các cấp")]
    pub name: Option<String>,
    /// In which unit; absent like the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60, nullable = false, example = "người")]
    pub unit: Option<String>,
    /// How the values became one; absent like the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub aggregation: Option<Aggregation>,
    /// How many of the included versions give a value.
    #[schema(minimum = 0)]
    pub reports: i32,
    /// How many of them give none, beside those that declare that there is nothing to report; absent like the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, nullable = false)]
    pub without_value: Option<i32>,
    /// Women and girls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, nullable = false)]
    pub female: Option<i64>,
    /// Men and boys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, nullable = false)]
    pub male: Option<i64>,
    /// All together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, nullable = false)]
    pub total: Option<i64>,
    /// The parts, of a ratio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, nullable = false)]
    pub numerator: Option<i64>,
    /// The wholes, of a ratio: divide only the two sums.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, nullable = false)]
    pub denominator: Option<i64>,
}

/// What is issued, in canonical JSON (RFC 8785): the bytes that the hash is over.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ConsolidationDocument {
    /// The consolidation.
    pub id: Id,
    /// The period.
    pub period_id: Id,
    /// The period's title then; absent where it was compiled before that was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 300, nullable = false)]
    pub period_title: Option<String>,
    /// The committee's name then; absent like the period's title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 300, nullable = false)]
    pub committee_name: Option<String>,
    /// Which consolidation of the period it is.
    #[schema(minimum = 1)]
    pub number: i32,
    /// Its title.
    #[schema(max_length = 300)]
    pub title: String,
    /// What is said beside the figures.
    #[schema(max_length = 50_000)]
    pub narrative: Option<String>,
    /// When it was compiled.
    pub compiled_at: Instant,
    /// The number on paper, once issued.
    #[schema(max_length = 100)]
    pub report_number: Option<String>,
    /// The date on paper, once issued.
    pub issued_on: Option<NaiveDate>,
    /// Where it was issued.
    #[schema(max_length = 100)]
    pub place: Option<String>,
    /// Who signed it.
    pub signatory: Option<Signatory>,
    /// The sums of the indicators.
    #[schema(max_items = 500)]
    pub sums: Vec<IndicatorSum>,
    /// The sum of the budget estimates, in VND.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub budget: i64,
    /// The versions that it is made of.
    #[schema(max_items = 100_000)]
    pub included: Vec<IncludedVersion>,
    /// The versions that were received, and were not accepted when it was compiled. Absent where that was before they stood apart
    /// from the missing ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 100_000, nullable = false)]
    pub not_accepted: Option<Vec<NotAcceptedVersion>>,
    /// Whose reports are left out.
    #[schema(max_items = 100_000)]
    pub left_out: Vec<LeftOutReport>,
    /// Of whom nothing was received.
    #[schema(max_items = 100_000)]
    pub missing: Vec<MissingReport>,
}

/// A version that a consolidation is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IncludedVersion {
    /// Whose it is.
    pub agency_id: Id,
    /// The agency's name then.
    #[schema(max_length = 300)]
    pub agency_name: String,
    /// The version.
    pub submission_id: Id,
    /// Its number.
    #[schema(minimum = 1)]
    pub submission_number: i32,
    /// Its SHA-256, in hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
}

/// A version that was received, and was not accepted when the consolidation was compiled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NotAcceptedVersion {
    /// Whose it is.
    pub agency_id: Id,
    /// The agency's name then.
    #[schema(max_length = 300)]
    pub agency_name: String,
    /// The version.
    pub submission_id: Id,
    /// Its number.
    #[schema(minimum = 1)]
    pub submission_number: i32,
    /// Its SHA-256, in hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
    /// Where it stood.
    pub state: SubmissionState,
    /// Since when.
    pub since: Instant,
}

/// A report that a consolidation leaves out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LeftOutReport {
    /// Whose it is.
    pub agency_id: Id,
    /// The agency's name then.
    #[schema(max_length = 300)]
    pub agency_name: String,
    /// Why.
    #[schema(max_length = 2_000)]
    pub reason: String,
}

/// A report of which nothing was received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MissingReport {
    /// Who owes it.
    pub agency_id: Id,
    /// The agency's name then.
    #[schema(max_length = 300)]
    pub agency_name: String,
}
