//! What this chapter judges alike of what comes from paper.

use chrono::NaiveDate;

use crate::kernel::problem::{Code, Problem};

/// What is on paper was signed today or before.
pub fn on_paper(pointer: &str, day: NaiveDate, today: NaiveDate) -> Result<(), Problem> {
    if day <= today {
        return Ok(());
    }
    Err(Problem::of(Code::DayOutOfRange).at_because(
        pointer,
        Code::DayOutOfRange,
        "Ngày trên văn bản không được sau hôm nay",
        "The day on paper is not after today",
    ))
}

/// A number that is in use is the one that the body names.
pub fn at_number(problem: Problem) -> Problem {
    if problem.code() == Code::NumberTaken && problem.is_bare() {
        problem.at("/number", Code::NumberTaken)
    } else {
        problem
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paper_is_not_signed_tomorrow() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let judged = |on: &str| on_paper("/approved_on", day(on), day("2017-04-20")).map_err(|it| it.into_blockers());
        assert_eq!((judged("2017-04-20"), judged("2016-12-31")), (Ok(()), Ok(())));
        let told = judged("2017-04-21").unwrap_err();
        assert_eq!((told[0].code, told[0].at.as_deref()), (Code::DayOutOfRange, Some("/approved_on")));
    }

    #[test]
    fn a_number_in_use_is_pointed_at() {
        assert_eq!(at_number(Problem::of(Code::NumberTaken)).into_blockers()[0].at.as_deref(), Some("/number"));
        assert!(at_number(Problem::of(Code::IdTaken)).is_bare());
    }
}
