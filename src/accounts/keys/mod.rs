//! Signing keys: made, published, withdrawn.

pub(crate) mod api;
mod encryption;
mod keeping;
pub(crate) mod model;
pub(crate) mod store;

pub use encryption::encryption_key;
pub use keeping::{ensure, rotate, withdraw};

use crate::kernel::chapter::Resource;
use crate::kernel::chapter::nobody;
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::SigningKey::RESOURCE,
    tables: &[Table::Held("signing_keys")],
    workflow: None,
    readable: nobody,
    reminded: None,
    attached: false,
};
