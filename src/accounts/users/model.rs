//! People.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::{Validate, ValidationError};

use crate::accounts::passwords::LONGEST;
use crate::kernel::http::patch;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::sort::Sort;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::{actions, sort_columns};

text_enum! {
    /// What an account stands for.
    pub enum AccountKind {
        /// A person, who signs in with a password.
        Person => "person",
        /// A machine, which signs in with a secret.
        Service => "service",
    }
}

text_enum! {
    /// Whether an account may be used.
    pub enum AccountState {
        /// It may.
        Active => "active",
        /// It may not; its tokens are void.
        Disabled => "disabled",
    }
}

/// A person with an account.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct User {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The name to sign in with.
    #[schema(max_length = 64, pattern = "^[a-z0-9][a-z0-9._-]{1,63}$", example = "lan.nguyen")]
    pub login: String,
    /// The name on the record.
    #[schema(max_length = 200, example = "Nguyễn Thị Lan")]
    pub full_name: String,
    /// The position, as it stands below a signature; null where it is not on record.
    #[schema(max_length = 200, example = "Phó Giám đốc Sở")]
    pub position: Option<String>,
    /// Where reminders go.
    #[schema(max_length = 254, example = "lan.nguyen@example.gov.vn")]
    pub email: Option<String>,
    /// The telephone number; null where it is not on record.
    #[schema(max_length = 32, pattern = "^\\+?[0-9][0-9 .()-]{5,30}$", example = "0225 555 0101")]
    pub phone: Option<String>,
    /// The agency the person belongs to.
    pub agency_id: Id,
    /// Whether the account may be used.
    pub state: AccountState,
    /// Since when letters to the address on record are refused; null while that is not known of any. The next letter that is taken and
    /// another address end it. Where a person is read, here and in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Instant>, required = false)]
    pub mail_undeliverable_since: Option<Option<Instant>>,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for User {
    const RESOURCE: &'static str = "users";
    const WEIGHS: bool = false;
    const IN_DIRECTORY: bool = true;

    fn id(&self) -> Id {
        self.id
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn owner(&self) -> Option<Id> {
        Some(self.agency_id)
    }
}

/// 2 to 64 lower-case letters, digits, dots, dashes and underscores, the first a letter or digit.
fn is_login(text: &str) -> Result<(), ValidationError> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let fits = (2..=64).contains(&text.len())
        && text.bytes().next().is_some_and(plain)
        && text.bytes().all(|byte| plain(byte) || b"._-".contains(&byte));
    if fits { Ok(()) } else { Err(ValidationError::new("pattern")) }
}

/// The one pattern of the document: visible ASCII, an @, and a host name.
pub fn is_address(text: &str) -> Result<(), ValidationError> {
    let fits = text.split_once('@').is_some_and(|(local, host)| {
        (1..=64).contains(&local.len())
            && local.bytes().all(|byte| byte.is_ascii_graphic())
            && (1..=189).contains(&host.len())
            && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
    });
    if fits { Ok(()) } else { Err(ValidationError::new("email")) }
}

/// A telephone number as people write it: digits with blanks, dots, brackets and dashes, after a plus or not; 6 to 32 characters.
pub fn is_phone(text: &str) -> Result<(), ValidationError> {
    let number = text.strip_prefix('+').unwrap_or(text);
    let fits = (6..=31).contains(&number.len())
        && number.bytes().next().is_some_and(|byte| byte.is_ascii_digit())
        && number.bytes().all(|byte| byte.is_ascii_digit() || b" .()-".contains(&byte));
    if fits { Ok(()) } else { Err(ValidationError::new("pattern")) }
}

/// A person to enter.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// The name to sign in with, unique.
    #[validate(custom(function = is_login))]
    #[schema(min_length = 2, max_length = 64, pattern = "^[a-z0-9][a-z0-9._-]{1,63}$", example = "lan.nguyen")]
    pub login: String,
    /// The name on the record.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "Nguyễn Thị Lan")]
    pub full_name: String,
    /// The position, as it stands below a signature.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "Phó Giám đốc Sở")]
    pub position: Option<String>,
    /// Where reminders go.
    #[validate(custom(function = is_address))]
    #[schema(
        max_length = 254,
        pattern = "^[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,189}$",
        example = "lan.nguyen@example.gov.vn"
    )]
    pub email: Option<String>,
    /// The telephone number.
    #[validate(custom(function = is_phone))]
    #[schema(max_length = 32, pattern = "^\\+?[0-9][0-9 .()-]{5,30}$", example = "0225 555 0101")]
    pub phone: Option<String>,
    /// The agency the person belongs to.
    pub agency_id: Id,
    /// The first password: at least 12 characters, no common one, without the login in it. Without one the person is invited.
    #[validate(length(min = 1, max = LONGEST))]
    #[schema(min_length = 12, max_length = 128, format = Password, example = "mưa xuân trên bến Bính")]
    pub password: Option<String>,
}

