//! The time within which an event must lie. Pure; Hải Phòng is UTC+7 without summer time (programme, II.4; `docs/decisions`).

use chrono::{Datelike, Days, NaiveDate};

use crate::events::kinds::Occasion;
use crate::kernel::deadline::{end_of, last_day, start_of};
use crate::kernel::instant::Instant;
use crate::kernel::problem::{Code, Problem};

/// From when until when, the end excluded from what lies inside but allowed as an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first instant.
    pub opens_at: Instant,
    /// The instant at which all is over.
    pub closes_at: Instant,
}

/// An event lasts so long at most, in seconds.
pub const LONGEST: i64 = 93 * 24 * 3600;
/// The results of an event are owed until 24:00 of so many days after its last one.
pub const DAYS_FOR_RESULTS: u64 = 7;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MAX)
}

/// The Action Month of a year: 15 November 00:00 to 15 December 24:00.
pub fn of_month(year: i32) -> Window {
    Window { opens_at: start_of(day(year, 11, 15)), closes_at: end_of(day(year, 12, 15)) }
}

/// Real launches come before the Month: from 1 November on.
pub fn of_launch(year: i32) -> Window {
    Window { opens_at: start_of(day(year, 11, 1)), ..of_month(year) }
}

/// The first civil day of an event.
pub fn first_day(starts_at: Instant) -> NaiveDate {
    starts_at.date()
}

/// The last civil day of an event: that of the instant before it ends.
pub fn last_day_of(ends_at: Instant) -> NaiveDate {
    last_day(ends_at)
}

/// The year that an event belongs to.
pub fn year_of(starts_at: Instant) -> i32 {
    first_day(starts_at).year()
}

/// From when on what came of an event can be told: the later of its beginning and 00:00 of its last day.
pub fn results_from(starts_at: Instant, ends_at: Instant) -> Instant {
    starts_at.max(start_of(last_day_of(ends_at)))
}

/// The last day on which results are on time.
pub fn results_due_on(ends_at: Instant) -> NaiveDate {
    last_day_of(ends_at).checked_add_days(Days::new(DAYS_FOR_RESULTS)).unwrap_or(NaiveDate::MAX)
}

/// The first instant at which results are late.
pub fn results_due_at(ends_at: Instant) -> Instant {
    end_of(results_due_on(ends_at))
}

/// What any event's times must be: the beginning before the end, and not too far from it.
pub fn in_order(starts_at: Instant, ends_at: Instant) -> Result<(), Problem> {
    if starts_at >= ends_at {
        return Err(Problem::of_place("/ends_at", Code::TimesReversed));
    }
    if ends_at > starts_at.plus_seconds(LONGEST) {
        return Err(Problem::of_place("/ends_at", Code::TooLong));
    }
    Ok(())
}

/// An event lies within the time of its occasion: the Month's, the launch's, or one civil year.
pub fn fits(occasion: Occasion, starts_at: Instant, ends_at: Instant) -> Result<(), Problem> {
    in_order(starts_at, ends_at)?;
    let year = year_of(starts_at);
    match occasion {
        Occasion::ActionMonth => within(of_month(year), "15/11", year, starts_at, ends_at),
        Occasion::Launch => within(of_launch(year), "01/11", year, starts_at, ends_at),
        _ if last_day_of(ends_at).year() != year => Err(Problem::of_place("/ends_at", Code::YearsDiffer)),
        _ => Ok(()),
    }
}

