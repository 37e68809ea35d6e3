//! What is shown of who took over from an agency.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::kernel::id::Id;
use crate::kernel::named::AgencyName;

/// An agency that ended, and who took over.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AgencySuccession {
    /// The agency that ended.
    pub agency: AgencyName,
    /// Who holds what was its own.
    pub heir: AgencyName,
    /// Those that go on beside the heir, where one agency became several.
    #[schema(max_items = 50)]
    pub successors: Vec<AgencyName>,
    /// The first day on which it is so.
    pub valid_from: NaiveDate,
    /// The agency change that says so.
    pub agency_change_id: Id,
}
