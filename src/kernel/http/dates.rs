//! A date has one spelling, `2017-02-03` (RFC 3339); chrono alone would read `2017-2-3` and ` 2017 - 02 - 03` too. Its year is 1 at
//! least: there is no year 0, and many clients cannot read one.
//!
//! Bodies are read so by themselves (`objects.rs`). Parameters and the fields of actions reach their types through serde's
//! own buffers, so these name the functions: `#[serde(default, deserialize_with = "dates::optional")]`.

use chrono::{Datelike, NaiveDate};
use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer};

use crate::kernel::exact::YEARS;

/// The length of a full date.
const SPELLED_OUT: usize = 10;

/// Reads a date in its one spelling.
pub fn read(text: &str) -> Option<NaiveDate> {
    let date: NaiveDate = text.parse().ok()?;
    (text.len() == SPELLED_OUT && YEARS.contains(&date.year()) && date.to_string() == text).then_some(date)
}

/// For a date that must be there.
pub fn required<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    parsed(&String::deserialize(deserializer)?)
}

/// For a date that may be absent.
pub fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    Option::<String>::deserialize(deserializer)?.map(|text| parsed(&text)).transpose()
}

fn parsed<E: Error>(text: &str) -> Result<NaiveDate, E> {
    read(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &"a date such as 2017-02-03"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_has_one_spelling() {
        assert_eq!(read("2017-02-03"), NaiveDate::from_ymd_opt(2017, 2, 3));
        assert!(read("0001-01-01").is_some() && read("9999-12-31").is_some());
        for text in [
            "2017-2-3",
            " 2017-02-03",
            "2017 -02-03",
            "20170203",
            "+2017-02-03",
            "12017-02-03",
            "2017-02-30",
            "0000-12-31",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
