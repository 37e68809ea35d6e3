//! Who makes calendar addresses, and who reads of them.

use std::sync::Arc;

use crate::kernel::agencies::Agencies;
use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, ReadRule, Rule, Seat, Seated, Within};
use crate::kernel::role::Role;

/// Make one.
pub const CREATE_ADDRESS: Rule =
    Rule { resource: "calendar-addresses", action: "create", who: &[(Seat::Own, Role::OF_AGENCIES)] };

/// All rules beside the transitions.
pub const RULES: &[Rule] = &[CREATE_ADDRESS];

const OF_ADDRESSES: ReadRule = ReadRule {
    resources: "calendar-addresses",
    which: "calendar addresses, never the secret in them",
    within: Within::Agencies,
    roles: Role::OF_AGENCIES,
};

/// That an agency has addresses is known to its own people and to auditors.
pub const READS: &[ReadRule] =
    &[OF_ADDRESSES, ReadRule { within: Within::Reach, roles: &[Role::Auditor], ..OF_ADDRESSES }];

/// The agency for which an address is made: the one that its maker acts for. A feed shows what he may read at that agency, and from
/// any other he would have made one that shows nothing.
#[derive(Clone, Copy, Debug)]
pub struct Desk(Option<Id>);

impl Desk {
    /// That of a caller, where it is the agency in question.
    pub fn of(caller: &Caller, agency: Id) -> Self {
        Self((caller.agency == agency).then_some(agency))
    }
}

impl Seated for Desk {
    fn agency_at(&self, _: Seat) -> Option<Id> {
        self.0
    }
}

/// Of which agencies a caller reads addresses: by roles of his own, since nobody lends them.
#[derive(Debug)]
pub struct Reading(pub Agencies);

impl Reading {
    /// The rights of a caller.
    pub fn of(caller: &Caller) -> Arc<Self> {
        caller.derived(|caller| {
            let grants: Vec<_> = caller.grants().cloned().collect();
            Self(Agencies::opened(READS, caller, &grants))
        })
    }
}
