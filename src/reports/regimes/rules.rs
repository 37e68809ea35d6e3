//! What a regime must be, beside who may enter it.

use crate::agencies::AgencyKind;
use crate::kernel::bound::Bound;
use crate::kernel::problem::{Code, Problem};
use crate::reports::indicators::rules::first_repeated;
use crate::reports::regimes::model::{MonthDay, NewReportRegime, Section};

const OF_A_COMMITTEE: Bound =
    Bound { most: 200, vietnamese: "chế độ báo cáo của một ban", english: "regimes of one committee" };

/// A committee has room for one more regime. `there` it has; until the commit nobody enters another.
pub fn room_for_one(there: usize) -> Result<(), Problem> {
    OF_A_COMMITTEE.room(there)
}

/// The day of the year that a month and a day say.
pub fn month_day(month: Option<i32>, day: Option<i32>) -> Option<MonthDay> {
    MonthDay::new(u32::try_from(month?).ok()?, u32::try_from(day?).ok()?)
}

/// A month comes with its day, and a window has both ends.
pub fn dated(new: &NewReportRegime) -> Result<(), Problem> {
    let incomplete = |place: &str| Err(Problem::of_place(place, Code::MonthDayIncomplete));
    let is_due_said = new.due_month.is_some() || new.due_day.is_some();
    if is_due_said && month_day(new.due_month, new.due_day).is_none() {
        return incomplete("/due_day");
    }
    if new.window_from.is_some() != new.window_to.is_some() {
        return incomplete("/window_to");
    }
    Ok(())
}

/// Committees owe nothing, and each section and each indicator is asked for once. `known` are the codes of indicators that are
/// in the catalogue.
pub fn fitting(
    owed_by: &[AgencyKind],
    sections: &[Section],
    indicators: &[String],
    known: &[String],
) -> Result<(), Problem> {
    if let Some(index) = owed_by.iter().position(|kind| *kind == AgencyKind::CityCommittee) {
        return Err(Problem::of_place(format!("/owed_by/{index}"), Code::WrongAgencyKind));
    }
    let numbers: Vec<&str> = sections.iter().map(|section| section.code.as_str()).collect();
    if let Some(index) = first_repeated(&numbers) {
        return Err(Problem::of_place(format!("/sections/{index}/code"), Code::CodeRepeated));
    }
    if let Some(index) = first_repeated(indicators) {
        return Err(Problem::of_place(format!("/indicators/{index}"), Code::CodeRepeated));
    }
    match indicators.iter().position(|code| !known.contains(code)) {
        Some(index) => Err(Problem::unknown(format!("/indicators/{index}"))),
        None => Ok(()),
    }
}

/// What no report leaves out is asked for, and named once. `under` is where the codes stand in the body; none where those on record stay,
/// and what is asked for changes.
pub fn required_among(required: &[String], indicators: &[String], under: Option<&str>) -> Result<(), Problem> {
    let wrong = |index: usize, code: Code| {
        let place = under.map_or_else(|| "/indicators".to_owned(), |under| format!("{under}/{index}"));
        Err(Problem::of_place(place, code))
    };
    if let Some(index) = first_repeated(required) {
        return wrong(index, Code::CodeRepeated);
    }
    match required.iter().position(|code| !indicators.contains(code)) {
        Some(index) => wrong(index, Code::IndicatorUnknown),
        None => Ok(()),
    }
}

/// The parts that a change would call otherwise: their codes.
pub fn retitled<'a>(before: &'a [Section], after: &[Section]) -> Vec<&'a str> {
    let is_called_otherwise = |section: &&Section| {
        let now = after.iter().find(|it| it.code == section.code);
        now.is_some_and(|now| now.title != section.title)
    };
    before.iter().filter(is_called_otherwise).map(|section| section.code.as_str()).collect()
}

/// A part that a report was received with means the same year after year: its title stays.
pub fn keeps_titles(is_used: bool) -> Result<(), Problem> {
    if is_used { Err(Problem::of(Code::UsedInReport)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(judged: Result<(), Problem>) -> Option<(Code, String)> {
        let problem = judged.err()?;
        let code = problem.code();
        problem.into_blockers().pop().and_then(|it| it.at).map(|at| (code, at))
    }

    #[test]
    fn what_is_asked_for_is_known_and_asked_for_once() {
        let codes = |codes: &[&str]| codes.iter().map(|it| (*it).to_owned()).collect::<Vec<String>>();
        let known = codes(&["CB.01", "CB.02"]);
        let indicators = |asked: &[&str]| places(fitting(&[AgencyKind::District], &[], &codes(asked), &known));
        assert_eq!(indicators(&["CB.02", "CB.01"]), None);
        assert_eq!(indicators(&["CB.02", "CB.02"]), Some((Code::CodeRepeated, "/indicators/1".to_owned())));
        assert_eq!(indicators(&["CB.02", "CB.03"]), Some((Code::UnknownReference, "/indicators/1".to_owned())));
        let owed_by = [AgencyKind::District, AgencyKind::CityCommittee];
        let committee = places(fitting(&owed_by, &[], &codes(&["CB.03"]), &known));
        assert_eq!(committee, Some((Code::WrongAgencyKind, "/owed_by/1".to_owned())));
    }

    #[test]
    fn what_is_required_is_asked_for_and_named_once() {
        let codes = |codes: &[&str]| codes.iter().map(|it| (*it).to_owned()).collect::<Vec<String>>();
        let asked = codes(&["CB.01", "CB.02"]);
        let required = |required: &[&str], under| places(required_among(&codes(required), &asked, under));
        let told = |code, place: &str| Some((code, place.to_owned()));
        let sent = Some("/required_indicators");
        assert_eq!(required(&["CB.02"], sent), None);
        assert_eq!(required(&["CB.02", "CB.02"], sent), told(Code::CodeRepeated, "/required_indicators/1"));
        assert_eq!(required(&["CB.01", "CB.03"], sent), told(Code::IndicatorUnknown, "/required_indicators/1"));
        assert_eq!(required(&["CB.03"], None), told(Code::IndicatorUnknown, "/indicators"));
    }

    #[test]
    fn a_part_is_called_otherwise_where_its_title_changes_and_its_code_stays() {
        let section =
            |code: &str, title: &str| Section { code: code.to_owned(), title: title.to_owned(), required: true };
        let before = [section("I", "Kết quả"), section("II", "Khó khăn"), section("III", "Kiến nghị")];
        let loose = Section { required: false, ..section("I", "Kết quả") };
        let after = [section("III", "Đề xuất"), loose, section("IV", "Khó khăn")];
        assert_eq!(retitled(&before, &after), ["III"]);
        assert_eq!(keeps_titles(true).unwrap_err().code(), Code::UsedInReport);
        assert!(keeps_titles(false).is_ok());
    }

    #[test]
    fn a_month_and_its_day_go_together() {
        assert!(month_day(Some(6), Some(15)).is_some());
        for (month, day) in [(Some(6), None), (None, Some(15)), (Some(2), Some(29)), (Some(-1), Some(1))] {
            assert_eq!(month_day(month, day), None);
        }
    }
}
