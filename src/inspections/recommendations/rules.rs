//! What a recommendation must be, beside who may and beside its workflow.

use chrono::{Days, NaiveDate};

use crate::kernel::bound::Bound;
use crate::kernel::deadline;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::problem::{Blocker, Code, Problem};

/// It is due so many days after the conclusion at the earliest …
const FEWEST_DAYS: u64 = 7;
/// … and so many at the latest.
const MOST_DAYS: u64 = 730;

/// So many one visit has, those of all versions of its report together.
pub const OF_ONE_VISIT: Bound =
    Bound {
        most: 200, vietnamese: "kiến nghị của một cuộc kiểm tra", english: "recommendations of one visit"
    };

/// The largest number on paper.
const LARGEST_NUMBER: i32 = 999;

/// Whether an agency can be held to a recommendation of an owner's: it stands below it and is no committee.
pub fn can_be_held(directory: &Directory, owner: Id, agency: Id) -> bool {
    agency != owner && directory.can_carry_out(agency, owner)
}

fn is_in_time(concluded: NaiveDate, due_on: NaiveDate) -> bool {
    let after = |days: u64| concluded.checked_add_days(Days::new(days));
    after(FEWEST_DAYS).is_some_and(|it| it <= due_on) && after(MOST_DAYS).is_some_and(|it| due_on <= it)
}

/// The day lies 7 to 730 days after the conclusion, which comes today at the earliest.
pub fn leaves_time(today: NaiveDate, due_on: NaiveDate) -> Result<(), Problem> {
    if is_in_time(today, due_on) {
        return Ok(());
    }
    Err(Problem::of(Code::DayOutOfRange).at_because(
        "/due_on",
        Code::DayOutOfRange,
        format!("Thời hạn thực hiện từ {FEWEST_DAYS} đến {MOST_DAYS} ngày kể từ ngày kết luận"),
        format!("It is due {FEWEST_DAYS} to {MOST_DAYS} days after the conclusion"),
    ))
}

/// The agency that is to do it stands below the owner. One that is not known is 422 too.
pub fn is_below(directory: &Directory, owner: Id, agency: Id) -> Result<(), Problem> {
    if !directory.agencies.contains_key(&agency) {
        Err(Problem::unknown("/agency_id"))
    } else if can_be_held(directory, owner, agency) {
        Ok(())
    } else {
        Err(Problem::of_place("/agency_id", Code::NotBelowOwner))
    }
}

/// It is there today.
pub fn is_alive(alive: bool) -> Result<(), Problem> {
    if alive { Ok(()) } else { Err(Problem::of_place("/agency_id", Code::AgencyNotAlive)) }
}

/// What is given to another agency goes to another one.
pub fn is_another(from: Id, to: Id) -> Result<(), Problem> {
    if from == to { Err(Problem::of_place("/agency_id", Code::SameAgency)) } else { Ok(()) }
}

/// A later day than the one that holds, as near to the conclusion as any that a recommendation is due by.
pub fn more_time(holds: NaiveDate, concluded: Option<NaiveDate>, until: NaiveDate) -> Result<(), Problem> {
    if until <= holds {
        return Err(deadline::not_later("/until", holds));
    }
    let last = concluded.and_then(|day| day.checked_add_days(Days::new(MOST_DAYS)));
    if last.is_none_or(|last| until <= last) {
        return Ok(());
    }
    Err(Problem::of(Code::DayOutOfRange).at_because(
        "/until",
        Code::DayOutOfRange,
        format!("Thời hạn không quá {MOST_DAYS} ngày kể từ ngày kết luận"),
        format!("It is due {MOST_DAYS} days after the conclusion at the latest"),
    ))
}

/// Whoever says that it is done shows it: by a file or by the number of a document.
pub fn is_shown(files: usize, document_number: Option<&str>) -> Result<(), Problem> {
    if files > 0 || document_number.is_some() { Ok(()) } else { Err(Problem::of(Code::EvidenceMissing)) }
}

/// The number of one more of a visit's: the one that is asked for, or the next after the largest; the smallest that is free once that is
/// the last there is. 409 where it is in use.
pub fn number_of(asked: Option<i32>, there: &[i32]) -> Result<i32, Problem> {
    let is_free = |number: &i32| !there.contains(number);
    let number = asked.unwrap_or_else(|| {
        let next = there.iter().max().map_or(1, |largest| largest + 1);
        (next..=LARGEST_NUMBER).chain(1..next).find(is_free).unwrap_or(next)
    });
    let fits = number <= LARGEST_NUMBER && is_free(&number);
    if fits { Ok(number) } else { Err(taken(asked.is_some())) }
}

/// A number is in use, which the body may have named.
fn taken(is_asked: bool) -> Problem {
    if is_asked { Problem::of_place("/number", Code::NumberTaken) } else { Problem::of(Code::NumberTaken) }
}

/// What a report recommends stands by the day on its paper too.
pub fn stand_on(proposed: &[Proposed], concluded_on: NaiveDate) -> Result<(), Problem> {
    let wrong: Vec<Blocker> = proposed.iter().flat_map(|it| it.wrong_on(concluded_on)).collect();
    if wrong.is_empty() { Ok(()) } else { Err(Problem::blocked(wrong)) }
}

