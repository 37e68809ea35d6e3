//! Who may do what in this chapter beside the transitions, which stand in `workflow`.

use crate::kernel::policy::{Rule, Seat, Who};
use crate::kernel::role::Role::{self, AgencyLead, AgencyOfficer, Chair, StandingLead, StandingOfficer};

/// Whoever works at the agency that raises it, or leads it.
const WRITERS: Who =
    &[(Seat::Own, &[AgencyOfficer, AgencyLead]), (Seat::StandingOwn, &[StandingOfficer, StandingLead])];
/// A restricted text is replaced by its author and by whoever leads the agency.
const REPLACERS: Who =
    &[(Seat::Person, Role::OF_BUSINESS), (Seat::Own, &[AgencyLead]), (Seat::StandingOwn, &[StandingLead])];
/// And disclosed to them, and to whoever leads where the turn is or was.
const DISCLOSED: Who = &[
    (Seat::Person, Role::OF_BUSINESS),
    (Seat::Own, &[AgencyLead]),
    (Seat::StandingOwn, &[StandingLead]),
    (Seat::Holder, &[AgencyLead]),
    (Seat::StandingHolder, &[StandingLead]),
    (Seat::ChairHolder, &[Chair]),
];

/// Draft a difficulty.
pub const CREATE: Rule = Rule { resource: "difficulties", action: "create", who: WRITERS };
/// Edit the draft.
pub const UPDATE: Rule = Rule { resource: "difficulties", action: "update", who: WRITERS };
/// Replace its restricted text.
pub const REPLACE_TEXT: Rule = Rule { resource: "difficulties", action: "replace_text", who: REPLACERS };
/// Read that.
pub const DISCLOSE: Rule = Rule { resource: "difficulties", action: "disclose", who: DISCLOSED };

/// All rules of this chapter.
pub const RULES: &[Rule] = &[CREATE, UPDATE, REPLACE_TEXT, DISCLOSE];
