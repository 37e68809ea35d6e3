//! What the whole chapter judges alike: when an event may be, and who may organise one. Pure.

use chrono::Datelike;

use crate::events::kinds::EventOccasion;
use crate::events::organiser::Organiser;
use crate::events::window::{self, Window};
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::{Code, Problem};

/// What any event's times must be: the beginning before the end, and not too far from it.
pub fn in_order(starts_at: Instant, ends_at: Instant) -> Result<(), Problem> {
    if starts_at >= ends_at {
        return Err(Problem::of_place("/ends_at", Code::TimesReversed));
    }
    if ends_at > starts_at.plus_seconds(window::LONGEST) {
        return Err(Problem::of_place("/ends_at", Code::TooLong));
    }
    Ok(())
}

/// An event lies within the time of its occasion: the Month's, the launch's, or one civil year.
pub fn fits(occasion: EventOccasion, starts_at: Instant, ends_at: Instant) -> Result<(), Problem> {
    in_order(starts_at, ends_at)?;
    let year = window::year_of(starts_at);
    match occasion {
        EventOccasion::ActionMonth => within(window::of_month(year), "15/11", year, starts_at, ends_at),
        EventOccasion::Launch => within(window::of_launch(year), "01/11", year, starts_at, ends_at),
        _ if window::last_day_of(ends_at).year() != year => Err(Problem::of_place("/ends_at", Code::YearsDiffer)),
        _ => Ok(()),
    }
}

fn within(open: Window, first: &str, year: i32, starts_at: Instant, ends_at: Instant) -> Result<(), Problem> {
    let pointers = [("/starts_at", starts_at < open.opens_at), ("/ends_at", ends_at > open.closes_at)];
    let mut wrong = pointers.into_iter().filter(|(_, is_wrong)| *is_wrong).peekable();
    if wrong.peek().is_none() {
        return Ok(());
    }
    let problem = Problem::of(Code::OutsideWindow).detail(
        format!("Từ 00:00 ngày {first}/{year} đến 24:00 ngày 15/12/{year}, giờ Hải Phòng"),
        format!("From 00:00 on {first}/{year} to 24:00 on 15/12/{year}, in Hải Phòng"),
    );
    Err(wrong.fold(problem, |problem, (pointer, _)| problem.at(pointer, Code::OutsideWindow)))
}

/// The agency with its committee. A committee organises nothing itself, and what stands under none is nobody's to publish.
pub fn organiser(directory: &Directory, agency: Id) -> Result<Organiser, Problem> {
    let committee = directory.committee_of(agency).filter(|it| *it != agency);
    let committee = committee.ok_or_else(|| Problem::of_place("/agency_id", Code::WrongAgencyKind))?;
    Ok(Organiser { agency, committee })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    fn code(occasion: EventOccasion, starts: &str, ends: &str) -> Option<Code> {
        fits(occasion, at(starts), at(ends)).err().map(|it| it.code())
    }

    #[test]
    fn the_edges_of_the_window_are_exact_to_the_microsecond() {
        use EventOccasion::{ActionMonth, Launch, Other, TrainingCourse};
        for (occasion, starts, ends, expected) in [
            (ActionMonth, "2017-12-15T19:00:00+07:00", "2017-12-16T00:00:00+07:00", None),
            (ActionMonth, "2017-12-15T19:00:00+07:00", "2017-12-16T00:00:00.000001+07:00", Some(Code::OutsideWindow)),
            (ActionMonth, "2017-11-14T23:59:59.999999+07:00", "2017-11-15T10:00:00+07:00", Some(Code::OutsideWindow)),
            (Launch, "2017-11-14T23:59:59.999999+07:00", "2017-11-15T10:00:00+07:00", None),
            (ActionMonth, "2017-11-14T17:00:00Z", "2017-12-15T17:00:00Z", None),
            (Launch, "2017-11-04T08:00:00+07:00", "2017-11-04T11:00:00+07:00", None),
            (Launch, "2017-10-31T17:00:00Z", "2017-10-31T18:00:00Z", None),
            (Launch, "2017-10-31T16:59:59.999999Z", "2017-10-31T18:00:00Z", Some(Code::OutsideWindow)),
            (Launch, "2017-12-15T23:00:00+07:00", "2017-12-16T00:30:00+07:00", Some(Code::OutsideWindow)),
            (ActionMonth, "2018-01-05T08:00:00+07:00", "2018-01-05T11:00:00+07:00", Some(Code::OutsideWindow)),
            (Other, "2018-01-05T08:00:00+07:00", "2018-01-05T11:00:00+07:00", None),
            (Other, "2017-12-31T20:00:00+07:00", "2018-01-01T00:00:00+07:00", None),
            (Other, "2017-12-31T20:00:00+07:00", "2018-01-01T00:00:00.000001+07:00", Some(Code::YearsDiffer)),
            (TrainingCourse, "2017-05-01T00:00:00+07:00", "2017-08-02T00:00:00+07:00", None),
            (TrainingCourse, "2017-05-01T00:00:00+07:00", "2017-08-02T00:00:00.000001+07:00", Some(Code::TooLong)),
            (Other, "2017-05-01T00:00:00+07:00", "2017-05-01T00:00:00+07:00", Some(Code::TimesReversed)),
        ] {
            assert_eq!(code(occasion, starts, ends), expected, "{occasion} {starts} {ends}");
        }
    }
}
