//! Puts notifications into inboxes, and a letter beside each for those who have an address and want one.

use std::collections::BTreeSet;

use crate::accounts;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::reminders::mail::store as deliveries;
use crate::reminders::matter::Matter;
use crate::reminders::notifications::store::{self as notifications, NewRow};
use crate::reminders::preferences::store as preferences;

/// A notification about to lie in an inbox.
#[derive(Clone, Debug)]
pub struct Posted {
    /// The notification.
    pub row: NewRow,
    /// What it is about.
    pub matter: Matter,
}

/// Posts them all. Where there is mail, letters are due at this time of the machine.
pub fn post(connection: &mut AnyConnection, posted: Vec<Posted>, mail_due_at: Option<Instant>) -> Result<(), Problem> {
    let letters = match mail_due_at {
        Some(at) => letters(connection, &posted, at)?,
        None => Vec::new(),
    };
    notifications::insert(connection, posted.into_iter().map(|it| it.row).collect())?;
    deliveries::insert(connection, letters)
}

fn letters(
    connection: &mut AnyConnection,
    posted: &[Posted],
    due_at: Instant,
) -> Result<Vec<deliveries::NewRow>, Problem> {
    let users: BTreeSet<Id> = posted.iter().map(|it| it.row.user_id).collect();
    let users: Vec<Id> = users.into_iter().collect();
    let addresses = accounts::addresses(connection, &users)?;
    let preferences = preferences::of_all(connection, &users)?;
    let letter = |it: &Posted| {
        let wants = preferences.get(&it.row.user_id).is_none_or(|said| said.wants(it.matter));
        let address = addresses.get(&it.row.user_id).filter(|_| wants)?;
        Some(deliveries::NewRow::of(it.row.id, address.clone(), due_at))
    };
    Ok(posted.iter().filter_map(letter).collect())
}
