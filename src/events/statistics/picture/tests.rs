use super::*;
use crate::events::statistics::calendar::{Count, heat_map};
use crate::kernel::drawing::tests::{is_whole_and_harmless, numbers};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn month() -> Vec<Count> {
    let forms = EventForm::ALL;
    let start = day("2017-11-15");
    (0..31_u64)
        .flat_map(|offset| {
            let on = start.checked_add_days(chrono::Days::new(offset)).unwrap();
            let counted = move |(place, form): (usize, &EventForm)| {
                let count = (offset as i64 * 7 + place as i64 * 5) % 11 - 4;
                (*form, on, count.max(0))
            };
            forms.iter().enumerate().map(counted)
        })
        .collect()
}

#[test]
fn it_is_whole_and_has_a_title_a_text_and_neither_style_nor_script() {
    for language in [Language::Vietnamese, Language::English] {
        for counts in [month(), Vec::new()] {
            let picture = draw(&heat_map(2017, true, true, &counts), language);
            is_whole_and_harmless(&picture, language);
        }
    }
}

#[test]
fn every_number_of_the_map_is_in_it_in_numerals() {
    let map = heat_map(2017, false, true, &month());
    assert!(map.total > 100, "{}", map.total);
    let written = numbers(&draw(&map, Language::Vietnamese));
    let mut expected: Vec<i64> =
        map.rows.iter().flat_map(|row| row.cells.iter().copied()).filter(|it| *it > 0).collect();
    expected.extend(map.column_totals.iter().copied());
    expected.extend(map.rows.iter().map(|row| row.total));
    for number in &expected {
        assert!(written.contains(number), "{number}");
    }
    let nonzero = expected.len();
    assert!(written.len() > nonzero, "{} of {nonzero}", written.len());
}
