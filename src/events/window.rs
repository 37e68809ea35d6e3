//! The time within which an event must lie. Pure; Hải Phòng is UTC+7 without summer time (programme, II.4; `docs/decisions`).

use chrono::{Datelike, Days, NaiveDate};

use crate::kernel::deadline::{end_of, last_day, start_of};
use crate::kernel::instant::Instant;

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

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
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
