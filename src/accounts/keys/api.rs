//! The public keys that verify our tokens.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;

use crate::accounts::keys::model::{JsonWebKey, JsonWebKeySet};
use crate::kernel::crypto;
use crate::kernel::db::Db;
use crate::kernel::directory::KeySeat;
use crate::kernel::http::Answer;
use crate::kernel::instant::Instant;

/// Shows the public keys.
///
/// Anybody may. A new key is here two minutes before it signs; readers may keep the answer for one.
#[utoipa::path(get, path = "/.well-known/jwks.json", operation_id = "read_jwks", tag = "keys", security(()),
    responses((status = 200, description = "The keys that verify tokens now (RFC 7517)", body = JsonWebKeySet)))]
pub async fn jwks(db: Data<Db>) -> Answer {
    let directory = db.refresh_directory().await?;
    let now = Instant::of_machine();
    let verifies = |it: &&KeySeat| !it.withdrawn && it.verifies_until.is_none_or(|until| now < until);
    let mut seats: Vec<&KeySeat> = directory.keys.iter().filter(verifies).collect();
    seats.sort_by_key(|it| std::cmp::Reverse(it.signs_from));
    let public = |it: &KeySeat| JsonWebKey {
        kty: "OKP",
        crv: "Ed25519",
        alg: "EdDSA",
        r#use: "sig",
        kid: it.kid.clone(),
        x: crypto::base64url(&it.public_key),
    };
    let set = JsonWebKeySet { keys: seats.into_iter().map(public).collect() };
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=60")).json(set))
}
