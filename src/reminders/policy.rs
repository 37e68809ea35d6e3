//! Who may do what in this chapter.

use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, ReadRule, Rule, Seat, Seated, Within};
use crate::kernel::problem::{Code, Problem};
use crate::kernel::role::Role;
use crate::kernel::role::Role::{Admin, AgencyLead, AgencyOfficer, Auditor, Chair, StandingLead, StandingOfficer};

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

const IN_REACH: ReadRule = ReadRule {
    resources: "contacts",
    which: "whom to call at an agency,",
    within: Within::Reach,
    roles: &[Admin, Auditor],
};
const OF_OWN_AGENCY: ReadRule = ReadRule { within: Within::Held, roles: Role::OF_BUSINESS, ..IN_REACH };
const TO_REMIND: ReadRule = ReadRule {
    which: "whom to call at an agency that one may remind of what it owes,",
    within: Within::Concerned,
    roles: Role::OF_BUSINESS,
    ..IN_REACH
};

/// Who reads whom to call at an agency.
pub const CONTACTS: &[ReadRule] = &[IN_REACH, OF_OWN_AGENCY, TO_REMIND];

/// An agency that may wait for something of another, and where it sits then.
struct Waiting {
    keeper: Id,
    seat: Seat,
}

impl Seated for Waiting {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        (seat == self.seat).then_some(self.keeper)
    }
}

/// 403 unless the caller reads whom to call at an agency. That the agency is there is everybody's to know. `recipients` receive what it
/// owes, wherever they stand.
pub fn reads_contacts(caller: &Caller, agency: Id, recipients: &[Id]) -> Result<(), Problem> {
    let is_of_it = caller.grants().any(|it| OF_OWN_AGENCY.roles.contains(&it.role) && it.agency == agency);
    let reads = is_of_it || caller.holds(IN_REACH.roles, agency) || may_remind(caller, agency, recipients);
    if reads { Ok(()) } else { Err(Problem::of(Code::RoleMayNot)) }
}

/// Whether the caller may remind an agency of what it owes to whoever stands above it, up to the nearest committee, of what it owes
/// itself as the standing agency of one, and of what it owes to somebody elsewhere. What a standing agency receives is the committee's.
fn may_remind(caller: &Caller, agency: Id, recipients: &[Id]) -> bool {
    let directory = &caller.directory;
    let is_committee = |id: &Id| directory.agencies.get(id).is_some_and(|seat| seat.is_committee);
    let mut waiting: Vec<Waiting> = directory
        .designated_by(agency, caller.today)
        .map(|keeper| Waiting { keeper, seat: Seat::StandingOwn })
        .collect();
    let standing = directory.committee_of(agency).and_then(|it| directory.standing_agency(it, caller.today));
    let elsewhere = recipients.iter().copied().filter(|it| *it != agency && Some(*it) != standing);
    waiting.extend(elsewhere.map(|keeper| Waiting { keeper, seat: Seat::Recipient }));
    for keeper in directory.above(agency, caller.today).skip(1) {
        let seat = if is_committee(&keeper) { Seat::Committee } else { Seat::Own };
        waiting.push(Waiting { keeper, seat });
        if is_committee(&keeper) {
            break;
        }
    }
    waiting.iter().any(|it| REMIND.permit(caller, it).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::role::Scope;
    use crate::kernel::sample::City;

    #[test]
    fn whoever_may_remind_an_agency_may_call_it() {
        let mut city = City::new();
        city.grant("standing_officer", StandingOfficer, "labour", Scope::Own);
        city.grant("district_officer", AgencyOfficer, "district", Scope::Own);
        city.grant("commune_lead", AgencyLead, "commune", Scope::Own);
        city.grant("justice_lead", AgencyLead, "justice", Scope::Own);
        city.grant("labour_lead", AgencyLead, "labour", Scope::Own);
        city.grant("chair", Chair, "committee", Scope::Subtree);
        city.grant("auditor", Auditor, "committee", Scope::Subtree);
        let reads = |who: &str, at: &str, agency: &str| {
            let caller = city.caller(who, at, "2017-03-05");
            reads_contacts(&caller, city.id(agency), &[]).is_ok()
        };
        for agency in ["labour", "justice", "district", "commune"] {
            assert!(reads("standing_officer", "labour", agency) && reads("auditor", "committee", agency), "{agency}");
            assert_eq!(
                reads("district_officer", "district", agency),
                ["district", "commune"].contains(&agency),
                "{agency}"
            );
            assert_eq!(reads("commune_lead", "commune", agency), agency == "commune", "{agency}");
            assert_eq!(reads("justice_lead", "justice", agency), agency == "justice", "{agency}");
            assert_eq!(reads("chair", "committee", agency), agency == "labour", "{agency}");
        }
        // Who reports elsewhere is called from there, and the office of a standing agency does not receive by itself.
        let calls = |who: &str, at: &str, recipient: &str| {
            let caller = city.caller(who, at, "2017-03-05");
            reads_contacts(&caller, city.id("commune"), &[city.id(recipient)]).is_ok()
        };
        assert!(calls("justice_lead", "justice", "justice") && !calls("justice_lead", "justice", "district"));
        assert!(!calls("labour_lead", "labour", "labour"));
    }
}
