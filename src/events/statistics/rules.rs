//! When figures stand: pure.

use chrono::NaiveDate;

use crate::events::kinds::EventOccasion;
use crate::events::statistics::model::EventStates;
use crate::events::window;
use crate::kernel::deadline::end_of;
use crate::kernel::instant::Instant;

/// Whether only what belongs to the Action Month is asked for.
pub fn is_of_the_month(occasions: &[EventOccasion]) -> bool {
    !occasions.is_empty() && occasions.iter().all(|it| it.is_of_the_month())
}

/// Whether figures of a year may still become others: what comes of something is still to be told, or there is still time for more,
/// in the Month where only that is asked for, else in the year.
pub fn is_provisional(year: i32, occasions: &[EventOccasion], states: EventStates, now: Instant) -> bool {
    let over_at = match is_of_the_month(occasions) {
        true => window::of_month(year).closes_at,
        false => end_of(NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(NaiveDate::MAX)),
    };
    states.is_unsettled() || now < over_at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_once_all_is_told_and_time_is_over() {
        let at = |text| Instant::parse(text).unwrap();
        let told = EventStates { reported: 2, postponed: 1, cancelled: 1, ..EventStates::default() };
        let month: &[EventOccasion] = &[EventOccasion::ActionMonth, EventOccasion::Launch];
        for (occasions, now, states, expected) in [
            (month, "2017-12-15T23:59:59.999999+07:00", told, true),
            (month, "2017-12-16T00:00:00+07:00", told, false),
            (month, "2017-12-16T00:00:00+07:00", EventStates { held: 1, ..told }, true),
            (month, "2017-12-16T00:00:00+07:00", EventStates { planned: 1, ..told }, true),
            (&[EventOccasion::Day8March], "2017-12-31T23:59:59+07:00", told, true),
            (&[EventOccasion::Day8March], "2018-01-01T00:00:00+07:00", told, false),
            (&[EventOccasion::Day8March, EventOccasion::Launch], "2017-12-16T00:00:00+07:00", told, true),
            (&[], "2017-12-16T00:00:00+07:00", told, true),
            (&[], "2018-01-01T00:00:00+07:00", EventStates::default(), false),
        ] {
            assert_eq!(is_provisional(2017, occasions, states, at(now)), expected, "{occasions:?} {now} {states:?}");
        }
    }
}
