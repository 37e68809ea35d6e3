//! Tells the record of sign-ins. A sign-in is an entry of its account. Refusals and lock-outs are written at the first, once for
//! each account and quarter of an hour or, where nobody has the login, for each network: whoever tries passwords does not
//! write the record.

use super::model::SignIn;
use super::rules::MOST_NETWORKS;
use super::store::notices;
use crate::accounts::users::store::Row;
use crate::kernel::db::Tx;
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::network::Network;
use crate::kernel::problem::Problem;

/// What became of attempts.
#[derive(Clone, Copy, Debug)]
pub enum Event {
    /// The login, the password or the secret was wrong, or the account may not be used.
    Refused,
    /// There were too many before.
    LockedOut,
}

impl Event {
    fn action(self) -> &'static str {
        match self {
            Self::Refused => "refuse",
            Self::LockedOut => "lock_out",
        }
    }
}

/// What there is to tell.
pub enum Told {
    /// Of these attempts the record was told already; nothing was written.
    Before,
    /// They were noted now. The record may know of the account or the network from others.
    Now(Option<Box<Change>>),
}

impl Told {
    /// The entry to be written, if there is one.
    pub fn change(self) -> Option<Change> {
        match self {
            Self::Now(change) => change.map(|it| *it),
            Self::Before => None,
        }
    }
}

/// What to tell of attempts that were not let in. `attempts` says at whom and from where: whether the account is known or not, the
/// first of them writes and the others do not, so that no answer takes longer for one than for the other.
pub fn of_attempts(
    tx: &mut Tx<'_>,
    event: Event,
    attempts: &[u8],
    account: Option<&Row>,
    network: Option<Network>,
) -> Result<Told, Problem> {
    let (connection, now, action) = (&mut *tx.connection, tx.machine_now, event.action());
    if !notices::is_first(connection, action, attempts, now)? {
        return Ok(Told::Before);
    }
    let (kind, about) = match account {
        Some(row) => (format!("{action} account"), SignIn::at(row, network)),
        None => {
            let kind = format!("{action} network");
            let are_many = notices::how_many(connection, &kind, now)? >= MOST_NETWORKS;
            (kind, SignIn::from(network.filter(|_| !are_many)))
        }
    };
    let is_news = notices::is_first(connection, &kind, about.id.0.as_bytes(), now)?;
    Ok(Told::Now(if is_news { Some(Box::new(Change::opened(action, &about)?)) } else { None }))
}

/// Somebody has signed in, for an agency: an entry by himself.
pub fn of_person(tx: &mut Tx<'_>, account: &Row, agency: Id, network: Option<Network>) -> Result<(), Problem> {
    tx.is_shown_to_be(account.id, agency)?;
    tx.note(Change::opened("sign_in", &SignIn::at(account, network))?);
    Ok(())
}

/// A machine was given a token. It may ask for one with every request, so what is told is that it was there: once a quarter
/// of an hour, which is how long a token lives, for each network.
pub fn of_machine(tx: &mut Tx<'_>, account: &Row, network: Option<Network>) -> Result<(), Problem> {
    let about = SignIn::at(account, network);
    let subject = format!("{} {}", about.id, about.network.as_deref().unwrap_or_default());
    if notices::is_first(tx.connection, "sign_in machine", subject.as_bytes(), tx.machine_now)? {
        tx.is_shown_to_be(account.id, account.agency_id)?;
        tx.note(Change::opened("sign_in", &about)?);
    }
    Ok(())
}
