//! What a letter with a link is written from. The secret is made when the letter leaves, and again when it leaves another time: until then
//! it is nowhere, and afterwards in the letter alone.

use serde::{Deserialize, Serialize};

use crate::accounts::password_links::model::Purpose;
use crate::accounts::password_links::rules;
use crate::accounts::password_links::store::{self, PASSWORD_LINKS};
use crate::accounts::sessions::families::hash_of;
use crate::accounts::sessions::signing;
use crate::accounts::users::store as users;
use crate::kernel::call::Call;
use crate::kernel::db::{Db, Tx};
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;

/// Whom a link goes to, and with which secret.
#[derive(Clone, Serialize, Deserialize)]
pub struct MailedLink {
    /// What it is for.
    pub purpose: Purpose,
    /// The person.
    pub user: Id,
    /// What that person is called.
    pub name: String,
    /// The login.
    pub login: String,
    /// The committee in whose tree that person works.
    pub committee: String,
    /// The agency.
    pub agency: String,
    /// Who invited, with a telephone number where one is on record; none where the person asked.
    pub invited_by: Option<String>,
    /// The address on record now.
    pub address: String,
    /// The secret.
    pub secret: String,
}

/// Gives a link its secret, right before its letter leaves; none where it is void by now.
pub async fn mailed_link(db: &Db, link: Id) -> Result<Option<MailedLink>, Problem> {
    let call = Call::of_command("mail", db.clock().now());
    let given = db.write_as_system(&call, move |tx| {
        let given = given(tx, link)?;
        tx.technical(&PASSWORD_LINKS, &given)
    });
    given.await?.read()
}

fn given(tx: &mut Tx<'_>, link: Id) -> Result<Option<MailedLink>, Problem> {
    let Some(found) = store::find(tx.connection, link)? else { return Ok(None) };
    let user = users::lock_any(tx.connection, found.user_id)?;
    // Again, now that nobody else changes it.
    let found = store::find(tx.connection, link)?.map(|found| (found, user));
    let Ok((link, user)) = rules::redeemed(found, tx.machine_now) else { return Ok(None) };
    if !rules::is_vouched_for(&link, &user, &tx.directory()?, tx.now.date()) {
        return Ok(None);
    }
    let Some(address) = user.email else { return Ok(None) };
    let secret = signing::secret()?;
    store::give_secret(tx.connection, link.id, &hash_of(&secret))?;
    let directory = tx.directory()?;
    let invited_by = match link.made_by {
        Some(maker) => Some(called(tx, &directory, maker)?),
        None => None,
    };
    let committee = directory.committee_of(user.agency_id).unwrap_or(user.agency_id);
    Ok(Some(MailedLink {
        purpose: link.purpose,
        user: user.id,
        name: user.full_name,
        login: user.login,
        committee: directory.agency_name(committee),
        agency: directory.agency_name(user.agency_id),
        invited_by,
        address,
        secret,
    }))
}

/// Somebody by name, with a telephone number where one is on record.
fn called(tx: &mut Tx<'_>, directory: &Directory, person: Id) -> Result<String, Problem> {
    let phone = users::particulars(tx.connection, &[person])?.remove(&person).and_then(|it| it.phone);
    let name = directory.user_name(person);
    Ok(phone.map_or_else(|| name.clone(), |phone| format!("{name} ({phone})")))
}
