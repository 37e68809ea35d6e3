//! Who asks for more time. Who decides stands in `workflow`.

use crate::kernel::policy::{Caller, Rule, Seat, Seated, Who};
use crate::kernel::problem::Problem;
use crate::kernel::role::Role::{AgencyLead, StandingLead};
use crate::kernel::workflow::NextAction;

/// More time is asked for by whoever leads the agency, and leads of the standing agency ask for what it owes itself.
pub const ASKERS: Who = &[(Seat::Assignee, &[AgencyLead]), (Seat::StandingOwn, &[StandingLead])];
/// Ask for more time.
pub const ASK: Rule = Rule { resource: "extensions", action: "create", who: ASKERS };

/// What asking for time is called among the actions of a paper.
pub const ASKING: &str = "ask_extension";

/// All rules of this chapter.
pub const RULES: &[Rule] = &[ASK];

/// Whether the caller may ask for more time for a paper, by what its own rules say, among the actions that a detail read of it shows.
pub fn may_ask(caller: &Caller, paper: &dyn Seated, rules: Result<(), Problem>) -> NextAction {
    NextAction::of(caller, &ASK, paper, rules).called(ASKING)
}
