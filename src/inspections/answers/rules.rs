//! What else is judged of an answer: of what it says, and of that against what is on record.

use std::collections::{BTreeMap, BTreeSet};

use crate::attachments::Sensitivity::{self, Normal, Restricted};
use crate::inspections::answers::model::MOST_FILES;
use crate::inspections::checklists::model::ChecklistItem;
use crate::inspections::inspections::model::InspectionState;
use crate::kernel::bound::Bound;
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};
use crate::reports::{Figure, IndicatorValue, can_be_named, checked_values};

const FILES: Bound =
    Bound {
        most: MOST_FILES, vietnamese: "tệp kèm theo một mục kiểm tra", english: "files that belong to one answer"
    };

/// Answers are written while the inspection is in progress.
pub fn is_open(state: InspectionState) -> Result<(), Problem> {
    if state == InspectionState::InProgress { Ok(()) } else { Err(Problem::of(Code::StateForbids)) }
}

/// An item of the version that is asked; 404 for one of another version.
pub fn item_of<'a>(items: &'a [ChecklistItem], code: &str) -> Result<&'a ChecklistItem, Problem> {
    items.iter().find(|item| item.code == code).ok_or_else(|| Problem::of(Code::NotFound))
}

/// Whether a finding is restricted: chosen with the first one, for good. What was normal is in the journal, and what is restricted is
/// an object of its own.
pub fn sensitivity(
    before: Option<Sensitivity>,
    asked: Option<Sensitivity>,
    has_finding: bool,
) -> Result<Option<Sensitivity>, Problem> {
    match (before, asked) {
        (Some(before), Some(asked)) if before != asked => {
            Err(Problem::of_place("/sensitivity", Code::SensitivityFixed))
        }
        (Some(before), _) => Ok(Some(before)),
        (None, Some(Restricted)) => Ok(Some(Restricted)),
        (None, _) => Ok(has_finding.then_some(Normal)),
    }
}

/// So many files come on top of those that are there.
pub fn room_for_files(there: usize, more: usize) -> Result<(), Problem> {
    match more {
        0 => Ok(()),
        more => FILES.room(there + more - 1),
    }
}

/// The values as they are kept: of indicators that the item names, each once, with the figures that each has. `known` are the figures
/// of indicators by code.
pub fn values(
    item: &ChecklistItem,
    values: &[IndicatorValue],
    known: &BTreeMap<String, Figure>,
) -> Result<Vec<IndicatorValue>, Problem> {
    let asked: BTreeMap<String, Figure> =
        item.indicators.iter().filter_map(|code| Some((code.clone(), *known.get(code)?))).collect();
    checked_values(values, &asked, "/indicator_values")
}

/// Difficulties are named each once, and are `known` to whoever writes or were named before.
pub fn difficulties(named: &[Id], known: &BTreeSet<Id>, before: Vec<Id>) -> Result<(), Problem> {
    let known: BTreeSet<Id> = known.iter().copied().chain(before).collect();
    can_be_named(named, &known, "/difficulty_ids")
}

/// Required items that nobody rated, in the order of the checklist.
pub fn unrated(items: &[ChecklistItem], rated: &[String]) -> Vec<String> {
    let is_rated = |item: &ChecklistItem| rated.contains(&item.code);
    items.iter().filter(|item| item.required && !is_rated(item)).map(|item| item.code.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(code: &str, required: bool) -> ChecklistItem {
        ChecklistItem {
            code: code.to_owned(),
            topic: "1".to_owned(),
            question: "Có hay không?".to_owned(),
            required,
            indicators: vec!["CB.01".to_owned()],
        }
    }

    #[test]
    fn answers_are_written_while_it_is_in_progress() {
        for state in InspectionState::ALL {
            assert_eq!(is_open(*state).is_ok(), *state == InspectionState::InProgress, "{state}");
        }
    }

    #[test]
    fn an_item_of_another_version_is_none() {
        let items = [item("1.1", true), item("1.2", false)];
        assert_eq!(item_of(&items, "1.2").expect("it is asked").code, "1.2");
        assert_eq!(item_of(&items, "1.3").expect_err("it is not").code(), Code::NotFound);
    }

    #[test]
    fn a_finding_is_restricted_from_the_first_one_on_or_never() {
        let judge = |before, asked, has_finding| sensitivity(before, asked, has_finding).map_err(|it| it.code());
        for has_finding in [false, true] {
            assert_eq!(judge(None, Some(Restricted), has_finding), Ok(Some(Restricted)));
            assert_eq!(judge(None, Some(Normal), has_finding), Ok(has_finding.then_some(Normal)));
            assert_eq!(judge(None, None, has_finding), Ok(has_finding.then_some(Normal)));
            for before in [Normal, Restricted] {
                assert_eq!(judge(Some(before), None, has_finding), Ok(Some(before)));
                assert_eq!(judge(Some(before), Some(before), has_finding), Ok(Some(before)));
            }
            assert_eq!(judge(Some(Normal), Some(Restricted), has_finding), Err(Code::SensitivityFixed));
            assert_eq!(judge(Some(Restricted), Some(Normal), has_finding), Err(Code::SensitivityFixed));
        }
    }

    #[test]
    fn ten_files_belong_to_an_answer() {
        assert!(room_for_files(10, 0).is_ok() && room_for_files(0, 10).is_ok() && room_for_files(9, 1).is_ok());
        for (there, more) in [(10, 1), (1, 10), (5, 6)] {
            assert_eq!(room_for_files(there, more).expect_err("full").code(), Code::QuotaReached, "{there} {more}");
        }
    }

    #[test]
    fn values_are_of_indicators_that_the_item_names() {
        let value = |indicator: &str| IndicatorValue {
            indicator: indicator.to_owned(),
            female: None,
            male: None,
            total: Some(3),
            numerator: None,
            denominator: None,
        };
        let known = [("CB.01", Figure::Count), ("CB.02", Figure::Count)];
        let known: BTreeMap<String, Figure> = known.map(|(code, figure)| (code.to_owned(), figure)).into();
        let judge = |given: &[IndicatorValue]| values(&item("1.1", true), given, &known).map_err(|it| it.code());
        assert_eq!(judge(&[value("CB.01")]), Ok(vec![value("CB.01")]));
        assert_eq!(judge(&[value("CB.02")]), Err(Code::IndicatorUnknown));
        assert_eq!(judge(&[value("CB.01"), value("CB.01")]), Err(Code::IndicatorRepeated));
    }

    #[test]
    fn difficulties_are_known_or_were_named_before() {
        let [one, other] = std::array::from_fn(|_| Id::fresh());
        let judge = |named: &[Id], before| difficulties(named, &BTreeSet::from([one]), before).map_err(|it| it.code());
        assert_eq!(judge(&[one], Vec::new()), Ok(()));
        assert_eq!(judge(&[one, other], vec![other]), Ok(()));
        assert_eq!(judge(&[other], Vec::new()), Err(Code::UnknownReference));
        assert_eq!(judge(&[one, one], Vec::new()), Err(Code::MentionRepeated));
    }

    #[test]
    fn what_is_required_has_to_be_rated() {
        let items = [item("1.1", true), item("1.2", false), item("1.3", true)];
        assert_eq!(unrated(&items, &["1.3".to_owned()]), ["1.1"]);
        assert!(unrated(&items, &["1.1".to_owned(), "1.3".to_owned()]).is_empty());
    }
}
