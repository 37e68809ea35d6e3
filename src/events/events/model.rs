//! What an event is.

pub mod bodies;
pub mod results;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::{Validate, ValidationError};

use crate::actions;
use crate::events::events::model::results::EventResults;
use crate::events::kinds::{EventAudience, EventForm, EventMode, EventOccasion, EventTheme, Money, Venue};
use crate::events::publications::model::PublicationState;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::sort::Sort;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::sort_columns;

text_enum! {
    /// Where an event stands.
    pub enum EventState {
        /// Entered.
        Planned => "planned",
        /// It will take place.
        Confirmed => "confirmed",
        /// It will take place at another time.
        Postponed => "postponed",
        /// It will not take place, or another event is the same.
        Cancelled => "cancelled",
        /// It took place.
        Held => "held",
        /// What came of it is told.
        Reported => "reported",
    }
}

impl EventState {
    /// Those whose results are owed once the event is over.
    pub const OWING: [Self; 3] = [Self::Planned, Self::Confirmed, Self::Held];
}

text_enum! {
    /// How it stands with the results of an event.
    pub enum ResultsStanding {
        /// Nothing is owed: it is not over, was postponed or cancelled.
        NotOwed => "not_owed",
        /// It is over, and there is time still.
        Owed => "owed",
        /// The time is over too.
        Overdue => "overdue",
        /// They were told.
        Reported => "reported",
    }
}

text_enum! {
    /// What sort of partner.
    pub enum PartnerKind {
        /// An agency.
        Agency => "agency",
        /// An organisation.
        Organisation => "organisation",
        /// An enterprise.
        Enterprise => "enterprise",
    }
}

text_enum! {
    /// What a partner does.
    pub enum PartnerRole {
        /// Organises the event together with its agency; an agency that does reads it.
        CoOrganiser => "co_organiser",
        /// Supports it.
        Supporter => "supporter",
    }
}

/// Who takes part in organising an event: an agency by its identifier, or anybody by a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    /// What sort of partner.
    pub kind: PartnerKind,
    /// The agency; instead of a name.
    #[serde(default)]
    pub agency_id: Option<Id>,
    /// The name of a body; never that of a person.
    #[serde(default)]
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "Trường Đại học Hải Phòng")]
    pub name: Option<String>,
    /// What it does.
    pub role: PartnerRole,
}

/// Where the publication of an event stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicationStanding {
    /// Where it stands.
    pub state: PublicationState,
    /// Since when.
    pub since: Instant,
}

/// An event.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Event {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The agency that organises it.
    pub agency_id: Id,
    /// The committee above that agency.
    pub committee_id: Id,
    /// The agency that receives the organiser's reports.
    pub recipient_id: Id,
    /// The Action Month that it belongs to, if it does.
    pub action_month_id: Option<Id>,
    /// The events that it was entered with, if it was.
    pub series_id: Option<Id>,
    /// What it is held for.
    pub occasion: EventOccasion,
    /// What sort of event it is.
    pub form: EventForm,
    /// Which other form.
    #[schema(max_length = 100)]
    pub form_note: Option<String>,
    /// How people take part.
    pub mode: EventMode,
    /// Its title.
    #[schema(max_length = 300, example = "Toạ đàm phòng, chống bạo lực gia đình")]
    pub title: String,
    /// What the public would be told of it.
    #[schema(max_length = 1_000)]
    pub public_summary: Option<String>,
    /// When it begins.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// Where it takes place; null where it is online alone.
    pub venue: Option<Venue>,
    /// Where people join it.
    #[schema(max_length = 500)]
    pub online_url: Option<String>,
    /// What it is about.
    #[schema(max_items = 5)]
    pub themes: Vec<EventTheme>,
    /// Whom it is for.
    #[schema(max_items = 5)]
    pub audiences: Vec<EventAudience>,
    /// Who else takes part in organising it.
    #[schema(max_items = 30)]
    pub partners: Vec<Partner>,
    /// How many people there is room for.
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub capacity: Option<i32>,
    /// The money that is planned for it; null where nobody has said.
    pub planned: Option<Money>,
    /// How many lessons a training course has.
    #[schema(minimum = 1, maximum = 500)]
    pub lesson_hours: Option<i32>,
    /// Where it stands.
    pub state: EventState,
    /// The event that is the same, where this one is a duplicate; a duplicate counts nowhere.
    pub duplicate_of_id: Option<Id>,
    /// The first instant at which its results are late.
    pub results_due_at: Instant,
    /// How it stands with its results now.
    pub results_standing: ResultsStanding,
    /// How often its results were told: 0 as long as they were not.
    #[schema(minimum = 0)]
    pub results_number: i32,
    /// What came of it, as told last; absent until then, and in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub results: Option<EventResults>,
    /// Where its publication stands; only on a detail read, for its agency, the committee and auditors.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub publication: Option<PublicationStanding>,
    /// Other events at the venue at that time which the caller may read; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub overlaps: Option<Vec<Id>>,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for Event {
    const RESOURCE: &'static str = "events";

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

