//! Which bytes of a file are asked for (RFC 9110 §14): a download that broke off goes on from where it stood.
//!
//! A range that cannot be read is none, and the file is sent whole; so it is where several are asked for, which the RFC leaves to the
//! server, and where `If-Range` names another one than there is.

use std::ops::Range;

use actix_web::http::header::{HeaderMap, IF_RANGE, RANGE};

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ranges {
    asked: Vec<Asked>,
    /// The ETag under which the caller has the beginning.
    begun: Option<String>,
}

/// One range, as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// From this byte on.
    From(u64),
    /// From this byte to that, both included.
    Within(u64, u64),
    /// So many at the end.
    Last(u64),
}

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// All of it.
    Whole,
    /// These bytes.
    Part(Range<u64>),
    /// Nothing: there are no such bytes.
    Nothing,
}

impl Ranges {
    /// What a request's head says.
    pub fn of(headers: &HeaderMap) -> Self {
        let text = |value: &actix_web::http::header::HeaderValue| value.to_str().ok().map(str::to_owned);
        let mut lines = headers.get_all(RANGE);
        // It is no list of lines: two of them say nothing.
        let asked = match (lines.next().and_then(text), lines.next()) {
            (Some(line), None) => read(&line).unwrap_or_default(),
            _ => Vec::new(),
        };
        let begun = headers.get(IF_RANGE).map(|value| text(value).unwrap_or_default().trim().to_owned());
        Self { asked, begun }
    }

    /// What is sent of a file of a size, under its ETag. An `If-Range` holds by the very bytes: a weak tag, one with a coding behind
    /// it, and a date name others, or perhaps others.
    pub fn choose(&self, size: u64, etag: &str) -> Chosen {
        if self.asked.is_empty() || self.begun.as_deref().is_some_and(|begun| begun != etag) {
            return Chosen::Whole;
        }
        let mut found = self.asked.iter().filter_map(|asked| asked.within(size));
        match (found.next(), found.next()) {
            (None, _) => Chosen::Nothing,
            (Some(part), None) => Chosen::Part(part),
            (Some(_), Some(_)) => Chosen::Whole,
        }
    }
}

impl Asked {
    fn within(self, size: u64) -> Option<Range<u64>> {
        let part = match self {
            Self::From(first) => first..size,
            Self::Within(first, last) => first..size.min(last.saturating_add(1)),
            Self::Last(count) => size.saturating_sub(count)..size,
        };
        (!part.is_empty()).then_some(part)
    }
}

/// `bytes=0-499, -500`; none where any of it cannot be read.
fn read(text: &str) -> Option<Vec<Asked>> {
    let (unit, ranges) = text.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    ranges.split(',').map(str::trim).filter(|range| !range.is_empty()).map(read_one).collect()
}

fn read_one(text: &str) -> Option<Asked> {
    match text.split_once('-')? {
        ("", count) => Some(Asked::Last(number(count)?)),
        (first, "") => Some(Asked::From(number(first)?)),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then_some(Asked::Within(first, last))
        }
    }
}

/// A number of however many digits: beyond every file they are all alike.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::Chosen::{Nothing, Part, Whole};
    use super::*;

    fn chosen(lines: &[(HeaderName, &str)]) -> Chosen {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name.clone(), HeaderValue::from_str(value).expect("a value"));
        }
        Ranges::of(&headers).choose(1_000, "\"1-abc\"")
    }

    #[test]
    fn one_range_is_sent_and_what_cannot_be_read_asks_for_nothing() {
        for (range, sent) in [
            ("bytes=0-499", Part(0..500)),
            ("bytes=500-", Part(500..1_000)),
            ("bytes=-200", Part(800..1_000)),
            ("bytes=-2000", Part(0..1_000)),
            ("bytes=0-0", Part(0..1)),
            ("bytes=999-999", Part(999..1_000)),
            ("bytes=990-5000", Part(990..1_000)),
            ("Bytes = 0-1", Part(0..2)),
            ("bytes=0-99999999999999999999999", Part(0..1_000)),
            ("bytes= 7-9 ,,", Part(7..10)),
            // Of several the one that there is.
            ("bytes=5000-, 0-9", Part(0..10)),
            ("bytes=0-9, 20-29", Whole),
            ("bytes=1000-", Nothing),
            ("bytes=99999999999999999999999-", Nothing),
            ("bytes=-0", Nothing),
            ("bytes=2000-3000, 5000-", Nothing),
            ("bytes=9-0", Whole),
            ("bytes=", Whole),
            ("bytes=-", Whole),
            ("bytes=a-b", Whole),
            ("bytes=+1-2", Whole),
            ("bytes=0-9, x", Whole),
            ("bytes 0-9", Whole),
            ("items=0-9", Whole),
            ("", Whole),
        ] {
            assert_eq!(chosen(&[(RANGE, range)]), sent, "{range}");
        }
        assert_eq!(chosen(&[]), Whole);
        assert_eq!(chosen(&[(RANGE, "bytes=0-1"), (RANGE, "bytes=0-1")]), Whole);
    }

    #[test]
    fn what_was_begun_goes_on_with_the_very_same_bytes_alone() {
        assert_eq!(chosen(&[(RANGE, "bytes=5-"), (IF_RANGE, "\"1-abc\"")]), Part(5..1_000));
        let others = ["W/\"1-abc\"", "\"1-abd\"", "\"1-abc-gzip\"", "Wed, 21 Oct 2015 07:28:00 GMT", "*", ""];
        for other in others {
            assert_eq!(chosen(&[(RANGE, "bytes=5-"), (IF_RANGE, other)]), Whole, "{other}");
            assert_eq!(chosen(&[(RANGE, "bytes=5000-"), (IF_RANGE, other)]), Whole, "{other}");
        }
    }
}
