//! To whom an agency reports, where that is not the agency above it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;

/// A dated route of an agency's reports, in place of the tree.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportingRoute {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The agency that reports.
    pub agency_id: Id,
    /// The agency that it reports to.
    pub recipient_id: Id,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day; null while it lasts.
    pub valid_to: Option<NaiveDate>,
}

impl Record for ReportingRoute {
    const RESOURCE: &'static str = "reporting-routes";

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

/// A route to enter. The one that runs ends the day before.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReportingRoute {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// The agency that it reports to: another one under the same committee.
    pub recipient_id: Id,
    /// The first day.
    #[schema(example = "2017-01-01")]
    pub valid_from: NaiveDate,
    /// The last day.
    pub valid_to: Option<NaiveDate>,
}
