//! Values that are proposed for a report.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::kernel::id::Id;
use crate::reports::{EventMeasure, IndicatorValue};

/// What is proposed for one indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProposedValue {
    /// Which figure of the events it is.
    pub event_measure: EventMeasure,
    /// The value, as a report has it. By sex it has those whose sex is known, and in one count it has all. Null where it is larger than
    /// any value of a report.
    pub value: Option<IndicatorValue>,
    /// Those whose sex nobody noted: beside a value by sex, within one count. Null where no people are counted.
    #[schema(minimum = 0, example = 2)]
    pub unknown: Option<i64>,
    /// What the version of the report says now; null where it says nothing of it.
    pub reported: Option<IndicatorValue>,
    /// Whether that differs; null where there is no version that the caller may read.
    pub differs: Option<bool>,
    /// The indicator, by its code.
    #[schema(max_length = 40, example = "TH.02")]
    pub indicator: String,
}

/// What is proposed for a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProposedValues {
    /// The obligation.
    pub obligation_id: Id,
    /// The agency that owes the report.
    pub agency_id: Id,
    /// Events are counted that begin on this day or later; null where those of the year's Action Month are, launches too.
    pub from: Option<NaiveDate>,
    /// The last day on which they begin.
    pub to: Option<NaiveDate>,
    /// How many reported events make up the values: of the agency, and of those below it that owe no report of their own.
    #[schema(minimum = 0)]
    pub events: i64,
    /// At how many of them nobody counted who came.
    #[schema(minimum = 0)]
    pub uncounted_events: i64,
    /// The first of them, by first day, as far as the caller may read them; no more than 200.
    #[schema(max_items = 200)]
    pub event_ids: Vec<Id>,
    /// The newest version of the report that the caller may read.
    pub submission_id: Option<Id>,
    /// Its number.
    #[schema(minimum = 1)]
    pub submission_number: Option<i32>,
    /// Whether it says anything else than what is proposed; null where there is none.
    pub differs: Option<bool>,
    /// One for each indicator of the period that is measured by events.
    #[schema(max_items = 200)]
    pub values: Vec<ProposedValue>,
}
