//! As of which day a report is signed. Pure.

use chrono::NaiveDate;

use crate::kernel::on_paper::on_paper;
use crate::kernel::problem::Problem;

/// A report is signed when its figures have begun, or today where it is early, and today at the latest.
pub fn signed_in_time(signed_on: NaiveDate, data_from: NaiveDate, today: NaiveDate) -> Result<(), Problem> {
    on_paper("/signed_on", signed_on, Some(data_from), today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_of_signing_lies_where_the_figures_have_begun_and_not_ahead() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let is_fine =
            |signed: &str, from: &str, today: &str| signed_in_time(day(signed), day(from), day(today)).is_ok();
        for signed in ["2016-12-15", "2017-06-10"] {
            assert!(is_fine(signed, "2016-12-15", "2017-06-10"), "{signed}");
        }
        for signed in ["2016-12-14", "2017-06-11"] {
            assert!(!is_fine(signed, "2016-12-15", "2017-06-10"), "{signed}");
        }
        // An early report is received all the same, and signed on the day.
        assert!(is_fine("2017-06-10", "2017-11-15", "2017-06-10"));
        assert!(!is_fine("2017-06-09", "2017-11-15", "2017-06-10"));
    }
}
