//! The keys that sign tokens. A new key is published two minutes before it signs, so that every instance and every reader
//! of the published keys knows it by then; the old one goes on verifying for twenty minutes after that, longer than any
//! token lives. Private halves are kept encrypted under a key from outside the database.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};

use crate::accounts::keys::store as keys;
use crate::accounts::keys::store::Row;
use crate::kernel::call::Call;
use crate::kernel::crypto;
use crate::kernel::db::{Db, Tx};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Change;
use crate::kernel::problem::{Code, Problem};

/// A key is published so long before it signs.
const PUBLISHED_SECONDS: i64 = 2 * 60;
/// A key that signs at once has done so for so long already.
const BACKDATED_SECONDS: i64 = 60 * 60;
/// The key before it verifies so long after that.
const VERIFIES_SECONDS: i64 = 20 * 60;

/// Makes the installation's first key if there is none that signs, and checks that the newest can be opened. The error is
/// the line to print.
pub async fn ensure(db: &Db, encryption_key: &[u8; 32]) -> Result<(), String> {
    let newest = db
        .read_as_system(|connection| Ok(keys::all(connection)?.into_iter().rfind(is_current)))
        .await
        .map_err(|problem| format!("cannot read the signing keys: {problem}"))?;
    match newest {
        None => first(db, encryption_key).await,
        Some(row) => crypto::open(encryption_key, &row.kid, &row.sealed_private_key)
            .map(drop)
            .map_err(|error| format!("the signing key {} cannot be opened: {error}", row.kid)),
    }
}

/// Makes the first key, unless another instance that starts at the same moment has made it.
async fn first(db: &Db, encryption_key: &[u8; 32]) -> Result<(), String> {
    let fresh = fresh(encryption_key)?;
    let call = Call::of_command("key rotate", db.clock().now());
    let made = db.write_as_system(&call, move |tx| {
        keys::lock(tx.connection)?;
        // Judged here: only under the lock is it known who was first.
        if keys::all(tx.connection)?.iter().any(is_current) {
            return Err(Problem::of(Code::StateForbids));
        }
        let row = install(tx, fresh.clone())?;
        tx.record(Change::created(&row.answer()?)?)
    });
    match made.await {
        Ok(_) => Ok(()),
        // Judged here: the other's key is as good.
        Err(problem) if problem.code() == Code::StateForbids => Ok(()),
        Err(problem) => Err(format!("cannot keep the new signing key: {problem}")),
    }
}

/// Makes a new key, and answers with its name. It signs in two minutes; the first of an installation, and the first after
/// all others were withdrawn, at once.
pub async fn rotate(db: &Db, encryption_key: &[u8; 32]) -> Result<String, String> {
    let fresh = fresh(encryption_key)?;
    let kid = fresh.kid.clone();
    let call = Call::of_command("key rotate", db.clock().now());
    db.write_as_system(&call, move |tx| {
        let row = install(tx, fresh.clone())?;
        tx.record(Change::created(&row.answer()?)?)
    })
    .await
    .map_err(|problem| format!("cannot keep the new signing key: {problem}"))?;
    Ok(kid)
}

/// Withdraws a key at once: tokens that it signed are void. If it was the one that signs, another takes its place
/// now: the one that was published already, or a new one.
pub async fn withdraw(db: &Db, encryption_key: &[u8; 32], kid: &str) -> Result<(), String> {
    let (fresh, kid) = (fresh(encryption_key)?, kid.to_owned());
    let call = Call::of_command("key withdraw", db.clock().now());
    db.write_as_system(&call, move |tx| {
        let known = keys::all(tx.connection)?;
        let before = known.iter().find(|it| it.kid == kid).ok_or_else(|| Problem::of(Code::NotFound))?;
        // Judged here: keys are withdrawn by a command, and no request can ask for it.
        if before.withdrawn_at.is_some() {
            return Err(Problem::of(Code::StateForbids));
        }
        let after = Row { withdrawn_at: Some(tx.machine_now), ..before.clone() };
        keys::save(tx.connection, &after)?;
        let left: Vec<Row> = known.iter().filter(|it| it.kid != kid).cloned().collect();
        match successor(&left, tx.machine_now) {
            Successor::Signing => {}
            Successor::Waiting(waiting) => {
                let signing = Row { signs_from: from_the_start(tx.machine_now), ..waiting.clone() };
                keys::save(tx.connection, &signing)?;
                tx.note(Change::changed("advance", &waiting.answer()?, &signing.answer()?)?);
            }
            Successor::Missing => {
                let made = install(tx, fresh.clone())?;
                tx.note(Change::created(&made.answer()?)?);
            }
        }
        tx.record(Change::changed("withdraw", &before.answer()?, &after.answer()?)?)
    })
    .await
    .map(drop)
    // Judged here: an operator is told in a line of text.
    .map_err(|problem| match problem.code() {
        Code::NotFound => "there is no such signing key".to_owned(),
        Code::StateForbids => "the signing key is withdrawn already".to_owned(),
        _ => format!("cannot withdraw the signing key: {problem}"),
    })
}

