//! The objects of each grid as their rules see them: facts such as the service reads from its database for those that the
//! grids make over HTTP.

use serde::de::DeserializeOwned;
use tienbo::accounts::{
    AccountSubject, DELEGATIONS, DelegationSubject, GRANTS, GrantSubject, covers_account, is_last_administration,
    is_last_administrator, readable,
};
use tienbo::agencies::{self, AGENCY_CHANGES, AgencyChangeFacts};
use tienbo::attachments::{self, ATTACHMENTS, AttachmentFacts, Sender};
use tienbo::difficulties::{self, DIFFICULTIES, DifficultyFacts, Holder, Turn, TurnPart};
use tienbo::events::{
    self, ACTION_MONTHS, AddressFacts, AddressReading, CALENDAR_ADDRESSES, EVENT_PLANS, EVENTS, EventFacts, MonthFacts,
    Organiser, PUBLICATIONS, PlanFacts, PublicationFacts,
};
use tienbo::extensions::{self, EXTENSIONS, ExtensionFacts, PaperFacts, seats};
use tienbo::inspections::{
    self, CHECKLISTS, ChecklistFacts, INSPECTION_PLANS, INSPECTION_REPORTS, INSPECTIONS, InspectionFacts,
    InspectionKind, InspectionPlanFacts, Judged, Known, RECOMMENDATIONS, RecommendationFacts, ReportFacts, Seats,
    Sides, TeamPart,
};
use tienbo::kernel::id::Id;
use tienbo::kernel::instant::Instant;
use tienbo::kernel::owner::Owner;
use tienbo::kernel::policy::{Caller, Member, Seat, Seated};
use tienbo::kernel::workflow::Table;
use tienbo::organisation::{self, COMMITTEE_DECISIONS, DecisionFacts};
use tienbo::programmes::{self, ASSIGNMENTS, AssignmentFacts, PROGRAMMES, ProgrammeFacts, TaskFacts};
use tienbo::reports::{
    self, CONSOLIDATIONS, ConsolidationFacts, OBLIGATIONS, ObligationFacts, PERIODS, Parties, PeriodFacts, SUBMISSIONS,
    SubmissionFacts,
};

use super::rules::Rules;
use crate::harness::{City, Hands, TEAM, json};

/// The value that a word names: a state or a kind, as in JSON.
fn word<T: DeserializeOwned>(word: &str) -> T {
    serde_json::from_value(json!(word)).unwrap_or_else(|_| panic!("what is {word}?"))
}

/// People by their logins, once an object is past the states in which nobody has done anything about it.
fn authors(city: &City, is_begun: bool, logins: &[String]) -> Vec<Id> {
    if is_begun { logins.iter().map(|login| city.user(login)).collect() } else { Vec::new() }
}

/// A change by which a unit ends, its day come.
pub fn agency_change(city: &City) -> Rules<'_, AgencyChangeFacts> {
    Rules {
        table: &AGENCY_CHANGES,
        subject: Box::new(|caller, state| AgencyChangeFacts {
            owner: Owner::of(&caller.directory, city.agency("committee")),
            state: word(state),
            has_come: true,
            is_final: false,
            judged: agencies::Judged::default(),
            settled: Vec::new(),
            authors: authors(city, true, &["standing_officer".to_owned()]),
        }),
        reads: Box::new(|caller, it| {
            let was_executed = ["executed", "reverted"].contains(&it.state.as_str());
            agencies::Reading::of(caller).change(it.owner.agency, was_executed)
        }),
    }
}

/// A programme with one task.
pub fn programme<'a>(city: &'a City, owner: &'a str) -> Rules<'a, ProgrammeFacts> {
    let drafter = city.papers().hands(owner).0.name;
    Rules {
        table: &PROGRAMMES,
        subject: Box::new(move |caller, state| ProgrammeFacts {
            owner: Owner::of(&caller.directory, city.agency(owner)),
            state: word(state),
            superseded: false,
            revision_open: false,
            parent_in_force: true,
            authors: authors(city, state != "draft", std::slice::from_ref(&drafter)),
            tasks: vec![TaskFacts {
                number: "I.1".to_owned(),
                kind: word("one_off"),
                has_lead: true,
                has_due_date: true,
                agencies_alive: true,
            }],
        }),
        reads: Box::new(|caller, it| {
            let was_issued = !["draft", "under_review"].contains(&it.state.as_str());
            programmes::Reading::of(caller).programme(it.owner.agency, was_issued)
        }),
    }
}

