//! Reminders by mail, where the operator has named a server. Requests never wait for it: letters lie in the database until
//! somebody takes them, sends them and notes what became of them.

mod judging;
mod letter;
mod settings;
pub mod store;
mod trust;

use std::error::Error as _;
use std::time::Duration;

use lettre::AsyncTransport as _;
use lettre::transport::smtp::Error;

pub use settings::Mailing;
pub use trust::Trust;

use self::judging::pointless;
use self::store::{About, Letter, Outcome, Taken};

use crate::kernel::call::Call;
use crate::kernel::db::Db;
use crate::kernel::problem::{Code, Problem};
use crate::reminders::DuePapers;
use crate::reminders::reached::Reached;

/// So many letters are taken at once.
const BATCH: i64 = 20;
/// A letter takes no longer; all of a batch stay well within its lease.
const LONGEST_SENDING: Duration = Duration::from_secs(30);

/// Sends what waits in the database.
#[derive(Clone)]
pub struct Deliverer {
    db: Db,
    mailing: Mailing,
    owed: &'static [DuePapers],
}

impl Deliverer {
    /// Sends the letters of a database through a server. What they are about is asked of those whose papers have a due date.
    pub fn new(db: Db, mailing: Mailing, owed: &'static [DuePapers]) -> Self {
        Self { db, mailing, owed }
    }

    /// Takes what is due, sends it, and notes what became of it. How many letters were taken.
    pub async fn run(&self) -> Result<usize, Problem> {
        let taken = self.take().await?;
        let mut is_reachable = true;
        for letter in &taken {
            let outcome = match is_reachable {
                true => self.judged_and_sent(letter).await?,
                // The server is down: the rest of the batch need not wait for that to show again.
                false => Outcome::Failed("the server was not reached".to_owned()),
            };
            if let Outcome::Failed(why) | Outcome::Refused(why) = &outcome {
                // The address stays out of the log.
                tracing::warn!(delivery = %letter.id, attempt = letter.attempt, why, "a reminder was not mailed");
                is_reachable &= why.starts_with(ANSWERED) || matches!(outcome, Outcome::Refused(_));
            }
            self.settle(letter.clone(), outcome).await?;
        }
        Ok(taken.len())
    }

    /// Judges a letter by what is on record now, right before it leaves: it may have waited long.
    async fn judged_and_sent(&self, taken: &Taken) -> Result<Outcome, Problem> {
        let (directory, owed, id) = (self.db.refresh_directory().await?, self.owed, taken.id);
        let now = self.db.clock().now();
        let today = now.date();
        let judged = self.db.read_as_system(move |connection| {
            let About { user, name, address, reminder } = store::about(connection, id)?;
            let papers = owed.iter().find(|it| it.resource == reminder.resource);
            let due = match papers {
                Some(papers) => (papers.papers.find)(connection, &directory, now, &[reminder.subject_id])?.pop(),
                None => None,
            };
            let reaches = due
                .as_ref()
                .is_some_and(|due| Reached::at(&directory, std::iter::once(due.agency), today).by(due).contains(&user));
            Ok(match (pointless(&reminder, due.as_ref(), reaches), address) {
                (Some(why), _) => Err(why),
                (None, None) => Err("the person has no address any more"),
                (None, Some(address)) => Ok(Letter::of(id, name, address, &reminder)),
            })
        });
        Ok(match judged.await? {
            Ok(letter) => self.send(&letter).await,
            Err(why) => Outcome::Pointless(why),
        })
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

    async fn settle(&self, letter: Taken, outcome: Outcome) -> Result<(), Problem> {
        let call = Call::of_command("mail", self.db.clock().now());
        let settled = self.db.write_as_system(&call, move |tx| {
            store::settle(tx.connection, &letter, &outcome, tx.machine_now)?;
            tx.technical(&store::DELIVERIES, &())
        });
        settled.await.map(drop)
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
    if error.is_permanent() && !is_about_us { Outcome::Refused(why) } else { Outcome::Failed(why) }
}
