use super::*;
use crate::events::statistics::calendar::{Count, heat_map};

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

/// Every number that is written in a cell or beside one.
fn numbers(picture: &str) -> Vec<i64> {
    let texts = picture.split("<text ").skip(1).filter_map(|it| it.split('>').nth(1)?.strip_suffix("</text"));
    texts.filter_map(|text| text.parse().ok()).collect()
}

/// Tags are closed in the order in which they were opened, and the names of attributes are as they are given.
fn attributes(picture: &str) -> Vec<String> {
    let (mut open, mut found) = (Vec::new(), Vec::new());
    for tag in picture.split('<').skip(1) {
        let (inside, text) = tag.split_once('>').expect("a tag ends");
        assert!(!text.contains('"') || !text.contains('&'), "{text}");
        if let Some(name) = inside.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name.to_owned()), "{inside}");
            continue;
        }
        let name = inside.split([' ', '/']).next().unwrap().to_owned();
        found.push(name.clone());
        found.extend(inside.split("=\"").filter_map(|it| it.rsplit([' ', '"']).next()).map(str::to_owned));
        if !inside.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
    found
}

#[test]
fn it_is_whole_and_has_a_title_a_text_and_neither_style_nor_script() {
    for language in [Language::Vietnamese, Language::English] {
        for counts in [month(), Vec::new()] {
            let picture = draw(&heat_map(2017, true, true, &counts), language);
            let found = attributes(&picture);
            for forbidden in ["style", "script", "class", "onload", "href", "foreignObject", "image", "use"] {
                assert!(!found.iter().any(|it| it == forbidden), "{forbidden}");
            }
            let start = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100%\" height=\"";
            assert!(picture.starts_with(start), "{picture}");
            assert!(picture.contains("role=\"img\" aria-labelledby=\"title desc\""));
            assert!(picture.contains(&format!("lang=\"{}\"", language.tag())));
            assert!(picture.contains("<title id=\"title\">") && picture.contains("<desc id=\"desc\">"));
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

#[test]
fn the_shades_go_from_few_to_many_and_their_ranges_have_no_gaps() {
    for largest in [1, 2, 3, 4, 5, 6, 7, 11, 23, 100, 1_999] {
        let shading = Shading { largest };
        let mut next = 1;
        for (place, (first, last)) in shading.ranges().enumerate() {
            assert_eq!(first, next, "of {largest}");
            assert!(last >= first);
            for count in [first, last] {
                assert_eq!(shading.step(count), place as i64 + 1, "{count} of {largest}");
            }
            next = last + 1;
        }
        assert_eq!(next, largest + 1);
        assert_eq!(shading.shade(largest).0, if largest == 1 { SHADES[1].0 } else { SHADES[4].0 });
    }
}

#[test]
fn the_shades_are_told_apart_without_colour_and_what_is_written_on_them_is_read() {
    let lightness = |colour: &str| {
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    };
    let contrast = |one: &str, other: &str| {
        let (one, other) = (lightness(one) + 0.05, lightness(other) + 0.05);
        if one > other { one / other } else { other / one }
    };
    for (fill, ink) in SHADES {
        assert!(contrast(fill, ink) >= 4.5, "{fill}: {}", contrast(fill, ink));
    }
    for pair in SHADES.windows(2) {
        assert!(contrast(pair[0].0, pair[1].0) > 1.25, "{pair:?}");
        assert!(lightness(pair[0].0) > lightness(pair[1].0));
    }
}

#[test]
fn text_is_text() {
    assert_eq!(escaped("<a href=\"x\" b='y'>&"), "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;");
}