/// An address where people join: encrypted, in visible ASCII.
pub(super) fn secure_address(text: &str) -> Result<(), ValidationError> {
    let rest = text.strip_prefix("https://").unwrap_or_default();
    let fits = !rest.is_empty() && text.len() <= 500 && text.bytes().all(|byte| byte.is_ascii_graphic());
    if fits { Ok(()) } else { Err(ValidationError::new("pattern")) }
}

actions! {
    /// A step of an event.
    pub enum EventAction {
        /// It will take place; may be said afterwards too.
        Confirm => "confirm" {},
        /// It takes place at another time, perhaps for another occasion.
        Reschedule => "reschedule" because reason {
            /// When it begins.
            #[schema(example = "2017-12-09T01:30:00Z")]
            starts_at: Instant,
            /// When it ends.
            #[schema(example = "2017-12-09T04:00:00Z")]
            ends_at: Instant,
            /// Another occasion; the same when absent.
            occasion: Option<EventOccasion>,
            /// Why.
            #[schema(example = "Hội trường bận")]
            reason: String => text(1, 2_000),
        },
        /// It takes place later; when is not known yet.
        Postpone => "postpone" because reason {
            /// Why.
            #[schema(example = "Ảnh hưởng của bão")]
            reason: String => text(1, 2_000),
        },
        /// It does not take place.
        Cancel => "cancel" because reason {
            /// Why.
            #[schema(example = "Ghép vào chương trình của thành phố")]
            reason: String => text(1, 2_000),
        },
        /// Another event is the same gathering; this one counts nowhere.
        DeclareDuplicate => "declare_duplicate" because reason {
            /// The other event.
            of_id: Id,
            /// Why.
            #[schema(example = "Đã nhập ở đơn vị chủ trì")]
            reason: String => text(1, 2_000),
        },
        /// It took place, or goes on.
        Hold => "hold" {},
        /// It did not take place after all.
        NotHeld => "not_held" because reason {
            /// Why.
            #[schema(example = "Ghi nhận nhầm hoạt động")]
            reason: String => text(1, 2_000),
        },
        /// Tells what came of it.
        Report => "report" {
            /// What came of it.
            results: EventResults => nested(validate),
            /// Files of the agency that show it, sent beforehand.
            #[serde(default)]
            attachment_ids: Vec<Id> => items(10),
        },
        /// Tells anew what came of it, as a whole.
        Correct => "correct" because reason {
            /// What came of it.
            results: EventResults => nested(validate),
            /// More files of the agency that show it, sent beforehand; earlier ones stay.
            #[serde(default)]
            attachment_ids: Vec<Id> => items(10),
            /// Why.
            #[schema(example = "Bổ sung số liệu theo giới")]
            reason: String => text(1, 2_000),
        },
    }
}

sort_columns! {
    /// The orders of a list of events.
    pub enum EventColumn { StartsAt = "starts_at", CreatedAt = "created_at" }
}

/// Which events to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EventFilter {
    /// Organised by any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub agency_id: Vec<Id>,
    /// Held for any of these.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub occasion: Vec<EventOccasion>,
    /// Of any of these forms.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub form: Vec<EventForm>,
    /// In any of these states.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<EventState>,
    /// Of any of these years, by the first day.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub year: Vec<i32>,
    /// How it stands with the results now.
    pub results_standing: Option<ResultsStanding>,
    /// Of these that were entered together.
    pub series_id: Option<Id>,
    /// Begins at this instant or later.
    pub starts_from: Option<Instant>,
    /// Begins before this instant.
    pub starts_before: Option<Instant>,
    /// Text in title, summary or venue, with or without diacritics.
    #[validate(length(min = 1, max = 100))]
    #[param(min_length = 1, max_length = 100)]
    pub q: Option<String>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<EventColumn>,
}
