//! A paper that more time can be asked for, whichever chapter keeps it.

use chrono::NaiveDate;

use crate::kernel::db::{Tx, View};
use crate::kernel::due::Titles;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::policy::{Authority, Seat, Seated};
use crate::kernel::problem::{Code, Problem};

/// A kind of paper that can be extended, given out by the chapter that keeps it. Whatever is asked about some papers is asked
/// about all that one extension is for: one or more, in the order of their ids, each once.
#[derive(Clone, Copy, Debug)]
pub struct Extendable {
    /// The resource, as in paths.
    pub resource: &'static str,
    /// Where the body of a request names them.
    pub pointer: &'static str,
    /// Locks them, in the order of their ids so that two requests cannot wait for each other, and looks at them; 404 where the
    /// caller may not read one.
    pub lock: Look,
    /// Looks at them, whoever may read them: the extension that is for them was read already.
    pub look: Look,
    /// Gives them time until the end of a day, each with an entry in the journal. They are locked.
    pub extend: Extend,
    /// Names them.
    pub titles: Titles,
}

/// What the rules look at.
pub type Look = fn(&mut View<'_>, &[Id]) -> Result<PaperFacts, Problem>;

/// Gives time.
pub type Extend = fn(&mut Tx<'_>, &[Id], NaiveDate, Authority) -> Result<(), Problem>;

/// Papers of one kind as the rules of an extension see them.
#[derive(Clone, Debug)]
pub struct PaperFacts {
    /// The agency that carries the first of them out, or owes it.
    pub agency: Id,
    /// The agency that it does so for.
    pub owner: Id,
    /// Who sits where beside the agency: who decides follows from it.
    pub seats: Vec<(Seat, Id)>,
    /// That they are not all of one agency and for one other, so that no one person decides on all; what that is called.
    pub differ: Option<Code>,
    /// Why no time can be given to any of their kind now.
    pub not_now: Option<Code>,
    /// That one of them needs no time any more; what that is called.
    pub settled: Option<Code>,
    /// Who wrote what is in them, and so does not decide.
    pub authors: Vec<Id>,
    /// The first instant at which the last of them is late.
    pub due_at: Instant,
}

impl Seated for PaperFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        match seat {
            Seat::Assignee => Some(self.agency),
            other => self.seats.iter().find(|(it, _)| *it == other).map(|(_, agency)| *agency),
        }
    }
}

/// The seats of an object from which it is decided on.
pub fn seats(object: &dyn Seated) -> Vec<(Seat, Id)> {
    let all = [Seat::Committee, Seat::Own, Seat::Recipient, Seat::StandingOwn];
    all.into_iter().filter_map(|seat| Some((seat, object.agency_at(seat)?))).collect()
}

/// What handlers share: the kinds of papers that can be extended.
#[derive(Clone, Copy, Debug)]
pub struct Extending(pub &'static [Extendable]);

impl Extending {
    /// The kind that a resource is.
    pub fn kind(self, resource: &str) -> Result<&'static Extendable, Problem> {
        self.0.iter().find(|it| it.resource == resource).ok_or_else(|| {
            tracing::error!(resource, "an extension is for papers that no chapter gives out");
            Problem::of(Code::Internal)
        })
    }
}
