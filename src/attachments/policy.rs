//! Who may do what with attachments. Attaching one takes the right to do what it is attached to.

use crate::kernel::id::Id;
use crate::kernel::policy::{Rule, Seat, Seated, Who};
use crate::kernel::role::Role::{AgencyLead, AgencyOfficer};

/// Files are sent by those who report for an agency.
const SENDERS: Who = &[(Seat::Own, &[AgencyOfficer, AgencyLead])];

/// Declare one.
pub const CREATE: Rule = Rule { resource: "attachments", action: "create", who: SENDERS };
/// Send its parts, until it is stored.
pub const STORE: Rule = Rule { resource: "attachments", action: "store", who: SENDERS };
/// Remove one that is attached to nothing: whoever declared it, while he reports for the agency.
pub const DELETE: Rule =
    Rule { resource: "attachments", action: "delete", who: &[(Seat::Person, &[AgencyOfficer, AgencyLead])] };

/// All rules of this chapter.
pub const RULES: &[Rule] = &[CREATE, STORE, DELETE];

/// A file of an agency, as the rules see it.
#[derive(Clone, Copy, Debug)]
pub struct Sent {
    /// The agency.
    pub agency: Id,
    /// Whether the caller declared it.
    pub by_caller: bool,
}

impl Seated for Sent {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        match seat {
            Seat::Own => Some(self.agency),
            Seat::Person => self.by_caller.then_some(self.agency),
            _ => None,
        }
    }
}
