//! What an agency and a designation are.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::{Validate, ValidationError};

use crate::kernel::http::{dates, patch};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::sort::Sort;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::sort_columns;

text_enum! {
    /// What sort of body an agency is.
    pub enum AgencyKind {
        /// The committee of a city or province (Ban vì sự tiến bộ của phụ nữ).
        CityCommittee => "city_committee",
        /// Sở, ban, ngành.
        Department => "department",
        /// Đoàn thể.
        MassOrganisation => "mass_organisation",
        /// Quận, huyện (until 30 June 2025).
        District => "district",
        /// Xã, phường, đặc khu.
        Commune => "commune",
        /// A unit inside one of these.
        Unit => "unit",
    }
}

/// An agency.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Agency {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// Its dotted identifier code (Decision 20/2020/QĐ-TTg), unique among agencies alive at one time.
    #[schema(max_length = 60, example = "H24.SLDTBXH")]
    pub code: String,
    /// Its name.
    #[schema(max_length = 300, example = "Sở Lao động - Thương binh và Xã hội")]
    pub name: String,
    /// Its short name.
    #[schema(max_length = 100, example = "Sở LĐTBXH")]
    pub short_name: Option<String>,
    /// Its kind.
    pub kind: AgencyKind,
    /// The agency above; null for a root.
    pub parent_id: Option<Id>,
    /// Its first day.
    pub valid_from: NaiveDate,
    /// Its last day; null while it is alive.
    pub valid_to: Option<NaiveDate>,
    /// What the caller may do; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for Agency {
    const RESOURCE: &'static str = "agencies";
    const IN_DIRECTORY: bool = true;

    fn id(&self) -> Id {
        self.id
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn owner(&self) -> Option<Id> {
        Some(self.id)
    }
}

/// Letters and digits in groups joined by dots, the first a letter.
pub fn agency_code(code: &str) -> Result<(), ValidationError> {
    let group = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let fits = code.len() <= 60 && code.starts_with(|it: char| it.is_ascii_uppercase()) && code.split('.').all(group);
    if fits { Ok(()) } else { Err(ValidationError::new("pattern")) }
}

/// An agency to enter.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAgency {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// Its dotted identifier code.
    #[validate(custom(function = agency_code))]
    #[schema(min_length = 1, max_length = 60, pattern = r"^[A-Z][A-Z0-9]*(\.[A-Z0-9]+)*$", example = "H24.77")]
    pub code: String,
    /// Its name.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, example = "Ban Quản lý Khu kinh tế Hải Phòng")]
    pub name: String,
    /// Its short name.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub short_name: Option<String>,
    /// Its kind.
    pub kind: AgencyKind,
    /// The agency above.
    pub parent_id: Id,
    /// Its first day.
    pub valid_from: NaiveDate,
}

/// What to correct; absent fields stay.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgencyPatch {
    /// Its dotted identifier code.
    #[validate(custom(function = agency_code))]
    #[schema(min_length = 1, max_length = 60, pattern = r"^[A-Z][A-Z0-9]*(\.[A-Z0-9]+)*$", nullable = false)]
    pub code: Option<String>,
    /// Its name.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, nullable = false)]
    pub name: Option<String>,
    /// Its short name; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "Sở LĐTBXH")]
    pub short_name: Option<Option<String>>,
}

sort_columns! {
    /// The orders of a list of agencies.
    pub enum AgencyColumn { Name = "name", Code = "code" }
}

/// Which agencies to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AgencyFilter {
    /// Any of these kinds.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub kind: Vec<AgencyKind>,
    /// Directly below this agency.
    pub parent_id: Option<Id>,
    /// This agency and everything below it.
    pub under_id: Option<Id>,
    /// Alive on this date.
    #[serde(default, deserialize_with = "dates::optional")]
    pub alive_on: Option<NaiveDate>,
    /// Text in code or name, with or without diacritics.
    #[validate(length(min = 1, max = 100))]
    #[param(min_length = 1, max_length = 100)]
    pub q: Option<String>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<AgencyColumn>,
}
