//! Signing in.

use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::{KnownFormat, RefOr};
use utoipa::{PartialSchema, ToSchema};
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

/// A machine that asks for a token (RFC 6749 §4.4.2). It says who it is here, or by HTTP Basic.
#[derive(Clone, Deserialize, Validate)]
pub struct ClientCredentials {
    /// Always `client_credentials`.
    pub grant_type: GrantType,
    /// The identifier of the service account.
    #[validate(length(max = 64))]
    pub client_id: Option<String>,
    /// Its secret.
    #[validate(length(max = 200))]
    pub client_secret: Option<String>,
    /// The roles that the token is to be good for.
    #[validate(length(max = 200))]
    pub scope: Option<String>,
}

/// By hand, since fields that are not known are passed over (RFC 6749 §3.2), and a derived schema is closed.
impl PartialSchema for ClientCredentials {
    fn schema() -> RefOr<Schema> {
        let text = |longest: usize, description: &str| {
            ObjectBuilder::new().schema_type(Type::String).max_length(Some(longest)).description(Some(description))
        };
        let id = text(64, "The identifier of the service account, where it is not in `Authorization`");
        let secret = text(200, "Its secret, where it is not in `Authorization`")
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Password)));
        let scope = text(
            200,
            "The roles that the token is to be good for, separated by spaces; all of the account's where absent",
        )
        .pattern(Some("^[!#-\\[\\]-~]+( [!#-\\[\\]-~]+)*$"));
        ObjectBuilder::new()
            .property("grant_type", GrantType::schema())
            .property("client_id", id.examples([json!("01890a5d-ac96-774b-bcce-b302099a8057")]))
            .property("client_secret", secret.examples([json!("q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA")]))
            .property("scope", scope.examples([json!("portal")]))
            .required("grant_type")
            .additional_properties(Some(AdditionalProperties::FreeForm(true)))
            .description(Some(
                "A machine that asks for a token (RFC 6749 §4.4.2). It says who it is here, or by HTTP Basic",
            ))
            .into()
    }
}

impl ToSchema for ClientCredentials {
    fn name() -> std::borrow::Cow<'static, str> {
        "ClientCredentials".into()
    }
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
    /// The roles that it is good for, separated by spaces (RFC 6749 §5.1).
    #[schema(max_length = 200, pattern = "^[a-z_]+( [a-z_]+)*$", example = "portal")]
    pub scope: String,
    /// The same as a list.
    #[schema(max_items = 20)]
    pub roles: Vec<Role>,
}
