//! Links by which a person sets a password, once: given by an administrator who invites, or asked for by whoever forgot his.

pub mod api;
pub mod inviting;
pub mod mailing;
pub mod model;
pub mod rules;
pub mod store;
pub mod url;

use crate::kernel::chapter::{Resource, nobody, nothing_left};
use crate::kernel::table::Table;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: "password-links",
    left: nothing_left,
    tables: &[Table::Beside(&store::PASSWORD_LINKS)],
    held: None,
    workflow: None,
    readable: nobody,
    reminded: None,
    attached: false,
    work: &[],
};
