//! An event as it is on record, and what is made of it without a database.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::events::events::model::bodies::{Described, EventPatch};
use crate::events::events::model::results::EventResults;
use crate::events::events::model::{Event, EventState};
use crate::events::events::rules::{self, Edited};
use crate::events::events::workflow::EventFacts;
use crate::events::kinds::{EventForm, EventMode, EventOccasion};
use crate::events::organiser::Organiser;
use crate::events::publications::model::FirstTimes;
use crate::events::window;
use crate::kernel::column::{from_column, to_column};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::kernel::text;
use crate::schema::events;

/// An event as it is on record.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = events, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub agency_id: Id,
    pub committee_id: Id,
    pub recipient_id: Id,
    pub action_month_id: Option<Id>,
    pub series_id: Option<Id>,
    pub occasion: EventOccasion,
    pub form: EventForm,
    pub form_note: Option<String>,
    pub mode: EventMode,
    pub title: String,
    pub public_summary: Option<String>,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub venue: Option<String>,
    pub venue_key: Option<String>,
    pub online_url: Option<String>,
    pub themes: String,
    pub audiences: String,
    pub partners: String,
    pub capacity: Option<i32>,
    pub planned: Option<String>,
    pub lesson_hours: Option<i32>,
    pub state: EventState,
    pub duplicate_of_id: Option<Id>,
    pub year: i32,
    pub results_number: i32,
    pub authors: String,
    pub search_text: String,
}

/// An event with what came of it.
#[derive(Clone, Debug)]
pub struct Stored {
    pub row: Row,
    pub results: Option<EventResults>,
}

/// Whose an event is: who organises it, under which committee, and who receives its reports.
#[derive(Clone, Copy, Debug)]
pub struct Whose {
    /// The organiser with its committee.
    pub organiser: Organiser,
    /// Who receives its reports.
    pub recipient: Id,
}

/// When an event takes place and what for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// What for.
    pub occasion: EventOccasion,
    /// When it begins.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// The Month that it belongs to.
    pub month: Option<Id>,
}

/// Who created or edited an event, each with the version that was last of his making.
type Authors = BTreeMap<Id, i32>;

impl Row {
    /// A new event, planned.
    pub fn new(
        id: Id,
        series: Option<Id>,
        whose: &Whose,
        frame: &Frame,
        described: &Described,
        people: &[Id],
        now: Instant,
    ) -> Result<Self, Problem> {
        let row = Self {
            id,
            version: 1,
            created_at: now,
            updated_at: now,
            agency_id: whose.organiser.agency,
            committee_id: whose.organiser.committee,
            recipient_id: whose.recipient,
            action_month_id: frame.month,
            series_id: series,
            occasion: frame.occasion,
            form: described.form,
            form_note: None,
            mode: described.mode,
            title: String::new(),
            public_summary: None,
            starts_at: frame.starts_at,
            ends_at: frame.ends_at,
            venue: None,
            venue_key: None,
            online_url: None,
            themes: String::new(),
            audiences: String::new(),
            partners: String::new(),
            capacity: None,
            planned: None,
            lesson_hours: None,
            state: EventState::Planned,
            duplicate_of_id: None,
            year: 0,
            results_number: 0,
            authors: "{}".to_owned(),
            search_text: String::new(),
        };
        row.describing(described)?.authored_by(people)
    }

