//! The caller.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::accounts::delegations::model::Delegation;
use crate::accounts::grants::model::Grant;
use crate::accounts::passwords::LONGEST;
use crate::kernel::id::Id;
use crate::kernel::role::Role;

/// The agency acted for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ActiveAgency {
    /// Its identifier.
    pub id: Id,
    /// Its name.
    #[schema(max_length = 300, example = "Sở Lao động - Thương binh và Xã hội")]
    pub name: String,
}

/// Who the caller is, and by what right.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Me {
    /// The account.
    pub id: Id,
    /// The name to sign in with.
    #[schema(max_length = 64, example = "lan.nguyen")]
    pub login: String,
    /// The name on the record.
    #[schema(max_length = 200, example = "Nguyễn Thị Lan")]
    pub full_name: String,
    /// The position, as it stands below a signature; null where it is not on record.
    #[schema(max_length = 200, example = "Phó Giám đốc Sở")]
    pub position: Option<String>,
    /// Whether somebody else set the password: until the caller has changed it, nothing is open but this, the inbox and the change.
    pub must_change_password: bool,
    /// The agency that the token names.
    pub agency: ActiveAgency,
    /// The roles held there today.
    #[schema(max_items = 20)]
    pub roles: Vec<Role>,
    /// All grants that were not revoked, at whichever agency and date.
    #[schema(max_items = 1000)]
    pub grants: Vec<Grant>,
    /// All delegations to and by the caller that were not revoked.
    #[schema(max_items = 1000)]
    pub delegations: Vec<Delegation>,
}

/// A new password for oneself.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The present password.
    #[validate(length(min = 1, max = LONGEST))]
    #[schema(min_length = 1, max_length = 128, format = Password, example = "mưa xuân trên bến Bính")]
    pub current_password: String,
    /// The new password: at least 12 characters, no common one, without the login in it.
    #[validate(length(min = 1, max = LONGEST))]
    #[schema(min_length = 12, max_length = 128, format = Password, example = "hoa phượng đỏ tháng năm")]
    pub new_password: String,
}
