//! Who may do what with agencies. Everybody who is signed in reads them.

use crate::agencies::changes::workflow::WRITERS;
use crate::kernel::directory::Extent;
use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, ReadRule, Rule, Seat, Within};
use crate::kernel::problem::{Code, Problem};
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

/// 403 where an agency has ended and whoever would correct it reaches it by its heir alone: nobody who took over rewrites what it was.
pub fn corrects(caller: &Caller, agency: Id) -> Result<(), Problem> {
    let (directory, today) = (&caller.directory, caller.today);
    let own = caller.grants().filter(|it| it.role == Admin).flat_map(|it| directory.reach(it, today));
    let is_above = |(root, extent): (Id, Extent)| extent == Extent::Tree && directory.is_within(agency, root);
    if !directory.has_ended(agency, today) || own.into_iter().any(is_above) {
        Ok(())
    } else {
        Err(Problem::of(Code::RoleMayNot))
    }
}