/// An assignment of a programme in force, to the agency that leads the task.
pub fn assignment<'a>(city: &'a City, owner: &'a str, agency: &'a str) -> Rules<'a, AssignmentFacts> {
    let doers = [format!("{agency}_lead")];
    Rules {
        table: &ASSIGNMENTS,
        subject: Box::new(move |caller, state| AssignmentFacts {
            agency: city.agency(agency),
            owner: Owner::of(&caller.directory, city.agency(owner)),
            state: word(state),
            programme: word("issued"),
            authors: authors(city, !["pending", "accepted"].contains(&state), &doers),
        }),
        reads: Box::new(|caller, it| programmes::Reading::of(caller).assignment(it.owner.agency, it.agency, it.agency)),
    }
}

/// A file of an agency, which shows what it did for the committee's programme once it belongs to something.
pub fn attachment<'a>(city: &'a City, agency: &'a str) -> Rules<'a, AttachmentFacts> {
    Rules {
        table: &ATTACHMENTS,
        subject: Box::new(move |caller, state| AttachmentFacts {
            agency: Sender::of(&caller.directory, city.agency(agency), caller.today),
            keeper: None,
            state: word(state),
        }),
        reads: Box::new(|caller, it| {
            let agency = it.agency.owner.agency;
            let belongs_to_something = ["attached", "erased"].contains(&it.state.as_str());
            attachments::Reading::of(caller).0.contains(agency)
                || (belongs_to_something
                    && programmes::Reading::of(caller).assignment(city.agency("committee"), agency, agency))
        }),
    }
}

/// More time for an assignment of the committee's programme.
pub fn extension<'a>(city: &'a City, agency: &'a str) -> Rules<'a, ExtensionFacts> {
    let asker = format!("{agency}_lead");
    asked(city, agency, asker, move |caller| {
        let committee = city.agency("committee");
        (committee, seats(&Owner::of(&caller.directory, committee)))
    })
}

/// More time for a report.
pub fn report_extension<'a>(city: &'a City, asker: &'a str, agency: &'a str) -> Rules<'a, ExtensionFacts> {
    asked(city, agency, asker.to_owned(), move |caller| {
        let parties = parties(city, caller, agency);
        (parties.receiver(), seats(&parties))
    })
}

/// `papers` says for which agency they are, and who sits where.
fn asked<'a>(
    city: &'a City,
    agency: &'a str,
    asker: String,
    papers: impl Fn(&Caller) -> (Id, Vec<(Seat, Id)>) + 'a,
) -> Rules<'a, ExtensionFacts> {
    Rules {
        table: &EXTENSIONS,
        subject: Box::new(move |caller, state| {
            let (owner, seats) = papers(caller);
            let agency = city.agency(agency);
            let (differ, not_now, settled) = (None, None, None);
            let (authors_of_papers, due_at) = (Vec::new(), Instant::FOREVER);
            ExtensionFacts {
                agency,
                state: word(state),
                askers: authors(city, true, std::slice::from_ref(&asker)),
                papers: PaperFacts {
                    agency,
                    owner,
                    seats,
                    differ,
                    not_now,
                    settled,
                    authors: authors_of_papers,
                    due_at,
                },
            }
        }),
        reads: Box::new(|caller, it| extensions::Reading::of(caller).extension(it.papers.owner, it.agency)),
    }
}

/// Who has to do with the report of an agency: communes report to their district, all others to the standing agency.
fn parties(city: &City, caller: &Caller, agency: &str) -> Parties {
    let to_committee = agency != "commune";
    let recipient = city.agency(if to_committee { "labour" } else { "district" });
    let between = [city.agency(agency), recipient];
    Parties::of(&caller.directory, city.agency("committee"), between, to_committee, caller.today)
}

