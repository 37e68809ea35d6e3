//! What is judged of a request for more time beside who asks and who decides.

use chrono::NaiveDate;

use super::extendable::PaperFacts;
use super::model::{About, NewExtension};
use crate::kernel::deadline;
use crate::kernel::problem::{Code, Problem};

/// What time is asked for: papers of exactly one kind.
pub fn of_one_kind(body: &NewExtension) -> Result<About, Problem> {
    body.about().ok_or_else(|| Problem::of(Code::OneSubject))
}

/// Time can be asked for now.
pub fn may_be_asked_now(papers: &PaperFacts) -> Result<(), Problem> {
    papers.not_now.map_or(Ok(()), |code| Err(Problem::of(code)))
}

/// More time is asked for papers on all of which one person can decide, that need it still, and beyond what they have.
pub fn may_be_asked(papers: &PaperFacts, pointer: &'static str, until: NaiveDate) -> Result<(), Problem> {
    if let Some(code) = papers.differ.or(papers.settled) {
        return Err(Problem::of_place(pointer, code));
    }
    later_than_due(papers, until)
}

/// More time is later than what each of them has: it runs to 24:00 of its day.
pub fn later_than_due(papers: &PaperFacts, until: NaiveDate) -> Result<(), Problem> {
    if deadline::end_of(until) > papers.due_at {
        return Ok(());
    }
    Err(deadline::not_later("/until", deadline::last_day(papers.due_at)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::id::Id;
    use crate::kernel::problem::Language;

    fn papers(due: NaiveDate) -> PaperFacts {
        PaperFacts {
            agency: Id::fresh(),
            owner: Id::fresh(),
            seats: Vec::new(),
            differ: None,
            not_now: None,
            settled: None,
            authors: Vec::new(),
            due_at: deadline::end_of(due),
        }
    }

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2017, 6, day).unwrap()
    }

    #[test]
    fn more_time_is_at_least_a_day_more() {
        let papers = papers(day(14));
        assert!(later_than_due(&papers, day(15)).is_ok());
        for until in [day(13), day(14)] {
            let refused = later_than_due(&papers, until).unwrap_err();
            assert_eq!(refused.code(), Code::UntilNotLater);
            // The last day on time, and not the instant that ends it.
            assert!(refused.told(Language::Vietnamese).ends_with("ngày 14/06/2017"), "{until}");
        }
    }

    #[test]
    fn what_differs_is_told_before_what_is_settled_and_that_before_the_day() {
        let code = |papers: &PaperFacts| may_be_asked(papers, "/assignment_ids", day(1)).unwrap_err().code();
        let late = papers(day(14));
        let settled = PaperFacts { settled: Some(Code::AssignmentSettled), ..late.clone() };
        let differing = PaperFacts { differ: Some(Code::AssignmentsDiffer), ..settled.clone() };
        assert_eq!(
            [&differing, &settled, &late].map(code),
            [Code::AssignmentsDiffer, Code::AssignmentSettled, Code::UntilNotLater]
        );
    }
}
