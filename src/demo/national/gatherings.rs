//! What becomes of each event: most are held and reported within the week; of every thousand some tens are cancelled, moved, late or
//! forgotten. A fifth of the Month's are published. What lies behind the end of the demo has not happened yet.

use chrono::Days;

use super::calendar::day;
use super::chance::Chance;
use super::map::{Agency, Map};
use super::people::{officer_of, signer_of};
use crate::demo::replay::{Actor, Replay};
use crate::events::telling::{Act, Deed, Tale};
use crate::events::{
    BySex, EventAction, EventAudience, EventForm, EventMode, EventOccasion, EventResults, EventTheme, Materials,
    MediaItems, Money, NewEvent, Participants, PublicationAction, Venue,
};
use crate::kernel::deadline;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;

/// So many events an agency has in a year: three in the Action Month, one on each of the two days, one course.
pub const IN_A_YEAR: usize = 6;

const DAY: i64 = 24 * 3_600;
const HOUR: i64 = 3_600;

const FORMS: [EventForm; 10] = [
    EventForm::Seminar,
    EventForm::Conference,
    EventForm::RoundTable,
    EventForm::PolicyDialogue,
    EventForm::SocialMedia,
    EventForm::Parade,
    EventForm::Contest,
    EventForm::ArtsExchange,
    EventForm::Rally,
    EventForm::Talk,
];
const SUBJECTS: [(&str, EventTheme); 6] = [
    ("phòng, chống bạo lực gia đình", EventTheme::DomesticViolence),
    ("bình đẳng giới trong gia đình trẻ", EventTheme::GenderEquality),
    ("bảo vệ trẻ em khỏi xâm hại", EventTheme::ChildAbuse),
    ("phòng ngừa mua bán người", EventTheme::Trafficking),
    ("phụ nữ tham gia quản lý", EventTheme::WomenInLeadership),
    ("pháp luật về hôn nhân và gia đình", EventTheme::Law),
];

/// What becomes of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    /// Called off.
    Cancelled,
    /// Put off, and not held yet.
    Postponed,
    /// Held at another time, and reported.
    Moved,
    /// Nobody confirmed it.
    Forgotten,
    /// Held, and never reported.
    Unreported,
    /// Held and reported.
    Reported,
}

impl Course {
    /// By a number below a thousand.
    fn of(draw: i64) -> Self {
        match draw {
            0..40 => Self::Cancelled,
            40..50 => Self::Postponed,
            50..70 => Self::Moved,
            70..85 => Self::Forgotten,
            85..100 => Self::Unreported,
            _ => Self::Reported,
        }
    }
}

/// What became of one event of an agency until the end; nothing where nothing happened.
pub fn of(
    replay: &Replay,
    map: &Map,
    place: usize,
    (year, number): (i32, usize),
    end: Instant,
) -> Result<Option<Tale>, String> {
    let agency = map.agencies.get(place).ok_or("there is no such agency")?;
    let actor = |login: String| replay.actor(&login).cloned();
    let hands = [actor(officer_of(map, place))?, actor(signer_of(map, place))?, actor("standing.officer".to_owned())?];
    let name = format!("{} event {year} {number}", agency.code);
    let mut pen = Pen { chance: Chance::of(&name), agency, hands, name, deeds: Vec::new() };
    pen.write(year, number);
    let deeds: Vec<Deed> = pen.deeds.into_iter().take_while(|deed| deed.at <= end).collect();
    Ok((!deeds.is_empty()).then_some(Tale { deeds }))
}

/// Writes one tale.
struct Pen<'a> {
    chance: Chance,
    agency: &'a Agency,
    /// Who enters and reports, who leads, who approves what the public sees.
    hands: [Actor; 3],
    name: String,
    deeds: Vec<Deed>,
}

