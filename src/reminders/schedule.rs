//! When a reminder goes out. Pure: days in, days out.

use chrono::{Days, NaiveDate};

use crate::kernel::due::Due;
use crate::kernel::text_enum::text_enum;

text_enum! {
    /// Why somebody is reminded.
    pub enum Occasion {
        /// The due date comes near.
        BeforeDue => "before_due",
        /// The first day that is late.
        FirstLateDay => "first_late_day",
        /// It is late still.
        Overdue => "overdue",
        /// It was returned, and the next version is awaited.
        Returned => "returned",
        /// Somebody asked for it to be reminded.
        ByHand => "by_hand",
    }
}

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// So many days before the last on-time day; none: not at all.
    pub days_before: Vec<u16>,
    /// So many days apart once it is late or returned; 0: not at all.
    pub every_days: u16,
}

/// A reminder that the schedule asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Why.
    pub occasion: Occasion,
    /// The day it belongs to.
    pub on: NaiveDate,
}

impl Schedule {
    /// How long before the last on-time day the first reminder goes out, in days.
    pub fn longest_notice(&self) -> u16 {
        self.days_before.iter().copied().max().unwrap_or_default()
    }

    /// The newest reminder that belongs to a day after `through` and not after `today`: whatever was missed while the service
    /// was stopped goes out as one.
    pub fn newest(&self, due: &Due, through: NaiveDate, today: NaiveDate) -> Option<Remark> {
        if !due.is_owed {
            return None;
        }
        let missed = |remark: &Remark| through < remark.on && remark.on <= today;
        let before = self.before_due(due).filter(missed);
        let after = match due.awaited_since {
            Some(since) => self.latest_of(Occasion::Returned, since, today),
            None => self.late(due, today),
        };
        // The last of equals wins: what is late or returned says more than what comes near.
        before.chain(after.filter(missed)).max_by_key(|remark| remark.on)
    }

    fn before_due<'a>(&'a self, due: &'a Due) -> impl Iterator<Item = Remark> + 'a {
        let asked_for = due.internal_on.unwrap_or(due.last_day).min(due.last_day);
        self.days_before
            .iter()
            .filter(|days| **days > 0 && due.notice.is_none_or(|notice| **days <= notice))
            .filter_map(move |days| asked_for.checked_sub_days(Days::new(u64::from(*days))))
            .map(|on| Remark { occasion: Occasion::BeforeDue, on })
    }

    fn late(&self, due: &Due, today: NaiveDate) -> Option<Remark> {
        let first = due.last_day.succ_opt().filter(|first| self.every_days > 0 && *first <= today)?;
        let latest = self.latest_of(Occasion::Overdue, first, today);
        latest.or(Some(Remark { occasion: Occasion::FirstLateDay, on: first }))
    }

