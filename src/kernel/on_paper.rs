//! Which day may stand on a paper. Pure.

use chrono::NaiveDate;

use crate::kernel::problem::Language::{English, Vietnamese};
use crate::kernel::problem::{Code, Problem};

/// A paper bears the day on which it was signed and issued (Decree 30/2020/NĐ-CP, appendix I, place and time of issue): today in
/// Vietnam at the latest, and `from` at the earliest where its matter begins on some day. One that comes before its matter begins is
/// signed on the day.
pub fn on_paper(pointer: &str, day: NaiveDate, from: Option<NaiveDate>, today: NaiveDate) -> Result<(), Problem> {
    let first = from.map(|from| from.min(today));
    if day <= today && first.is_none_or(|first| first <= day) {
        return Ok(());
    }
    let vietnamese = match first {
        Some(first) => format!("Ngày trên văn bản từ {} đến {}", Vietnamese.day(first), Vietnamese.day(today)),
        None => format!("Ngày trên văn bản đến {}, không muộn hơn", Vietnamese.day(today)),
    };
    let english = match first {
        Some(first) => format!("The day on paper is from {} to {}", English.day(first), English.day(today)),
        None => format!("The day on paper is {} or before", English.day(today)),
    };
    Err(Problem::of(Code::DayOutOfRange).at_because(pointer, Code::DayOutOfRange, vietnamese, english))
}

/// The first day on which what is planned for a year can have been signed: that year's work is prepared in the year before.
pub fn planned_from(year: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year.checked_sub(1)?, 1, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn paper_is_not_signed_tomorrow_nor_before_its_matter_begins() {
        let judged = |on: &str, from: Option<&str>| {
            on_paper("/approved_on", day(on), from.map(day), day("2017-04-20")).map_err(Problem::into_blockers)
        };
        for on in ["2017-04-20", "2016-12-31", "0001-01-01"] {
            assert_eq!(judged(on, None), Ok(()), "{on}");
        }
        for on in ["2017-04-20", "2016-01-01"] {
            assert_eq!(judged(on, Some("2016-01-01")), Ok(()), "{on}");
        }
        for (on, from) in [("2017-04-21", None), ("2017-04-21", Some("2016-01-01")), ("2015-12-31", Some("2016-01-01"))]
        {
            let told = judged(on, from).unwrap_err();
            assert_eq!((told[0].code, told[0].at.as_deref()), (Code::DayOutOfRange, Some("/approved_on")), "{on}");
        }
    }

    #[test]
    fn what_comes_early_is_signed_on_the_day() {
        let is_fine = |on: &str| on_paper("/signed_on", day(on), Some(day("2017-11-15")), day("2017-06-10")).is_ok();
        assert_eq!(["2017-06-09", "2017-06-10", "2017-06-11"].map(is_fine), [false, true, false]);
    }

    #[test]
    fn a_year_is_planned_in_the_one_before() {
        assert_eq!(planned_from(2017), Some(day("2016-01-01")));
        assert_eq!(planned_from(i32::MIN), None);
    }
}
