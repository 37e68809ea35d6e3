//! What lies in inboxes by mail, where the operator has named a server. Requests never wait for it: letters lie in the database until
//! somebody takes them, sends them and notes what became of them.

mod contact;
mod judging;
mod letter;
mod link;
mod linking;
mod moving;
mod settings;
pub mod store;
mod trust;
mod writing;

use std::error::Error as _;
use std::time::Duration;

use lettre::AsyncTransport as _;
use lettre::transport::smtp::Error;

pub use link::PaperUrl;
pub use settings::Mailing;
pub use trust::Trust;

use self::judging::{Now, pointless, untrue};
use self::letter::Letter;
use self::store::{Arrived, Bound, Kind, Outcome, Taken};
use self::writing::{Beside, written};

use crate::accounts::{self, PasswordUrl};
use crate::kernel::call::Call;
use crate::kernel::db::Db;
use crate::kernel::due::Due;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal;
use crate::kernel::named::DoneFor;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::AnyConnection;
use crate::reminders::Papers;
use crate::reminders::notifications::about::About;
use crate::reminders::notifications::reasons::Reader;
use crate::reminders::preferences::store as preferences;
use crate::reminders::reached::Reached;
use crate::reminders::reminders::store::Row as Reminder;
use crate::reminders::tellings::store::Row as Telling;

/// So many letters are taken at once.
const BATCH: i64 = 20;
/// A letter takes no longer; all of a batch stay well within its lease.
const LONGEST_SENDING: Duration = Duration::from_secs(30);

/// Sends what waits in the database.
#[derive(Clone)]
pub struct Deliverer {
    db: Db,
    mailing: Mailing,
    papers: Papers,
    paper_url: Option<PaperUrl>,
    password_url: Option<PasswordUrl>,
}

/// Enters a letter with a link that sets a password.
pub fn mail_link(connection: &mut AnyConnection, link: Id, address: &str, due_at: Instant) -> Result<(), Problem> {
    store::insert(connection, vec![store::NewRow::of_link(link, address.to_owned(), due_at)])
}

/// Enters a letter to the address that a person had before.
pub fn mail_moved(connection: &mut AnyConnection, user: Id, address: &str, due_at: Instant) -> Result<(), Problem> {
    store::insert(connection, vec![store::NewRow::of_moved(user, address.to_owned(), due_at)])
}

impl Deliverer {
    /// Sends the letters of a database through a server. What they are about is asked of those who know it.
    pub fn new(db: Db, mailing: Mailing, papers: Papers, paper_url: Option<PaperUrl>) -> Self {
        Self { db, mailing, papers, paper_url, password_url: None }
    }

    /// The same where the portal takes the secrets of links.
    #[must_use]
    pub fn setting_passwords_at(self, password_url: Option<PasswordUrl>) -> Self {
        Self { password_url, ..self }
    }

    /// Takes what is due, sends it, and notes what became of it. How many letters were taken.
    pub async fn run(&self) -> Result<usize, Problem> {
        let taken = self.take().await?;
        let mut is_reachable = true;
        for letter in &taken {
            let (outcome, to) = match is_reachable {
                true => self.judged_and_sent(letter).await?,
                // The server is down: the rest of the batch need not wait for that to show again.
                false => (Outcome::Failed("the server was not reached".to_owned()), None),
            };
            if let Some(why) = outcome.failure() {
                // The address stays out of the log.
                tracing::warn!(delivery = %letter.id, attempt = letter.attempt, why, "a letter was not mailed");
                is_reachable &= why.starts_with(ANSWERED) || matches!(outcome, Outcome::Refused(_));
            }
            self.settle(letter.clone(), outcome, to).await?;
        }
        Ok(taken.len())
    }

    /// Judges a letter by what is on record now, right before it leaves: it may have waited long. What became of it, and to whom and where
    /// it was sent, if it was.
    async fn judged_and_sent(&self, taken: &Taken) -> Result<(Outcome, Option<Recipient>), Problem> {
        let id = taken.id;
        let judged = match self.db.read_as_system(move |connection| store::kind_of(connection, id)).await? {
            Kind::Link(link) => self.with_link(id, link).await?,
            Kind::Moved(user, address) => self.of_moved(id, user, address).await?,
            Kind::Notification => self.of_notification(id).await?,
        };
        Ok(match judged {
            Ok(letter) => {
                let to = Recipient { user: letter.user, address: letter.address.clone() };
                (self.send(&letter).await, Some(to))
            }
            Err(why) => (Outcome::Pointless(why), None),
        })
    }

