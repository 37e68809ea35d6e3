//! Some agencies or all of them: what chapters keep of a caller's reach, used on one object and in the SQL of lists alike.

use std::collections::BTreeSet;

use crate::kernel::id::Id;

/// Some agencies, or all of them: whoever reaches everything needs no list in his SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Agencies {
    /// Every agency.
    All,
    /// These.
    These(Vec<Id>),
}

impl Agencies {
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
pub struct Collector {
    all: bool,
    ids: BTreeSet<Id>,
}

impl Collector {
    /// Every agency there is or will be.
    pub fn everything(&mut self) {
        self.all = true;
    }

    /// These too.
    pub fn add_all(&mut self, ids: impl IntoIterator<Item = Id>) {
        self.ids.extend(ids);
    }

    /// All that were added.
    pub fn done(self) -> Agencies {
        if self.all { Agencies::All } else { Agencies::These(self.ids.into_iter().collect()) }
    }
}