/// A period for which nothing was received.
pub fn period(city: &City) -> Rules<'_, PeriodFacts> {
    Rules {
        table: &PERIODS,
        subject: Box::new(|caller, state| PeriodFacts {
            owner: Owner::of(&caller.directory, city.agency("committee")),
            state: word(state),
            received: false,
        }),
        reads: Box::new(|caller, it| reports::Reading::of(caller).issued_by(it.owner.agency)),
    }
}

/// What an agency owes, nothing of it written.
pub fn obligation<'a>(city: &'a City, agency: &'a str) -> Rules<'a, ObligationFacts> {
    Rules {
        table: &OBLIGATIONS,
        subject: Box::new(move |caller, state| ObligationFacts {
            parties: parties(city, caller, agency),
            state: word(state),
            authors: Vec::new(),
        }),
        reads: Box::new(|caller, ObligationFacts { parties: it, .. }| {
            reports::Reading::of(caller).obligation(it.committee, it.agency, it.recipient)
        }),
    }
}

/// A version of an agency's report, with every section written and without values.
pub fn submission<'a>(city: &'a City, agency: &'a str) -> Rules<'a, SubmissionFacts> {
    let hands = Hands::of(city, agency);
    let writers = [hands.drafter.name, hands.signer.name];
    Rules {
        table: &SUBMISSIONS,
        subject: Box::new(move |caller, state| SubmissionFacts {
            parties: parties(city, caller, agency),
            state: word(state),
            owed: true,
            another_in_flight: Vec::new(),
            missing_sections: Vec::new(),
            missing_indicators: Vec::new(),
            has_values: false,
            authors: authors(city, true, &writers),
        }),
        reads: Box::new(|caller, SubmissionFacts { parties: it, state, .. }| {
            reports::Reading::of(caller).submission(state.is_draft(), it.committee, it.agency, it.recipient)
        }),
    }
}

/// A consolidation, the newest of its period.
pub fn consolidation(city: &City) -> Rules<'_, ConsolidationFacts> {
    Rules {
        table: &CONSOLIDATIONS,
        subject: Box::new(|caller, state| ConsolidationFacts {
            owner: Owner::of(&caller.directory, city.agency("committee")),
            state: word(state),
            superseded: false,
            dispatches: usize::from(state == "sent"),
            authors: vec![city.user("standing_officer")],
        }),
        reads: Box::new(|caller, it| {
            let was_issued = ["issued", "sent"].contains(&it.state.as_str());
            reports::Reading::of(caller).consolidation(it.owner.agency, was_issued)
        }),
    }
}

/// The Action Month of a year, with a theme.
pub fn month(city: &City) -> Rules<'_, MonthFacts> {
    Rules {
        table: &ACTION_MONTHS,
        subject: Box::new(|caller, state| MonthFacts {
            owner: Owner::of(&caller.directory, city.agency("committee")),
            state: word(state),
            has_theme: true,
        }),
        reads: Box::new(|caller, it| {
            events::Reading::of(caller).month(it.owner.agency, it.state.as_str() == "announced")
        }),
    }
}

/// An agency's plan with one event, a draft only before it was first submitted.
pub fn plan<'a>(city: &'a City, agency: &'a str) -> Rules<'a, PlanFacts> {
    let writers = [format!("{agency}_officer"), format!("{agency}_lead")];
    Rules {
        table: &EVENT_PLANS,
        subject: Box::new(move |caller, state| PlanFacts {
            parties: parties(city, caller, agency),
            state: word(state),
            has_event: true,
            authors: authors(city, true, &writers),
        }),
        reads: Box::new(|caller, it| {
            let was_submitted = it.state.as_str() != "draft";
            let parties = &it.parties;
            events::Reading::of(caller).plan(was_submitted, parties.committee, parties.agency, parties.recipient)
        }),
    }
}

