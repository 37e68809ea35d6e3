//! How a resource says that its rows are held.

use serde_json::Value;

use super::story::Stretch;
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::AnyConnection;

/// How the rows of a resource are held against the journal.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// The table. Two resources may share one.
    pub table: &'static str,
    /// The rows of a part of it, in the order of their ids, as the journal would tell of them.
    pub rows: fn(&mut AnyConnection, &Stretch<'_>) -> Result<Vec<Kept>, Problem>,
    /// Fields of the answer that neither its row nor the instant decides, such as names that others have.
    pub derived: &'static [&'static str],
    /// Fields that entries of earlier versions do not know, each with the JSON of what it was then; none where that follows from
    /// elsewhere.
    pub later: &'static [(&'static str, Option<&'static str>)],
    /// Actions whose entries tell of an act alone, and of no row.
    pub acts: &'static [&'static str],
    /// Whether a copy of the database may come without its rows, because they hold secrets.
    pub left_out: bool,
    /// Columns that are compared with nothing.
    pub unheld: &'static [Unheld],
}

/// A column that is compared with nothing.
#[derive(Clone, Copy, Debug)]
pub struct Unheld {
    /// Its table.
    pub table: &'static str,
    /// Its name.
    pub column: &'static str,
    /// Why.
    pub why: &'static str,
}

/// A row as the journal would tell of it now.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its identifier.
    pub id: Id,
    /// What an entry would tell.
    pub answer: Value,
    /// What else is on record of it that does not follow from the journal: what no answer shows, and what lies beside the row.
    pub astray: Option<&'static str>,
}

impl Kept {
    /// A row with nothing to it but what answers show.
    pub fn of(id: Id, answer: &impl serde::Serialize) -> Result<Self, Problem> {
        Ok(Self { id, answer: value(answer)?, astray: None })
    }

    /// The same, where `what` lies beside; the first that does not follow is told.
    pub fn with(mut self, what: &'static str, follows: bool) -> Self {
        if !follows {
            self.astray.get_or_insert(what);
        }
        self
    }
}

fn value(answer: &impl serde::Serialize) -> Result<Value, Problem> {
    serde_json::to_value(answer).map_err(|error| {
        tracing::error!(%error, "an answer could not be written as JSON");
        Problem::of(Code::Internal)
    })
}

/// A resource with how it is held.
pub type Resource = (&'static str, &'static Held);
