//! Every cell: who may take which step from where, of a committee's visit, of the standing agency's own and of a district's.

use super::*;
use crate::inspections::inspections::model::TeamPart;
use crate::inspections::sample::{Somebody, city, people};
use crate::kernel::owner::Owner;
use crate::kernel::policy::Member;
use crate::kernel::role::Scope::Own;
use crate::kernel::sample::City;

const TODAY: &str = "2017-11-28";

/// The team of the visit, and somebody who has left it.
const MORE: [Somebody; 3] = [
    ("leader", AgencyOfficer, "district", Own),
    ("member", AgencyOfficer, "justice", Own),
    ("former", AgencyOfficer, "justice", Own),
];

/// A report of an owner's visit to an agency, in whose way nothing stands. Whoever left the team is not in it.
fn report(city: &City, owner: &str, agency: &str, state: ReportState) -> ReportFacts {
    let member = |login: &str, agency: &str| Member { user: city.id(login), agency: city.id(agency) };
    let today: NaiveDate = TODAY.parse().unwrap();
    ReportFacts {
        seats: Seats {
            owner: Owner::of(&city.directory, city.id(owner)),
            agency: city.id(agency),
            standing: city.directory.standing_agency(city.id(owner), today),
            interested: Vec::new(),
            team: vec![
                (member("leader", "district"), TeamPart::Leader),
                (member("member", "justice"), TeamPart::Member),
            ],
        },
        state,
        number: 2,
        is_empty: false,
        fieldwork_done: true,
        comment_until: today.pred_opt(),
        revision_open: false,
        proposed: Vec::new(),
        authors: Vec::new(),
    }
}

fn now() -> Instant {
    deadline::start_of(TODAY.parse().unwrap())
}

fn judged(city: &City, facts: &ReportFacts, who: &str, action: &str) -> Option<Code> {
    let (_, _, agency, _) = people(&MORE).find(|(login, ..)| *login == who).unwrap();
    let caller = city.caller(who, agency, TODAY);
    TRANSITIONS.apply(&caller, facts, action, now(), Ok(())).err().map(|problem| problem.code())
}

/// From where to where an action leads, and who may take it.
type Line = (&'static str, &'static [ReportState], ReportState, &'static [&'static str]);

fn holds(owner: &str, agency: &str, lines: &[Line; 7]) {
    let city = city(&MORE);
    for state in ReportState::ALL {
        let facts = report(&city, owner, agency, *state);
        for (action, from, to, who) in lines {
            for (login, _, at, _) in people(&MORE) {
                let expected = match (who.contains(&login), from.contains(state)) {
                    (false, _) => Some(Code::RoleMayNot),
                    (true, false) => Some(Code::StateForbids),
                    (true, true) => None,
                };
                assert_eq!(judged(&city, &facts, login, action), expected, "{state} {action} {login}");
                if expected.is_none() {
                    let caller = city.caller(login, at, TODAY);
                    let step = TRANSITIONS.apply(&caller, &facts, action, now(), Ok(())).unwrap();
                    assert_eq!(step.to, *to, "{state} {action}");
                }
            }
        }
    }
}

#[test]
fn every_cell_of_a_committees_visit() {
    holds(
        "committee",
        "justice",
        &[
            ("send", &[Draft], WithAgency, &["leader", "standing_lead"]),
            ("comment", &[WithAgency], UnderReview, &["justice_lead"]),
            ("note_silence", &[WithAgency], UnderReview, &["standing_officer"]),
            ("return", &[WithAgency, UnderReview], Draft, &["standing_lead", "chair"]),
            ("conclude", &[UnderReview], Concluded, &["chair"]),
            ("amend", &[Concluded], Concluded, &["chair"]),
            ("discard", &[Draft], Discarded, &["standing_lead"]),
        ],
    );
}

