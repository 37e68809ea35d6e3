//! Whose an object is, for the rules: a committee's, or an agency's own.

use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::policy::{Seat, Seated};

/// The agency whose object it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The agency.
    pub agency: Id,
    /// Whether it is a committee.
    pub of_committee: bool,
}

impl Owner {
    /// The agency as it is known; one that is not known is no committee.
    pub fn of(directory: &Directory, agency: Id) -> Self {
        Self { agency, of_committee: directory.agencies.get(&agency).is_some_and(|seat| seat.is_committee) }
    }
}

impl Seated for Owner {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        match seat {
            Seat::Committee => self.of_committee.then_some(self.agency),
            Seat::Own => (!self.of_committee).then_some(self.agency),
            _ => None,
        }
    }
}
