//! Access tokens (RFC 9068, `at+jwt`, EdDSA): how they are checked and signed. A signature is checked once; after that the
//! token is remembered until it expires, while the account behind it is looked up with every request.

use std::sync::atomic::{AtomicI64, Ordering};

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};

use crate::kernel::call::Bearer;
use crate::kernel::crypto;
use crate::kernel::db::Db;
use crate::kernel::directory::{Directory, KeySeat};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::oidc::{ForeignClaims, Provider};
use crate::kernel::problem::{Code, Problem};
use crate::kernel::role::Role;

/// Clocks of two machines may differ by so many seconds.
const LEEWAY_SECONDS: u64 = 10;
/// Tokens remembered at once; those that were not shown lately make room.
const MOST_REMEMBERED: usize = 20_000;
/// No honest token is longer.
const LONGEST_TOKEN: usize = 4_096;
/// A token is good from so long before it was issued: a clock that is set back, here or at another instance, keeps nobody out.
const BACKDATED_SECONDS: i64 = 3_600;
/// The `typ` of RFC 9068.
const TOKEN_TYPE: &str = "at+jwt";
/// An unknown key makes us look again at most once in so many microseconds.
const REREAD_MICROSECONDS: u64 = 1_000_000;

/// The claims of our tokens.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    /// Who issued it: the service's public address.
    pub iss: String,
    /// For whom: this API.
    pub aud: String,
    /// The account.
    pub sub: Id,
    /// Expiry, seconds since 1970.
    pub exp: i64,
    /// Not before.
    pub nbf: i64,
    /// Issued at.
    pub iat: i64,
    /// The token's own id.
    pub jti: Id,
    /// The client it was given to: the account itself.
    pub client_id: String,
    /// The active agency.
    pub agency_id: Id,
    /// The roles at that agency when it was issued: for the client's information; judged are the grants of the moment.
    pub roles: Vec<String>,
    /// The roles to which the token was narrowed, separated by spaces; absent where it is good for all that the account holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The generation of the account's credentials.
    pub generation: i32,
}

/// Checks and signs tokens.
pub struct Tokens {
    db: Db,
    issuer: String,
    audience: String,
    lifetime_seconds: i64,
    encryption_key: [u8; 32],
    provider: Option<Provider>,
    remembered: Cache<[u8; 32], (Bearer, i64)>,
    reread_at: AtomicI64,
}

/// A signed token and how long it lives.
#[derive(Debug)]
pub struct Signed {
    /// The token.
    pub token: String,
    /// Seconds until it expires.
    pub expires_in: i64,
}

impl Tokens {
    /// The checker of a service. `encryption_key` opens the private halves of the signing keys; tokens of the `provider` are
    /// accepted too.
    pub fn new(
        db: Db,
        issuer: &str,
        lifetime_seconds: i64,
        encryption_key: [u8; 32],
        provider: Option<Provider>,
    ) -> Self {
        Self {
            db,
            issuer: issuer.to_owned(),
            audience: format!("{}/api/v1", issuer.trim_end_matches('/')),
            lifetime_seconds,
            encryption_key,
            provider,
            remembered: Cache::new(MOST_REMEMBERED),
            reread_at: AtomicI64::new(0),
        }
    }

    /// What a good token says; 401 for any other.
    pub async fn verify(&self, token: &str) -> Result<Bearer, Problem> {
        let now = Instant::of_machine();
        let digest = crypto::sha256(token.as_bytes());
        if let Some((bearer, expires)) = self.remembered.get(&digest)
            && now.seconds() < expires
        {
            return Ok(bearer);
        }
        let invalid = || Problem::of(Code::InvalidToken);
        if token.len() > LONGEST_TOKEN {
            return Err(invalid());
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| invalid())?;
        let kid = header.kid.clone().ok_or_else(invalid)?;
        if let Some(provider) = self.provider.as_ref().filter(|it| it.has_key(&kid)) {
            let claims = provider.verify(&kid, token, LEEWAY_SECONDS, now).ok_or_else(invalid)?;
            // Not remembered: whom it stands for is looked up with every request.
            return self.bearer_of(&claims, kid).await;
        }
        if header.alg != Algorithm::EdDSA
            || !header.typ.as_deref().is_some_and(|it| it.eq_ignore_ascii_case(TOKEN_TYPE))
        {
            return Err(invalid());
        }
        let key = self.key(&kid, now).await?.ok_or_else(invalid)?;
        let claims = self.decode(token, &key).ok_or_else(invalid)?;
        let (user, agency, generation) = (claims.sub, claims.agency_id, claims.generation);
        let scope = claims.scope.map(|scope| scope.split(' ').filter_map(Role::parse).collect());
        let bearer = Bearer { user, agency, generation, kid, foreign: false, scope };
        self.remembered.insert(digest, (bearer.clone(), claims.exp));
        Ok(bearer)
    }

    /// Whom a provider's token stands for here.
    async fn bearer_of(&self, claims: &ForeignClaims, kid: String) -> Result<Bearer, Problem> {
        let directory = self.db.refresh_directory().await?;
        let today = self.db.clock().now().date();
        let (user, agency) = claims.stand_for(&directory, today).ok_or_else(|| Problem::of(Code::InvalidToken))?;
        // The provider vouches for the person, not our password; its generation is only that of this moment.
        let generation = directory.users.get(&user).map(|it| it.generation).unwrap_or_default();
        Ok(Bearer { user, agency, generation, kid, foreign: true, scope: None })
    }