/// A version of an agency's checklist, while no other is written.
pub fn checklist<'a>(city: &'a City, owner: &'a str, writer: &'a str) -> Rules<'a, ChecklistFacts> {
    Rules {
        table: &CHECKLISTS,
        subject: Box::new(move |caller, state| ChecklistFacts {
            owner: Owner::of(&caller.directory, city.agency(owner)),
            state: word(state),
            revision_open: false,
            authors: vec![city.user(writer)],
        }),
        reads: Box::new(|caller, it| {
            let was_published = it.state.as_str() != "draft";
            inspections::Reading::of(caller).checklist(it.owner.agency, was_published)
        }),
    }
}

/// A decision on the committee of an agency in whose way nothing stands.
pub fn decision<'a>(city: &'a City, agency: &'a str) -> Rules<'a, DecisionFacts> {
    Rules {
        table: &COMMITTEE_DECISIONS,
        subject: Box::new(move |caller, state| {
            let agency = city.agency(agency);
            DecisionFacts {
                seats: organisation::Seats::of(&caller.directory, agency).expect("a committee"),
                state: word(state),
                heads: 1,
                agency_is_there: true,
                meets_another: false,
            }
        }),
        reads: Box::new(|caller, it| organisation::Reading::of(caller).decisions(it.seats)),
    }
}

/// A visit of an agency in whose way nothing stands, by a team of these people, the first of whom leads. The agency was told of it
/// where its state says so.
pub fn visit<'a>(city: &'a City, owner: &'a str, agency: &'a str, team: &'a [&'a str]) -> Rules<'a, InspectionFacts> {
    let known = |state: &str| match state {
        "scheduled" | "postponed" | "cancelled" => Known::Nothing,
        _ => Known::All,
    };
    Rules {
        table: &INSPECTIONS,
        subject: Box::new(move |caller, state| inspection(city, caller, (owner, agency), word("visit"), team, state)),
        reads: Box::new(move |caller, it| {
            let of_team = caller.teams_as().is_some_and(|me| it.people_at(Seat::Team).contains(&me));
            let sides = Sides::of_roles(caller, city.agency(owner), city.agency(agency));
            Sides { of_team, ..sides }.read(it.kind, known(it.state.as_str()))
        }),
    }
}

/// A self-inspection of an agency in whose way nothing stands.
pub fn self_inspection<'a>(city: &'a City, owner: &'a str, agency: &'a str) -> Rules<'a, InspectionFacts> {
    let known = |state: &str| match state {
        "submitted" | "closed" => Known::All,
        "not_handed_in" => Known::Missing,
        _ => Known::Nothing,
    };
    Rules {
        table: &INSPECTIONS,
        subject: Box::new(move |caller, state| inspection(city, caller, (owner, agency), word("self"), &[], state)),
        reads: Box::new(move |caller, it| {
            let sides = Sides::of_roles(caller, city.agency(owner), city.agency(agency));
            sides.read(it.kind, known(it.state.as_str()))
        }),
    }
}

fn inspection(
    city: &City,
    caller: &Caller,
    (owner, agency): (&str, &str),
    kind: InspectionKind,
    team: &[&str],
    state: &str,
) -> InspectionFacts {
    InspectionFacts {
        seats: seats_of(city, caller, (owner, agency), team),
        kind,
        state: word(state),
        plan_runs: true,
        starts_on: None,
        window_to: None,
        unrated: Vec::new(),
        unjudged: Vec::new(),
        report_sent: false,
        authors: Vec::new(),
    }
}

/// A plan of inspections of an agency in whose way nothing stands, without an open visit.
pub fn inspection_plan<'a>(city: &'a City, owner: &'a str, writer: &'a str) -> Rules<'a, InspectionPlanFacts> {
    Rules {
        table: &INSPECTION_PLANS,
        subject: Box::new(move |caller, state| InspectionPlanFacts {
            owner: Owner::of(&caller.directory, city.agency(owner)),
            state: word(state),
            judged: Judged::not_asked(),
            open_visits: Vec::new(),
            authors: vec![city.user(writer)],
        }),
        reads: Box::new(|caller, it| {
            let was_approved = ["approved", "closed"].contains(&it.state.as_str());
            inspections::Reading::of(caller).plan(it.owner.agency, was_approved)
        }),
    }
}

