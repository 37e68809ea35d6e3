//! Signing keys: made, published, withdrawn.

pub(crate) mod api;
mod keeping;
pub(crate) mod model;
pub(crate) mod store;

pub use keeping::{encryption_key, ensure, rotate, withdraw};

use crate::kernel::chapter::nobody;
use crate::kernel::chapter::{Resource, nothing_left};
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::SigningKey::RESOURCE,
    left: nothing_left,
    tables: &[Table::Held("signing_keys")],
    workflow: None,
    readable: nobody,
    reminded: None,
    attached: false,
};
