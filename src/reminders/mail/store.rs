//! Mail that is to go out. Its times are the machine's.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::{AnyConnection, insert_many};
use crate::kernel::table::Technical;
use crate::reminders::notifications::about::Entry;
use crate::reminders::notifications::store::{Row, with_subjects};
use crate::schema::{mail_deliveries, notifications, users};

/// Mail deliveries.
pub const DELIVERIES: Technical =
    Technical { table: "mail_deliveries", why: "letters on their way; what they are about is on record" };

/// Whoever has taken letters has so long to send them, in seconds; after that they are anybody's again.
const LEASE_SECONDS: i64 = 15 * 60;
/// The second attempt comes so long after the first; each later one waits twice as long.
const FIRST_WAIT_SECONDS: i64 = 60;
/// A letter that could not be sent for so long is given up.
const GIVEN_UP_AFTER_SECONDS: i64 = 24 * 3600;

#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = mail_deliveries, treat_none_as_default_value = false)]
pub struct NewRow {
    pub id: Id,
    pub notification_id: Option<Id>,
    pub password_link_id: Option<Id>,
    pub moved_user_id: Option<Id>,
    pub address: String,
    pub attempts: i32,
    pub made_at: Instant,
    pub due_at: Instant,
}

impl NewRow {
    /// A letter of a notification, due at once.
    pub fn of(notification: Id, address: String, now: Instant) -> Self {
        Self { notification_id: Some(notification), ..Self::to(address, now) }
    }

    /// A letter with a link that sets a password, due at once.
    pub fn of_link(link: Id, address: String, now: Instant) -> Self {
        Self { password_link_id: Some(link), ..Self::to(address, now) }
    }

    /// A letter to the address that a person had before, due at once.
    pub fn of_moved(user: Id, address: String, now: Instant) -> Self {
        Self { moved_user_id: Some(user), ..Self::to(address, now) }
    }

    fn to(address: String, now: Instant) -> Self {
        Self {
            id: Id::fresh(),
            notification_id: None,
            password_link_id: None,
            moved_user_id: None,
            address,
            attempts: 0,
            made_at: now,
            due_at: now,
        }
    }
}

/// A delivery that was taken to be made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Taken {
    /// The delivery.
    pub id: Id,
    /// The attempt that this is.
    pub attempt: i32,
    /// Since when it waits.
    pub made_at: Instant,
}

/// What a delivery is about, as it is now.
pub struct Bound {
    /// To whom.
    pub user: Id,
    /// What that person is called.
    pub name: String,
    /// The address given today, if one is.
    pub address: Option<String>,
    /// What lies in the inbox.
    pub entry: Entry,
}

/// Enters letters.
pub fn insert(connection: &mut AnyConnection, rows: Vec<NewRow>) -> Result<(), Problem> {
    insert_many!(connection, mail_deliveries::table, rows)?;
    Ok(())
}

/// Takes deliveries that are due, so many at most: no other instance gets them while the lease lasts.
pub fn take(connection: &mut AnyConnection, now: Instant, limit: i64) -> Result<Vec<Taken>, Problem> {
    let waiting = mail_deliveries::table
        .filter(mail_deliveries::sent_at.is_null())
        .filter(mail_deliveries::given_up_at.is_null())
        .filter(mail_deliveries::due_at.le(now))
        .order((mail_deliveries::due_at, mail_deliveries::id))
        .limit(limit)
        .select(mail_deliveries::id);
    let ids: Vec<Id> = match connection {
        // What another instance is taking at this moment is passed over.
        AnyConnection::Pg(pg) => waiting.for_update().skip_locked().load(pg)?,
        AnyConnection::Sqlite(sqlite) => waiting.load(sqlite)?,
    };
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let until = now.plus_seconds(LEASE_SECONDS);
    diesel::update(mail_deliveries::table.filter(mail_deliveries::id.eq_any(ids.clone())))
        .set((mail_deliveries::due_at.eq(until), mail_deliveries::attempts.eq(mail_deliveries::attempts + 1)))
        .execute(connection)?;
    let rows: Vec<(Id, i32, Instant)> = mail_deliveries::table
        .filter(mail_deliveries::id.eq_any(ids))
        .order(mail_deliveries::id)
        .select((mail_deliveries::id, mail_deliveries::attempts, mail_deliveries::made_at))
        .load(connection)?;
    Ok(rows.into_iter().map(|(id, attempt, made_at)| Taken { id, attempt, made_at }).collect())
}