#[test]
fn every_cell_of_a_visit_to_the_standing_agency() {
    holds(
        "committee",
        "labour",
        &[
            ("send", &[Draft], WithAgency, &["leader", "chair"]),
            ("comment", &[WithAgency], UnderReview, &["labour_lead", "standing_lead"]),
            ("note_silence", &[WithAgency], UnderReview, &["chair"]),
            ("return", &[WithAgency, UnderReview], Draft, &["chair"]),
            ("conclude", &[UnderReview], Concluded, &["chair"]),
            ("amend", &[Concluded], Concluded, &["chair"]),
            ("discard", &[Draft], Discarded, &["chair"]),
        ],
    );
}

#[test]
fn every_cell_of_a_districts_visit() {
    holds(
        "district",
        "commune",
        &[
            ("send", &[Draft], WithAgency, &["leader", "district_lead"]),
            ("comment", &[WithAgency], UnderReview, &["commune_lead"]),
            ("note_silence", &[WithAgency], UnderReview, &["district_officer", "leader"]),
            ("return", &[WithAgency, UnderReview], Draft, &["district_lead"]),
            ("conclude", &[UnderReview], Concluded, &["district_lead"]),
            ("amend", &[Concluded], Concluded, &["district_lead"]),
            ("discard", &[Draft], Discarded, &["district_lead"]),
        ],
    );
}

#[test]
fn what_stands_in_the_way_is_told() {
    let city = city(&MORE);
    let told = |facts: &ReportFacts, who: &str, action: &str| judged(&city, facts, who, action);
    let at = |state| report(&city, "committee", "justice", state);
    let day = |text: &str| Some(text.parse().unwrap());

    let facts = ReportFacts { fieldwork_done: false, ..at(Draft) };
    assert_eq!(told(&facts, "leader", "send"), Some(Code::FieldworkOpen));
    let facts = ReportFacts { is_empty: true, ..at(Draft) };
    assert_eq!(told(&facts, "leader", "send"), Some(Code::ReportEmpty));
    let facts = ReportFacts { is_empty: true, ..at(UnderReview) };
    assert_eq!(told(&facts, "chair", "conclude"), Some(Code::ReportEmpty));
    // Its last day is today, and lasts to 24:00.
    let facts = ReportFacts { comment_until: day(TODAY), ..at(WithAgency) };
    assert_eq!(told(&facts, "standing_officer", "note_silence"), Some(Code::CommentRunning));
    assert_eq!(told(&facts, "justice_lead", "comment"), None);
    // It was yesterday: a comment that comes late and was not yet noted is received.
    let facts = ReportFacts { comment_until: day("2017-11-27"), ..at(WithAgency) };
    assert_eq!(told(&facts, "standing_officer", "note_silence"), None);
    assert_eq!(told(&facts, "justice_lead", "comment"), None);

    let facts = ReportFacts { authors: vec![city.id("chair")], ..at(UnderReview) };
    assert_eq!(told(&facts, "chair", "conclude"), Some(Code::SeparationOfDuties));
    assert_eq!(told(&facts, "chair", "return"), None, "whoever wrote it may still give it back");
    let right = Proposed { number: 1, due_on: day("2018-06-30").unwrap(), is_below: true, is_alive: true };
    for (proposed, expected) in [
        (right, None),
        (Proposed { due_on: day("2017-12-04").unwrap(), ..right }, Some(Code::DayOutOfRange)),
        (Proposed { is_below: false, ..right }, Some(Code::NotBelowOwner)),
        (Proposed { is_alive: false, is_below: false, ..right }, Some(Code::AgencyNotAlive)),
    ] {
        let facts = ReportFacts { proposed: vec![right, proposed], ..at(UnderReview) };
        assert_eq!(told(&facts, "chair", "conclude"), expected, "{proposed:?}");
    }

    let facts = ReportFacts { revision_open: true, ..at(Concluded) };
    assert_eq!(told(&facts, "chair", "amend"), Some(Code::RevisionOpen));
    let facts = ReportFacts { number: 1, ..at(Draft) };
    assert_eq!(told(&facts, "standing_lead", "discard"), Some(Code::StateForbids));
}