    /// The last of the days that are one or more whole periods after `since`.
    fn latest_of(&self, occasion: Occasion, since: NaiveDate, today: NaiveDate) -> Option<Remark> {
        let every = u64::from(self.every_days);
        let passed = u64::try_from((today - since).num_days()).ok()?;
        let times = passed.checked_div(every).filter(|times| *times > 0)?;
        Some(Remark { occasion, on: since.checked_add_days(Days::new(times * every))? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::id::Id;
    use crate::kernel::instant::Instant;
    use crate::kernel::policy::Seat;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn due(last_day: &str) -> Due {
        Due {
            resource: "obligations",
            id: Id::fresh(),
            is_owed: true,
            version: 1,
            changed_at: Instant(0),
            agency: Id::fresh(),
            roles: &[],
            done_by: &[],
            keeper: Id::fresh(),
            keeper_seat: Seat::Committee,
            last_day: day(last_day),
            is_extended: false,
            internal_on: None,
            awaited_since: None,
            notice: None,
        }
    }

    fn usual() -> Schedule {
        Schedule { days_before: vec![14, 7, 1], every_days: 7 }
    }

    /// Every reminder from one day to another, asked day by day.
    fn all(schedule: &Schedule, due: &Due, from: &str, to: &str) -> Vec<(String, Occasion)> {
        let days = day(from).iter_days().take_while(|it| *it <= day(to));
        days.filter_map(|today| schedule.newest(due, today.pred_opt().unwrap(), today))
            .map(|remark| (remark.on.to_string(), remark.occasion))
            .collect()
    }

    #[test]
    fn each_goes_out_on_its_day_and_not_a_day_off() {
        use Occasion::{BeforeDue, FirstLateDay, Overdue};
        // "Before 15 June": 14 June is the last day.
        let found = all(&usual(), &due("2017-06-14"), "2017-05-01", "2017-06-30");
        let expected = [
            ("2017-05-31", BeforeDue),
            ("2017-06-07", BeforeDue),
            ("2017-06-13", BeforeDue),
            ("2017-06-15", FirstLateDay),
            ("2017-06-22", Overdue),
            ("2017-06-29", Overdue),
        ];
        assert_eq!(found, expected.map(|(on, occasion)| (on.to_owned(), occasion)));
    }

    #[test]
    fn an_earlier_day_of_the_house_moves_what_comes_before_and_nothing_else() {
        let inside = Due { internal_on: Some(day("2017-06-05")), ..due("2017-06-14") };
        let found = all(&usual(), &inside, "2017-05-01", "2017-06-15");
        let days: Vec<&str> = found.iter().map(|(on, _)| on.as_str()).collect();
        assert_eq!(days, ["2017-05-22", "2017-05-29", "2017-06-04", "2017-06-15"]);
    }

    #[test]
    fn what_was_returned_is_awaited_weekly_and_is_not_called_late() {
        use Occasion::{BeforeDue, Returned};
        let returned = Due { awaited_since: Some(day("2017-06-08")), ..due("2017-06-14") };
        let found = all(&usual(), &returned, "2017-06-08", "2017-06-23");
        let expected = [("2017-06-13", BeforeDue), ("2017-06-15", Returned), ("2017-06-22", Returned)];
        assert_eq!(found, expected.map(|(on, occasion)| (on.to_owned(), occasion)));
    }

    #[test]
    fn after_a_stop_the_newest_goes_out_alone() {
        let newest = |through, today| usual().newest(&due("2017-06-14"), day(through), day(today));
        let some = |occasion, on| Some(Remark { occasion, on: day(on) });
        assert_eq!(newest("2017-06-05", "2017-06-16"), some(Occasion::FirstLateDay, "2017-06-15"));
        assert_eq!(newest("2017-05-20", "2017-06-10"), some(Occasion::BeforeDue, "2017-06-07"));
        assert_eq!(newest("2017-06-16", "2017-07-20"), some(Occasion::Overdue, "2017-07-20"));
        assert_eq!(newest("2017-06-15", "2017-06-21"), None);
    }

    #[test]
    fn where_notice_is_short_the_earlier_ones_are_left_out() {
        let brief = Due { notice: Some(1), ..due("2017-11-30") };
        let days: Vec<String> =
            all(&usual(), &brief, "2017-11-01", "2017-12-09").into_iter().map(|(on, _)| on).collect();
        assert_eq!(days, ["2017-11-29", "2017-12-01", "2017-12-08"]);
    }

    #[test]
    fn each_half_can_be_switched_off() {
        let found = |schedule: Schedule| all(&schedule, &due("2017-06-14"), "2017-05-01", "2017-06-30").len();
        assert_eq!(found(Schedule { days_before: Vec::new(), every_days: 7 }), 3);
        assert_eq!(found(Schedule { days_before: vec![0], every_days: 7 }), 3);
        assert_eq!(found(Schedule { days_before: vec![3], every_days: 0 }), 1);
        assert_eq!(found(Schedule { days_before: vec![3], every_days: 1 }), 17);
    }
}
