//! What an indicator is.

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
use crate::sort_columns;

text_enum! {
    /// How the values of many agencies become one.
    pub enum Aggregation {
        /// They are added up.
        Sum => "sum",
        /// Numerators and denominators are added up, and only then divided: rates are never averaged.
        Ratio => "ratio",
    }
}

text_enum! {
    /// Which figure of an agency's reported events an indicator is proposed from.
    pub enum EventMeasure {
        /// How many there are.
        Events => "events",
        /// Plans for the Action Month that were sent up.
        Plans => "plans",
        /// Attendances (lượt người), not persons.
        Participants => "participants",
        /// Certificates that were given out.
        Certificates => "certificates",
        /// What was handed out or put up, of all kinds.
        Materials => "materials",
        /// Items in the media, of all kinds.
        MediaItems => "media_items",
        /// Money of the state that was spent.
        Spent => "spent",
        /// Money that was mobilised, in cash and in kind.
        Mobilised => "mobilised",
    }
}

impl EventMeasure {
    /// Whether it counts people, so that it is known by sex.
    pub fn is_of_people(self) -> bool {
        matches!(self, Self::Participants | Self::Certificates)
    }
}

/// What an indicator is meant to reach in a year.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The year.
    #[validate(range(min = 1990, max = 2200))]
    #[schema(minimum = 1990, maximum = 2200, example = 2017)]
    pub year: i32,
    /// The value.
    #[validate(range(min = 0.0, max = 1_000_000_000_000.0))]
    #[schema(minimum = 0, maximum = 1_000_000_000_000u64, example = 25)]
    pub value: f64,
}

/// Something that reports count. Figures only: no data of any person.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Indicator {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// Its code, by which regimes and reports name it.
    #[schema(max_length = 40, example = "CB.01")]
    pub code: String,
    /// What it counts.
    #[schema(max_length = 300, example = "Nữ tham gia cấp ủy các cấp")]
    pub name: String,
    /// In which unit.
    #[schema(max_length = 60, example = "người")]
    pub unit: String,
    /// Whether its values are given by sex.
    pub by_sex: bool,
    /// How the values of many agencies become one.
    pub aggregation: Aggregation,
    /// What it is meant to reach, by year.
    #[schema(max_items = 100)]
    pub targets: Vec<Target>,
    /// Which figure of events its values are proposed from; null where people count it themselves.
    pub event_measure: Option<EventMeasure>,
    /// What the caller may do; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for Indicator {
    const RESOURCE: &'static str = "indicators";

    fn id(&self) -> Id {
        self.id
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn owner(&self) -> Option<Id> {
        None
    }
}

/// Letters, digits, dots, hyphens and underscores, the first a letter or a digit.
pub(crate) fn short_code(code: &str) -> Result<(), ValidationError> {
    let plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '_' | '-');
    let fits = (1..=40).contains(&code.len())
        && code.chars().all(plain)
        && code.starts_with(|it: char| it.is_ascii_alphanumeric());
    if fits { Ok(()) } else { Err(ValidationError::new("pattern")) }
}

/// An indicator to enter.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewIndicator {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// Its code; it stays for good.
    #[validate(custom(function = short_code))]
    #[schema(min_length = 1, max_length = 40, pattern = r"^[A-Za-z0-9][A-Za-z0-9._-]*$", example = "CB.09")]
    pub code: String,
    /// What it counts.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, example = "Phụ nữ được tập huấn về bình đẳng giới")]
    pub name: String,
    /// In which unit.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60, example = "người")]
    pub unit: String,
    /// Whether its values are given by sex; it stays for good.
    pub by_sex: bool,
    /// How the values of many agencies become one; it stays for good.
    pub aggregation: Aggregation,
    /// What it is meant to reach, each year once.
    #[serde(default)]
    #[validate(nested, length(max = 100))]
    #[schema(max_items = 100)]
    pub targets: Vec<Target>,
    /// Which figure of events its values are proposed from. By sex are `participants` and `certificates` alone, and a ratio has none.
    #[serde(default)]
    pub event_measure: Option<EventMeasure>,
}

/// What to change; absent fields stay.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IndicatorPatch {
    /// What it counts.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, example = "Nữ tham gia cấp ủy", nullable = false)]
    pub name: Option<String>,
    /// In which unit.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60, nullable = false)]
    pub unit: Option<String>,
    /// What it is meant to reach, each year once, in place of the list on record.
    #[validate(nested, length(max = 100))]
    #[schema(max_items = 100, nullable = false)]
    pub targets: Option<Vec<Target>>,
    /// Which figure of events its values are proposed from; null removes it. What was reported stays as it is.
    #[serde(default, deserialize_with = "patch::nullable")]
    pub event_measure: Option<Option<EventMeasure>>,
}

sort_columns! {
    /// The orders of a list of indicators.
    pub enum IndicatorColumn { Name = "name", Code = "code" }
}

/// Which indicators to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct IndicatorFilter {
    /// Any of these ways of adding up.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub aggregation: Vec<Aggregation>,
    /// Text in code or name, with or without diacritics.
    #[validate(length(min = 1, max = 100))]
    #[param(min_length = 1, max_length = 100)]
    pub q: Option<String>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<IndicatorColumn>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_one_short_plain_word() {
        for good in ["CB.01", "1", "a_b-c"] {
            assert!(short_code(good).is_ok(), "{good}");
        }
        for bad in ["", ".a", "a b", "đ", &"a".repeat(41)] {
            assert!(short_code(bad).is_err(), "{bad}");
        }
    }
}
