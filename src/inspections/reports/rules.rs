//! What a report of a visit must be, beside who may and beside its workflow.

use chrono::{Days, NaiveDate};

use crate::inspections::inspections::model::{InspectionKind, InspectionState};
use crate::inspections::reports::model::ReportState;
use crate::kernel::on_paper::on_paper;
use crate::kernel::problem::{Code, Problem};

/// The agency has from so many days …
const FEWEST_DAYS: u64 = 5;
/// … up to so many for its comment.
const MOST_DAYS: u64 = 30;
/// After so many days of review its conclusion is expected.
const REVIEW_DAYS: u64 = 15;

/// A report is begun of a visit whose fieldwork is done, and which has none yet: later versions of it are opened by
/// `amend`. `newest` is its newest version.
pub fn may_begin(kind: InspectionKind, visit: InspectionState, newest: Option<ReportState>) -> Result<(), Problem> {
    if newest.is_some_and(|state| state != ReportState::Discarded) {
        return Err(Problem::of(Code::ReportExists));
    }
    let is_done = kind == InspectionKind::Visit && visit == InspectionState::FieldworkDone;
    if is_done { Ok(()) } else { Err(Problem::of(Code::StateForbids)) }
}

/// Its words and its recommendations are edited while it is a draft.
pub fn is_draft(state: ReportState) -> Result<(), Problem> {
    if state == ReportState::Draft { Ok(()) } else { Err(Problem::of(Code::StateForbids)) }
}

/// The last day for the agency's comment lies 5 to 30 days ahead.
pub fn leaves_time(today: NaiveDate, until: NaiveDate) -> Result<(), Problem> {
    let ahead = |days: u64| today.checked_add_days(Days::new(days));
    let fits = ahead(FEWEST_DAYS).is_some_and(|it| it <= until) && ahead(MOST_DAYS).is_some_and(|it| until <= it);
    if fits {
        return Ok(());
    }
    Err(Problem::of(Code::DayOutOfRange).at_because(
        "/comment_until",
        Code::DayOutOfRange,
        format!("Thời hạn góp ý từ {FEWEST_DAYS} đến {MOST_DAYS} ngày kể từ hôm nay"),
        format!("The time to comment is {FEWEST_DAYS} to {MOST_DAYS} days from today"),
    ))
}

/// A comment says something, or that the agency agrees.
pub fn says_something(text: Option<&str>, agrees: bool) -> Result<(), Problem> {
    if text.is_some() || agrees { Ok(()) } else { Err(Problem::of_place("/text", Code::CommentMissing)) }
}

/// A conclusion is about a visit that has begun: it is signed on its first day at the earliest, and today at the latest.
pub fn concluded_in_time(
    concluded_on: NaiveDate,
    visit_from: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<(), Problem> {
    on_paper("/concluded_on", concluded_on, visit_from, today)
}

/// By which day a conclusion is expected, of a review that began on a day.
pub fn expected_on(review_began: NaiveDate) -> Option<NaiveDate> {
    review_began.checked_add_days(Days::new(REVIEW_DAYS))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(judged: Result<(), Problem>) -> Option<Code> {
        judged.err().map(|problem| problem.code())
    }

    #[test]
    fn the_first_version_is_begun_when_the_fieldwork_is_done() {
        use InspectionKind::{SelfInspection, Visit};
        for state in InspectionState::ALL {
            let expected = (*state != InspectionState::FieldworkDone).then_some(Code::StateForbids);
            assert_eq!(code(may_begin(Visit, *state, None)), expected, "{state}");
            assert_eq!(code(may_begin(SelfInspection, *state, None)), Some(Code::StateForbids), "{state}");
        }
        for newest in ReportState::ALL {
            let expected = (*newest != ReportState::Discarded).then_some(Code::ReportExists);
            assert_eq!(code(may_begin(Visit, InspectionState::FieldworkDone, Some(*newest))), expected, "{newest}");
        }
    }

    #[test]
    fn the_agency_has_five_to_thirty_days() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let judged = |until: &str| code(leaves_time(day("2017-11-28"), day(until)));
        for (until, expected) in [
            ("2017-12-02", Some(Code::DayOutOfRange)),
            ("2017-12-03", None),
            ("2017-12-28", None),
            ("2017-12-29", Some(Code::DayOutOfRange)),
            ("2017-11-01", Some(Code::DayOutOfRange)),
        ] {
            assert_eq!(judged(until), expected, "{until}");
        }
        assert_eq!(code(leaves_time(NaiveDate::MAX, NaiveDate::MAX)), Some(Code::DayOutOfRange));
    }

    #[test]
    fn a_conclusion_is_signed_when_the_visit_has_begun() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let judged = |on: &str| code(concluded_in_time(day(on), Some(day("2017-05-16")), day("2017-06-12")));
        for (on, expected) in [
            ("2017-05-15", Some(Code::DayOutOfRange)),
            ("2017-05-16", None),
            ("2017-06-12", None),
            ("2017-06-13", Some(Code::DayOutOfRange)),
        ] {
            assert_eq!(judged(on), expected, "{on}");
        }
    }

    #[test]
    fn a_comment_says_something_or_agrees() {
        assert_eq!(code(says_something(Some("Nhất trí"), false)), None);
        assert_eq!(code(says_something(None, true)), None);
        assert_eq!(code(says_something(None, false)), Some(Code::CommentMissing));
    }

    #[test]
    fn a_draft_is_edited() {
        for state in ReportState::ALL {
            assert_eq!(is_draft(*state).is_ok(), *state == ReportState::Draft, "{state}");
        }
    }
}
