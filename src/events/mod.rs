//! The Action Month (15 November to 15 December) and the other occasions of the year: the Month itself, the plans that agencies
//! send up, the events with what came of them, and what the public sees of them.

mod access;
mod action_months;
mod calendars;
mod events;
mod kinds;
mod organiser;
mod plans;
mod policy;
mod proposals;
mod public;
mod publications;
mod rules;
mod statistics;
pub mod telling;
mod window;

pub use access::Reading;
pub use action_months::workflow::{MonthFacts, TRANSITIONS as ACTION_MONTHS};
pub use calendars::{
    AddressFacts, CHAPTER as CALENDARS, Calendaring, Reading as AddressReading, TRANSITIONS as CALENDAR_ADDRESSES,
};
pub use events::model::EventAction;
pub use events::model::bodies::NewEvent;
pub use events::model::results::{EventResults, Materials, MediaItems, Participants};
pub use events::workflow::{EventFacts, TRANSITIONS as EVENTS};
pub use kinds::{BySex, EventAudience, EventForm, EventMode, EventOccasion, EventTheme, Money, Venue};
pub use organiser::Organiser;
pub use plans::workflow::{PlanFacts, TRANSITIONS as EVENT_PLANS};
pub use public::KeptFeeds;
pub use publications::model::PublicationAction;
pub use publications::workflow::{PublicationFacts, TRANSITIONS as PUBLICATIONS};

use crate::kernel::chapter::{Chapter, Tag};
use crate::kernel::http::Routes;
use crate::routes;

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    routes,
    well_known: Some(public_routes),
    rules: policy::RULES,
    reads: access::READS,
    delegable: true,
    directory: None,
    resources: &[
        action_months::RESOURCE,
        plans::RESOURCE,
        events::RESOURCE,
        events::RESULTS,
        events::SERIES,
        publications::RESOURCE,
    ],
    folded: &[action_months::store::FOLDED, events::store::FOLDED, publications::store::FOLDED],
    tags: &[
        Tag {
            name: "action-months",
            about: "The Action Month of each year: its theme, its slogans, its window",
            beside: &[],
        },
        Tag {
            name: "event-plans",
            about: "The list of events that an agency sends up for the Action Month",
            beside: &[],
        },
        Tag { name: "events", about: "What is held, when and where, and what came of it", beside: &["event-series"] },
        Tag {
            name: "publications",
            about: "What the public sees of an event: requested by one, approved by another",
            beside: &[],
        },
        Tag { name: "public", about: "What anybody may read without a token, from any web page", beside: &[] },
    ],
};

fn routes() -> Routes {
    routes![
        action_months::api::list,
        action_months::api::create,
        action_months::api::read,
        action_months::api::update,
        action_months::api::delete,
        action_months::api::transition,
        action_months::api::history,
        plans::api::list,
        plans::api::create,
        plans::api::read,
        plans::api::update,
        plans::api::delete,
        plans::api::transition,
        plans::api::history,
        events::api::list,
        events::api::create,
        events::api::read,
        events::api::update,
        events::api::delete,
        events::api::transition,
        events::api::history,
        events::api::results,
        events::api::create_series,
        events::api::read_series,
        publications::api::read,
        publications::api::transition,
        publications::api::history,
        statistics::api::events,
        statistics::api::heat_map,
        proposals::api::read,
    ]
}

fn public_routes() -> Routes {
    routes![public::api::list, public::api::read, public::api::month, public::api::feed]
}
