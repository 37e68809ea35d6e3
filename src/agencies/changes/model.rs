//! What an agency change is.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::text_enum::text_enum;

text_enum! {
    /// Where an agency change stands.
    pub enum AgencyChangeState {
        /// It is written.
        Draft => "draft",
        /// The chair approved it; nothing of it holds yet.
        Approved => "approved",
        /// It holds.
        Executed => "executed",
        /// It held, and was taken back.
        Reverted => "reverted",
        /// It never held.
        Cancelled => "cancelled",
    }
}

text_enum! {
    /// What becomes of the reports that an agency owes when it ends.
    pub enum OpenObligations {
        /// Its heir files them.
        HeirFiles => "heir_files",
        /// Nobody does.
        Exempt => "exempt",
    }
}

/// What an agency was called until it was renamed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NameBefore {
    /// Its name.
    #[schema(max_length = 300)]
    pub name: String,
    /// Its short name.
    #[schema(max_length = 100)]
    pub short_name: Option<String>,
    /// Its dotted identifier code.
    #[schema(max_length = 60)]
    pub code: String,
    /// From when on it was called so.
    pub valid_from: NaiveDate,
}

/// An agency that gets another name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgencyRename {
    /// The agency.
    pub agency_id: Id,
    /// Its name from then on.
    #[schema(max_length = 300)]
    pub name: String,
    /// Its short name from then on.
    #[schema(max_length = 100)]
    pub short_name: Option<String>,
    /// Its dotted identifier code from then on.
    #[schema(max_length = 60)]
    pub code: String,
    /// What it was called until then; null until the change is executed.
    pub before: Option<NameBefore>,
}

/// What becomes of one report that an agency owes when it ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ObligationException {
    /// The obligation.
    pub obligation_id: Id,
    /// What becomes of it.
    pub open_obligations: OpenObligations,
}

/// An agency that ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgencyEnd {
    /// The agency.
    pub agency_id: Id,
    /// Who takes over everything that is its own. Null until the change is executed where it is dissolved: then it is the agency above, or
    /// the standing agency of the committee above.
    pub heir_id: Option<Id>,
    /// Those that go on beside the heir.
    #[schema(max_items = 50)]
    pub successor_ids: Vec<Id>,
    /// What becomes of the reports that it owes; null while that is not decided.
    pub open_obligations: Option<OpenObligations>,
    /// Reports of which something else becomes.
    #[schema(max_items = 500)]
    pub exceptions: Vec<ObligationException>,
}

/// A decision that renames agencies and lets them end.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AgencyChange {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The committee whose agencies change.
    pub committee_id: Id,
    /// The document that says so; null while there is none.
    pub legal_document_id: Option<Id>,
    /// The first day on which it holds.
    pub effective_on: NaiveDate,
    /// The agencies that get another name.
    #[schema(max_items = 500)]
    pub renames: Vec<AgencyRename>,
    /// The agencies that end the day before.
    #[schema(max_items = 500)]
    pub ends: Vec<AgencyEnd>,
    /// Where it stands.
    pub state: AgencyChangeState,
    /// When it was approved.
    pub approved_at: Option<Instant>,
    /// When it was executed.
    pub executed_at: Option<Instant>,
    /// When it was taken back.
    pub reverted_at: Option<Instant>,
    /// Why it was cancelled or taken back.
    #[schema(max_length = 2_000)]
    pub reason: Option<String>,
}

impl Record for AgencyChange {
    const RESOURCE: &'static str = "agency-changes";
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
