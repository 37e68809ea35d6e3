//! What a period must be, beside who may and beside its workflow.

pub mod opening;

use chrono::NaiveDate;

use crate::kernel::deadline;
use crate::kernel::instant::Instant;
use crate::kernel::problem::{Code, Problem};
use crate::reports::periods::model::{InternalDue, PeriodState};

/// The dates of a period.
#[derive(Clone, Copy, Debug)]
pub struct Dates<'a> {
    /// The first day on which reports are taken.
    pub opens_on: NaiveDate,
    /// When it is late.
    pub due_at: Instant,
    /// The first day that the figures cover.
    pub data_from: NaiveDate,
    /// The last one.
    pub data_to: NaiveDate,
    /// Earlier dates per kind of agency.
    pub internal_due: &'a InternalDue,
}

/// A date that neither the body nor the regime says is missing at `pointer`.
pub fn needed(pointer: &str, date: Option<NaiveDate>) -> Result<NaiveDate, Problem> {
    date.ok_or_else(|| Problem::of_place(pointer, Code::DateNeeded))
}

/// A period opens before it is due, its figures begin before they end, and what is asked for inside the house is not late.
pub fn in_order(dates: &Dates<'_>) -> Result<(), Problem> {
    if deadline::start_of(dates.opens_on) >= dates.due_at {
        return Err(Problem::of_place("/opens_on", Code::WindowReversed));
    }
    if dates.data_to < dates.data_from {
        return Err(Problem::of_place("/data_to", Code::WindowReversed));
    }
    let late = dates.internal_due.dates().find(|(_, date)| deadline::end_of(*date) > dates.due_at);
    match late {
        Some((kind, _)) => Err(Problem::of_place(format!("/internal_due/{kind}"), Code::InternalDueNotEarlier)),
        None => Ok(()),
    }
}

/// A period is corrected until its first report is received, and never once it was called off.
pub fn correctable(state: PeriodState, received: bool) -> Result<(), Problem> {
    match (state, received) {
        (PeriodState::Cancelled, _) => Err(Problem::of(Code::StateForbids)),
        (_, true) => Err(Problem::of(Code::ReportReceived)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::deadline::DueRule;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The code, and the place that it points at.
    fn wrong(judged: Result<(), Problem>) -> Option<(Code, Option<String>)> {
        let problem = judged.err()?;
        Some((problem.code(), problem.into_blockers().pop().and_then(|it| it.at)))
    }

    #[test]
    fn dates_are_in_order_and_the_first_wrong_one_is_named() {
        let none = InternalDue::default();
        let right = Dates {
            opens_on: day("2017-05-01"),
            due_at: deadline::due_at(day("2017-06-15"), DueRule::OnOrBefore),
            data_from: day("2016-12-15"),
            data_to: day("2017-06-14"),
            internal_due: &none,
        };
        let told = |code, place: &str| Some((code, Some(place.to_owned())));
        assert_eq!(wrong(in_order(&right)), None);
        assert_eq!(
            wrong(in_order(&Dates { opens_on: day("2017-06-15"), ..right })),
            None,
            "it may open on the last day"
        );
        let late = Dates { opens_on: day("2017-06-16"), data_to: day("2016-01-01"), ..right };
        assert_eq!(wrong(in_order(&late)), told(Code::WindowReversed, "/opens_on"));
        let reversed = Dates { data_to: day("2016-12-14"), ..right };
        assert_eq!(wrong(in_order(&reversed)), told(Code::WindowReversed, "/data_to"));
        let internal = |on: &str| InternalDue { district: Some(day(on)), ..InternalDue::default() };
        assert_eq!(wrong(in_order(&Dates { internal_due: &internal("2017-06-15"), ..right })), None);
        assert_eq!(
            wrong(in_order(&Dates { internal_due: &internal("2017-06-16"), ..right })),
            told(Code::InternalDueNotEarlier, "/internal_due/district")
        );
    }

    #[test]
    fn what_was_called_off_says_so_before_what_was_received() {
        for state in PeriodState::ALL {
            let is_off = *state == PeriodState::Cancelled;
            let before = correctable(*state, false).err().map(|it| it.code());
            assert_eq!(before, is_off.then_some(Code::StateForbids), "{state}");
            let expected = if is_off { Code::StateForbids } else { Code::ReportReceived };
            assert_eq!(correctable(*state, true).unwrap_err().code(), expected, "{state}");
        }
    }
}
