//! A link that an administrator makes for somebody: a letter takes it there, or the administrator is shown it this once.

use serde::Deserialize;

use crate::accounts::password_links::model::Purpose;
use crate::accounts::password_links::rules;
use crate::accounts::password_links::store::{self, Row};
use crate::accounts::password_links::url::Linking;
use crate::accounts::sessions::families::hash_of;
use crate::accounts::sessions::signing;
use crate::accounts::users::model::Invitation;
use crate::accounts::users::store as users;
use crate::kernel::db::{Db, Tx, Written};
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;

/// A link about to be made.
#[derive(Clone)]
pub struct Fresh {
    secret: String,
    made_at: Instant,
    expires_at: Instant,
}

/// What an entry about a person tells that matters here.
#[derive(Deserialize)]
struct Reached {
    email: Option<String>,
}

impl Fresh {
    /// With a secret that nobody has seen.
    pub fn new() -> Result<Self, Problem> {
        let made_at = Instant::of_machine();
        let expires_at = rules::expiry(Purpose::Invitation, made_at);
        Ok(Self { secret: signing::secret()?, made_at, expires_at })
    }

    /// Makes it for somebody who is locked; every other link of his is void from then on. Where letters leave and there is an address, the
    /// secret is not used: the letter has one of its own.
    pub fn make(&self, tx: &mut Tx<'_>, user: &users::Row) -> Result<(), Problem> {
        store::forget_of(tx.connection, user.id)?;
        let by = Some(tx.caller()?.member());
        let times = (self.made_at, self.expires_at);
        match user.email.as_deref().filter(|_| tx.mails()) {
            Some(address) => {
                let link = Row::of(user, by, None, times);
                store::insert(tx.connection, &link)?;
                tx.mail_link(link.id, address)
            }
            None => {
                let hash = hash_of(&self.secret);
                store::insert(tx.connection, &Row::of(user, by, Some(&hash), times))
            }
        }
    }

    /// What the administrator is told, once what was written is on record.
    pub fn told(self, db: &Db, linking: &Linking, written: &Written) -> Result<Invitation, Problem> {
        let Reached { email } = written.read()?;
        let (sent_to, expires_at) = (email.filter(|_| db.mails()), self.expires_at);
        let secret = sent_to.is_none().then_some(self.secret);
        let link = linking.password_url.as_ref().zip(secret.as_deref()).map(|(url, secret)| url.of(secret));
        Ok(Invitation { sent_to, secret, link, expires_at })
    }
}
