//! Calendars: addresses that are secrets, under which a calendar on somebody's telephone reads what his agency does and owes, as he
//! may read it himself.
//!
//! A chapter of its own beside the events: an address is whoever's it is that made it, so nobody lends the making of one.

pub mod api;
mod feed;
pub mod ics;
mod model;
mod policy;
pub mod rules;
mod store;
mod workflow;

pub use policy::Reading;
pub use workflow::{AddressFacts, TRANSITIONS};

use crate::kernel::chapter::{Chapter, Resource, Tag, nothing_left};
use crate::kernel::held::{Held, Unheld};
use crate::kernel::http::Routes;
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;
use crate::reminders::DuePapers;
use crate::routes;

/// What handlers share: where due dates come from, and where the service is reached.
#[derive(Clone, Debug)]
pub struct Calendaring {
    /// Whose papers have a due date.
    pub owed: &'static [DuePapers],
    /// The address of the service, as in tokens.
    pub public_url: String,
}

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    routes,
    well_known: Some(feeds),
    rules: policy::RULES,
    reads: &[policy::READS],
    delegable: false,
    directory: None,
    resources: &[RESOURCE],
    folded: &[],
    tags: &[Tag {
        name: "calendars",
        about: "Addresses from which calendars read what an agency does and owes",
        beside: &["calendar-addresses"],
    }],
};

/// The resource.
const RESOURCE: Resource = Resource {
    name: model::CalendarAddress::RESOURCE,
    left: nothing_left,
    tables: &[Table::Held("calendar_addresses")],
    held: Some(&Held {
        table: "calendar_addresses",
        rows: store::held,
        derived: &[],
        later: &[],
        acts: &[],
        left_out: false,
        unheld: &[Unheld {
            table: "calendar_addresses",
            column: "secret_hash",
            why: "no record may hold the secret, nor what it is known by",
        }],
    }),
    workflow: Some(&workflow::TRANSITIONS),
    readable: store::may_read,
    reminded: None,
    attached: false,
    work: &[],
};

fn routes() -> Routes {
    routes![api::list, api::create, api::read, api::transition, api::history]
}

fn feeds() -> Routes {
    routes![api::feed]
}
