//! Who reads the record: auditors and administrators, as far as their grants reach.

use crate::kernel::agencies::Agencies;
use crate::kernel::directory::Extent;
use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, ReadRule, Rule, Seat, Within};
use crate::kernel::problem::{Code, Problem};
use crate::kernel::role::Role;
use crate::kernel::role::Role::{Admin, Auditor};

const READERS: &[Role] = &[Auditor, Admin];

/// Read entries, and the head of the chain.
pub const READ: Rule = Rule { resource: "audit-entries", action: "read", who: &[(Seat::Own, READERS)] };

/// All rules about reading in this chapter.
pub const READS: &[ReadRule] = &[ReadRule {
    resources: "audit-entries",
    which: "entries that tell of an object, or of an act for an agency,",
    within: Within::Reach,
    roles: READERS,
}];

/// All rules of this chapter.
pub const RULES: &[Rule] = &[READ];

/// The part of the record that a caller may read.
#[derive(Clone, Debug)]
pub struct Reach {
    /// Everything there is: no other condition holds.
    pub everything: bool,
    /// What belongs to no agency, such as the legal documents.
    pub ownerless: bool,
    /// What belongs to these agencies, or was done by people who acted for them.
    pub agencies: Vec<Id>,
}

/// What the caller may read, or 403 for one who is neither auditor nor administrator.
pub fn reach(caller: &Caller) -> Result<Reach, Problem> {
    let directory = &caller.directory;
    let held: Vec<(Id, Extent)> = caller
        .grants()
        .filter(|grant| READERS.contains(&grant.role))
        .flat_map(|grant| directory.reach(grant, caller.today))
        .collect();
    if held.is_empty() {
        return Err(Problem::of(Code::RoleMayNot));
    }
    let is_root = |id: &Id| directory.agencies.get(id).is_some_and(|seat| seat.parent.is_none());
    let whole_tree = |root: &Id| held.iter().any(|(top, extent)| top == root && *extent == Extent::Tree);
    let within = |(top, extent): &(Id, Extent)| directory.within(*top, *extent, caller.today);
    let mut agencies: Vec<Id> = held.iter().flat_map(within).collect();
    agencies.sort();
    agencies.dedup();
    Ok(Reach {
        everything: directory.agencies.keys().filter(|id| is_root(id)).all(whole_tree),
        ownerless: held.iter().any(|(top, _)| is_root(top)),
        agencies,
    })
}

/// Whether the caller reads whatever an agency has of a resource, by every right that opens some of it. An object that is gone cannot
/// be asked which of them would have opened it, so all have to.
pub fn opened_all(rights: &[Vec<ReadRule>], caller: &Caller, owner: Id) -> bool {
    let grants = caller.reading_grants();
    !rights.is_empty() && rights.iter().all(|rules| Agencies::opened(rules, caller, &grants).contains(owner))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::Arc;

    use chrono::NaiveDate;

    use super::*;
    use crate::kernel::directory::{AgencySeat, Directory, GrantSeat};
    use crate::kernel::role::Scope;

    fn caller(role: Role, at: usize, scope: Scope) -> (Caller, [Id; 3]) {
        let day = NaiveDate::from_ymd_opt(2017, 1, 1).unwrap();
        let [root, district, commune] = [Id::fresh(), Id::fresh(), Id::fresh()];
        let seat = |parent| AgencySeat {
            parent,
            code: String::new(),
            name: String::new(),
            is_committee: false,
            valid_from: day,
            valid_to: None,
            heir: None,
        };
        let agencies =
            HashMap::from([(root, seat(None)), (district, seat(Some(root))), (commune, seat(Some(district)))]);
        let (user, agency) = (Id::fresh(), [root, district, commune][at]);
        let grant = GrantSeat { id: Id::fresh(), agency, role, scope, valid_from: day, valid_to: None };
        let directory = Directory { agencies, grants: HashMap::from([(user, vec![grant])]), ..Directory::default() };
        (Caller::new(user, agency, day, Arc::new(directory)), [root, district, commune])
    }

    #[test]
    fn an_auditor_of_the_root_reads_everything_and_one_of_a_district_its_part() {
        let (of_the_root, _) = caller(Auditor, 0, Scope::Subtree);
        let all = reach(&of_the_root).unwrap();
        assert!(all.everything && all.ownerless);
        let (of_the_root_alone, [root, ..]) = caller(Auditor, 0, Scope::Own);
        let alone = reach(&of_the_root_alone).unwrap();
        assert!(!alone.everything && alone.ownerless);
        assert_eq!(alone.agencies, [root]);
        let (of_a_district, [_, district, commune]) = caller(Admin, 1, Scope::Subtree);
        let part = reach(&of_a_district).unwrap();
        assert!(!part.everything && !part.ownerless);
        assert_eq!(part.agencies.len(), 2);
        assert!(part.agencies.contains(&district) && part.agencies.contains(&commune));
    }

    #[test]
    fn what_is_gone_is_shown_to_those_whom_every_right_would_have_shown_it() {
        let right = |roles: &'static [Role]| ReadRule { roles, ..READS[0] };
        let (drafts, issued) = (vec![right(&[Auditor])], vec![right(&[Auditor, Admin])]);
        let (auditor, [root, ..]) = caller(Auditor, 0, Scope::Subtree);
        assert!(opened_all(&[drafts.clone(), issued.clone()], &auditor, root));
        assert!(!opened_all(&[], &auditor, root), "what nobody says anything of");
        let (admin, [root, ..]) = caller(Admin, 0, Scope::Subtree);
        assert!(opened_all(std::slice::from_ref(&issued), &admin, root));
        assert!(!opened_all(&[drafts, issued], &admin, root), "it may have been a draft");
    }

    #[test]
    fn nobody_else_reads_the_record() {
        let (chair, _) = caller(Role::Chair, 0, Scope::Subtree);
        assert_eq!(reach(&chair).unwrap_err().code(), Code::RoleMayNot);
    }
}
