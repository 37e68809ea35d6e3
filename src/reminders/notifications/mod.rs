//! Notifications: what lies in the inboxes.

pub mod about;
pub mod api;
pub mod model;
pub mod reasons;
pub mod store;

use crate::kernel::chapter::nobody;
use crate::kernel::chapter::{Resource, nothing_left};
use crate::kernel::table::Table;
use crate::reminders::mail::store::DELIVERIES;
use crate::reminders::tellings::store::TELLINGS;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: "notifications",
    left: nothing_left,
    tables: &[Table::Beside(&store::READ_MARKS), Table::Beside(&TELLINGS), Table::Beside(&DELIVERIES)],
    held: None,
    workflow: None,
    readable: nobody,
    reminded: None,
    attached: false,
};