    /// A letter with a link as it leaves now, which is given its secret, or why it does not.
    async fn with_link(&self, id: Id, link: Id) -> Result<Result<Letter, &'static str>, Problem> {
        let Some(link) = accounts::mailed_link(&self.db, link).await? else { return Ok(Err("the link is void")) };
        let user = link.user;
        let wanted = self.db.read_as_system(move |connection| preferences::of(connection, user)).await?;
        let (subject, text) = linking::written(&link, self.password_url.as_ref(), wanted.language.into());
        Ok(Ok(Letter { id, user, name: link.name, address: link.address, subject, text }))
    }

    /// A letter to an address that was somebody's, or why it does not leave: it is that person's again.
    async fn of_moved(&self, id: Id, user: Id, address: String) -> Result<Result<Letter, &'static str>, Problem> {
        let (directory, today) = (self.db.refresh_directory().await?, self.db.clock().now().date());
        let known = self.db.read_as_system(move |connection| {
            let now = accounts::particulars(connection, &[user])?.remove(&user).and_then(|it| it.email);
            Ok((now, preferences::of(connection, user)?))
        });
        let (now, wanted) = known.await?;
        let Some(person) = directory.users.get(&user) else { return Ok(Err("the person is gone")) };
        if now.as_ref() == Some(&address) {
            return Ok(Err("the address is the person's again"));
        }
        let (subject, text) = moving::written(&directory, person, today, wanted.language.into());
        Ok(Ok(Letter { id, user, name: person.name.clone(), address, subject, text }))
    }

    /// A letter of a notification as it leaves now, or why it does not.
    async fn of_notification(&self, id: Id) -> Result<Result<Letter, &'static str>, Problem> {
        let (directory, papers) = (self.db.refresh_directory().await?, self.papers);
        let (now, paper_url) = (self.db.clock().now(), self.paper_url.clone());
        let judged = self.db.read_as_system(move |connection| {
            let bound = store::bound(connection, id)?;
            let reader = Reader { directory: &directory, now, papers };
            judged(connection, &Judging { reader, paper_url }, id, &bound)
        });
        judged.await
    }

    async fn take(&self) -> Result<Vec<Taken>, Problem> {
        let call = Call::of_command("mail", self.db.clock().now());
        let taken = self.db.write_as_system(&call, |tx| {
            let taken = store::take(tx.connection, tx.machine_now, BATCH)?;
            tx.technical(&store::DELIVERIES, &taken)
        });
        serde_json::from_str(&taken.await?.body).map_err(|error| {
            tracing::error!(%error, "letters could not be read");
            Problem::of(Code::Internal)
        })
    }

    async fn send(&self, letter: &Letter) -> Outcome {
        let message = match letter::message(&self.mailing, letter) {
            Ok(message) => message,
            Err(why) => return Outcome::Refused(why),
        };
        match tokio::time::timeout(LONGEST_SENDING, self.mailing.transport.send(message)).await {
            Ok(Ok(_)) => Outcome::Sent(letter.address.clone()),
            Ok(Err(error)) => failed(&error),
            Err(_) => Outcome::Failed("the server took too long".to_owned()),
        }
    }

    async fn settle(&self, letter: Taken, outcome: Outcome, to: Option<Recipient>) -> Result<(), Problem> {
        let call = Call::of_command("mail", self.db.clock().now());
        let settled = self.db.write_as_system(&call, move |tx| {
            let arrived = store::settle(tx.connection, &letter, &outcome, tx.machine_now)?;
            // Whoever keeps the person's account sees it, by the civil clock like all that he sees of it.
            if let Some(Recipient { user, address }) = &to {
                match arrived {
                    Arrived::Yes => accounts::mail_arrives(tx.connection, *user)?,
                    Arrived::No => accounts::mail_fails(tx.connection, *user, address, tx.now)?,
                    Arrived::Unknown => (),
                }
            }
            tx.technical(&store::DELIVERIES, &())
        });
        settled.await.map(drop)
    }
}

/// To whom a letter was sent, and where.
struct Recipient {
    user: Id,
    address: String,
}

/// What letters are judged by and written from.
struct Judging<'a> {
    reader: Reader<'a>,
    paper_url: Option<PaperUrl>,
}