fn within(window: Window, first: &str, year: i32, starts_at: Instant, ends_at: Instant) -> Result<(), Problem> {
    let pointers = [("/starts_at", starts_at < window.opens_at), ("/ends_at", ends_at > window.closes_at)];
    let mut wrong = pointers.into_iter().filter(|(_, is_wrong)| *is_wrong).peekable();
    if wrong.peek().is_none() {
        return Ok(());
    }
    let problem = Problem::of(Code::OutsideWindow).detail(
        format!("Từ 00:00 ngày {first}/{year} đến 24:00 ngày 15/12/{year}, giờ Hải Phòng"),
        format!("From 00:00 on {first}/{year} to 24:00 on 15/12/{year}, in Hải Phòng"),
    );
    Err(wrong.fold(problem, |problem, (pointer, _)| problem.at(pointer, Code::OutsideWindow)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    fn code(occasion: Occasion, starts: &str, ends: &str) -> Option<Code> {
        fits(occasion, at(starts), at(ends)).err().map(|it| it.code())
    }

    #[test]
    fn the_edges_of_the_window_are_exact_to_the_microsecond() {
        use Occasion::{ActionMonth, Launch, Other, TrainingCourse};
        for (occasion, starts, ends, expected) in [
            (ActionMonth, "2017-12-15T19:00:00+07:00", "2017-12-16T00:00:00+07:00", None),
            (ActionMonth, "2017-12-15T19:00:00+07:00", "2017-12-16T00:00:00.000001+07:00", Some(Code::OutsideWindow)),
            (ActionMonth, "2017-11-14T23:59:59.999999+07:00", "2017-11-15T10:00:00+07:00", Some(Code::OutsideWindow)),
            (Launch, "2017-11-14T23:59:59.999999+07:00", "2017-11-15T10:00:00+07:00", None),
            (ActionMonth, "2017-11-14T17:00:00Z", "2017-12-15T17:00:00Z", None),
            (Launch, "2017-11-04T08:00:00+07:00", "2017-11-04T11:00:00+07:00", None),
            (Launch, "2017-10-31T17:00:00Z", "2017-10-31T18:00:00Z", None),
            (Launch, "2017-10-31T16:59:59.999999Z", "2017-10-31T18:00:00Z", Some(Code::OutsideWindow)),
            (Launch, "2017-12-15T23:00:00+07:00", "2017-12-16T00:30:00+07:00", Some(Code::OutsideWindow)),
            (ActionMonth, "2018-01-05T08:00:00+07:00", "2018-01-05T11:00:00+07:00", Some(Code::OutsideWindow)),
            (Other, "2018-01-05T08:00:00+07:00", "2018-01-05T11:00:00+07:00", None),
            (Other, "2017-12-31T20:00:00+07:00", "2018-01-01T00:00:00+07:00", None),
            (Other, "2017-12-31T20:00:00+07:00", "2018-01-01T00:00:00.000001+07:00", Some(Code::YearsDiffer)),
            (TrainingCourse, "2017-05-01T00:00:00+07:00", "2017-08-02T00:00:00+07:00", None),
            (TrainingCourse, "2017-05-01T00:00:00+07:00", "2017-08-02T00:00:00.000001+07:00", Some(Code::TooLong)),
            (Other, "2017-05-01T00:00:00+07:00", "2017-05-01T00:00:00+07:00", Some(Code::TimesReversed)),
        ] {
            assert_eq!(code(occasion, starts, ends), expected, "{occasion} {starts} {ends}");
        }
    }

    #[test]
    fn results_are_owed_through_the_seventh_day_after_the_last() {
        let evening = at("2017-11-23T21:00:00+07:00");
        assert_eq!(results_due_at(evening), at("2017-11-30T17:00:00Z"));
        // 24:00 of a day belongs to that day.
        assert_eq!(results_due_at(at("2017-11-24T00:00:00+07:00")), at("2017-11-30T17:00:00Z"));
        assert_eq!(results_due_at(at("2017-11-24T00:00:00.000001+07:00")), at("2017-12-01T17:00:00Z"));
    }

    #[test]
    fn results_are_told_on_the_last_day_and_not_before_the_beginning() {
        let (first, last) = (at("2017-11-20T08:00:00+07:00"), at("2017-11-22T17:00:00+07:00"));
        assert_eq!(results_from(first, last), at("2017-11-22T00:00:00+07:00"));
        let (evening, night) = (at("2017-11-20T19:00:00+07:00"), at("2017-11-20T21:00:00+07:00"));
        assert_eq!(results_from(evening, night), evening);
    }
}
