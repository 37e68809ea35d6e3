//! Whatever people try in whatever order: the public never sees a text that nobody else approved, its count never falls, and it is
//! told how the event stands.

use proptest::prelude::*;

use crate::events::events::model::bodies::Described;
use crate::events::events::model::{EventAction, EventState};
use crate::events::events::rules::{Edited, may_be_edited};
use crate::events::events::steps as event_steps;
use crate::events::events::store::{Frame, Row as EventRow, Stored, Whose};
use crate::events::events::workflow::TRANSITIONS as EVENTS;
use crate::events::kinds::{EventAudience, EventForm, EventMode, EventOccasion, EventTheme, Venue};
use crate::events::organiser::Organiser;
use crate::events::publications::model::{PublicStatus, PublicationAction, PublicationState};
use crate::events::publications::steps::{followed, moved};
use crate::events::publications::store::{Row, named_in, text_of};
use crate::events::publications::workflow::TRANSITIONS;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::policy::Authority;
use crate::kernel::role::Role;
use crate::kernel::workflow::{Step, Subject as _};

/// What somebody tries. The number of a person is his place among a few.
#[derive(Clone, Debug)]
enum Attempt {
    /// A step of the event, with the hour that it is moved to.
    Event(&'static str, i64),
    /// Another title, among three; or no summary.
    Edit(usize, u8),
    /// A step of the publication, naming a version of the event that is this much out.
    Publication(usize, &'static str, i32),
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let of_event = ["confirm", "reschedule", "postpone", "cancel", "declare_duplicate", "hold", "not_held", "report"];
    let of_publication = ["request", "request", "approve", "approve", "refuse", "recall", "withdraw"];
    let outread = prop_oneof![5 => Just(0), 1 => -1_i32..2];
    prop_oneof![
        2 => (proptest::sample::select(of_event.to_vec()), 0..3_i64).prop_map(|(action, hour)| Attempt::Event(action, hour)),
        2 => (0..4_usize, 0..4_u8).prop_map(|(person, text)| Attempt::Edit(person, text)),
        4 => (0..4_usize, proptest::sample::select(of_publication.to_vec()), outread)
            .prop_map(|(person, action, outread)| Attempt::Publication(person, action, outread)),
    ]
}

/// An event with its publication, and what a reader would keep in mind of both.
struct World {
    event: Stored,
    publication: Row,
    people: [Id; 4],
    clock: i64,
    /// Every text that was approved, as it was frozen.
    approved: Vec<String>,
    /// Who wrote the event, with the version that he made.
    writers: Vec<(Id, i32)>,
    /// Who asked for it last.
    requester: Option<Id>,
}

fn described(title: &str) -> Described {
    Described {
        form: EventForm::Seminar,
        form_note: None,
        mode: EventMode::InPerson,
        title: title.to_owned(),
        public_summary: Some("Vào cửa tự do".to_owned()),
        venue: Some(Venue { name: "Hội trường".to_owned(), address: None }),
        online_url: None,
        themes: vec![EventTheme::Law],
        audiences: vec![EventAudience::Women],
        partners: Vec::new(),
        capacity: None,
        planned: None,
        lesson_hours: None,
    }
}

fn frame(hour: i64) -> Frame {
    let start = Instant::parse("2017-11-20T01:00:00Z").unwrap();
    let starts_at = start.plus_seconds(hour * 3600);
    Frame { occasion: EventOccasion::Other, starts_at, ends_at: starts_at.plus_seconds(7200), month: None }
}

impl World {
    fn new() -> Self {
        let people: [Id; 4] = std::array::from_fn(|_| Id::fresh());
        let organiser = Organiser { agency: Id::fresh(), committee: Id::fresh() };
        let whose = Whose { organiser, recipient: organiser.committee };
        let author = &people[..1];
        let row = EventRow::new(Id::fresh(), None, &whose, &frame(0), &described("0"), author, Instant(0)).unwrap();
        let publication = Row::of(&row, Instant(0));
        let writers = vec![(people[0], 1)];
        Self {
            event: Stored { row, results: None },
            publication,
            people,
            clock: 0,
            approved: Vec::new(),
            writers,
            requester: None,
        }
    }

    /// After the end of every event, so that time stands in nobody's way.
    fn now(&self) -> Instant {
        frame(1_000).ends_at.plus_seconds(self.clock)
    }

    fn take(&mut self, attempt: &Attempt) {
        self.clock += 1;
        match attempt {
            Attempt::Event(action, hour) => self.event_step(action, *hour),
            Attempt::Edit(person, text) => self.edit(self.people[*person], *text),
            Attempt::Publication(person, action, outread) => {
                self.publication_step(self.people[*person], action, *outread);
            }
        }
    }

    fn event_step(&mut self, action: &'static str, hour: i64) {
        let state = self.event.row.state;
        let Some(row) = EVENTS.rows.iter().find(|it| it.action == action && it.from.contains(&state)) else { return };
        let (reason, of_id, to) = ("Thử".to_owned(), Id::fresh(), frame(hour));
        let asked = match action {
            "confirm" => EventAction::Confirm {},
            "reschedule" => {
                EventAction::Reschedule { starts_at: to.starts_at, ends_at: to.ends_at, occasion: None, reason }
            }
            "postpone" => EventAction::Postpone { reason },
            "cancel" => EventAction::Cancel { reason },
            "declare_duplicate" => EventAction::DeclareDuplicate { of_id, reason },
            "hold" => EventAction::Hold {},
            "not_held" => EventAction::NotHeld { reason },
            _ => EventAction::Report { results: Default::default(), attachment_ids: Vec::new() },
        };
        let frame = (action == "reschedule").then_some(&to);
        self.event = event_steps::moved(&self.event, row.to, &asked, frame, self.now());
        if let Some(after) = followed(&self.publication, &asked, &self.event.row, self.now()).unwrap() {
            self.publication = after;
        }
    }

    fn edit(&mut self, by: Id, text: u8) {
        let edited = Edited { frame: None, rest: None, words: true };
        if may_be_edited(self.event.row.state, edited).is_err() {
            return;
        }
        let mut words = described(&text.to_string());
        if text == 3 {
            words.public_summary = None;
        }
        let row = self.event.row.touched(self.now()).describing(&words).unwrap().authored_by(&[by]).unwrap();
        self.writers.push((by, row.version));
        self.event.row = row;
    }

    fn publication_step(&mut self, by: Id, action: &'static str, outread: i32) {
        let event = &self.event.row;
        let asked = match action {
            "request" => PublicationAction::Request { event_version: event.version + outread },
            "approve" => PublicationAction::Approve {},
            "refuse" => PublicationAction::Refuse { reason: "Thử".to_owned() },
            "recall" => PublicationAction::Recall {},
            _ => PublicationAction::Withdraw { reason: "Thử".to_owned() },
        };
        let directory = Directory::default();
        let facts = self.publication.facts(&directory, event, named_in(&asked)).unwrap();
        let state = facts.state;
        let Some(row) = TRANSITIONS.rows.iter().find(|it| it.action == action && it.from.contains(&state)) else {
            return;
        };
        let stands_in_the_way = row.needs.iter().any(|it| !(it.blockers)(&facts, self.now()).is_empty());
        if stands_in_the_way || row.apart && facts.authors().contains(&by) {
            return;
        }
        let authority = Authority { role: Role::StandingLead, on_behalf_of: None };
        let step = Step { action: row.action, from: state, to: row.to, authority };
        let text = text_of(&directory, event).unwrap();
        let after = moved(&self.publication, event, &step, &asked, &[by], text.as_ref(), self.now()).unwrap();
        match action {
            "request" => self.requester = Some(by),
            "approve" => {
                let since = self.publication.approved_event_version.unwrap_or_default();
                let wrote = self.writers.iter().any(|(writer, version)| *writer == by && *version > since);
                assert!(!wrote && self.requester != Some(by), "nobody approves what he wrote or asked for");
                self.approved.push(self.publication.requested_text.clone().unwrap());
            }
            _ => {}
        }
        self.publication = after;
    }

    /// What always holds, after whatever step.
    fn holds(&self, before: &Row) {
        let (now, event) = (&self.publication, &self.event.row);
        let is_public = matches!(now.state, PublicationState::Published | PublicationState::ChangeRequested);
        assert_eq!(now.visible, is_public);
        assert_eq!(now.shown().is_some(), is_public);
        assert_eq!(now.search_text.is_some(), is_public);
        if let Some(text) = &now.approved_text {
            assert!(self.approved.contains(text), "nobody approved {text}");
        }
        if let Some(shown) = now.shown() {
            assert_eq!(self.approved.last(), now.approved_text.as_ref(), "the newest is the one that is public");
            assert_eq!((shown.starts_at, shown.ends_at), (event.starts_at, event.ends_at));
            assert_eq!(shown.occasion, event.occasion);
            let expected = match event.state {
                EventState::Postponed => PublicStatus::Postponed,
                EventState::Cancelled => PublicStatus::Cancelled,
                EventState::Held | EventState::Reported => PublicStatus::Held,
                _ if now.first_approved() == Some(event.times()) => PublicStatus::Scheduled,
                _ => PublicStatus::Rescheduled,
            };
            assert_eq!(shown.status, expected);
        }
        let is_asked_for = matches!(now.state, PublicationState::Requested | PublicationState::ChangeRequested);
        assert_eq!(now.requested_text.is_some(), is_asked_for);
        let seen = |row: &Row| (row.shown(), row.approved_text.clone().filter(|_| row.visible));
        let counted = now.sequence - before.sequence;
        assert_eq!(counted, i32::from(seen(now) != seen(before)), "counted where the public sees a change");
        assert_eq!(now.sequenced_at, if counted == 0 { before.sequenced_at } else { self.now() });
        assert!(now.version - before.version <= 1);
        if now != before {
            assert_eq!(now.version, before.version + 1);
        }
        if event.duplicate_of_id.is_some() {
            assert!(!is_public && !is_asked_for, "a duplicate is published nowhere");
        }
        if matches!(event.state, EventState::Postponed | EventState::Cancelled) {
            assert!(!is_asked_for, "what is off is not asked for");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_steps_publishes_a_text_that_nobody_approved(
        attempts in proptest::collection::vec(attempt(), 1..60),
    ) {
        let mut world = World::new();
        // Most begin with an event that can be published.
        world.take(&Attempt::Event("confirm", 0));
        for attempt in &attempts {
            let before = world.publication.clone();
            world.take(attempt);
            world.holds(&before);
        }
    }
}
