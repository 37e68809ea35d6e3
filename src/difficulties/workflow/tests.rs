//! Every cell: who may take which step from where, of a commune's difficulty with its district, of a department's with the standing
//! agency, of one that the chair has, and of the standing agency's own.

use super::*;
use crate::kernel::role::Role;
use crate::kernel::role::Scope::{self, Own, Subtree};
use crate::kernel::sample::City;

const TODAY: &str = "2017-11-28";

/// Login, role, agency, and how far that reaches.
const PEOPLE: [(&str, Role, &str, Scope); 13] = [
    ("chair", Chair, "committee", Subtree),
    ("standing_lead", StandingLead, "labour", Own),
    ("standing_officer", StandingOfficer, "labour", Own),
    ("labour_lead", AgencyLead, "labour", Own),
    ("labour_officer", AgencyOfficer, "labour", Own),
    ("justice_lead", AgencyLead, "justice", Own),
    ("justice_officer", AgencyOfficer, "justice", Own),
    ("district_lead", AgencyLead, "district", Own),
    ("district_officer", AgencyOfficer, "district", Own),
    ("commune_lead", AgencyLead, "commune", Own),
    ("commune_officer", AgencyOfficer, "commune", Own),
    ("auditor", Role::Auditor, "committee", Subtree),
    ("admin", Role::Admin, "committee", Subtree),
];

fn city() -> City {
    let mut city = City::new();
    for (login, role, at, scope) in PEOPLE {
        city.grant(login, role, at, scope);
    }
    city
}

fn facts(city: &City, raiser: &str, holder: (&str, TurnPart), state: DifficultyState) -> DifficultyFacts {
    DifficultyFacts {
        agency: city.id(raiser),
        committee: city.id("committee"),
        standing: city.directory.standing_agency(city.id("committee"), TODAY.parse().unwrap()),
        state,
        holder: Some(Holder { agency: city.id(holder.0), part: holder.1 }),
        resolved_at: None,
    }
}

fn judged(city: &City, facts: &DifficultyFacts, login: &str, action: &str) -> Result<DifficultyState, Code> {
    let (_, _, agency, _) = PEOPLE.iter().find(|(it, ..)| *it == login).unwrap();
    let (caller, now) = (city.caller(login, agency, TODAY), deadline::start_of(TODAY.parse().unwrap()));
    let step = TRANSITIONS.apply(&caller, facts, action, now, Ok(()));
    step.map(|step| step.to).map_err(|problem| problem.code())
}

#[test]
fn where_nobody_stands_for_the_committee_the_chair_does() {
    let city = city();
    let mut left = facts(&city, "justice", ("labour", TurnPart::StandingAgency), Raised);
    assert_eq!(judged(&city, &left, "chair", "acknowledge"), Err(Code::RoleMayNot));
    left.standing = None;
    assert_eq!(judged(&city, &left, "chair", "acknowledge"), Ok(InHandling));
}

/// Who takes which steps of one difficulty.
struct Cells {
    own_leads: &'static [&'static str],
    own_officers: &'static [&'static str],
    holders: &'static [&'static str],
    passing: &'static [&'static str],
    standing_leads: &'static [&'static str],
    standing_officers: &'static [&'static str],
    chairs: &'static [&'static str],
    answering: &'static [&'static str],
}

