//! Who may do what with attachments. Attaching one takes the right to do what it is attached to.

use crate::kernel::policy::{Rule, Seat, Who};
use crate::kernel::role::Role::{AgencyLead, AgencyOfficer};

/// Files are sent by those who report for an agency.
const SENDERS: Who = &[(Seat::Own, &[AgencyOfficer, AgencyLead])];

/// Declare one.
pub const CREATE: Rule = Rule { resource: "attachments", action: "create", who: SENDERS };
/// Send its parts, until it is stored.
pub const STORE: Rule = Rule { resource: "attachments", action: "store", who: SENDERS };
/// Remove one that is attached to nothing.
pub const DELETE: Rule = Rule { resource: "attachments", action: "delete", who: SENDERS };

/// All rules of this chapter.
pub const RULES: &[Rule] = &[CREATE, STORE, DELETE];
