//! Every cell: who may take which step from where, of a recommendation to a department, to the standing agency, and of a district's.

use super::*;
use crate::inspections::inspections::model::TeamPart;
use crate::inspections::sample::{Somebody, city, people};
use crate::kernel::deadline;
use crate::kernel::owner::Owner;
use crate::kernel::problem::Code;
use crate::kernel::role::Scope::Own;
use crate::kernel::sample::City;

const TODAY: &str = "2017-11-28";

/// An officer of the standing agency, and the team of a visit that carries it.
const MORE: [Somebody; 2] =
    [("labour_officer", AgencyOfficer, "labour", Own), ("carrier", AgencyOfficer, "district", Own)];

/// A recommendation of an owner to an agency, carried by a visit with one person.
fn recommendation(city: &City, owner: &str, agency: &str, state: RecommendationState) -> RecommendationFacts {
    let carrier = Member { user: city.id("carrier"), agency: city.id("district") };
    RecommendationFacts {
        seats: Seats {
            owner: Owner::of(&city.directory, city.id(owner)),
            agency: city.id(agency),
            standing: city.directory.standing_agency(city.id(owner), TODAY.parse().unwrap()),
            team: vec![(carrier, TeamPart::Member)],
            interested: Vec::new(),
        },
        state,
        authors: Vec::new(),
    }
}

fn judged(city: &City, facts: &RecommendationFacts, who: &str, action: &str) -> Result<RecommendationState, Code> {
    let (_, _, agency, _) = people(&MORE).find(|(login, ..)| *login == who).unwrap();
    let (caller, now) = (city.caller(who, agency, TODAY), deadline::start_of(TODAY.parse().unwrap()));
    let step = TRANSITIONS.apply(&caller, facts, action, now, Ok(()));
    step.map(|step| step.to).map_err(|problem| problem.code())
}

/// From where to where an action leads, none where it stays, and who may take it.
type Line = (&'static str, &'static [RecommendationState], Option<RecommendationState>, &'static [&'static str]);

fn holds(owner: &str, agency: &str, who: [&'static [&'static str]; 5]) {
    let [officers_and_leads, leads, verifiers, owner_leads, owner_chairs] = who;
    let lines: [Line; 11] = [
        ("accept", &[Open], Some(InProgress), leads),
        ("record", &[Open, InProgress], Some(InProgress), officers_and_leads),
        ("report_implemented", &[Open, InProgress], Some(Implemented), leads),
        ("verify", &[Implemented], Some(Verified), verifiers),
        ("send_back", &[Implemented], Some(InProgress), verifiers),
        ("dispute", &[Open, InProgress], Some(Disputed), leads),
        ("uphold", &[Disputed], Some(Open), owner_chairs),
        ("reassign", &[Disputed], Some(Reassigned), owner_leads),
        ("waive", &[Open, InProgress, Disputed], Some(Waived), owner_chairs),
        ("reopen", &[Verified], Some(InProgress), owner_leads),
        ("extend", &[Open, InProgress], None, owner_leads),
    ];
    let city = city(&MORE);
    for state in RecommendationState::ALL {
        let facts = recommendation(&city, owner, agency, *state);
        for (action, from, to, who) in lines {
            for (login, ..) in people(&MORE) {
                let expected = match (who.contains(&login), from.contains(state)) {
                    (false, _) => Err(Code::RoleMayNot),
                    (true, false) => Err(Code::StateForbids),
                    (true, true) => Ok(to.unwrap_or(*state)),
                };
                assert_eq!(judged(&city, &facts, login, action), expected, "{state} {action} {login}");
            }
        }
    }
}

#[test]
fn every_cell_of_one_to_a_department() {
    holds(
        "committee",
        "justice",
        [
            &["justice_officer", "justice_lead"],
            &["justice_lead"],
            &["standing_officer", "carrier"],
            &["standing_lead"],
            &["chair"],
        ],
    );
}

#[test]
fn every_cell_of_one_to_the_standing_agency() {
    holds(
        "committee",
        "labour",
        [
            &["labour_officer", "labour_lead", "standing_officer", "standing_lead"],
            &["labour_lead", "standing_lead"],
            &["chair", "carrier"],
            &["chair"],
            &["chair"],
        ],
    );
}

#[test]
fn every_cell_of_a_districts() {
    holds(
        "district",
        "commune",
        [
            &["commune_officer", "commune_lead"],
            &["commune_lead"],
            &["district_officer", "carrier"],
            &["district_lead"],
            &["district_lead"],
        ],
    );
}

#[test]
fn whoever_said_it_does_not_judge_it() {
    let city = city(&MORE);
    let said_by = |who: &str, state| {
        let authors = vec![city.id(who)];
        RecommendationFacts { authors, ..recommendation(&city, "committee", "justice", state) }
    };
    let apart = Err(Code::SeparationOfDuties);
    assert_eq!(judged(&city, &said_by("carrier", Implemented), "carrier", "verify"), apart);
    assert_eq!(judged(&city, &said_by("carrier", Implemented), "carrier", "send_back"), apart);
    assert_eq!(judged(&city, &said_by("standing_officer", Implemented), "carrier", "verify"), Ok(Verified));
    assert_eq!(judged(&city, &said_by("chair", Disputed), "chair", "uphold"), apart);
    assert_eq!(judged(&city, &said_by("standing_lead", Disputed), "standing_lead", "reassign"), apart);
}
