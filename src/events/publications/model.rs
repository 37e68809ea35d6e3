//! What a publication is: what the public sees of an event, asked for by one person and approved by another.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::actions;
use crate::events::kinds::{EventAudience, EventForm, EventMode, EventOccasion, EventTheme, Venue};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;

text_enum! {
    /// Where the publication of an event stands.
    pub enum PublicationState {
        /// Nobody has asked for it.
        None => "none",
        /// It is asked for.
        Requested => "requested",
        /// The public sees it.
        Published => "published",
        /// The public sees it; another text is asked for.
        ChangeRequested => "change_requested",
        /// It was refused.
        Refused => "refused",
        /// The public saw it, and sees it no more.
        Withdrawn => "withdrawn",
    }
}

impl PublicationState {
    /// Whether the public sees the event.
    pub fn is_visible(self) -> bool {
        matches!(self, Self::Published | Self::ChangeRequested)
    }
}

text_enum! {
    /// How an event stands, as the public is told.
    pub enum PublicStatus {
        /// It takes place as it was first announced.
        Scheduled => "scheduled",
        /// It takes place at another time than was first announced.
        Rescheduled => "rescheduled",
        /// It took place, or goes on.
        Held => "held",
        /// It takes place at a time that is not known yet.
        Postponed => "postponed",
        /// It does not take place.
        Cancelled => "cancelled",
    }
}

/// What the public is told in words: frozen when it is asked for, public from its approval on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicText {
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
}

/// The name of a body that organises an event with another; a type for the document alone, which bounds each.
#[derive(ToSchema)]
#[schema(max_length = 300, example = "Hội Liên hiệp Phụ nữ thành phố")]
pub struct CoOrganiserName(#[allow(dead_code, reason = "never made")] String);

/// When an event takes place, as it was first approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FirstTimes {
    /// When it begins.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
}

/// What the public sees beside the text, which follows the event without anybody's approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Shown {
    /// What it is held for.
    pub occasion: EventOccasion,
    /// How it stands.
    pub status: PublicStatus,
    /// When it begins.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
}

/// The publication of an event; it has the event's identifier, and a version of its own.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Publication {
    /// The event.
    pub id: Id,
    /// Raised by one with every change of the publication.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When the event was entered.
    pub created_at: Instant,
    /// When the publication was last changed.
    pub updated_at: Instant,
    /// The agency that organises the event.
    pub agency_id: Id,
    /// The committee whose standing agency decides.
    pub committee_id: Id,
    /// Where it stands.
    pub state: PublicationState,
    /// Since when.
    pub since: Instant,
    /// The version of the event that was read when the text was frozen that is asked for, or was last.
    #[schema(minimum = 1)]
    pub event_version: Option<i32>,
    /// The text that is asked for.
    pub requested: Option<PublicText>,
    /// The text that was approved last.
    pub approved: Option<PublicText>,
    /// The version of the event whose text was approved last.
    #[schema(minimum = 1)]
    pub approved_event_version: Option<i32>,
    /// When it was.
    pub approved_at: Option<Instant>,
    /// The times that were first approved, from which the public is told that others differ; anew after a withdrawal.
    pub first_approved: Option<FirstTimes>,
    /// How often what the public sees has changed, withdrawals included: the SEQUENCE of calendars.
    #[schema(minimum = 0)]
    pub sequence: i32,
    /// When it did last.
    pub sequenced_at: Instant,
    /// What the public sees now beside the text; null where it sees nothing.
    pub shown: Option<Shown>,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for Publication {
    const RESOURCE: &'static str = "publications";

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

actions! {
    /// A step of a publication.
    pub enum PublicationAction {
        /// Asks for it: the text of the event as it stands is frozen and judged.
        Request => "request" {
            /// The version of the event that was read.
            #[schema(example = 2)]
            event_version: i32 => number(1, 2_147_483_647),
        },
        /// Makes the text public that was asked for.
        Approve => "approve" {},
        /// Does not; what is public stays so.
        Refuse => "refuse" because reason {
            /// Why.
            #[schema(example = "Cần bổ sung địa điểm cụ thể")]
            reason: String => text(1, 2_000),
        },
        /// Takes back what was asked for.
        Recall => "recall" {},
        /// Takes it away from the public.
        Withdraw => "withdraw" because reason {
            /// Why.
            #[schema(example = "Nội dung không còn phù hợp")]
            reason: String => text(1, 2_000),
        },
    }
}