    fn decode(&self, token: &str, key: &KeySeat) -> Option<Claims> {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.audience]);
        validation.validate_nbf = true;
        validation.leeway = LEEWAY_SECONDS;
        let public = DecodingKey::from_ed_components(&crypto::base64url(&key.public_key)).ok()?;
        jsonwebtoken::decode::<Claims>(token, &public, &validation).ok().map(|it| it.claims)
    }

    /// One of our own keys by name. An unknown name makes us look again, but at most once a second: anybody can invent names.
    async fn key(&self, kid: &str, now: Instant) -> Result<Option<KeySeat>, Problem> {
        let find = |directory: &Directory| {
            directory
                .keys
                .iter()
                .find(|it| it.kid == kid && !it.withdrawn && it.verifies_until.is_none_or(|until| now < until))
                .cloned()
        };
        if let Some(key) = find(&self.db.directory()) {
            return Ok(Some(key));
        }
        let last = self.reread_at.load(Ordering::SeqCst);
        // However the clock was set meanwhile.
        let due = now.0.abs_diff(last) >= REREAD_MICROSECONDS;
        if due && self.reread_at.compare_exchange(last, now.0, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
            return Ok(find(&*self.db.refresh_directory().await?));
        }
        Ok(None)
    }

    /// A digest of what holds a password: without the key from outside the database nobody can try passwords against it.
    pub fn keyed_digest(&self, bytes: &[u8]) -> [u8; 32] {
        self.keyed("body digest", bytes)
    }

    /// The refresh token that follows one: always the same, so that two who renew at once are given one, and nobody who reads the
    /// database alone can make it.
    pub fn successor(&self, refresh_token: &str) -> String {
        crypto::base64url(&self.keyed("refresh token", refresh_token.as_bytes()))
    }

    /// The same for another purpose: what is made for one says nothing for another.
    pub fn keyed(&self, purpose: &str, bytes: &[u8]) -> [u8; 32] {
        let message = [purpose.as_bytes(), b"\0", bytes].concat();
        crypto::sha256(&crypto::hmac_sha256(&self.encryption_key, &message))
    }

    /// Signs a token for an account as it is on record now, for who needs no password: the demo's replay.
    pub fn sign(&self, directory: &Directory, user: Id, agency: Id, roles: Vec<String>) -> Result<Signed, Problem> {
        let account = directory.users.get(&user).ok_or_else(|| Problem::of(Code::InvalidCredentials))?;
        self.sign_for(directory, (user, account.generation), agency, (roles, None))
    }

    /// Signs a token for an account whose credentials of a generation were judged, with the newest key that may sign: with the roles
    /// that it tells of, and those to which it is narrowed.
    pub fn sign_for(
        &self,
        directory: &Directory,
        (user, generation): (Id, i32),
        agency: Id,
        (roles, scope): (Vec<String>, Option<&[Role]>),
    ) -> Result<Signed, Problem> {
        let internal = |error: &dyn std::fmt::Display| {
            tracing::error!(%error, "a token could not be signed");
            Problem::of(Code::Internal)
        };
        let now = Instant::of_machine();
        let key = signing_key(&directory.keys, now)
            .ok_or_else(|| internal(&"there is no signing key: run `tienbo key rotate`"))?;
        let private =
            crypto::open(&self.encryption_key, &key.kid, &key.sealed_private_key).map_err(|error| internal(&error))?;
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: self.audience.clone(),
            sub: user,
            exp: now.seconds() + self.lifetime_seconds,
            nbf: now.seconds() - BACKDATED_SECONDS,
            iat: now.seconds(),
            jti: Id::fresh(),
            client_id: user.to_string(),
            agency_id: agency,
            roles,
            scope: scope.map(|roles| roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" ")),
            generation,
        };
        let header =
            Header { typ: Some(TOKEN_TYPE.to_owned()), kid: Some(key.kid.clone()), ..Header::new(Algorithm::EdDSA) };
        let token = jsonwebtoken::encode(&header, &claims, &EncodingKey::from_ed_der(&private))
            .map_err(|error| internal(&error))?;
        Ok(Signed { token, expires_in: self.lifetime_seconds })
    }
}

/// The newest key that signs already. Where none does, because the clock was set back behind all of them, it is the oldest: others
/// know it the longest.
fn signing_key(keys: &[KeySeat], now: Instant) -> Option<&KeySeat> {
    let usable = || keys.iter().filter(|it| !it.withdrawn && it.verifies_until.is_none_or(|until| now < until));
    let signs = usable().filter(|it| it.signs_from <= now).max_by_key(|it| it.signs_from);
    signs.or_else(|| usable().min_by_key(|it| it.signs_from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_key_that_signs_wherever_the_clock_stands() {
        let key = |kid: &str, signs_from: i64, verifies_until: Option<i64>| KeySeat {
            kid: kid.to_owned(),
            public_key: Vec::new(),
            sealed_private_key: Vec::new(),
            signs_from: Instant(signs_from),
            verifies_until: verifies_until.map(Instant),
            withdrawn: false,
        };
        let keys = [key("old", 100, Some(400)), key("new", 200, None)];
        let signs = |now: i64| signing_key(&keys, Instant(now)).map(|it| it.kid.as_str());
        assert_eq!(signs(150), Some("old"));
        assert_eq!(signs(200), Some("new"));
        assert_eq!(signs(500), Some("new"));
        assert_eq!(signs(50), Some("old"), "the clock was set back behind both");
        assert_eq!(
            signing_key(&[KeySeat { withdrawn: true, ..key("gone", 100, None) }], Instant(150)).map(|it| &it.kid),
            None
        );
    }
}
