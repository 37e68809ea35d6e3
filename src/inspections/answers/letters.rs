//! Ratings as statistics keep them: a letter for each item of a checklist, in its order. Pure.

use std::collections::HashMap;

use crate::inspections::answers::model::Rating;

/// An item that nobody rated.
const UNRATED: char = '-';

const LETTERS: [(Rating, char); 4] =
    [(Rating::Met, 'm'), (Rating::PartlyMet, 'p'), (Rating::NotMet, 'n'), (Rating::NotApplicable, 'x')];

/// What a letter stands for; nothing of an item that nobody rated.
pub fn rating_of(letter: char) -> Option<Rating> {
    LETTERS.iter().find(|(_, it)| *it == letter).map(|(rating, _)| *rating)
}

fn letter_of(rating: Option<Rating>) -> char {
    LETTERS.iter().find(|(it, _)| Some(*it) == rating).map_or(UNRATED, |(_, letter)| *letter)
}

/// The letters of items in their order, by how they were rated.
pub fn letters(items: &[String], rated: &HashMap<String, Rating>) -> String {
    items.iter().map(|code| letter_of(rated.get(code).copied())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rating_has_a_letter_of_its_own() {
        for rating in Rating::ALL {
            assert_eq!(rating_of(letter_of(Some(*rating))), Some(*rating));
        }
        assert_eq!(rating_of(letter_of(None)), None);
        let rated = HashMap::from([("1.2".to_owned(), Rating::NotMet), ("9".to_owned(), Rating::Met)]);
        assert_eq!(letters(&["1.1", "1.2", "2.1"].map(str::to_owned), &rated), "-n-");
    }
}
