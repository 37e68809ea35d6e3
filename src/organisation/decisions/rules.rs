//! What a decision on a committee must be, beside who may and beside its workflow.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};

use crate::kernel::id::Id;
use crate::kernel::on_paper::on_paper;
use crate::kernel::problem::{Code, Problem};
use crate::organisation::decisions::model::{CommitteeDecisionState, CommitteeMember, MemberPosition, MemberSex};
use crate::organisation::seats::Seats;

/// A decision is edited while it is a draft.
pub fn is_draft(state: CommitteeDecisionState) -> Result<(), Problem> {
    if state == CommitteeDecisionState::Draft { Ok(()) } else { Err(Problem::of(Code::StateForbids)) }
}

/// Somebody stands above the agency who keeps its decisions; 422 where that is nobody, or the agency is not known.
pub fn is_kept(seats: Option<Seats>) -> Result<Seats, Problem> {
    seats.ok_or_else(|| Problem::unknown("/agency_id"))
}

/// Nobody begins anything for an agency that has ended.
pub fn agency_is_alive(is_alive: bool) -> Result<(), Problem> {
    if is_alive { Ok(()) } else { Err(Problem::of_place("/agency_id", Code::AgencyNotAlive)) }
}

/// Signed today or before, and in force from that day on or from a later one.
pub fn days_in_order(issued_on: NaiveDate, valid_from: NaiveDate, today: NaiveDate) -> Result<(), Problem> {
    let begins = if valid_from >= issued_on {
        Ok(())
    } else {
        Err(Problem::of(Code::DayOutOfRange).at_because(
            "/valid_from",
            Code::DayOutOfRange,
            "Ngày có hiệu lực không được trước ngày trên văn bản",
            "It is not in force before the day on paper",
        ))
    };
    Problem::of_all([on_paper("/issued_on", issued_on, None, today), begins])
}

/// Each account stands once, and is one that whoever writes can look up, or that the list on record has already. 422 at every place that
/// is wrong.
pub fn accounts_fit(
    members: &[CommitteeMember],
    known: &HashSet<Id>,
    there: &[CommitteeMember],
) -> Result<(), Problem> {
    let there: HashSet<Id> = accounts(there).map(|(_, user)| user).collect();
    let mut named = HashSet::new();
    let judged = accounts(members).map(|(place, user)| {
        let pointer = format!("/members/{place}/user_id");
        if !named.insert(user) {
            Err(Problem::of_place(pointer, Code::ItemRepeated))
        } else if known.contains(&user) || there.contains(&user) {
            Ok(())
        } else {
            Err(Problem::unknown(pointer))
        }
    });
    Problem::of_all(judged)
}

/// The accounts that a list names, each with its place.
pub fn accounts(members: &[CommitteeMember]) -> impl Iterator<Item = (usize, Id)> {
    members.iter().enumerate().filter_map(|(place, member)| Some((place, member.user_id?)))
}

/// How many heads a list names.
pub fn heads(members: &[CommitteeMember]) -> usize {
    members.iter().filter(|it| it.position == MemberPosition::Head).count()
}

/// How many women a list names.
pub fn women(members: &[CommitteeMember]) -> usize {
    members.iter().filter(|it| it.sex == MemberSex::Female).count()
}

/// The year in which its number is unique.
pub fn year_of(issued_on: NaiveDate) -> i32 {
    issued_on.year()
}

/// The last day of a decision that gives way to one that begins later; 409 where there is none.
pub fn eve_of(begins: NaiveDate) -> Result<NaiveDate, Problem> {
    begins.pred_opt().ok_or_else(|| Problem::of(Code::PeriodOverlaps))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn member(sex: MemberSex, position: MemberPosition, user_id: Option<Id>) -> CommitteeMember {
        CommitteeMember { full_name: "Vũ Minh".to_owned(), sex, position, post: "Chuyên viên".to_owned(), user_id }
    }

    /// The code of the problem, and where it is.
    fn told(judged: Result<(), Problem>) -> Option<(Code, Vec<(String, Code)>)> {
        let problem = judged.err()?;
        let code = problem.code();
        let places = problem.into_blockers().into_iter().map(|it| (it.at.unwrap_or_default(), it.code));
        Some((code, places.collect()))
    }

    #[test]
    fn a_draft_is_edited() {
        for state in CommitteeDecisionState::ALL {
            assert_eq!(is_draft(*state).is_ok(), *state == CommitteeDecisionState::Draft, "{state}");
        }
    }

    #[test]
    fn paper_is_signed_by_today_and_in_force_from_then_on() {
        let judge = |issued: &str, from: &str| told(days_in_order(day(issued), day(from), day("2017-03-06")));
        assert_eq!(judge("2017-03-06", "2017-03-06"), None);
        assert_eq!(judge("2017-03-06", "2017-04-01"), None, "it may begin later");
        let at = |pointer: &str| Some((Code::DayOutOfRange, vec![(pointer.to_owned(), Code::DayOutOfRange)]));
        assert_eq!(judge("2017-03-07", "2017-03-07"), at("/issued_on"));
        assert_eq!(judge("2017-03-06", "2017-03-05"), at("/valid_from"));
        assert_eq!(judge("2017-03-08", "2017-03-07").map(|(_, places)| places.len()), Some(2), "both are told");
    }

    #[test]
    fn accounts_are_known_and_stand_once() {
        let (known, there, stranger) = (Id::fresh(), Id::fresh(), Id::fresh());
        let named = |user| member(MemberSex::Male, MemberPosition::Member, Some(user));
        let nobody = member(MemberSex::Male, MemberPosition::Member, None);
        let judge = |members: &[CommitteeMember]| told(accounts_fit(members, &HashSet::from([known]), &[named(there)]));
        assert_eq!(judge(&[named(known), nobody.clone(), named(there), nobody.clone()]), None);
        let at = |place: usize, code: Code| Some((code, vec![(format!("/members/{place}/user_id"), code)]));
        assert_eq!(judge(&[nobody.clone(), named(stranger)]), at(1, Code::UnknownReference));
        assert_eq!(judge(&[named(known), nobody, named(known)]), at(2, Code::ItemRepeated));
    }

    #[test]
    fn heads_and_women_are_counted() {
        use MemberPosition::{Head, Secretary, StandingDeputy};
        use MemberSex::{Female, Male};
        let members = [member(Female, Head, None), member(Male, StandingDeputy, None), member(Female, Secretary, None)];
        assert_eq!((heads(&members), women(&members)), (1, 2));
        assert_eq!((heads(&members[1..]), women(&members[1..])), (0, 1));
    }

    #[test]
    fn one_ends_the_day_before_the_next() {
        assert_eq!(eve_of(day("2017-03-01")).unwrap(), day("2017-02-28"));
        assert_eq!(eve_of(NaiveDate::MIN).unwrap_err().code(), Code::PeriodOverlaps);
        assert_eq!(year_of(day("2017-12-31")), 2017);
    }
}
