//! Which difficulties a paper may name. Pure.

use std::collections::BTreeSet;

use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};
use crate::reports::submissions::model::SectionText;

/// Each is named once, and is one of those that are known. 422 at every place that is wrong; `under` is where they stand in the body.
pub fn can_be_named(named: &[Id], known: &BTreeSet<Id>, under: &str) -> Result<(), Problem> {
    let judged = named.iter().enumerate().map(|(place, id)| {
        let is_repeated = named.iter().take(place).any(|earlier| earlier == id);
        let pointer = format!("{under}/{place}");
        match (is_repeated, known.contains(id)) {
            (true, _) => Err(Problem::of_place(pointer, Code::MentionRepeated)),
            (false, false) => Err(Problem::unknown(pointer)),
            (false, true) => Ok(()),
        }
    });
    Problem::of_all(judged)
}

/// The same of each section of a report.
pub fn of_sections(sections: &[SectionText], known: &BTreeSet<Id>) -> Result<(), Problem> {
    let judged = sections.iter().enumerate().map(|(place, section)| {
        can_be_named(&section.difficulty_ids, known, &format!("/content/sections/{place}/difficulty_ids"))
    });
    Problem::of_all(judged)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(judged: Result<(), Problem>) -> Vec<(String, Code)> {
        let problem = judged.err();
        problem.iter().flat_map(Problem::places).map(|(place, code)| (place.to_owned(), code)).collect()
    }

    #[test]
    fn each_is_named_once_and_known() {
        let [one, other] = std::array::from_fn(|_| Id::fresh());
        let known = BTreeSet::from([one]);
        assert!(can_be_named(&[one], &known, "/ids").is_ok());
        let wrong = places(can_be_named(&[one, one, other], &known, "/ids"));
        let expected = [("/ids/1", Code::MentionRepeated), ("/ids/2", Code::UnknownReference)];
        assert_eq!(wrong, expected.map(|(place, code)| (place.to_owned(), code)));
    }

    #[test]
    fn two_sections_may_name_the_same() {
        let [one, other] = std::array::from_fn(|_| Id::fresh());
        let section = |difficulty_ids| SectionText {
            code: "I".to_owned(),
            text: "Còn vướng kinh phí".to_owned(),
            difficulty_ids,
        };
        let known = BTreeSet::from([one]);
        assert!(of_sections(&[section(vec![one]), section(vec![one])], &known).is_ok());
        let wrong = places(of_sections(&[section(Vec::new()), section(vec![one, other])], &known));
        assert_eq!(wrong, [("/content/sections/1/difficulty_ids/1".to_owned(), Code::UnknownReference)]);
    }
}
