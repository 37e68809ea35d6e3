//! Who may do what with agencies. Everybody who is signed in reads them.

use crate::agencies::changes::workflow::WRITERS;
use crate::kernel::policy::{ReadRule, Rule, Seat, Within};
use crate::kernel::role::Role::{Admin, Chair};

/// Enter an agency below one in scope.
pub const CREATE: Rule = Rule { resource: "agencies", action: "create", who: &[(Seat::Own, &[Admin])] };
/// Rename it, or end it.
pub const UPDATE: Rule = Rule { resource: "agencies", action: "update", who: &[(Seat::Own, &[Admin])] };
/// Say which agency is a committee's standing agency.
pub const DESIGNATE: Rule = Rule { resource: "designations", action: "create", who: &[(Seat::Own, &[Admin, Chair])] };
/// Draft an agency change.
pub const CREATE_CHANGE: Rule = Rule { resource: "agency-changes", action: "create", who: WRITERS };
/// Edit it while it is a draft.
pub const UPDATE_CHANGE: Rule = Rule { resource: "agency-changes", action: "update", who: WRITERS };

/// All rules about reading in this chapter.
pub const READS: &[ReadRule] = &[
    ReadRule {
        resources: "agencies, designations",
        which: "agencies, and which of them is standing agency when,",
        within: Within::Everybody,
        roles: &[],
    },
    ReadRule {
        resources: "names, succession",
        which: "what agencies are and were called, and who took over from whom,",
        within: Within::Everybody,
        roles: &[],
    },
];

/// All rules of this chapter.
pub const RULES: &[Rule] = &[CREATE, UPDATE, DESIGNATE, CREATE_CHANGE, UPDATE_CHANGE];
