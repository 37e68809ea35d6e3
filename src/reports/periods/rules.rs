//! What a period must be, beside who may and beside its workflow.

pub mod opening;

use chrono::NaiveDate;

use crate::kernel::deadline;
use crate::kernel::instant::Instant;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::text;
use crate::reports::periods::model::{InternalDue, PeriodState};

/// No title is longer, in characters.
const LONGEST_TITLE: usize = 300;

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

/// What a period is called where nobody says it: its regime's title and the year, as people write it. A title that ends with «năm» gets
/// the number alone, one that names the year already gets nothing, and neither does one that would be too long with it.
pub fn title(regime: &str, year: i32) -> String {
    let (year_word, number) = (text::sort_key("năm"), text::sort_key(&year.to_string()));
    let words: Vec<String> = regime.split_whitespace().map(text::sort_key).collect();
    let is_named = |pair: &[String]| pair == [year_word.as_str(), number.as_str()];
    let (title, last) = (regime.trim_end(), words.last());
    let title = match last {
        Some(last) if *last == number || words.windows(2).any(is_named) => title.to_owned(),
        Some(last) if *last == year_word => format!("{title} {year}"),
        _ => format!("{title} năm {year}"),
    };
    if title.chars().count() > LONGEST_TITLE { regime.to_owned() } else { title }
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
    fn a_title_names_the_year_once() {
        let decomposed = "Ba\u{301}o ca\u{301}o na\u{306}m";
        for (regime, expected) in [
            ("Báo cáo năm", "Báo cáo năm 2026"),
            ("Báo cáo sơ kết sáu tháng đầu năm", "Báo cáo sơ kết sáu tháng đầu năm 2026"),
            ("BÁO CÁO NĂM ", "BÁO CÁO NĂM 2026"),
            (decomposed, "Ba\u{301}o ca\u{301}o na\u{306}m 2026"),
            ("Báo cáo bổ sung về Tháng hành động", "Báo cáo bổ sung về Tháng hành động năm 2026"),
            ("Cán bộ nữ và nam", "Cán bộ nữ và nam năm 2026"),
            ("Báo cáo tổng kết năm 2026", "Báo cáo tổng kết năm 2026"),
            ("Báo cáo năm 2026 về cán bộ nữ", "Báo cáo năm 2026 về cán bộ nữ"),
            ("Báo cáo đột xuất 2026", "Báo cáo đột xuất 2026"),
            ("Mười năm thi hành Luật năm 2006", "Mười năm thi hành Luật năm 2006 năm 2026"),
        ] {
            assert_eq!(title(regime, 2026), expected);
        }
        let longest = "x".repeat(LONGEST_TITLE);
        assert_eq!(title(&longest, 2026), longest, "no default is longer than a title may be");
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
