//! What the public is told: the approved text, and what follows the event without anybody's approval. No money, no results, no
//! reasons, no people.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::events::action_months::model::Slogan;
use crate::events::kinds::{EventAudience, EventForm, EventMode, EventOccasion, EventTheme, Venue};
use crate::events::publications::model::{CoOrganiserName, PublicStatus, PublicText, Shown};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;

/// An event as the public is told of it: the fields of the approved text and those that follow the event, in one object. They stand
/// here once more, since two closed shapes that are flattened into one have no shape that a document could close.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicEvent {
    /// Its identifier.
    pub id: Id,
    /// The title.
    #[schema(max_length = 300, example = "Toạ đàm phòng, chống bạo lực gia đình")]
    pub title: String,
    /// What it is about.
    #[schema(max_length = 1_000, example = "Chuyên gia trả lời câu hỏi của người dân")]
    pub summary: String,
    /// What sort of event it is.
    pub form: EventForm,
    /// Which other form.
    #[schema(max_length = 100)]
    pub form_note: Option<String>,
    /// How people take part.
    pub mode: EventMode,
    /// What it is about.
    #[schema(max_items = 5)]
    pub themes: Vec<EventTheme>,
    /// Whom it is for.
    #[schema(max_items = 5)]
    pub audiences: Vec<EventAudience>,
    /// The agency that organises it, as it is called.
    #[schema(max_length = 300, example = "Sở Tư pháp")]
    pub organiser: String,
    /// Who organises it together with that agency, as they are called.
    #[schema(max_items = 30, value_type = Vec<CoOrganiserName>)]
    pub co_organisers: Vec<String>,
    /// Where it takes place.
    pub venue: Option<Venue>,
    /// Where people join it.
    #[schema(max_length = 500)]
    pub online_url: Option<String>,
    /// What it is held for.
    pub occasion: EventOccasion,
    /// How it stands.
    pub status: PublicStatus,
    /// When it begins.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
}

impl PublicEvent {
    /// The approved text, with what follows the event.
    pub fn of(id: Id, text: PublicText, shown: Shown) -> Self {
        Self {
            id,
            title: text.title,
            summary: text.summary,
            form: text.form,
            form_note: text.form_note,
            mode: text.mode,
            themes: text.themes,
            audiences: text.audiences,
            organiser: text.organiser,
            co_organisers: text.co_organisers,
            venue: text.venue,
            online_url: text.online_url,
            occasion: shown.occasion,
            status: shown.status,
            starts_at: shown.starts_at,
            ends_at: shown.ends_at,
        }
    }
}

/// An Action Month as the public is told of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicActionMonth {
    /// The year.
    #[schema(minimum = 2000, maximum = 2100, example = 2017)]
    pub year: i32,
    /// Its name.
    #[schema(max_length = 300, example = "Tháng hành động vì bình đẳng giới năm 2017")]
    pub name: String,
    /// Its theme.
    #[schema(max_length = 500, example = "Chung tay xoá bỏ bạo lực đối với phụ nữ và trẻ em")]
    pub theme: String,
    /// Its slogans.
    #[schema(max_items = 30, value_type = Vec<Slogan>)]
    pub slogans: Vec<String>,
    /// From when on its events can begin: 15 November, 00:00 in Hải Phòng.
    #[schema(example = "2017-11-14T17:00:00.000000Z")]
    pub opens_at: Instant,
    /// When its last event has ended: 15 December, 24:00 in Hải Phòng.
    #[schema(example = "2017-12-15T17:00:00.000000Z")]
    pub closes_at: Instant,
}

/// Whose Action Month.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OfCommittee {
    /// The code of the committee; needed where there are several.
    #[validate(length(min = 1, max = 60))]
    #[param(min_length = 1, max_length = 60)]
    pub committee: Option<String>,
}

/// Which events to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PublicEventFilter {
    /// The code of the committee; needed where there are several.
    #[validate(length(min = 1, max = 60))]
    #[param(min_length = 1, max_length = 60)]
    pub committee: Option<String>,
    /// Those that have not ended by this instant …
    pub from: Option<Instant>,
    /// … and begin before this one.
    pub before: Option<Instant>,
    /// Of any of these forms.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub form: Vec<EventForm>,
    /// For any of these occasions.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub occasion: Vec<EventOccasion>,
    /// Text in title, summary, venue or organiser, with or without diacritics.
    #[validate(length(min = 1, max = 100))]
    #[param(min_length = 1, max_length = 100)]
    pub q: Option<String>,
}

/// Which events a calendar shows.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FeedFilter {
    /// The code of the committee; needed where there are several.
    #[validate(length(min = 1, max = 60))]
    #[param(min_length = 1, max_length = 60)]
    pub committee: Option<String>,
    /// Those that have not ended by this instant; from 90 days back where neither this nor `before` is given …
    pub from: Option<Instant>,
    /// … and begin before this one, at most 500 days later; to 400 days ahead.
    pub before: Option<Instant>,
    /// Of any of these forms.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub form: Vec<EventForm>,
    /// For any of these occasions.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub occasion: Vec<EventOccasion>,
}
