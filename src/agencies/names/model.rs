//! What is shown of a name.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::kernel::id::Id;

/// What an agency is or was called.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DatedAgencyName {
    /// The name.
    #[schema(max_length = 300, example = "Huyện Thuỷ Nguyên")]
    pub name: String,
    /// The short name.
    #[schema(max_length = 100)]
    pub short_name: Option<String>,
    /// The dotted identifier code.
    #[schema(max_length = 60, example = "H24.SLDTBXH")]
    pub code: String,
    /// The first day on which it is called so.
    pub valid_from: NaiveDate,
    /// The last one; null while it is called so.
    pub valid_to: Option<NaiveDate>,
    /// The agency change by which it was called so; null for the first name.
    pub agency_change_id: Option<Id>,
}
