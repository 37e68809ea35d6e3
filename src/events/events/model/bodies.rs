//! What callers send of an event.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::{Partner, secure_address};
use crate::events::kinds::{EventAudience, EventForm, EventMode, EventOccasion, EventTheme, Money, Venue};
use crate::kernel::http::patch;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;

/// A body that describes an event: fields of its own, and those by which every event is described.
macro_rules! describing {
    ($(#[$about:meta])* $name:ident { $($own:tt)* }) => {
        $(#[$about])*
        #[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($own)*
            /// What it is held for.
            pub occasion: EventOccasion,
            /// What sort of event it is.
            pub form: EventForm,
            /// Which other form; only with `other`.
            #[validate(length(min = 1, max = 100))]
            #[schema(min_length = 1, max_length = 100)]
            pub form_note: Option<String>,
            /// How people take part.
            pub mode: EventMode,
            /// Its title.
            #[validate(length(min = 1, max = 300))]
            #[schema(min_length = 1, max_length = 300, example = "Toạ đàm phòng, chống bạo lực gia đình")]
            pub title: String,
            /// What the public would be told of it.
            #[validate(length(min = 1, max = 1_000))]
            #[schema(min_length = 1, max_length = 1_000)]
            pub public_summary: Option<String>,
            /// Where it takes place; null only where it is online alone.
            #[validate(nested)]
            pub venue: Option<Venue>,
            /// Where people join it, `https://…`; not where it is in person alone.
            #[validate(custom(function = secure_address))]
            #[schema(max_length = 500, pattern = "^https://[!-~]{1,492}$", example = "https://hop.example.vn/toa-dam")]
            pub online_url: Option<String>,
            /// What it is about, each once.
            #[validate(length(min = 1, max = 5))]
            #[schema(min_items = 1, max_items = 5)]
            pub themes: Vec<EventTheme>,
            /// Whom it is for, each once.
            #[validate(length(min = 1, max = 5))]
            #[schema(min_items = 1, max_items = 5)]
            pub audiences: Vec<EventAudience>,
            /// Who else takes part in organising it.
            #[serde(default)]
            #[validate(length(max = 30), nested)]
            #[schema(max_items = 30)]
            pub partners: Vec<Partner>,
            /// How many people there is room for.
            #[validate(range(min = 1, max = 1_000_000))]
            #[schema(minimum = 1, maximum = 1_000_000)]
            pub capacity: Option<i32>,
            /// The money that is planned for it.
            #[validate(nested)]
            pub planned: Option<Money>,
            /// How many lessons it has; only with `training`.
            #[validate(range(min = 1, max = 500))]
            #[schema(minimum = 1, maximum = 500)]
            pub lesson_hours: Option<i32>,
        }

        impl $name {
            /// What it says of the event.
            pub fn described(&self) -> Described {
                Described {
                    form: self.form,
                    form_note: self.form_note.clone(),
                    mode: self.mode,
                    title: self.title.clone(),
                    public_summary: self.public_summary.clone(),
                    venue: self.venue.clone(),
                    online_url: self.online_url.clone(),
                    themes: self.themes.clone(),
                    audiences: self.audiences.clone(),
                    partners: self.partners.clone(),
                    capacity: self.capacity,
                    planned: self.planned,
                    lesson_hours: self.lesson_hours,
                }
            }
        }
    };
}

/// What is said of an event beside whose it is, what for and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// What sort of event it is.
    pub form: EventForm,
    /// Which other form.
    pub form_note: Option<String>,
    /// How people take part.
    pub mode: EventMode,
    /// Its title.
    pub title: String,
    /// What the public would be told of it.
    pub public_summary: Option<String>,
    /// Where it takes place.
    pub venue: Option<Venue>,
    /// Where people join it.
    pub online_url: Option<String>,
    /// What it is about.
    pub themes: Vec<EventTheme>,
    /// Whom it is for.
    pub audiences: Vec<EventAudience>,
    /// Who else takes part in organising it.
    pub partners: Vec<Partner>,
    /// How many people there is room for.
    pub capacity: Option<i32>,
    /// The money that is planned for it.
    pub planned: Option<Money>,
    /// How many lessons it has.
    pub lesson_hours: Option<i32>,
}

describing! {
    /// An event to enter.
    NewEvent {
        /// A UUIDv7 of the client's choice; made by the service when absent.
        pub id: Option<Id>,
        /// The agency that organises it: no committee, and there on the first day. It never changes.
        pub agency_id: Id,
        /// When it begins.
        #[schema(example = "2017-11-25T01:00:00Z")]
        pub starts_at: Instant,
        /// When it ends; 24:00 of a day is 00:00 of the next.
        #[schema(example = "2017-11-25T04:30:00Z")]
        pub ends_at: Instant,
    }
}

