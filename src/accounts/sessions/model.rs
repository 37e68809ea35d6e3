//! Signing in.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::kernel::id::Id;
use crate::kernel::role::Role;

/// Who signs in, and for which agency.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// The login; letters of either case.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64, example = "lan.nguyen")]
    pub login: String,
    /// The password.
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128, format = Password, example = "mưa xuân trên bến Bính")]
    pub password: String,
    /// The agency to act for; needed by those who hold roles at several.
    pub agency_id: Option<Id>,
}

/// A refresh token to use, or to give back.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshRequest {
    /// The refresh token.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA")]
    pub refresh_token: String,
}

/// The grants of OAuth 2 that are served.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    /// A machine in its own name (RFC 6749 §4.4).
    ClientCredentials,
}

/// A machine that asks for a token (RFC 6749 §4.4.2).
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientCredentials {
    /// Always `client_credentials`.
    pub grant_type: GrantType,
    /// The identifier of the service account.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64, example = "01890a5d-ac96-774b-bcce-b302099a8057")]
    pub client_id: String,
    /// Its secret.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, format = Password, example = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA")]
    pub client_secret: String,
}

/// How tokens are shown.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub enum TokenType {
    /// `Authorization: Bearer …` (RFC 6750).
    Bearer,
}

/// Tokens of a person.
#[derive(Clone, Serialize, ToSchema)]
pub struct SignedIn {
    /// A JWT (RFC 9068), to be sent with every request.
    #[schema(max_length = 4096)]
    pub access_token: String,
    /// How it is shown.
    pub token_type: TokenType,
    /// Seconds until it expires.
    #[schema(minimum = 1, maximum = 900, example = 900)]
    pub expires_in: i64,
    /// Gives new tokens once, within 30 days.
    #[schema(max_length = 43, pattern = "^[A-Za-z0-9_-]{43}$")]
    pub refresh_token: String,
    /// The agency acted for.
    pub agency_id: Id,
    /// The roles held there today.
    #[schema(max_items = 20)]
    pub roles: Vec<Role>,
}

/// The token of a machine.
#[derive(Clone, Serialize, ToSchema)]
pub struct ClientToken {
    /// A JWT (RFC 9068), to be sent with every request.
    #[schema(max_length = 4096)]
    pub access_token: String,
    /// How it is shown.
    pub token_type: TokenType,
    /// Seconds until it expires.
    #[schema(minimum = 1, maximum = 900, example = 900)]
    pub expires_in: i64,
    /// The agency acted for.
    pub agency_id: Id,
    /// The roles held there today.
    #[schema(max_items = 20)]
    pub roles: Vec<Role>,
}
