//! Failed attempts to sign in, counted before the password is looked at, for logins that nobody has too: how long the answer
//! takes and what it says tell nothing. The count is in the database, so it holds across restarts and instances. Each network that
//! a login signed in from lately has a count of its own, and all others have one together: whoever tries passwords from
//! elsewhere keeps nobody out of where he works. A secret of 256 bits needs no count: nobody tries them all.

use serde::{Deserialize, Serialize};

use crate::accounts::passwords::{Hasher, Turn};
use crate::accounts::sessions::store::attempts;
use crate::accounts::sign_ins::store::{networks, notices};
use crate::accounts::sign_ins::telling::{self, Event, Told};
use crate::accounts::users::store as users;
use crate::kernel::call::Call;
use crate::kernel::crypto;
use crate::kernel::db::{Db, Tx};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::network::Network;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::AnyConnection;
use crate::kernel::text;
use crate::kernel::token::Tokens;

/// So many attempts may fail …
const MOST: usize = 10;
/// … within so many seconds.
const WINDOW_SECONDS: i64 = 15 * 60;
/// A clock that was set back makes earlier attempts lie ahead. Further ahead than this they do not count: nobody waits longer.
const AHEAD_SECONDS: i64 = 60;

/// Who is tried, and from where.
#[derive(Clone, Debug)]
pub struct Tried {
    whom: Whom,
    /// What attempts are counted by.
    account: [u8; 32],
    /// The login, as the networks it signed in from are known by.
    login: [u8; 32],
    /// The network, hashed under a key outside the database.
    origin: Option<[u8; 32]>,
    network: Option<Network>,
}

/// What the one who tries calls the account.
#[derive(Clone, Debug)]
enum Whom {
    /// A person, by login.
    Login(String),
    /// A service account; none where what was sent is no identifier.
    Client(Option<Id>),
}

/// An attempt that was counted.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Counted {
    id: Id,
    /// Counted among those from a network that the login signed in from.
    is_from_known: bool,
}

impl Tried {
    /// Somebody who signs in, however the login is written.
    pub fn to_sign_in(tokens: &Tokens, login: &str, network: Option<Network>) -> Self {
        let login = text::fold(login);
        let hash = login_hash(&login);
        Self { account: hash, ..Self::by(tokens, Whom::Login(login), hash, network) }
    }

    /// Somebody who is signed in and changes the password. Only who has a token gets here, so it has a count of its own.
    pub fn to_change_password(tokens: &Tokens, login: &str, network: Option<Network>) -> Self {
        let hash = login_hash(login);
        Self { account: change_hash(login), ..Self::by(tokens, Whom::Login(login.to_owned()), hash, network) }
    }

    /// A service account that asks for a token.
    pub fn as_client(tokens: &Tokens, client: Option<Id>, network: Option<Network>) -> Self {
        let name = client.map(|it| it.to_string()).unwrap_or_default();
        let hash = crypto::sha256(format!("client:{name}").as_bytes());
        Self::by(tokens, Whom::Client(client), hash, network)
    }

    fn by(tokens: &Tokens, whom: Whom, login: [u8; 32], network: Option<Network>) -> Self {
        let keyed = |network: Network| tokens.keyed("network", &[&login[..], network.to_string().as_bytes()].concat());
        Self { whom, account: login, login, origin: network.map(keyed), network }
    }

    /// Where it comes from.
    pub fn network(&self) -> Option<Network> {
        self.network
    }

    /// The account that is meant, if there is one.
    fn account(&self, connection: &mut AnyConnection) -> Result<Option<users::Row>, Problem> {
        match &self.whom {
            Whom::Login(login) => users::find_by_login(connection, login),
            Whom::Client(None) => Ok(None),
            Whom::Client(Some(id)) => match users::find_any(connection, *id) {
                Ok(row) => Ok(Some(row)),
                Err(problem) if problem.code() == Code::NotFound => Ok(None),
                Err(problem) => Err(problem),
            },
        }
    }

    /// The network where its attempts are counted apart; none where they count with all others.
    fn counted_at(&self, is_from_known: bool) -> Option<&[u8]> {
        self.origin.as_ref().map(<[u8; 32]>::as_slice).filter(|_| is_from_known)
    }

    /// Who is tried from where, as one name.
    pub fn name(&self) -> Vec<u8> {
        [&self.account[..], self.origin.as_ref().map(<[u8; 32]>::as_slice).unwrap_or_default()].concat()
    }
}

fn login_hash(login: &str) -> [u8; 32] {
    crypto::sha256(format!("login:{login}").as_bytes())
}

fn change_hash(login: &str) -> [u8; 32] {
    crypto::sha256(format!("change:{login}").as_bytes())
}

