//! Who has to do with the committee of an agency: the seats that the rules of this chapter name.

use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::policy::{Seat, Seated};

/// An agency whose committee it is, and the committee of the city above it, whose standing agency keeps the decisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seats {
    /// The agency.
    pub agency: Id,
    /// The committee at or above it.
    pub committee: Id,
}

impl Seats {
    /// The agency with the committee at or above it; none where there is none.
    pub fn of(directory: &Directory, agency: Id) -> Option<Self> {
        directory.committee_of(agency).map(|committee| Self { agency, committee })
    }
}

impl Seated for Seats {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        match seat {
            Seat::Committee => Some(self.committee),
            Seat::Own => Some(self.agency),
            _ => None,
        }
    }
}
