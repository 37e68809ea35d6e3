//! Some agencies or all of them: what chapters keep of a caller's reach, used on one object and in the SQL of lists alike.

use std::collections::BTreeSet;

use crate::kernel::directory::{Directory, GrantSeat};
use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, ReadRule, Within};

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
                Within::Above => agencies.ids.extend(directory.lineage(caller.agency)),
                Within::Held => agencies.ids.extend([grant.agency]),
                Within::Concerned | Within::Everybody => {}
                Within::Reach | Within::Committees | Within::Agencies => {
                    for (root, whole_tree) in directory.reach(grant, caller.today) {
                        let reached = || if whole_tree { directory.subtree(root) } else { vec![root] }.into_iter();
                        match within {
                            Within::Reach if whole_tree && directory.is_the_only_root(root) => agencies.all = true,
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

    /// The list for SQL; none where no condition is needed.
    pub fn listed(&self) -> Option<&[Id]> {
        match self {
            Self::All => None,
            Self::These(ids) => Some(ids),
        }
    }
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