describing! {
    /// What the events of a series have in common.
    SeriesEvent {}
}

/// The times of one event of a series.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventTimes {
    /// When it begins.
    #[schema(example = "2017-11-25T01:00:00Z")]
    pub starts_at: Instant,
    /// When it ends.
    #[schema(example = "2017-11-25T04:30:00Z")]
    pub ends_at: Instant,
}

/// One event at several times: all are entered, or none. Each then answers for itself.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEventSeries {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// The agency that organises them.
    pub agency_id: Id,
    /// What they have in common.
    #[validate(nested)]
    pub event: SeriesEvent,
    /// When they take place.
    #[validate(length(min = 1, max = 31), nested)]
    #[schema(min_items = 1, max_items = 31)]
    pub times: Vec<EventTimes>,
}

/// Events that were entered together.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EventSeries {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When they were entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The agency that organises them.
    pub agency_id: Id,
    /// The committee above that agency.
    pub committee_id: Id,
    /// The agency that receives the organiser's reports.
    pub recipient_id: Id,
    /// The events, in the order of their times as they were sent.
    #[schema(max_items = 31)]
    pub event_ids: Vec<Id>,
}

impl Record for EventSeries {
    const RESOURCE: &'static str = "event-series";

    fn id(&self) -> Id {
        self.id
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn owner(&self) -> Option<Id> {
        Some(self.agency_id)
    }
}

/// What to edit; absent fields stay. While it is planned everything can be edited; confirmed or postponed all but times, occasion
/// and form; held and reported the title and the summary.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventPatch {
    /// What it is held for.
    #[schema(nullable = false)]
    pub occasion: Option<EventOccasion>,
    /// When it begins.
    #[schema(nullable = false)]
    pub starts_at: Option<Instant>,
    /// When it ends.
    #[schema(nullable = false)]
    pub ends_at: Option<Instant>,
    /// What sort of event it is.
    #[schema(nullable = false)]
    pub form: Option<EventForm>,
    /// Which other form; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub form_note: Option<Option<String>>,
    /// How people take part.
    #[schema(nullable = false)]
    pub mode: Option<EventMode>,
    /// Its title.
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, nullable = false, example = "Toạ đàm xây dựng gia đình không bạo lực")]
    pub title: Option<String>,
    /// What the public would be told of it; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 1_000))]
    #[schema(min_length = 1, max_length = 1_000)]
    pub public_summary: Option<Option<String>>,
    /// Where it takes place; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(nested)]
    pub venue: Option<Option<Venue>>,
    /// Where people join it; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(custom(function = secure_address))]
    #[schema(max_length = 500, pattern = "^https://[!-~]{1,492}$")]
    pub online_url: Option<Option<String>>,
    /// What it is about, each once.
    #[validate(length(min = 1, max = 5))]
    #[schema(min_items = 1, max_items = 5, nullable = false)]
    pub themes: Option<Vec<EventTheme>>,
    /// Whom it is for, each once.
    #[validate(length(min = 1, max = 5))]
    #[schema(min_items = 1, max_items = 5, nullable = false)]
    pub audiences: Option<Vec<EventAudience>>,
    /// Who else takes part in organising it.
    #[validate(length(max = 30), nested)]
    #[schema(max_items = 30, nullable = false)]
    pub partners: Option<Vec<Partner>>,
    /// How many people there is room for; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(range(min = 1, max = 1_000_000))]
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub capacity: Option<Option<i32>>,
    /// The money that is planned for it; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(nested)]
    pub planned: Option<Option<Money>>,
    /// How many lessons it has; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(range(min = 1, max = 500))]
    #[schema(minimum = 1, maximum = 500)]
    pub lesson_hours: Option<Option<i32>>,
}

impl EventPatch {
    /// What is said of the event after the edit.
    pub fn applied_to(&self, before: Described) -> Described {
        let mut after = before;
        patch::set(&mut after.form, self.form);
        patch::set(&mut after.form_note, self.form_note.clone());
        patch::set(&mut after.mode, self.mode);
        patch::set(&mut after.title, self.title.clone());
        patch::set(&mut after.public_summary, self.public_summary.clone());
        patch::set(&mut after.venue, self.venue.clone());
        patch::set(&mut after.online_url, self.online_url.clone());
        patch::set(&mut after.themes, self.themes.clone());
        patch::set(&mut after.audiences, self.audiences.clone());
        patch::set(&mut after.partners, self.partners.clone());
        patch::set(&mut after.capacity, self.capacity);
        patch::set(&mut after.planned, self.planned);
        patch::set(&mut after.lesson_hours, self.lesson_hours);
        after
    }
}
