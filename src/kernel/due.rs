//! What somebody owes by a day, whichever chapter's paper it is.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::kernel::db::{Tx, View};
use crate::kernel::deadline;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::policy::{Seat, Seated};
use crate::kernel::problem::Problem;
use crate::kernel::role::Role;
use crate::kernel::sql::AnyConnection;
use crate::kernel::telling::{Occasion, Place, Telling};

/// Something with a due date.
#[derive(Clone, Debug)]
pub struct Due {
    /// The resource, as in paths.
    pub resource: &'static str,
    /// Which object.
    pub id: Id,
    /// Whether it is owed still.
    pub is_owed: bool,
    /// The version of the object.
    pub version: i32,
    /// When that last changed: a feed that shows it tells this, and is the same bytes until then.
    pub changed_at: Instant,
    /// The agency that owes it, and is reminded.
    pub agency: Id,
    /// Whom there the reminder reaches.
    pub roles: &'static [Role],
    /// The actions that do it: who was lent one of them by somebody there is reached too.
    pub done_by: &'static [&'static str],
    /// The agency that waits for it, and may remind by hand.
    pub keeper: Id,
    /// Where that agency sits in the rules: the committee, the agency whose own it is, or the recipient.
    pub keeper_seat: Seat,
    /// The last day on which it is on time.
    pub last_day: NaiveDate,
    /// Whether that is because more time was given than the paper has.
    pub is_extended: bool,
    /// The last day asked for inside the house, where it is earlier: reminders before the due date count from it.
    pub internal_on: Option<NaiveDate>,
    /// Since when the next version is awaited, where one was returned.
    pub awaited_since: Option<NaiveDate>,
    /// Nobody is reminded longer than so many days before; none where the schedule alone decides.
    pub notice: Option<u16>,
}

impl Due {
    /// Where those are who owe it.
    pub fn place(&self) -> Place {
        let actions = self.done_by.iter().map(|action| (*action).to_owned()).collect();
        Place { agency: self.agency, roles: self.roles.to_vec(), actions, only: None }
    }

    /// What a step tells those who owe it.
    pub fn telling(&self, occasion: Occasion, title: String) -> Telling {
        Telling {
            occasion,
            resource: self.resource,
            id: self.id,
            title,
            keeper: self.keeper,
            last_day: Some(self.last_day),
            owed: Some((self.resource, self.id)),
            whom: vec![self.place()],
        }
    }
}

impl Seated for Due {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        match seat {
            Seat::Assignee => Some(self.agency),
            other => (other == self.keeper_seat).then_some(self.keeper),
        }
    }
}

/// What is owed and may have to be reminded of, in the order of ids.
pub type Scan = fn(&mut AnyConnection, &Directory, &Part) -> Result<Vec<Due>, Problem>;

/// These objects as they are at an instant, owed or not; those that do not exist are left out.
pub type Find = fn(&mut AnyConnection, &Directory, Instant, &[Id]) -> Result<Vec<Due>, Problem>;

/// What these objects are called. A title goes into mail: it says nothing that not everybody at the agency may know.
pub type Titles = fn(&mut AnyConnection, &Directory, &[Id]) -> Result<HashMap<Id, String>, Problem>;

/// What is open of a paper that asked for all of it: the obligations of a report period, the self-inspections of a plan.
pub type AskedBy = fn(&mut View<'_>, Id) -> Result<Vec<Id>, Problem>;

/// What some agencies owe, the earliest due date first.
pub type OwedBy = fn(&mut AnyConnection, &Directory, &Debts<'_>) -> Result<Vec<Due>, Problem>;

/// What is asked for of the debts of some agencies: one, with those whose it holds.
#[derive(Clone, Copy, Debug)]
pub struct Debts<'a> {
    /// The agencies that owe.
    pub agencies: &'a [Id],
    /// The day on which it is asked: who is the standing agency, and what is open already, depends on it.
    pub today: NaiveDate,
    /// With their last on-time day on this day or later …
    pub from: NaiveDate,
    /// … and before this one.
    pub before: NaiveDate,
    /// So many at most.
    pub limit: i64,
}

impl Debts<'_> {
    /// The due instants that belong to these days: after the first, up to the second.
    pub fn due(&self) -> (Instant, Instant) {
        (deadline::start_of(self.from), deadline::start_of(self.before))
    }
}

/// One part of what is owed.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// What is wanted by this day, and what was returned.
    pub wanted_by: NaiveDate,
    /// The day on which it is asked: who is the standing agency depends on it.
    pub today: NaiveDate,
    /// From after this id on.
    pub after: Option<Id>,
    /// So many at most.
    pub limit: i64,
}

/// What a chapter gives out of a resource whose objects have a due date.
#[derive(Clone, Copy, Debug)]
pub struct Remindable {
    /// Goes through all that is owed.
    pub scan: Scan,
    /// Lists what some agencies owe.
    pub owed_by: OwedBy,
    /// Looks objects up.
    pub find: Find,
    /// Names them.
    pub titles: Titles,
    /// Those that one paper asked for; none where there is no such paper.
    pub asked_by: Option<AskedBy>,
}

impl Remindable {
    /// What a step tells those who owe these objects, as they are owed now.
    pub fn tellings(&self, tx: &mut Tx<'_>, occasion: Occasion, ids: &[Id]) -> Result<Vec<Telling>, Problem> {
        let directory = tx.caller()?.directory.clone();
        let mut tellings = Vec::with_capacity(ids.len());
        for some in ids.chunks(500) {
            let mut titles = (self.titles)(tx.connection, &directory, some)?;
            let dues = (self.find)(tx.connection, &directory, tx.now, some)?;
            let titled = |due: Due| due.telling(occasion, titles.remove(&due.id).unwrap_or_default());
            tellings.extend(dues.into_iter().map(titled));
        }
        Ok(tellings)
    }
}
