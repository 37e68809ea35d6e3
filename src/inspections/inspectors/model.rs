//! What is shown of somebody who can be named in a team.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::kernel::id::Id;

/// Somebody who can be named in the team of a visit, and an agency that he can act for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct NamedInspector {
    /// The person.
    pub user_id: Id,
    /// The person's name.
    #[schema(max_length = 200, example = "Nguyễn Thị Hoa")]
    pub name: String,
    /// The agency at which the person holds a role.
    pub agency_id: Id,
}

/// Which inspectors to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InspectorFilter {
    /// Those who can act for any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub agency_id: Vec<Id>,
    /// Text in the name, with or without diacritics.
    #[validate(length(min = 1, max = 100))]
    #[param(min_length = 1, max_length = 100)]
    pub q: Option<String>,
}