/// Counts one attempt, in a commit of its own; 429 when there were too many, which the record is told of.
async fn count(db: &Db, call: &Call, tried: &Tried) -> Result<Counted, Problem> {
    let tried = tried.clone();
    let counted = db.write_as_system(call, move |tx| {
        let now = tx.machine_now;
        attempts::lock(tx.connection, &tried.account)?;
        let is_from_known = match &tried.origin {
            Some(origin) => networks::is_known(tx.connection, &tried.login, origin, now)?,
            None => false,
        };
        let at = tried.counted_at(is_from_known);
        let earlier = attempts::within(tx.connection, &tried.account, at, window(now))?;
        if let Some(seconds) = wait(&earlier, now) {
            let problem = Problem::of(Code::TooManyAttempts).retry_after(seconds);
            let account = tried.account(tx.connection)?;
            return match telling::of_attempts(tx, Event::LockedOut, &tried.name(), account.as_ref(), tried.network)? {
                Told::Before => Err(problem),
                Told::Now(change) => tx.refuse(problem, change.map(|it| *it)),
            };
        }
        let id = Id::fresh();
        attempts::insert(tx.connection, id, &tried.account, at, now)?;
        tx.technical(&attempts::ATTEMPTS, &Counted { id, is_from_known })
    });
    serde_json::from_str(&counted.await?.body).map_err(|error| {
        tracing::error!(%error, "an attempt could not be read");
        Problem::of(Code::Internal)
    })
}

/// Counts one attempt, and waits for a turn at hashing. Who is told that there were too many is told at once; an attempt whose
/// turn does not come does not count.
pub async fn admit(db: &Db, call: &Call, tried: &Tried, hasher: &Hasher) -> Result<(Counted, Turn), Problem> {
    let counted = count(db, call, tried).await?;
    match hasher.turn(counted.is_from_known).await {
        Ok(turn) => Ok((counted, turn)),
        Err(problem) => {
            give_back(db, call, counted).await?;
            Err(problem)
        }
    }
}

/// Nobody looked at the password, or it was right and nothing came of it: the attempt does not count.
pub async fn give_back(db: &Db, call: &Call, counted: Counted) -> Result<(), Problem> {
    let given_back = db.write_as_system(call, move |tx| {
        attempts::remove(tx.connection, counted.id)?;
        tx.technical(&attempts::ATTEMPTS, &())
    });
    given_back.await.map(drop)
}

/// The password was right: the attempt does not count, and neither do those before it from where the login signs in. What others
/// tried from elsewhere counts on.
pub fn forgive(tx: &mut Tx<'_>, tried: &Tried, counted: Counted) -> Result<(), Problem> {
    match tried.counted_at(counted.is_from_known) {
        Some(network) => attempts::forget_from(tx.connection, &tried.account, network),
        None => attempts::remove(tx.connection, counted.id),
    }
}

/// Somebody was let in: from here he is known from now on. To be asked under the lock of the account.
pub fn remember(tx: &mut Tx<'_>, tried: &Tried) -> Result<(), Problem> {
    match &tried.origin {
        Some(origin) => networks::remember(tx.connection, &tried.login, origin, tx.machine_now),
        None => Ok(()),
    }
}

/// Nothing counts against a login any more, wherever it came from: an administrator has set another password.
pub fn forget_all(connection: &mut AnyConnection, login: &str) -> Result<(), Problem> {
    attempts::forget(connection, &login_hash(login))?;
    attempts::forget(connection, &change_hash(login))
}

/// Tells the record that an attempt was refused, where it was not told in this quarter of an hour.
pub async fn refused(db: &Db, call: &Call, tried: &Tried) -> Result<(), Problem> {
    let tried = tried.clone();
    let told = db.write_as_system(call, move |tx| {
        let account = tried.account(tx.connection)?;
        let told = telling::of_attempts(tx, Event::Refused, &tried.name(), account.as_ref(), tried.network)?;
        if let Told::Now(Some(change)) = told {
            tx.note(*change);
        }
        tx.technical(&notices::NOTICES, &())
    });
    told.await.map(drop)
}

/// Before this nothing counts any more.
pub fn horizon(now: Instant) -> Instant {
    now.plus_seconds(-WINDOW_SECONDS)
}

/// Between these what was tried counts.
pub fn window(now: Instant) -> (Instant, Instant) {
    (horizon(now), now.plus_seconds(AHEAD_SECONDS))
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
    fn signing_in_and_changing_a_password_are_counted_apart() {
        assert_ne!(login_hash("lan.nguyen"), change_hash("lan.nguyen"));
        assert_ne!(login_hash("lan.nguyen"), login_hash("lan"));
    }
}
