//! Who reads what of difficulties, by roles.

use super::*;
use crate::difficulties::model::{DifficultyState, TurnPart};
use crate::kernel::deadline;
use crate::kernel::role::Role::{Admin, AgencyLead, AgencyOfficer, Chair, Portal, StandingLead, StandingOfficer};
use crate::kernel::role::Scope::{Own, Subtree};
use crate::kernel::sample::{City, day};

fn turn(city: &City, holder: &str, part: TurnPart) -> Turn {
    Turn {
        holder_agency_id: city.id(holder),
        part,
        opened_in: DifficultyState::Raised,
        began_at: deadline::start_of(day("2017-03-06")),
        acknowledge_by: None,
        acknowledged_at: None,
        answer_by: day("2017-03-21"),
        ended_at: None,
        late: false,
    }
}

#[test]
fn a_draft_is_its_own_agencys_and_what_was_raised_theirs_who_had_it() {
    // role, where, how far: whether he reads the commune's draft, what the commune raised with the district, and with Justice after that.
    for (role, at, scope, draft, raised, passed) in [
        (AgencyOfficer, "commune", Own, true, true, true),
        (AgencyLead, "commune", Own, true, true, true),
        (AgencyLead, "district", Own, false, true, true),
        (AgencyOfficer, "district", Subtree, true, true, true),
        (AgencyLead, "justice", Own, false, false, true),
        (Chair, "committee", Subtree, false, true, true),
        (StandingLead, "labour", Own, false, true, true),
        (StandingOfficer, "labour", Own, false, true, true),
        (StandingLead, "justice", Own, false, false, true),
        (AgencyLead, "labour", Own, false, false, false),
        (Auditor, "committee", Subtree, false, true, true),
        (Auditor, "commune", Own, false, true, true),
        (Auditor, "district", Own, false, false, false),
        (Portal, "committee", Subtree, false, false, false),
        (Admin, "committee", Subtree, false, false, false),
    ] {
        let mut city = City::new();
        city.grant("somebody", role, at, scope);
        let reading = Reading::of(&city.caller("somebody", at, "2017-03-06"));
        let (commune, committee) = (city.id("commune"), city.id("committee"));
        let with_district = [turn(&city, "district", TurnPart::Agency)];
        let with_justice = [with_district.to_vec(), vec![turn(&city, "justice", TurnPart::Agency)]].concat();
        let found = (
            reading.opens(commune, committee, false, &[]),
            reading.opens(commune, committee, true, &with_district),
            reading.opens(commune, committee, true, &with_justice),
        );
        assert_eq!(found, (draft, raised, passed), "{role:?} at {at}, {scope:?}");
    }
}
