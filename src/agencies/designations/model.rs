//! What a designation is.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;

/// Which agency is the standing agency of a committee, and when.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Designation {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The committee that designates.
    pub committee_id: Id,
    /// The standing agency.
    pub agency_id: Id,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day; null while it lasts.
    pub valid_to: Option<NaiveDate>,
    /// The document that says so.
    pub legal_document_id: Option<Id>,
}

impl Record for Designation {
    const RESOURCE: &'static str = "designations";
    const IN_DIRECTORY: bool = true;

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

/// A designation to enter. The one that runs ends the day before.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDesignation {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// The standing agency; it stands below the committee.
    pub agency_id: Id,
    /// The first day.
    #[schema(example = "2017-01-01")]
    pub valid_from: NaiveDate,
    /// The last day.
    pub valid_to: Option<NaiveDate>,
    /// The document that says so.
    pub legal_document_id: Option<Id>,
}
