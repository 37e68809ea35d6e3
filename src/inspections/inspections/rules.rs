//! What else must hold of a step of an inspection, beside its row.

use chrono::{Days, NaiveDate};

use crate::inspections::inspections::model::{InspectionState, TeamPart};
use crate::inspections::inspections::workflow::{Seats, earliest_start};
use crate::kernel::bound::Bound;
use crate::kernel::id::Id;
use crate::kernel::problem::Language::{English, Vietnamese};
use crate::kernel::problem::{Code, Problem};

/// So many days after the fieldwork of a visit its report is expected.
const REPORT_DAYS: u64 = 15;

const MEMBERS: Bound = Bound {
    most: 15,
    vietnamese: "thành viên trong một đoàn kiểm tra, ngoài trưởng đoàn",
    english: "members of one team, beside its leader",
};
const TIMES: Bound = Bound {
    most: 100,
    vietnamese: "lượt tham gia của một đoàn kiểm tra",
    english: "times that anybody was of one team",
};

/// The first day of a visit lies in its window, and the agency has five days to prepare.
pub fn notice(
    window: (Option<NaiveDate>, Option<NaiveDate>),
    starts_on: NaiveDate,
    today: NaiveDate,
) -> Result<(), Problem> {
    let (from, to) = window;
    if let Some((from, to)) = from.zip(to).filter(|(from, to)| starts_on < *from || *to < starts_on) {
        return Err(Problem::of(Code::OutsideWindow).at_because(
            "/starts_on",
            Code::OutsideWindow,
            format!(
                "Ngày bắt đầu phải nằm trong thời gian dự kiến của cuộc kiểm tra: từ {} đến {}",
                Vietnamese.day(from),
                Vietnamese.day(to)
            ),
            format!("The first day lies in the window of the visit: {} to {}", English.day(from), English.day(to)),
        ));
    }
    if starts_on < earliest_start(today) { Err(Problem::of_place("/starts_on", Code::NoticeTooShort)) } else { Ok(()) }
}

/// A window ends where it begins or later, and is not over.
pub fn window(from: NaiveDate, to: NaiveDate, today: NaiveDate) -> Result<(), Problem> {
    if to < from {
        return Err(Problem::of_place("/window_to", Code::WindowReversed));
    }
    if to < today { Err(Problem::of_place("/window_to", Code::WindowOver)) } else { Ok(()) }
}

/// By which day the report of a visit is expected whose fieldwork ended on a day.
pub fn report_expected_on(finished: NaiveDate) -> Option<NaiveDate> {
    finished.checked_add_days(Days::new(REPORT_DAYS))
}

/// The leader declares that nobody of the team is related to anybody there.
pub fn declared(nobody_related: bool) -> Result<(), Problem> {
    if nobody_related { Ok(()) } else { Err(Problem::of_place("/nobody_related", Code::DeclarationNeeded)) }
}

/// Who is to join a team, by who is who today.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// The person.
    pub user: Id,
    /// Whether there is such a person.
    pub known: bool,
    /// Whether he can inspect for the agency that is named.
    pub can_inspect: bool,
    /// Whether he has to do with the agency that is inspected.
    pub has_interest: bool,
}

/// Whether somebody can join a team in a part. `times` is how often anybody was of it. A member can become the leader; nobody joins twice.
pub fn joining(seats: &Seats, candidate: Candidate, part: TeamPart, times: usize) -> Result<(), Problem> {
    let is_there = |it: TeamPart| seats.team.iter().any(|(who, part)| who.user == candidate.user && *part == it);
    if is_there(TeamPart::Leader) || part == TeamPart::Member && is_there(TeamPart::Member) {
        return Err(Problem::of_place("/user_id", Code::AlreadyMember));
    }
    TIMES.room(times)?;
    if part == TeamPart::Member {
        MEMBERS.room(seats.team.iter().filter(|(_, part)| *part == TeamPart::Member).count())?;
    }
    if !candidate.known {
        return Err(Problem::unknown("/user_id"));
    }
    if !candidate.can_inspect {
        return Err(Problem::of_place("/agency_id", Code::NotAnInspector));
    }
    if candidate.has_interest {
        return Err(Problem::of_place("/user_id", Code::ConflictOfInterest));
    }
    Ok(())
}

/// Whoever is let go is of the team.
pub fn leaving(seats: &Seats, user: Id) -> Result<(), Problem> {
    let is_there = seats.team.iter().any(|(who, _)| who.user == user);
    if is_there { Ok(()) } else { Err(Problem::unknown("/user_id")) }
}

/// What a plan drops has no visit that began: neither one that is under way nor one that is done.
pub fn droppable(has_visit_begun: bool) -> Result<(), Problem> {
    if has_visit_begun { Err(Problem::of(Code::VisitBegun)) } else { Ok(()) }
}

/// A plan is closed when no visit of it is open.
pub fn closable(has_open_visit: bool) -> Result<(), Problem> {
    if has_open_visit { Err(Problem::of(Code::VisitOpen)) } else { Ok(()) }
}

/// Whether a concluded report closes its visit; one that an earlier version of the report has closed stays so.
pub fn closes(state: InspectionState) -> Result<bool, Problem> {
    match state {
        InspectionState::FieldworkDone => Ok(true),
        InspectionState::Closed => Ok(false),
        _ => Err(Problem::of(Code::StateForbids)),
    }
}

