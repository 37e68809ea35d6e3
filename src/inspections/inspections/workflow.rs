//! How inspections move: visits, from their plan to their concluded report, and self-inspections, until note was taken.
//!
//! One table has the rows of both kinds, since one resource has both; a guard of each row says of which kind it is.

use chrono::{Days, NaiveDate};

use crate::inspections::inspections::model::InspectionKind::{self, SelfInspection, Visit};
use crate::inspections::inspections::model::InspectionState::{
    self, Cancelled, Closed, FieldworkDone, InProgress, Notified, PendingSignature, Postponed, Scheduled, Submitted,
};
use crate::inspections::inspections::model::TeamPart;
use crate::inspections::interest;
use crate::kernel::deadline;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::owner::Owner;
use crate::kernel::policy::{Member, Seat, Seated, Who};
use crate::kernel::problem::{Blocker, Code};
use crate::kernel::role::Role::{self, AgencyLead, AgencyOfficer, Chair, StandingLead, StandingOfficer};
use crate::kernel::workflow::{Guard, Subject, Table, Transition};

/// Who has to do with an inspection: whose plan it is, who is inspected, and who is of the team now. The answers, the report and
/// whatever else belongs to an inspection is judged by the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seats {
    /// Whose plan it is. Where one agency has become both the owner and the inspected, the committee above: nobody judges himself.
    pub owner: Owner,
    /// The agency that is inspected, or holds today what is that one's.
    pub agency: Id,
    /// The standing agency of the committee whose plan it is, today.
    pub standing: Option<Id>,
    /// The people of the team now.
    pub team: Vec<(Member, TeamPart)>,
    /// Those of them who have to do with the agency by now: they write nothing about it and judge nothing of it.
    pub interested: Vec<Id>,
}

impl Seats {
    /// By who is who on a day: the owner and the inspected agency are those on record.
    pub fn of(
        directory: &Directory,
        [owner, agency]: [Id; 2],
        team: Vec<(Member, TeamPart)>,
        today: NaiveDate,
    ) -> Self {
        let touches = |user: &Id| interest::has_interest(directory, owner, agency, *user, today);
        let interested = team.iter().map(|(member, _)| member.user).filter(touches).collect();
        let agency = directory.holder(agency, today);
        let mut owner = Owner::of(directory, owner);
        if !owner.of_committee && directory.holder(owner.agency, today) == agency {
            owner = Owner::of(directory, directory.committee_of(owner.agency).unwrap_or(owner.agency));
        }
        Self { owner, agency, standing: directory.standing_agency(owner.agency, today), team, interested }
    }

    /// Where a committee's standing agency itself is inspected, its people do not judge that: the chair does.
    fn is_standing_own(&self) -> bool {
        self.owner.of_committee && self.standing == Some(self.agency)
    }

    /// Whose files show what the agency did: its own and, where its people sit at the committee, those that they send for that.
    pub fn senders(&self) -> Vec<Id> {
        std::iter::once(self.agency).chain(self.agency_at(Seat::StandingOwn)).collect()
    }

    /// The people of the team at a seat, those too who have to do with the agency by now.
    pub fn team_at(&self, seat: Seat) -> impl Iterator<Item = Member> + use<'_> {
        let sits = move |part: TeamPart| match seat {
            Seat::Team => true,
            Seat::TeamLead => part == TeamPart::Leader,
            _ => false,
        };
        self.team.iter().filter(move |(_, part)| sits(*part)).map(|(member, _)| *member)
    }

    /// Whether somebody leads the team now.
    pub fn is_led(&self) -> bool {
        self.team.iter().any(|(_, part)| *part == TeamPart::Leader)
    }
}

impl Seated for Seats {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        let owner = self.owner.agency;
        match seat {
            Seat::Own => Some(self.agency),
            Seat::StandingOwn => self.is_standing_own().then_some(owner),
            Seat::Committee => (self.owner.of_committee && !self.is_standing_own()).then_some(owner),
            // An agency that inspects those below it: it receives what they hand in.
            Seat::Recipient => (!self.owner.of_committee).then_some(owner),
            _ => None,
        }
    }

    fn people_at(&self, seat: Seat) -> Vec<Member> {
        self.team_at(seat).filter(|member| !self.interested.contains(&member.user)).collect()
    }
}

