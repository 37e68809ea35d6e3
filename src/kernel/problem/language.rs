//! The two languages that answers speak.

use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap};
use chrono::NaiveDate;

use crate::kernel::lists::{self, thousandths};

/// A language that problems are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Vietnamese, what every user reads unless they ask otherwise.
    #[default]
    Vietnamese,
    /// English.
    English,
}

impl Language {
    /// The language tag, as in `Content-Language`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::Vietnamese => "vi",
            Language::English => "en",
        }
    }

    /// The one of two texts that is in it.
    pub fn choose<T>(self, vietnamese: T, english: T) -> T {
        match self {
            Language::Vietnamese => vietnamese,
            Language::English => english,
        }
    }

    /// A day as people write it: in details of problems, in letters and under pictures alike.
    pub fn day(self, date: NaiveDate) -> String {
        match self {
            Language::Vietnamese => date.format("%d/%m/%Y").to_string(),
            Language::English => date.format("%-d %B %Y").to_string(),
        }
    }

    /// The language that the caller likes best of the two (RFC 9110 §12.5.4).
    pub fn of(headers: &HeaderMap) -> Language {
        lists::whole(headers, &ACCEPT_LANGUAGE).map(|said| Language::preferred(&said)).unwrap_or_default()
    }

    fn preferred(accept: &str) -> Language {
        let ranges: Vec<(&str, u16)> = accept.split(',').filter_map(range).collect();
        let weight = |wanted: &str| {
            let of = |named: &str| {
                let named = ranges.iter().filter(|(primary, _)| primary.eq_ignore_ascii_case(named));
                named.map(|(_, weight)| *weight).max()
            };
            // Whatever is not named by itself.
            of(wanted).or_else(|| of("*")).unwrap_or_default()
        };
        if weight("en") > weight("vi") { Language::English } else { Language::Vietnamese }
    }
}

/// The language of a range and how much it is wanted; none that cannot be read.
fn range(text: &str) -> Option<(&str, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let primary = parts.next()?.split('-').next()?;
    let weight = match parts.next() {
        None => 1_000,
        Some(part) => {
            let (name, weight) = part.split_once('=')?;
            thousandths(weight.trim()).filter(|_| name.trim().eq_ignore_ascii_case("q"))?
        }
    };
    Some((primary, weight))
}

#[cfg(test)]
mod tests {
    use super::Language::{self, English, Vietnamese};

    #[test]
    fn a_day_is_written_as_its_readers_write_it() {
        let day = "2016-12-05".parse().unwrap();
        assert_eq!(Vietnamese.day(day), "05/12/2016");
        assert_eq!(English.day(day), "5 December 2016");
    }

    #[test]
    fn the_heavier_of_the_two_wins_and_vietnamese_otherwise() {
        for (accept, expected) in [
            ("", Vietnamese),
            ("fr, de;q=0.5", Vietnamese),
            ("en", English),
            ("en-GB,en;q=0.9", English),
            ("vi,en", Vietnamese),
            ("vi;q=0.5, en;q=0.9", English),
            ("en;q=0, vi;q=0.1", Vietnamese),
            ("en;q=nonsense", Vietnamese),
            ("*", Vietnamese),
            ("vi;q=0, *", English),
            ("en;q=0.5, *;q=0.8", Vietnamese),
            ("en-GB; Q=0.9 , vi-VN ;q=0.8", English),
            ("vi_VN, en;q=2, fr", Vietnamese),
            ("vi_VN, en;q=0.1", English),
            (";;,=,en-", English),
        ] {
            assert_eq!(Language::preferred(accept), expected, "{accept}");
        }
    }
}
