//! Who has to do with an event: the seats that the rules of this chapter name.

use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::policy::{Seat, Seated};

/// The agency that organises an event, and the committee above it: always the committee, for communes and for the standing agency too,
/// whose people organise in their agency roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Organiser {
    /// The agency that organises.
    pub agency: Id,
    /// The committee above it.
    pub committee: Id,
}

impl Organiser {
    /// The agency with its committee, or with nobody above it: for asking who may, before it is asked whether that can be.
    pub fn seated(directory: &Directory, agency: Id) -> Self {
        Self { agency, committee: directory.committee_of(agency).unwrap_or(agency) }
    }
}

impl Seated for Organiser {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        match seat {
            Seat::Assignee => Some(self.agency),
            Seat::Committee => Some(self.committee),
            _ => None,
        }
    }
}
