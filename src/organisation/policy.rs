//! Who may do what in this chapter beside the transitions, which stand in `workflow`.

use crate::kernel::policy::{Rule, Seat, Who};
use crate::kernel::role::Role::{StandingLead, StandingOfficer};

/// Decisions are entered at the standing agency.
const WRITERS: Who = &[(Seat::Committee, &[StandingOfficer, StandingLead])];
/// And put in force by whoever leads there.
pub const STANDING_LEADS: Who = &[(Seat::Committee, &[StandingLead])];

/// Enter a decision as a draft.
pub const CREATE_DECISION: Rule = Rule { resource: "committee-decisions", action: "create", who: WRITERS };
/// Edit it while it is a draft.
pub const UPDATE_DECISION: Rule = Rule { resource: "committee-decisions", action: "update", who: WRITERS };

/// All rules of this chapter.
pub const RULES: &[Rule] = &[CREATE_DECISION, UPDATE_DECISION];
