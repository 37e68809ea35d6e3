//! Who may do what in this chapter.

use crate::kernel::policy::Role::{AgencyLead, AgencyOfficer, Chair, StandingLead, StandingOfficer};
use crate::kernel::policy::{Role, Rule, Seat};

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