/// The letter as it leaves now, or why it does not.
fn judged(
    connection: &mut AnyConnection,
    by: &Judging<'_>,
    id: Id,
    bound: &Bound,
) -> Result<Result<Letter, &'static str>, Problem> {
    let wanted = preferences::of(connection, bound.user)?;
    let about = &bound.entry.about;
    let pointless = match about {
        About::Reminder(reminder) => of_reminder(connection, by, bound.user, reminder)?,
        About::Telling(telling) => of_telling(connection, by, bound.user, telling)?,
    };
    let unwanted = (!wanted.wants(about.matter())).then_some("no letter is wanted about it any more");
    if let Some(why) = pointless.or(unwanted) {
        return Ok(Err(why));
    }
    let Some(address) = bound.address.clone() else { return Ok(Err("the person has no address any more")) };
    let mut reasons = by.reader.reasons(connection, bound.user, std::slice::from_ref(&bound.entry))?;
    let reason = bound.entry.row.telling_id.and_then(|telling| reasons.remove(&telling));
    let named = by.reader.done_for(connection, bound.user, std::slice::from_ref(&bound.entry))?;
    let made_by = about.made_by();
    let mut reached = accounts::particulars(connection, made_by.as_slice())?;
    let phone = made_by.and_then(|user| reached.remove(&user)).and_then(|it| it.phone);
    let beside = Beside {
        directory: by.reader.directory,
        today: by.reader.now.date(),
        reason: reason.as_deref(),
        programme: named.get(&about.object().1).and_then(DoneFor::programme),
        phone: phone.as_deref(),
        paper_url: by.paper_url.as_ref(),
    };
    let (subject, text) = written(about, &beside, wanted.language.into());
    Ok(Ok(Letter { id, user: bound.user, name: bound.name.clone(), address, subject, text }))
}

fn of_reminder(
    connection: &mut AnyConnection,
    by: &Judging<'_>,
    user: Id,
    reminder: &Reminder,
) -> Result<Option<&'static str>, Problem> {
    let due = owed(connection, by, &reminder.resource, reminder.subject_id)?;
    let (directory, today) = (by.reader.directory, by.reader.now.date());
    let agency_of = |due: &Due| {
        let reached = Reached::at(directory, std::iter::once(due.agency), today);
        reached.by(&due.place()).get(&user).copied()
    };
    let reaches = match due.as_ref().and_then(agency_of) {
        Some(agency) => by.reader.reads(connection, (user, agency), &reminder.resource, reminder.subject_id)?,
        None => false,
    };
    Ok(pointless(reminder, due.as_ref(), reaches))
}

fn of_telling(
    connection: &mut AnyConnection,
    by: &Judging<'_>,
    user: Id,
    telling: &Telling,
) -> Result<Option<&'static str>, Problem> {
    let owed = match (&telling.owed_resource, telling.owed_id) {
        (Some(resource), Some(id)) => Some(owed(connection, by, resource, id)?),
        _ => None,
    };
    let has_moved = match telling.entry_id {
        Some(entry) => journal::has_moved_since(connection, entry)?,
        None => false,
    };
    let reached = Reached::at(by.reader.directory, std::iter::once(telling.agency_id), by.reader.now.date());
    let concerns = by.reader.concerns(connection, &reached, user, telling)?;
    Ok(untrue(telling, &Now { has_moved, owed, concerns }))
}

/// What is owed, as it is now.
fn owed(connection: &mut AnyConnection, by: &Judging<'_>, resource: &str, id: Id) -> Result<Option<Due>, Problem> {
    match by.reader.papers.owed(resource) {
        Some(owed) => Ok((owed.papers.find)(connection, by.reader.directory, by.reader.now, &[id])?.pop()),
        None => Ok(None),
    }
}

/// How a failure begins that the server itself told of.
const ANSWERED: &str = "the server answered";

/// Whether a server was there and could not be trusted, as with the certificate of a stranger. The transport counts that as no
/// connection; what TLS refuses is data that is not valid.
fn is_about_security(error: &Error) -> bool {
    let mut causes = std::iter::successors(error.source(), |&cause| cause.source());
    error.is_tls() || causes.any(|cause| cause.downcast_ref::<std::io::Error>().is_some_and(is_invalid))
}

fn is_invalid(error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::InvalidData
}

/// What an error comes to. Its words are ours: the server's may hold anything.
fn failed(error: &Error) -> Outcome {
    let Some(code) = error.status() else {
        let why = match error {
            error if error.is_timeout() => "the server took too long",
            error if is_about_security(error) => "no secure connection to the server",
            error if error.is_response() => "the server's answer was not understood",
            _ => "the server was not reached",
        };
        return Outcome::Failed(why.to_owned());
    };
    let code = code.to_string();
    let why = format!("{ANSWERED} {code}");
    // That it does not let us in is for the operator to mend; the letters wait.
    let is_about_us = ["530", "534", "535", "538"].contains(&code.as_str());
    // Nor does a server that closes say anything of the letter.
    if is_about_us || code == "421" {
        Outcome::Failed(why)
    } else if error.is_permanent() {
        Outcome::Refused(why)
    } else {
        Outcome::Deferred(why)
    }
}
