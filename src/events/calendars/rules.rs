//! What calendars cover, and how many addresses an agency has. Pure.

use chrono::{Days, NaiveDate};

use crate::events::calendars::ics::Standing;
use crate::events::events::model::EventState;
use crate::kernel::deadline::{end_of, start_of};
use crate::kernel::instant::Instant;
use crate::kernel::problem::{Code, Problem};

/// A feed begins so many days back …
const DAYS_BACK: u64 = 90;
/// … and ends so many ahead.
const DAYS_AHEAD: u64 = 400;
/// What is off is told for so many days past its end.
const DAYS_TOLD: u64 = 30;
/// So many addresses of an agency are good at once.
const MOST_ADDRESSES: i64 = 20;

/// What a calendar covers: what ends after the first instant and begins before the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// The first instant.
    pub from: Instant,
    /// The first instant that is not covered.
    pub before: Instant,
}

fn days_before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN)
}

/// The first and the last day of what feeds cover.
pub fn days_of_feeds(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let last = today.checked_add_days(Days::new(DAYS_AHEAD)).unwrap_or(NaiveDate::MAX);
    (days_before(today, DAYS_BACK), last)
}

/// What feeds cover, by the day on which they are asked for.
pub fn span_of_feeds(today: NaiveDate) -> Span {
    let (first, last) = days_of_feeds(today);
    Span { from: start_of(first), before: end_of(last) }
}

/// What is off is told that would have ended after this.
pub fn kept_from(today: NaiveDate) -> Instant {
    start_of(days_before(today, DAYS_TOLD))
}

/// Whether an event is told still: always, unless it is off, and then for a while.
pub fn is_told(standing: Standing, ends_at: Instant, kept_from: Instant) -> bool {
    !standing.is_off() || ends_at > kept_from
}

/// How an event stands in its agency's calendar.
pub fn standing(state: EventState) -> Standing {
    match state {
        EventState::Planned => Standing::Tentative,
        EventState::Confirmed | EventState::Held | EventState::Reported => Standing::Confirmed,
        EventState::Postponed => Standing::Postponed,
        EventState::Cancelled => Standing::Cancelled,
    }
}

/// 409 where an agency has as many addresses that are good as it may.
pub fn room_for_one(good: i64) -> Result<(), Problem> {
    if good < MOST_ADDRESSES { Ok(()) } else { Err(Problem::of(Code::AddressesFull)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_off_is_told_for_thirty_days() {
        let ends_at = Instant::parse("2017-11-20T21:00:00+07:00").expect("an instant");
        let told = |standing, today: &str| is_told(standing, ends_at, kept_from(today.parse().expect("a day")));
        for standing in [Standing::Cancelled, Standing::Postponed] {
            assert!(told(standing, "2017-11-20") && told(standing, "2017-12-20"));
            assert!(!told(standing, "2017-12-21"));
        }
        assert!(told(Standing::Confirmed, "2019-01-01") && told(Standing::Tentative, "2019-01-01"));
    }

    #[test]
    fn the_twenty_first_address_is_one_too_many() {
        assert!(room_for_one(19).is_ok());
        assert_eq!(room_for_one(20).expect_err("full").code(), Code::AddressesFull);
    }
}