/// An inspection as its rules see it.
#[derive(Clone, Debug)]
pub struct InspectionFacts {
    /// Who has to do with it.
    pub seats: Seats,
    /// Who looks.
    pub kind: InspectionKind,
    /// Where it stands.
    pub state: InspectionState,
    /// Whether its plan is approved and was not closed.
    pub plan_runs: bool,
    /// The first day of a visit.
    pub starts_on: Option<NaiveDate>,
    /// The last day on which a visit can begin.
    pub window_to: Option<NaiveDate>,
    /// Required items of the checklist that nobody rated, by code.
    pub unrated: Vec<String>,
    /// Recommendations that a visit carries and nobody judged.
    pub unjudged: Vec<Id>,
    /// Whether a report of the visit has left its draft.
    pub report_sent: bool,
    /// Who answered, handed over or signed a self-inspection.
    pub authors: Vec<Id>,
}

impl Seated for InspectionFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        self.seats.agency_at(seat)
    }

    /// Whoever has to do with the agency takes the steps of a team, too: he steps back, and is told by name what he stands in the way of.
    fn people_at(&self, seat: Seat) -> Vec<Member> {
        self.seats.team_at(seat).collect()
    }
}

impl Subject for InspectionFacts {
    type State = InspectionState;

    fn state(&self) -> InspectionState {
        self.state
    }

    fn authors(&self) -> Vec<Id> {
        self.authors.clone()
    }
}

type Needs = &'static [Guard<InspectionFacts>];

const OF_VISITS: Guard<InspectionFacts> =
    Guard { name: "a visit", blockers: |facts, _: Instant| Blocker::when(facts.kind != Visit, Code::StateForbids) };
const OF_SELF: Guard<InspectionFacts> = Guard {
    name: "a self-inspection",
    blockers: |facts, _: Instant| Blocker::when(facts.kind != SelfInspection, Code::StateForbids),
};
/// So many days lie between telling an agency of a visit and its first day.
const NOTICE_DAYS: u64 = 5;

/// The first day that an agency can be told of on a day.
pub fn earliest_start(today: NaiveDate) -> NaiveDate {
    today.checked_add_days(Days::new(NOTICE_DAYS)).unwrap_or(NaiveDate::MAX)
}

const TIME_FOR_NOTICE: Guard<InspectionFacts> = Guard {
    name: "a first day in its window, at least five days ahead",
    blockers: |facts, now: Instant| {
        let (Some(last), today) = (facts.window_to, now.date()) else { return Vec::new() };
        let code = if last < today { Code::WindowOver } else { Code::NoticeTooShort };
        if last < earliest_start(today) { vec![Blocker::at(code, last.to_string())] } else { Vec::new() }
    },
};
const WINDOW_AHEAD: Guard<InspectionFacts> = Guard::of_body("a window that is not over");
const DECLARED: Guard<InspectionFacts> =
    Guard::of_body("the leader declares that nobody of the team is related to anybody there");
const INSPECTOR: Guard<InspectionFacts> = Guard::of_body(
    "somebody with a role at the agency named and no interest in the inspected one, of whom the team has room",
);
const DAY_HAS_COME: Guard<InspectionFacts> = Guard {
    name: "its first day has come",
    blockers: |facts, now: Instant| {
        Blocker::when(facts.starts_on.is_some_and(|day| now < deadline::start_of(day)), Code::StartsLater)
    },
};
const NO_CONFLICT: Guard<InspectionFacts> = Guard {
    name: "nobody of the team has to do with the agency",
    blockers: |facts, _: Instant| {
        facts.seats.interested.iter().map(|user| Blocker::at(Code::ConflictOfInterest, user.to_string())).collect()
    },
};
const ITEMS_RATED: Guard<InspectionFacts> = Guard {
    name: "every required item is rated",
    blockers: |facts, _: Instant| {
        facts.unrated.iter().map(|code| Blocker::at(Code::ItemUnrated, code.clone())).collect()
    },
};
const CARRIED_JUDGED: Guard<InspectionFacts> = Guard {
    name: "every carried recommendation is judged",
    blockers: |facts, _: Instant| {
        facts.unjudged.iter().map(|it| Blocker::at(Code::CarriedUnjudged, it.to_string())).collect()
    },
};
const NO_REPORT_SENT: Guard<InspectionFacts> = Guard {
    name: "no report but a draft",
    blockers: |facts, _: Instant| Blocker::when(facts.report_sent, Code::ReportSent),
};
const PLAN_RUNS: Guard<InspectionFacts> = Guard {
    name: "its plan is approved and not closed",
    blockers: |facts, _: Instant| Blocker::when(!facts.plan_runs, Code::NotInForce),
};