/// Who has to do with a visit of an agency by a plan of another, of this team, the first of whom leads.
fn seats_of(city: &City, caller: &Caller, (owner, agency): (&str, &str), team: &[&str]) -> Seats {
    let part = |place: usize| if place == 0 { TeamPart::Leader } else { TeamPart::Member };
    let team = team.iter().enumerate().map(|(place, login)| (member(city, login), part(place))).collect();
    Seats::of(&caller.directory, [city.agency(owner), city.agency(agency)], team, caller.today)
}

fn member(city: &City, login: &str) -> Member {
    Member { user: city.user(login), agency: city.caller(login).agency }
}

/// The team of a visit to an agency. Whoever works at the standing agency does not inspect it.
fn team_to(agency: &str) -> &'static [&'static str] {
    if agency == "labour" { &TEAM[..2] } else { TEAM }
}

/// The second version of the report of a visit in whose way nothing stands.
pub fn inspection_report<'a>(city: &'a City, owner: &'a str, agency: &'a str) -> Rules<'a, ReportFacts> {
    Rules {
        table: &INSPECTION_REPORTS,
        subject: Box::new(move |caller, state| ReportFacts {
            seats: seats_of(city, caller, (owner, agency), team_to(agency)),
            state: word(state),
            number: 2,
            is_empty: false,
            fieldwork_done: true,
            comment_until: city.clock.now().date().pred_opt(),
            revision_open: false,
            proposed: Vec::new(),
            authors: team_to(agency).iter().map(|login| city.user(login)).collect(),
        }),
        reads: Box::new(move |caller, it| {
            let is_of_team = caller.teams_as().is_some_and(|me| it.people_at(Seat::Team).contains(&me));
            let is_shown = !["draft", "discarded"].contains(&it.state.as_str());
            is_of_team || inspections::read_by_roles(caller, city.agency(owner), city.agency(agency), is_shown)
        }),
    }
}

/// A recommendation to an agency after a visit to another or the same, which no visit carries.
pub fn recommendation<'a>(
    city: &'a City,
    owner: &'a str,
    inspected: &'a str,
    agency: &'a str,
) -> Rules<'a, RecommendationFacts> {
    Rules {
        table: &RECOMMENDATIONS,
        subject: Box::new(move |caller, state| RecommendationFacts {
            seats: seats_of(city, caller, (owner, agency), &[]),
            state: word(state),
            authors: Vec::new(),
        }),
        reads: Box::new(move |caller, it| {
            let team: Vec<Member> = team_to(inspected).iter().map(|login| member(city, login)).collect();
            let is_open = it.state.as_str() != "proposed";
            caller.teams_as().is_some_and(|me| team.contains(&me))
                || inspections::read_by_roles(caller, city.agency(owner), city.agency(inspected), is_open)
                || is_open && inspections::held_to_by_roles(caller, city.agency(agency))
        }),
    }
}

/// A difficulty of an agency that somebody has first, as what.
pub fn difficulty<'a>(city: &'a City, agency: &'a str, holder: (&'a str, TurnPart)) -> Rules<'a, DifficultyFacts> {
    let first = Holder { agency: city.agency(holder.0), part: holder.1 };
    let committee = city.agency("committee");
    let chair = Holder { agency: committee, part: TurnPart::Chair };
    Rules {
        table: &DIFFICULTIES,
        subject: Box::new(move |caller, state| DifficultyFacts {
            agency: city.agency(agency),
            committee,
            standing: caller.directory.standing_agency(committee, caller.today),
            state: word(state),
            holder: match state {
                "raised" | "in_handling" | "resolved" => Some(first),
                "needs_info" => Some(Holder { agency: city.agency(agency), part: TurnPart::Agency }),
                "escalated" => Some(chair),
                "forwarded" if agency == "labour" => Some(chair),
                "forwarded" => Some(Holder { agency: city.agency("labour"), part: TurnPart::StandingAgency }),
                _ => None,
            },
            resolved_at: None,
        }),
        reads: Box::new(move |caller, it| {
            let turn = Turn {
                holder_agency_id: first.agency,
                part: first.part,
                opened_in: word("raised"),
                began_at: city.clock.now(),
                acknowledge_by: None,
                acknowledged_at: None,
                answer_by: city.clock.now().date(),
                ended_at: None,
                late: false,
            };
            let was_raised = it.state.as_str() != "draft";
            difficulties::Reading::of(caller).opens(it.agency, it.committee, was_raised, &[turn])
        }),
    }
}

