//! The caller.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::accounts::delegations::model::Delegation;
use crate::accounts::grants::model::Grant;
use crate::accounts::passwords::LONGEST;
use crate::accounts::users::model::{is_address, is_phone};
use crate::kernel::http::patch;
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
    /// Where reminders go; null where it is not on record.
    #[schema(max_length = 254, example = "lan.nguyen@example.gov.vn")]
    pub email: Option<String>,
    /// The telephone number; null where it is not on record.
    #[schema(max_length = 32, pattern = "^\\+?[0-9][0-9 .()-]{5,30}$", example = "0225 555 0101")]
    pub phone: Option<String>,
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

/// How the caller is reached from now on; absent fields stay.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MePatch {
    /// Where reminders go; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(custom(function = is_address))]
    #[schema(
        max_length = 254,
        pattern = "^[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,189}$",
        example = "lan.nguyen@example.gov.vn"
    )]
    pub email: Option<Option<String>>,
    /// The telephone number; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(custom(function = is_phone))]
    #[schema(max_length = 32, pattern = "^\\+?[0-9][0-9 .()-]{5,30}$", example = "0225 555 0101")]
    pub phone: Option<Option<String>>,
    /// The present password, which another address needs.
    #[validate(length(min = 1, max = LONGEST))]
    #[schema(min_length = 1, max_length = 128, format = Password, nullable = false, example = "mưa xuân trên bến Bính")]
    pub current_password: Option<String>,
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
