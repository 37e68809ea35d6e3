//! The Action Month (15 November to 15 December) and the other occasions of the year: the Month itself, the plans that agencies
//! send up, the events with what came of them, and what the public sees of them.

mod access;
mod events;
mod kinds;
mod organiser;
mod policy;
mod publications;
mod window;

pub use access::Reading;
pub use kinds::{EventForm, EventMode, EventTheme, Occasion};

use crate::kernel::chapter::{Chapter, Tag};
use crate::kernel::http::Routes;
use crate::routes;

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    routes,
    well_known: None,
    rules: policy::RULES,
    reads: access::READS,
    delegable: true,
    directory: None,
    resources: &[events::RESOURCE, events::RESULTS, events::SERIES, publications::RESOURCE],
    tags: &[
        Tag { name: "action-months", about: "The Action Month of each year: its theme, its slogans, its window" },
        Tag { name: "event-plans", about: "The list of events that an agency sends up for the Action Month" },
        Tag { name: "events", about: "What is held, when and where, and what came of it" },
        Tag { name: "publications", about: "What the public sees of an event: requested by one, approved by another" },
    ],
};

fn routes() -> Routes {
    routes![
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
    ]
}
