//! Tokens of a configured OpenID Connect provider are accepted beside our own. The provider vouches for a login; what its
//! holder may do is judged by the grants on record here, as for everybody else.

use std::collections::HashMap;
use std::path::Path;

use chrono::NaiveDate;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

use crate::kernel::directory::{Directory, holds_on};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;

/// Algorithms with a public key; a shared secret is never accepted from outside.
const ACCEPTED: &[Algorithm] = &[
    Algorithm::EdDSA,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
];

/// No token of a provider lives longer, in seconds: until it ends nobody can take it back.
const LONGEST_LIFE_SECONDS: i64 = 90 * 60;

/// The provider: its name, what it must call us, what its access tokens are called, and its public keys.
pub struct Provider {
    issuer: String,
    audience: String,
    token_type: String,
    keys: HashMap<String, (Algorithm, DecodingKey)>,
}

/// What the provider vouches for.
#[derive(Clone, Debug, Deserialize)]
pub struct ForeignClaims {
    /// The login on record here. Only `sub` will do: other names a person can often change at the provider.
    pub sub: String,
    /// The agency to act at; the account's own where absent.
    pub agency_id: Option<Id>,
    /// Expiry, seconds since 1970.
    pub exp: i64,
    /// Issued at.
    pub iat: i64,
    /// Not before. Named here so that one that cannot be read is refused rather than passed over.
    #[serde(default, deserialize_with = "present")]
    pub nbf: Option<i64>,
}

fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    i64::deserialize(deserializer).map(Some)
}

impl ForeignClaims {
    /// The account that the token stands for and the agency to act for, where the account holds a role that day.
    pub fn stand_for(&self, directory: &Directory, today: NaiveDate) -> Option<(Id, Id)> {
        // A service account signs in with a secret of ours: no provider speaks for it.
        let (user, seat) = directory.user_of(&self.sub).filter(|(_, seat)| !seat.is_machine)?;
        let agency = self.agency_id.unwrap_or(seat.agency);
        let mut grants = directory.grants.get(&user).into_iter().flatten();
        let holds = grants.any(|it| it.agency == agency && holds_on(today, it.valid_from, it.valid_to));
        holds.then_some((user, agency))
    }
}

impl Provider {
    /// Reads the provider's public keys from a JSON Web Key Set; the error is the line to print. `token_type` is the `typ` of its
    /// access tokens: others, such as those that tell a client who signed in, open nothing.
    pub fn from_file(issuer: &str, audience: &str, token_type: &str, path: &Path) -> Result<Self, String> {
        let shown = path.display();
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("--oidc-jwks-file (TIENBO_OIDC_JWKS_FILE): {shown}: {error}"))?;
        Self::from_jwks(issuer, audience, token_type, &text)
            .map_err(|error| format!("--oidc-jwks-file (TIENBO_OIDC_JWKS_FILE): {shown}: {error}"))
    }

    /// The same from the text of the set.
    pub fn from_jwks(issuer: &str, audience: &str, token_type: &str, text: &str) -> Result<Self, String> {
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
        let (issuer, audience, token_type) = (issuer.to_owned(), audience.to_owned(), token_type.to_owned());
        Ok(Self { issuer, audience, token_type, keys })
    }

    /// Whether a key is the provider's.
    pub fn has_key(&self, kid: &str) -> bool {
        self.keys.contains_key(kid)
    }

    /// What a good token of the provider says at an instant. The algorithm is the key's, whatever the token claims.
    pub fn verify(&self, kid: &str, token: &str, leeway: u64, now: Instant) -> Option<ForeignClaims> {
        let (algorithm, key) = self.keys.get(kid)?;
        let mut validation = Validation::new(*algorithm);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.audience]);
        validation.validate_nbf = true;
        validation.leeway = leeway;
        let read = jsonwebtoken::decode::<ForeignClaims>(token, key, &validation).ok()?;
        let is_good = self.is_access_token(read.header.typ.as_deref()) && is_short_lived(&read.claims, now, leeway);
        is_good.then_some(read.claims)
    }

    /// RFC 9068, section 2.1: the type may be written as a media type in full.
    fn is_access_token(&self, typ: Option<&str>) -> bool {
        let bare = |text: &str| text.to_ascii_lowercase().trim_start_matches("application/").to_owned();
        typ.is_some_and(|it| bare(it) == bare(&self.token_type))
    }
}

