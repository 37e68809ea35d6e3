//! The parts of the service that answer without asking who calls: the public surface below `/public/`, and below `/calendar/` addresses
//! that are secrets themselves. Everything that treats them in a way of their own asks here, by the path as it was written: the router
//! reads `/%70ublic/` as `/public/`, so that must be one, and nothing that could be a mistyped secret may be shown.

use std::borrow::Cow;

/// What stands for every path below `/calendar/`, wherever one is told: logs, problems, metrics.
pub const CALENDAR: &str = "/calendar/…";

/// A part of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// What asks who calls, and whatever else is no surface of its own.
    House,
    /// Below `/public/`: for everybody, from any web page, kept by caches.
    Public,
    /// Below `/calendar/`: for whoever knows the address.
    Calendar,
}

impl Surface {
    /// That of a path, by the first word in it.
    pub fn of(path: &str) -> Self {
        let path = decoded(path);
        let first = words(&path).next().unwrap_or_default();
        if first.eq_ignore_ascii_case("public") {
            Self::Public
        } else if first.eq_ignore_ascii_case("calendar") {
            Self::Calendar
        } else {
            Self::House
        }
    }
}

/// A path as it may be told. One with `calendar` anywhere in it is not told at all: a secret was pasted below a wrong address, or is
/// spelled as no router of ours reads it.
pub fn shown(path: &str) -> &str {
    if is_secret(path) { CALENDAR } else { path }
}

/// Whether a path must not be told.
pub fn is_secret(path: &str) -> bool {
    words(&decoded(path)).any(|word| word.eq_ignore_ascii_case("calendar"))
}

/// The words between slashes, whatever else is around them.
fn words(path: &str) -> impl Iterator<Item = &str> {
    path.split(['/', '\\', ';', '?', '#'])
        .map(|word| word.trim_matches(|character: char| !character.is_alphanumeric()))
        .filter(|word| !word.is_empty())
}

/// Without percent-encoding, however often it was put on; a rest that does not decode stays as it is.
fn decoded(path: &str) -> Cow<'_, str> {
    let mut path = Cow::Borrowed(path);
    for _ in 0..MOST_LAYERS {
        if !path.contains('%') {
            break;
        }
        path = Cow::Owned(decoded_once(&path));
    }
    path
}

/// Nobody encodes a path more often than this.
const MOST_LAYERS: usize = 4;

/// Without one layer of percent-encoding.
pub fn decoded_once(path: &str) -> String {
    let bytes = path.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match (byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                plain.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                plain.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_surface_is_known_however_its_path_is_written() {
        for (path, surface) in [
            ("/public/v1/events", Surface::Public),
            ("/%70ublic/v1/events", Surface::Public),
            ("//public//v1", Surface::Public),
            ("/PUBLIC/v1", Surface::Public),
            ("/public", Surface::Public),
            ("/calendar/v1/x.ics", Surface::Calendar),
            ("/%63%61lendar/v1/x.ics", Surface::Calendar),
            ("/%2563alendar/v1/x.ics", Surface::Calendar),
            ("/calendar%2Fv1%2Fx.ics", Surface::Calendar),
            ("/api/v1/public/events", Surface::House),
            ("/publicity/v1", Surface::House),
            ("/api/v1/calendar-addresses", Surface::House),
            ("/", Surface::House),
            ("*", Surface::House),
            ("", Surface::House),
        ] {
            assert_eq!(Surface::of(path), surface, "{path}");
        }
    }

    #[test]
    fn no_spelling_of_a_calendars_address_is_told() {
        for path in [
            "/calendar/v1/bi-mat.ics",
            "/Calendar/v1/bi-mat.ics",
            "//calendar//v1//bi-mat.ics",
            "/./calendar/v1/bi-mat.ics",
            "/x/../calendar/v1/bi-mat.ics",
            "/%63alendar/v1/bi-mat.ics",
            "/%2563alendar/v1/bi-mat.ics",
            "/calendar%2fv1%2fbi-mat.ics",
            "/calendar%5cv1%5cbi-mat.ics",
            "/calendar;v=1/bi-mat.ics",
            "/calendar%20/bi-mat.ics",
            "/api/v1/calendar/v1/bi-mat.ics",
            "/public/v1/calendar/bi-mat.ics",
            "/calendar/%ff%zz%",
        ] {
            assert_eq!(shown(path), CALENDAR, "{path}");
        }
        for path in ["/api/v1/calendar-addresses/1", "/public/v1/events.ics", "/api/v1/me", "/", "/%zz%"] {
            assert_eq!(shown(path), path);
        }
    }
}
