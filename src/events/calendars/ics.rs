//! Calendars as text (RFC 5545, 7986). Pure: the same entries are the same bytes, whenever they are written.
//!
//! The crate `icalendar` writes each event, and escapes rightly. It builds no time zone, and invents a stamp and an identifier where
//! one is missing: so the frame with the one zone that there is stands here, and every event has both. It folds the last part of a
//! long line to 76 octets, its space included: so what it folded is folded anew.

use std::fmt;

use chrono::NaiveDate;
use icalendar::{Component as _, Event as Written, EventLike as _, Property};

use crate::events::kinds::{EventForm, Venue};
use crate::kernel::deadline::{TIME_ZONE, start_of};
use crate::kernel::instant::Instant;
use crate::kernel::problem::{Code, Problem};

/// What is sent.
pub const MEDIA_TYPE: &str = "text/calendar; charset=utf-8";

/// What begins every calendar.
const HEAD: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tienbo//tienbo//VI\r\nCALSCALE:GREGORIAN\r\n";

/// How often to ask again, and the one time zone: Vietnam has had no other offset since 1975 (`kernel/deadline.rs`).
const ZONE: &str = "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n\
    BEGIN:VTIMEZONE\r\nTZID:Asia/Ho_Chi_Minh\r\nBEGIN:STANDARD\r\nDTSTART:19750613T000000\r\n\
    TZOFFSETFROM:+0700\r\nTZOFFSETTO:+0700\r\nTZNAME:+07\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";

const TAIL: &str = "END:VCALENDAR\r\n";

/// How an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is planned, and nobody has said that it will be.
    Tentative,
    /// It will be, or was.
    Confirmed,
    /// It will not be.
    Cancelled,
    /// It will not be then.
    Postponed,
}

impl Standing {
    /// Whether it does not take place when it says.
    pub fn is_off(self) -> bool {
        matches!(self, Self::Cancelled | Self::Postponed)
    }

    fn word(self) -> &'static str {
        match self {
            Self::Tentative => "TENTATIVE",
            Self::Confirmed => "CONFIRMED",
            Self::Cancelled | Self::Postponed => "CANCELLED",
        }
    }

    /// What stands before the title: some calendars show nothing else of it.
    fn before_title(self) -> &'static str {
        match self {
            Self::Tentative | Self::Confirmed => "",
            Self::Cancelled => "ĐÃ HUỶ: ",
            Self::Postponed => "HOÃN: ",
        }
    }
}

/// When an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// From one instant to another.
    Times(Instant, Instant),
    /// All day.
    Day(NaiveDate),
}

/// What a calendar shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is known by, in every calendar.
    pub uid: String,
    /// Raised whenever what is shown of it changes.
    pub sequence: i32,
    /// When it last was.
    pub sequenced_at: Instant,
    /// How it stands.
    pub standing: Standing,
    /// When it is.
    pub when: When,
    /// What it is called.
    pub title: String,
    /// What it is about.
    pub description: Option<String>,
    /// Where it is.
    pub location: Option<String>,
    /// Where people join it.
    pub url: Option<String>,
    /// What sort of event it is.
    pub form: Option<EventForm>,
}

/// Where an event is, in one line.
pub fn location(venue: &Venue) -> String {
    match &venue.address {
        Some(address) => format!("{}, {address}", venue.name),
        None => venue.name.clone(),
    }
}

/// A calendar with these entries, in their order.
pub fn calendar(name: &str, entries: &[Entry]) -> Result<String, Problem> {
    written(name, entries).map_err(|error| {
        tracing::error!(%error, "a calendar could not be written");
        Problem::of(Code::Internal)
    })
}

fn written(name: &str, entries: &[Entry]) -> Result<String, fmt::Error> {
    let mut calendar = String::with_capacity(1_000 + entries.len() * 800);
    calendar.push_str(HEAD);
    let mut standard = Property::new("NAME", plain(name));
    // Without its type the crate does not know that it is text, which is escaped.
    let standard: String = standard.add_parameter("VALUE", "TEXT").done().try_into()?;
    calendar.push_str(&standard);
    let common: String = Property::new("X-WR-CALNAME", plain(name)).try_into()?;
    calendar.push_str(&common);
    calendar.push_str(ZONE);
    for entry in entries {
        calendar.push_str(&event(entry).try_into_string()?);
    }
    calendar.push_str(TAIL);
    Ok(folded(&calendar))
}

/// The octets of a line, its end not included (RFC 5545, 3.1).
const LONGEST_LINE: usize = 75;

