//! What may be asked for on the public's side. Pure.

use chrono::NaiveDate;

use crate::events::calendars::ics::Standing;
use crate::events::calendars::rules::{Span, span_of_feeds};
use crate::events::publications::model::PublicStatus;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::{Code, Problem};

/// A calendar covers so many days at most, in seconds.
const LONGEST_SPAN: i64 = 500 * 24 * 3600;

/// The committee that is meant where none is named: the only one. 400 where there are several.
pub fn the_only(committees: &[Id]) -> Result<Option<Id>, Problem> {
    match committees {
        [] => Ok(None),
        [only] => Ok(Some(*only)),
        _ => Err(Problem::of(Code::BadParameter).at("committee", Code::FieldMissing)),
    }
}

/// What ends after it begins is a time; 422 for anything else.
pub fn in_order(from: Option<Instant>, before: Option<Instant>) -> Result<(), Problem> {
    match from.zip(before) {
        Some((from, before)) if from >= before => Err(Problem::of_place("before", Code::TimesReversed)),
        _ => Ok(()),
    }
}

/// The time that a calendar covers: as asked for, at most 500 days; where one end is not named, as far from the other as may be.
pub fn span(from: Option<Instant>, before: Option<Instant>, today: NaiveDate) -> Result<Span, Problem> {
    in_order(from, before)?;
    let span = match (from, before) {
        (None, None) => span_of_feeds(today),
        (Some(from), None) => Span { from, before: from.plus_seconds(LONGEST_SPAN) },
        (None, Some(before)) => Span { from: before.plus_seconds(-LONGEST_SPAN), before },
        (Some(from), Some(before)) => Span { from, before },
    };
    if span.before > span.from.plus_seconds(LONGEST_SPAN) { Err(too_far()) } else { Ok(span) }
}

fn too_far() -> Problem {
    Problem::of_place("before", Code::OutsideWindow)
        .detail("Một lịch bao gồm nhiều nhất 500 ngày", "A calendar covers 500 days at most")
}

/// How an event stands in a calendar.
pub fn standing(status: PublicStatus) -> Standing {
    match status {
        PublicStatus::Scheduled | PublicStatus::Rescheduled | PublicStatus::Held => Standing::Confirmed,
        PublicStatus::Postponed => Standing::Postponed,
        PublicStatus::Cancelled => Standing::Cancelled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).expect("an instant")
    }

    #[test]
    fn a_committee_is_named_where_there_are_several() {
        let (one, two) = (Id::fresh(), Id::fresh());
        assert_eq!(the_only(&[]).expect("none"), None);
        assert_eq!(the_only(&[one]).expect("one"), Some(one));
        assert_eq!(the_only(&[one, two]).expect_err("several").code(), Code::BadParameter);
    }

    #[test]
    fn a_calendar_covers_five_hundred_days_at_most() {
        let today = "2017-12-01".parse().expect("a day");
        let (from, to_the_second) = (at("2017-01-01T00:00:00+07:00"), at("2018-05-16T00:00:00+07:00"));
        assert_eq!(span(Some(from), Some(to_the_second), today).expect("500 days").before, to_the_second);
        let late = Instant(to_the_second.0 + 1);
        assert_eq!(span(Some(from), Some(late), today).expect_err("longer").code(), Code::OutsideWindow);
        assert_eq!(span(Some(from), Some(from), today).expect_err("nothing").code(), Code::TimesReversed);
        assert_eq!(span(Some(from), None, today).expect("open").before, to_the_second);
        assert_eq!(span(None, Some(to_the_second), today).expect("open").from, from);
        let usual = span(None, None, today).expect("usual");
        assert_eq!(usual.from, at("2017-09-02T00:00:00+07:00"));
        assert_eq!(usual.before, at("2019-01-06T00:00:00+07:00"));
    }
}