impl Pen<'_> {
    fn write(&mut self, year: i32, number: usize) {
        let (occasion, first, days) = match number {
            0..=2 => (EventOccasion::ActionMonth, day(year, 11, 15), 29),
            3 => (EventOccasion::Day8March, day(year, 3, 1), 8),
            4 => (EventOccasion::Day20October, day(year, 10, 12), 9),
            _ => (EventOccasion::TrainingCourse, day(year, 4, 1), 150),
        };
        let on = first.checked_add_days(Days::new(self.chance.below(days).unsigned_abs())).unwrap_or(first);
        let starts_at = deadline::start_of(on).plus_seconds(self.chance.between(8, 19) * HOUR);
        let ends_at = starts_at.plus_seconds(self.chance.between(2, 4) * HOUR);
        let course = Course::of(self.chance.below(1_000));
        let entered = starts_at.plus_seconds(-self.chance.between(25, 40) * DAY);
        let new = self.described(occasion, starts_at, ends_at, entered);
        self.act(entered, 0, Act::Enter(Box::new(new)));
        if course == Course::Forgotten {
            return;
        }
        let confirmed = entered.plus_seconds(self.chance.between(2, 6) * DAY);
        self.step(confirmed, 1, EventAction::Confirm {});
        if occasion == EventOccasion::ActionMonth && self.chance.below(100) < 20 {
            let requested = confirmed.plus_seconds(self.chance.between(1, 20) * HOUR);
            self.act(requested, 1, Act::Publish(PublicationAction::Request { event_version: 1 }));
            let approved = requested.plus_seconds(self.chance.between(1, 3) * DAY);
            self.act(approved, 2, Act::Publish(PublicationAction::Approve {}));
        }
        let shortly = starts_at.plus_seconds(-self.chance.between(24, 72) * HOUR);
        match course {
            Course::Cancelled => {
                self.step(shortly, 1, EventAction::Cancel { reason: "Ghép vào hoạt động của tỉnh".to_owned() });
            }
            Course::Postponed => {
                self.step(shortly, 1, EventAction::Postpone { reason: "Hội trường chưa sửa xong".to_owned() });
            }
            Course::Moved => {
                let reason = "Hội trường bận".to_owned();
                let (starts_at, ends_at) = (starts_at.plus_seconds(HOUR), ends_at.plus_seconds(HOUR));
                self.step(shortly, 1, EventAction::Reschedule { starts_at, ends_at, occasion: None, reason });
                self.held(starts_at, ends_at, true);
            }
            _ => self.held(starts_at, ends_at, course == Course::Reported),
        }
    }

    fn held(&mut self, starts_at: Instant, ends_at: Instant, is_reported: bool) {
        self.step(starts_at.plus_seconds(HOUR), 0, EventAction::Hold {});
        if is_reported {
            let days = if self.chance.below(100) < 8 { self.chance.between(9, 20) } else { self.chance.between(1, 6) };
            let results = self.results();
            let report = EventAction::Report { results, attachment_ids: Vec::new() };
            self.step(ends_at.plus_seconds(days * DAY), 0, report);
        }
    }

    fn described(&mut self, occasion: EventOccasion, starts_at: Instant, ends_at: Instant, at: Instant) -> NewEvent {
        let (subject, theme) = self.chance.one_of(&SUBJECTS).copied().unwrap_or(("", EventTheme::Other));
        let is_course = occasion == EventOccasion::TrainingCourse;
        let form = if is_course {
            EventForm::Training
        } else {
            self.chance.one_of(&FORMS).copied().unwrap_or(EventForm::Talk)
        };
        let sort = match form {
            EventForm::Training => "Tập huấn",
            EventForm::Seminar => "Hội thảo",
            EventForm::Contest => "Cuộc thi tìm hiểu",
            EventForm::Rally => "Mít tinh hưởng ứng",
            _ => "Hoạt động truyền thông về",
        };
        NewEvent {
            id: Some(Id::named(at, &self.name)),
            agency_id: self.agency.id,
            starts_at,
            ends_at,
            occasion,
            form,
            form_note: None,
            mode: EventMode::InPerson,
            title: format!("{sort} {subject} ({})", self.agency.code),
            public_summary: Some(format!("Mời người dân {} tham dự (demo)", self.agency.name)),
            venue: Some(Venue { name: format!("Nhà văn hoá {}", self.agency.code), address: None }),
            online_url: None,
            themes: vec![theme],
            audiences: vec![EventAudience::GeneralPublic],
            partners: Vec::new(),
            capacity: Some(self.number(40, 300)),
            planned: Some(Money { state: self.chance.between(2, 20) * 1_000_000, ..Money::default() }),
            lesson_hours: is_course.then_some(16),
        }
    }

    fn results(&mut self) -> EventResults {
        let women = self.number(20, 160);
        let adults = BySex { female: women, male: self.number(5, women), unknown: 0 };
        let young = BySex { female: self.number(0, 30), male: self.number(0, 20), unknown: self.number(0, 3) };
        let is_counted = self.chance.below(100) < 95;
        EventResults {
            participants: is_counted.then_some(Participants {
                from_31: adults,
                from_16: young,
                ..Participants::default()
            }),
            online_views: 0,
            certificates: None,
            materials: Materials { leaflet: self.number(0, 300), ..Materials::default() },
            media_items: MediaItems { loudspeaker: self.number(0, 6), ..MediaItems::default() },
            spent: Some(Money { state: self.chance.between(2, 20) * 1_000_000, ..Money::default() }),
            narrative: "Tổ chức đúng kế hoạch, người dân tham gia đông đủ".to_owned(),
        }
    }

    fn number(&mut self, least: i32, most: i32) -> i32 {
        i32::try_from(self.chance.between(i64::from(least), i64::from(most.max(least)))).unwrap_or(least)
    }

    fn step(&mut self, at: Instant, hand: usize, action: EventAction) {
        self.act(at, hand, Act::Step(Box::new(action)));
    }

    fn act(&mut self, at: Instant, hand: usize, act: Act) {
        if let Some(actor) = self.hands.get(hand) {
            self.deeds.push(Deed { at, user: actor.user, acting_at: actor.agency, act });
        }
    }
}
