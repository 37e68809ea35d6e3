//! What a period is: a regime in a year.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::agencies::AgencyKind;
use crate::kernel::deadline::DueRule;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::sort::Sort;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::reports::regimes::model::{RegimeKind, Section};
use crate::{actions, sort_columns};

text_enum! {
    /// Where a period stands.
    pub enum PeriodState {
        /// Entered; nobody owes anything yet.
        Planned => "planned",
        /// Every agency that owes the report has its obligation.
        Open => "open",
        /// Called off before anything was received.
        Cancelled => "cancelled",
    }
}

/// Earlier dates per kind of agency. They are shown and remind; they judge nobody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InternalDue {
    /// Sở, ban, ngành.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "2017-06-10")]
    pub department: Option<NaiveDate>,
    /// Đoàn thể.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub mass_organisation: Option<NaiveDate>,
    /// Quận, huyện.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub district: Option<NaiveDate>,
    /// Xã, phường, đặc khu.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub commune: Option<NaiveDate>,
    /// A unit inside one of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub unit: Option<NaiveDate>,
}

impl InternalDue {
    /// The date of a kind of agency.
    pub fn of(&self, kind: AgencyKind) -> Option<NaiveDate> {
        match kind {
            AgencyKind::CityCommittee => None,
            AgencyKind::Department => self.department,
            AgencyKind::MassOrganisation => self.mass_organisation,
            AgencyKind::District => self.district,
            AgencyKind::Commune => self.commune,
            AgencyKind::Unit => self.unit,
        }
    }

    /// The kinds that have a date, with it.
    pub fn dates(&self) -> impl Iterator<Item = (AgencyKind, NaiveDate)> + '_ {
        AgencyKind::ALL.iter().filter_map(|kind| Some((*kind, self.of(*kind)?)))
    }
}

/// A regime in a year: what is owed, by when, and what the figures cover.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportPeriod {
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
    /// The regime.
    pub regime_id: Id,
    /// What sort of report it asks for.
    pub regime: RegimeKind,
    /// The year.
    #[schema(minimum = 1990, maximum = 2200, example = 2017)]
    pub year: i32,
    /// Its title.
    #[schema(max_length = 300, example = "Báo cáo sơ kết 6 tháng đầu năm 2017")]
    pub title: String,
    /// From this day on its obligations are open; upcoming before.
    pub opens_on: NaiveDate,
    /// Whether the due date itself is still in time.
    pub due_rule: DueRule,
    /// The due date as the paper has it.
    #[schema(example = "2017-06-15")]
    pub due_on: NaiveDate,
    /// The first instant that is late.
    #[schema(example = "2017-06-14T17:00:00.000000Z")]
    pub due_at: Instant,
    /// The first day that the figures cover.
    pub data_from: NaiveDate,
    /// The last day that the figures cover. An earlier report is received all the same.
    pub data_to: NaiveDate,
    /// Earlier dates per kind of agency, which judge nobody.
    pub internal_due: InternalDue,
    /// Which kinds of agencies owe it.
    #[schema(max_items = 20)]
    pub owed_by: Vec<AgencyKind>,
    /// The parts of a report.
    #[schema(max_items = 100)]
    pub sections: Vec<Section>,
    /// The indicators that a report gives values of, by code.
    #[schema(max_items = 200)]
    pub indicators: Vec<String>,
    /// Those of them that no report leaves out: it gives a value, or says why there is none.
    #[schema(max_items = 200)]
    pub required_indicators: Vec<String>,
    /// Where it stands.
    pub state: PeriodState,
    /// When it was first opened.
    pub opened_at: Option<Instant>,
    /// How many obligations there are, cancelled ones too.
    #[schema(minimum = 0)]
    pub obligations: i64,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for ReportPeriod {
    const RESOURCE: &'static str = "report-periods";

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

/// A period to plan. What is absent comes from the regime.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReportPeriod {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// The regime.
    pub regime_id: Id,
    /// The year.
    #[validate(range(min = 1990, max = 2200))]
    #[schema(minimum = 1990, maximum = 2200, example = 2017)]
    pub year: i32,
    /// Its title; the regime's with the year when absent, unless that says it already.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    pub title: Option<String>,
    /// From this day on its obligations are open.
    #[schema(example = "2017-05-15")]
    pub opens_on: NaiveDate,
    /// The due date as the paper has it.
    #[schema(example = "2017-06-15")]
    pub due_on: Option<NaiveDate>,
    /// Whether the due date itself is still in time.
    pub due_rule: Option<DueRule>,
    /// The first day that the figures cover.
    #[schema(example = "2016-12-15")]
    pub data_from: Option<NaiveDate>,
    /// The last day that the figures cover.
    #[schema(example = "2017-06-14")]
    pub data_to: Option<NaiveDate>,
    /// Earlier dates per kind of agency, each before the due date.
    #[serde(default)]
    pub internal_due: InternalDue,
    /// The indicators of the regime that no report leaves out, by code, each once; those that the regime names when absent.
    #[validate(length(max = 200))]
    #[schema(max_items = 200, nullable = false)]
    pub required_indicators: Option<Vec<String>>,
}

/// What to correct, until the first report was received; absent fields stay.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportPeriodPatch {
    /// Its title.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, nullable = false)]
    pub title: Option<String>,
    /// From this day on its obligations are open.
    #[schema(nullable = false)]
    pub opens_on: Option<NaiveDate>,
    /// The due date as the paper has it.
    #[schema(example = "2017-06-20", nullable = false)]
    pub due_on: Option<NaiveDate>,
    /// Whether the due date itself is still in time.
    #[schema(nullable = false)]
    pub due_rule: Option<DueRule>,
    /// The first day that the figures cover.
    #[schema(nullable = false)]
    pub data_from: Option<NaiveDate>,
    /// The last day that the figures cover.
    #[schema(nullable = false)]
    pub data_to: Option<NaiveDate>,
    /// Earlier dates per kind of agency, in place of those on record.
    #[schema(nullable = false)]
    pub internal_due: Option<InternalDue>,
    /// The indicators of the period that no report leaves out, by code, each once, in place of those on record.
    #[validate(length(max = 200))]
    #[schema(max_items = 200, nullable = false)]
    pub required_indicators: Option<Vec<String>>,
}

actions! {
    /// A step of a period.
    pub enum ReportPeriodAction {
        /// Makes an obligation of every agency that owes the report and has none yet.
        Open => "open" {},
        /// Calls it off, with its obligations.
        Cancel => "cancel" because reason {
            /// Why.
            #[schema(example = "Gộp vào báo cáo tổng kết năm")]
            reason: String => text(1, 2_000),
        },
    }
}

sort_columns! {
    /// The orders of a list of periods.
    pub enum ReportPeriodColumn { DueAt = "due_at", Title = "title" }
}

/// Which periods to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReportPeriodFilter {
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
    /// Of any of these years.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub year: Vec<i32>,
    /// In any of these states.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<PeriodState>,
    /// Due at this instant or later.
    pub due_from: Option<Instant>,
    /// Due before this instant.
    pub due_before: Option<Instant>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<ReportPeriodColumn>,
}
