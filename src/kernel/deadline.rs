//! Vietnam's civil time lives here alone: how a date on paper becomes the first instant that is late, and what is late by it.

use chrono::{Datelike, Days, FixedOffset, NaiveDate, NaiveTime, TimeZone};

use crate::kernel::exact::YEARS;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Language::{English, Vietnamese};
use crate::kernel::problem::{Code, Problem};
use crate::kernel::text_enum::text_enum;

/// Asia/Ho_Chi_Minh has stood at +07:00 without summer time since 13 June 1975; no date of this service is older.
const VIETNAM_OFFSET_SECONDS: i32 = 7 * 3600;

/// The name shown to clients.
pub const TIME_ZONE: &str = "Asia/Ho_Chi_Minh";

text_enum! {
    /// How a date on paper limits: `before 15/6` ends with 14 June, `on_or_before 15/6` with 15 June.
    pub enum DueRule {
        /// The date itself is late (`trước ngày`).
        Before => "before",
        /// The date itself is still in time (`chậm nhất ngày`, `đến ngày`).
        OnOrBefore => "on_or_before",
    }
}

impl DueRule {
    /// How a date on paper limits, by the instant that it became.
    pub fn of(due_on: NaiveDate, due_at: Instant) -> Self {
        if due_at == start_of(due_on) { Self::Before } else { Self::OnOrBefore }
    }
}

text_enum! {
    /// Whether something came in time, by the first instant that is late.
    pub enum Timeliness {
        /// Not received, and the due instant is still to come.
        Pending => "pending",
        /// Received before the due instant.
        OnTime => "on_time",
        /// Received at the due instant or later.
        Late => "late",
        /// Not received, and the due instant has passed.
        Overdue => "overdue",
    }
}

impl Timeliness {
    /// Of what was done at an instant, or was not yet, as it stands now.
    pub fn of(done_at: Option<Instant>, due_at: Instant, now: Instant) -> Self {
        match done_at {
            Some(done) if done < due_at => Self::OnTime,
            Some(_) => Self::Late,
            None if now < due_at => Self::Pending,
            None => Self::Overdue,
        }
    }
}

/// 00:00 of a date in Vietnam. Dates beyond chrono's range give the largest instant, which is never late, and the first day of the
/// year 1 begins with the first instant that can be shown.
pub fn start_of(date: NaiveDate) -> Instant {
    let midnight = date.and_time(NaiveTime::MIN);
    FixedOffset::east_opt(VIETNAM_OFFSET_SECONDS)
        .and_then(|zone| zone.from_local_datetime(&midnight).single())
        .map_or(Instant(i64::MAX), |at| Instant(at.timestamp_micros()).max(Instant::FIRST))
}

/// 24:00 of a date in Vietnam, which is 00:00 of the next.
pub fn end_of(date: NaiveDate) -> Instant {
    date.checked_add_days(Days::new(1)).map_or(Instant(i64::MAX), start_of)
}

/// The first instant that is late.
pub fn due_at(due_on: NaiveDate, rule: DueRule) -> Instant {
    match rule {
        DueRule::Before => start_of(due_on),
        DueRule::OnOrBefore => end_of(due_on),
    }
}

/// The last day with an instant that is on time, for a due instant: the first that is late.
pub fn last_day(due_at: Instant) -> NaiveDate {
    let day = civil_date(due_at);
    let eve = day.pred_opt().filter(|eve| YEARS.contains(&eve.year()));
    if start_of(day) == due_at { eve.unwrap_or(day) } else { day }
}

/// More time ends after the last day that holds: what is said where it does not, with that day.
pub fn not_later(pointer: &str, holds: NaiveDate) -> Problem {
    Problem::of(Code::UntilNotLater).at_because(
        pointer,
        Code::UntilNotLater,
        format!("Hạn mới phải muộn hơn hạn hiện tại là ngày {}", Vietnamese.day(holds)),
        format!("The new date must be later than the one that holds, {}", English.day(holds)),
    )
}

impl Instant {
    /// The civil date in Vietnam at this instant.
    pub fn date(self) -> NaiveDate {
        civil_date(self)
    }
}

/// The date in Vietnam at an instant.
pub fn civil_date(at: Instant) -> NaiveDate {
    (at.utc() + chrono::Duration::seconds(i64::from(VIETNAM_OFFSET_SECONDS))).date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn before_15_june_is_late_from_midnight_in_vietnam() {
        let due = due_at(date("2017-06-15"), DueRule::Before);
        assert_eq!(due, Instant::parse("2017-06-15T00:00:00+07:00").unwrap());
        assert!(Instant::parse("2017-06-14T23:59:59.999999+07:00").unwrap() < due);
    }

    #[test]
    fn the_last_day_is_the_one_before_midnight() {
        for rule in [DueRule::Before, DueRule::OnOrBefore] {
            let last = if rule == DueRule::Before { "2017-06-14" } else { "2017-06-15" };
            assert_eq!(last_day(due_at(date("2017-06-15"), rule)), date(last));
        }
        assert_eq!(last_day(Instant::parse("2017-06-15T12:00:00+07:00").unwrap()), date("2017-06-15"));
    }

    #[test]
    fn a_rule_is_told_by_its_instant() {
        for rule in DueRule::ALL {
            assert_eq!(DueRule::of(date("2017-06-15"), due_at(date("2017-06-15"), *rule)), *rule);
        }
    }

    #[test]
    fn whatever_follows_from_a_date_can_be_shown() {
        for (day, rule, due) in [
            ("0001-01-01", DueRule::Before, "0001-01-01T00:00:00.000000Z"),
            ("9999-12-31", DueRule::OnOrBefore, "9999-12-31T17:00:00.000000Z"),
        ] {
            let due_at = due_at(date(day), rule);
            assert_eq!((due_at.to_string().as_str(), last_day(due_at)), (due, date(day)));
        }
    }

    #[test]
    fn on_or_before_includes_the_whole_day() {
        let due = due_at(date("2017-12-31"), DueRule::OnOrBefore);
        assert_eq!(due, Instant::parse("2018-01-01T00:00:00+07:00").unwrap());
    }

    proptest! {
        #[test]
        fn a_day_holds_exactly_its_own_instants(days in 0i64..40_000, micro in 0i64..86_400_000_000) {
            let day = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap() + chrono::Duration::days(days);
            let at = Instant(start_of(day).0 + micro);
            prop_assert_eq!(civil_date(at), day);
            prop_assert!(at < end_of(day));
            prop_assert_eq!(due_at(day, DueRule::Before), start_of(day));
            prop_assert!(due_at(day, DueRule::Before) < due_at(day, DueRule::OnOrBefore));
        }
    }
}