/// The same with every line folded to its length. No value has a line break of its own: they are escaped.
fn folded(calendar: &str) -> String {
    let mut folded = String::with_capacity(calendar.len() + calendar.len() / LONGEST_LINE);
    for line in calendar.replace("\r\n ", "").split_terminator("\r\n") {
        let (mut rest, mut room) = (line, LONGEST_LINE);
        while rest.len() > room {
            let (part, others) = rest.split_at(rest.floor_char_boundary(room));
            folded.push_str(part);
            folded.push_str("\r\n ");
            // A line that goes on begins with a space.
            (rest, room) = (others, LONGEST_LINE - 1);
        }
        folded.push_str(rest);
        folded.push_str("\r\n");
    }
    folded
}

fn event(entry: &Entry) -> Written {
    let mut event = Written::new();
    let stamp = utc(entry.sequenced_at);
    event.uid(&entry.uid).sequence(entry.sequence.unsigned_abs());
    event.add_property("DTSTAMP", stamp.as_str()).add_property("LAST-MODIFIED", stamp);
    event.add_property("STATUS", entry.standing.word());
    event.summary(&format!("{}{}", entry.standing.before_title(), plain(&entry.title)));
    match entry.when {
        When::Times(starts_at, ends_at) => {
            event.append_property(local("DTSTART", starts_at)).append_property(local("DTEND", whole(ends_at)));
        }
        When::Day(day) => {
            let mut start = Property::new("DTSTART", day.format("%Y%m%d").to_string());
            event.append_property(start.add_parameter("VALUE", "DATE").done());
            // Nobody is busy because something falls due.
            event.add_property("TRANSP", "TRANSPARENT");
        }
    }
    if let Some(description) = &entry.description {
        event.description(&plain(description));
    }
    if let Some(location) = &entry.location {
        event.add_property("LOCATION", plain(location));
    }
    if let Some(url) = &entry.url {
        event.url(url);
    }
    if let Some(form) = entry.form {
        event.categories([form.as_str()]);
    }
    event.done()
}

/// A text with lines as calendars have them: one that ends in CR LF, or in CR alone, is a line all the same.
fn plain(text: &str) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

fn utc(at: Instant) -> String {
    at.utc().format("%Y%m%dT%H%M%SZ").to_string()
}

/// The whole second at or after an instant: what ends within a second must not end as it begins.
fn whole(at: Instant) -> Instant {
    Instant(at.0.saturating_add(999_999))
}

