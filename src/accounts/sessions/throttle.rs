//! Failed attempts to sign in, counted before the password is looked at, for logins that nobody has too: how long the answer
//! takes and what it says tell nothing. The count is in the database, so it holds across restarts and instances.

use crate::accounts::sessions::store::attempts;

use crate::kernel::call::Call;
use crate::kernel::crypto;
use crate::kernel::db::Db;
use crate::kernel::instant::Instant;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::text;

/// So many attempts may fail …
const MOST: usize = 10;
/// … within so many seconds.
const WINDOW_SECONDS: i64 = 15 * 60;

/// What attempts are counted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account([u8; 32]);

impl Account {
    /// A person, by what they typed as login.
    pub fn of_login(login: &str) -> Self {
        Self(crypto::sha256(format!("login:{}", text::fold(login)).as_bytes()))
    }

    /// A service account.
    pub fn of_client(client_id: &str) -> Self {
        Self(crypto::sha256(format!("client:{}", client_id.to_lowercase()).as_bytes()))
    }

    /// The key in the table.
    pub fn key(&self) -> &[u8] {
        &self.0
    }
}

/// Counts one attempt, in a commit of its own; 429 when there were too many.
pub async fn count(db: &Db, call: &Call, account: &Account) -> Result<(), Problem> {
    let account = account.clone();
    let counted = db.write_as_system(call, move |tx| {
        let now = tx.machine_now;
        attempts::lock(tx.connection, account.key())?;
        let earlier = attempts::since(tx.connection, account.key(), now.plus_seconds(-WINDOW_SECONDS))?;
        if let Some(seconds) = wait(&earlier, now) {
            return Err(Problem::of(Code::TooManyAttempts).retry_after(seconds));
        }
        attempts::insert(tx.connection, account.key(), now)?;
        tx.technical(&attempts::ATTEMPTS, &())
    });
    counted.await.map(drop)
}

/// Before this nothing counts any more.
pub fn horizon(now: Instant) -> Instant {
    now.plus_seconds(-WINDOW_SECONDS)
}

/// How many seconds to wait, given the attempts of the window, earliest first.
fn wait(earlier: &[Instant], now: Instant) -> Option<u64> {
    let standing_in_the_way = earlier.len().checked_sub(MOST)?;
    let free_again = earlier.get(standing_in_the_way)?.plus_seconds(WINDOW_SECONDS);
    Some(u64::try_from(free_again.seconds() - now.seconds() + 1).unwrap_or(1).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_attempt_waits_until_the_first_is_forgotten() {
        let at = |seconds: i64| Instant(seconds * 1_000_000);
        let earlier: Vec<Instant> = (0..10).map(at).collect();
        assert_eq!(wait(&earlier[..9], at(10)), None);
        assert_eq!(wait(&earlier, at(10)), Some(891));
        assert_eq!(wait(&earlier, at(899)), Some(2));
    }

    #[test]
    fn a_login_counts_however_it_is_written() {
        assert_eq!(Account::of_login(" Lan.Nguyen"), Account::of_login("lan.nguyen"));
        assert_ne!(Account::of_login("a"), Account::of_client("a"));
    }
}
