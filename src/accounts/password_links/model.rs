//! Asking for a link, and using one.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::accounts::passwords::LONGEST;
use crate::kernel::text_enum::text_enum;

text_enum! {
    /// What a link is for.
    pub enum Purpose {
        /// An administrator invites somebody to set a password.
        Invitation => "invitation",
        /// Somebody has forgotten his.
        Forgotten => "forgotten",
    }
}

/// Who has forgotten the password.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ForgottenPassword {
    /// The login; letters of either case.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64, example = "lan.nguyen")]
    pub login: String,
}

/// A password to set by a link.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkedPassword {
    /// The secret of the link.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA")]
    pub secret: String,
    /// The new password: at least 12 characters, no common one, without the login in it.
    #[validate(length(min = 1, max = LONGEST))]
    #[schema(min_length = 12, max_length = 128, format = Password, example = "hoa phượng đỏ tháng năm")]
    pub new_password: String,
}

/// The password is set.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PasswordSet {
    /// The login to sign in with from now on, for whoever has forgotten that too.
    #[schema(max_length = 64, example = "lan.nguyen")]
    pub login: String,
}
