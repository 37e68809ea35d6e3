//! What a consolidation must be, beside who may and beside its workflow.

pub mod compilation;

use chrono::NaiveDate;

use crate::kernel::on_paper::on_paper;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::text;
use crate::reports::consolidations::model::{ConsolidationState, Dispatch};
use crate::reports::periods::model::PeriodState;
use crate::reports::regimes::model::Section;

/// A consolidation is begun while its period is open, and while no other of it is on its way. `newest` is the one before it.
pub fn may_begin(period: PeriodState, newest: Option<ConsolidationState>) -> Result<(), Problem> {
    if period != PeriodState::Open {
        return Err(Problem::of(Code::PeriodNotOpen));
    }
    let is_in_flight = newest.is_some_and(|state| state.is_in_flight());
    if is_in_flight { Err(Problem::of(Code::ConsolidationInFlight)) } else { Ok(()) }
}

/// Its words are edited until it is submitted.
pub fn is_editable(state: ConsolidationState) -> Result<(), Problem> {
    if state.is_editable() { Ok(()) } else { Err(Problem::of(Code::StateForbids)) }
}

/// What is asked for is a section of its period: of another nobody said anything, which is not the same as saying nothing in one.
pub fn of_a_section(sections: &[Section], asked: &str) -> Result<(), Problem> {
    if sections.iter().any(|it| it.code == asked) {
        return Ok(());
    }
    let codes: Vec<&str> = sections.iter().map(|it| it.code.as_str()).collect();
    Err(Problem::of(Code::UnknownReference).at_none_of("section", Code::UnknownReference, &codes))
}

/// It is sent to each recipient once, however the name is written.
pub fn not_sent_before(dispatches: &[Dispatch], recipient: &str) -> Result<(), Problem> {
    let recipient = text::fold(recipient);
    let was_sent = dispatches.iter().any(|it| text::fold(&it.recipient) == recipient);
    if was_sent { Err(Problem::of(Code::AlreadySent)) } else { Ok(()) }
}

/// It is issued when the figures of its period have begun, like the reports that it is made of, or today where it is early, and today
/// at the latest.
pub fn issued_in_time(issued_on: NaiveDate, data_from: NaiveDate, today: NaiveDate) -> Result<(), Problem> {
    on_paper("/issued_on", issued_on, Some(data_from), today)
}

/// A letter that it goes with is written when it was issued, and today at the latest.
pub fn sent_in_time(sent_on: NaiveDate, issued_on: Option<NaiveDate>, today: NaiveDate) -> Result<(), Problem> {
    on_paper("/sent_on", sent_on, issued_on, today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::instant::Instant;

    #[test]
    fn one_is_on_its_way_at_a_time_while_the_period_is_open() {
        let code = |period, newest| may_begin(period, newest).err().map(|problem| problem.code());
        for period in PeriodState::ALL {
            let expected = (*period != PeriodState::Open).then_some(Code::PeriodNotOpen);
            assert_eq!(code(*period, None), expected, "{period}");
        }
        for state in ConsolidationState::ALL {
            let expected = state.is_in_flight().then_some(Code::ConsolidationInFlight);
            assert_eq!(code(PeriodState::Open, Some(*state)), expected, "{state}");
        }
        assert_eq!(code(PeriodState::Cancelled, Some(ConsolidationState::Open)), Some(Code::PeriodNotOpen));
    }

    #[test]
    fn it_is_issued_of_figures_that_have_begun_and_sent_afterwards() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2017-07-06");
        let is_issued = |on: &str| issued_in_time(day(on), day("2016-12-15"), today).is_ok();
        assert_eq!(["2016-12-14", "2016-12-15", "2017-07-06", "2017-07-07"].map(is_issued), [false, true, true, false]);
        let is_sent = |on: &str| sent_in_time(day(on), Some(day("2017-07-05")), today).is_ok();
        assert_eq!(["2017-07-04", "2017-07-05", "2017-07-06", "2017-07-07"].map(is_sent), [false, true, true, false]);
    }

    #[test]
    fn it_goes_to_each_recipient_once_however_the_name_is_written() {
        let sent = [Dispatch {
            recipient: "Bộ Nội vụ".to_owned(),
            sent_on: "2017-12-20".parse().unwrap(),
            letter_number: "12/BC-VSTBPN".to_owned(),
            recorded_at: Instant(0),
        }];
        assert!(not_sent_before(&sent, "Ủy ban nhân dân thành phố").is_ok());
        assert_eq!(not_sent_before(&sent, "BỘ NỘI VỤ").unwrap_err().code(), Code::AlreadySent);
    }
}