/// Whether a token lives no longer than it may, by what it says and by our clock: one that is dated ahead would live on.
fn is_short_lived(claims: &ForeignClaims, now: Instant, leeway: u64) -> bool {
    let life = claims.exp.saturating_sub(claims.iat);
    let left = claims.exp.saturating_sub(now.seconds());
    (1..=LONGEST_LIFE_SECONDS).contains(&life) && left <= LONGEST_LIFE_SECONDS.saturating_add_unsigned(leeway)
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
    use jsonwebtoken::{EncodingKey, Header};
    use serde_json::{Value, json};

    use super::*;
    use crate::kernel::crypto::base64url;
    use crate::kernel::directory::{GrantSeat, UserSeat};
    use crate::kernel::role::{Role, Scope};

    const ISSUER: &str = "https://sso.example";

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn key_set() -> (EncodingKey, Provider) {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap();
        let public = base64url(pair.public_key().as_ref());
        let key = json!({"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": "one", "x": public});
        let provider = Provider::from_jwks(ISSUER, "tienbo", "at+jwt", &json!({"keys": [key]}).to_string()).unwrap();
        (EncodingKey::from_ed_der(pkcs8.as_ref()), provider)
    }

    fn signed(key: &EncodingKey, change: impl Fn(&mut Value)) -> String {
        signed_as(key, Some("at+jwt"), change)
    }

    fn signed_as(key: &EncodingKey, typ: Option<&str>, change: impl Fn(&mut Value)) -> String {
        let now = Instant::of_machine().seconds();
        let mut claims = json!({"iss": ISSUER, "aud": "tienbo", "sub": "chi.lan", "exp": now + 600, "iat": now});
        change(&mut claims);
        let typ = typ.map(str::to_owned);
        let header = Header { typ, kid: Some("one".to_owned()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, &claims, key).unwrap()
    }

    #[test]
    fn a_token_is_an_access_token_and_lives_no_longer_than_it_may() {
        let (key, provider) = key_set();
        let at = Instant::of_machine();
        let now = at.seconds();
        let is_good = |typ: Option<&str>| provider.verify("one", &signed_as(&key, typ, |_| ()), 10, at).is_some();
        for typ in ["at+jwt", "AT+JWT", "application/at+jwt"] {
            assert!(is_good(Some(typ)), "{typ}");
        }
        for typ in [None, Some("JWT"), Some("logout+jwt"), Some("dpop+jwt"), Some("application/"), Some("")] {
            assert!(!is_good(typ), "{typ:?}");
        }
        let lives = |iat: Value, exp: i64| {
            let dated = |it: &mut Value| {
                it["iat"] = iat.clone();
                it["exp"] = json!(exp);
            };
            provider.verify("one", &signed(&key, dated), 10, at).is_some()
        };
        assert!(lives(json!(now), now + 5_400));
        assert!(!lives(json!(now), now + 5_401));
        assert!(!lives(json!(now + 80_000_000), now + 80_000_600), "dated ahead");
        assert!(!lives(json!(now + 601), now + 600), "it ends before it begins");
        assert!(!lives(json!("now"), now + 600));
        assert!(!lives(json!(null), now + 600));
        assert!(
            provider
                .verify("one", &signed(&key, |it| drop(it.as_object_mut().unwrap().remove("iat"))), 10, at)
                .is_none()
        );
    }

    #[test]
    fn a_token_is_good_from_this_provider_for_us_and_in_its_time() {
        let (key, provider) = key_set();
        let good = |change: &dyn Fn(&mut Value)| {
            provider.verify("one", &signed(&key, change), 10, Instant::of_machine()).is_some()
        };
        let now = Instant::of_machine().seconds();
        assert!(good(&|_| ()));
        assert!(good(&|it| it["nbf"] = json!(now - 5)));
        for nbf in [json!(now + 600), json!("soon"), json!(null), json!([])] {
            assert!(!good(&|it| it["nbf"] = nbf.clone()), "{nbf}");
        }
        assert!(!good(&|it| it["exp"] = json!(now - 60)));
        assert!(!good(&|it| it["iss"] = json!("https://elsewhere.example")));
        assert!(!good(&|it| it["aud"] = json!("another")));
        for name in ["exp", "iss", "aud", "sub"] {
            assert!(!good(&|it| drop(it.as_object_mut().unwrap().remove(name))), "{name}");
        }
        let (other, _) = key_set();
        assert!(provider.verify("one", &signed(&other, |_| ()), 10, Instant::of_machine()).is_none());
    }

    #[test]
    fn it_stands_for_the_login_in_sub_where_the_account_holds_a_role() {
        let (key, provider) = key_set();
        let (user, home, elsewhere) = (Id::fresh(), Id::fresh(), Id::fresh());
        let mut directory = Directory::default();
        let machine = Id::fresh();
        for (login, id) in [("chi.lan", user), ("admin", Id::fresh()), ("service:one", machine)] {
            let seat = UserSeat {
                login: login.to_owned(),
                name: String::new(),
                agency: home,
                disabled: false,
                generation: 3,
                is_machine: id == machine,
                password_is_given: false,
            };
            directory.users.insert(id, seat);
        }
        let (role, scope, valid_from, valid_to) =
            (Role::AgencyLead, Scope::Own, day("2017-01-01"), Some(day("2017-06-30")));
        directory
            .grants
            .insert(user, vec![GrantSeat { id: Id::fresh(), agency: home, role, scope, valid_from, valid_to }]);
        let of_machine = directory.grants[&user].clone();
        directory.grants.insert(machine, of_machine);
        let stands_for = |on: &str, change: &dyn Fn(&mut Value)| {
            provider
                .verify("one", &signed(&key, change), 10, Instant::of_machine())
                .unwrap()
                .stand_for(&directory, day(on))
        };
        assert_eq!(stands_for("2017-03-01", &|_| ()), Some((user, home)));
        assert_eq!(stands_for("2017-03-01", &|it| it["preferred_username"] = json!("admin")), Some((user, home)));
        assert_eq!(stands_for("2017-03-01", &|it| it["sub"] = json!("nobody")), None);
        assert_eq!(stands_for("2017-03-01", &|it| it["sub"] = json!("service:one")), None, "a service account");
        assert_eq!(stands_for("2017-03-01", &|it| it["sub"] = json!("admin")), None, "no role at all");
        assert_eq!(stands_for("2017-03-01", &|it| it["agency_id"] = json!(elsewhere)), None);
        assert_eq!(stands_for("2017-07-01", &|_| ()), None, "the role has ended");
    }
}