/// A recommendation of a report that is not concluded yet, as the conclusion judges it again.
#[derive(Clone, Copy, Debug)]
pub struct Proposed {
    /// Its number.
    pub number: i32,
    /// The day by which it is to be done.
    pub due_on: NaiveDate,
    /// Whether the agency that is to do it stands below the owner today.
    pub is_below: bool,
    /// Whether it is there today.
    pub is_alive: bool,
}

impl Proposed {
    /// What is wrong with it where the report is concluded on a day, at its number.
    pub fn wrong_on(&self, day: NaiveDate) -> Vec<Blocker> {
        let wrong = [
            (!self.is_alive, Code::AgencyNotAlive),
            (!self.is_below, Code::NotBelowOwner),
            (!is_in_time(day, self.due_on), Code::DayOutOfRange),
        ];
        let told = wrong.into_iter().filter(|(is_wrong, _)| *is_wrong);
        told.map(|(_, code)| Blocker::at(code, self.number.to_string())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::sample::City;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn code(judged: Result<(), Problem>) -> Option<Code> {
        judged.err().map(|problem| problem.code())
    }

    #[test]
    fn it_is_due_a_week_to_two_years_after_the_conclusion() {
        let out = Some(Code::DayOutOfRange);
        for (due_on, expected) in [
            ("2017-12-06", out),
            ("2017-12-07", out),
            ("2017-12-08", None),
            ("2019-12-01", None),
            ("2019-12-02", out),
            ("2016-12-08", out),
        ] {
            assert_eq!(code(leaves_time(day("2017-12-01"), day(due_on))), expected, "{due_on}");
        }
        assert_eq!(code(leaves_time(NaiveDate::MAX, NaiveDate::MAX)), out);
    }

    #[test]
    fn any_agency_below_the_owner_can_be_held_to_it() {
        let city = City::new();
        for (owner, agency, may) in [
            ("committee", "labour", true),
            ("committee", "district", true),
            ("committee", "commune", true),
            ("committee", "committee", false),
            ("committee", "elsewhere", false),
            ("district", "commune", true),
            ("district", "district", false),
            ("district", "justice", false),
            ("commune", "district", false),
        ] {
            let judged = is_below(&city.directory, city.id(owner), city.id(agency));
            assert_eq!(code(judged), (!may).then_some(Code::NotBelowOwner), "{owner} {agency}");
        }
        let unknown = is_below(&city.directory, city.id("committee"), Id::fresh());
        assert_eq!(code(unknown), Some(Code::UnknownReference));
        assert_eq!(code(is_alive(false)), Some(Code::AgencyNotAlive));
        let [one, other] = [Id::fresh(), Id::fresh()];
        assert_eq!((code(is_another(one, other)), code(is_another(one, one))), (None, Some(Code::SameAgency)));
    }

    #[test]
    fn more_time_is_more_time() {
        let holds = day("2018-06-30");
        let judged = |until: &str| code(more_time(holds, Some(day("2017-12-01")), day(until)));
        assert_eq!(judged("2018-06-29"), Some(Code::UntilNotLater));
        assert_eq!(judged("2018-06-30"), Some(Code::UntilNotLater));
        assert_eq!(judged("2018-07-01"), None);
        assert_eq!((judged("2019-12-01"), judged("2019-12-02")), (None, Some(Code::DayOutOfRange)));
    }

    #[test]
    fn whoever_says_that_it_is_done_shows_it() {
        assert_eq!(code(is_shown(0, None)), Some(Code::EvidenceMissing));
        assert_eq!(code(is_shown(1, None)), None);
        assert_eq!(code(is_shown(0, Some("112/QĐ-UBND"))), None);
    }

    #[test]
    fn a_number_is_free_and_they_end_where_paper_does() {
        let judged = |asked, there: &[i32]| number_of(asked, there).map_err(|problem| problem.code());
        assert_eq!(judged(None, &[]), Ok(1));
        assert_eq!(judged(None, &[4, 2]), Ok(5));
        assert_eq!(judged(Some(3), &[4, 2]), Ok(3));
        assert_eq!(judged(Some(4), &[4, 2]), Err(Code::NumberTaken));
        assert_eq!(judged(None, &[999]), Ok(1));
        assert_eq!(judged(None, &[1, 2, 999]), Ok(3));
        assert_eq!(judged(None, &(1..=999).collect::<Vec<_>>()), Err(Code::NumberTaken));
        assert_eq!(judged(Some(999), &[999]), Err(Code::NumberTaken));
    }

    #[test]
    fn the_conclusion_tells_all_that_is_wrong_at_the_number() {
        let right = Proposed { number: 3, due_on: day("2018-06-30"), is_below: true, is_alive: true };
        assert!(right.wrong_on(day("2017-12-01")).is_empty());
        let wrong = Proposed { is_below: false, is_alive: false, ..right };
        let told = wrong.wrong_on(day("2018-06-29"));
        let at = |code| Blocker::at(code, "3");
        assert_eq!(told, [at(Code::AgencyNotAlive), at(Code::NotBelowOwner), at(Code::DayOutOfRange)]);
    }
}