/// A visit that begins asks the version of its checklist that is in force.
pub fn asking(in_force: Option<Id>) -> Result<Id, Problem> {
    in_force.ok_or_else(|| Problem::of(Code::NotInForce))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::owner::Owner;
    use crate::kernel::policy::Member;
    use crate::kernel::problem::Language;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The code of a problem; none where there is none.
    fn code(judged: Result<(), Problem>) -> Option<Code> {
        judged.err().map(|it| it.code())
    }

    #[test]
    fn an_agency_has_five_days_and_the_window_holds() {
        let window = (Some(day("2017-06-05")), Some(day("2017-06-16")));
        for (starts_on, today, expected) in [
            ("2017-06-05", "2017-05-31", None),
            ("2017-06-05", "2017-06-01", Some(Code::NoticeTooShort)),
            ("2017-06-16", "2017-06-11", None),
            ("2017-06-16", "2017-06-12", Some(Code::NoticeTooShort)),
            ("2017-06-04", "2017-05-01", Some(Code::OutsideWindow)),
            ("2017-06-17", "2017-05-01", Some(Code::OutsideWindow)),
            ("2017-06-10", "2017-06-20", Some(Code::NoticeTooShort)),
        ] {
            assert_eq!(code(notice(window, day(starts_on), day(today))), expected, "{starts_on} told on {today}");
        }
        assert_eq!(code(notice((None, None), NaiveDate::MAX, NaiveDate::MAX)), None, "no day lies behind the last");
        let told = notice(window, day("2017-06-17"), day("2017-05-01")).unwrap_err();
        let told = serde_json::to_string(&told.document(Language::Vietnamese, "")).unwrap();
        assert!(told.contains("từ 05/06/2017 đến 16/06/2017"), "{told}");
    }

    #[test]
    fn a_window_ends_where_it_begins_or_later_and_is_not_over() {
        let today = day("2017-06-05");
        for (from, to, expected) in [
            ("2017-06-05", "2017-06-05", None),
            ("2017-05-01", "2017-06-05", None),
            ("2017-06-06", "2017-06-05", Some(Code::WindowReversed)),
            ("2017-05-01", "2017-06-04", Some(Code::WindowOver)),
        ] {
            assert_eq!(code(window(day(from), day(to), today)), expected, "{from} to {to}");
        }
    }

    #[test]
    fn a_declaration_is_made_or_the_visit_does_not_begin() {
        assert_eq!(code(declared(true)), None);
        assert_eq!(code(declared(false)), Some(Code::DeclarationNeeded));
    }

    fn seats(members: usize) -> Seats {
        let somebody = || Member { user: Id::fresh(), agency: Id::fresh() };
        let mut team = vec![(somebody(), TeamPart::Leader)];
        team.extend((0..members).map(|_| (somebody(), TeamPart::Member)));
        Seats {
            owner: Owner { agency: Id::fresh(), of_committee: true },
            agency: Id::fresh(),
            standing: None,
            team,
            interested: vec![],
        }
    }

    #[test]
    fn who_joins_a_team_is_an_inspector_without_interest_and_is_not_there_yet() {
        let somebody = Candidate { user: Id::fresh(), known: true, can_inspect: true, has_interest: false };
        let of = |user: Id| Candidate { user, ..somebody };
        let judge = |seats: &Seats, who: Candidate, part, times| code(joining(seats, who, part, times));
        use TeamPart::{Leader, Member};
        let some = seats(2);
        let (leader, member) = (some.team[0].0.user, some.team[1].0.user);
        for part in [Leader, Member] {
            assert_eq!(judge(&some, somebody, part, 3), None);
            assert_eq!(judge(&some, of(leader), part, 3), Some(Code::AlreadyMember));
            assert_eq!(judge(&some, Candidate { known: false, ..somebody }, part, 3), Some(Code::UnknownReference));
            assert_eq!(judge(&some, Candidate { can_inspect: false, ..somebody }, part, 3), Some(Code::NotAnInspector));
            let touched = Candidate { has_interest: true, ..somebody };
            assert_eq!(judge(&some, touched, part, 3), Some(Code::ConflictOfInterest));
            assert_eq!(judge(&some, somebody, part, 100), Some(Code::QuotaReached));
        }
        assert_eq!(judge(&some, of(member), Member, 3), Some(Code::AlreadyMember));
        assert_eq!(judge(&some, of(member), Leader, 3), None, "a member can become the leader");
        assert_eq!(judge(&seats(14), somebody, Member, 15), None);
        assert_eq!(judge(&seats(15), somebody, Member, 16), Some(Code::QuotaReached));
        assert_eq!(judge(&seats(15), somebody, Leader, 16), None);
    }

    #[test]
    fn whoever_is_let_go_is_there() {
        let some = seats(1);
        assert_eq!(code(leaving(&some, some.team[0].0.user)), None);
        assert_eq!(code(leaving(&some, some.team[1].0.user)), None);
        assert_eq!(code(leaving(&some, Id::fresh())), Some(Code::UnknownReference));
    }

    #[test]
    fn what_began_is_not_dropped_and_what_is_open_keeps_its_plan_open() {
        assert_eq!((code(droppable(false)), code(droppable(true))), (None, Some(Code::VisitBegun)));
        assert_eq!((code(closable(false)), code(closable(true))), (None, Some(Code::VisitOpen)));
        assert_eq!(code(asking(None).map(drop)), Some(Code::NotInForce));
        for state in InspectionState::ALL {
            let expected = match state {
                InspectionState::FieldworkDone => Ok(true),
                InspectionState::Closed => Ok(false),
                _ => Err(Code::StateForbids),
            };
            assert_eq!(closes(*state).map_err(|it| it.code()), expected, "{state}");
        }
    }
}
