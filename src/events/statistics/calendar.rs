//! When events of each form begin, day by day or week by week. Pure.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};

use crate::events::kinds::EventForm;
use crate::events::statistics::model::{HeatColumn, HeatMap, HeatRow};
use crate::events::window;
use crate::kernel::deadline;

/// Over more days than these a column is a week.
const MOST_DAYS: i64 = 62;

/// How many events of a form begin on a day.
pub type Count = (EventForm, NaiveDate, i64);

/// The map of a year: over the whole Action Month where only that is asked for, with the launches before it; else from the first event
/// to the last.
pub fn heat_map(year: i32, provisional: bool, is_of_the_month: bool, counts: &[Count]) -> HeatMap {
    let counts: Vec<Count> = counts.iter().copied().filter(|(_, _, count)| *count > 0).collect();
    let columns = span(year, is_of_the_month, &counts).map(columns).unwrap_or_default();
    let by_week = columns.first().is_some_and(|it| it.first_on != it.last_on);
    let mut rows: BTreeMap<EventForm, Vec<i64>> = BTreeMap::new();
    let mut column_totals = vec![0; columns.len()];
    for (form, day, count) in &counts {
        let Some(place) = columns.iter().position(|it| it.first_on <= *day && *day <= it.last_on) else { continue };
        let cells = rows.entry(*form).or_insert_with(|| vec![0; columns.len()]);
        for cell in [cells.get_mut(place), column_totals.get_mut(place)].into_iter().flatten() {
            *cell += count;
        }
    }
    let row = |(form, cells): (EventForm, Vec<i64>)| HeatRow { form, total: cells.iter().sum(), cells };
    let rows: Vec<HeatRow> = rows.into_iter().map(row).collect();
    let total = rows.iter().map(|row| row.total).sum();
    HeatMap { year, provisional, by_week, columns, rows, column_totals, total }
}

/// The first day and the last.
fn span(year: i32, is_of_the_month: bool, counts: &[Count]) -> Option<(NaiveDate, NaiveDate)> {
    let month = window::of_month(year);
    let month = is_of_the_month.then(|| [month.opens_at.date(), deadline::last_day(month.closes_at)]);
    let days = || month.into_iter().flatten().chain(counts.iter().map(|(_, day, _)| *day));
    Some((days().min()?, days().max()?))
}

fn columns((first, last): (NaiveDate, NaiveDate)) -> Vec<HeatColumn> {
    let by_week = (last - first).num_days() >= MOST_DAYS;
    let length = if by_week { 7 } else { 1 };
    let monday = first.week(chrono::Weekday::Mon).first_day();
    let begin = if by_week { monday } else { first };
    let starts = std::iter::successors(Some(begin), |day| day.checked_add_days(Days::new(length)));
    let column = |first_on: NaiveDate| {
        let last_on = first_on.checked_add_days(Days::new(length - 1)).unwrap_or(first_on);
        HeatColumn { first_on, last_on }
    };
    // A year has no more days, however it is asked for.
    starts.take_while(|day| *day <= last).take(MOST_DAYS as usize).map(column).collect()
}

/// Whether a column begins a month that the one before it is not in.
pub fn begins_a_month(columns: &[HeatColumn], place: usize) -> bool {
    let month = |place: usize| columns.get(place).map(|it| (it.first_on.year(), it.first_on.month()));
    place == 0 || month(place) != month(place - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_month_has_all_of_its_days_and_the_launches_before_it() {
        let map = heat_map(2017, false, true, &[]);
        let edges = |map: &HeatMap| {
            let columns = &map.columns;
            (columns[0].first_on, columns[columns.len() - 1].last_on, columns.len(), map.by_week)
        };
        assert_eq!(edges(&map), (day("2017-11-15"), day("2017-12-15"), 31, false));
        assert!(map.rows.is_empty() && map.total == 0 && map.column_totals == [0; 31]);
        let map = heat_map(2017, false, true, &[(EventForm::Rally, day("2017-11-01"), 1)]);
        assert_eq!(edges(&map), (day("2017-11-01"), day("2017-12-15"), 45, false));
        assert!(heat_map(2017, false, false, &[]).columns.is_empty());
    }

    #[test]
    fn sixty_two_days_are_days_and_one_more_is_weeks_from_monday_to_sunday() {
        let of = |last| {
            heat_map(
                2017,
                true,
                false,
                &[
                    (EventForm::Seminar, day("2017-03-01"), 2),
                    (EventForm::Seminar, day(last), 3),
                    (EventForm::Talk, day("2017-03-05"), 1),
                    (EventForm::Sports, day("2017-03-06"), 0),
                ],
            )
        };
        let days = of("2017-05-01");
        assert_eq!((days.by_week, days.columns.len()), (false, 62));
        assert_eq!((days.rows[0].cells[0], days.rows[0].cells[61]), (2, 3));
        let weeks = of("2017-05-02");
        assert_eq!((weeks.by_week, weeks.columns.len(), weeks.total), (true, 10, 6));
        // 1 March 2017 was a Wednesday.
        let first = HeatColumn { first_on: day("2017-02-27"), last_on: day("2017-03-05") };
        assert_eq!(weeks.columns[0], first);
        assert_eq!(weeks.rows.iter().map(|row| row.form).collect::<Vec<_>>(), [EventForm::Seminar, EventForm::Talk]);
        assert_eq!((weeks.rows[0].cells[0], weeks.rows[1].cells[0], weeks.column_totals[0]), (2, 1, 3));
        assert_eq!((weeks.rows[0].cells[9], weeks.rows[0].total), (3, 5));
    }

    #[test]
    fn no_year_is_too_long() {
        let map = heat_map(
            2012,
            false,
            false,
            &[(EventForm::Talk, day("2012-01-01"), 1), (EventForm::Talk, day("2012-12-31"), 1)],
        );
        assert_eq!((map.columns.len(), map.total), (54, 2));
    }
}
