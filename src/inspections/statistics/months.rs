//! The plans of a year against what was done, month by month. Pure.

use chrono::{Datelike, NaiveDate};

use crate::inspections::inspections::model::InspectionKind;
use crate::inspections::statistics::model::{InspectionMonth, InspectionMonths, MonthCounts};
use crate::inspections::statistics::rules::Counted;
use crate::kernel::deadline;
use crate::kernel::instant::Instant;

impl MonthCounts {
    /// With those of another part.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            visits_planned: self.visits_planned + other.visits_planned,
            visits_done: self.visits_done + other.visits_done,
            self_inspections_due: self.self_inspections_due + other.self_inspections_due,
            self_inspections_received: self.self_inspections_received + other.self_inspections_received,
        }
    }
}

/// The months of a year of plans. What comes before the year counts in January.
pub fn months(year: i32, all: &[Counted]) -> InspectionMonths {
    let mut parts = [MonthCounts::default(); 13];
    for one in all {
        let (planned, done) = match one.kind {
            InspectionKind::Visit => (VISITS_PLANNED, VISITS_DONE),
            InspectionKind::SelfInspection => (SELF_DUE, SELF_RECEIVED),
        };
        let done_at: Option<Instant> = match one.kind {
            InspectionKind::Visit => one.finished_at,
            InspectionKind::SelfInspection => one.first_signed_at,
        };
        let planned_on = one.is_expected().then_some(one.last_day);
        let done_on = done_at.filter(|_| one.is_expected()).map(deadline::civil_date);
        for (count, day) in [(planned, planned_on), (done, done_on)] {
            if let Some(part) = day.and_then(|day| parts.get_mut(place(year, day))) {
                *count(part) += 1;
            }
        }
    }
    let totals = parts.into_iter().fold(MonthCounts::default(), MonthCounts::plus);
    let [months @ .., later] = parts;
    let month = |(month, counts)| InspectionMonth { month, counts };
    InspectionMonths { year, months: (1..).zip(months).map(month).collect(), later, totals }
}

type Count = fn(&mut MonthCounts) -> &mut i64;
const VISITS_PLANNED: Count = |it| &mut it.visits_planned;
const VISITS_DONE: Count = |it| &mut it.visits_done;
const SELF_DUE: Count = |it| &mut it.self_inspections_due;
const SELF_RECEIVED: Count = |it| &mut it.self_inspections_received;

/// From 0 for January to 11 for December, and 12 for later.
fn place(year: i32, day: NaiveDate) -> usize {
    match day.year() {
        it if it < year => 0,
        it if it > year => 12,
        _ => day.month0() as usize,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::inspections::inspections::model::InspectionState;

    pub(in crate::inspections::statistics) fn visit(last_day: &str, finished: Option<&str>) -> Counted {
        let state = if finished.is_some() { InspectionState::Closed } else { InspectionState::Scheduled };
        Counted {
            kind: InspectionKind::Visit,
            state,
            cancel_cause: None,
            last_day: last_day.parse().unwrap(),
            finished_at: finished.map(|it| Instant::parse(it).unwrap()),
            first_signed_at: None,
        }
    }

    pub(in crate::inspections::statistics) fn own(last_day: &str, signed: Option<&str>) -> Counted {
        Counted {
            kind: InspectionKind::SelfInspection,
            finished_at: None,
            first_signed_at: signed.map(|it| Instant::parse(it).unwrap()),
            ..visit(last_day, None)
        }
    }

    #[test]
    fn each_counts_in_the_month_for_which_it_was_planned_and_in_that_in_which_it_was_done() {
        let cancelled = Counted { state: InspectionState::Cancelled, ..visit("2017-06-16", None) };
        let all = [
            visit("2017-06-16", Some("2017-07-01T00:00:00+07:00")),
            visit("2017-12-31", Some("2017-12-31T23:59:59+07:00")),
            visit("2017-06-30", None),
            // Put off into the next year.
            visit("2018-01-10", Some("2018-01-09T10:00:00+07:00")),
            cancelled,
            own("2017-10-31", Some("2016-12-30T10:00:00+07:00")),
            own("2017-10-31", Some("2017-10-31T23:59:59+07:00")),
            own("2017-10-31", Some("2018-01-01T00:00:00+07:00")),
            own("2017-10-31", None),
        ];
        let told = months(2017, &all);
        let counts = |month: usize| {
            let MonthCounts { visits_planned, visits_done, self_inspections_due, self_inspections_received } =
                told.months[month - 1].counts;
            (visits_planned, visits_done, self_inspections_due, self_inspections_received)
        };
        assert_eq!(told.months.iter().map(|it| it.month).collect::<Vec<_>>(), (1..=12).collect::<Vec<_>>());
        assert_eq!((counts(1), counts(6), counts(7)), ((0, 0, 0, 1), (2, 0, 0, 0), (0, 1, 0, 0)));
        assert_eq!((counts(10), counts(12)), ((0, 0, 4, 1), (1, 1, 0, 0)));
        let later =
            MonthCounts { visits_planned: 1, visits_done: 1, self_inspections_due: 0, self_inspections_received: 1 };
        assert_eq!(told.later, later);
        let totals =
            MonthCounts { visits_planned: 4, visits_done: 3, self_inspections_due: 4, self_inspections_received: 3 };
        assert_eq!(told.totals, totals);
    }
}
