//! How passwords are kept (Argon2id, at least 19 MiB and two passes, OWASP's minimum). Hashing is expensive on purpose, so only
//! two run at once; who would wait long is told that the service is overloaded.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::rules::passwords::normal;
use crate::kernel::crypto;
use crate::kernel::problem::{Code, Problem};

/// The longest password, in characters.
pub const LONGEST: u64 = 128;

const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// Hashes and verifies, two at once; one for the whole process. One of the two turns is for those who come from where their login signed
/// in before: whoever tries passwords from elsewhere, under however many logins, keeps them waiting for nothing.
#[derive(Clone)]
pub struct Hasher {
    permits: Arc<Semaphore>,
    of_known: Arc<Semaphore>,
    nobodys: Arc<str>,
}

/// A turn at hashing.
pub struct Turn {
    permit: OwnedSemaphorePermit,
    nobodys: Arc<str>,
}

impl Hasher {
    /// Takes as long as one hash: that of nobody's password, against which the passwords of unknown people are verified.
    pub fn new() -> Result<Self, Problem> {
        let nobodys = hash(&crypto::random_secret().map_err(failed)?)?;
        let one = || Arc::new(Semaphore::new(1));
        Ok(Self { permits: one(), of_known: one(), nobodys: nobodys.into() })
    }

    /// Waits for a turn, briefly: 503 after that.
    pub async fn turn(&self, is_from_known: bool) -> Result<Turn, Problem> {
        let anybodys = self.permits.clone().acquire_owned();
        let waiting = async {
            if !is_from_known {
                return anybodys.await;
            }
            tokio::select! {
                biased;
                permit = self.of_known.clone().acquire_owned() => permit,
                permit = anybodys => permit,
            }
        };
        match tokio::time::timeout(LONGEST_WAIT, waiting).await {
            Ok(Ok(permit)) => Ok(Turn { permit, nobodys: self.nobodys.clone() }),
            Ok(Err(_)) | Err(_) => Err(Problem::of(Code::Overloaded)),
        }
    }

    /// The hash to keep.
    pub async fn hash(&self, password: &str) -> Result<String, Problem> {
        let (turn, password) = (self.turn(true).await?, password.to_owned());
        turn.run(move |_| hash(&password)).await?
    }
}

impl Turn {
    /// Whether the password is right. Without a kept hash it takes as long, and is wrong.
    pub async fn verify(self, password: &str, kept: Option<String>) -> Result<bool, Problem> {
        let password = password.to_owned();
        self.run(move |nobodys| {
            let right = verify(&password, kept.as_deref().unwrap_or(nobodys));
            right && kept.is_some()
        })
        .await
    }

    async fn run<T: Send + 'static>(self, work: impl FnOnce(&str) -> T + Send + 'static) -> Result<T, Problem> {
        let Self { permit, nobodys } = self;
        // The turn ends with the work, not with the caller's patience.
        let working = tokio::task::spawn_blocking(move || {
            let done = work(&nobodys);
            drop(permit);
            done
        });
        working.await.map_err(failed)
    }
}

fn argon2() -> Result<Argon2<'static>, Problem> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(failed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &str) -> Result<String, Problem> {
    let salt = crypto::random::<16>().map_err(failed)?;
    let hash: PasswordHash = argon2()?.hash_password_with_salt(normal(password).as_bytes(), &salt).map_err(failed)?;
    Ok(hash.to_string())
}

fn verify(password: &str, kept: &str) -> bool {
    let Ok(kept) = PasswordHash::new(kept) else { return false };
    Argon2::default().verify_password(normal(password).as_bytes(), &kept).is_ok()
}

fn failed(error: impl std::fmt::Display) -> Problem {
    tracing::error!(%error, "a password could not be hashed");
    Problem::of(Code::Internal)
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    #[actix_web::test]
    async fn a_password_is_verified_however_it_was_typed_and_unknown_people_have_none() {
        let hasher = Hasher::new().unwrap();
        let kept = hasher.hash("một câu dài dễ nhớ").await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let verify =
            async |password: &str, kept| hasher.turn(true).await.unwrap().verify(password, kept).await.unwrap();
        let decomposed: String = "một câu dài dễ nhớ".nfd().collect();
        assert!(verify(&decomposed, Some(kept.clone())).await);
        assert!(!verify("một câu khác hẳn", Some(kept)).await);
        assert!(!verify("một câu dài dễ nhớ", None).await);
    }
}
