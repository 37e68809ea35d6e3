//! What a checklist must be, beside who may and beside its workflow.
//!
//! Codes persist over versions: an item keeps its code as long as it is asked, and may be put better; one that a later
//! version drops takes its code with it. So what was answered by an item code in different years is about one question.

use std::collections::HashSet;

use crate::inspections::checklists::model::{ChecklistItem, ChecklistState, ChecklistTopic};
use crate::kernel::bound::Bound;
use crate::kernel::problem::{Code, Problem};

const DROPPED: Bound = Bound {
    most: 2_000,
    vietnamese: "mã đã bỏ của một danh mục kiểm tra",
    english: "codes that the versions of one checklist have dropped",
};

/// A version is edited while it is a draft.
pub fn is_draft(state: ChecklistState) -> Result<(), Problem> {
    if state == ChecklistState::Draft { Ok(()) } else { Err(Problem::of(Code::StateForbids)) }
}

/// Each code stands once, each item belongs to a topic of the list and names indicators that there are, and no code of
/// a question that was dropped is used again. 422 at every place that is wrong. `known` are the codes of indicators
/// that are in the catalogue.
pub fn fitting(
    topics: &[ChecklistTopic],
    items: &[ChecklistItem],
    dropped: &[String],
    known: &[String],
) -> Result<(), Problem> {
    let mut wrong: Vec<(String, Code)> = Vec::new();
    let mut codes = HashSet::new();
    for (place, topic) in topics.iter().enumerate() {
        if !codes.insert(topic.code.as_str()) {
            wrong.push((format!("/topics/{place}/code"), Code::CodeRepeated));
        }
    }
    let (dropped, known) = (set_of(dropped), set_of(known));
    let mut asked = HashSet::new();
    for (place, item) in items.iter().enumerate() {
        if !asked.insert(item.code.as_str()) {
            wrong.push((format!("/items/{place}/code"), Code::CodeRepeated));
        } else if dropped.contains(item.code.as_str()) {
            wrong.push((format!("/items/{place}/code"), Code::CodeDropped));
        }
        if !codes.contains(item.topic.as_str()) {
            wrong.push((format!("/items/{place}/topic"), Code::UnknownReference));
        }
        let of_it = wrong_indicators(item, &known).into_iter();
        wrong.extend(of_it.map(|(at, code)| (format!("/items/{place}/indicators/{at}"), code)));
    }
    problem_of(wrong).map_or(Ok(()), Err)
}

fn set_of(codes: &[String]) -> HashSet<&str> {
    codes.iter().map(String::as_str).collect()
}

fn wrong_indicators(item: &ChecklistItem, known: &HashSet<&str>) -> Vec<(usize, Code)> {
    let (mut named, mut wrong) = (HashSet::new(), Vec::new());
    for (place, code) in item.indicators.iter().enumerate() {
        if !named.insert(code.as_str()) {
            wrong.push((place, Code::IndicatorRepeated));
        } else if !known.contains(code.as_str()) {
            wrong.push((place, Code::IndicatorUnknown));
        }
    }
    wrong
}

fn problem_of(wrong: Vec<(String, Code)>) -> Option<Problem> {
    let codes: HashSet<Code> = wrong.iter().map(|(_, code)| *code).collect();
    let (_, first) = wrong.first()?;
    let code = if codes.len() == 1 { *first } else { Code::Blocked };
    Some(wrong.into_iter().fold(Problem::of(code), |problem, (pointer, code)| problem.at(pointer, code)))
}

