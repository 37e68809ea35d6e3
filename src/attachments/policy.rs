//! Who may do what with attachments. Attaching one takes the right to do what it is attached to.

use chrono::NaiveDate;

use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::owner::Owner;
use crate::kernel::policy::{Rule, Seat, Seated, Who};
use crate::kernel::role::Role::{AgencyLead, AgencyOfficer, StandingLead, StandingOfficer};

/// Files are sent by those who report for an agency, the standing agency's own reports included, and by those who work for a committee.
const SENDERS: Who = &[
    (Seat::Own, &[AgencyOfficer, AgencyLead]),
    (Seat::Committee, &[StandingOfficer, StandingLead]),
    (Seat::StandingOwn, &[StandingOfficer, StandingLead]),
];

/// Declare one.
pub const CREATE: Rule = Rule { resource: "attachments", action: "create", who: SENDERS };
/// Send its parts, until it is stored.
pub const STORE: Rule = Rule { resource: "attachments", action: "store", who: SENDERS };
/// Remove one that is attached to nothing: whoever declared it, while he reports for the agency or works for the committee.
pub const DELETE: Rule = Rule {
    resource: "attachments",
    action: "delete",
    who: &[(Seat::Person, &[AgencyOfficer, AgencyLead, StandingOfficer, StandingLead])],
};

/// All rules of this chapter.
pub const RULES: &[Rule] = &[CREATE, STORE, DELETE];

/// The agency that a file is sent for.
#[derive(Clone, Copy, Debug)]
pub struct Sender {
    /// The agency.
    pub owner: Owner,
    /// The committee whose standing agency it is on the day, if it is one.
    pub standing_for: Option<Id>,
}

impl Sender {
    /// The agency as it is known on a day, and whoever holds then what is its own.
    pub fn of(directory: &Directory, agency: Id, on: NaiveDate) -> Self {
        let standing_for = directory.designated_by(directory.holder(agency, on), on).next();
        Self { owner: Owner::of(directory, agency), standing_for }
    }
}

impl Seated for Sender {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        match seat {
            Seat::StandingOwn => self.standing_for,
            _ => self.owner.agency_at(seat),
        }
    }
}

/// A file of an agency, as the rules see it.
#[derive(Clone, Copy, Debug)]
pub struct Sent {
    /// The agency.
    pub agency: Sender,
    /// Whether the caller declared it.
    pub by_caller: bool,
}

impl Seated for Sent {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        match seat {
            Seat::Person => self.by_caller.then_some(self.agency.owner.agency),
            _ => self.agency.agency_at(seat),
        }
    }
}
