//! Who may do what in this chapter beside the transitions, which stand in [`super::workflow`].

use crate::kernel::policy::{Rule, Seat, Who};
use crate::kernel::role::Role::{AgencyOfficer, StandingLead, StandingOfficer};

/// The committee's programme is drafted at its standing agency, an agency's own by its officer.
const DRAFTERS: Who = &[(Seat::Committee, &[StandingOfficer, StandingLead]), (Seat::Own, &[AgencyOfficer])];

/// Begin a programme.
pub const CREATE: Rule = Rule { resource: "programmes", action: "create", who: DRAFTERS };
/// Edit its text and its tasks while it is a draft.
pub const UPDATE: Rule = Rule { resource: "programmes", action: "update", who: DRAFTERS };

/// All rules of this chapter.
pub const RULES: &[Rule] = &[CREATE, UPDATE];
