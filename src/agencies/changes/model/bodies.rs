//! What callers send: a change to draft, what to edit of it, and its steps.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::{AgencyEnd, AgencyRename};
use crate::actions;
use crate::agencies::agencies::model::agency_code;
use crate::kernel::http::patch;
use crate::kernel::id::Id;

/// Another name for an agency.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAgencyRename {
    /// The agency.
    pub agency_id: Id,
    /// Its name from then on.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, example = "Sở Nội vụ")]
    pub name: String,
    /// Its short name from then on.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub short_name: Option<String>,
    /// Its dotted identifier code from then on.
    #[validate(custom(function = agency_code))]
    #[schema(min_length = 1, max_length = 60, pattern = r"^[A-Z][A-Z0-9]*(\.[A-Z0-9]+)*$", example = "H24.78")]
    pub code: String,
}

impl NewAgencyRename {
    /// As a change has it that is not executed.
    pub fn planned(&self) -> AgencyRename {
        AgencyRename {
            agency_id: self.agency_id,
            name: self.name.clone(),
            short_name: self.short_name.clone(),
            code: self.code.clone(),
            before: None,
        }
    }
}

/// An agency change to draft.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAgencyChange {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// The committee whose agencies change.
    pub committee_id: Id,
    /// The document that says so.
    pub legal_document_id: Option<Id>,
    /// The first day on which it holds.
    #[schema(example = "2018-01-01")]
    pub effective_on: NaiveDate,
    /// The agencies that get another name.
    #[serde(default)]
    #[validate(nested, length(max = 500))]
    #[schema(max_items = 500)]
    pub renames: Vec<NewAgencyRename>,
    /// The agencies that end the day before.
    #[serde(default)]
    #[validate(nested, length(max = 500))]
    #[schema(max_items = 500)]
    pub ends: Vec<AgencyEnd>,
}

/// What to edit while it is a draft; absent fields stay.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgencyChangePatch {
    /// The document that says so; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    pub legal_document_id: Option<Option<Id>>,
    /// The first day on which it holds.
    #[schema(nullable = false, example = "2018-01-01")]
    pub effective_on: Option<NaiveDate>,
    /// The agencies that get another name, in place of the list on record.
    #[validate(nested, length(max = 500))]
    #[schema(max_items = 500, nullable = false)]
    pub renames: Option<Vec<NewAgencyRename>>,
    /// The agencies that end the day before, in place of the list on record.
    #[validate(nested, length(max = 500))]
    #[schema(max_items = 500, nullable = false)]
    pub ends: Option<Vec<AgencyEnd>>,
}

actions! {
    /// A step of an agency change.
    pub enum AgencyChangeAction {
        /// Approves it; nothing of it holds yet.
        Approve => "approve" {},
        /// Makes it a draft again.
        Reopen => "reopen" because reason {
            /// Why.
            #[schema(example = "Nghị quyết lùi ngày sáp nhập")]
            reason: String => text(1, 2_000),
        },
        /// Carries it out.
        Execute => "execute" {},
        /// Gives it up.
        Cancel => "cancel" because reason {
            /// Why.
            #[schema(example = "Không sáp nhập nữa")]
            reason: String => text(1, 2_000),
        },
        /// Takes it back after it was carried out.
        Revert => "revert" because reason {
            /// Why.
            #[schema(example = "Thực hiện nhầm đơn vị")]
            reason: String => text(1, 2_000),
        },
    }
}
