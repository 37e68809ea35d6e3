//! Tokens of a configured OpenID Connect provider are accepted beside our own. The provider vouches for a login; what its
//! holder may do is judged by the grants on record here, as for everybody else.

use std::collections::HashMap;
use std::path::Path;

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

use crate::kernel::id::Id;

/// Algorithms with a public key; a shared secret is never accepted from outside.
const ACCEPTED: &[Algorithm] =
    &[Algorithm::EdDSA, Algorithm::ES256, Algorithm::ES384, Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256];

/// The provider: its name, what it must call us, and its public keys.
pub struct Provider {
    issuer: String,
    audience: String,
    keys: HashMap<String, (Algorithm, DecodingKey)>,
}

/// What the provider vouches for.
#[derive(Clone, Debug, Deserialize)]
pub struct ForeignClaims {
    /// The provider's name for the person; our login where there is no `preferred_username`.
    pub sub: String,
    /// The login on record here.
    pub preferred_username: Option<String>,
    /// The agency to act at; the account's own where absent.
    pub agency_id: Option<Id>,
    /// Expiry, seconds since 1970.
    pub exp: i64,
}

impl ForeignClaims {
    /// The login that the token stands for.
    pub fn login(&self) -> &str {
        self.preferred_username.as_deref().unwrap_or(&self.sub)
    }
}

impl Provider {
    /// Reads the provider's public keys from a JSON Web Key Set; the error is the line to print.
    pub fn from_file(issuer: &str, audience: &str, path: &Path) -> Result<Self, String> {
        let shown = path.display();
        let text = std::fs::read_to_string(path).map_err(|error| format!("--oidc-jwks-file (TIENBO_OIDC_JWKS_FILE): {shown}: {error}"))?;
        Self::from_jwks(issuer, audience, &text).map_err(|error| format!("--oidc-jwks-file (TIENBO_OIDC_JWKS_FILE): {shown}: {error}"))
    }

    /// The same from the text of the set.
    pub fn from_jwks(issuer: &str, audience: &str, text: &str) -> Result<Self, String> {
        let set: JwkSet = serde_json::from_str(text).map_err(|error| format!("not a JSON Web Key Set: {error}"))?;
        let mut keys = HashMap::new();
        for jwk in &set.keys {
            let name = jwk.common.key_id.clone();
            let algorithm = jwk.common.key_algorithm.and_then(|it| it.to_string().parse::<Algorithm>().ok());
            let (Some(name), Some(algorithm)) = (name, algorithm.filter(|it| ACCEPTED.contains(it))) else { continue };
            let key = DecodingKey::from_jwk(jwk).map_err(|error| format!("key {name}: {error}"))?;
            keys.insert(name, (algorithm, key));
        }
        if keys.is_empty() {
            return Err("no key with `kid` and an accepted `alg` in it".to_owned());
        }
        Ok(Self { issuer: issuer.to_owned(), audience: audience.to_owned(), keys })
    }

    /// Whether a key is the provider's.
    pub fn has_key(&self, kid: &str) -> bool {
        self.keys.contains_key(kid)
    }

    /// What a good token of the provider says. The algorithm is the key's, whatever the token claims.
    pub fn verify(&self, kid: &str, token: &str, leeway: u64) -> Option<ForeignClaims> {
        let (algorithm, key) = self.keys.get(kid)?;
        let mut validation = Validation::new(*algorithm);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.audience]);
        validation.validate_nbf = true;
        validation.leeway = leeway;
        jsonwebtoken::decode::<ForeignClaims>(token, key, &validation).ok().map(|it| it.claims)
    }
}
