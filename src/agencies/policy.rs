//! Who may do what with agencies. Everybody who is signed in reads them.

use crate::kernel::policy::{ReadRule, Rule, Seat, Within};
use crate::kernel::role::Role::{Admin, Chair};

/// Enter an agency below one in scope.
pub const CREATE: Rule = Rule { resource: "agencies", action: "create", who: &[(Seat::Own, &[Admin])] };
/// Rename it, or end it.
pub const UPDATE: Rule = Rule { resource: "agencies", action: "update", who: &[(Seat::Own, &[Admin])] };
/// Say which agency is a committee's standing agency.
pub const DESIGNATE: Rule = Rule { resource: "designations", action: "create", who: &[(Seat::Own, &[Admin, Chair])] };

/// All rules about reading in this chapter.
pub const READS: &[ReadRule] = &[ReadRule {
    resources: "agencies, designations",
    which: "agencies, and which of them is standing agency when,",
    within: Within::Everybody,
    roles: &[],
}];

/// All rules of this chapter.
pub const RULES: &[Rule] = &[CREATE, UPDATE, DESIGNATE];