    /// The next version of the row.
    pub fn touched(&self, now: Instant) -> Self {
        Self { version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// The same in another state.
    pub fn in_state(&self, state: EventState, now: Instant) -> Self {
        Self { state, ..self.touched(now) }
    }

    /// The same at another time, perhaps for something else.
    pub fn framed(self, frame: &Frame) -> Self {
        Self {
            occasion: frame.occasion,
            starts_at: frame.starts_at,
            ends_at: frame.ends_at,
            action_month_id: frame.month,
            year: window::year_of(frame.starts_at),
            ..self
        }
    }

    /// The same with what is said of it.
    pub fn describing(self, described: &Described) -> Result<Self, Problem> {
        let row = Self {
            form: described.form,
            form_note: described.form_note.clone(),
            mode: described.mode,
            title: described.title.clone(),
            public_summary: described.public_summary.clone(),
            venue: described.venue.as_ref().map(to_column).transpose()?,
            online_url: described.online_url.clone(),
            themes: to_column(&described.themes)?,
            audiences: to_column(&described.audiences)?,
            partners: to_column(&described.partners)?,
            capacity: described.capacity,
            planned: described.planned.as_ref().map(to_column).transpose()?,
            lesson_hours: described.lesson_hours,
            ..self
        };
        row.indexed()
    }

    /// The same with what it is found by.
    pub fn indexed(mut self) -> Result<Self, Problem> {
        let described = self.described()?;
        let venue = described.venue.map(|it| it.name);
        self.venue_key = venue.as_deref().map(text::fold);
        self.year = window::year_of(self.starts_at);
        let summary = self.public_summary.as_deref().unwrap_or_default();
        self.search_text = text::fold(&format!("{} {summary} {}", self.title, venue.unwrap_or_default()));
        Ok(self)
    }

    /// The same with people who made this version what it says.
    pub fn authored_by(mut self, people: &[Id]) -> Result<Self, Problem> {
        let mut authors = self.authors()?;
        authors.extend(people.iter().map(|person| (*person, self.version)));
        self.authors = to_column(&authors)?;
        Ok(self)
    }

    /// Who created or edited it, each with the version that was last of his making.
    pub fn authors(&self) -> Result<Authors, Problem> {
        from_column(&self.authors)
    }

    /// When it takes place.
    pub fn times(&self) -> FirstTimes {
        FirstTimes { starts_at: self.starts_at, ends_at: self.ends_at }
    }

    /// When it takes place, and what for.
    pub fn frame(&self) -> Frame {
        Frame { occasion: self.occasion, starts_at: self.starts_at, ends_at: self.ends_at, month: self.action_month_id }
    }

    /// What is said of it.
    pub fn described(&self) -> Result<Described, Problem> {
        Ok(Described {
            form: self.form,
            form_note: self.form_note.clone(),
            mode: self.mode,
            title: self.title.clone(),
            public_summary: self.public_summary.clone(),
            venue: self.venue.as_deref().map(from_column).transpose()?,
            online_url: self.online_url.clone(),
            themes: from_column(&self.themes)?,
            audiences: from_column(&self.audiences)?,
            partners: from_column(&self.partners)?,
            capacity: self.capacity,
            planned: self.planned.as_deref().map(from_column).transpose()?,
            lesson_hours: self.lesson_hours,
        })
    }

    /// The times and the occasion that an edit asks for; the Month is not looked up yet.
    pub fn frame_after(&self, patch: &EventPatch) -> Frame {
        Frame {
            occasion: patch.occasion.unwrap_or(self.occasion),
            starts_at: patch.starts_at.unwrap_or(self.starts_at),
            ends_at: patch.ends_at.unwrap_or(self.ends_at),
            month: self.action_month_id,
        }
    }

    /// What an edit would change.
    pub fn edited(&self, frame: &Frame, described: &Described) -> Result<Edited, Problem> {
        let before = self.described()?;
        let first = |changes: &[(&'static str, bool)]| changes.iter().find(|(_, is)| *is).map(|(pointer, _)| *pointer);
        Ok(Edited {
            frame: first(&[
                ("/starts_at", self.starts_at != frame.starts_at),
                ("/ends_at", self.ends_at != frame.ends_at),
                ("/occasion", self.occasion != frame.occasion),
                ("/form", before.form != described.form),
            ]),
            rest: first(&[
                ("/form_note", before.form_note != described.form_note),
                ("/mode", before.mode != described.mode),
                ("/venue", before.venue != described.venue),
                ("/online_url", before.online_url != described.online_url),
                ("/themes", before.themes != described.themes),
                ("/audiences", before.audiences != described.audiences),
                ("/partners", before.partners != described.partners),
                ("/capacity", before.capacity != described.capacity),
                ("/planned", before.planned != described.planned),
                ("/lesson_hours", before.lesson_hours != described.lesson_hours),
            ]),
            words: before.title != described.title || before.public_summary != described.public_summary,
        })
    }

    /// What the rules look at.
    pub fn facts(&self) -> EventFacts {
        EventFacts {
            organiser: Organiser { agency: self.agency_id, committee: self.committee_id },
            state: self.state,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
        }
    }

    /// The agencies that organise it together with its own.
    pub fn co_organisers(&self) -> Result<Vec<Id>, Problem> {
        Ok(rules::co_organisers(&self.described()?.partners))
    }

    /// What lists show at an instant: everything but what came of it.
    pub fn listed(&self, now: Instant) -> Result<Event, Problem> {
        let described = self.described()?;
        Ok(Event {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            agency_id: self.agency_id,
            committee_id: self.committee_id,
            recipient_id: self.recipient_id,
            action_month_id: self.action_month_id,
            series_id: self.series_id,
            occasion: self.occasion,
            form: described.form,
            form_note: described.form_note,
            mode: described.mode,
            title: described.title,
            public_summary: described.public_summary,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            venue: described.venue,
            online_url: described.online_url,
            themes: described.themes,
            audiences: described.audiences,
            partners: described.partners,
            capacity: described.capacity,
            planned: described.planned,
            lesson_hours: described.lesson_hours,
            state: self.state,
            duplicate_of_id: self.duplicate_of_id,
            results_due_at: window::results_due_at(self.ends_at),
            results_standing: rules::results_standing(self.state, self.ends_at, now),
            results_number: self.results_number,
            results: None,
            publication: None,
            overlaps: None,
            actions: None,
        })
    }
}

impl Stored {
    /// What callers see at an instant.
    pub fn answer(&self, now: Instant) -> Result<Event, Problem> {
        Ok(Event { results: self.results.clone(), ..self.row.listed(now)? })
    }
}
