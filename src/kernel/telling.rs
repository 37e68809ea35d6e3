//! What a step tells people at once: on which occasion, of which paper, and whom. Whoever takes the step says so with
//! [`Tx::tell`](crate::kernel::db::Tx::tell); whoever keeps the inboxes writes it when the step is recorded, in its transaction. So a
//! step that is refused, or repeated under its key, tells nobody.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::kernel::role::Role;
use crate::kernel::sql::AnyConnection;
use crate::kernel::text_enum::text_enum;

text_enum! {
    /// On which occasion somebody is told of a step.
    pub enum Occasion {
        /// It was handed over, and waits for a signature.
        HandedOver => "handed_over",
        /// It was sent back to those who work on it.
        SentBack => "sent_back",
        /// It was returned by those who had received it.
        Returned => "returned",
        /// It was accepted, or verified.
        Accepted => "accepted",
        /// What was asked for was granted.
        Approved => "approved",
        /// What was asked for was not granted.
        Refused => "refused",
        /// What was granted was taken back.
        Withdrawn => "withdrawn",
        /// It was issued, and the agency has something to do in it.
        Issued => "issued",
        /// It was given to the agency to do.
        Assigned => "assigned",
        /// The agency is told of it before it begins.
        Notified => "notified",
        /// It was put off.
        Postponed => "postponed",
        /// It was called off.
        Cancelled => "cancelled",
        /// The agency is asked to say something to it.
        ForComment => "for_comment",
        /// It was concluded.
        Concluded => "concluded",
        /// Somebody was named for it.
        Appointed => "appointed",
        /// It was answered, and the agency says whether that is an answer.
        Answered => "answered",
        /// It is dealt with together with another.
        Joined => "joined",
    }
}

/// People who are told of something together: whoever holds one of the roles at an agency, or by its designation for it, and who was
/// lent one of the actions by them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The agency.
    pub agency: Id,
    /// The roles.
    pub roles: Vec<Role>,
    /// The actions, as delegations name them.
    pub actions: Vec<String>,
    /// The one of them whom alone it is about.
    pub only: Option<Id>,
}

/// What a step tells.
#[derive(Clone, Debug)]
pub struct Telling {
    /// On which occasion.
    pub occasion: Occasion,
    /// Of what: the resource, as in paths.
    pub resource: &'static str,
    /// Which object.
    pub id: Id,
    /// What it is called. It goes into mail, and says nothing that not everybody who is told may know.
    pub title: String,
    /// Whose it is: letters name the committee there.
    pub keeper: Id,
    /// By when something is to be done, or when it begins; none where no day matters.
    pub last_day: Option<NaiveDate>,
    /// What has that day, among what people are reminded of: no letter leaves once that is done, or is due on another day.
    pub owed: Option<(&'static str, Id)>,
    /// Whom. Nobody is told twice of one thing, and nobody of what he did himself.
    pub whom: Vec<Place>,
}

impl Telling {
    /// Of an object, where no day matters.
    pub fn of(
        occasion: Occasion,
        (resource, id): (&'static str, Id),
        title: String,
        keeper: Id,
        whom: Vec<Place>,
    ) -> Self {
        Self { occasion, resource, id, title, keeper, last_day: None, owed: None, whom }
    }

    /// The same without a day: there is nothing left to do by then.
    pub fn without_day(self) -> Self {
        Self { last_day: None, owed: None, ..self }
    }
}

/// All that one step tells.
pub struct Told<'a> {
    /// What, each with the entry of the journal that tells of its object.
    pub tellings: &'a [(Telling, Option<Id>)],
    /// The entry of the step.
    pub step: Id,
    /// Who took it.
    pub by: Option<Id>,
    /// Who is who.
    pub directory: &'a Arc<Directory>,
    /// The civil time of the step.
    pub now: Instant,
    /// The machine's time.
    pub machine_now: Instant,
    /// Whether letters leave, too.
    pub by_mail: bool,
}

/// Writes what a step tells into the inboxes. The chapter that keeps them supplies it.
pub type Teller = fn(&mut AnyConnection, &Told<'_>) -> Result<(), Problem>;

/// Enters a letter about a link that sets a password, or about a person, for an address, due at this time of the machine. The chapter that
/// sends letters supplies it; a link itself is made when its letter leaves.
pub type Mailer = fn(&mut AnyConnection, Id, &str, Instant) -> Result<(), Problem>;
