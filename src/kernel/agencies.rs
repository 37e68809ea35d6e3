//! Some agencies or all of them: what chapters keep of a caller's reach, used on one object and in the SQL of lists alike.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::kernel::directory::{Directory, Extent, GrantSeat};
use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, ReadRule, Within};
use crate::kernel::problem::{Code, Problem};
use crate::kernel::validity::Validity;

/// Some agencies, or all of them: whoever reaches everything needs no list in his SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Agencies {
    /// Every agency.
    All,
    /// These.
    These(Vec<Id>),
}

impl Agencies {
    /// The agencies that rules about reading open to a caller by these grants.
    pub fn opened(rules: &[ReadRule], caller: &Caller, grants: &[GrantSeat]) -> Self {
        let directory = &caller.directory;
        let is_committee = |id: &Id| directory.agencies.get(id).is_some_and(|seat| seat.is_committee);
        let mut agencies = Collector::default();
        let applying = grants.iter().flat_map(|grant| {
            rules.iter().filter(|rule| rule.roles.contains(&grant.role)).map(move |rule| (grant, rule.within))
        });
        for (grant, within) in applying {
            match within {
                Within::Above => {
                    for above in directory.above(caller.agency, caller.today) {
                        agencies.ids.extend(directory.within(above, Extent::Alone, caller.today));
                    }
                }
                Within::Held => agencies.ids.extend(directory.within(grant.agency, Extent::Alone, caller.today)),
                Within::Concerned | Within::Team | Within::Everybody => {}
                Within::Reach | Within::Committees | Within::Agencies => {
                    for (root, extent) in directory.reach(grant, caller.today) {
                        let reached = || directory.within(root, extent, caller.today).into_iter();
                        match within {
                            Within::Reach if is_everything(directory, root, extent) => agencies.all = true,
                            Within::Reach => agencies.ids.extend(reached()),
                            Within::Committees => agencies.ids.extend(reached().filter(is_committee)),
                            _ => agencies.ids.extend(reached().filter(|id| !is_committee(id))),
                        }
                    }
                }
            }
        }
        agencies.done()
    }

    /// Those that grants reach, of committees alone where only they have what is asked for.
    pub fn reached(caller: &Caller, grants: &[GrantSeat], only_committees: bool) -> Self {
        let directory = &caller.directory;
        let mut agencies = Collector::default();
        for (root, extent) in grants.iter().flat_map(|grant| directory.reach(grant, caller.today)) {
            if only_committees {
                let is_reached = |id: &Id| directory.extends_to(root, extent, *id, caller.today);
                agencies.ids.extend(directory.committees().filter(is_reached));
            } else if is_everything(directory, root, extent) {
                agencies.all = true;
            } else {
                agencies.ids.extend(directory.within(root, extent, caller.today));
            }
        }
        agencies.done()
    }

    /// These and others.
    #[must_use]
    pub fn and(self, others: &Self) -> Self {
        match (self, others) {
            (Self::These(ids), Self::These(more)) => {
                let all: BTreeSet<Id> = ids.into_iter().chain(more.iter().copied()).collect();
                Self::These(all.into_iter().collect())
            }
            _ => Self::All,
        }
    }

    /// All, where these are all the committees there are: for what only committees have.
    pub fn all_committees(self, directory: &Directory) -> Self {
        if directory.committees().all(|id| self.contains(id)) { Self::All } else { self }
    }

    /// Whether an agency is among them.
    pub fn contains(&self, agency: Id) -> bool {
        match self {
            Self::All => true,
            Self::These(ids) => ids.contains(&agency),
        }
    }

    /// Whether there is any of them.
    pub fn has_any(&self) -> bool {
        self.listed().is_none_or(|ids| !ids.is_empty())
    }

    /// The list for SQL; none where no condition is needed.
    pub fn listed(&self) -> Option<&[Id]> {
        match self {
            Self::All => None,
            Self::These(ids) => Some(ids),
        }
    }
}

/// Whether nothing lies outside: there is one tree, and no committee in it but the one whose reach it is.
fn is_everything(directory: &Directory, root: Id, extent: Extent) -> bool {
    let is_all_of_the_tree = match extent {
        Extent::Alone => false,
        Extent::Tree => true,
        Extent::Committee => directory.committees().all(|id| id == root),
    };
    is_all_of_the_tree && directory.is_the_only_root(root)
}

/// Adds agencies up, each once.
#[derive(Debug, Default)]
struct Collector {
    all: bool,
    ids: BTreeSet<Id>,
}

impl Collector {
    fn done(self) -> Agencies {
        if self.all { Agencies::All } else { Agencies::These(self.ids.into_iter().collect()) }
    }
}

/// 409 at a place of a body that chooses an agency which has ended: nothing new is given to it.
pub fn not_ended(directory: &Directory, agency: Id, on: NaiveDate, pointer: &str) -> Result<(), Problem> {
    if directory.has_ended(agency, on) { Err(Problem::of_place(pointer, Code::AgencyNotAlive)) } else { Ok(()) }
}

/// 409 at a place of a body that chooses an agency for longer than there is one.
pub fn not_outlasted(directory: &Directory, agency: Id, by: Validity, pointer: &str) -> Result<(), Problem> {
    let last = directory.last_day_of(agency);
    let is_outlasted = last.and_then(|last| last.succ_opt()).is_some_and(|first_without| by.reaches(first_without));
    if is_outlasted { Err(Problem::of_place(pointer, Code::AgencyNotAlive)) } else { Ok(()) }
}
