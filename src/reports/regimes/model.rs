//! What a regime is: a duty to report that comes back.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::{Validate, ValidationError};

use crate::agencies::AgencyKind;
use crate::kernel::deadline::DueRule;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::sort::Sort;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::reports::indicators::model::short_code;
use crate::sort_columns;

text_enum! {
    /// What sort of report a regime asks for.
    pub enum RegimeKind {
        /// Báo cáo sơ kết 6 tháng.
        MidYear => "mid_year",
        /// Báo cáo tổng kết năm.
        Annual => "annual",
        /// The results of the Action Month, a supplement: the annual report falls due before the Month ends.
        ActionMonth => "action_month",
        /// A review that is asked for once, such as that of ten years of a law.
        OneOff => "one_off",
    }
}

/// A part that a report has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its number on paper.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "III.2")]
    pub code: String,
    /// What it is about.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, example = "Khó khăn, vướng mắc")]
    pub title: String,
    /// Whether a report without it cannot be submitted.
    pub required: bool,
}

/// A duty to report, of the agencies under a committee.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportRegime {
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
    /// Its code, unique in the committee.
    #[schema(max_length = 40, example = "SK-6T")]
    pub code: String,
    /// What sort of report it asks for.
    pub regime: RegimeKind,
    /// Its title.
    #[schema(max_length = 300, example = "Báo cáo sơ kết 6 tháng đầu năm")]
    pub title: String,
    /// Which kinds of agencies owe it.
    #[schema(max_items = 20)]
    pub owed_by: Vec<AgencyKind>,
    /// Whether the due date itself is still in time.
    pub due_rule: DueRule,
    /// The month it falls due in; null where every period says it.
    #[schema(minimum = 1, maximum = 12)]
    pub due_month: Option<i32>,
    /// The day of that month.
    #[schema(minimum = 1, maximum = 31)]
    pub due_day: Option<i32>,
    /// The first month and day that the figures cover; of the year before where it comes after `window_to`.
    #[schema(max_length = 5, example = "12-15")]
    pub window_from: Option<String>,
    /// The last month and day that the figures cover.
    #[schema(max_length = 5, example = "06-14")]
    pub window_to: Option<String>,
    /// The parts of a report.
    #[schema(max_items = 100)]
    pub sections: Vec<Section>,
    /// The indicators that a report gives values of, by code.
    #[schema(max_items = 200)]
    pub indicators: Vec<String>,
    /// Those of them that no report leaves out: it gives a value, or says why there is none.
    #[schema(max_items = 200)]
    pub required_indicators: Vec<String>,
    /// What the caller may do; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for ReportRegime {
    const RESOURCE: &'static str = "report-regimes";

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

/// A month and a day, in whichever year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonthDay {
    month: u32,
    day: u32,
}

impl MonthDay {
    /// One that exists in every year: 29 February does not.
    pub fn new(month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(2001, month, day).map(|_| Self { month, day })
    }

    /// Reads `12-15`.
    pub fn parse(text: &str) -> Option<Self> {
        let date: NaiveDate = crate::kernel::http::dates::read(&format!("2001-{text}"))?;
        Self::new(date.month(), date.day())
    }

    /// The date in a year.
    pub fn in_year(self, year: i32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, self.month, self.day)
    }
}

fn month_day(text: &str) -> Result<(), ValidationError> {
    if MonthDay::parse(text).is_some() { Ok(()) } else { Err(ValidationError::new("pattern")) }
}

/// What the figures of a year cover: a window that would end before it begins begins in the year before.
pub fn window_in(from: MonthDay, to: MonthDay, year: i32) -> Option<(NaiveDate, NaiveDate)> {
    let first_year = if from > to { year - 1 } else { year };
    Some((from.in_year(first_year)?, to.in_year(year)?))
}

