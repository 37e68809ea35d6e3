//! What is shown of somebody who can be called.

use serde::Serialize;
use utoipa::ToSchema;

use crate::kernel::id::Id;
use crate::kernel::role::Role;

/// Somebody who can be called about what an agency owes.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AgencyContact {
    /// The person.
    pub user_id: Id,
    /// The person's name.
    #[schema(max_length = 200, example = "Nguyễn Thị Lan")]
    pub full_name: String,
    /// The position; null where it is not on record.
    #[schema(max_length = 200, example = "Phó Giám đốc Sở")]
    pub position: Option<String>,
    /// The telephone number; null where it is not on record.
    #[schema(max_length = 32, pattern = "^\\+?[0-9][0-9 .()-]{5,30}$", example = "0225 555 0101")]
    pub phone: Option<String>,
    /// The mail address; null where it is not on record.
    #[schema(max_length = 254, example = "lan.nguyen@example.gov.vn")]
    pub email: Option<String>,
    /// The roles of business held there today.
    #[schema(max_items = 20)]
    pub roles: Vec<Role>,
}