/// Who prepares and reviews for the owner of the plan; the chair, where its own standing agency is inspected.
pub const OWNER_OFFICERS: Who =
    &[(Seat::Committee, &[StandingOfficer]), (Seat::Recipient, &[AgencyOfficer]), (Seat::StandingOwn, &[Chair])];
/// Who leads there.
pub const OWNER_LEADS: Who =
    &[(Seat::Committee, &[StandingLead]), (Seat::Recipient, &[AgencyLead]), (Seat::StandingOwn, &[Chair])];
/// Who decides there.
pub const OWNER_CHAIRS: Who =
    &[(Seat::Committee, &[Chair]), (Seat::Recipient, &[AgencyLead]), (Seat::StandingOwn, &[Chair])];
/// Whoever is of the team.
pub const TEAM: Who = &[(Seat::Team, Role::OF_BUSINESS)];
/// Whoever leads it.
pub const TEAM_LEAD: Who = &[(Seat::TeamLead, Role::OF_BUSINESS)];
const NOTIFIERS: Who = &[
    (Seat::TeamLead, Role::OF_BUSINESS),
    (Seat::Committee, &[StandingOfficer]),
    (Seat::Recipient, &[AgencyOfficer]),
    (Seat::StandingOwn, &[Chair]),
];
/// Who inspects the agency itself.
pub const OWN_OFFICERS: Who = &[(Seat::Own, &[AgencyOfficer]), (Seat::StandingOwn, &[StandingOfficer])];
/// Who signs for it.
pub const OWN_LEADS: Who = &[(Seat::Own, &[AgencyLead]), (Seat::StandingOwn, &[StandingLead])];

/// A step that leaves a visit where it is, as long as it is open.
macro_rules! stays {
    ($state:ident, $action:literal, $who:ident $(, $needs:ident)?) => {
        Transition {
            from: &[$state],
            action: $action,
            to: $state,
            who: $who,
            needs: &[OF_VISITS $(, $needs)?],
            apart: false,
        }
    };
}

const fn row(
    from: &'static [InspectionState],
    action: &'static str,
    to: InspectionState,
    who: Who,
    needs: Needs,
) -> Transition<InspectionFacts> {
    Transition { from, action, to, who, needs, apart: false }
}

/// The table. What the plan does to an inspection (dropping its agency, closing the plan), and what its report does (concluding),
/// are no steps of its own.
#[rustfmt::skip]
pub static TRANSITIONS: Table<InspectionFacts> = Table { resource: "inspections", rows: &[
    row(&[Scheduled], "notify", Notified, NOTIFIERS, &[OF_VISITS, TIME_FOR_NOTICE]),
    row(&[Scheduled, Notified], "postpone", Postponed, OWNER_LEADS, &[OF_VISITS]),
    row(&[Postponed], "reschedule", Scheduled, OWNER_LEADS, &[OF_VISITS, WINDOW_AHEAD]),
    row(&[Notified], "start", InProgress, TEAM_LEAD, &[OF_VISITS, DAY_HAS_COME, NO_CONFLICT, DECLARED]),
    row(&[InProgress], "finish", FieldworkDone, TEAM_LEAD, &[OF_VISITS, ITEMS_RATED, CARRIED_JUDGED, NO_CONFLICT]),
    row(&[FieldworkDone], "resume", InProgress, TEAM_LEAD, &[OF_VISITS, NO_REPORT_SENT, NO_CONFLICT]),
    row(&[Scheduled, Notified, Postponed, InProgress], "cancel", Cancelled, OWNER_LEADS, &[OF_VISITS]),
    stays!(Scheduled, "appoint", OWNER_LEADS, INSPECTOR),
    stays!(Notified, "appoint", OWNER_LEADS, INSPECTOR),
    stays!(Postponed, "appoint", OWNER_LEADS, INSPECTOR),
    stays!(InProgress, "appoint", OWNER_LEADS, INSPECTOR),
    stays!(FieldworkDone, "appoint", OWNER_LEADS, INSPECTOR),
    stays!(Scheduled, "release", OWNER_LEADS),
    stays!(Notified, "release", OWNER_LEADS),
    stays!(Postponed, "release", OWNER_LEADS),
    stays!(InProgress, "release", OWNER_LEADS),
    stays!(FieldworkDone, "release", OWNER_LEADS),
    stays!(Scheduled, "appoint_leader", OWNER_CHAIRS, INSPECTOR),
    stays!(Notified, "appoint_leader", OWNER_CHAIRS, INSPECTOR),
    stays!(Postponed, "appoint_leader", OWNER_CHAIRS, INSPECTOR),
    stays!(InProgress, "appoint_leader", OWNER_CHAIRS, INSPECTOR),
    stays!(FieldworkDone, "appoint_leader", OWNER_CHAIRS, INSPECTOR),
    stays!(Scheduled, "recuse", TEAM),
    stays!(Notified, "recuse", TEAM),
    stays!(Postponed, "recuse", TEAM),
    stays!(InProgress, "recuse", TEAM),
    stays!(FieldworkDone, "recuse", TEAM),
    row(&[InProgress], "hand_over", PendingSignature, OWN_OFFICERS, &[OF_SELF]),
    row(&[PendingSignature], "return_to_draft", InProgress, OWN_LEADS, &[OF_SELF]),
    row(&[InProgress, PendingSignature], "sign", Submitted, OWN_LEADS, &[OF_SELF, ITEMS_RATED]),
    Transition { from: &[Submitted], action: "return", to: InProgress, who: OWNER_OFFICERS, needs: &[OF_SELF, PLAN_RUNS], apart: true },
    Transition { from: &[Submitted], action: "take_note", to: Closed, who: OWNER_OFFICERS, needs: &[OF_SELF], apart: true },
] };