/// What a delivery takes to somebody.
pub enum Kind {
    /// What lies in the inbox.
    Notification,
    /// A link that sets a password.
    Link(Id),
    /// That an address is that of a person no more.
    Moved(Id, String),
}

/// What a delivery takes to somebody.
pub fn kind_of(connection: &mut AnyConnection, id: Id) -> Result<Kind, Problem> {
    let (link, moved, address): (Option<Id>, Option<Id>, String) = mail_deliveries::table
        .find(id)
        .select((mail_deliveries::password_link_id, mail_deliveries::moved_user_id, mail_deliveries::address))
        .first(connection)?;
    Ok(match (link, moved) {
        (Some(link), _) => Kind::Link(link),
        (None, Some(user)) => Kind::Moved(user, address),
        (None, None) => Kind::Notification,
    })
}

/// What a delivery is about, as it is now.
pub fn bound(connection: &mut AnyConnection, id: Id) -> Result<Bound, Problem> {
    let (row, name, address): (Row, String, Option<String>) = mail_deliveries::table
        .inner_join(notifications::table)
        .inner_join(users::table.on(users::id.eq(notifications::user_id)))
        .filter(mail_deliveries::id.eq(id))
        .select((Row::as_select(), users::full_name, users::email))
        .first(connection)?;
    let user = row.user_id;
    let entry = with_subjects(connection, vec![row])?.pop().ok_or_else(|| Problem::of(Code::NotFound))?;
    Ok(Bound { user, name, address, entry })
}

/// What became of an attempt.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The server has it, for this address.
    Sent(String),
    /// It is true no longer, and need not be sent.
    Pointless(&'static str),
    /// Another attempt may go better.
    Failed(String),
    /// The same, and it is this letter that the server does not take now.
    Deferred(String),
    /// No attempt will.
    Refused(String),
}

impl Outcome {
    /// Why it was not sent, where another attempt could be made or could have been.
    pub fn failure(&self) -> Option<&str> {
        match self {
            Self::Failed(why) | Self::Deferred(why) | Self::Refused(why) => Some(why),
            Self::Sent(_) | Self::Pointless(_) => None,
        }
    }
}

/// What a letter that is settled says of the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrived {
    /// Letters arrive there.
    Yes,
    /// No letter does.
    No,
    /// Nothing yet, or nothing at all.
    Unknown,
}

/// Notes what became of a letter, if it is still this attempt's.
pub fn settle(
    connection: &mut AnyConnection,
    letter: &Taken,
    outcome: &Outcome,
    now: Instant,
) -> Result<Arrived, Problem> {
    let mine = mail_deliveries::table
        .filter(mail_deliveries::id.eq(letter.id))
        .filter(mail_deliveries::attempts.eq(letter.attempt))
        .filter(mail_deliveries::sent_at.is_null());
    let (settled, says) = match outcome {
        Outcome::Sent(address) => {
            let settled = diesel::update(mine)
                .set((
                    mail_deliveries::sent_at.eq(Some(now)),
                    mail_deliveries::address.eq(address),
                    mail_deliveries::last_error.eq(None::<String>),
                ))
                .execute(connection)?;
            (settled, Arrived::Yes)
        }
        Outcome::Pointless(why) => {
            let settled = diesel::update(mine)
                .set((mail_deliveries::given_up_at.eq(Some(now)), mail_deliveries::last_error.eq(Some(*why))))
                .execute(connection)?;
            (settled, Arrived::Unknown)
        }
        Outcome::Failed(why) | Outcome::Deferred(why) | Outcome::Refused(why) => {
            let wait = FIRST_WAIT_SECONDS << (letter.attempt - 1).clamp(0, 16);
            let next = now.plus_seconds(wait);
            let hopeless = matches!(outcome, Outcome::Refused(_));
            let given_up = hopeless || next > letter.made_at.plus_seconds(GIVEN_UP_AFTER_SECONDS);
            let settled = diesel::update(mine)
                .set((
                    mail_deliveries::due_at.eq(next),
                    mail_deliveries::given_up_at.eq(given_up.then_some(now)),
                    mail_deliveries::last_error.eq(Some(why.clone())),
                ))
                .execute(connection)?;
            // A server that was down for a day says nothing of anybody's address.
            let is_about_address = !matches!(outcome, Outcome::Failed(_));
            (settled, if given_up && is_about_address { Arrived::No } else { Arrived::Unknown })
        }
    };
    Ok(if settled == 0 { Arrived::Unknown } else { says })
}