/// A key without its times.
fn fresh(encryption_key: &[u8; 32]) -> Result<Row, String> {
    let failed = |_| "cannot make a signing key".to_owned();
    let pair = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(failed)?;
    let kid = Id::fresh().to_string();
    let public =
        Ed25519KeyPair::from_pkcs8(pair.as_ref()).map_err(|error| format!("cannot make a signing key: {error}"))?;
    let sealed = crypto::seal(encryption_key, &kid, pair.as_ref()).map_err(|error| error.to_string())?;
    let never = Instant(0);
    Ok(Row {
        kid,
        public_key: public.public_key().as_ref().to_vec(),
        sealed_private_key: sealed,
        created_at: never,
        signs_from: never,
        verifies_until: None,
        withdrawn_at: None,
    })
}

/// Enters a new key, and sets the end of those before it.
fn install(tx: &mut Tx<'_>, fresh: Row) -> Result<Row, Problem> {
    keys::lock(tx.connection)?;
    let now = tx.machine_now;
    let known = keys::all(tx.connection)?;
    let signs_from = signs_from(&known, now);
    for before in known.iter().filter(|it| is_current(it)) {
        let after = Row { verifies_until: Some(signs_from.plus_seconds(VERIFIES_SECONDS)), ..before.clone() };
        keys::save(tx.connection, &after)?;
        tx.note(Change::changed("replace", &before.answer()?, &after.answer()?)?);
    }
    let row = Row { created_at: now, signs_from, ..fresh };
    keys::insert(tx.connection, &row)?;
    Ok(row)
}

/// Nobody can be waiting for tokens of a key where there is none that signs: it signs from the start, wherever the clock is set
/// afterwards.
fn signs_from(known: &[Row], now: Instant) -> Instant {
    if known.iter().any(is_current) { now.plus_seconds(PUBLISHED_SECONDS) } else { from_the_start(now) }
}

/// What signs at once signs from so long ago: a clock that is set back must not find it too new.
fn from_the_start(now: Instant) -> Instant {
    now.plus_seconds(-BACKDATED_SECONDS)
}

/// What signs once a key is withdrawn.
enum Successor {
    /// A key that signs already and was not replaced, or whose own successor is still being published.
    Signing,
    /// The key that was being published: it has to sign now.
    Waiting(Row),
    /// There is none.
    Missing,
}

fn successor(left: &[Row], now: Instant) -> Successor {
    let Some(current) = left.iter().rfind(|it| is_current(it)) else { return Successor::Missing };
    let verifies = |it: &Row| it.withdrawn_at.is_none() && it.verifies_until.is_none_or(|until| now < until);
    if left.iter().any(|it| verifies(it) && it.signs_from <= now) {
        return Successor::Signing;
    }
    Successor::Waiting(current.clone())
}

/// Neither replaced nor withdrawn.
fn is_current(row: &Row) -> bool {
    row.verifies_until.is_none() && row.withdrawn_at.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [7; 32];

    #[test]
    fn the_first_key_signs_at_once_and_the_next_in_two_minutes() {
        let now = Instant(1_000_000_000);
        let first = fresh(&KEY).unwrap();
        assert_eq!(signs_from(&[], now), now.plus_seconds(-3_600));
        assert_eq!(signs_from(std::slice::from_ref(&first), now), now.plus_seconds(120));
        let withdrawn = Row { withdrawn_at: Some(now), ..first };
        assert_eq!(signs_from(&[withdrawn], now), now.plus_seconds(-3_600));
    }

    #[test]
    fn there_is_always_a_key_that_signs_after_a_withdrawal() {
        let now = Instant(1_000_000_000);
        let key = |signs_in: i64, verifies_for: Option<i64>| Row {
            signs_from: now.plus_seconds(signs_in),
            verifies_until: verifies_for.map(|seconds| now.plus_seconds(seconds)),
            ..fresh(&KEY).unwrap()
        };
        assert!(matches!(successor(&[], now), Successor::Missing));
        assert!(matches!(successor(&[key(-9, Some(1_200))], now), Successor::Missing));
        assert!(matches!(successor(&[key(-9, Some(-1)), key(120, None)], now), Successor::Waiting(_)));
        assert!(matches!(successor(&[key(-9, Some(1_300)), key(120, None)], now), Successor::Signing));
        assert!(matches!(successor(&[key(-9, None)], now), Successor::Signing));
    }

    #[test]
    fn a_sealed_key_signs_tokens_that_its_public_half_verifies() {
        use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
        let row = fresh(&KEY).unwrap();
        let private = crypto::open(&KEY, &row.kid, &row.sealed_private_key).unwrap();
        let claims = serde_json::json!({"sub": "a", "exp": Instant::of_machine().seconds() + 60});
        let token =
            jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), &claims, &EncodingKey::from_ed_der(&private)).unwrap();
        let public = DecodingKey::from_ed_components(&crypto::base64url(&row.public_key)).unwrap();
        let read = jsonwebtoken::decode::<serde_json::Value>(&token, &public, &Validation::new(Algorithm::EdDSA));
        assert_eq!(read.unwrap().claims["sub"], "a");
    }
}
