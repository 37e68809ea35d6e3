//! Sign-ins that last: a family of refresh tokens, of which each is used once and gives the next. Phones lose answers, so a
//! token whose successor was never used may be used again for a moment; any other second use means that somebody has a
//! copy, and ends the family.

use crate::accounts::sessions::rules::{Verdict, judge};
use crate::accounts::sessions::store as tokens;
use crate::accounts::sessions::store::{FamilyRow, TokenRow};
use crate::accounts::users::model::{AccountKind, AccountState};
use crate::accounts::users::store as users;

use crate::kernel::crypto;
use crate::kernel::db::Done;
use crate::kernel::db::Tx;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Change;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::role::Role;

/// A refresh token is good for 30 days.
const LIFETIME_SECONDS: i64 = 30 * 24 * 3600;

/// Why a sign-in was ended by the service itself.
const USED_TWICE: &str = "Mã gia hạn phiên đăng nhập bị sử dụng lần thứ hai";

/// Whose sign-in it is.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Session {
    /// The person.
    pub user: Id,
    /// The agency acted for.
    pub agency: Id,
    /// The generation of the credentials that were judged: what is signed for them is void once they are changed, also by a
    /// change that comes between.
    pub generation: i32,
    /// The roles to which a machine narrowed it; none where it is good for all.
    pub scope: Option<Vec<Role>>,
}

/// The hash by which a token is known.
pub fn hash_of(token: &str) -> [u8; 32] {
    crypto::sha256(token.as_bytes())
}

/// The roles that somebody holds at an agency on the civil date, sorted.
pub fn roles_at(directory: &Directory, user: Id, agency: Id, now: Instant) -> Vec<Role> {
    let today = now.date();
    let grants = directory.grants.get(&user).into_iter().flatten();
    let held = grants.filter(|it| it.agency == agency && directory.counts(it, today));
    let mut roles: Vec<Role> = held.map(|it| it.role).collect();
    roles.sort();
    roles.dedup();
    roles
}

/// The agencies at which somebody holds a role on the civil date, by name.
pub fn agencies_of(directory: &Directory, user: Id, now: Instant) -> Vec<Id> {
    let today = now.date();
    let grants = directory.grants.get(&user).into_iter().flatten();
    let mut agencies: Vec<Id> = grants.filter(|it| directory.counts(it, today)).map(|it| it.agency).collect();
    agencies.sort_by_key(|it| (directory.agency_name(*it), *it));
    agencies.dedup();
    agencies
}

/// Begins a family with its first token.
pub fn open(tx: &mut Tx<'_>, session: &Session, first: &[u8]) -> Result<(), Problem> {
    let family = FamilyRow {
        id: Id::fresh(),
        user_id: session.user,
        agency_id: session.agency,
        generation: session.generation,
        created_at: tx.machine_now,
        revoked_at: None,
    };
    tokens::insert_family(tx.connection, &family)?;
    tokens::insert(tx.connection, &fresh(family.id, first, tx.machine_now))
}

/// Uses a token: its successor is `next`, which follows from it, and the answer says whose the sign-in is; or 401, and a family that is no more.
pub fn renew(tx: &mut Tx<'_>, shown: &[u8], next: &[u8]) -> Result<Done, Problem> {
    let now = tx.machine_now;
    let refused = || Problem::of(Code::InvalidToken);
    let Some(token) = tokens::find(tx.connection, shown)? else { return Err(refused()) };
    let family = tokens::lock_family(tx.connection, token.family_id)?;
    // Again, now that nobody else changes it.
    let Some(token) = tokens::find(tx.connection, shown)? else { return Err(refused()) };
    let successor = match &token.successor_hash {
        Some(hash) => tokens::find(tx.connection, hash)?,
        None => None,
    };
    let successor_unused = successor.as_ref().is_some_and(|it| it.used_at.is_none());
    let verdict = judge(&family, &token, successor_unused, now);
    if verdict == Verdict::Refuse {
        return Err(refused());
    }
    let session =
        Session { user: family.user_id, agency: family.agency_id, generation: family.generation, scope: None };
    if verdict == Verdict::Revoke {
        tokens::revoke_family(tx.connection, family.id, now)?;
        let copied = copied(tx, &session)?;
        return tx.refuse(refused(), Some(copied));
    }
    if !is_alive(tx, &session)? {
        tokens::revoke_family(tx.connection, family.id, now)?;
        return tx.refuse(refused(), None);
    }
    if token.successor_hash.as_deref() == Some(next) {
        // The answer was lost, or two asked at once: the same once more.
        return tx.technical(&tokens::TOKEN_FAMILIES, &session);
    }
    if let Some(lost) = successor {
        // One that followed by another key, or by chance as it did in 0.1.0. Should it turn up, its use ends the family.
        tokens::mark_used(tx.connection, &lost, now, None)?;
    }
    tokens::insert(tx.connection, &fresh(family.id, next, now))?;
    tokens::mark_used(tx.connection, &token, now, Some(next))?;
    tx.technical(&tokens::TOKEN_FAMILIES, &session)
}

/// Ends the family of a token; of an unknown one there is nothing to end.
pub fn close(tx: &mut Tx<'_>, shown: &[u8]) -> Result<Done, Problem> {
    let now = tx.machine_now;
    if let Some(token) = tokens::find(tx.connection, shown)? {
        tokens::revoke_family(tx.connection, token.family_id, now)?;
    }
    tx.technical(&tokens::TOKEN_FAMILIES, &())
}

/// What the record tells of a token used twice: the person it was taken from shall learn of it.
fn copied(tx: &mut Tx<'_>, session: &Session) -> Result<Change, Problem> {
    tracing::warn!(user = %session.user, agency = %session.agency, "a refresh token was used twice; the sign-in is ended");
    let user = users::find_any(tx.connection, session.user)?.answer();
    Ok(Change::changed("revoke_sessions", &user, &user)?.because(Some(USED_TWICE)))
}

/// The account may be used, has the same password still, and holds a role at the agency.
fn is_alive(tx: &mut Tx<'_>, session: &Session) -> Result<bool, Problem> {
    let user = users::find_any(tx.connection, session.user)?;
    let directory = tx.directory()?;
    Ok(user.kind == AccountKind::Person
        && user.state == AccountState::Active
        && user.generation == session.generation
        && !roles_at(&directory, session.user, session.agency, tx.now).is_empty())
}

fn fresh(family: Id, hash: &[u8], now: Instant) -> TokenRow {
    TokenRow {
        token_hash: hash.to_vec(),
        family_id: family,
        created_at: now,
        expires_at: now.plus_seconds(LIFETIME_SECONDS),
        used_at: None,
        successor_hash: None,
    }
}