/// The codes that are not used again once `now` takes the place of `before`: those dropped until then, and those that
/// it drops.
pub fn dropped_by(dropped: &[String], before: &[ChecklistItem], now: &[ChecklistItem]) -> Result<Vec<String>, Problem> {
    let asked: HashSet<&str> = now.iter().map(|item| item.code.as_str()).collect();
    let newly = before.iter().map(|item| &item.code).filter(|code| !asked.contains(code.as_str()));
    let all: Vec<String> = dropped.iter().chain(newly).cloned().collect();
    DROPPED.room(all.len().saturating_sub(1))?;
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topic(code: &str) -> ChecklistTopic {
        ChecklistTopic { code: code.to_owned(), title: "Cán bộ nữ".to_owned() }
    }

    fn item(code: &str, topic: &str, indicators: &[&str]) -> ChecklistItem {
        ChecklistItem {
            code: code.to_owned(),
            topic: topic.to_owned(),
            question: "Có hay không?".to_owned(),
            required: true,
            indicators: codes(indicators),
        }
    }

    fn codes(codes: &[&str]) -> Vec<String> {
        codes.iter().map(|it| (*it).to_owned()).collect()
    }

    /// The code of the problem, and where it is.
    fn told(judged: Result<(), Problem>) -> Option<(Code, Vec<(String, Code)>)> {
        let problem = judged.err()?;
        let code = problem.code();
        let places = problem.into_blockers().into_iter().map(|it| (it.at.unwrap_or_default(), it.code));
        Some((code, places.collect()))
    }

    #[test]
    fn each_code_stands_once_and_is_none_that_was_dropped() {
        let judge = |topics: &[&str], items: &[(&str, &str)]| {
            let topics: Vec<_> = topics.iter().map(|it| topic(it)).collect();
            let items: Vec<_> = items.iter().map(|(code, topic)| item(code, topic, &[])).collect();
            told(fitting(&topics, &items, &codes(&["9.9"]), &[]))
        };
        let at = |pointer: &str, code: Code| Some((code, vec![(pointer.to_owned(), code)]));
        assert_eq!(judge(&["1", "2"], &[("1.1", "1"), ("2.1", "2")]), None);
        assert_eq!(judge(&["1", "1"], &[("1.1", "1")]), at("/topics/1/code", Code::CodeRepeated));
        assert_eq!(judge(&["1"], &[("1.1", "1"), ("1.1", "1")]), at("/items/1/code", Code::CodeRepeated));
        assert_eq!(judge(&["1"], &[("1.1", "1"), ("9.9", "1")]), at("/items/1/code", Code::CodeDropped));
        assert_eq!(judge(&["1"], &[("1.1", "2")]), at("/items/0/topic", Code::UnknownReference));
        let all = judge(&["1"], &[("9.9", "2"), ("9.9", "1")]).unwrap();
        assert_eq!((all.0, all.1.len()), (Code::Blocked, 3), "every place is told");
    }

    #[test]
    fn indicators_are_known_and_named_once() {
        let judge =
            |named: &[&str]| told(fitting(&[topic("1")], &[item("1.1", "1", named)], &[], &codes(&["CB.01", "CB.02"])));
        let at = |pointer: &str, code: Code| Some((code, vec![(pointer.to_owned(), code)]));
        assert_eq!(judge(&["CB.02", "CB.01"]), None);
        assert_eq!(judge(&["CB.02", "CB.02"]), at("/items/0/indicators/1", Code::IndicatorRepeated));
        assert_eq!(judge(&["CB.02", "CB.03"]), at("/items/0/indicators/1", Code::IndicatorUnknown));
    }

    #[test]
    fn what_a_version_drops_stays_dropped() {
        let before = [item("1.1", "1", &[]), item("1.2", "1", &[])];
        let now = [item("1.2", "1", &[]), item("1.3", "1", &[])];
        assert_eq!(dropped_by(&codes(&["0.1"]), &before, &now).unwrap(), codes(&["0.1", "1.1"]));
        let many: Vec<String> = (0..DROPPED.most).map(|it| format!("x.{it}")).collect();
        assert_eq!(dropped_by(&many, &now, &now).unwrap().len(), DROPPED.most);
        assert_eq!(dropped_by(&many, &before, &now).unwrap_err().code(), Code::QuotaReached);
        assert!(dropped_by(&[], &[], &now).unwrap().is_empty());
    }

    #[test]
    fn a_draft_is_edited() {
        for state in ChecklistState::ALL {
            assert_eq!(is_draft(*state).is_ok(), *state == ChecklistState::Draft, "{state}");
        }
    }
}
