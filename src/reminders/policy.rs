//! Who may do what in this chapter.

use crate::kernel::policy::{Rule, Seat};
use crate::kernel::role::Role;
use crate::kernel::role::Role::{AgencyLead, AgencyOfficer, Chair, StandingLead, StandingOfficer};

/// At the agency of what they wait for, in whatever seat it sits.
const KEEPERS: &[Role] = &[AgencyOfficer, AgencyLead];

/// Remind by hand.
pub const REMIND: Rule = Rule {
    resource: "reminders",
    action: "create",
    who: &[
        (Seat::Committee, &[StandingOfficer, StandingLead]),
        (Seat::Own, KEEPERS),
        (Seat::Recipient, KEEPERS),
        (Seat::StandingOwn, &[Chair]),
    ],
};

/// All rules of this chapter.
pub const RULES: &[Rule] = &[REMIND];
