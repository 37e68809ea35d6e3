//! Tokens of a configured OpenID Connect provider, over HTTP to the real program: they vouch for a login, and open what its
//! grants open.

use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use tienbo::kernel::crypto::base64url;
use tienbo::kernel::instant::Instant;

use crate::engine_kit::engines;
use crate::harness::{Answer, City, Engine, Program, Running, Value, config, json};

const ISSUER: &str = "https://sso.example/realms/hai-phong";

/// The provider's key.
struct Provider {
    private: Vec<u8>,
    public: Vec<u8>,
}

impl Provider {
    fn new() -> Self {
        let private = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(private.as_ref()).unwrap();
        Self { private: private.as_ref().to_vec(), public: pair.public_key().as_ref().to_vec() }
    }

    fn key_set(&self) -> String {
        let x = base64url(&self.public);
        json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": "sso-1", "x": x}]})
            .to_string()
    }

    fn signed(&self, kid: &str, claims: &Value) -> String {
        self.signed_as("at+jwt", kid, claims)
    }

    fn signed_as(&self, typ: &str, kid: &str, claims: &Value) -> String {
        let header = Header { typ: Some(typ.to_owned()), kid: Some(kid.to_owned()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, claims, &EncodingKey::from_ed_der(&self.private)).unwrap()
    }
}

fn claims(login: &str) -> Value {
    let now = Instant::of_machine().seconds();
    json!({"iss": ISSUER, "aud": "tienbo", "sub": login, "exp": now + 600, "iat": now})
}

fn with(claims: &Value, name: &str, value: Value) -> Value {
    let mut claims = claims.clone();
    claims[name] = value;
    claims
}

/// Serves the city's own database as a real service, beside the application of the test.
fn serving(city: &City, provider: Option<&Provider>) -> (Running, Program) {
    let key = config().key.key_encryption_key_file.display().to_string();
    let program = Program::in_an_empty_folder().on(&city.database.target).with("TIENBO_KEY_ENCRYPTION_KEY_FILE", &key);
    let program = match provider {
        None => program,
        Some(provider) => {
            std::fs::write(program.file("keys.json"), provider.key_set()).unwrap();
            program
                .with("TIENBO_OIDC_ISSUER", ISSUER)
                .with("TIENBO_OIDC_AUDIENCE", "tienbo")
                .with("TIENBO_OIDC_JWKS_FILE", "keys.json")
        }
    };
    let mut running = program.start(&["serve", "--log=error"]);
    running.ready(Duration::from_secs(30));
    (running, program)
}

#[test]
fn a_token_of_the_configured_provider_opens_what_the_grants_open_and_no_more() {
    for engine in engines() {
        let city = City::on(engine);
        let provider = Provider::new();
        let (running, _program) = serving(&city, Some(&provider));
        let me = |token: &str| -> Answer { running.bearer(token).get("/me") };
        let good = claims("justice_officer");
        let token = provider.signed("sso-1", &good);
        let answer = me(&token).is(200);
        assert_eq!((&answer["login"], &answer["roles"]), (&json!("justice_officer"), &json!(["agency_officer"])));
        assert_eq!(answer["agency"]["id"], json!(city.agency("justice")));

        let person = running.bearer(&token);
        let own = json!({"agency_id": city.agency("justice"), "year": 2017, "title": "Chương trình của Sở"});
        let made = person.post("/programmes", own).is(201);
        let foreign = json!({"agency_id": city.agency("committee"), "year": 2017, "title": "Không phải của mình"});
        person.post("/programmes", foreign).is_problem(403, "role_may_not");
        let path = format!("/programmes/{}", made["id"].as_str().unwrap());
        let step = &person.get(&format!("{path}/transitions")).items()[0];
        assert_eq!(step["actor"]["id"], json!(city.user("justice_officer")), "the record names the person");

        let now = Instant::of_machine().seconds();
        let mut refused = vec![
            provider.signed("sso-2", &good),
            provider.signed("sso-1", &claims("nobody-here")),
            provider.signed("sso-1", &claims("disabled")),
            provider.signed("sso-1", &claims("portal")),
            // What a client is told of who signed in, and whatever else the provider signs.
            provider.signed_as("JWT", "sso-1", &good),
            provider.signed_as("logout+jwt", "sso-1", &good),
            // A service account, by every name that it has, with the role that it has.
            provider.signed("sso-1", &claims(&format!("service:{}", city.user("portal")))),
            provider.signed("sso-1", &claims(&city.user("portal").to_string())),
            // One that would live on for years, said so or dated ahead.
            provider.signed("sso-1", &with(&with(&good, "iat", json!(now)), "exp", json!(now + 24 * 3600))),
            provider
                .signed("sso-1", &with(&with(&good, "iat", json!(now + 90_000_000)), "exp", json!(now + 90_000_600))),
            provider.signed("sso-1", &with(&good, "iat", json!(null))),
            Provider::new().signed("sso-1", &good),
        ];
        for (name, value) in [
            ("iss", json!("https://elsewhere.example")),
            ("aud", json!("another service")),
            ("exp", json!(now - 60)),
            ("nbf", json!(now + 120)),
            ("agency_id", json!(city.agency("labour"))),
        ] {
            refused.push(provider.signed("sso-1", &with(&good, name, value)));
        }
        let shared = Header { kid: Some("sso-1".to_owned()), ..Header::new(Algorithm::HS256) };
        refused.push(jsonwebtoken::encode(&shared, &good, &EncodingKey::from_secret(&provider.public)).unwrap());
        let part = |value: Value| base64url(value.to_string().as_bytes());
        refused.push(format!("{}.{}.", part(json!({"alg": "none", "kid": "sso-1"})), part(good.clone())));
        for token in &refused {
            me(token).is_problem(401, "invalid_token");
        }

        // What is taken away here is gone, whatever the provider still says.
        let grants = city.admin().get(&format!("/grants?user_id={}", city.user("justice_officer"))).ids();
        let revoke = json!({"action": "revoke", "reason": "Chuyển công tác"});
        city.admin().transition(&format!("/grants/{}", grants[0]), revoke).is(200);
        me(&token).is_problem(401, "invalid_token");
    }
}

#[test]
fn without_a_configured_provider_such_a_token_opens_nothing() {
    let city = City::on(Engine::Sqlite);
    let (running, _program) = serving(&city, None);
    let token = Provider::new().signed("sso-1", &claims("justice_officer"));
    running.bearer(&token).get("/me").is_problem(401, "invalid_token");
}
