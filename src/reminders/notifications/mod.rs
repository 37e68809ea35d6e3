//! Notifications: what lies in the inboxes.

pub mod api;
pub mod model;
pub mod store;

use crate::kernel::chapter::Resource;
use crate::kernel::chapter::nobody;
use crate::kernel::table::Table;
use crate::reminders::mail::store::DELIVERIES;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: "notifications",
    tables: &[Table::Beside(&store::READ_MARKS), Table::Beside(&DELIVERIES)],
    held: None,
    workflow: None,
    readable: nobody,
    reminded: None,
    attached: false,
};
