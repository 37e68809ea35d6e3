//! What the head of a request says, as data: who, which request, when it arrived, and which key makes it repeatable.

use std::sync::Arc;

use crate::kernel::clock::CivilClock;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::network::Network;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::role::Role;

/// The longest key, in characters.
const LONGEST_KEY: usize = 200;

/// What a verified token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// The person or service account.
    pub user: Id,
    /// The active agency.
    pub agency: Id,
    /// The generation of the account's credentials.
    pub generation: i32,
    /// The key that signed it.
    pub kid: String,
    /// Signed by the configured OpenID Connect issuer rather than by us.
    pub foreign: bool,
    /// The roles to which it is narrowed; none where it is good for all that its account holds.
    pub scope: Option<Arc<[Role]>>,
}

/// An identifier and a secret, by which a machine says who it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The identifier.
    pub id: String,
    /// The secret.
    pub secret: String,
}

/// No log and no message shows the secret.
impl std::fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Credentials")
    }
}

/// A key that the client chose for one effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// 1 to 200 visible ASCII characters, and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=LONGEST_KEY).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Self(text.to_owned()))
    }

    /// The key of one item of a request with many, each of which takes effect by itself.
    #[must_use]
    pub fn of_item(&self, id: Id) -> Self {
        Self(format!("{self}/{id}"))
    }
}

impl std::fmt::Display for IdempotencyKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A request by somebody whose token is good: extracting it is the 401 of every operation.
#[derive(Clone, Debug)]
pub struct Call {
    pub(crate) bearer: Option<Bearer>,
    /// Names the request in logs and in the journal.
    pub request_id: String,
    /// Civil time at which the head arrived; a receipt's time.
    pub arrived: Instant,
    /// The network it came from; none for a command.
    pub network: Option<Network>,
    /// The method and path, to which an idempotency key is bound.
    pub target: String,
    /// Open also to somebody whose password another has set.
    pub(crate) is_open_to_newcomers: bool,
    pub(crate) key: Option<IdempotencyKey>,
    pub(crate) body_digest: [u8; 32],
    /// Whether it adds to what its agency keeps: what makes something new or edits it, and no step.
    pub(crate) weighs: bool,
}

impl Call {
    /// What a command of the operator does, in place of a request.
    pub fn of_command(name: &str, now: Instant) -> Self {
        Self {
            bearer: None,
            request_id: format!("command {name}"),
            arrived: now,
            network: None,
            target: name.to_owned(),
            is_open_to_newcomers: true,
            key: None,
            body_digest: [0; 32],
            weighs: false,
        }
    }

    /// The verified token.
    pub fn bearer(&self) -> Result<&Bearer, Problem> {
        self.bearer.as_ref().ok_or_else(|| Problem::of(Code::Unauthenticated))
    }

    /// Binds the idempotency key to this body.
    #[must_use]
    pub fn with_body(mut self, digest: [u8; 32]) -> Self {
        self.body_digest = digest;
        self
    }

    /// The same as one that adds to what its agency keeps, or does not.
    #[must_use]
    pub(crate) fn weighing(mut self, weighs: bool) -> Self {
        self.weighs = weighs;
        self
    }

    /// The same request with its key ignored: it answers with a secret, which no record may hold.
    #[must_use]
    pub fn unrepeatable(mut self) -> Self {
        self.key = None;
        self
    }

    /// The id of the entry that will tell of this request. Where the clock stands, as it does while a demo is replayed, it
    /// follows from the request: the examples of the API description name an entry too.
    pub(crate) fn entry_id(&self, clock: &CivilClock) -> Id {
        match (&self.key, &self.bearer) {
            (Some(key), Some(bearer)) if clock.stands() => {
                Id::named(self.arrived, &format!("entry {} {} {key}", bearer.user, self.target))
            }
            _ => Id::fresh(),
        }
    }

    pub(crate) fn anonymous(&self) -> Self {
        Self { bearer: None, key: None, ..self.clone() }
    }
}