fn holds(raiser: &str, holder: (&str, TurnPart), cells: &Cells) {
    type Line = (&'static str, &'static [DifficultyState], DifficultyState, &'static [&'static str]);
    let lines: [Line; 17] = [
        ("raise", &[Draft], Raised, cells.own_leads),
        ("discard", &[Draft], Withdrawn, cells.own_officers),
        ("acknowledge", &[Raised], InHandling, cells.holders),
        ("pass_up", &[Raised, InHandling], Raised, cells.passing),
        ("ask", &[InHandling], NeedsInfo, cells.holders),
        ("inform", &[NeedsInfo], InHandling, cells.own_officers),
        ("escalate", &[InHandling], Escalated, cells.standing_leads),
        ("decide", &[Escalated], InHandling, cells.chairs),
        ("forward", &[InHandling, Escalated], Forwarded, cells.standing_leads),
        ("record_reply", &[Forwarded], InHandling, cells.standing_officers),
        ("resolve", &[InHandling, Escalated, Forwarded], Resolved, cells.answering),
        ("confirm", &[Resolved], Closed, cells.own_leads),
        ("reopen", &[Resolved], InHandling, cells.own_leads),
        ("close_unconfirmed", &[Resolved], Closed, cells.holders),
        ("withdraw", &[Raised, InHandling, NeedsInfo], Withdrawn, cells.own_leads),
        ("join", &[Raised, InHandling], Joined, cells.standing_officers),
        ("separate", &[Joined], InHandling, cells.standing_officers),
    ];
    let city = city();
    for state in DifficultyState::ALL {
        let facts = facts(&city, raiser, holder, *state);
        for (action, from, to, who) in lines {
            for (login, ..) in PEOPLE {
                let expected = match (who.contains(&login), from.contains(state)) {
                    (false, _) => Err(Code::RoleMayNot),
                    (true, false) => Err(Code::StateForbids),
                    (true, true) => Ok(to),
                };
                assert_eq!(judged(&city, &facts, login, action), expected, "{raiser}: {state} {action} {login}");
            }
        }
    }
}

#[test]
fn every_cell_of_a_communes_with_its_district() {
    let cells = Cells {
        own_leads: &["commune_lead"],
        own_officers: &["commune_officer"],
        holders: &["district_lead", "district_officer"],
        passing: &["district_lead"],
        standing_leads: &["standing_lead"],
        standing_officers: &["standing_officer"],
        chairs: &["chair"],
        answering: &["district_lead", "standing_lead", "chair"],
    };
    holds("commune", ("district", TurnPart::Agency), &cells);
}

#[test]
fn every_cell_of_a_departments_with_the_standing_agency() {
    let cells = Cells {
        own_leads: &["justice_lead"],
        own_officers: &["justice_officer"],
        holders: &["standing_lead", "standing_officer"],
        passing: &[],
        standing_leads: &["standing_lead"],
        standing_officers: &["standing_officer"],
        chairs: &["chair"],
        answering: &["standing_lead", "chair"],
    };
    holds("justice", ("labour", TurnPart::StandingAgency), &cells);
}

#[test]
fn every_cell_of_one_that_the_chair_has() {
    let cells = Cells {
        own_leads: &["justice_lead"],
        own_officers: &["justice_officer"],
        holders: &["chair"],
        passing: &[],
        standing_leads: &["standing_lead"],
        standing_officers: &["standing_officer"],
        chairs: &["chair"],
        answering: &["standing_lead", "chair"],
    };
    holds("justice", ("committee", TurnPart::Chair), &cells);
}

#[test]
fn every_cell_of_the_standing_agencys_own() {
    let cells = Cells {
        own_leads: &["labour_lead", "standing_lead"],
        own_officers: &["labour_officer", "standing_officer"],
        holders: &["chair"],
        passing: &[],
        standing_leads: &["chair"],
        standing_officers: &["chair"],
        chairs: &["chair"],
        answering: &["chair"],
    };
    holds("labour", ("committee", TurnPart::Chair), &cells);
    // Also where the standing agency had it before it was the standing agency that had raised it.
    holds("labour", ("labour", TurnPart::StandingAgency), &cells);
}

#[test]
fn it_is_closed_unconfirmed_when_thirty_days_are_over() {
    let city = city();
    let at = Instant::parse("2017-10-29T09:00:00+07:00").unwrap();
    let resolved =
        DifficultyFacts { resolved_at: Some(at), ..facts(&city, "commune", ("district", TurnPart::Agency), Resolved) };
    // The thirtieth day is 28 November.
    let midnight = deadline::end_of(TODAY.parse().unwrap());
    let caller = city.caller("district_officer", "district", TODAY);
    let close = |now| TRANSITIONS.apply(&caller, &resolved, "close_unconfirmed", now, Ok(()));
    assert_eq!(close(Instant(midnight.0 - 1)).unwrap_err().code(), Code::ConfirmationRunning);
    assert_eq!(close(midnight).unwrap().to, Closed);
}
