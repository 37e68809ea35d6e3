//! Who may do what with attachments. Attaching one takes the right to do what it is attached to.

use crate::kernel::id::Id;
use crate::kernel::owner::Owner;
use crate::kernel::policy::{Rule, Seat, Seated, Who};
use crate::kernel::role::Role::{AgencyLead, AgencyOfficer, StandingLead, StandingOfficer};

/// Files are sent by those who report for an agency, and by those who work for a committee.
const SENDERS: Who = &[(Seat::Own, &[AgencyOfficer, AgencyLead]), (Seat::Committee, &[StandingOfficer, StandingLead])];

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

/// A file of an agency, as the rules see it.
#[derive(Clone, Copy, Debug)]
pub struct Sent {
    /// The agency.
    pub agency: Owner,
    /// Whether the caller declared it.
    pub by_caller: bool,
}

impl Seated for Sent {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        match seat {
            Seat::Person => self.by_caller.then_some(self.agency.agency),
            _ => self.agency.agency_at(seat),
        }
    }
}