/// A person who was entered.
#[derive(Clone, Serialize, ToSchema)]
pub struct EnteredUser {
    /// The person.
    #[serde(flatten)]
    pub user: User,
    /// The invitation, where no password was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub invitation: Option<Invitation>,
}

/// A link by which a person sets a password, once. Where a letter takes it there, nobody else sees it.
#[derive(Clone, Serialize, ToSchema)]
pub struct Invitation {
    /// The address that a letter with it goes to; null where no letter does.
    #[schema(max_length = 254, example = "lan.nguyen@example.gov.vn")]
    pub sent_to: Option<String>,
    /// The secret of the link: 256 random bits, shown this once; null where a letter takes it.
    #[schema(max_length = 43, pattern = "^[A-Za-z0-9_-]{43}$", format = Password)]
    pub secret: Option<String>,
    /// The link; null where a letter takes it, or where nobody has said where the portal takes it.
    #[schema(max_length = 2000)]
    pub link: Option<String>,
    /// Until when it is good.
    pub expires_at: Instant,
}

/// What to correct; absent fields stay.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserPatch {
    /// The name on the record.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "Nguyễn Thị Ngọc Lan", nullable = false)]
    pub full_name: Option<String>,
    /// The position, as it stands below a signature; null removes it. What was signed stays as it is.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "Giám đốc Sở")]
    pub position: Option<Option<String>>,
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
    /// The agency the person belongs to from now on.
    #[schema(nullable = false)]
    pub agency_id: Option<Id>,
}

/// A password to set for somebody.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    /// The new password: at least 12 characters, no common one, without the login in it.
    #[validate(length(min = 1, max = LONGEST))]
    #[schema(min_length = 12, max_length = 128, format = Password, example = "mưa xuân trên bến Bính")]
    pub password: String,
}

actions! {
    /// A step of an account.
    pub enum AccountAction {
        /// Bars it from now on; its tokens are void at once.
        Disable => "disable" because reason {
            /// Why.
            #[schema(example = "Nghỉ hưu từ ngày 01/7/2017")]
            reason: String => text(1, 2000),
        },
        /// Lets it sign in again.
        Enable => "enable" {},
    }
}

sort_columns! {
    /// The orders of a list of people.
    pub enum UserColumn { Name = "name" }
}

/// Which people to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UserFilter {
    /// People of any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub agency_id: Vec<Id>,
    /// In any of these states.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<AccountState>,
    /// Only those whom no letter reaches at the address on record, or only the others.
    pub mail_undeliverable: Option<bool>,
    /// Text in login or name, with or without diacritics.
    #[validate(length(min = 1, max = 100))]
    #[param(min_length = 1, max_length = 100)]
    pub q: Option<String>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<UserColumn>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_and_addresses_have_one_form() {
        for good in ["lan", "lan.nguyen", "0x", "a_b-c"] {
            assert!(is_login(good).is_ok(), "{good}");
        }
        for bad in ["", "a", ".lan", "Lan", "lân", "lan nguyen", &"a".repeat(65)] {
            assert!(is_login(bad).is_err(), "{bad}");
        }
        assert!(is_address("lan@example.gov.vn").is_ok());
        for bad in ["lan", "@x", "a@", "a b@x", "a@b@c"] {
            assert!(is_address(bad).is_err(), "{bad}");
        }
        for good in ["0225 555 0101", "+84 (225) 555.0101", "113115", &format!("+{}", "1".repeat(31))] {
            assert!(is_phone(good).is_ok(), "{good}");
        }
        for bad in ["", "113", "+", "(0225) 555", "0225/555/01", "0225 555 01 máy 7", &"1".repeat(32)] {
            assert!(is_phone(bad).is_err(), "{bad}");
        }
    }
}