/// An instant as a civil time, 24:00 being 00:00 of the next day.
fn local(name: &str, at: Instant) -> Property {
    let day = at.date();
    let seconds = at.seconds().saturating_sub(start_of(day).seconds());
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let mut property = Property::new(name, format!("{}T{hours:02}{minutes:02}{seconds:02}", day.format("%Y%m%d")));
    property.add_parameter("TZID", TIME_ZONE).done()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).expect("an instant")
    }

    fn entry() -> Entry {
        Entry {
            uid: "0192f0c1-0000-7000-8000-000000000001".to_owned(),
            sequence: 3,
            sequenced_at: at("2017-11-02T08:30:15.999999+07:00"),
            standing: Standing::Confirmed,
            when: When::Times(at("2017-12-15T19:00:00+07:00"), at("2017-12-16T00:00:00+07:00")),
            title: "Toạ đàm; một, hai \\ ba".to_owned(),
            description: Some("Dòng một\r\nDòng hai\nDòng ba".to_owned()),
            location: Some("Nhà văn hoá, 53 Lạch Tray".to_owned()),
            url: Some("https://hop.example.vn/toa-dam?a=1;2,3".to_owned()),
            form: Some(EventForm::RoundTable),
        }
    }

    /// The lines as they were before they were folded.
    fn lines(calendar: &str) -> Vec<String> {
        calendar.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn an_event_says_all_that_is_shown_and_nothing_of_now() {
        let calendar = calendar("Tháng hành động, 2017", &[entry()]).expect("written");
        let lines = lines(&calendar);
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "NAME;VALUE=TEXT:Tháng hành động\\, 2017",
            "X-WR-CALNAME:Tháng hành động\\, 2017",
            "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
            "X-PUBLISHED-TTL:PT1H",
            "TZID:Asia/Ho_Chi_Minh",
            "TZOFFSETTO:+0700",
            "UID:0192f0c1-0000-7000-8000-000000000001",
            "SEQUENCE:3",
            "DTSTAMP:20171102T013015Z",
            "LAST-MODIFIED:20171102T013015Z",
            "STATUS:CONFIRMED",
            "DTSTART;TZID=Asia/Ho_Chi_Minh:20171215T190000",
            "DTEND;TZID=Asia/Ho_Chi_Minh:20171216T000000",
            "SUMMARY:Toạ đàm\\; một\\, hai \\\\ ba",
            "DESCRIPTION:Dòng một\\nDòng hai\\nDòng ba",
            "LOCATION:Nhà văn hoá\\, 53 Lạch Tray",
            "URL:https://hop.example.vn/toa-dam?a=1;2,3",
            "CATEGORIES:round_table",
            "END:VCALENDAR",
        ] {
            assert_eq!(lines.iter().filter(|it| *it == line).count(), 1, "{line} in\n{calendar}");
        }
        assert!(calendar.ends_with("END:VCALENDAR\r\n"));
        assert_eq!(calendar.matches("BEGIN:STANDARD").count(), 1);
        assert!(!calendar.contains("DAYLIGHT"));
    }

    #[test]
    fn what_is_off_says_so_in_its_title_too() {
        for (standing, status, title) in [
            (Standing::Tentative, "STATUS:TENTATIVE", "SUMMARY:Hội thảo"),
            (Standing::Confirmed, "STATUS:CONFIRMED", "SUMMARY:Hội thảo"),
            (Standing::Cancelled, "STATUS:CANCELLED", "SUMMARY:ĐÃ HUỶ: Hội thảo"),
            (Standing::Postponed, "STATUS:CANCELLED", "SUMMARY:HOÃN: Hội thảo"),
        ] {
            let entry = Entry { standing, title: "Hội thảo".to_owned(), ..entry() };
            let lines = lines(&calendar("Lịch", &[entry]).expect("written"));
            assert!(lines.iter().any(|it| it == status) && lines.iter().any(|it| it == title), "{lines:?}");
        }
    }

    #[test]
    fn a_due_date_is_a_day_on_which_nobody_is_busy() {
        let day = "2017-11-30".parse().expect("a day");
        let entry = Entry { when: When::Day(day), url: None, form: None, location: None, description: None, ..entry() };
        let lines = lines(&calendar("Lịch", &[entry]).expect("written"));
        assert!(lines.iter().any(|it| it == "DTSTART;VALUE=DATE:20171130"), "{lines:?}");
        assert!(lines.iter().any(|it| it == "TRANSP:TRANSPARENT"));
        assert!(!lines.iter().any(|it| it.starts_with("DTEND")));
    }

    #[test]
    fn what_ends_within_a_second_ends_after_it_begins() {
        let begin = at("2017-11-20T08:00:00.100000+07:00");
        let entry = Entry { when: When::Times(begin, Instant(begin.0 + 1)), ..entry() };
        let lines = lines(&calendar("Lịch", &[entry]).expect("written"));
        assert!(lines.iter().any(|it| it == "DTSTART;TZID=Asia/Ho_Chi_Minh:20171120T080000"));
        assert!(lines.iter().any(|it| it == "DTEND;TZID=Asia/Ho_Chi_Minh:20171120T080001"));
    }

    #[test]
    fn a_calendar_without_entries_is_one() {
        let calendar = calendar("Lịch", &[]).expect("written");
        assert!(calendar.contains("BEGIN:VTIMEZONE\r\n") && !calendar.contains("BEGIN:VEVENT"));
    }

    proptest! {
        #[test]
        fn no_line_is_longer_than_75_octets_and_every_text_comes_back(text in "[ -~\\nàảãạắẳđĐ…女🎉]{1,400}", name in "[a-zđ,;\\\\ ]{1,120}") {
            let entry = Entry { title: text.clone(), description: Some(text.clone()), location: Some(text.clone()), ..entry() };
            let calendar = calendar(&name, &[entry]).expect("written");
            for line in calendar.split("\r\n") {
                prop_assert!(line.len() <= 75, "{} octets: {line}", line.len());
                prop_assert!(!line.contains(['\r', '\n']));
            }
            let read = |name: &str| {
                let lines = lines(&calendar);
                let line = lines.iter().find_map(|it| it.strip_prefix(name)).expect("a line").to_owned();
                let mut text = String::new();
                let mut characters = line.chars();
                while let Some(character) = characters.next() {
                    text.push(match character {
                        '\\' => match characters.next() { Some('n') => '\n', Some(other) => other, None => '\\' },
                        other => other,
                    });
                }
                text
            };
            for name in ["SUMMARY:", "DESCRIPTION:", "LOCATION:"] {
                prop_assert_eq!(read(name), text.clone());
            }
            prop_assert_eq!(read("NAME;VALUE=TEXT:"), name);
        }
    }
}
