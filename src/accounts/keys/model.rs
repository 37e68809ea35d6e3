//! Signing keys, as the record and the public see them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;

/// A signing key on record; its private half is nowhere in here.
#[derive(Clone, Debug, Serialize)]
pub struct SigningKey {
    /// Its name in tokens.
    pub kid: Id,
    /// The Ed25519 public key, base64url.
    pub public_key: String,
    /// From when it signs (machine time).
    pub signs_from: Instant,
    /// Until when it verifies (machine time); null for the newest.
    pub verifies_until: Option<Instant>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Instant>,
}

impl Record for SigningKey {
    const RESOURCE: &'static str = "signing-keys";
    const IN_DIRECTORY: bool = true;

    fn id(&self) -> Id {
        self.kid
    }

    // A key is made, replaced and withdrawn, each at most once.
    fn version(&self) -> i32 {
        1 + i32::from(self.verifies_until.is_some()) + i32::from(self.withdrawn_at.is_some())
    }

    fn owner(&self) -> Option<Id> {
        None
    }
}

/// One public key (RFC 8037).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct JsonWebKey {
    /// Always `OKP`.
    #[schema(max_length = 3, example = "OKP")]
    pub kty: &'static str,
    /// Always `Ed25519`.
    #[schema(max_length = 7, example = "Ed25519")]
    pub crv: &'static str,
    /// Always `EdDSA`.
    #[schema(max_length = 5, example = "EdDSA")]
    pub alg: &'static str,
    /// Always `sig`.
    #[schema(max_length = 3, example = "sig")]
    pub r#use: &'static str,
    /// The name that tokens call it by.
    #[schema(max_length = 36, example = "01890a5d-ac96-774b-bcce-b302099a8057")]
    pub kid: String,
    /// The public key, base64url.
    #[schema(max_length = 43, example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")]
    pub x: String,
}

/// The keys that verify our tokens (RFC 7517).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct JsonWebKeySet {
    /// The keys, newest first.
    #[schema(max_items = 100)]
    pub keys: Vec<JsonWebKey>,
}