/// A regime to enter.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReportRegime {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// The committee.
    pub committee_id: Id,
    /// Its code, unique in the committee; it stays for good.
    #[validate(custom(function = short_code))]
    #[schema(min_length = 1, max_length = 40, pattern = r"^[A-Za-z0-9][A-Za-z0-9._-]*$", example = "DX-2017")]
    pub code: String,
    /// What sort of report it asks for.
    pub regime: RegimeKind,
    /// Its title.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, example = "Báo cáo đột xuất về công tác cán bộ nữ")]
    pub title: String,
    /// Which kinds of agencies owe it; a committee owes nothing.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20)]
    pub owed_by: Vec<AgencyKind>,
    /// Whether the due date itself is still in time.
    pub due_rule: DueRule,
    /// The month it falls due in, together with `due_day`.
    #[validate(range(min = 1, max = 12))]
    #[schema(minimum = 1, maximum = 12)]
    pub due_month: Option<i32>,
    /// The day of that month.
    #[validate(range(min = 1, max = 31))]
    #[schema(minimum = 1, maximum = 31)]
    pub due_day: Option<i32>,
    /// The first month and day that the figures cover, together with `window_to`.
    #[validate(custom(function = month_day))]
    #[schema(
        max_length = 5,
        pattern = r"^((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))$",
        example = "12-15"
    )]
    pub window_from: Option<String>,
    /// The last month and day that the figures cover.
    #[validate(custom(function = month_day))]
    #[schema(
        max_length = 5,
        pattern = r"^((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))$",
        example = "06-14"
    )]
    pub window_to: Option<String>,
    /// The parts of a report, each number once.
    #[serde(default)]
    #[validate(nested, length(max = 100))]
    #[schema(max_items = 100)]
    pub sections: Vec<Section>,
    /// The indicators that a report gives values of, by code, each once.
    #[serde(default)]
    #[validate(length(max = 200))]
    #[schema(max_items = 200)]
    pub indicators: Vec<String>,
    /// Those of them that no report leaves out, by code, each once: it gives a value, or says why there is none.
    #[serde(default)]
    #[validate(length(max = 200))]
    #[schema(max_items = 200)]
    pub required_indicators: Vec<String>,
}

/// What to change; absent fields stay. Periods that are planned already keep what they were planned with.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportRegimePatch {
    /// Its title.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, example = "Báo cáo sơ kết 6 tháng đầu năm", nullable = false)]
    pub title: Option<String>,
    /// Which kinds of agencies owe it.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20, nullable = false)]
    pub owed_by: Option<Vec<AgencyKind>>,
    /// The parts of a report, each number once, in place of those on record. A part that a report was received with keeps its title.
    #[validate(nested, length(max = 100))]
    #[schema(max_items = 100, nullable = false)]
    pub sections: Option<Vec<Section>>,
    /// The indicators, by code, each once, in place of those on record.
    #[validate(length(max = 200))]
    #[schema(max_items = 200, nullable = false)]
    pub indicators: Option<Vec<String>>,
    /// Those of them that no report leaves out, by code, each once, in place of those on record.
    #[validate(length(max = 200))]
    #[schema(max_items = 200, nullable = false)]
    pub required_indicators: Option<Vec<String>>,
}

sort_columns! {
    /// The orders of a list of regimes.
    pub enum ReportRegimeColumn { Title = "title" }
}

/// Which regimes to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReportRegimeFilter {
    /// Of any of these committees.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub committee_id: Vec<Id>,
    /// Of any of these sorts.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub regime: Vec<RegimeKind>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<ReportRegimeColumn>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> MonthDay {
        MonthDay::parse(text).unwrap()
    }

    #[test]
    fn the_window_of_a_year_begins_in_the_year_before_where_it_must() {
        let of = |from, to| window_in(at(from), at(to), 2017).map(|(from, to)| (from.to_string(), to.to_string()));
        let window = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
        assert_eq!(of("12-15", "06-14"), window("2016-12-15", "2017-06-14"));
        assert_eq!(of("12-15", "12-14"), window("2016-12-15", "2017-12-14"));
        assert_eq!(of("11-15", "12-15"), window("2017-11-15", "2017-12-15"));
    }

    #[test]
    fn a_month_and_a_day_exist_in_every_year() {
        for bad in ["02-29", "13-01", "6-14", "06-31", "0614", ""] {
            assert_eq!(MonthDay::parse(bad), None, "{bad}");
        }
    }
}
