use super::*;
use crate::inspections::statistics::months::months;
use crate::inspections::statistics::months::tests::{own, visit};
use crate::inspections::statistics::rules::Counted;
use crate::kernel::drawing::tests::{contrast, is_whole_and_harmless, numbers};

fn year() -> Vec<Counted> {
    let mut all = vec![visit("2017-11-30", Some("2018-02-01T08:00:00+07:00"))];
    for number in 0..137 {
        let done = (number % 3 > 0).then_some("2017-06-15T08:00:00+07:00");
        all.push(visit(&format!("2017-{:02}-15", 1 + number % 12), done));
    }
    all.extend((0..1_999).map(|number| own("2017-10-31", (number % 4 > 0).then_some("2017-10-20T08:00:00+07:00"))));
    all
}

#[test]
fn it_is_whole_and_has_a_title_a_text_and_neither_style_nor_script() {
    for language in [Language::Vietnamese, Language::English] {
        for all in [year(), Vec::new(), vec![visit("2017-01-01", None)]] {
            is_whole_and_harmless(&draw(&months(2017, &all), language), language);
        }
    }
}

#[test]
fn every_number_of_the_year_is_in_it_in_numerals() {
    let year = months(2017, &year());
    let picture = draw(&year, Language::Vietnamese);
    let written = numbers(&picture);
    let rows = rows(&year);
    let panel_rows = rows
        .iter()
        .flat_map(|(_, it)| [it.visits_planned, it.visits_done, it.self_inspections_due, it.self_inspections_received]);
    let mut expected: Vec<i64> = panel_rows.collect();
    assert_eq!((rows.len(), written.len()), (13, 4 * 13), "each number stands once");
    expected.sort_unstable();
    let mut written = written;
    written.sort_unstable();
    assert_eq!(written, expected);
    for total in ["Kế hoạch: 138", "Đến hạn: 1999", "Đã nộp: 1499"] {
        assert!(picture.contains(total), "{total}");
    }
}

#[test]
fn what_there_is_nothing_of_takes_no_room() {
    let picture = draw(&months(2017, &[visit("2017-05-31", None)]), Language::English);
    assert!(picture.contains("Visits") && !picture.contains("Self-inspections"), "{picture}");
    assert!(!picture.contains("Later"));
    let nothing = draw(&months(2017, &[]), Language::English);
    assert!(nothing.contains("There are no inspections"));
}

#[test]
fn planned_and_done_are_told_apart_without_colour() {
    assert!(contrast(PLANNED, DONE) >= 3.0 && contrast(PALE_INK, "#ffffff") >= 4.5);
}

#[test]
fn the_longest_number_stands_inside_at_the_narrowest() {
    // A numeral of eleven pixels is less than eight wide: six of them beside the longest bar.
    let right = NAMES + LONGEST + 1.0;
    assert!(360.0 * (100.0 - right) / 100.0 >= 6.0 * 8.0);
}
