//! Times with a first day and, where they end, a last one: whether they are in order, overlap, or give way to the next.

use chrono::NaiveDate;

use crate::kernel::problem::{Code, Problem};

/// A time, both its days included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The first day.
    pub from: NaiveDate,
    /// The last day, where it ends.
    pub to: Option<NaiveDate>,
}

impl Validity {
    /// From a day on, to another where it ends.
    pub fn new(from: NaiveDate, to: Option<NaiveDate>) -> Self {
        Self { from, to }
    }

    /// 422 where the last day comes before the first.
    pub fn ordered(self) -> Result<(), Problem> {
        let is_reversed = self.to.is_some_and(|to| to < self.from);
        if is_reversed { Err(Problem::of_place("/valid_to", Code::WindowReversed)) } else { Ok(()) }
    }

    /// Whether it has a day on or after another.
    pub fn reaches(self, day: NaiveDate) -> bool {
        self.to.is_none_or(|to| to >= day)
    }

    /// Whether the two have a day in common.
    pub fn overlaps(self, other: Self) -> bool {
        self.reaches(other.from) && other.reaches(self.from)
    }

    /// The day before a later time begins, where this one can end then: it has no end yet, and began before.
    fn eve_of(self, later: NaiveDate) -> Option<NaiveDate> {
        later.pred_opt().filter(|eve| *eve >= self.from && self.to.is_none())
    }
}

/// Those of some that run, each with the day on which it ends because a new one begins; 409 where one of them cannot give way.
pub fn giving_way<'a, T>(
    running: impl Iterator<Item = &'a T>,
    validity: impl Fn(&T) -> Validity,
    begins: NaiveDate,
) -> Result<Vec<(&'a T, NaiveDate)>, Problem> {
    let ending = running.map(|it| Some((it, validity(it).eve_of(begins)?))).collect::<Option<Vec<_>>>();
    ending.ok_or_else(|| Problem::of(Code::PeriodOverlaps))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(from: &str, to: Option<&str>) -> Validity {
        let day = |text: &str| text.parse().unwrap();
        Validity::new(day(from), to.map(day))
    }

    #[test]
    fn both_days_belong_to_a_time() {
        let year = time("2017-01-01", Some("2017-12-31"));
        assert!(year.overlaps(time("2017-12-31", None)) && time("2017-12-31", None).overlaps(year));
        assert!(!year.overlaps(time("2018-01-01", None)) && !time("2018-01-01", None).overlaps(year));
        assert!(time("2017-01-01", Some("2017-01-01")).ordered().is_ok());
        assert_eq!(time("2017-01-02", Some("2017-01-01")).ordered().unwrap_err().code(), Code::WindowReversed);
    }

    #[test]
    fn what_has_no_end_gives_way_to_what_begins_later_and_nothing_else_does() {
        let begins = "2017-06-01".parse().unwrap();
        let ending = |running: &[Validity]| {
            giving_way(running.iter(), |it| *it, begins).map(|all| all.into_iter().map(|(_, eve)| eve).collect())
        };
        let eve: NaiveDate = "2017-05-31".parse().unwrap();
        assert_eq!(ending(&[time("2017-01-01", None)]), Ok(vec![eve]));
        assert_eq!(ending(&[time("2017-05-31", None)]), Ok(vec![eve]));
        for stays in [time("2017-06-01", None), time("2017-07-01", None), time("2017-01-01", Some("2017-12-31"))] {
            assert_eq!(ending(&[time("2017-01-01", None), stays]).unwrap_err().code(), Code::PeriodOverlaps);
        }
    }
}