/// Whether an action is one of visits: `actions` of a detail read name those of its kind.
pub fn is_of(kind: InspectionKind, action: &str) -> bool {
    let of_kind = if kind == Visit { OF_VISITS.name } else { OF_SELF.name };
    TRANSITIONS.rows.iter().any(|row| row.action == action && row.needs.iter().any(|guard| guard.name == of_kind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::directory::Directory;
    use crate::kernel::policy::Caller;
    use crate::kernel::sample::{City, day};
    use std::sync::Arc;

    const OPEN: &[InspectionState] = &[Scheduled, Notified, Postponed, InProgress, FieldworkDone];

    /// The tables of the design page, kind by kind: action, from, to. None where a step leaves an inspection as it is.
    const CELLS: &[(InspectionKind, &str, &[InspectionState], Option<InspectionState>)] = &[
        (Visit, "notify", &[Scheduled], Some(Notified)),
        (Visit, "postpone", &[Scheduled, Notified], Some(Postponed)),
        (Visit, "reschedule", &[Postponed], Some(Scheduled)),
        (Visit, "start", &[Notified], Some(InProgress)),
        (Visit, "finish", &[InProgress], Some(FieldworkDone)),
        (Visit, "resume", &[FieldworkDone], Some(InProgress)),
        (Visit, "cancel", &[Scheduled, Notified, Postponed, InProgress], Some(Cancelled)),
        (Visit, "appoint", OPEN, None),
        (Visit, "release", OPEN, None),
        (Visit, "appoint_leader", OPEN, None),
        (Visit, "recuse", OPEN, None),
        (SelfInspection, "hand_over", &[InProgress], Some(PendingSignature)),
        (SelfInspection, "return_to_draft", &[PendingSignature], Some(InProgress)),
        (SelfInspection, "sign", &[InProgress, PendingSignature], Some(Submitted)),
        (SelfInspection, "return", &[Submitted], Some(InProgress)),
        (SelfInspection, "take_note", &[Submitted], Some(Closed)),
    ];

    fn facts(kind: InspectionKind, state: InspectionState) -> InspectionFacts {
        let [owner, agency] = std::array::from_fn(|_| Id::fresh());
        InspectionFacts {
            seats: Seats {
                owner: Owner { agency: owner, of_committee: true },
                agency,
                standing: None,
                team: Vec::new(),
                interested: Vec::new(),
            },
            kind,
            state,
            plan_runs: true,
            starts_on: None,
            window_to: None,
            unrated: Vec::new(),
            unjudged: Vec::new(),
            report_sent: false,
            authors: Vec::new(),
        }
    }

    fn codes(action: &str, facts: &InspectionFacts, now: Instant) -> Vec<Code> {
        let row = TRANSITIONS.rows.iter().find(|row| row.action == action).unwrap();
        row.needs.iter().flat_map(|guard| (guard.blockers)(facts, now)).map(|it| it.code).collect()
    }

    #[test]
    fn every_cell_of_both_tables_leads_where_it_says() {
        let mut actions: Vec<&str> = TRANSITIONS.rows.iter().map(|row| row.action).collect();
        actions.dedup();
        for kind in InspectionKind::ALL {
            for state in InspectionState::ALL {
                for action in &actions {
                    let row = TRANSITIONS.rows.iter().find(|row| row.action == *action && row.from.contains(state));
                    let facts = facts(*kind, *state);
                    let open =
                        row.filter(|row| row.needs.iter().all(|it| (it.blockers)(&facts, Instant(0)).is_empty()));
                    let expected = CELLS.iter().find(|it| it.0 == *kind && it.1 == *action && it.2.contains(state));
                    let expected = expected.map(|it| it.3.unwrap_or(*state));
                    assert_eq!(open.map(|row| row.to), expected, "{kind} {state} {action}");
                }
            }
        }
    }

    #[test]
    fn who_wrote_it_is_asked_once_it_is_handed_in() {
        for state in InspectionState::ALL {
            assert_eq!(TRANSITIONS.sets_apart(*state), *state == Submitted, "{state}");
        }
    }

    #[test]
    fn an_action_is_of_one_kind() {
        for (kind, action, ..) in CELLS {
            let other = if *kind == Visit { SelfInspection } else { Visit };
            assert!(is_of(*kind, action) && !is_of(other, action), "{action}");
        }
    }

    #[test]
    fn what_stands_in_the_way_is_named() {
        let day = "2017-06-05".parse().unwrap();
        let seats = Seats { interested: vec![Id::fresh()], ..facts(Visit, InProgress).seats };
        let wrong = |kind| InspectionFacts {
            seats: seats.clone(),
            plan_runs: false,
            starts_on: Some(day),
            unrated: vec!["1.1".to_owned(), "2.1".to_owned()],
            unjudged: vec![Id::fresh()],
            report_sent: true,
            ..facts(kind, InProgress)
        };
        let eve = Instant::parse("2017-06-04T23:59:59.999999+07:00").unwrap();
        let (visit, own) = (wrong(Visit), wrong(SelfInspection));
        assert_eq!(codes("start", &visit, eve), [Code::StartsLater, Code::ConflictOfInterest]);
        assert_eq!(codes("start", &visit, deadline::start_of(day)), [Code::ConflictOfInterest]);
        let unfinished = [Code::ItemUnrated, Code::ItemUnrated, Code::CarriedUnjudged, Code::ConflictOfInterest];
        assert_eq!(codes("finish", &visit, eve), unfinished);
        assert_eq!(codes("resume", &visit, eve), [Code::ReportSent, Code::ConflictOfInterest]);
        assert_eq!(codes("sign", &own, eve), [Code::ItemUnrated, Code::ItemUnrated]);
        assert_eq!(codes("return", &own, eve), [Code::NotInForce]);
        for action in ["notify", "postpone", "reschedule", "cancel", "appoint", "release", "appoint_leader", "recuse"] {
            assert_eq!(codes(action, &visit, eve), [], "{action}");
        }
        for action in ["hand_over", "return_to_draft", "take_note"] {
            assert_eq!(codes(action, &own, eve), [], "{action}");
        }
    }

    #[test]
    fn an_agency_is_told_while_a_day_of_the_window_is_five_days_ahead() {
        let until = |day: &str| InspectionFacts { window_to: day.parse().ok(), ..facts(Visit, Scheduled) };
        let now = Instant::parse("2017-06-11T23:59:59+07:00").unwrap();
        for (last, expected) in [
            ("2017-06-16", vec![]),
            ("2017-06-15", vec![Code::NoticeTooShort]),
            ("2017-06-11", vec![Code::NoticeTooShort]),
            ("2017-06-10", vec![Code::WindowOver]),
        ] {
            assert_eq!(codes("notify", &until(last), now), expected, "{last}");
        }
        assert_eq!(earliest_start(NaiveDate::MAX), NaiveDate::MAX, "no day lies behind the last");
    }

    #[test]
    fn whoever_holds_no_role_takes_no_step_from_any_state() {
        let nobody = Caller::new(Id::fresh(), Id::fresh(), Instant(0).date(), Arc::new(Directory::default()));
        for kind in InspectionKind::ALL {
            for state in InspectionState::ALL {
                for next in TRANSITIONS.actions(&nobody, &facts(*kind, *state), Instant(0)) {
                    assert_eq!(next.blocked_by, [Blocker::of(Code::RoleMayNot)], "{kind} {state} {}", next.action);
                }
            }
        }
    }

    #[test]
    fn one_seat_judges_what_an_agency_hands_in() {
        let [owner, agency, standing] = std::array::from_fn(|_| Id::fresh());
        let seats = |of_committee: bool, agency: Id, standing: Option<Id>| {
            let seats = Seats {
                owner: Owner { agency: owner, of_committee },
                agency,
                standing,
                team: vec![],
                interested: vec![],
            };
            [Seat::Committee, Seat::Recipient, Seat::StandingOwn].map(|seat| seats.agency_at(seat))
        };
        assert_eq!(seats(true, agency, Some(standing)), [Some(owner), None, None]);
        assert_eq!(seats(true, standing, Some(standing)), [None, None, Some(owner)]);
        assert_eq!(seats(true, agency, None), [Some(owner), None, None]);
        assert_eq!(seats(false, agency, None), [None, Some(owner), None]);
    }

    #[test]
    fn where_one_agency_has_become_both_the_committee_judges() {
        let seats = |ends: &[(&str, &str)], owner: &str, agency: &str, on: &str| {
            let mut city = City::new();
            for (ended, heir) in ends {
                city.end(ended, heir, "2017-07-01");
            }
            let seats = Seats::of(&city.directory, [city.id(owner), city.id(agency)], Vec::new(), day(on));
            let [committee, recipient, own] =
                [Seat::Committee, Seat::Recipient, Seat::StandingOwn].map(|seat| seats.agency_at(seat));
            let held: Vec<Id> = city.directory.judging_themselves(day(on));
            let names = |id: Option<Id>| city.names(id.as_slice()).pop();
            ([names(committee), names(recipient), names(own)], city.names(&held))
        };
        let by_district = ([None, Some("district"), None], vec![]);
        let by_committee = ([Some("committee"), None, None], vec!["district"]);
        assert_eq!(seats(&[], "district", "commune", "2017-07-01"), by_district);
        // The commune becomes part of the district, or both of another.
        let one = [("commune", "district")];
        assert_eq!(seats(&one, "district", "commune", "2017-06-30"), by_district, "not yet");
        assert_eq!(seats(&one, "district", "commune", "2017-07-01"), by_committee);
        let both = [("commune", "justice"), ("district", "justice")];
        assert_eq!(seats(&both, "district", "commune", "2017-07-01"), by_committee);
        let standing = [("commune", "labour"), ("district", "labour")];
        let own = ([None, None, Some("committee")], vec!["district"]);
        assert_eq!(seats(&standing, "district", "commune", "2017-07-01"), own, "nor does its standing agency itself");
        // Where two go two ways one still judges the other.
        let apart = ([None, Some("district"), None], vec![]);
        assert_eq!(seats(&[("commune", "justice")], "district", "commune", "2017-07-01"), apart);
    }

    #[test]
    fn whoever_leads_is_of_the_team_and_whoever_is_of_it_need_not_lead() {
        let [leader, member] = std::array::from_fn(|_| Member { user: Id::fresh(), agency: Id::fresh() });
        let mut seats = facts(Visit, Notified).seats;
        seats.team = vec![(leader, TeamPart::Leader), (member, TeamPart::Member)];
        assert_eq!(seats.people_at(Seat::Team), [leader, member]);
        assert_eq!(seats.people_at(Seat::TeamLead), [leader]);
        assert_eq!(seats.people_at(Seat::Committee), []);
        seats.interested = vec![leader.user];
        assert_eq!(seats.people_at(Seat::Team), [member], "whoever has to do with the agency judges nothing");
        assert_eq!(seats.people_at(Seat::TeamLead), []);
        let visit = InspectionFacts { seats: seats.clone(), ..facts(Visit, InProgress) };
        assert_eq!(visit.people_at(Seat::TeamLead), [leader], "but he steps back");
        seats.interested.clear();
        seats.team.remove(0);
        assert_eq!(seats.people_at(Seat::TeamLead), [], "without a leader his steps wait");
    }
}