/// Somebody, or some machine, of the district who holds no role yet.
pub fn account<'a>(city: &'a City, table: &'static Table<AccountSubject>) -> Rules<'a, AccountSubject> {
    let account = Id::fresh();
    Rules {
        table,
        subject: Box::new(move |caller, state| AccountSubject {
            agency: city.agency("district"),
            state: word(state),
            is_last_administrator: is_last_administrator(caller, account),
            is_beyond_reach: covers_account(caller, account).is_err(),
        }),
        reads: Box::new(move |caller, it| readable(caller, it.agency, &[account]).is_ok()),
    }
}

/// A role of somebody at the district.
pub fn grant(city: &City) -> Rules<'_, GrantSubject> {
    let grant = Id::fresh();
    Rules {
        table: &GRANTS,
        subject: Box::new(move |caller, state| GrantSubject {
            agency: Some(city.agency("district")),
            state: word(state),
            is_last_administrator: is_last_administration(caller, grant),
        }),
        reads: Box::new(|caller, it| {
            readable(caller, it.agency.expect("one that lives"), &[city.user("disabled")]).is_ok()
        }),
    }
}

/// The chair's delegation to the lead of the standing agency.
pub fn delegation(city: &City) -> Rules<'_, DelegationSubject> {
    Rules {
        table: &DELEGATIONS,
        subject: Box::new(|caller, state| DelegationSubject {
            agency: Some(city.agency("committee")),
            state: word(state),
            own: (caller.user == city.user("chair")).then_some(caller.agency),
        }),
        reads: Box::new(|caller, it| {
            readable(caller, it.agency.expect("one that lives"), &[city.user("chair"), city.user("standing_lead")])
                .is_ok()
        }),
    }
}

/// An agency's calendar address.
pub fn calendar_address<'a>(city: &'a City, agency: &'a str) -> Rules<'a, AddressFacts> {
    Rules {
        table: &CALENDAR_ADDRESSES,
        subject: Box::new(move |_, state| AddressFacts { agency: city.agency(agency), state: word(state) }),
        reads: Box::new(|caller, it| AddressReading::of(caller).0.contains(it.agency)),
    }
}

/// An event of an agency, which is over.
pub fn event<'a>(city: &'a City, agency: &'a str) -> Rules<'a, EventFacts> {
    Rules {
        table: &EVENTS,
        subject: Box::new(move |_, state| EventFacts {
            organiser: Organiser { agency: city.agency(agency), committee: city.agency("committee") },
            state: word(state),
            starts_at: Instant::parse("2017-11-20T01:00:00Z").unwrap(),
            ends_at: Instant::parse("2017-11-20T04:00:00Z").unwrap(),
        }),
        reads: Box::new(move |caller, EventFacts { organiser: it, .. }| {
            let recipient = parties(city, caller, agency).recipient;
            events::Reading::of(caller).event(it.committee, it.agency, recipient, &[])
        }),
    }
}

/// What the public is told of a confirmed event of an agency, of which another text was written than is public.
pub fn publication<'a>(city: &'a City, agency: &'a str) -> Rules<'a, PublicationFacts> {
    let writers = [format!("{agency}_officer"), format!("{agency}_lead")];
    Rules {
        table: &PUBLICATIONS,
        subject: Box::new(move |_, state| PublicationFacts {
            organiser: Organiser { agency: city.agency(agency), committee: city.agency("committee") },
            state: word(state),
            event: word("confirmed"),
            has_summary: true,
            is_text_public: false,
            is_outread: false,
            authors: authors(city, true, &writers),
        }),
        reads: Box::new(|caller, PublicationFacts { organiser: it, .. }| {
            events::Reading::of(caller).organised(it.committee, it.agency)
        }),
    }
}
